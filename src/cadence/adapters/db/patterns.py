"""Patterns, their ledger, and the scans that found them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select, update

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.pattern_tables import (
    pattern_ledger,
    pattern_messages,
    pattern_numbers,
    pattern_scans,
    patterns,
)
from cadence.adapters.db.texts import storable
from cadence.core import calendar
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.delivery.wire import Json, Wire, types_in
from cadence.patterns.model import finding as finding_model
from cadence.patterns.model import pattern as pattern_model
from cadence.patterns.model import scan as scan_model
from cadence.patterns.model.case import Learned
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.identity import identity, of_pattern
from cadence.patterns.model.life import learned_from
from cadence.patterns.model.pattern import Entry, Pattern, State, Step
from cadence.patterns.model.scan import Looked

WIRE = Wire(*types_in(calendar, finding_model, pattern_model, scan_model))


@dataclass(frozen=True, slots=True)
class SqlPatterns:
    """`Patterns` on SQLAlchemy."""

    engine: Engine

    def pattern(self, number: int) -> Pattern | None:
        found = self._patterns(select(patterns.c.body).where(patterns.c.number == number))
        return next(iter(found), None)

    def all(
        self, *, states: frozenset[State] | None = None, area: str | None = None
    ) -> tuple[Pattern, ...]:
        wanted = select(patterns.c.body)
        if states is not None:
            wanted = wanted.where(patterns.c.state.in_(sorted(states)))
        if area is not None:
            wanted = wanted.where(patterns.c.area == storable(area))
        return self._patterns(wanted.order_by(patterns.c.number))

    def ledger(self, number: int, *, limit: int = 200) -> tuple[Entry, ...]:
        mine = select(pattern_ledger).where(pattern_ledger.c.pattern == number)
        latest = self._lines(mine.order_by(pattern_ledger.c.id.desc()).limit(limit))
        return latest[::-1]

    def since(self, moment: datetime) -> tuple[Entry, ...]:
        later = select(pattern_ledger).where(pattern_ledger.c.at >= moment)
        return self._lines(later.order_by(pattern_ledger.c.at, pattern_ledger.c.id))

    def steps(self) -> Mapping[Step, int]:
        table = pattern_ledger.c
        wanted = select(table.step, func.count().label("lines")).group_by(table.step)
        with reading(self.engine) as connection:
            return {Step(row.step): row.lines for row in connection.execute(wanted)}

    def learned(self, area: str) -> tuple[Learned, ...]:
        said = self.all(states=frozenset({State.NO_PATTERN}), area=area)
        return tuple(map(learned_from, said))

    def looked(self) -> Looked | None:
        last = select(pattern_scans.c.body).order_by(pattern_scans.c.at.desc()).limit(1)
        with reading(self.engine) as connection:
            body = connection.execute(last).scalar()
        return None if body is None else WIRE.load(body)

    def scanned_at(self) -> datetime | None:
        with reading(self.engine) as connection:
            return _last_scan(connection)

    def number_for(self, area: str, kind: Kind, subject: str) -> int:
        mine = storable(identity(area, kind, subject))
        numbers = pattern_numbers.c
        took = (
            select(func.count())
            .select_from(pattern_numbers.join(patterns))
            .where(numbers.identity == mine)
        )
        with writing(self.engine) as connection:
            taken = connection.execute(took).scalar_one()
            free = select(numbers.number).where(numbers.identity == mine, numbers.taken == taken)
            known = connection.execute(free).scalar()
            if known is None:
                made = insert_into(self.engine, pattern_numbers).values(identity=mine, taken=taken)
                connection.execute(made.on_conflict_do_nothing())
                known = connection.execute(free).scalar_one()
        return int(known)

    def messages(self, number: int) -> tuple[tuple[str, str], ...]:
        table = pattern_messages.c
        mine = select(table.channel, table.ts).where(table.pattern == number)
        with reading(self.engine) as connection:
            rows = connection.execute(mine.order_by(table.ts, table.channel)).all()
        return tuple((row.channel, row.ts) for row in rows)

    # --- changes -----------------------------------------------------------------------------------

    def put(self, pattern: Pattern, *entries: Entry) -> Change:
        def change(connection: Connection) -> None:
            if self._is_taken(connection, pattern):
                raise Overtaken(f"What {pattern.label} is about has a pattern already.")
            if not (self._made if pattern.version == 1 else _changed)(connection, pattern):
                raise Overtaken(f"{pattern.label} was changed meanwhile.")
            _written(connection, entries)

        return change

    def noted(self, *entries: Entry) -> Change:
        def change(connection: Connection) -> None:
            _written(connection, entries)

        return change

    def scanned(self, looked: Looked) -> Change:
        body = WIRE.dump(looked)

        def change(connection: Connection) -> None:
            last = _last_scan(connection)
            if last is not None and last > looked.at:
                raise Overtaken("A later scan is stored already.")
            made = insert_into(self.engine, pattern_scans).values(at=looked.at, body=body)
            same = made.on_conflict_do_update(index_elements=["at"], set_={"body": body})
            connection.execute(same)

        return change

    def stands(self, number: int, channel: str, ts: str) -> Change:
        row = {"pattern": number, "channel": channel, "ts": ts}

        def change(connection: Connection) -> None:
            made = insert_into(self.engine, pattern_messages).values(**row)
            connection.execute(made.on_conflict_do_nothing())

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _patterns(self, wanted: Select[Any]) -> tuple[Pattern, ...]:
        with reading(self.engine) as connection:
            return tuple(map(_pattern, connection.execute(wanted).scalars()))

    def _lines(self, wanted: Select[Any]) -> tuple[Entry, ...]:
        with reading(self.engine) as connection:
            return tuple(map(_entry, connection.execute(wanted)))

    def _is_taken(self, connection: Connection, pattern: Pattern) -> bool:
        """Whether another that is not merged has its identity. The index says so too, to whoever comes at once."""
        if pattern.state is State.MERGED:
            return False
        other = select(patterns.c.number).where(
            patterns.c.identity == storable(of_pattern(pattern)),
            patterns.c.state != State.MERGED.value,
            patterns.c.number != pattern.number,
        )
        return connection.execute(other).first() is not None

    def _made(self, connection: Connection, pattern: Pattern) -> bool:
        made = insert_into(self.engine, patterns).values(number=pattern.number, **_columns(pattern))
        first = made.on_conflict_do_nothing().returning(patterns.c.number)
        return connection.execute(first).first() is not None


def _changed(connection: Connection, pattern: Pattern) -> bool:
    before = (patterns.c.number == pattern.number, patterns.c.version == pattern.version - 1)
    changed = update(patterns).where(*before).values(**_columns(pattern))
    return connection.execute(changed.returning(patterns.c.number)).first() is not None


def _written(connection: Connection, entries: Iterable[Entry]) -> None:
    for each in entries:
        connection.execute(
            insert(pattern_ledger).values(
                pattern=each.pattern,
                at=each.at,
                step=each.step.value,
                by=each.by,
                says=storable(each.says),
                facts=each.facts,
            )
        )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        pattern=row.pattern,
        at=row.at,
        step=Step(row.step),
        by=row.by,
        says=row.says,
        facts=row.facts,
    )


def _pattern(body: Json) -> Pattern:
    fields = {**body, "projects": body["project"].split(", ")}
    del fields["project"]
    found: Pattern = WIRE.load(fields)
    return found


def _body(pattern: Pattern) -> Json:
    """Its projects are written as one text."""
    fields = WIRE.dump(pattern)
    return {**fields, "project": ", ".join(fields.pop("projects"))}


def _columns(pattern: Pattern) -> dict[str, Any]:
    return {
        "identity": storable(of_pattern(pattern)),
        "area": storable(pattern.area),
        "state": pattern.state.value,
        "version": pattern.version,
        "body": _body(pattern),
    }


def _last_scan(connection: Connection) -> datetime | None:
    found: datetime | None = connection.execute(select(func.max(pattern_scans.c.at))).scalar()
    return found
