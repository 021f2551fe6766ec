"""Ageing: more bugs than usual stay open for longer than the area's own service level."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cadence.core.calendar import Span
from cadence.patterns.model.case import Case, History
from cadence.patterns.model.chance import share_or_more, unrest_of_shares
from cadence.patterns.model.detectors.common import LEAST_BASELINE, WEEK, days, keys
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening

WINDOW = timedelta(days=56)
LEVELS = (0.85, 0.7, 0.5)
"""The service level is the time by which so many are resolved: the first of these that is reached within LONGEST."""
LONGEST = timedelta(days=180)
SHORTEST = timedelta(days=7)
LEAST_KNOWN = 30
"""Bugs whose times say what the service level is."""
LEAST = 5
LEAST_DAYS = 3
LEAST_TIMES = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Times to resolution of an area, by Kaplan and Meier."""

    ages: tuple[timedelta, ...]
    """At which bugs were resolved, rising."""
    open: tuple[float, ...]
    """What part is open after each of these."""
    known: int

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


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """Of the bugs that grew older than the area's service level in the last 8 weeks, those that are still open, against
    how many would be by the times to resolution of the bugs before them.

    The service level is the 85th percentile of time to resolution, by Kaplan and Meier's estimate (1958), so that open
    ones count for as long as they are open, with delayed entry for those that were open when the history begins (Klein
    and Moeschberger 2003, 4.6). Expected is the sum of each bug's odds to be open at its age. Odds of so many by the
    beta-binomial, wider where the share wandered between earlier windows of 8 weeks.
    """
    service = service_of(history, now)
    if service is None or (level := service.level) is None:
        return ()
    age, _ = level
    end = now - age
    start = end - WINDOW
    cohort = [each for each in _came(history, now) if start <= each.created_at < end]
    if history.since > start - LEAST_BASELINE * WEEK:
        return ()
    seen = [Happening(each.created_at, each.key) for each in cohort if _open_at(each, now)]
    expected = sum(service.part_open(now - each.created_at) for each in cohort)
    share = expected / len(cohort) if cohort else 1 - level[1]
    windows = _earlier(history, now, start, age)
    before_of = sum(of for _, of in windows)
    return (
        Tested(
            kind=Kind.AGEING,
            area=history.area,
            keys=keys(seen),
            rate=len(seen),
            baseline=expected,
            window=Span(start=now - WINDOW, end=now),
            out_of=len(cohort),
            share=share,
            past_days=age.days,
            p_value=share_or_more(
                len(seen),
                len(cohort),
                before=share * before_of,
                before_of=before_of,
                unrest=unrest_of_shares(windows),
            ),
            method=f"beta-binomial, Kaplan-Meier's {level[1]:.0%} at {age.days} days",
            matters=len(seen) >= LEAST
            and days(seen) >= LEAST_DAYS
            and len(seen) >= LEAST_TIMES * expected,
            since=(seen[0].at if seen else start) + age,
        ),
    )


def outgrown(history: History, now: datetime) -> tuple[Happening, ...]:
    """When each bug passed the service level, of those that were open then. Without a level: none."""
    service = service_of(history, now)
    if service is None or (level := service.level) is None:
        return ()
    age, _ = level
    passed = (
        Happening(each.created_at + age, each.key)
        for each in _came(history, now)
        if _open_at(each, each.created_at + age)
    )
    return tuple(sorted(each for each in passed if history.since <= each.at < now))


def service_of(history: History, now: datetime) -> Service | None:
    """Of the bugs that came before those which are tested. None: too few."""
    came = _came(history, now)
    whole = _service(came, history.since, now)
    if whole is None or (level := whole.level) is None:
        return None
    start = now - level[0] - WINDOW
    return _service([each for each in came if each.created_at < start], history.since, now)


def _service(cases: Sequence[Case], since: datetime, now: datetime) -> Service | None:
    zero = timedelta()
    spans = [
        (
            max(zero, since - each.created_at),
            max(zero, _ended(each, now) - each.created_at),
            not _open_at(each, now),
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
    return Service(ages=tuple(ages), open=tuple(left), known=len(spans))


def _earlier(
    history: History, now: datetime, start: datetime, age: timedelta
) -> list[tuple[int, int]]:
    """Of the windows before: how many were open when they reached the age, of how many."""
    windows: list[tuple[int, int]] = []
    end = start
    came = _came(history, now)
    while end - WINDOW >= history.since and len(windows) < 9:
        cohort = [each for each in came if end - WINDOW <= each.created_at < end]
        windows.append((sum(_open_at(each, each.created_at + age) for each in cohort), len(cohort)))
        end -= WINDOW
    return windows


def _came(history: History, now: datetime) -> list[Case]:
    return [each for each in history.cases if not each.bulk and each.created_at < now]


def _ended(case: Case, now: datetime) -> datetime:
    return case.resolved_at if case.resolved_at is not None and case.resolved_at < now else now


def _open_at(case: Case, moment: datetime) -> bool:
    return case.resolved_at is None or case.resolved_at > moment
