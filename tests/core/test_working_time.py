"""When people can be asked, over weekends, holidays and changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.calendar import WorkingTime

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkingTime()

zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kolkata",
            "Pacific/Auckland",
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago",
            "America/St_Johns",
            "Australia/Lord_Howe",
        )
    ]
)
FIRST, LAST = datetime(2020, 1, 1), datetime(2036, 1, 1)  # noqa: DTZ001 - Hypothesis adds the zone
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
offices = st.builds(
    WorkingTime,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    days_off=st.frozensets(st.dates(date(2020, 1, 1), date(2036, 1, 1)), max_size=30),
)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ("2026-11-20 10:30", "2026-11-20 10:30"),
        ("2026-11-20 06:00", "2026-11-20 09:00"),
        ("2026-11-20 17:00", "2026-11-23 09:00"),
        ("2026-11-21 12:00", "2026-11-23 09:00"),
        ("2026-12-24 12:00", "2026-12-28 09:00"),
    ],
)
def test_the_first_moment_is_in_working_hours(moment: str, first: str) -> None:
    office = WorkingTime(days_off=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    assert office.first_moment(berlin(moment), BERLIN) == berlin(first)


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        ("2026-11-16 09:00", 3, "2026-11-19 09:00"),
        ("2026-11-20 10:00", 3, "2026-11-25 10:00"),
        ("2026-11-21 23:00", 1, "2026-11-24 09:00"),
        ("2026-12-23 11:00", 2, "2026-12-28 11:00"),
        ("2026-03-27 09:00", 1, "2026-03-30 09:00"),  # clocks go forward on the 29th
        ("2026-10-23 09:00", 1, "2026-10-26 09:00"),  # and back on the 25th
        ("2026-11-20 10:00", 0, "2026-11-20 10:00"),
    ],
)
def test_patience_is_counted_in_working_days(asked: str, days: int, due: str) -> None:
    office = WorkingTime(days_off=frozenset({date(2026, 12, 25)}))
    assert office.after(berlin(asked), days, BERLIN) == berlin(due)


def test_a_time_that_the_clocks_skip_is_as_much_later() -> None:
    night = WorkingTime(weekdays=frozenset(range(7)), begins=time(0), ends=time(23))
    assert night.after(berlin("2026-03-28 02:30"), 1, BERLIN) == berlin("2026-03-29 03:30")


@given(offices, moments, zones)
def test_a_first_moment_is_worked_at_and_its_own_first(
    office: WorkingTime, moment: datetime, zone: ZoneInfo
) -> None:
    first = office.first_moment(moment, zone)
    local = first.astimezone(zone)
    assert first >= moment
    assert office.is_worked_on(local.date())
    assert office.begins <= local.time() < office.ends
    assert office.first_moment(first, zone) == first


@given(offices, moments, zones, st.integers(0, 15))
def test_so_many_working_days_lie_between_the_question_and_its_end(
    office: WorkingTime, moment: datetime, zone: ZoneInfo, days: int
) -> None:
    first, due = office.first_moment(moment, zone), office.after(moment, days, zone)
    begin, end = first.astimezone(zone).date(), due.astimezone(zone).date()
    between = [begin + timedelta(days=n) for n in range((end - begin).days)]
    assert sum(map(office.is_worked_on, between)) == days
    assert office.is_worked_on(end)


@given(offices, moments, st.timedeltas(timedelta(0), timedelta(days=20)), zones)
def test_who_was_asked_later_has_no_less_time(
    office: WorkingTime, moment: datetime, later: timedelta, zone: ZoneInfo
) -> None:
    assert office.after(moment, 3, zone) <= office.after(moment + later, 3, zone)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"begins": time(17), "ends": time(9)},
    ],
)
def test_a_week_without_working_time_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="working day"):
        WorkingTime(**wrong)  # type: ignore[arg-type] # that is the point
