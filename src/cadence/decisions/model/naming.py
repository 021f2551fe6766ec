"""People in quoted words: by name, since nobody is to be called by being quoted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from cadence.decisions.model.decision import Body, Option

_MENTION = re.compile(r"@([UW][A-Z0-9]{5,})\b")
"""A mention as it is read from Slack: of a user id, since names change and ids don't."""


def mentioned(texts: Iterable[str]) -> frozenset[str]:
    """Ids of the users whom these texts mention."""
    return frozenset(found for text in texts for found in _MENTION.findall(text))


def by_name(text: str, names: Mapping[str, str]) -> str:
    """The text with "@Maria Lopez" for the mention of a user id; an id without a name stays."""
    return _MENTION.sub(lambda found: f"@{names.get(found[1], found[1])}", text)


def still_says(kept: str, now: str) -> bool:
    """Whether a message now says what was kept of it by name, whatever people are called meanwhile."""
    pieces = (re.escape(piece) for piece in _MENTION.split(now)[::2])
    return re.fullmatch("@.+?".join(pieces), kept, re.DOTALL) is not None


def body_by_name(body: Body, names: Mapping[str, str]) -> Body:
    """The body with names for the mentions in everything that it says."""

    def said(text: str) -> str:
        return by_name(text, names)

    def option(each: Option) -> Option:
        return replace(each, text=said(each.text), why=said(each.why))

    return replace(
        body,
        title=said(body.title),
        decided=said(body.decided),
        context=said(body.context),
        options=tuple(option(each) for each in body.options),
        reasons=tuple(said(each) for each in body.reasons),
        consequences=tuple(said(each) for each in body.consequences),
        reopen_if=said(body.reopen_if),
    )
