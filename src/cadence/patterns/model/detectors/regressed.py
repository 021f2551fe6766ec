"""Regressed: what releases had fixed comes back more than usual."""

from datetime import datetime, timedelta

from cadence.core.calendar import Span
from cadence.patterns.model.case import History
from cadence.patterns.model.chance import share_or_more, unrest_of_shares
from cadence.patterns.model.detectors.common import (
    LEAST_BASELINE,
    WEEK,
    baseline_weeks,
    days,
    hits_in,
    keys,
    lacks_weeks,
)
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening, begun, inflow, regressions

WINDOW = timedelta(days=56)
NO_FIXES = "needs a release with a date that fixed a bug"
LEAST = 3
LEAST_DAYS = 2
LEAST_TIMES = 1.5


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """How many bugs came back in the last 8 weeks after a release that had fixed them (`happenings.regressions`), of
    all that came in or back then, against the same share in windows of 8 weeks in the 26 to 52 weeks before. Each bug
    counts once in a window.

    A share, so that more bugs of every sort are no regression. Odds of so many by the beta-binomial posterior
    predictive, as for reopened. Nothing is tested where no release with a date is known to have fixed anything.
    """
    if not is_known(history, now):
        return ()
    bugs = inflow(history, now)
    begun_at = begun(history, bugs)
    first = now - WINDOW
    if begun_at is None or (known := baseline_weeks(begun_at, first)) < LEAST_BASELINE:
        return ()
    came = [Happening(each.created_at, each.key) for each in bugs]
    back = regressions(history, now)
    seen = [each for each in back if each.at >= first]
    windows = [
        hits_in(back, came, end - WINDOW, end)
        for end in (first - n * WINDOW for n in range(known * WEEK // WINDOW))
    ]
    before, before_of = sum(hits for hits, _ in windows), sum(of for _, of in windows)
    rate, of = hits_in(back, came, first, now)
    usual = before / before_of * of if before_of else 0.0
    return (
        Tested(
            kind=Kind.REGRESSED,
            area=history.area,
            keys=keys(seen),
            rate=rate,
            baseline=usual,
            window=Span(start=first, end=now),
            p_value=share_or_more(
                rate, of, before=before, before_of=before_of, unrest=unrest_of_shares(windows)
            ),
            method="beta-binomial posterior predictive",
            matters=rate >= LEAST and days(seen) >= LEAST_DAYS and rate >= LEAST_TIMES * usual,
            since=seen[0].at if seen else first,
        ),
    )


def is_known(history: History, now: datetime) -> bool:
    """Whether any release with a date is known to have fixed anything."""
    fixes = any(each.fixed_in for each in history.cases if each.created_at < now)
    return bool(history.releases) and fixes


def lacks(history: History, now: datetime) -> str | None:
    """What an area needs where nothing was tested."""
    if not is_known(history, now):
        return NO_FIXES
    return lacks_weeks(history, now, LEAST_BASELINE + WINDOW // WEEK)
