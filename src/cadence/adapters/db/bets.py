"""Bets, their readings, their history, and the questions that are not to be asked for a while."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, insert, select, update

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.portfolio_tables import (
    bet_changes,
    bet_events,
    bet_numbers,
    bet_quiet,
    bet_readings,
    bets,
)
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.delivery.wire import Wire, types_in
from cadence.portfolio.model import bet as bet_model
from cadence.portfolio.model import criterion, draft, jira
from cadence.portfolio.model.bet import Bet, Event, Reading, Stage
from cadence.portfolio.model.draft import Draft
from cadence.portfolio.model.questions import Quiet

WIRE = Wire(*types_in(bet_model, criterion, draft, jira))


@dataclass(frozen=True, slots=True)
class SqlBets:
    """`Bets` on SQLAlchemy."""

    engine: Engine

    def bet(self, number: int) -> Bet | None:
        return next(iter(self._bets(select(bets.c.body).where(bets.c.number == number))), None)

    def all(self, *, ended: bool = False) -> tuple[Bet, ...]:
        wanted = select(bets.c.body)
        return self._bets(wanted if ended else wanted.where(bets.c.stage != Stage.ENDED))

    def owned_by(self, user: str) -> tuple[Bet, ...]:
        mine = (bets.c.owner == user, bets.c.stage != Stage.ENDED)
        return self._bets(select(bets.c.body).where(*mine))

    def readings(
        self,
        bets: Sequence[int],
        *,
        metric: str | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> Mapping[int, tuple[Reading, ...]]:
        table = bet_readings.c
        wanted = select(bet_readings).where(table.bet.in_(bets))
        if metric is not None:
            wanted = wanted.where(table.metric == storable(metric))
        if until is not None:
            wanted = wanted.where(table.day <= until)
        if known_at is not None:
            wanted = wanted.where(table.at < known_at)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(table.day, table.at, table.id)).all()
        last = {(row.bet, row.day, row.metric): _reading(row) for row in rows}
        found: dict[int, list[Reading]] = {number: [] for number in bets}
        for (number, _, _), each in sorted(last.items(), key=lambda item: item[0]):
            found[number].append(each)
        return {number: tuple(each) for number, each in found.items()}

    def corrections(self, number: int, metric: str, on: date) -> tuple[Reading, ...]:
        table = bet_readings.c
        wanted = (
            select(bet_readings)
            .where(table.bet == number, table.metric == storable(metric), table.day == on)
            .order_by(table.at, table.id)
        )
        with reading(self.engine) as connection:
            return tuple(map(_reading, connection.execute(wanted)))

    def history(self, number: int, *, limit: int = 50) -> tuple[Event, ...]:
        mine = select(bet_events.c.body).where(bet_events.c.bet == number)
        return self._events(mine.order_by(bet_events.c.id.desc()).limit(limit))

    def since(self, moment: datetime) -> tuple[Event, ...]:
        later = select(bet_events.c.body).where(bet_events.c.at >= moment)
        return self._events(later.order_by(bet_events.c.at, bet_events.c.id))

    def quiet(self, at: datetime) -> Mapping[str, Quiet]:
        wanted = select(bet_quiet).where(bet_quiet.c.until > at, bet_quiet.c.at <= at)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
        return {row.call: Quiet(since=row.at, until=row.until) for row in rows}

    def imported(self) -> Mapping[str, tuple[int, Draft]]:
        wanted = select(bets.c.key, bets.c.number, bets.c.draft).where(bets.c.key.is_not(None))
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(bets.c.number)).all()
        return {row.key: (row.number, WIRE.load(row.draft)) for row in rows if row.draft}

    def number_for(self, key: str) -> int:
        mine = select(bet_numbers.c.number).where(bet_numbers.c.key == storable(key))
        with writing(self.engine) as connection:
            known = connection.execute(mine).scalar_one_or_none()
            if known is None:
                made = insert_into(self.engine, bet_numbers).values(key=storable(key))
                connection.execute(made.on_conflict_do_nothing())
                known = connection.execute(mine).scalar_one()
        return int(known)

    # --- changes -----------------------------------------------------------------------------------

    def make(self, bet: Bet, event: Event, *, key: str, draft: Draft | None = None) -> Change:
        def change(connection: Connection) -> None:
            if not self._first(connection, f"make:{key}"):
                return
            made = insert_into(self.engine, bets).values(**_columns(bet), draft=_dumped(draft))
            made = made.on_conflict_do_nothing().returning(bets.c.number)
            if connection.execute(made).first() is None:
                raise Overtaken(f"There is a bet {bet.key or bet.number} already.")
            _tell(connection, (event,))

        return change

    def put(
        self, bet: Bet, *events: Event, was: int, key: str, draft: Draft | None = None
    ) -> Change:
        values = _columns(replace(bet, version=was + 1))
        if draft is not None:
            values["draft"] = _dumped(draft)

        def change(connection: Connection) -> None:
            if not self._first(connection, f"change:{bet.number}:{key}"):
                return
            same = (bets.c.number == bet.number, bets.c.version == was)
            changed = update(bets).where(*same).values(**values).returning(bets.c.number)
            if connection.execute(changed).first() is None:
                raise Overtaken(f"“{bet.name}” was changed by somebody else meanwhile.")
            _tell(connection, events)

        return change

    def read(self, *readings: Reading, key: str) -> Change:
        def change(connection: Connection) -> None:
            if not self._first(connection, f"read:{key}"):
                return
            for each in readings:
                connection.execute(insert(bet_readings).values(**_read_columns(each)))

        return change

    def note(self, event: Event, *, key: str) -> Change:
        def change(connection: Connection) -> None:
            if self._first(connection, f"change:{event.bet}:{key}"):
                _tell(connection, (event,))

        return change

    def hush(self, call: str, *, until: datetime, at: datetime) -> Change:
        values = {"at": at, "until": until}

        def change(connection: Connection) -> None:
            made = insert_into(self.engine, bet_quiet).values(call=call, **values)
            connection.execute(made.on_conflict_do_update(index_elements=["call"], set_=values))

        return change

    def commit(self, *changes: Change) -> None:
        with writing(self.engine) as connection:
            for change in changes:
                change(connection)

    # --- inside ------------------------------------------------------------------------------------

    def _bets(self, wanted: Select[Any]) -> tuple[Bet, ...]:
        with reading(self.engine) as connection:
            found = connection.execute(wanted.order_by(bets.c.number)).scalars()
            return tuple(map(WIRE.load, found))

    def _events(self, wanted: Select[Any]) -> tuple[Event, ...]:
        with reading(self.engine) as connection:
            return tuple(map(WIRE.load, connection.execute(wanted).scalars()))

    def _first(self, connection: Connection, key: str) -> bool:
        """Whether no change was made under this key yet; now one is."""
        made = insert_into(self.engine, bet_changes).values(key=storable(key))
        made = made.on_conflict_do_nothing().returning(bet_changes.c.key)
        return connection.execute(made).first() is not None


def _tell(connection: Connection, events: Iterable[Event]) -> None:
    for each in events:
        connection.execute(
            insert(bet_events).values(bet=each.bet, at=each.at, body=WIRE.dump(each))
        )


def _columns(bet: Bet) -> dict[str, Any]:
    return {
        "number": bet.number,
        "key": bet.key,
        "owner": bet.owner,
        "stage": bet.stage,
        "version": bet.version,
        "body": WIRE.dump(bet),
    }


def _dumped(said: Draft | None) -> Any:
    return None if said is None else WIRE.dump(said)


def _read_columns(each: Reading) -> dict[str, Any]:
    return {
        "bet": each.bet,
        "metric": storable(each.metric),
        "day": each.on,
        "value": str(each.value),
        "source": storable(each.source),
        "by": each.by,
        "at": each.at,
    }


def _reading(row: Row[Any]) -> Reading:
    return Reading(
        bet=row.bet,
        metric=row.metric,
        on=row.day,
        value=Decimal(row.value),
        source=row.source,
        by=row.by,
        at=row.at,
    )
