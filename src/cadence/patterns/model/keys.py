"""Which bugs a pattern keeps, by key."""

from collections.abc import Sequence

from cadence.patterns.model.pattern import Pattern

EVIDENCE = 200
"""Keys that a pattern keeps, the latest: enough for whoever reads it, and a row stays small. `has_more` says that there
may have been more."""


def has_more(pattern: Pattern) -> bool:
    """Whether it may have had earlier evidence than it keeps."""
    return len(pattern.keys) >= EVIDENCE


def together(first: Sequence[str], rest: Sequence[str]) -> tuple[str, ...]:
    """Each once, EVIDENCE of them."""
    return tuple(dict.fromkeys((*first, *rest)))[:EVIDENCE]


def projects_of(keys: Sequence[str]) -> tuple[str, ...]:
    """The projects that these bugs are of, in one order. A key names its project."""
    return tuple(sorted({project_of(key) for key in keys}))


def project_of(key: str) -> str:
    return key.rpartition("-")[0]
