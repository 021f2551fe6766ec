"""Ageing: more bugs than usual stay open for longer than the area's own service level."""

from datetime import datetime, timedelta
from math import ceil

from cadence.core.calendar import Span
from cadence.patterns.model.case import History
from cadence.patterns.model.chance import share_or_more, unrest_of_shares
from cadence.patterns.model.detectors.common import (
    LEAST_BASELINE,
    WEEK,
    days,
    keys,
    too_few,
)
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening
from cadence.patterns.model.service_level import (
    LEAST_KNOWN,
    WINDOW,
    came,
    is_open_at,
    service_of,
)

LEAST = 5
LEAST_DAYS = 3
LEAST_TIMES = 1.5


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
    cohort = [each for each in came(history, now) if start <= each.created_at < end]
    if history.since > start - LEAST_BASELINE * WEEK:
        return ()
    seen = [Happening(each.created_at, each.key) for each in cohort if is_open_at(each, now)]
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


def lacks(history: History, now: datetime) -> str | None:
    """What an area needs for a test; None: it can be tested."""
    service = service_of(history, now)
    if service is None or (level := service.level) is None:
        known = len(came(history, now))
        few = too_few(LEAST_KNOWN, known, "bugs")
        return few or "needs more resolved bugs to know how long they usually take"
    weeks = ceil((level[0] + WINDOW) / WEEK) + LEAST_BASELINE
    is_short = history.since > now - level[0] - WINDOW - LEAST_BASELINE * WEEK
    return too_few(weeks, (now - history.since) // WEEK) if is_short else None


def _earlier(
    history: History, now: datetime, start: datetime, age: timedelta
) -> list[tuple[int, int]]:
    """Of the windows before: how many were open when they reached the age, of how many."""
    windows: list[tuple[int, int]] = []
    end = start
    known = came(history, now)
    while end - WINDOW >= history.since and len(windows) < 9:
        cohort = [each for each in known if end - WINDOW <= each.created_at < end]
        windows.append(
            (sum(is_open_at(each, each.created_at + age) for each in cohort), len(cohort))
        )
        end -= WINDOW
    return windows
