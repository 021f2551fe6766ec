"""Occurrences of rituals and the ledger of their steps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    and_,
    bindparam,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.ritual_tables import ritual_ledger, ritual_occurrences
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.rituals.model.occurrence import Entry, Occurrence, Stage, Step

_t = ritual_occurrences.c


@dataclass(frozen=True, slots=True)
class SqlOccurrences:
    """`Occurrences` on SQLAlchemy."""

    engine: Engine

    # --- reads -------------------------------------------------------------------------------------

    def occurrence(self, ritual: str, on: date) -> Occurrence | None:
        return next(iter(self._read(_ONE, {"of": ritual, "day": on})), None)

    def occurrences(
        self, ritual: str, *, limit: int = 20, before: date | None = None
    ) -> tuple[Occurrence, ...]:
        wanted = select(ritual_occurrences).where(_t.ritual == ritual)
        if before is not None:
            wanted = wanted.where(_t.on < before)
        return self._read(wanted.order_by(_t.on.desc()).limit(limit))

    def before(self, ritual: str, on: date) -> Occurrence | None:
        published = and_(_t.ritual == ritual, _t.on < on, _t.stage == Stage.PUBLISHED.value)
        wanted = select(ritual_occurrences).where(published).order_by(_t.on.desc()).limit(1)
        return next(iter(self._read(wanted)), None)

    def unfinished(self, now: datetime) -> tuple[Occurrence, ...]:
        return self._read(_UNFINISHED, {"now": now})

    def ledger(
        self, *, ritual: str | None = None, on: date | None = None, limit: int = 200
    ) -> tuple[Entry, ...]:
        wanted = select(ritual_ledger).order_by(ritual_ledger.c.id.desc()).limit(limit)
        if ritual is not None:
            wanted = wanted.where(ritual_ledger.c.ritual == ritual)
        if on is not None:
            wanted = wanted.where(ritual_ledger.c.on == on)
        with reading(self.engine) as connection:
            return tuple(map(_entry, connection.execute(wanted)))

    # --- changes -----------------------------------------------------------------------------------

    def create(self, occurrence: Occurrence) -> Change:
        new = insert_into(self.engine, ritual_occurrences).on_conflict_do_nothing()
        row = _columns(occurrence)
        return lambda connection: connection.execute(new, row)

    def move(self, occurrence: Occurrence, *, was: str) -> Change:
        place = {"of": occurrence.ritual, "day": occurrence.on, "was": was}
        row = _columns(occurrence) | place

        def change(connection: Connection) -> None:
            if connection.execute(_MOVE, row).first() is None:
                raise Overtaken(f"{occurrence.key} is not {was} any more.")

        return change

    def note(self, *entries: Entry) -> Change:
        return lambda connection: _write(connection, entries)

    def write(self, *entries: Entry) -> None:
        with writing(self.engine) as connection:
            _write(connection, entries)

    def _read(
        self, wanted: Select[Any], bound: Mapping[str, Any] | None = None
    ) -> tuple[Occurrence, ...]:
        with reading(self.engine) as connection:
            return tuple(map(_occurrence, connection.execute(wanted, bound)))


_IS_UNFINISHED = _t.stage.in_([literal_column(f"'{each}'") for each in ("due", "open", "closed")])
"""Spelt as the index is: with bound values, the database could not tell that the index has them all."""


_THIS = and_(_t.ritual == bindparam("of"), _t.on == bindparam("day"))
_ONE: Select[Any] = select(ritual_occurrences).where(_THIS)
_UNFINISHED: Select[Any] = (
    select(ritual_occurrences)
    .where(
        _IS_UNFINISHED,
        or_(_t.stage != Stage.OPEN.value, _t.closes_at <= bindparam("now")),
        _t.due_at <= bindparam("now"),
    )
    .order_by(_t.due_at, _t.key)
)
_MOVE = (
    update(ritual_occurrences)
    .where(_THIS, _t.stage == bindparam("was"))
    .values({each: bindparam(each.key) for each in _t})
    .returning(_t.key)
)
"""Statements are built once: what a beat and a step take is mostly that."""


def _write(connection: Connection, entries: Iterable[Entry]) -> None:
    if lines := [_line(each) for each in entries]:
        connection.execute(insert(ritual_ledger), lines)


def _columns(occurrence: Occurrence) -> dict[str, Any]:
    return {
        "ritual": occurrence.ritual,
        "on": occurrence.on,
        "key": occurrence.key,
        "version": occurrence.version,
        "due_at": occurrence.due_at,
        "stage": occurrence.stage,
        "why": storable(occurrence.why),
        "closes_at": occurrence.closes_at,
        "opened_at": occurrence.opened_at,
        "closed_at": occurrence.closed_at,
        "published_at": occurrence.published_at,
        "channel": occurrence.channel,
        "digest_ts": occurrence.digest_ts,
    }


def _occurrence(row: Row[Any]) -> Occurrence:
    return Occurrence(
        ritual=row.ritual,
        on=row.on,
        version=row.version,
        due_at=row.due_at,
        stage=Stage(row.stage),
        why=row.why,
        closes_at=row.closes_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        published_at=row.published_at,
        channel=row.channel,
        digest_ts=row.digest_ts,
    )


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "ritual": entry.ritual,
        "on": entry.on,
        "step": entry.step,
        "whom": storable(entry.whom),
        "at": entry.at,
        "process": entry.process,
        "done": entry.done,
        "why": storable(entry.why)[:2000],
    }


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        ritual=row.ritual,
        on=row.on,
        step=Step(row.step),
        whom=row.whom,
        at=row.at,
        process=row.process,
        done=row.done,
        why=row.why,
    )
