"""Days ahead, in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.decisions.model.drafting.dates import day_ahead

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("on 2027-03-01", date(2027, 3, 1)),
        ("by 15 January", date(2027, 1, 15)),
        ("by the 15th of January", date(2027, 1, 15)),
        ("on Jan 15, 2028", date(2028, 1, 15)),
        ("am 1.2.", date(2027, 2, 1)),
        ("on 1.2.2028 at noon", date(2028, 2, 1)),
        ("before March", date(2027, 3, 1)),
        ("end of November", date(2026, 11, 30)),
        ("by the end of November", date(2026, 11, 30)),
        ("in December 2027", date(2027, 12, 1)),
        ("in Q1", date(2027, 1, 1)),
        ("at the end of Q4", date(2026, 12, 31)),
        ("Q3 2028", date(2028, 7, 1)),
        ("in H2", date(2027, 7, 1)),
        ("in two weeks", date(2026, 12, 2)),
        ("in about 3 months", date(2027, 2, 18)),
        ("in half a year", date(2027, 5, 18)),
        ("in a year", date(2027, 11, 18)),
        ("six weeks from now", date(2026, 12, 30)),
        ("tomorrow", date(2026, 11, 19)),
        ("on Friday", date(2026, 11, 20)),
        ("next Friday", date(2026, 11, 27)),
        ("next Monday", date(2026, 11, 23)),
        ("on Wednesday", date(2026, 11, 25)),
        ("next week", date(2026, 11, 23)),
        ("next month", date(2026, 12, 1)),
        ("next quarter", date(2027, 1, 1)),
        ("next year", date(2027, 1, 1)),
        ("at the end of the month", date(2026, 11, 30)),
        ("end of the year", date(2026, 12, 31)),
        ("on 29 February", date(2028, 2, 29)),
        ("on 31 February", None),
        ("on 2020-01-01", None),
        ("on 2027-02-30", None),
        ("version 4.2.1", None),
        ("after the release", None),
        ("you may decide", None),
        ("in 9999 years", None),
        ("", None),
    ],
)
def test_a_day_ahead(said: str, expected: date | None) -> None:
    assert day_ahead(said, today=WEDNESDAY) == expected


def test_the_day_that_is_named_first_counts() -> None:
    assert day_ahead("in March, not in June", today=WEDNESDAY) == date(2027, 3, 1)


def test_months_end_where_they_end() -> None:
    assert day_ahead("in a month", today=date(2027, 1, 31)) == date(2027, 2, 28)


@given(
    st.dates(),
    st.integers(min_value=0, max_value=999),
    st.sampled_from(["day", "week", "month", "year"]),
)
def test_whatever_is_counted_lies_ahead_or_beyond_the_calendar(
    today: date, count: int, unit: str
) -> None:
    found = day_ahead(f"in {count} {unit}s", today=today)

    assert found is None or found > today


@given(st.text(), st.dates())
def test_no_text_breaks_it(said: str, today: date) -> None:
    found = day_ahead(said, today=today)

    assert found is None or today + timedelta(days=1) <= found
