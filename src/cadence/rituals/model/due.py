"""What is due, and when: pure functions of a schedule and a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from dateutil.relativedelta import MO, relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from cadence.core.calendar import midnight
from cadence.rituals.model.days_off import LONGEST, day_off, is_worked_on, working_day
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.model.schedule import Monthly, OnHoliday, Pause, Schedule, Weekly

FURTHEST = timedelta(days=40 * 366)
"""How far ahead something is looked for. A fifth Monday in February comes every 28 years, but once in 40 about 2100."""

MOST_OF_A_WEEKDAY = 5
"""In one month."""

RULES_CHANGE = timedelta(hours=3)
"""By how much a zone's rules may have moved a moment between its being stored and its coming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One occurrence of a schedule, to be held or not."""

    on: date
    """The date that the recurrence names."""
    at: datetime
    """In UTC; on another date than `on` where a holiday moved it."""
    off: str | None = None
    """The holiday for which it is left out; None where it isn't."""
    pause: Pause | None = None
    """The pause that it falls into."""

    @property
    def is_held(self) -> bool:
        return self.off is None and self.pause is None


def dues(schedule: Schedule, *, after: datetime, until: datetime | None = None) -> Iterator[Due]:
    """All that is due after `after`, up to and with `until`, in order; what is left out or paused too.

    No two are due at the same time, nor on the same date.
    """
    found = (each for each in _in_order(schedule, _date_of(schedule, after)) if each.at > after)
    return found if until is None else takewhile(lambda each: each.at <= until, found)


def next_due(schedule: Schedule, after: datetime) -> Due | None:
    """What comes next, even if only to be left out; None where nothing does for decades."""
    return next(dues(schedule, after=after), None)


def next_held(schedule: Schedule, after: datetime) -> Due | None:
    """What will really be held next. None also where it is paused without an end."""
    coming = takewhile(lambda each: not _is_endless(each.pause), dues(schedule, after=after))
    return next((each for each in coming if each.is_held), None)


def _is_endless(pause: Pause | None) -> bool:
    return pause is not None and pause.end is None


def next_at_after_change(
    schedule: Schedule, *, was: datetime | None, now: datetime
) -> datetime | None:
    """When a ritual is due next once its definition changed. What fell due before and nobody has seen to yet (`was`)
    stays due, so that no change in the minute of its time loses it."""
    if was is not None and was <= now:
        return was
    due = next_due(schedule, now)
    return due.at if due else None


def closes_at(ritual: Ritual, opened_at: datetime) -> datetime:
    """When a check-in that opened then closes, in UTC."""
    schedule, closing = ritual.schedule, ritual.closing
    day = opened_at.astimezone(schedule.zone).date()
    for _ in range(closing.days):
        day = _working_day_after(schedule, day)
    if (found := moment(day, closing.at, schedule.zone)) > opened_at:
        return found
    return moment(_working_day_after(schedule, day), closing.at, schedule.zone)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A local time as an instant, in UTC. Where clocks skip it, as much later, or where that would be another date,
    the first moment after the gap; where they have it twice, the first."""
    found = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).date() == day:
        return found
    return midnight(day + timedelta(days=1), zone).astimezone(UTC)


def _working_day_after(schedule: Schedule, day: date) -> date:
    """Where there is none for a year, the next day: it closes some time."""
    return working_day(schedule, day, step=1) or day + timedelta(days=1)


# --- dates -----------------------------------------------------------------------------------------


def _date_of(schedule: Schedule, after: datetime) -> date:
    """A date from which on nothing is missed that is due after this moment."""
    local = after.astimezone(schedule.zone).date() - LONGEST - timedelta(days=1)
    return max(local, schedule.starts) if schedule.starts else local


def _in_order(schedule: Schedule, first: date) -> Iterator[Due]:
    """Each named date beside its neighbours, since a holiday moves none onto or past another."""
    named = _named(schedule, first)
    before: date | None = None
    for day, following in pairwise(_and_none(named)):
        if day is not None:
            yield _due(schedule, day, before=before, following=following)
            before = day


def _and_none(days: Iterator[date]) -> Iterator[date | None]:
    yield from days
    yield None


def _due(schedule: Schedule, day: date, *, before: date | None, following: date | None) -> Due:
    off = day_off(schedule, day)
    held_on = day if off is None else _moved(schedule, day, before=before, following=following)
    effective = held_on or day
    return Due(
        on=day,
        at=moment(effective, schedule.at, schedule.zone),
        off=off if held_on is None else None,
        pause=next((each for each in schedule.pauses if _is_within(effective, each)), None),
    )


def _moved(
    schedule: Schedule, day: date, *, before: date | None, following: date | None
) -> date | None:
    """Where a day off moves it; None where it is left out: by its rule, or because it would fall on or past the date
    of its neighbour, or out of the time in which it is due at all."""
    starts, ends = schedule.starts or date.min, schedule.ends or date.max
    match schedule.on_holiday:
        case OnHoliday.SKIP:
            return None
        case OnHoliday.BEFORE:
            held_on = working_day(schedule, day, step=-1)
            is_free = (
                held_on is not None and held_on >= starts and (before is None or held_on > before)
            )
        case OnHoliday.AFTER:
            held_on = working_day(schedule, day, step=1)
            is_free = (
                held_on is not None
                and held_on <= ends
                and (following is None or held_on < following)
            )
    return held_on if is_free else None


def _is_within(day: date, pause: Pause) -> bool:
    return pause.start <= day and (pause.end is None or day < pause.end)


def _named(schedule: Schedule, first: date) -> Iterator[date]:
    """The dates that the recurrence names from `first` on, holidays or not."""
    last = min(schedule.ends or date.max, first + FURTHEST)
    match schedule.recurrence:
        case Weekly() as weekly:
            found = _weekly(weekly, first, last)
        case Monthly(weekday=None) as monthly:
            found = _working_days(schedule, monthly, first, last)
        case Monthly(weekday=int(), nth=nth) if abs(nth) > MOST_OF_A_WEEKDAY:
            found = iter(())  # the library would look for it up to the year 9999
        case Monthly(weekday=int(day)) as monthly:
            found = _rule(monthly, first, last, on=weekday(day, monthly.nth))
    return (each for each in found if first <= each <= last)


def _weekly(weekly: Weekly, first: date, last: date) -> Iterator[date]:
    monday = first + relativedelta(weekday=MO(-1))
    if weekly.anchor is not None:
        anchored = weekly.anchor + relativedelta(weekday=MO(-1))
        monday -= timedelta(weeks=((monday - anchored).days // 7) % weekly.every)
    rule = rrule(
        WEEKLY,
        interval=weekly.every,
        byweekday=sorted(weekly.weekdays),
        wkst=0,
        dtstart=_naive(monday),
        until=_naive(last),
    )
    return (each.date() for each in rule)


def _working_days(schedule: Schedule, monthly: Monthly, first: date, last: date) -> Iterator[date]:
    months = _rule(monthly, first, last, on=None)
    found = (_nth_working_day(schedule, each, monthly.nth) for each in months)
    return (each for each in found if each is not None)


def _nth_working_day(schedule: Schedule, month: date, nth: int) -> date | None:
    after = month + relativedelta(months=1)
    days = (month + timedelta(days=place) for place in range((after - month).days))
    worked = [each for each in days if is_worked_on(schedule, each)]
    place = nth - 1 if nth > 0 else nth
    return worked[place] if -len(worked) <= place < len(worked) else None


def _rule(monthly: Monthly, first: date, last: date, *, on: weekday | None) -> Iterator[date]:
    """That day of each of its months; None is the first of the month."""
    rule = rrule(
        MONTHLY,
        bymonth=[
            each for each in range(1, 13) if (each - monthly.first_month) % monthly.every == 0
        ],
        byweekday=on,
        dtstart=_naive(first.replace(day=1)),
        until=_naive(last),
    )
    return (each.date() for each in rule)


def _naive(day: date) -> datetime:
    """What the library counts by: a date at midnight, of no zone."""
    return datetime.combine(day, time.min)
