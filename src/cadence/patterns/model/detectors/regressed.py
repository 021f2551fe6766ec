"""Regressed: what releases had fixed comes back more than usual."""

from datetime import datetime, timedelta

from cadence.core.calendar import Span
from cadence.patterns.model.case import History
from cadence.patterns.model.chance import more_than_before, unrest
from cadence.patterns.model.detectors.common import LEAST_BASELINE, WEEK, baseline_weeks, days, keys
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening, begun, inflow, regressions

WINDOW = timedelta(days=56)
LEAST = 3
LEAST_DAYS = 2
LEAST_TIMES = 1.5


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """How many bugs came back in the last 8 weeks after a release that had fixed them (`happenings.regressions`),
    against how many did in windows of 8 weeks in the 26 to 52 weeks before. Each bug counts once in a window.

    Odds of so many by the posterior predictive negative binomial, as for a spike. Nothing is tested where no release
    with a date is known to have fixed anything.
    """
    if not history.releases or not any(each.fixed_in for each in history.cases):
        return ()
    begun_at = begun(history, inflow(history, now))
    first = now - WINDOW
    if begun_at is None or (known := baseline_weeks(begun_at, first)) < LEAST_BASELINE:
        return ()
    back = regressions(history, now)
    seen = [each for each in back if each.at >= first]
    windows = [
        _bugs(back, end - WINDOW, end)
        for end in (first - n * WINDOW for n in range(known * WEEK // WINDOW))
    ]
    usual = sum(windows) / len(windows)
    rate = len({each.key for each in seen})
    return (
        Tested(
            kind=Kind.REGRESSED,
            area=history.area,
            keys=keys(seen),
            rate=rate,
            baseline=usual,
            window=Span(start=first, end=now),
            p_value=more_than_before(
                rate, before=sum(windows), windows=len(windows), unrest=unrest(windows)
            ),
            method="negative binomial posterior predictive",
            matters=rate >= LEAST and days(seen) >= LEAST_DAYS and rate >= LEAST_TIMES * usual,
            since=seen[0].at if seen else first,
        ),
    )


def _bugs(back: tuple[Happening, ...], start: datetime, end: datetime) -> int:
    return len({each.key for each in back if start <= each.at < end})
