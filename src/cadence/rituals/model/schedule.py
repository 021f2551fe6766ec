"""When a ritual is due: local time in a zone, a recurrence, holidays. What is due is a pure function of the moment."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """On these days of every n-th week. Weeks begin on Monday and are counted from the one that holds the anchor, never
    by ISO number, which has years of 53."""

    weekdays: frozenset[int]
    """Monday is 0. Never empty."""
    every: int = 1
    anchor: date | None = None
    """None with every week alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """On the n-th weekday, or the n-th working day, of a month."""

    nth: int
    """1 is the first, -1 the last. A month that has no fifth Monday has none."""
    weekday: int | None = None
    """Monday is 0; None: the n-th working day."""
    every: int = 1
    """Months: 3 is quarterly."""
    first_month: int = 1
    """1 to 12: where `every` is counted from, in any year."""


Recurrence = Weekly | Monthly


class OnHoliday(StrEnum):
    """What becomes of an occurrence on a day off."""

    SKIP = "skip"
    BEFORE = "before"
    """On the working day before."""
    AFTER = "after"
    """On the working day after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Half-open: nothing is due from `start` on until before `end`; None is until it is taken up again."""

    start: date
    end: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    recurrence: Recurrence
    at: time
    """Local. Where clocks skip it, as much later on the same date, or at the first moment of it; where they have it
    twice, the first."""
    zone: ZoneInfo
    starts: date | None = None
    ends: date | None = None
    """The last date on which it may be due."""
    holidays: tuple[str, ...] = ()
    """Countries, with a subdivision or without: "DE", "DE-BE", "US-CA". A day off in any of them is one."""
    days_off: tuple[date, ...] = ()
    weekdays: frozenset[int] = frozenset(range(5))
    """Working days, by which working days are counted and holidays moved."""
    on_holiday: OnHoliday = OnHoliday.AFTER
    pauses: tuple[Pause, ...] = ()
