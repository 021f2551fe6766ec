"""The copy of the tracker, read: the port `IssueArchive` on SQLite and PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select

from cadence.adapters.db.archive_filters import Filters, Narrowed, ordering
from cadence.adapters.db.engine import reading
from cadence.adapters.db.full_text import FullText, full_text, rarest, telling
from cadence.adapters.db.issue_rows import Versions, folded, issue_in, site_in
from cadence.adapters.db.tables import mirrored_bodies as bodies
from cadence.adapters.db.tables import mirrored_changes as changes
from cadence.adapters.db.tables import mirrored_issues as issues
from cadence.adapters.db.tables import mirrored_projects as projects
from cadence.adapters.db.tables import mirrored_site
from cadence.core.errors import ArchiveEmpty, IssueNotFound
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Clock, Found
from cadence.core.query import IssueQuery, matches
from cadence.core.site import Site

BATCH = 500
"""Issues that are read at once where all are gone through."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What may be answered from: the projects that are wholly copied, and the vocabulary."""

    projects: tuple[str, ...]
    as_of: datetime
    site: Site
    versions: Versions

    def copied(self, narrowed: Narrowed) -> Any:
        return narrowed.sql & issues.c.project.in_([folded(each) for each in self.projects])


@dataclass(frozen=True, slots=True)
class SqlArchive:
    """`IssueArchive` on SQLAlchemy. A project whose first reading isn't done is not there yet."""

    engine: Engine
    clock: Clock

    def as_of(self) -> datetime:
        with reading(self.engine) as connection:
            return _standing(connection).as_of

    def covers(self) -> frozenset[str]:
        with reading(self.engine) as connection:
            return frozenset(_standing(connection).projects)

    def site(self) -> Site:
        with reading(self.engine) as connection:
            return _standing(connection).site

    def issue(self, key: str) -> Issue:
        with reading(self.engine) as connection:
            standing = _standing(connection)
            wanted = standing.copied(Narrowed(issues.c.key == folded(key)))
            found = connection.execute(_with_body(select(bodies.c.body)).where(wanted)).scalar()
        if found is None:
            raise IssueNotFound(key)
        return issue_in(found, standing.versions)

    def search(self, query: IssueQuery, *, limit: int = 20) -> Found:
        with reading(self.engine) as connection:
            standing = _standing(connection)
            narrowed = self._filters.of(query)
            if narrowed.exact:
                total = _count(connection, standing, narrowed)
                seqs = _ordered(connection, standing, narrowed, query, limit) if limit else []
                first = tuple(_read(connection, standing, seqs))
            else:
                first, total = self._judged(connection, standing, narrowed, query, limit)
        return Found(issues=first, total=total, jql="", read_at=self.clock.now())

    def every(self, query: IssueQuery) -> Iterator[Issue]:
        """What is meant is settled at the beginning; each batch is read as it then is."""
        with reading(self.engine) as connection:
            standing = _standing(connection)
            narrowed = self._filters.of(query)
            seqs = _ordered(connection, standing, narrowed, query, None)
        return self._each(standing, narrowed, query, seqs)

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:
        asked = {folded(key): key for key in keys}
        found: dict[str, tuple[StatusChange, ...]] = {}
        with reading(self.engine) as connection:
            standing = _standing(connection)
            for some in _batches(list(asked)):
                wanted = standing.copied(Narrowed(issues.c.key.in_(some)))
                rows = connection.execute(select(issues.c.seq, issues.c.key).where(wanted)).all()
                told = _histories(connection, [row.seq for row in rows])
                found |= {asked[row.key]: told.get(row.seq, ()) for row in rows}
        return {key: found[key] for key in dict.fromkeys(keys) if key in found}

    def similar(self, text: str, *, limit: int = 20) -> tuple[Issue, ...]:
        """By the rarest of the words, word endings aside; words in the title weigh most."""
        asked = telling(text)
        with reading(self.engine) as connection:
            standing = _standing(connection)
            total = connection.execute(select(func.count()).select_from(issues)).scalar_one()
            terms = rarest(connection, self._index, asked, total)
            if not terms:
                return ()
            hits = self._index.ranked(terms).subquery()
            inside = issues.c.project.in_([folded(each) for each in standing.projects])
            best = (
                select(hits.c.seq)
                .join(issues, issues.c.seq == hits.c.seq)
                .where(inside)
                .order_by(hits.c.score.desc(), issues.c.updated_at.desc(), hits.c.seq)
                .limit(limit)
            )
            return tuple(_read(connection, standing, connection.execute(best).scalars().all()))

    # --- inside --------------------------------------------------------------------------------------

    @property
    def _index(self) -> FullText:
        return full_text(self.engine.dialect.name)

    @property
    def _filters(self) -> Filters:
        return Filters(self._index)

    def _judged(
        self,
        connection: Connection,
        standing: _Standing,
        narrowed: Narrowed,
        query: IssueQuery,
        limit: int,
    ) -> tuple[tuple[Issue, ...], int]:
        """The first of those that really meet the query, and how many do."""
        seqs = _ordered(connection, standing, narrowed, query, None)
        first: list[Issue] = []
        total = 0
        for some in _batches(seqs):
            for issue in _meeting(connection, standing, query, some):
                total += 1
                if len(first) < limit:
                    first.append(issue)
        return tuple(first), total

    def _each(
        self, standing: _Standing, narrowed: Narrowed, query: IssueQuery, seqs: Sequence[int]
    ) -> Iterator[Issue]:
        for some in _batches(seqs):
            with reading(self.engine) as connection:
                if narrowed.exact:
                    batch = list(_read(connection, standing, some))
                else:
                    batch = list(_meeting(connection, standing, query, some))
            yield from batch


def _standing(connection: Connection) -> _Standing:
    """Raises ArchiveEmpty."""
    done = connection.execute(
        select(projects.c.project, projects.c.as_of)
        .where(projects.c.as_of.is_not(None))
        .order_by(projects.c.project)
    ).all()
    body = connection.execute(select(mirrored_site.c.body)).scalar()
    if not done or body is None:
        raise ArchiveEmpty("nothing has been copied yet; `cadence sync` does it")
    site, versions = site_in(body)
    return _Standing(
        projects=tuple(row.project for row in done),
        as_of=min(row.as_of for row in done),
        site=site,
        versions=versions,
    )


def _with_body(statement: Select[Any]) -> Select[Any]:
    return statement.join_from(issues, bodies, bodies.c.issue == issues.c.seq)


def _count(connection: Connection, standing: _Standing, narrowed: Narrowed) -> int:
    statement = select(func.count()).select_from(issues).where(standing.copied(narrowed))
    return connection.execute(statement).scalar_one()


def _ordered(
    connection: Connection,
    standing: _Standing,
    narrowed: Narrowed,
    query: IssueQuery,
    limit: int | None,
) -> Sequence[int]:
    statement = (
        select(issues.c.seq)
        .where(standing.copied(narrowed))
        .order_by(*ordering(query, standing.site))
        .limit(limit)
    )
    return connection.execute(statement).scalars().all()


def _read(connection: Connection, standing: _Standing, seqs: Sequence[int]) -> Iterator[Issue]:
    """In the given order; what is gone meanwhile is left out."""
    statement = select(bodies.c.issue, bodies.c.body).where(bodies.c.issue.in_(seqs))
    found = {row.issue: row.body for row in connection.execute(statement)}
    return (issue_in(found[seq], standing.versions) for seq in seqs if seq in found)


def _meeting(
    connection: Connection, standing: _Standing, query: IssueQuery, seqs: Sequence[int]
) -> Iterator[Issue]:
    """Those that the query's own rule lets through, judged with their histories."""
    statement = select(bodies.c.issue, bodies.c.body).where(bodies.c.issue.in_(seqs))
    found = {row.issue: row.body for row in connection.execute(statement)}
    told = _histories(connection, seqs)
    for seq in seqs:
        if seq not in found:
            continue
        issue = issue_in(found[seq], standing.versions)
        history = told.get(seq, ())
        if all(matches(each, issue, history=history) for each in query.conditions):
            yield issue


def _histories(
    connection: Connection, seqs: Sequence[int]
) -> Mapping[int, tuple[StatusChange, ...]]:
    statement = (
        select(changes).where(changes.c.issue.in_(seqs)).order_by(changes.c.issue, changes.c.place)
    )
    told: dict[int, list[StatusChange]] = {}
    for row in connection.execute(statement):
        told.setdefault(row.issue, []).append(_change(row))
    return {seq: tuple(steps) for seq, steps in told.items()}


def _change(row: Row[Any]) -> StatusChange:
    return StatusChange(at=row.at, field=row.field, before=row.before, after=row.after)


def _batches(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
