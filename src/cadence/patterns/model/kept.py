"""What is kept of a bug from scan to scan, and what follows from it for a moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from cadence.core.calendar import Span
from cadence.core.issue import says_fixed
from cadence.core.people import Area
from cadence.patterns.model.areas import area_of
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.bulk import SEASON, imports, sweeps, within
from cadence.patterns.model.case import Case, History

LEAST_TOLD = 0.9
"""The share of an area's resolved bugs whose history the tracker has to tell, for reopenings to be known there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A bug without its words. Every instant is aware UTC."""

    id: str
    key: str
    project: str
    area: str
    components: tuple[str, ...]
    labels: tuple[str, ...]
    affects: tuple[str, ...]
    """Ids of releases."""
    fixed_in: tuple[str, ...]
    created_at: datetime
    resolved_at: datetime | None
    resolution: str | None
    resolutions: tuple[datetime, ...]
    reopenings: tuple[datetime, ...]
    is_told: bool
    said: str
    """Equal while its words are."""
    group: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What intake has to know of a bug that was there before."""

    said: str
    group: int | None


def kept(bug: Bug, areas: Sequence[Area], *, group: int | None = None) -> Kept:
    return Kept(
        id=bug.id,
        key=bug.key,
        project=bug.project,
        area=area_of(areas, project=bug.project, components=bug.components, labels=bug.labels),
        components=bug.components,
        labels=bug.labels,
        affects=tuple(each.id for each in bug.affects),
        fixed_in=tuple(each.id for each in bug.fix_versions),
        created_at=bug.created_at,
        resolved_at=bug.resolved_at,
        resolution=bug.resolution,
        resolutions=bug.resolutions,
        reopenings=bug.reopened_at,
        is_told=bug.is_told,
        said=said(bug),
        group=group,
    )


def said(bug: Bug) -> str:
    """Equal for two readings whose words are the same."""
    words = "\0".join((bug.summary, bug.description, *bug.comments))
    return blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()


# --- what was so at a moment --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """When machines, and no people, created or reopened a project's bugs."""

    imports: tuple[Span, ...] = ()
    sweeps: tuple[Span, ...] = ()


NO_MACHINES = Machines()


def machines(created: Iterable[datetime], reopened: Iterable[datetime]) -> Machines:
    """Of one project, from all that was created and reopened there around the time that is looked at."""
    return Machines(imports=imports(created), sweeps=sweeps(reopened))


def around(since: datetime, at: datetime) -> tuple[datetime, datetime]:
    """The instants between which a project's bugs say what machines did between `since` and `at`."""
    return since - SEASON - timedelta(days=1), at


def history(
    area: str,
    bugs: Iterable[Kept],
    *,
    since: datetime,
    at: datetime,
    by: Mapping[str, Machines],
) -> History:
    """As it was at that moment. `by`: machines by project."""
    resolved = told = 0
    cases: list[Case] = []
    for bug in bugs:
        case = as_of(bug, at, by.get(bug.project, NO_MACHINES))
        if case is None or not _counts(case, since):
            continue
        cases.append(case)
        if bug.resolved_at is not None:
            resolved += 1
            told += bug.is_told
    cases.sort(key=lambda each: (each.created_at, each.key))
    return History(
        area=area,
        since=since,
        cases=tuple(cases),
        is_told=told >= LEAST_TOLD * resolved,
    )


def as_of(bug: Kept, at: datetime, by: Machines) -> Case | None:
    """None: it wasn't there yet."""
    if bug.created_at >= at:
        return None
    reopened = tuple(each for each in bug.reopenings if each < at)
    resolved_at = _resolved(bug, at, reopened)
    was_resolved = resolved_at is not None or bool(reopened)
    fixed = says_fixed(bug.resolution) if bug.resolution else True
    return Case(
        key=bug.key,
        created_at=bug.created_at,
        resolved_at=resolved_at,
        fixed=fixed,
        reopened_at=tuple(each for each in reopened if not within(by.sweeps, each)),
        affects=bug.affects,
        fixed_in=bug.fixed_in if fixed and was_resolved else (),
        group=bug.group,
        bulk=within(by.imports, bug.created_at),
    )


def _resolved(bug: Kept, at: datetime, reopened: tuple[datetime, ...]) -> datetime | None:
    if bug.resolved_at is not None and bug.resolved_at < at:
        return bug.resolved_at
    earlier = [each for each in bug.resolutions if each < at]
    if not earlier or (reopened and reopened[-1] >= earlier[-1]):
        return None
    return earlier[-1]


def _counts(case: Case, since: datetime) -> bool:
    return (
        case.created_at >= since
        or case.resolved_at is None
        or case.resolved_at >= since
        or any(each >= since for each in case.reopened_at)
    )
