"""What is due, and when, in every zone there is."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_ritual, a_schedule
from cadence.rituals.model.days_off import LONGEST, day_off, is_known, is_worked_on
from cadence.rituals.model.due import (
    closes_at,
    dues,
    moment,
    next_at_after_change,
    next_due,
    next_held,
)
from cadence.rituals.model.ritual import Closing
from cadence.rituals.model.schedule import Monthly, OnHoliday, Pause, Schedule, Weekly

ZONES = [
    "Africa/Cairo",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Auckland",
    "UTC",
]
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)


def between(schedule: Schedule, first: date, last: date) -> list[date]:
    """The dates that are named, as local dates of the schedule's zone."""
    found = dues(schedule, after=moment(first, time.min, schedule.zone) - timedelta(minutes=1))
    dates = []
    for each in found:
        if each.on > last:
            return dates
        dates.append(each.on)
    return dates


# --- recurrences -----------------------------------------------------------------------------------


def test_every_monday_is_every_monday() -> None:
    found = between(a_schedule(), date(2026, 11, 1), date(2026, 11, 30))
    assert found == [date(2026, 11, day) for day in (2, 9, 16, 23, 30)]


def test_every_other_week_is_counted_from_the_anchors_week_through_a_year_of_53() -> None:
    biweekly = Weekly(weekdays=frozenset({1}), every=2, anchor=date(2026, 12, 17))
    found = between(a_schedule(recurrence=biweekly), date(2026, 12, 1), date(2027, 1, 31))
    assert found == [
        date(2026, 12, 1),
        date(2026, 12, 15),
        date(2026, 12, 29),
        date(2027, 1, 12),
        date(2027, 1, 26),
    ]


def test_a_month_without_a_fifth_monday_has_none() -> None:
    fifth = Monthly(nth=5, weekday=0)
    found = between(a_schedule(recurrence=fifth), date(2026, 1, 1), date(2026, 12, 31))
    assert found == [date(2026, 3, 30), date(2026, 6, 29), date(2026, 8, 31), date(2026, 11, 30)]


def test_the_last_friday_is_counted_from_the_end() -> None:
    last = Monthly(nth=-1, weekday=4)
    found = between(a_schedule(recurrence=last), date(2026, 2, 1), date(2026, 4, 30))
    assert found == [date(2026, 2, 27), date(2026, 3, 27), date(2026, 4, 24)]


def test_the_first_working_day_of_a_quarter_is_no_holiday() -> None:
    quarterly = Monthly(nth=1, every=3)
    schedule = a_schedule(recurrence=quarterly, holidays=("DE",), days_off=(date(2026, 4, 1),))
    found = between(schedule, date(2026, 1, 1), date(2026, 12, 31))
    assert found == [date(2026, 1, 2), date(2026, 4, 2), date(2026, 7, 1), date(2026, 10, 1)]


def test_the_last_working_day_of_a_quarter_counts_from_its_first_month() -> None:
    quarterly = Monthly(nth=-1, every=3, first_month=3)
    found = between(a_schedule(recurrence=quarterly), date(2026, 1, 1), date(2026, 12, 31))
    assert found == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]


def test_a_twenty_third_working_day_comes_only_in_long_months() -> None:
    found = between(a_schedule(recurrence=Monthly(nth=23)), date(2026, 1, 1), date(2026, 12, 31))
    assert found == [date(2026, 7, 31), date(2026, 12, 31)]


def test_it_is_due_from_its_start_to_its_end_both_included() -> None:
    schedule = a_schedule(starts=date(2026, 11, 9), ends=date(2026, 11, 23))
    assert between(schedule, date(2026, 1, 1), date(2027, 1, 1)) == [
        date(2026, 11, 9),
        date(2026, 11, 16),
        date(2026, 11, 23),
    ]
    assert next_due(schedule, datetime(2026, 11, 23, 8, tzinfo=UTC)) is None


def test_what_comes_once_in_decades_is_found() -> None:
    rare = a_schedule(recurrence=Monthly(nth=5, weekday=0, every=12, first_month=2))
    assert [each.on for each in islice(dues(rare, after=NEW_YEAR), 1)] == [date(2044, 2, 29)]


def test_what_never_comes_is_none() -> None:
    never = a_schedule(recurrence=Monthly(nth=6, weekday=0))
    assert next_due(never, NEW_YEAR) is None


# --- holidays --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        (OnHoliday.AFTER, datetime(2026, 4, 7, 7, tzinfo=UTC)),
        (OnHoliday.BEFORE, datetime(2026, 4, 2, 7, tzinfo=UTC)),
    ],
)
def test_easter_monday_moves_to_a_working_day(rule: OnHoliday, at: datetime) -> None:
    schedule = a_schedule(holidays=("DE",), on_holiday=rule)
    (due,) = dues(
        schedule,
        after=datetime(2026, 3, 31, tzinfo=UTC),
        until=datetime(2026, 4, 12, tzinfo=UTC),
    )
    assert (due.on, due.at, due.is_held) == (date(2026, 4, 6), at, True)


def test_a_holiday_may_leave_it_out_by_name() -> None:
    schedule = a_schedule(holidays=("DE",), on_holiday=OnHoliday.SKIP)
    due = next_due(schedule, datetime(2026, 4, 1, tzinfo=UTC))
    assert due is not None
    assert (due.off, due.is_held) == ("Easter Monday", False)
    held = next_held(schedule, datetime(2026, 4, 1, tzinfo=UTC))
    assert held is not None
    assert held.on == date(2026, 4, 13)


def test_a_day_off_of_one_country_of_several_is_a_day_off() -> None:
    schedule = a_schedule(holidays=("US", "DE-BE"))
    assert day_off(schedule, date(2026, 11, 26)) == "Thanksgiving Day"
    assert day_off(schedule, date(2026, 3, 8)) == "Women's Day"
    assert day_off(schedule, date(2026, 11, 25)) is None


def test_a_daily_one_does_not_pile_up_behind_a_holiday() -> None:
    weekdays = Weekly(weekdays=frozenset(range(5)))
    schedule = a_schedule(recurrence=weekdays, holidays=("DE",))
    found = dues(
        schedule, after=datetime(2026, 4, 2, tzinfo=UTC), until=datetime(2026, 4, 8, tzinfo=UTC)
    )
    assert [(each.on.day, each.is_held) for each in found] == [
        (2, True),
        (3, False),
        (6, False),
        (7, True),
    ]


def test_a_holiday_moves_nothing_past_its_end_or_before_its_start() -> None:
    easter = date(2026, 4, 6)
    ending = a_schedule(holidays=("DE",), ends=easter)
    starting = a_schedule(holidays=("DE",), starts=easter, on_holiday=OnHoliday.BEFORE)
    for schedule in (ending, starting):
        due = next_due(schedule, datetime(2026, 4, 1, tzinfo=UTC))
        assert due is not None
        assert (due.on, due.off) == (easter, "Easter Monday")


def test_a_calendar_that_the_library_does_not_know_is_told_apart() -> None:
    assert is_known("DE")
    assert is_known("DE-BE")
    assert not is_known("DE-XX")
    assert not is_known("Atlantis")


# --- pauses ----------------------------------------------------------------------------------------


def test_a_pause_takes_in_its_first_day_and_not_its_last() -> None:
    pause = Pause(start=date(2026, 11, 9), end=date(2026, 11, 23), why="offsite")
    found = dues(
        a_schedule(pauses=(pause,)),
        after=datetime(2026, 11, 1, tzinfo=UTC),
        until=datetime(2026, 11, 30, tzinfo=UTC),
    )
    assert [(each.on.day, each.pause) for each in found] == [
        (2, None),
        (9, pause),
        (16, pause),
        (23, None),
    ]


def test_a_pause_without_an_end_leaves_nothing_to_be_held() -> None:
    paused = a_schedule(pauses=(Pause(start=date(2026, 11, 9)),))
    assert next_held(paused, datetime(2026, 11, 3, tzinfo=UTC)) is None
    assert next_due(paused, datetime(2026, 11, 3, tzinfo=UTC)) is not None


# --- clocks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # Clocks skip it: as much later.
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30+00:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0), "2026-04-23T22:00+00:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), "2026-04-23T22:30+00:00"),
        ("America/Santiago", date(2026, 9, 6), time(0, 15), "2026-09-06T04:15+00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), "2026-10-03T15:40+00:00"),
        # They have it twice: the first.
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30+00:00"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45+00:00"),
        # Zones that are no whole hour away.
        ("Asia/Kathmandu", date(2026, 7, 1), time(9), "2026-07-01T03:15+00:00"),
        ("Asia/Kolkata", date(2026, 7, 1), time(9), "2026-07-01T03:30+00:00"),
        # A gap that takes the rest of the date, and a date that was never there: the first moment after it.
        ("America/Nuuk", date(2026, 3, 28), time(23, 30), "2026-03-29T01:00+00:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(9), "2011-12-30T10:00+00:00"),
    ],
)
def test_a_local_time_is_one_moment(zone: str, day: date, at: time, expected: str) -> None:
    assert moment(day, at, ZoneInfo(zone)) == datetime.fromisoformat(expected)


@given(
    zone=st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(1995, 1, 1), date(2037, 12, 31)),
    at=st.times().map(lambda each: each.replace(tzinfo=None, fold=0)),
)
def test_a_local_time_is_met_wherever_it_exists(zone: str, day: date, at: time) -> None:
    found = moment(day, at, ZoneInfo(zone))
    local = found.astimezone(ZoneInfo(zone))
    exists = datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    if exists.replace(tzinfo=None) == datetime.combine(day, at):
        assert local.replace(tzinfo=None, fold=0) == datetime.combine(day, at)
    else:
        assert local.replace(tzinfo=None) > datetime.combine(day, at)


# --- rules that hold for all -----------------------------------------------------------------------

RECURRENCES = st.one_of(
    st.builds(
        Weekly,
        weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        every=st.integers(1, 5),
        anchor=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    ),
    st.builds(
        Monthly,
        nth=st.integers(-5, 5).filter(bool),
        weekday=st.integers(0, 6) | st.none(),
        every=st.sampled_from([1, 2, 3, 4, 6, 12]),
        first_month=st.integers(1, 12),
    ),
)
SCHEDULES = st.builds(
    Schedule,
    recurrence=RECURRENCES,
    at=st.times().map(lambda each: each.replace(tzinfo=None, fold=0, microsecond=0)),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    holidays=st.sampled_from([(), ("DE",), ("EG",), ("US", "IN")]),
    days_off=st.lists(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=5).map(tuple),
    weekdays=st.sampled_from([frozenset(range(5)), frozenset({6, 0, 1, 2, 3})]),
    on_holiday=st.sampled_from(OnHoliday),
)
MOMENTS = st.integers(0, 400 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))


@given(schedule=SCHEDULES, after=MOMENTS)
def test_nothing_is_due_twice_nor_out_of_order(schedule: Schedule, after: datetime) -> None:
    found = list(dues(schedule, after=after, until=after + YEAR))
    assert all(after < each.at <= after + YEAR for each in found)
    assert all(one.at < other.at and one.on < other.on for one, other in pairwise(found))


@given(schedule=SCHEDULES, first=MOMENTS, later=MOMENTS)
def test_what_is_due_does_not_hang_on_when_it_is_asked(
    schedule: Schedule, first: datetime, later: datetime
) -> None:
    first, later = sorted((first, later))
    until = later + timedelta(days=90)
    whole = list(dues(schedule, after=first, until=until))
    assert [each for each in whole if each.at > later] == list(
        dues(schedule, after=later, until=until)
    )


@given(schedule=SCHEDULES, after=MOMENTS)
def test_one_by_one_is_the_same_as_all_at_once(schedule: Schedule, after: datetime) -> None:
    until, found, moment_before = after + YEAR / 4, [], after
    while (due := next_due(schedule, moment_before)) and due.at <= until:
        found.append(due)
        moment_before = due.at
    assert found == list(dues(schedule, after=after, until=until))


@given(schedule=SCHEDULES, after=MOMENTS)
def test_what_is_held_is_held_on_a_day_that_is_not_off(schedule: Schedule, after: datetime) -> None:
    for due in dues(schedule, after=after, until=after + YEAR):
        on = due.at.astimezone(schedule.zone).date()
        if due.is_held:
            assert day_off(schedule, on) is None
        if on != due.on:
            assert is_worked_on(schedule, on) or day_off(schedule, due.on) is None
            assert abs(on - due.on) <= LONGEST


@given(schedule=SCHEDULES.filter(lambda each: isinstance(each.recurrence, Weekly)))
def test_weeks_are_counted_by_sevens(schedule: Schedule) -> None:
    weekly = schedule.recurrence
    assert isinstance(weekly, Weekly)
    assert weekly.anchor is not None
    monday = weekly.anchor - timedelta(days=weekly.anchor.weekday())
    # One of the first or the last day may be moved out of the span by a holiday.
    named = set(between(schedule, date(2026, 1, 1) - LONGEST, date(2027, 3, 31) + LONGEST))
    day = date(2026, 1, 1)
    while day <= date(2027, 3, 31):
        is_one = (day - monday).days // 7 % weekly.every == 0 and day.weekday() in weekly.weekdays
        assert (day in named) == is_one
        day += DAY


@given(schedule=SCHEDULES.filter(lambda each: isinstance(each.recurrence, Monthly)))
def test_the_nth_of_a_month_is_the_nth(schedule: Schedule) -> None:
    monthly = schedule.recurrence
    assert isinstance(monthly, Monthly)
    named = between(schedule, date(2026, 1, 1), date(2026, 12, 31))
    expected = []
    for month in range(1, 13):
        if (month - monthly.first_month) % monthly.every:
            continue
        days = [
            day
            for place in range(31)
            if (day := date(2026, month, 1) + place * DAY).month == month
            and (
                is_worked_on(schedule, day)
                if monthly.weekday is None
                else day.weekday() == monthly.weekday
            )
        ]
        ordered = days if monthly.nth > 0 else days[::-1]
        expected += ordered[abs(monthly.nth) - 1 : abs(monthly.nth)]
    assert named == expected


# --- changes ---------------------------------------------------------------------------------------


def test_a_change_in_the_minute_of_its_time_loses_nothing() -> None:
    nine = datetime(2026, 11, 23, 8, tzinfo=UTC)
    schedule = a_schedule(at=time(10))
    assert next_at_after_change(schedule, was=nine, now=nine + timedelta(seconds=5)) == nine
    before = nine - timedelta(seconds=5)
    assert next_at_after_change(schedule, was=nine, now=before) == nine + timedelta(hours=1)
    assert next_at_after_change(schedule, was=None, now=before) == nine + timedelta(hours=1)


# --- closing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closing", "opened", "expected"),
    [
        (Closing(days=1, at=time(16)), "2026-11-23T08:00", "2026-11-24T15:00"),
        (Closing(days=0, at=time(16)), "2026-11-23T08:00", "2026-11-23T15:00"),
        (Closing(days=0, at=time(16)), "2026-11-23T15:00", "2026-11-24T15:00"),
        (Closing(days=0, at=time(9)), "2026-11-20T15:00", "2026-11-23T08:00"),
        (Closing(days=1, at=time(16)), "2026-12-24T08:00", "2026-12-28T15:00"),
        (Closing(days=2, at=time(12)), "2026-11-26T08:00", "2026-11-30T11:00"),
    ],
)
def test_it_closes_so_many_working_days_after_it_opened(
    closing: Closing, opened: str, expected: str
) -> None:
    ritual = a_ritual(closing=closing, holidays=("DE",))
    found = closes_at(ritual, datetime.fromisoformat(opened).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(
    days=st.integers(0, 10),
    at=st.times().map(lambda each: each.replace(tzinfo=None, fold=0)),
    schedule=SCHEDULES,
    opened=MOMENTS,
)
def test_it_always_closes_after_it_opened(
    days: int, at: time, schedule: Schedule, opened: datetime
) -> None:
    ritual = a_ritual(closing=Closing(days=days, at=at))
    assert closes_at(ritual, opened) > opened
