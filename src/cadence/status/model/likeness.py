"""Which issue a description means."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from cadence.core.issue import Issue

ENOUGH = 80
"""A title at least this near (0-100) may be meant. Below it the words merely occur somewhere in the issue."""

ALIKE = 92
"""How near two wordings of one title are at least."""

MARGIN = 10
"""The next one must be at least this much further off: between near equals a person chooses."""


_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|e|s)\b")
"""Of number and tense: "crash" and "crashes" are as near as can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closest:
    issues: tuple[Issue, ...]
    """Nearest first."""
    stands_out: bool
    """Whether the first is meant beyond reasonable doubt."""


def is_title(said: str, issue: Issue) -> bool:
    """Whether the words are the issue's title, but for a slip or a sign."""
    return fuzz.ratio(said, issue.summary, processor=utils.default_process) >= ALIKE


def closest(words: tuple[str, ...], issues: tuple[Issue, ...]) -> Closest:
    """The issues, those with the nearest titles first; of equals the open ones, then those touched last."""
    said = " ".join(words)
    by_nearness = sorted(
        (
            (_nearness(said, issue), issue.is_open, issue.updated_at, issue.key, issue)
            for issue in issues
        ),
        key=lambda entry: entry[:-1],
        reverse=True,
    )
    ordered = tuple(entry[-1] for entry in by_nearness)
    if not ordered:
        return Closest(issues=(), stands_out=False)
    first = by_nearness[0][0]
    second = by_nearness[1][0] if len(by_nearness) > 1 else 0.0
    return Closest(issues=ordered, stands_out=first >= ENOUGH and first - second >= MARGIN)


def _nearness(said: str, issue: Issue) -> float:
    about = " ".join((issue.summary, *issue.components))
    return fuzz.token_set_ratio(said, about, processor=_stemmed)


def _stemmed(text: str) -> str:
    return _ENDING.sub("", utils.default_process(text))
