"""Definitions of rituals, every version of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
    select,
    update,
)

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.ritual_tables import ritual_versions, rituals
from cadence.adapters.db.texts import storable
from cadence.core import agenda, message
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.delivery.wire import Wire, types_in
from cadence.rituals.model import ritual as definitions
from cadence.rituals.model import schedule as schedules
from cadence.rituals.model.ritual import Origin, Standing, State, Version

WIRE = Wire(*types_in(definitions, schedules, agenda, message))
"""Every type that a definition may hold."""

NO_LONGER = "it no longer stands in cadence.toml"


@dataclass(frozen=True, slots=True)
class SqlDefinitions:
    """`Definitions` on SQLAlchemy."""

    engine: Engine

    # --- reads -------------------------------------------------------------------------------------

    def standing(self, key: str) -> Standing | None:
        with reading(self.engine) as connection:
            return next(iter(_standing(connection, _STANDS, {"of": key})), None)

    def all(self) -> tuple[Standing, ...]:
        with reading(self.engine) as connection:
            return _standing(connection, _STANDING.order_by(rituals.c.key))

    def due(self, now: datetime, *, limit: int = 1000) -> tuple[tuple[str, datetime], ...]:
        with reading(self.engine) as connection:
            found = connection.execute(_DUE, {"now": now, "most": limit})
            return tuple((row.key, row.next_at) for row in found)

    def version(self, key: str, number: int) -> Version | None:
        with reading(self.engine) as connection:
            row = connection.execute(_VERSION, {"of": key, "which": number}).first()
        return None if row is None else _version(row)

    def versions(self, key: str) -> tuple[Version, ...]:
        wanted = select(ritual_versions).where(ritual_versions.c.ritual == key)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(ritual_versions.c.number.desc()))
            return tuple(map(_version, rows))

    # --- changes -----------------------------------------------------------------------------------

    def define(
        self, version: Version, *, next_at: datetime | None, state: State = State.ON
    ) -> Change:
        new = Standing(version=version, state=state, next_at=next_at)

        def change(connection: Connection) -> None:
            if not self._stands_now(connection, new, was=state):
                raise Overtaken(f"“{version.ritual.title}” was changed by somebody else meanwhile.")

        return change

    def schedule(self, key: str, *, was: datetime | None, next_at: datetime | None) -> Change:
        bound: dict[str, Any] = {"of": key, "then": next_at}
        if was is None:
            return lambda connection: connection.execute(_MOVED_IF_NEVER, bound)
        return lambda connection: connection.execute(_MOVED_IF_THEN, bound | {"was": was})

    def put(self, key: str, state: State, *, why: str, next_at: datetime | None) -> Change:
        values = {"state": state, "why": storable(why), "next_at": next_at}
        changed = update(rituals).where(rituals.c.key == key).values(**values)
        return lambda connection: connection.execute(changed)

    def seed(self, versions: Sequence[tuple[Version, datetime | None]]) -> tuple[str, ...]:
        with writing(self.engine, first=True) as connection:
            known = {each.version.ritual.key: each for each in _standing(connection, _STANDING)}
            changed = [
                version.ritual.key
                for version, next_at in versions
                if self._seeded(connection, known.get(version.ritual.key), version, next_at)
            ]
            return (*changed, *_ended(connection, known, versions))

    def _seeded(
        self,
        connection: Connection,
        known: Standing | None,
        version: Version,
        next_at: datetime | None,
    ) -> bool:
        """Whether it is otherwise than what stands, and no other replica was quicker. What fell due and was not seen to
        stays due; a pause by hand outlasts a start."""
        if known is None:
            new = Standing(version=replace(version, number=1), state=State.ON, next_at=next_at)
            return self._stands_now(connection, new)
        last = known.version
        is_same = (last.ritual, last.origin) == (version.ritual, version.origin)
        if is_same and known.state is not State.ENDED:
            return False
        is_paused = known.state is State.PAUSED
        is_late = known.next_at is not None and known.next_at <= version.at
        follows = Standing(
            version=replace(version, number=last.number + 1),
            state=State.PAUSED if is_paused else State.ON,
            why=known.why if is_paused else "",
            next_at=None if is_paused else known.next_at if is_late else next_at,
        )
        return self._stands_now(connection, follows)

    def _stands_now(
        self, connection: Connection, new: Standing, *, was: State | None = None
    ) -> bool:
        """False where its version is not the next one, or its state is not `was`: then nothing was written."""
        version, values = new.version, _of_standing(new)
        earlier = and_(rituals.c.key == version.ritual.key, rituals.c.version == version.number - 1)
        if was is not None:
            earlier = and_(earlier, rituals.c.state == was)
        made = (
            insert_into(self.engine, rituals)
            .values(key=version.ritual.key, **values)
            .on_conflict_do_nothing()
            if version.number == 1
            else update(rituals).where(earlier).values(**values)
        )
        if connection.execute(made.returning(rituals.c.key)).first() is None:
            return False
        connection.execute(insert(ritual_versions).values(**_columns(version)))
        return True


_IS_ON = rituals.c.state == literal_column("'on'")
"""Spelt as the index is: with a bound value, the database could not tell that the index has them all."""

_STANDING: Select[Any] = select(
    ritual_versions, rituals.c.state, rituals.c.why, rituals.c.next_at
).join(
    rituals,
    and_(rituals.c.key == ritual_versions.c.ritual, rituals.c.version == ritual_versions.c.number),
)

_STANDS = _STANDING.where(rituals.c.key == bindparam("of"))
_VERSION: Select[Any] = select(ritual_versions).where(
    ritual_versions.c.ritual == bindparam("of"), ritual_versions.c.number == bindparam("which")
)
_DUE = (
    select(rituals.c.key, rituals.c.next_at)
    .where(_IS_ON, rituals.c.next_at <= bindparam("now"))
    .order_by(rituals.c.next_at, rituals.c.key)
    .limit(bindparam("most"))
)
_MOVED = update(rituals).where(rituals.c.key == bindparam("of")).values(next_at=bindparam("then"))
_MOVED_IF_NEVER = _MOVED.where(rituals.c.next_at.is_(None))
_MOVED_IF_THEN = _MOVED.where(rituals.c.next_at == bindparam("was"))
"""Statements are built once: putting them together costs more than the database takes for them."""


def _standing(
    connection: Connection, wanted: Select[Any], bound: Mapping[str, Any] | None = None
) -> tuple[Standing, ...]:
    return tuple(
        Standing(version=_version(row), state=State(row.state), why=row.why, next_at=row.next_at)
        for row in connection.execute(wanted, bound)
    )


def _of_standing(standing: Standing) -> dict[str, Any]:
    return {
        "version": standing.version.number,
        "state": standing.state,
        "why": storable(standing.why),
        "next_at": standing.next_at,
    }


def _ended(
    connection: Connection,
    known: Mapping[str, Standing],
    versions: Sequence[tuple[Version, datetime | None]],
) -> tuple[str, ...]:
    """The file's rituals that are in it no more."""
    named = {version.ritual.key for version, _ in versions}
    gone = [
        key
        for key, each in known.items()
        if key not in named and each.version.origin is Origin.FILE and each.state is not State.ENDED
    ]
    over = {"state": State.ENDED, "why": NO_LONGER, "next_at": None}
    connection.execute(update(rituals).where(rituals.c.key.in_(gone)).values(**over))
    return tuple(gone)


def _columns(version: Version) -> dict[str, Any]:
    return {
        "ritual": version.ritual.key,
        "number": version.number,
        "body": WIRE.dump(version.ritual),
        "origin": version.origin,
        "by": version.by,
        "at": version.at,
        "note": storable(version.note),
    }


def _version(row: Row[Any]) -> Version:
    return Version(
        number=row.number,
        ritual=WIRE.load(row.body),
        origin=Origin(row.origin),
        by=row.by,
        at=row.at,
        note=row.note,
    )
