"""What scans remember of bugs: the patterns room's `Cases` on SQLite and PostgreSQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, or_, select, update

from cadence.adapters.db.case_rows import WRITTEN, kept_in, row
from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.scan_tables import bug_cases as cases
from cadence.adapters.db.scan_tables import case_marks as marks
from cadence.adapters.db.scan_tables import case_splits as splits
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.core.people import Area
from cadence.core.ports import Change
from cadence.patterns.model.areas import area_of, fingerprint
from cadence.patterns.model.case import History
from cadence.patterns.model.grouping import Member
from cadence.patterns.model.kept import Kept, Known, Machines, around, history, kept, machines
from cadence.patterns.model.scan import Progress
from cadence.patterns.store.cases import Taking

THE_ONE = 1
AT_ONCE = 500
"""Values in one statement's list, and rows that are gone through at once."""


@dataclass(frozen=True, slots=True)
class SqlCases:
    """`Cases` on SQLAlchemy."""

    engine: Engine
    owned: tuple[Area, ...] = ()
    """The areas of the settings, in their order."""

    # --- taking in -----------------------------------------------------------------------------------

    def mark(self) -> str | None:
        with reading(self.engine) as connection:
            found: str | None = connection.execute(select(marks.c.mark)).scalar()
            return found

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        found: dict[str, Known] = {}
        with reading(self.engine) as connection:
            for some in _batches(ids):
                wanted = select(cases.c.id, cases.c.said, cases.c.group).where(cases.c.id.in_(some))
                for each in connection.execute(wanted):
                    found[each.id] = Known(said=each.said, group=each.group)
        return found

    def take_in(self, taking: Taking) -> int:
        with writing(self.engine) as connection:
            state = self._locked(connection)
            if state.mark == taking.mark and state.mark != taking.after:
                return 0
            if state.mark != taking.after:
                raise Overtaken("another scan took these bugs in meanwhile")
            numbers = _numbers(taking, state.last_group)
            changed = self._keep(connection, taking, numbers)
            for some in _batches(taking.gone):
                connection.execute(delete(cases).where(cases.c.id.in_(some)))
            connection.execute(
                update(marks).values(
                    mark=taking.mark, last_group=max(numbers.values(), default=state.last_group)
                )
            )
        return changed

    def rehome(self) -> int:
        wanted = fingerprint(self.owned)
        with writing(self.engine) as connection:
            if self._locked(connection).areas == wanted:
                return 0
        moved, last = 0, ""
        while True:
            with writing(self.engine) as connection:
                rows = connection.execute(
                    select(cases.c.id, cases.c.area, *_WHERE_FROM)
                    .where(cases.c.id > last)
                    .order_by(cases.c.id)
                    .limit(AT_ONCE)
                ).all()
                moved += self._home(connection, rows)
                if len(rows) < AT_ONCE:
                    connection.execute(update(marks).values(areas=wanted))
                    return moved
            last = rows[-1].id

    # --- what is known -------------------------------------------------------------------------------

    def areas(self) -> tuple[str, ...]:
        with reading(self.engine) as connection:
            found = connection.execute(select(cases.c.area).distinct().order_by(cases.c.area))
            return tuple(found.scalars())

    def projects(self, area: str) -> tuple[str, ...]:
        with reading(self.engine) as connection:
            return _projects(connection, area)

    def history(self, area: str, *, since: datetime, at: datetime) -> History:
        return self._history(area, since, at, {})

    def histories(self, *, since: datetime, at: datetime) -> Iterator[History]:
        by: dict[str, Machines] = {}
        for area in self.areas():
            yield self._history(area, since, at, by)

    def kept(self, area: str, *, since: datetime, at: datetime) -> tuple[Kept, ...]:
        counted = or_(
            cases.c.created_at >= since,
            cases.c.resolved_at.is_(None),
            cases.c.resolved_at >= since,
            cases.c.reopened_at >= since,
        )
        wanted = select(cases).where(
            cases.c.area == storable(area), cases.c.created_at < at, counted
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(cases.c.created_at, cases.c.id)).mappings()
            return tuple(kept_in(dict(row)) for row in rows)

    def machines(self, project: str, *, since: datetime, at: datetime) -> Machines:
        with reading(self.engine) as connection:
            return _machines(connection, project, since, at)

    def near(self, area: str, *, first: datetime, last: datetime) -> tuple[Member, ...]:
        wanted = (
            select(cases.c.id, cases.c.key, cases.c.created_at, cases.c.group)
            .where(
                cases.c.area == storable(area),
                cases.c.created_at >= first,
                cases.c.created_at <= last,
            )
            .order_by(cases.c.created_at, cases.c.id)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted)
            return tuple(
                Member(id=id_, key=key, created_at=created_at, group=group)
                for id_, key, created_at, group in rows
            )

    def still(self, keys: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        with reading(self.engine) as connection:
            for some in _batches(storable(each) for each in keys):
                wanted = select(cases.c.key).where(cases.c.key.in_(some))
                found.update(connection.execute(wanted).scalars())
        return frozenset(found)

    def members(self, group: int) -> tuple[str, ...]:
        wanted = select(cases.c.key).where(cases.c.group == group)
        with reading(self.engine) as connection:
            latest = wanted.order_by(cases.c.created_at.desc(), cases.c.key)
            return tuple(connection.execute(latest).scalars())

    # --- what people say of groups -------------------------------------------------------------------

    def merged(self, group: int, *, into: int) -> Change:
        def make(connection: Connection) -> None:
            connection.execute(update(cases).where(cases.c.group == group).values(group=into))

        return make

    def split(self, keys: Sequence[str], *, key: str) -> tuple[int, Change]:
        with writing(self.engine) as connection:
            last = self._locked(connection).last_group
            known: int | None = connection.execute(
                select(splits.c.group).where(splits.c.key == key)
            ).scalar()
            number = known or last + 1
            if known is None:
                connection.execute(splits.insert().values(key=key, group=number))
                connection.execute(update(marks).values(last_group=number))
        return number, self.placed(keys, group=number)

    def placed(self, keys: Sequence[str], *, group: int) -> Change:
        named = [storable(each) for each in keys]

        def make(connection: Connection) -> None:
            for some in _batches(named):
                put = update(cases).where(cases.c.key.in_(some)).values(group=group)
                connection.execute(put)

        return make

    # --- where a scan stands -------------------------------------------------------------------------

    def progress(self) -> tuple[Progress, datetime] | None:
        with reading(self.engine) as connection:
            row = connection.execute(select(marks)).first()
        if row is None or row.step is None:
            return None
        return Progress(step=row.step, done=row.done, total=row.total), row.stood_at

    def stand(self, progress: Progress | None, *, at: datetime) -> None:
        with writing(self.engine) as connection:
            self._locked(connection)
            connection.execute(
                update(marks).values(
                    step=progress.step if progress else None,
                    done=progress.done if progress else 0,
                    total=progress.total if progress else None,
                    stood_at=at,
                )
            )

    # --- inside --------------------------------------------------------------------------------------

    def _locked(self, connection: Connection) -> Any:
        """The one row, which nobody else may change until this transaction ends."""
        first = insert_into(self.engine, marks).values(id=THE_ONE, last_group=0, done=0)
        connection.execute(first.on_conflict_do_nothing())
        return connection.execute(select(marks).with_for_update()).one()

    def _keep(self, connection: Connection, taking: Taking, numbers: Mapping[int, int]) -> int:
        # The last reading wins where a page names a bug twice: one statement can't.
        bugs = {bug.id: bug for bug in taking.bugs}
        before: dict[str, tuple[str, int | None]] = {}
        for some in _batches(bugs):
            wanted = select(cases.c.id, cases.c.digest, cases.c.group).where(cases.c.id.in_(some))
            for each in connection.execute(wanted):
                before[each.id] = (each.digest, each.group)
        rows = []
        for bug in bugs.values():
            digest, group = before.get(bug.id, ("", None))
            joined = group or _numbered(taking.groups.get(bug.id), numbers)
            new = row(kept(bug, self.owned, group=joined))
            if new["digest"] != digest:
                rows.append(new)
        if rows:
            statement = insert_into(self.engine, cases)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["id"],
                    set_={name: statement.excluded[name] for name in WRITTEN},
                ),
                rows,
            )
        opened = [
            {"opened": id_, "number": _numbered(said, numbers)}
            for id_, said in taking.opened.items()
        ]
        if opened:
            connection.execute(_OPEN, opened)
        return len(rows)

    def _home(self, connection: Connection, rows: Sequence[Any]) -> int:
        homes: dict[str, list[str]] = {}
        for each in rows:
            area = storable(
                area_of(
                    self.owned,
                    project=each.project,
                    components=tuple(each.components),
                    labels=tuple(each.labels),
                )
            )
            if area != each.area:
                homes.setdefault(area, []).append(each.id)
        for area, ids in homes.items():
            connection.execute(update(cases).where(cases.c.id.in_(ids)).values(area=area))
        return sum(len(ids) for ids in homes.values())

    def _history(
        self, area: str, since: datetime, at: datetime, by: dict[str, Machines]
    ) -> History:
        """`by` remembers machines from area to area."""
        for project in self.projects(area):
            if project not in by:
                by[project] = self.machines(project, since=since, at=at)
        return history(area, self.kept(area, since=since, at=at), since=since, at=at, by=by)


_OPEN = (
    update(cases)
    .where(cases.c.id == bindparam("opened"), cases.c.group.is_(None))
    .values(group=bindparam("number"))
)
_WHERE_FROM = (cases.c.project, cases.c.components, cases.c.labels)


def _projects(connection: Connection, area: str) -> tuple[str, ...]:
    wanted = select(cases.c.project).where(cases.c.area == area).distinct()
    return tuple(connection.execute(wanted.order_by(cases.c.project)).scalars())


def _machines(connection: Connection, project: str, since: datetime, at: datetime) -> Machines:
    first, last = around(since, at)
    mine = cases.c.project == project
    created = select(cases.c.created_at).where(
        mine, cases.c.created_at >= first, cases.c.created_at < last
    )
    reopened = select(cases.c.reopenings).where(mine, cases.c.reopened_at >= first)
    moments = (
        datetime.fromisoformat(each)
        for several in connection.execute(reopened).scalars()
        for each in several
    )
    return machines(
        connection.execute(created).scalars(),
        [each for each in moments if first <= each < last],
    )


def _numbers(taking: Taking, last: int) -> Mapping[int, int]:
    """The numbers of new groups, by the figure below zero that stands for each."""
    figures = {*taking.groups.values(), *taking.opened.values()}
    new = sorted((each for each in figures if each < 0), reverse=True)
    return {each: last + place for place, each in enumerate(new, start=1)}


def _numbered(said: int | None, numbers: Mapping[int, int]) -> int | None:
    return None if said is None else numbers.get(said, said)


def _batches(items: Iterable[str]) -> Iterator[Sequence[str]]:
    every = list(items)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))
