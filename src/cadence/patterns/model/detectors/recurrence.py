"""Recurrence: similar bugs keep coming back."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import expm1, log, log1p

from cadence.core.calendar import Span
from cadence.patterns.model.case import Case, History
from cadence.patterns.model.chance import more_than_before
from cadence.patterns.model.detectors.common import (
    LEAST_BASELINE,
    LONGEST_BASELINE,
    WEEK,
    baseline_weeks,
    days,
    keys,
    lacks_weeks,
)
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening, begun, incidents, inflow

WINDOWS = (timedelta(days=42), timedelta(days=91))
LEAST = 3
"""Bugs, and of these LEAST_TIMES_OVER at different times (`happenings.BURST`)."""
LEAST_TIMES_OVER = 3
LEAST_TIMES = 1.5
METHOD = "logarithmic and negative binomial, most extreme of all groups"
LEAST_SPREAD = 0.15
"""Of the logarithmic distribution: however rarely groups grew, one in 1,100 comes four times, one in 9,000 five
times. What is alike is judged by texts, and these mislead now and then."""
TYPICAL_GROWTHS = 10
"""What an area has to show against the usual: it is as if so many groups more had grown …"""
TYPICAL_GROWTH = 1.5
"""… by so much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    start: datetime
    end: datetime
    begun: datetime
    """From when on the area is known."""

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    number: int | None
    """None: a bug like no other."""
    bugs: list[Happening]
    times: list[datetime]
    """Beginnings of bursts."""

    def seen(self, window: _Window) -> int:
        return bisect_left(self.times, window.end) - bisect_left(self.times, window.start)

    def before(self, window: _Window) -> tuple[int, float]:
        """How often it came in up to 52 weeks before, and how many windows these are. Its first time is why we know of
        it and says nothing about how often it comes."""
        earliest = max(window.begun, self.times[0], window.start - LONGEST_BASELINE * WEEK)
        if earliest >= window.start:
            return 0, 0.0
        times = bisect_left(self.times, window.start) - bisect_left(self.times, earliest)
        first_counts = earliest == self.times[0]
        return times - first_counts, (window.start - earliest) / window.length

    def usual(self, window: _Window) -> float:
        """How often it comes in such a window. Of one that is known for less than a window: as often as it came."""
        times, windows = self.before(window)
        return times / max(windows, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Growth:
    """How groups of this area grow."""

    usual: float
    spread: float
    """The parameter of the logarithmic distribution."""
    active: int
    """How many groups came in the window that is tested."""


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """Each group of similar bugs that came in the last 6 or 13 weeks, against what the group itself did before and
    against how groups of this area usually grow.

    Bugs of a group within two days are one event, so that a burst of reports of one incident does not recur. Two odds,
    of which the larger counts: that of so many events by the group's own rate of up to 52 weeks (posterior predictive
    negative binomial; a new group has none), and that of so much growth beyond its own rate in one group, by the
    logarithmic distribution fitted to all growths in earlier windows of the area (Fisher, Corbet and Williams 1943:
    what counts per group follow when each has a rate of its own; single bugs are groups that grew by one). Both for
    the most extreme of all groups that came in the window (Šidák 1967), since the largest is what catches the eye.
    """
    bugs = inflow(history, now)
    begun_at = begun(history, bugs)
    if begun_at is None:
        return ()
    windows = (_Window(start=now - each, end=now, begun=begun_at) for each in WINDOWS)
    groups = _groups(bugs)
    return tuple(
        test
        for window in windows
        if baseline_weeks(begun_at, window.start) >= LEAST_BASELINE
        for test in _tested(history.area, groups, window)
    )


def lacks(history: History, now: datetime) -> str | None:
    """What an area needs where nothing was tested."""
    return lacks_weeks(history, now, LEAST_BASELINE + min(WINDOWS) // WEEK)


def _groups(bugs: Sequence[Case]) -> list[_Group]:
    together: dict[object, list[Happening]] = defaultdict(list)
    for case in bugs:
        mark = case.key if case.group is None else case.group
        together[mark].append(Happening(case.created_at, case.key))
    return [
        _Group(
            number=mark if isinstance(mark, int) else None,
            bugs=members,
            times=incidents([each.at for each in members]),
        )
        for mark, members in together.items()
    ]


def _tested(area: str, groups: Sequence[_Group], window: _Window) -> list[Tested]:
    active = [(each, seen) for each in groups if (seen := each.seen(window))]
    growth = _growth(groups, window, len(active))
    asked = [
        _test(area, each, seen, window, growth)
        for each, seen in active
        if each.number is not None and seen >= LEAST_TIMES_OVER
    ]
    return asked or [_nothing(area, window, growth)]


def _nothing(area: str, window: _Window, growth: _Growth) -> Tested:
    """It was looked, and no group came often enough to ask about."""
    return Tested(
        kind=Kind.RECURRENCE,
        area=area,
        keys=(),
        rate=0,
        baseline=growth.usual,
        window=Span(start=window.start, end=window.end),
        p_value=1.0,
        method=METHOD,
        matters=False,
        since=window.start,
    )


def _test(area: str, group: _Group, seen: int, window: _Window, growth: _Growth) -> Tested:
    own = group.usual(window)
    bugs = [each for each in group.bugs if each.at >= window.start]
    beyond = max(1, round(seen - own))
    one = max(_tail(beyond, growth.spread), _by_itself(group, seen, window))
    usual = own * len(group.bugs) / len(group.times) if own else growth.usual
    return Tested(
        kind=Kind.RECURRENCE,
        area=area,
        subject=str(group.number),
        keys=keys(bugs),
        rate=len(bugs),
        baseline=usual,
        window=Span(start=window.start, end=window.end),
        p_value=-expm1(growth.active * log1p(-min(one, 1 - 1e-12))),
        method=METHOD,
        matters=len(bugs) >= LEAST and days(bugs) >= 2 and len(bugs) >= LEAST_TIMES * usual,
        since=bugs[0].at,
    )


def _by_itself(group: _Group, seen: int, window: _Window) -> float:
    """The odds by the group's own rate; of one that is new, nothing is known."""
    times, windows = group.before(window)
    if not windows:
        return 0.0
    return more_than_before(seen, before=times, windows=windows)


def _growth(groups: Sequence[_Group], window: _Window, active: int) -> _Growth:
    """Of each group that came in an earlier window of up to 52 weeks: by how much it grew in it beyond its own rate,
    but by one at least."""
    grown: list[int] = []
    length = window.length
    first = max(window.begun, window.start - LONGEST_BASELINE * WEEK)
    start = window.start - length
    while start >= first:
        earlier = _Window(start=start, end=start + length, begun=window.begun)
        grown.extend(
            max(1, round(seen - each.usual(earlier)))
            for each in groups
            if (seen := each.seen(earlier))
        )
        start -= length
    usual = (sum(grown) + TYPICAL_GROWTHS * TYPICAL_GROWTH) / (len(grown) + TYPICAL_GROWTHS)
    return _Growth(usual=usual, spread=max(LEAST_SPREAD, _fitted(usual)), active=active)


def _fitted(mean: float) -> float:
    """The parameter of the logarithmic distribution with this mean, above 1: its maximum-likelihood estimate."""
    low, high = 1e-9, 1 - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        if -middle / ((1 - middle) * log(1 - middle)) < mean:
            low = middle
        else:
            high = middle
    return low


def _tail(growth: int, spread: float) -> float:
    """The odds of so much growth or more, by the logarithmic distribution."""
    total, term = 0.0, spread**growth
    at = growth
    while term / at > 1e-18 and at < growth + 2000:
        total += term / at
        term *= spread
        at += 1
    return min(1.0, -total / log(1 - spread))
