"""Spike: far more bugs came in lately than usual."""

from bisect import bisect_left
from datetime import datetime, timedelta

from cadence.core.calendar import Span
from cadence.patterns.model import weeks
from cadence.patterns.model.case import History
from cadence.patterns.model.chance import more_than_before, unrest
from cadence.patterns.model.detectors.common import (
    LEAST_BASELINE,
    WEEK,
    baseline_weeks,
    keys,
    lacks_weeks,
)
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening, begun, inflow

WINDOWS = (1, 2, 4)
"""Weeks up to now."""
LEAST = 5
LEAST_TIMES = 1.5
LEAST_MORE = 3
INCIDENT = timedelta(days=2)
LEAST_REST = 1.25
"""Times the usual, without what came in the busiest days (INCIDENT): these are one incident, or a bug bash."""


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """The inflow of the last 1, 2 and 4 weeks against that of windows as long in the 26 to 52 weeks before each.

    Odds of so many or more by the posterior predictive negative binomial (Gelman et al. 2013, 2.6), with the variance
    of the area's own windows where that is more than Poisson's (as Farrington et al. 1996 and Noufaily et al. 2013 do
    for outbreaks). All windows end now and are whole weeks, so like is compared with like; a season that brought more
    in earlier years raises what is usual. Holes in the copy are no baseline.
    """
    bugs = inflow(history, now)
    start = begun(history, bugs)
    if start is None:
        return ()
    came = [Happening(each.created_at, each.key) for each in bugs]
    return tuple(
        found
        for length in WINDOWS
        if (found := _tested(history.area, came, start, now, length)) is not None
    )


def lacks(history: History, now: datetime) -> str | None:
    """What an area needs where nothing was tested."""
    few = lacks_weeks(history, now, LEAST_BASELINE + min(WINDOWS))
    return few or f"needs {LEAST_BASELINE} weeks without holes in the copy"


def _tested(
    area: str, came: list[Happening], begun_at: datetime, now: datetime, length: int
) -> Tested | None:
    moments = [each.at for each in came]
    first = now - length * WEEK
    known = baseline_weeks(begun_at, first)
    if known < LEAST_BASELINE:
        return None
    weekly = weeks.before(moments, first, WEEK, known)
    windows = weeks.whole(weekly, length)
    if len(windows) * length < LEAST_BASELINE:
        return None
    factor = weeks.season(moments, begun_at, now, length * WEEK)
    seen = [each for each in came if each.at >= first]
    usual = factor * sum(windows) / len(windows)
    return Tested(
        kind=Kind.SPIKE,
        area=area,
        keys=keys(seen),
        rate=len(seen),
        baseline=usual,
        window=Span(start=first, end=now),
        p_value=more_than_before(
            len(seen),
            before=usual * len(windows),
            windows=len(windows),
            unrest=unrest(windows, unrest(weekly).times),
        ),
        method="negative binomial posterior predictive",
        matters=len(seen) >= LEAST
        and len(seen) >= LEAST_TIMES * usual
        and len(seen) - usual >= LEAST_MORE
        and len(seen) - _busiest(seen) > LEAST_REST * usual,
        since=seen[0].at if seen else first,
    )


def _busiest(seen: list[Happening]) -> int:
    moments = [each.at for each in seen]
    return max(bisect_left(moments, each + INCIDENT) - n for n, each in enumerate(moments))
