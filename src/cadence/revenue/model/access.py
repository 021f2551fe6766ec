"""Who may see revenue, and of whom."""

from dataclasses import dataclass

from cadence.core.message import Audience, Kind

ALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Without a rule, the company's own people see figures."""

    channels: frozenset[str] = frozenset({ALL})
    """Ids. "*" is all but those that are shared with another company, which must be named."""
    users: frozenset[str] = frozenset({ALL})
    """Ids or e-mail addresses. "*" is all but guests, who must be named."""
    groups: frozenset[str] = frozenset()
    """Ids or handles of user groups."""
    accounts_in: frozenset[str] = frozenset()
    """Ids of channels besides private ones in which single accounts may be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    figures: bool
    accounts: bool
    """Accounts by name, and segments that are so small that they tell of single ones."""


NOTHING = Sight(figures=False, accounts=False)
EVERYTHING = Sight(figures=True, accounts=True)


def sight(access: Access, audience: Audience, *, is_guest: bool = False) -> Sight:
    """In a channel the channel's rule counts, since everyone there reads along; elsewhere the person's."""
    if audience.kind is Kind.TERMINAL:
        return EVERYTHING
    if audience.channel is None or audience.kind is Kind.DIRECT:
        return EVERYTHING if _is_allowed(access, audience, is_guest=is_guest) else NOTHING
    if not _covers(access, audience.channel, audience.kind):
        return NOTHING
    is_closed = audience.kind in (Kind.PRIVATE, Kind.GROUP)
    return Sight(figures=True, accounts=is_closed or audience.channel in access.accounts_in)


def _is_allowed(access: Access, audience: Audience, *, is_guest: bool) -> bool:
    names = {each.casefold() for each in (audience.user, audience.email) if each}
    if names & {each.casefold() for each in access.users}:
        return True
    if _bare(access.groups) & _bare(audience.groups):
        return True
    return ALL in access.users and not is_guest


def _bare(groups: frozenset[str]) -> set[str]:
    return {each.removeprefix("@").casefold() for each in groups}


def _covers(access: Access, channel: str, kind: Kind) -> bool:
    return channel in access.channels or (ALL in access.channels and kind is not Kind.SHARED)
