"""When what a kind counts happened in an area: what detectors test, charts draw and verdicts count again."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cadence.patterns.model.case import Case, History, Release
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.service_level import came, is_open_at, service_of

BURST = timedelta(days=1)
"""Similar bugs that came within it are reports of one incident: it happened once."""

LARGEST = 12
NEVER = datetime.min.replace(tzinfo=UTC)


class Happening(NamedTuple):
    at: datetime
    key: str


def of(kind: Kind, subject: str, history: History, now: datetime) -> tuple[Happening, ...]:
    """Oldest first, up to `now`. Of ageing: when a bug grew older than the area's service level and was still open."""
    match kind:
        case Kind.RECURRENCE:
            return tuple(
                Happening(each.created_at, each.key)
                for each in inflow(history, now)
                if str(each.group) == subject
            )
        case Kind.REOPENED:
            return reopenings(history, now)
        case Kind.REGRESSED:
            return regressions(history, now)
        case Kind.ESCAPES:
            return tuple(
                Happening(each.created_at, each.key)
                for each in inflow(history, now)
                if subject in each.affects
            )
        case Kind.AGEING:
            return outgrown(history, now)
        case _:
            return tuple(Happening(each.created_at, each.key) for each in inflow(history, now))


def inflow(history: History, now: datetime) -> tuple[Case, ...]:
    """What came in one by one since the history begins, oldest first. A clock that runs ahead of ours creates bugs in
    the future: these are left for later."""
    known = [each for each in came(history, now) if each.created_at >= history.since]
    return tuple(sorted(known, key=lambda each: (each.created_at, each.key)))


def begun(history: History, bugs: tuple[Case, ...]) -> datetime | None:
    """From when on the area's inflow is known. The history's beginning where something was open already then; else the
    area's first bug, since before that there may have been no such area. None: there is nothing yet."""
    if any(each.created_at < history.since for each in history.cases):
        return history.since
    return bugs[0].created_at if bugs else None


def incidents(happened: list[datetime]) -> list[datetime]:
    """The moments that begin a burst, of moments oldest first."""
    begins: list[datetime] = []
    for each in happened:
        if not begins or each - begins[-1] > BURST:
            begins.append(each)
    return begins


def reopenings(history: History, now: datetime) -> tuple[Happening, ...]:
    """Each time that a bug went from resolved back to open. One at or before the bug's creation is a clock's error."""
    return tuple(
        sorted(
            Happening(moment, each.key)
            for each in history.cases
            for moment in each.reopened_at
            if max(history.since, each.created_at) < moment < now
        )
    )


def outgrown(history: History, now: datetime) -> tuple[Happening, ...]:
    """When each bug passed the service level, of those that were open then. Without a level: none."""
    service = service_of(history, now)
    if service is None or (level := service.level) is None:
        return ()
    age, _ = level
    passed = (
        Happening(each.created_at + age, each.key)
        for each in came(history, now)
        if is_open_at(each, each.created_at + age)
    )
    return tuple(sorted(each for each in passed if history.since <= each.at < now))


def regressions(history: History, now: datetime) -> tuple[Happening, ...]:
    """Each time that something came back which a release had fixed: the bug itself was reopened on or after the day of
    a release that it was fixed in; or it was found in a later release than all that it was fixed in, and resolved
    again; or a similar one came in, found in the release that fixed an earlier of its group or a later one. Groups of
    more than LARGEST are no witnesses: what is that wide is a subject, and not one fault."""
    releases = {each.id: each for each in history.releases}
    back = set(_again(history, releases, now))
    back.update(_similar_again(history, releases, now))
    return tuple(sorted(each for each in back if history.since <= each.at < now))


def _again(history: History, releases: dict[str, Release], now: datetime) -> Iterator[Happening]:
    for case in history.cases:
        fixed = [releases[each] for each in case.fixed_in if each in releases]
        if not fixed or case.created_at >= now:
            continue
        back = [moment for moment in case.reopened_at if any(each.at <= moment for each in fixed)]
        if back:
            yield from (Happening(moment, case.key) for moment in back)
            continue
        last = max(each.at for each in fixed)
        later = [
            releases[each].at
            for each in case.affects
            if each in releases and each not in case.fixed_in and last < releases[each].at
        ]
        # Without a reopening, only a resolution after the later release came out says that it was found there:
        # what is fixed before a release is often said to affect it.
        if later and case.resolved_at is not None and case.resolved_at > min(later):
            yield Happening(max(min(later), case.created_at), case.key)


def _similar_again(
    history: History, releases: dict[str, Release], now: datetime
) -> Iterator[Happening]:
    groups: dict[int, list[Case]] = defaultdict(list)
    for case in history.cases:
        if case.group is not None and case.created_at < now:
            groups[case.group].append(case)
    for members in groups.values():
        mended = [
            (max(each.resolved_at, releases[release].at), releases[release].at)
            for each in members
            if each.fixed and each.resolved_at is not None
            for release in each.fixed_in
            if release in releases
        ]
        if not mended or len(members) > LARGEST:
            continue
        for case in members:
            found = [releases[each].at for each in case.affects if each in releases]
            if not case.bulk and any(
                done < case.created_at and released <= max(found, default=NEVER)
                for done, released in mended
            ):
                yield Happening(case.created_at, case.key)
