"""What the control chart of a pattern shows: what was tested, in stretches of time that can be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cadence.core.calendar import midnight
from cadence.patterns.model import weeks
from cadence.patterns.model.case import Case, History, Release
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.happenings import inflow
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.service_level import service_of
from cadence.patterns.model.weeks import Limits, Week

WEEK = timedelta(weeks=1)
MOST_RELEASES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    start: datetime
    name: str = ""
    """Of the release that it is for; "" for a week."""
    count: int
    part: float = 1.0
    """How much of its time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    bars: tuple[Bar, ...]
    """Oldest first; of the last one alone a part may be missing. Never empty."""
    whole: Limits
    last: Limits
    """Of as much of the last one as is over."""
    age: timedelta | None = None
    """Of ageing: from which on a bug is too old. It is counted in the week in which it becomes that, being open."""


def drawing(
    pattern: Pattern, history: History, *, at: datetime, zone: ZoneInfo, most: int
) -> Drawing | None:
    """None where there is nothing that could be drawn. `most`: weeks."""
    match pattern.kind:
        case Kind.ESCAPES:
            return _by_release(pattern, history, at)
        case Kind.AGEING:
            return _grown(pattern, history, at, zone, most)
        case _:
            return _by_week(pattern, history, at, zone, most)


def _by_week(
    pattern: Pattern, history: History, at: datetime, zone: ZoneInfo, most: int
) -> Drawing | None:
    found = weeks.weekly(history, pattern.kind, pattern.subject, at, zone, weeks=most)
    tested = pattern.finding.tested
    usual = tested.baseline * 7 / tested.window_days
    return _limited(found, _calm(pattern, found, zone), usual, zone)


def _grown(
    pattern: Pattern, history: History, at: datetime, zone: ZoneInfo, most: int
) -> Drawing | None:
    """Usual is what the weeks before the finding's window had."""
    service = service_of(history, at)
    if service is None or service.level is None:
        return None
    age, _ = service.level
    old = tuple(_old(each, age) for each in history.cases if _grew_old(each, age))
    aged = replace(history, cases=old)
    found = weeks.weekly(aged, Kind.SPIKE, "", at, zone, weeks=most)
    calm = _calm(pattern, found, zone)
    usual = sum(each.count for each in calm) / len(calm) if calm else 0.0
    made = _limited(found, calm, usual, zone)
    return replace(made, age=age) if made else None


def _grew_old(case: Case, age: timedelta) -> bool:
    return case.resolved_at is None or case.resolved_at > case.created_at + age


def _old(case: Case, age: timedelta) -> Case:
    return replace(case, created_at=case.created_at + age)


def _calm(pattern: Pattern, found: Sequence[Week], zone: ZoneInfo) -> list[Week]:
    """The weeks before what was found: by these the counts scatter as they usually do."""
    begin = pattern.finding.tested.window.start
    return [
        each
        for each in found
        if each.part >= 1 and (begin is None or midnight(each.monday + WEEK, zone) <= begin)
    ]


def _limited(
    found: Sequence[Week], calm: Sequence[Week], usual: float, zone: ZoneInfo
) -> Drawing | None:
    if not found:
        return None
    bars = tuple(
        Bar(start=midnight(each.monday, zone), count=each.count, part=each.part) for each in found
    )
    return _drawn(bars, calm, usual)


def _by_release(pattern: Pattern, history: History, at: datetime) -> Drawing | None:
    """The finding's release, and those before it in which bugs of this area were found, each for as long as that one
    was looked at: none of them is a part."""
    tested = pattern.finding.tested
    release = next((each for each in history.releases if each.id == pattern.subject), None)
    if release is None or tested.window.start is None or tested.window.end is None:
        return None
    span = tested.window.end - tested.window.start
    found = [(each.created_at, each.affects) for each in inflow(history, at)]
    ever = {name for _, names in found for name in names}
    before = [
        each
        for each in history.releases
        if each.project == release.project and each.at < release.at and each.id in ever
    ]
    bars = tuple(
        Bar(
            start=each.at,
            name=each.name,
            count=sum(
                each.at <= when < each.at + span and each.id in names for when, names in found
            ),
        )
        for each in (*_known(before, history)[-MOST_RELEASES:], release)
    )
    calm = [Week(monday=each.start.date(), count=each.count, part=1.0) for each in bars[:-1]]
    return _drawn(bars, calm, tested.baseline)


def _known(releases: Sequence[Release], history: History) -> list[Release]:
    return [each for each in releases if each.at >= history.since]


def _drawn(bars: tuple[Bar, ...], calm: Sequence[Week], usual: float) -> Drawing:
    part = max(bars[-1].part, 0.01)
    return Drawing(
        bars=bars,
        whole=weeks.limits(calm, baseline=usual),
        last=weeks.limits(calm, baseline=usual, part=part),
    )
