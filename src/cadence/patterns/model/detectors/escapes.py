"""Escapes: more bugs than usual were found in a release right after it came out."""

from collections import Counter
from datetime import datetime, timedelta

from cadence.core.calendar import Span
from cadence.patterns.model.case import History, Release
from cadence.patterns.model.chance import more_than_before, unrest
from cadence.patterns.model.detectors.common import (
    LEAST_BASELINE,
    WEEK,
    days,
    keys,
    too_few,
)
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.happenings import Happening, inflow

AFTER = timedelta(days=14)
"""A release's first two weeks are when what it broke is found."""
YOUNGEST = timedelta(days=3)
"""Before that there is too little to tell."""
LEAST_RELEASES = 4
MOST_RELEASES = 12
LEAST = 4
LEAST_DAYS = 2
LEAST_TIMES = 1.5


def tested(history: History, now: datetime) -> tuple[Tested, ...]:
    """Bugs found in a release in its first two weeks against those found in as many first days of the 4 to 12 releases
    before it, of the same project, in which bugs of this area were ever found.

    Odds of so many by the posterior predictive negative binomial, a release being a window, with the variance between
    releases where that is more than Poisson's. A release of the last four weeks is tested; one that is younger than two
    weeks by as many days of the others.
    """
    if (now - history.since) // WEEK < LEAST_BASELINE:
        return ()
    bugs = inflow(history, now)
    found: dict[str, list[Happening]] = {}
    for each in bugs:
        for release in each.affects:
            found.setdefault(release, []).append(Happening(each.created_at, each.key))
    ever = [each for each in history.releases if each.id in found and each.at >= history.since]
    return tuple(
        test
        for each in history.releases
        if YOUNGEST <= now - each.at <= 2 * AFTER
        and (test := _tested(history, each, ever, found, now)) is not None
    )


def lacks(history: History, now: datetime) -> str | None:
    """What an area needs where nothing was tested; None: no release came out lately."""
    if few := too_few(LEAST_BASELINE, (now - history.since) // WEEK):
        return few
    found = {release for each in inflow(history, now) for release in each.affects}
    ever = Counter(
        each.project
        for each in history.releases
        if each.id in found and history.since <= each.at < now
    )
    most = max(ever.values(), default=0)
    return too_few(LEAST_RELEASES, most, "releases with a date in which bugs were found")


def _tested(
    history: History,
    release: Release,
    ever: list[Release],
    found: dict[str, list[Happening]],
    now: datetime,
) -> Tested | None:
    span = min(AFTER, now - release.at)
    earlier = [
        each
        for each in ever
        if each.project == release.project and each.at < release.at and each.at + span <= now
    ][-MOST_RELEASES:]
    if len(earlier) < LEAST_RELEASES:
        return None
    counts = [len(_first(found[each.id], each, span)) for each in earlier]
    seen = _first(found.get(release.id, []), release, span)
    usual = sum(counts) / len(counts)
    return Tested(
        kind=Kind.ESCAPES,
        area=history.area,
        subject=release.id,
        keys=keys(seen),
        rate=len(seen),
        baseline=usual,
        window=Span(start=release.at, end=release.at + span),
        p_value=more_than_before(
            len(seen), before=sum(counts), windows=len(counts), unrest=unrest(counts)
        ),
        method="negative binomial posterior predictive",
        matters=len(seen) >= LEAST
        and days(seen) >= LEAST_DAYS
        and len(seen) >= LEAST_TIMES * usual,
        since=seen[0].at if seen else release.at,
    )


def _first(found: list[Happening], release: Release, span: timedelta) -> list[Happening]:
    return [each for each in found if release.at <= each.at < release.at + span]
