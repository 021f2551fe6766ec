"""When something recurs, in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.rituals.model.schedule import Monthly, Recurrence, Weekly
from cadence.rituals.model.when import EXAMPLES, NotUnderstoodWhen, in_words, recurrence

DAYS = st.frozensets(st.integers(0, 6), min_size=1)
WEEKLY = DAYS.map(lambda days: Weekly(weekdays=days))
WEEKS = st.builds(
    Weekly, weekdays=DAYS, every=st.integers(2, 52), anchor=st.dates(date(1990, 1, 1))
)
NTH = st.integers(-5, 5).filter(bool)
MONTHLY = st.builds(
    Monthly,
    nth=NTH,
    weekday=st.none() | st.integers(0, 6),
    every=st.sampled_from((1, 2, 3, 4, 6, 12)),
    first_month=st.integers(1, 12),
)
WORKING = st.builds(Monthly, nth=st.integers(-23, 23).filter(bool))


@given(WEEKLY | WEEKS | MONTHLY | WORKING)
def test_what_is_written_is_read_back_as_the_same(rule: Recurrence) -> None:
    assert recurrence(in_words(rule)) == rule


@given(WEEKLY | WEEKS | MONTHLY)
def test_neither_case_nor_space_matters(rule: Recurrence) -> None:
    assert recurrence(f"  {in_words(rule).upper().replace(' ', '   ')}. ") == rule


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Mondays", "every Monday"),
        ("every mon, wed & fri", "every Monday, Wednesday and Friday"),
        ("every week on Tuesday", "every Tuesday"),
        ("every working day", "every weekday"),
        ("every day", "every day"),
        ("every other Tuesday from 2026-01-06", "every 2 weeks on Tuesday from 2026-01-06"),
        ("every fortnight on Monday, starting 2026-01-05", "every 2 weeks on Monday from 2026-01-05"),
        ("every 1 weeks on Monday", "every Monday"),
        ("on the 1st working day of the month", "first working day of every month"),
        ("the last Friday of each quarter", "last Friday of every quarter"),
        ("second to last Monday of every month", "second to last Monday of every month"),
        ("third Friday of every two months from Feb", "third Friday of every 2 months from February"),
        ("first Monday of every year", "first Monday of every year"),
        ("2nd last Thursday in the month", "second to last Thursday of every month"),
    ],
)  # fmt: skip
def test_people_say_the_same_in_several_ways(said: str, meant: str) -> None:
    assert in_words(recurrence(said)) == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "is no recurrence"),
        ("soon", "is no recurrence"),
        ("every Mon and Tuseday", "is no recurrence"),
        ("every 2 weeks on Monday", "say from when the weeks are counted"),
        ("every 2 weeks on Monday from May", "“may” is no date"),
        ("every 90 weeks on Monday from 2026-01-05", "by 1 to 52"),
        ("sixth Monday of every month", "none of the first, second"),
        ("24th working day of every month", "none of the first, second"),
        ("first Monday of every 5 months", "by 1, 2, 3, 4, 6 or 12"),
        ("first Monday of every quarter from Brumaire", "“brumaire” is no month"),
        ("first holiday of every month", "neither a day of the week nor a working day"),
    ],
)
def test_what_can_not_be_kept_to_is_refused_with_its_reason(said: str, why: str) -> None:
    with pytest.raises(NotUnderstoodWhen, match=why):
        recurrence(said)


@given(st.text(max_size=80))
def test_any_other_text_is_refused_and_never_a_crash(text: str) -> None:
    try:
        rule = recurrence(text)
    except NotUnderstoodWhen:
        return
    assert recurrence(in_words(rule)) == rule


def test_every_example_is_understood() -> None:
    assert [in_words(recurrence(each)) for each in EXAMPLES] == list(EXAMPLES)
