"""Which of the two Jiras we speak to, and how to tell."""

from enum import StrEnum
from urllib.parse import urlsplit


class Flavour(StrEnum):
    CLOUD = "cloud"
    """REST v3: `/search/jql` with page tokens, documents (ADF) for text."""
    DATACENTER = "datacenter"
    """REST v2: `/search` with offsets, wiki markup for text."""

    @property
    def api(self) -> str:
        return "3" if self is Flavour.CLOUD else "2"


_ATLASSIANS_OWN = (".atlassian.net", ".jira.com", ".jira-dev.com", ".atlassian.com")


def told_by(*, url: str, email: str | None, pat: str | None) -> Flavour | None:
    """What the address and the credentials give away, without a call. None: Jira itself must be asked."""
    host = (urlsplit(url).hostname or "").casefold()
    if host.endswith(_ATLASSIANS_OWN) and not pat:
        return Flavour.CLOUD
    if pat:
        return Flavour.DATACENTER
    return Flavour.CLOUD if email else None
