"""Whether a metric moves, and since when it doesn't."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from statistics import median

from cadence.core.trend import chance, slope
from cadence.portfolio.model.bet import Metric, Reading
from cadence.portfolio.model.policy import Policy

LEVEL = 0.05
"""Of the test, one-sided: how often chance alone passes for a trend."""
LONGEST = timedelta(days=366)
"""How far a window may reach back for enough readings, and how far back it is looked since when a metric is stuck."""


class Course(StrEnum):
    GROWING = "growing"
    """Better by the test, and by enough to matter."""
    FLAT = "stable, not growing"
    FALLING = "getting worse"
    UNSURE = "too uneven to tell"
    """It may well be moving, but its ups and downs are as large."""
    UNKNOWN = "not enough readings"


STUCK = frozenset({Course.FLAT, Course.FALLING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    readings: int
    first: date
    last: date
    gain: Decimal
    """How much better the metric got from the first to the last day; below zero: worse."""
    chance: float
    """How often chance alone shows as much of a rise; of a fall, where the slope falls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    course: Course
    since: date | None = None
    """Of what is stuck: the earliest reading from which on, at each reading, it was."""
    readings: int = 0
    """In the window."""
    slope: Slope | None = None
    """None where the course is UNKNOWN."""

    def days(self, on: date) -> int:
        """For how long it has been stuck."""
        return (on - self.since).days if self.since else 0


NOT_KNOWN = Motion(course=Course.UNKNOWN)


def motion(metric: Metric, readings: Sequence[Reading], on: date, policy: Policy) -> Motion:
    """How the metric moved up to that day, by its readings, oldest day first.

    The window is the policy's, or reaches back for its least number of readings, a year at most. With fewer, or with a
    last one that is no longer fresh, nothing is known. Better is GROWING, worse is FALLING, where the test finds a
    trend in that direction (Mann-Kendall, one-sided, at LEVEL) and the slope (Theil-Sen) makes it at least the policy's
    least gain, as a share of the way from baseline to target (where that is not known: of the readings' median). A
    smaller gain is FLAT, whatever the test finds; a larger one that may be chance is UNSURE.
    """
    past = [each for each in readings if on - LONGEST <= each.on <= on]
    now = _moved(metric, past, on, policy)
    return replace(now, since=_stuck_since(metric, past, policy)) if now.course in STUCK else now


def _stuck_since(metric: Metric, past: Sequence[Reading], policy: Policy) -> date | None:
    since: date | None = None
    for end in range(len(past), 0, -1):
        day = past[end - 1].on
        if _moved(metric, past[:end], day, policy).course not in STUCK:
            break
        since = day
    return since


def _moved(metric: Metric, past: Sequence[Reading], on: date, policy: Policy) -> Motion:
    window = _window(past, on, policy)
    if len(window) < policy.least_readings or on - window[-1].on > policy.fresh:
        return replace(NOT_KNOWN, readings=len(window))
    first = window[0].on
    better = ((each.on - first, metric.gain(Decimal(0), each.value)) for each in window)
    gain, luck = _trend(tuple((since.days, float(value)) for since, value in better))
    found = Slope(
        readings=len(window),
        first=first,
        last=window[-1].on,
        gain=Decimal(f"{gain:.6g}"),
        chance=luck,
    )
    least = _scale(metric, window) * float(policy.least_gain) / 100
    return Motion(course=_course(gain, luck, least=least), readings=len(window), slope=found)


def _window(past: Sequence[Reading], on: date, policy: Policy) -> Sequence[Reading]:
    inside = [each for each in past if each.on > on - policy.window]
    reached = [each for each in past if each.on > on - LONGEST][-policy.least_readings :]
    return max(inside, reached, key=len)


def _course(gain: float, luck: float, *, least: float) -> Course:
    if abs(gain) < least or gain == 0:
        return Course.FLAT
    if luck >= LEVEL:
        return Course.UNSURE
    return Course.GROWING if gain > 0 else Course.FALLING


def _scale(metric: Metric, window: Sequence[Reading]) -> float:
    if metric.baseline is not None and metric.target is not None:
        way = abs(float(metric.target - metric.baseline))
        if way:
            return way
    return abs(float(median(each.value for each in window)))


@lru_cache(maxsize=8192)
def _trend(points: tuple[tuple[int, float], ...]) -> tuple[float, float]:
    """The gain over all of the days, which count from the first, and the chance of as much in that direction.

    Remembered, since a board is drawn many times between two readings.
    """
    gain = slope(points) * points[-1][0]
    return gain, chance(points, "greater" if gain >= 0 else "less")
