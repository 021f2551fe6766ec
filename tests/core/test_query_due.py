"""A due date and a span of instants: which dates the span holds."""

from datetime import UTC, date, datetime

import pytest

from builders import an_issue
from cadence.core.calendar import Span
from cadence.core.query import Moment, Within, matches

FIRST = date(2026, 11, 1)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        (None, None, True),
        (at(1), at(2), True),
        (at(2), at(3), False),
        (None, at(1), False),
        (None, at(1, 9), True),
        (at(1, 9), None, True),
        (at(2), None, False),
        (at(2), at(1, 9), False),
    ],
)
def test_a_span_holds_the_dates_it_touches(
    start: datetime | None, end: datetime | None, held: bool
) -> None:
    due = Within(Moment.DUE, Span(start=start, end=end))
    assert matches(due, an_issue(due=FIRST)) is held
