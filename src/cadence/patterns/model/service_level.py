"""An area's service level: how long its bugs usually take, and by when they are late."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cadence.patterns.model.case import Case, History

WINDOW = timedelta(days=56)
"""What is tested for ageing became late in it; the service level is that of the bugs before these."""
LEVELS = (0.85, 0.7, 0.5)
"""The service level is the time by which so many are resolved: the first of these that is reached within LONGEST."""
LONGEST = timedelta(days=180)
SHORTEST = timedelta(days=7)
LEAST_KNOWN = 30
"""Bugs whose times say what the service level is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Times to resolution of an area, by Kaplan and Meier."""

    ages: tuple[timedelta, ...]
    """At which bugs were resolved, rising."""
    open: tuple[float, ...]
    """What part is open after each of these."""

    def part_open(self, age: timedelta) -> float:
        at = bisect_right(self.ages, age)
        return self.open[at - 1] if at else 1.0

    @property
    def level(self) -> tuple[timedelta, float] | None:
        """The age by which a part of LEVELS is resolved, and that part. None: not even half are within LONGEST."""
        for part in LEVELS:
            for age, left in zip(self.ages, self.open, strict=True):
                if left <= 1 - part + 1e-12:
                    if age <= LONGEST:
                        return max(age, SHORTEST), part
                    break
        return None


def service_of(history: History, now: datetime) -> Service | None:
    """Of the bugs that came before those which are tested. None: too few."""
    known = came(history, now)
    whole = _service(known, history.since, now)
    if whole is None or (level := whole.level) is None:
        return None
    start = now - level[0] - WINDOW
    return _service([each for each in known if each.created_at < start], history.since, now)


def _service(cases: Sequence[Case], since: datetime, now: datetime) -> Service | None:
    """Open ones count for as long as they are open, and what was open when the history begins from then on."""
    zero = timedelta()
    spans = [
        (
            max(zero, since - each.created_at),
            max(zero, _ended(each, now) - each.created_at),
            not is_open_at(each, now),
        )
        for each in cases
    ]
    spans = [each for each in spans if each[1] >= each[0]]
    resolved = sorted(end for _, end, done in spans if done)
    if len(spans) < LEAST_KNOWN or not resolved:
        return None
    begins, ends = sorted(begin for begin, _, _ in spans), sorted(end for _, end, _ in spans)
    ages: list[timedelta] = []
    left: list[float] = []
    still = 1.0
    at = 0
    while at < len(resolved):
        age = resolved[at]
        after = bisect_right(resolved, age)
        under_watch = bisect_right(begins, age) - bisect_left(ends, age)
        still *= max(0.0, 1 - (after - at) / max(under_watch, after - at))
        ages.append(age)
        left.append(still)
        at = after
    return Service(ages=tuple(ages), open=tuple(left))


def came(history: History, now: datetime) -> list[Case]:
    """One by one, up to now, however long ago."""
    return [each for each in history.cases if not each.bulk and each.created_at < now]


def _ended(case: Case, now: datetime) -> datetime:
    return case.resolved_at if case.resolved_at is not None and case.resolved_at < now else now


def is_open_at(case: Case, moment: datetime) -> bool:
    return case.resolved_at is None or case.resolved_at > moment
