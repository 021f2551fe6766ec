"""Did the rate of a pattern fall after what its owner did?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from cadence.patterns.model import happenings, weeks
from cadence.patterns.model.case import History
from cadence.patterns.model.chance import ONE_SUBJECT, fewer_later, more_later, unrest
from cadence.patterns.model.detectors import ageing, escapes, regressed, reopened
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.pattern import Pattern, Verdict, Verified

SURE = 0.05
"""One-sided."""
WORSE_TIMES = 1.25
LEAST_AFTER = timedelta(days=14)
LONGEST_AFTER = timedelta(days=182)
"""What takes longer to tell is told as well as it can be by then."""
USUALLY = timedelta(days=28)
"""After which a test is proposed: by then a rate of one a week shows that it fell."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    after: int
    days: int
    worth: float
    """What the time after is worth, as the days of before: where shares are compared, by what they are of."""


def verified(pattern: Pattern, history: History, at: datetime) -> Verified:
    """What the same count says now, against that of the finding which the pattern was owned with.

    Counted is what came since it was owned, but no longer ago than a window of the finding's length (28 days at least),
    so that what was done has had its time. The odds are those of the exact conditional test of two counts (Przyborowski
    and Wilenski 1940), beta-binomial instead of binomial because bugs scatter more than Poisson's law. It FELL where as
    few as this come about by chance less often than SURE, and no more is left than half of what was beyond usual: the
    first window was picked for being high, so that some fall by itself is to be expected. It is WORSE where as many
    come about less often than SURE and the pace is WORSE_TIMES that of before. Else there is no change yet, which is
    also what is said before `earliest`.

    Of ageing, what is counted are the bugs beyond the service level now; of escapes, those after the releases since,
    where a release counts as much as the one before. Reopened are held against what was resolved in either time.
    """
    test = pattern.owned_with.tested
    counted = _counted(pattern, history, at)
    if counted is None:
        counted = _Counted(after=0, days=0, worth=0.0)
    verdict, odds = _judged(test, counted, _unrest(test, history, at))
    return Verified(
        at=at,
        verdict=verdict,
        before=test.rate,
        before_days=test.window_days,
        after=counted.after,
        after_days=counted.days,
        p_value=odds,
    )


def uncountable(pattern: Pattern, history: History, at: datetime) -> str | None:
    """Why the same count can't be taken, as a clause: none would be no fall. None: it can."""
    test = pattern.owned_with.tested
    match test.kind:
        case Kind.AGEING:
            return _needs(ageing.lacks(history, at))
        case Kind.REOPENED:
            return None if history.is_told else reopened.NOT_TOLD
        case Kind.REGRESSED:
            return None if regressed.is_known(history, at) else _needs(regressed.NO_FIXES)
        case Kind.ESCAPES if all(each.id != test.subject for each in history.releases):
            return "its release is not known any more"
        case _:
            return None


def _needs(lacks: str | None) -> str | None:
    return lacks and f"the test {lacks}"


def _judged(test: Tested, counted: _Counted, restless: float) -> tuple[Verdict, float]:
    if not counted.worth:
        return Verdict.UNCHANGED, 1.0
    before, days = test.rate, test.window_days
    fewer = fewer_later(before, days, counted.after, counted.worth, unrest=restless)
    more = more_later(before, days, counted.after, counted.worth, unrest=restless)
    now = counted.after * days / counted.worth
    half_way = (before + min(test.baseline, before)) / 2
    if fewer <= SURE and now <= half_way:
        return Verdict.FELL, fewer
    if more <= SURE and now >= WORSE_TIMES * before:
        return Verdict.WORSE, more
    return Verdict.UNCHANGED, fewer


def _unrest(test: Tested, history: History, at: datetime) -> float:
    """Of an area's inflow, its own in the year before it was found; else that of one subject."""
    if test.kind not in {Kind.SPIKE, Kind.DRIFT} or test.window.start is None:
        return ONE_SUBJECT
    moments = [each.created_at for each in happenings.inflow(history, at)]
    known = min(52, (test.window.start - history.since) // weeks.WEEK)
    return unrest(weeks.before(moments, test.window.start, weeks.WEEK, max(0, known))).times


def earliest(pattern: Pattern, owned_at: datetime | None = None) -> datetime:
    """From when on a fall can be told at all: as many days after it was owned that even none would be chance less often
    than SURE; LEAST_AFTER at least, LONGEST_AFTER at most. Without an owner yet, counted from `owned_at`."""
    test = pattern.owned_with.tested
    start = pattern.ownership.at if pattern.ownership else owned_at or pattern.found_at
    days = LEAST_AFTER // DAY
    while days < LONGEST_AFTER // DAY and _none_is_chance(test.rate, test.window_days, days):
        days += 1
    return start + days * DAY


def _none_is_chance(before: int, before_days: int, after_days: int) -> bool:
    return fewer_later(before, before_days, 0, after_days, unrest=ONE_SUBJECT) > SURE


def _counted(pattern: Pattern, history: History, at: datetime) -> _Counted | None:
    """None: nothing can be counted yet."""
    test = pattern.owned_with.tested
    owned = pattern.ownership.at if pattern.ownership else pattern.found_at
    start = max(owned, at - max(timedelta(days=test.window_days), 2 * LEAST_AFTER))
    days = ceil((at - start) / DAY)
    if days < 1:
        return None
    match test.kind:
        case Kind.AGEING:
            aged = ageing.tested(history, at)
            return _of_share(test, aged[0].rate, aged[0].out_of, days) if aged else None
        case Kind.REOPENED:
            back = {each.key for each in happenings.reopenings(history, at) if each.at >= start}
            resolved = {
                each.key
                for each in history.cases
                if each.resolved_at is not None and start <= each.resolved_at < at
            }
            return _of_share(test, len(back), len(back | resolved), days)
        case Kind.ESCAPES:
            return _escaped(pattern, history, start=owned, at=at)
        case _:
            came = happenings.of(test.kind, pattern.subject, history, at)
            after = len({each.key for each in came if each.at >= start})
            return _Counted(after=after, days=days, worth=days)


def _of_share(test: Tested, hits: int, of: int | None, days: int) -> _Counted | None:
    if not of or not test.out_of:
        return None
    return _Counted(after=hits, days=days, worth=test.window_days * of / test.out_of)


def _escaped(
    pattern: Pattern, history: History, *, start: datetime, at: datetime
) -> _Counted | None:
    project = next((each.project for each in history.releases if each.id == pattern.subject), None)
    spans = {
        each.id: (each.at, min(each.at + escapes.AFTER, at))
        for each in history.releases
        if each.project == project and start <= each.at <= at - escapes.YOUNGEST
    }
    after = sum(
        1
        for case in happenings.inflow(history, at)
        if any(
            spans[release][0] <= case.created_at < spans[release][1]
            for release in case.affects
            if release in spans
        )
    )
    days = sum((end - begin for begin, end in spans.values()), timedelta()) / DAY
    return _Counted(after=after, days=round(days), worth=days) if days else None
