"""What detectors share."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from cadence.patterns.model.case import History
from cadence.patterns.model.happenings import Happening, begun, inflow

WEEK = timedelta(days=7)
LEAST_BASELINE = 26
"""Weeks: half a year of what is usual, before anything is held against it."""
LONGEST_BASELINE = 52
"""Weeks: what was usual longer ago is not what is usual now."""


def keys(happened: Iterable[Happening]) -> tuple[str, ...]:
    """Of what was counted, latest first, each once."""
    return tuple(dict.fromkeys(each.key for each in sorted(happened, reverse=True)))


def days(happened: Iterable[Happening]) -> int:
    """On how many different days."""
    return len({each.at.date() for each in happened})


def baseline_weeks(begun: datetime, start: datetime) -> int:
    """How many whole weeks of history there are before a window, as far as they count."""
    return min(LONGEST_BASELINE, (start - begun) // WEEK)


def lacks_weeks(history: History, now: datetime, least: int) -> str | None:
    """ "needs 46 weeks, has 20", of the area's own inflow; None: there are as many."""
    start = begun(history, inflow(history, now))
    return None if start is None else too_few(least, (now - start) // WEEK)


def too_few(least: int, known: int, what: str = "weeks") -> str | None:
    return f"needs {least} {what}, has {known}" if known < least else None


def hits_in(
    hits: Iterable[Happening], others: Iterable[Happening], start: datetime, end: datetime
) -> tuple[int, int]:
    """A share's two counts in a window, each bug once: the hits, and all that could have been one."""
    hit = {each.key for each in hits if start <= each.at < end}
    return len(hit), len(hit | {each.key for each in others if start <= each.at < end})
