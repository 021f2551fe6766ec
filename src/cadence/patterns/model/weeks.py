"""Counting by weeks that are comparable, and the weeks of a control chart.

What is tested is counted in weeks of exactly seven days that end now, so that each has every weekday once and none is
partial. What is drawn has calendar weeks; the last says how much of it is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

from cadence.core.calendar import midnight
from cadence.patterns.model import happenings
from cadence.patterns.model.case import History
from cadence.patterns.model.chance import more, unrest
from cadence.patterns.model.finding import Kind

WEEK = timedelta(days=7)
YEAR = timedelta(days=364)
"""52 weeks, so that weekdays agree."""
NO_DATA = 1e-6
"""A silence that chance brings about less often than this is a hole in the copy and no baseline."""
LEAST_HOLE = 3
LEAST_OTHERS = 13
"""Weeks that a hole is held against."""
SEASON_WORTH = 20
"""Bugs that have to be expected in this season of earlier years for their evidence to count for half."""
SEASON_AT_MOST = 2.0
OFTEN = 0.00135
"""The part of points beyond a control limit when nothing changed: that of three standard deviations (Shewhart 1931)."""


def before(
    moments: Sequence[datetime], end: datetime, length: timedelta, windows: int
) -> list[int]:
    """Counts in so many adjacent windows that end at `end`, the latest first."""
    counts = [0] * windows
    for each in moments:
        if each < end:
            at = (end - each - timedelta.resolution) // length
            if at < windows:
                counts[at] += 1
    return counts


def whole(weekly: Sequence[int], length: int) -> list[int]:
    """Sums of so many adjacent weeks each, leaving out those that reach into a hole of the copy."""
    holes = _holes(weekly)
    return [
        sum(weekly[at : at + length])
        for at in range(0, len(weekly) - length + 1, length)
        if not holes.intersection(range(at, at + length))
    ]


def _holes(weekly: Sequence[int]) -> set[int]:
    """Weeks without data: runs of empty ones that the pace and unrest of all others make less likely than NO_DATA."""
    holes: set[int] = set()
    first = 0
    for at, count in enumerate([*weekly, 1]):
        if not count:
            continue
        others = [*weekly[:first], *weekly[at:]]
        if at - first >= LEAST_HOLE and len(others) >= LEAST_OTHERS:
            pace = sum(others) / len(others)
            if exp(-pace * (at - first) / unrest(others).times) < NO_DATA:
                holes.update(range(first, at))
        first = at + 1
    return holes


def season(moments: Sequence[datetime], start: datetime, now: datetime, length: timedelta) -> float:
    """How many times the usual this part of the year brings, by up to three earlier years that the history covers
    whole: at least 1, since the season may excuse a rise and is no accusation, and at most SEASON_AT_MOST.

    The part is the window with two weeks on either side; drawn towards 1 as if SEASON_WORTH bugs had come at the usual
    rate (a Gamma prior on the factor).
    """
    wide = length + 4 * WEEK
    seen = usual = 0.0
    for years in range(1, 4):
        end = now - years * YEAR
        if end + 2 * WEEK - YEAR < start:
            break
        seen += sum(1 for each in moments if end - length - 2 * WEEK <= each < end + 2 * WEEK)
        year = sum(1 for each in moments if end + 2 * WEEK - YEAR <= each < end + 2 * WEEK)
        usual += year * (wide / YEAR)
    return min(SEASON_AT_MOST, max(1.0, (seen + SEASON_WORTH) / (usual + SEASON_WORTH)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    monday: date
    count: int
    part: float
    """How much of it is over, 1 for all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of a week's count. What lies above `upper` is rarer than a point beyond three standard deviations."""

    centre: float
    upper: int
    part: float = 1.0
    """Of a week that these are for."""


def weekly(
    history: History, kind: Kind, subject: str, now: datetime, zone: ZoneInfo, *, weeks: int = 26
) -> tuple[Week, ...]:
    """What the kind counts by local calendar weeks, oldest first, the last of them the current one; none from before
    the history begins."""
    today = now.astimezone(zone).date()
    this = today - timedelta(days=today.weekday())
    moments = [each.at for each in happenings.of(kind, subject, history, now)]
    drawn = []
    for back in range(weeks - 1, -1, -1):
        monday = this - back * WEEK
        start, end = midnight(monday, zone), midnight(monday + WEEK, zone)
        if start >= history.since:
            count = sum(1 for each in moments if start <= each < end)
            drawn.append(
                Week(monday=monday, count=count, part=min(1.0, (now - start) / (end - start)))
            )
    return tuple(drawn)


def limits(drawn: Sequence[Week], *, baseline: float, part: float = 1.0) -> Limits:
    """Of a u-chart for counts that scatter as these do: the centre is the baseline a week times the part of the week
    that is over, the upper limit the smallest count whose odds are below OFTEN (negative binomial)."""
    counts = [each.count for each in drawn if each.part >= 1]
    centre = baseline * part
    upper = 1
    restless = unrest(counts).times
    while more(upper + 1, mean=centre, variance=centre * restless) > OFTEN:
        upper += 1
    return Limits(centre=centre, upper=upper, part=part)
