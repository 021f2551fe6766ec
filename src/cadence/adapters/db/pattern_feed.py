"""Bugs from the copy, without the people: the patterns room's `Feed` on SQLite and PostgreSQL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, and_, func, select, true

from cadence.adapters.db.engine import reading
from cadence.adapters.db.issue_rows import Versions, folded, issue_in, site_in
from cadence.adapters.db.likeness_tables import likenesses
from cadence.adapters.db.pattern_people import BEGINNING, People, beyond, written
from cadence.adapters.db.scan_tables import bug_cases
from cadence.adapters.db.tables import mirrored_bodies as bodies
from cadence.adapters.db.tables import mirrored_changes as changes
from cadence.adapters.db.tables import mirrored_issues as issues
from cadence.adapters.db.tables import mirrored_projects, mirrored_site
from cadence.core.errors import ArchiveEmpty, IssueNotFound
from cadence.core.issue import Category, Issue, Version
from cadence.core.site import Site, bug_types
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.case import Release
from cadence.patterns.model.masking import Mask
from cadence.patterns.store.feed import Page

AT_ONCE = 500
"""Values in one statement's list."""
ONE_ACT = timedelta(minutes=1)
"""A change of status and one of the resolution within it are one act."""


@dataclass(frozen=True, slots=True)
class _Copy:
    """What may be read of it: bugs without a security level, of projects that are wholly copied."""

    projects: tuple[str, ...]
    as_of: datetime
    site: Site
    versions: Versions
    every_type: bool

    @property
    def open_bugs(self) -> Any:
        types = issues.c.type.in_([folded(each) for each in bug_types(self.site)])
        # As an expression, so that a page is found by its place and not by gathering and sorting whole projects.
        project = issues.c.project + ""
        return and_(
            project.in_([folded(each) for each in self.projects]),
            true() if self.every_type else types,
            issues.c.level.is_(None),
        )

    @property
    def done(self) -> frozenset[str]:
        """Statuses, folded, that say that it is over."""
        ends = (each.name for each in self.site.statuses if each.category is Category.DONE)
        return frozenset(folded(each) for each in ends)


@dataclass(frozen=True, slots=True)
class SqlFeed:
    """`Feed` on SQLAlchemy. What was deleted or became something else is known by the cases that are kept of it."""

    engine: Engine
    every_type: bool = False
    """Issues of every type, for what compares them, rather than bugs alone."""
    _people: People = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_people", People(self.engine))

    def as_of(self) -> datetime:
        with reading(self.engine) as connection:
            return _copy(connection).as_of

    def covers(self) -> frozenset[str]:
        with reading(self.engine) as connection:
            return frozenset(_copy(connection).projects)

    def changed(self, mark: str | None, *, limit: int) -> Page:
        self._people.learn()
        with reading(self.engine) as connection:
            copy = _copy(connection, every_type=self.every_type)
            rows = connection.execute(_after(mark or BEGINNING, copy, limit)).all()
            told = _steps(connection, [row.seq for row in rows])
            is_last = len(rows) < limit
            gone = _gone(connection, copy) if is_last else ()
        reached = written(rows[-1].read_at, rows[-1].seq) if rows else mark or BEGINNING
        return Page(
            bugs=tuple(self._bugs(rows, told, copy)),
            gone=gone,
            mark=min(reached, written(copy.as_of, 0)) if is_last else reached,
            is_last=is_last,
        )

    def waiting(self, mark: str | None) -> int:
        with reading(self.engine) as connection:
            try:
                copy = _copy(connection, every_type=self.every_type)
            except ArchiveEmpty:
                return 0
            found: int = connection.execute(_count(mark or BEGINNING, copy)).scalar_one()
            return found

    def bug(self, key: str) -> Bug:
        found = self.bugs((key,))
        if not found:
            raise IssueNotFound(key)
        return found[0]

    def bugs(self, keys: Sequence[str]) -> tuple[Bug, ...]:
        found: dict[str, Bug] = {}
        asked = list(dict.fromkeys(folded(key) for key in keys))
        with reading(self.engine) as connection:
            copy = _copy(connection, every_type=self.every_type)
        for start in range(0, len(asked), AT_ONCE):
            statement = _read().where(issues.c.key.in_(asked[start : start + AT_ONCE]))
            with reading(self.engine) as connection:
                rows = connection.execute(statement.where(copy.open_bugs)).all()
                told = _steps(connection, [row.seq for row in rows])
            found |= {folded(each.key): each for each in self._bugs(rows, told, copy)}
        return tuple(found[each] for each in asked if each in found)

    def releases(self) -> tuple[Release, ...]:
        with reading(self.engine) as connection:
            copy = _copy(connection, every_type=self.every_type)
        covered, mask = set(copy.projects), self._people.mask()
        dated = (
            Release(
                id=version.id,
                name=mask.masked_whole(version.name),
                project=project.key,
                at=datetime.combine(version.release_date, time.min, UTC),
            )
            for project in copy.site.projects
            if project.key in covered
            for version in project.versions
            if version.released and version.release_date
        )
        return tuple(sorted(dated, key=lambda each: (each.at, each.id)))

    # --- inside --------------------------------------------------------------------------------------

    def _bugs(
        self, rows: Sequence[Row[Any]], told: "Mapping[int, _Steps]", copy: _Copy
    ) -> Iterator[Bug]:
        read = [(row.seq, issue_in(row.body, copy.versions)) for row in rows]
        mask = self._people.mask(*(issue for _, issue in read))
        for seq, issue in read:
            yield bug_of(issue, told.get(seq), mask, copy.done)


class _Step(NamedTuple):
    at: datetime
    field: str
    was: str
    became: str


_Steps = Sequence[_Step]


def bug_of(issue: Issue, steps: _Steps | None, mask: Mask, done: frozenset[str]) -> Bug:
    resolutions, reopenings = _turns(steps or (), done)
    return Bug(
        id=issue.id,
        key=issue.key,
        project=issue.project,
        summary=mask.masked(issue.summary),
        description=mask.masked(issue.description or ""),
        comments=tuple(mask.masked(each.text) for each in issue.comments),
        components=tuple(map(mask.masked_whole, issue.components)),
        labels=issue.labels,
        affects=tuple(_unnamed(each, mask) for each in issue.affects),
        fix_versions=tuple(_unnamed(each, mask) for each in issue.fix_versions),
        priority=issue.priority,
        parent=issue.parent,
        links=issue.links,
        created_at=issue.created_at,
        updated_at=issue.updated_at,
        resolved_at=issue.resolved_at if issue.resolution is not None else None,
        resolution=issue.resolution,
        reopened_at=reopenings,
        resolutions=resolutions,
        is_told=bool(steps) or issue.resolution is None,
    )


def _unnamed(version: Version, mask: Mask) -> Version:
    name = mask.masked_whole(version.name)
    return version if name == version.name else replace(version, name=name)


def _turns(
    steps: _Steps, done: frozenset[str]
) -> tuple[tuple[datetime, ...], tuple[datetime, ...]]:
    """When it was resolved and when it was reopened: its resolution was emptied, or its status left those that say
    that it is over."""
    resolutions: list[datetime] = []
    reopenings: list[datetime] = []
    for step in steps:
        before, after = (
            (bool(step.was), bool(step.became))
            if step.field == "resolution"
            else (step.was in done, step.became in done)
        )
        moments = resolutions if after else reopenings
        if before != after and (not moments or step.at - moments[-1] > ONE_ACT):
            moments.append(step.at)
    return tuple(resolutions), tuple(reopenings)


def _copy(connection: Connection, *, every_type: bool = False) -> _Copy:
    """Raises ArchiveEmpty."""
    rows = connection.execute(
        select(mirrored_projects.c.project, mirrored_projects.c.as_of)
        .where(mirrored_projects.c.as_of.is_not(None))
        .order_by(mirrored_projects.c.project)
    ).all()
    body = connection.execute(select(mirrored_site.c.body)).scalar()
    if not rows or body is None:
        raise ArchiveEmpty("nothing has been copied yet; `cadence sync` does it")
    site, versions = site_in(body)
    return _Copy(
        projects=tuple(row.project for row in rows),
        as_of=min(row.as_of for row in rows),
        site=site,
        versions=versions,
        every_type=every_type,
    )


def _read() -> Any:
    return select(issues.c.seq, issues.c.read_at, bodies.c.body).join_from(
        issues, bodies, bodies.c.issue == issues.c.seq
    )


def _after(mark: str, copy: _Copy, limit: int) -> Any:
    return (
        _read()
        .where(beyond(mark), copy.open_bugs)
        .order_by(issues.c.read_at, issues.c.seq)
        .limit(limit)
    )


def _count(mark: str, copy: _Copy) -> Any:
    return select(func.count()).select_from(issues).where(beyond(mark), copy.open_bugs)


def _gone(connection: Connection, copy: _Copy) -> tuple[str, ...]:
    """Ids of cases whose bug is not in the copy any more, or is none, or may not be looked at."""
    kept = likenesses if copy.every_type else bug_cases
    there = select(issues.c.id).where(issues.c.id == kept.c.id, copy.open_bugs)
    statement = select(kept.c.id).where(~there.exists())
    return tuple(connection.execute(statement).scalars())


def _steps(connection: Connection, seqs: Sequence[int]) -> Mapping[int, _Steps]:
    told: dict[int, list[_Step]] = {}
    for start in range(0, len(seqs), AT_ONCE):
        statement = (
            select(changes.c.issue, changes.c.at, changes.c.field, changes.c.was, changes.c.became)
            .where(
                changes.c.issue.in_(seqs[start : start + AT_ONCE]),
                changes.c.field.in_(("status", "resolution")),
            )
            .order_by(changes.c.issue, changes.c.place)
        )
        for row in connection.execute(statement):
            told.setdefault(row.issue, []).append(_Step(row.at, row.field, row.was, row.became))
    return told
