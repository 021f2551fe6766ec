"""Whether readings rise or fall, or only wander."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cadence.core.trend import chance, slope

Points = Sequence[tuple[date, Decimal]]
"""By date, oldest first; one a date."""

LEAST = 4
"""Readings. Of three, even a perfect line is chance once in three times."""

MOST = 12
"""Readings that are looked at: a year of monthly ones, a quarter of weekly ones."""

LEVEL = 0.10
"""Of significance, two-sided. With four readings only an unbroken rise or fall reaches it (p = 2/24)."""

MONTH_DAYS = 30


class Course(StrEnum):
    RISING = "rising"
    FALLING = "falling"
    FLAT = "flat"
    """No significant trend."""
    UNKNOWN = "unknown"
    """Too few readings to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    course: Course
    readings: int
    """How many it rests on."""
    a_month: Decimal | None = None
    """The Theil–Sen slope: the median change of all pairs of readings, in the unit of the readings in 30 days."""


def trend(points: Points) -> Trend:
    """Mann–Kendall's test on the last 12 readings at 10 %, two-sided, with at least 4.

    It asks only which of two readings is the higher, so that one wild reading can't make a trend.
    """
    looked_at = points[-MOST:]
    if len(looked_at) < LEAST:
        return Trend(course=Course.UNKNOWN, readings=len(looked_at))
    by_day = [(on.toordinal(), value * MONTH_DAYS) for on, value in looked_at]
    a_month = slope(by_day)
    if a_month == 0 or chance(by_day, "two-sided") >= LEVEL:
        return Trend(course=Course.FLAT, readings=len(looked_at), a_month=a_month)
    course = Course.RISING if a_month > 0 else Course.FALLING
    return Trend(course=course, readings=len(looked_at), a_month=a_month)
