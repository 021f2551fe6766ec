"""Half-open ranges of time, local dates, and the time in which people work."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of aware instants: `start <= moment < end`. None is without bound."""

    start: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        for bound in (self.start, self.end):
            if bound is not None and bound.tzinfo is None:
                raise ValueError("a span is bounded by aware instants")

    def __contains__(self, moment: datetime) -> bool:
        return (self.start is None or self.start <= moment) and (
            self.end is None or moment < self.end
        )


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local date, in UTC. Where clocks skip midnight, the first instant there is."""
    local = datetime.combine(day, time.min, tzinfo=zone)
    return local.astimezone(ZoneInfo("UTC"))


def days(first: date, last: date, zone: ZoneInfo) -> Span:
    """From the start of `first` to the end of `last`, both local dates and both included."""
    return Span(start=midnight(first, zone), end=midnight(last + timedelta(days=1), zone))


def day_written(text: str | None) -> date | None:
    """Of "2026-11-23", as forms and files hold a day; None for nothing and for what is no day."""
    try:
        return date.fromisoformat(text.strip()) if text else None
    except ValueError:
        return None


MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """When people can be asked: local hours of local days, whatever their zone is."""

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    """Monday is 0. Never empty."""
    days_off: frozenset[date] = frozenset()
    """Holidays, in everybody's zone alike."""
    begins: time = time(9)
    ends: time = time(17)

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("a week has working days from 0, Monday, to 6, and at least one")
        if self.begins >= self.ends:
            raise ValueError("a working day begins before it ends")

    def is_worked_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and day not in self.days_off

    def first_day(self, day: date) -> date:
        """This day, or else the first working day after it."""
        while not self.is_worked_on(day):
            day += timedelta(days=1)
        return day

    def first_moment(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """This moment where people work at it, or else when they next begin to; in UTC."""
        local = moment.astimezone(zone)
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        worked = self.first_day(day)
        begin = _at(worked, self.begins, zone)
        return max(moment.astimezone(UTC), begin) if worked == local.date() else begin

    def after(self, moment: datetime, days: int, zone: ZoneInfo) -> datetime:
        """The same local time, `days` working days later, counted from the first working moment; in UTC.

        What is asked on a Friday at ten, with three days to answer, is due on Wednesday at ten.
        """
        local = self.first_moment(moment, zone).astimezone(zone)
        day = local.date()
        for _ in range(days):
            day = self.first_day(day + timedelta(days=1))
        return _at(day, local.time(), zone)


def _at(day: date, local: time, zone: ZoneInfo) -> datetime:
    """Where clocks skip that time, as much later; where they have it twice, the first."""
    return datetime.combine(day, local, tzinfo=zone).astimezone(UTC)
