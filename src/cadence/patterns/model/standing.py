"""Where a pattern stands, by what is still to be done about it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from cadence.patterns.model.pattern import Pattern, State


class Standing(StrEnum):
    OVERDUE = "overdue"
    """Somebody was told, and the time to answer is over."""
    ASKED = "asked"
    """Somebody was told and may still answer in time."""
    NOBODYS = "nobody's"
    """Nobody owns its area, or nobody could be told."""
    LATE = "late"
    """Owned, and the date of its action is over without a test of the rate."""
    OWNED = "owned"
    QUIET = "quiet"
    """Until it gets worse."""
    OVER = "over"
    """Closed, no pattern, or a part of another now."""


ORDER = tuple(Standing)
"""In which they are told: what needs somebody first."""


def standing(pattern: Pattern, at: datetime, on: date) -> Standing:
    """At that moment, which is on that day where dates of actions are set."""
    match pattern.state:
        case State.OPEN:
            return _open(pattern, at)
        case State.OWNED:
            owned = pattern.ownership
            return Standing.LATE if owned and owned.until < on else Standing.OWNED
        case State.SNOOZED:
            return Standing.QUIET
        case _:
            return Standing.OVER


def _open(pattern: Pattern, at: datetime) -> Standing:
    told = pattern.escalated
    if told is None:
        return Standing.NOBODYS
    is_over = told.answer_by is not None and told.answer_by <= at
    return Standing.OVERDUE if is_over else Standing.ASKED


def by_standing(
    patterns: Iterable[Pattern], at: datetime, on: date
) -> Mapping[Standing, tuple[Pattern, ...]]:
    """All that has some, in order; of each the one found first comes first."""
    known = sorted(patterns, key=lambda each: (each.opened_at, each.number))
    found = [(standing(each, at, on), each) for each in known]
    return {
        kind: these
        for kind in ORDER
        if (these := tuple(each for stands, each in found if stands is kind))
    }
