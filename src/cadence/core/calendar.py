"""Half-open ranges of time, and local dates."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
