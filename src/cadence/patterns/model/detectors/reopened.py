"""Reopened: more of what was resolved came back than usual."""

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
    too_few,
)
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening, reopenings

WINDOW = timedelta(days=56)
LEAST_RESOLVED = 30
"""In the baseline: a share of fewer is no share."""
NOT_TOLD = "Jira tells no history of its bugs"
"""Whether any was reopened is not known."""
LEAST = 3
LEAST_DAYS = 2
LEAST_TIMES = 1.5


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """The share of resolved bugs that were reopened in the last 8 weeks against the same share in the 26 to 52 weeks
    before, in windows of 8 weeks.

    A window's trials are the bugs that were resolved or reopened in it, its hits those reopened, each bug once. Odds of
    so many by the beta-binomial posterior predictive (Gelman et al. 2013, 2.3), wider where the share wandered from
    window to window more than the binomial allows (Williams 1982). Where the tracker does not tell how states changed,
    nothing is tested.
    """
    first = now - WINDOW
    known = baseline_weeks(history.since, first)
    if known < LEAST_BASELINE or not history.is_told:
        return ()
    back = reopenings(history, now)
    resolved = [
        Happening(each.resolved_at, each.key)
        for each in history.cases
        if each.resolved_at is not None and history.since <= each.resolved_at < now
    ]
    windows = [
        hits_in(back, resolved, end - WINDOW, end)
        for end in (first - n * WINDOW for n in range(known * WEEK // WINDOW))
    ]
    before, of_before = sum(hits for hits, _ in windows), sum(of for _, of in windows)
    hits, of = hits_in(back, resolved, first, now)
    if of_before < LEAST_RESOLVED:
        return ()
    seen = [each for each in back if each.at >= first]
    share = before / of_before
    return (
        Tested(
            kind=Kind.REOPENED,
            area=history.area,
            keys=keys(seen),
            rate=hits,
            baseline=share * of,
            window=Span(start=first, end=now),
            out_of=of,
            share=share,
            p_value=share_or_more(
                hits, of, before=before, before_of=of_before, unrest=unrest_of_shares(windows)
            ),
            method="beta-binomial posterior predictive",
            matters=hits >= LEAST and days(seen) >= LEAST_DAYS and hits >= LEAST_TIMES * share * of,
            since=seen[0].at if seen else first,
        ),
    )


def lacks(history: History, now: datetime) -> str | None:
    """What an area needs where nothing was tested."""
    if not history.is_told:
        return NOT_TOLD
    if few := too_few(LEAST_BASELINE + WINDOW // WEEK, (now - history.since) // WEEK):
        return few
    return f"needs {LEAST_RESOLVED} bugs that were resolved before the last {WINDOW // WEEK} weeks"
