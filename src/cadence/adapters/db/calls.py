"""Calls of rituals: raised, carried, ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, func, select, update

from cadence.adapters.db.call_tables import (
    ritual_call_messages,
    ritual_call_numbers,
    ritual_calls,
)
from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.core import agenda, chart, message
from cadence.core.agenda import Ended, Outcome
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.delivery.wire import Wire, types_in
from cadence.rituals.model.called import Raised

_WIRE = Wire(*types_in(agenda, message, chart))
_NUMBERED = (Ended.OPEN, Ended.GIVEN)
_REOPENS = (Ended.GIVEN.value, Ended.NO_CHANGE.value)


@dataclass(frozen=True, slots=True)
class SqlCalls:
    """`Calls` on SQLAlchemy."""

    engine: Engine

    def call(self, ritual: str, number: int) -> Raised | None:
        return next(iter(self.calls(ritual, (number,))), None)

    def calls(self, ritual: str, numbers: tuple[int, ...]) -> tuple[Raised, ...]:
        mine = and_(ritual_calls.c.ritual == ritual, ritual_calls.c.number.in_(numbers))
        found = {each.number: each for each in self._raised(select(ritual_calls).where(mine))}
        return tuple(found[number] for number in numbers if number in found)

    def open(self, ritual: str) -> tuple[Raised, ...]:
        mine = and_(ritual_calls.c.ritual == ritual, ritual_calls.c.over_at.is_(None))
        return self._raised(select(ritual_calls).where(mine).order_by(ritual_calls.c.number))

    def open_anywhere(self, *, limit: int = 500) -> tuple[Raised, ...]:
        live = select(ritual_calls).where(ritual_calls.c.over_at.is_(None))
        order = (ritual_calls.c.ritual, ritual_calls.c.number)
        return self._raised(live.order_by(*order).limit(limit))

    def all(self, ritual: str, *, limit: int = 100) -> tuple[Raised, ...]:
        mine = select(ritual_calls).where(ritual_calls.c.ritual == ritual)
        return self._raised(mine.order_by(ritual_calls.c.number.desc()).limit(limit))

    def at(self, channel: str, ts: str) -> tuple[Raised, ...]:
        there = ritual_call_messages.c
        here = select(ritual_calls).join(ritual_call_messages)
        shown = here.where(there.channel == channel, there.ts == ts)
        return self._raised(shown.order_by(ritual_calls.c.ritual, ritual_calls.c.number))

    def number_for(self, ritual: str, key: str, occurrence: str) -> int:
        # Of two replicas that give the next number at once one finds it taken, and looks again.
        while True:
            with writing(self.engine) as connection:
                found = self._number(connection, ritual, key, occurrence)
            if found is not None:
                return found

    def _number(self, connection: Connection, ritual: str, key: str, occurrence: str) -> int | None:
        live = select(ritual_calls.c.number).where(
            ritual_calls.c.ritual == ritual,
            ritual_calls.c.key == key,
            ritual_calls.c.over_at.is_(None),
        )
        numbers = ritual_call_numbers.c
        given = select(numbers.number).where(
            numbers.ritual == ritual, numbers.key == key, numbers.occurrence == occurrence
        )
        for known in (live, given):
            if (number := connection.execute(known).scalar()) is not None:
                return int(number)
        last = select(func.coalesce(func.max(numbers.number), 0)).where(numbers.ritual == ritual)
        made = connection.execute(
            insert_into(self.engine, ritual_call_numbers)
            .values(
                ritual=ritual,
                key=key,
                occurrence=occurrence,
                number=connection.execute(last).scalar_one() + 1,
            )
            .on_conflict_do_nothing()
            .returning(numbers.number)
        )
        return made.scalar()

    # --- changes -----------------------------------------------------------------------------------

    def raise_(self, *raised: Raised) -> Change:
        def change(connection: Connection) -> None:
            for each in raised:
                connection.execute(
                    insert_into(self.engine, ritual_calls)
                    .values(ritual=each.ritual, number=each.number, **_columns(each))
                    .on_conflict_do_nothing()
                )

        return change

    def carry(self, *raised: Raised) -> Change:
        def change(connection: Connection) -> None:
            for each in raised:
                live = and_(_this(each.ritual, each.number), ritual_calls.c.over_at.is_(None))
                known = connection.execute(
                    select(ritual_calls.c.ended, ritual_calls.c.outcome)
                    .where(live)
                    .with_for_update()
                ).first()
                if known is None:
                    continue
                outcome = None if known.outcome is None else _WIRE.load(known.outcome)
                ended = each.ended.value if outcome == each.outcome else known.ended
                connection.execute(
                    update(ritual_calls)
                    .where(live)
                    .values(call=_WIRE.dump(each.call), carried=each.carried, ended=ended)
                )

        return change

    def end(self, ritual: str, number: int, outcome: Outcome, *, was: Ended) -> Change:
        over = None if outcome.ended in _NUMBERED else outcome.at

        def change(connection: Connection) -> None:
            ended = connection.execute(
                update(ritual_calls)
                .where(_this(ritual, number), ritual_calls.c.ended == was.value)
                .values(ended=outcome.ended.value, over_at=over, outcome=_WIRE.dump(outcome))
                .returning(ritual_calls.c.number)
            )
            if ended.first() is None:
                raise Overtaken("This question was dealt with meanwhile.")

        return change

    def reopen(self, ritual: str, number: int, outcome: Outcome) -> Change:
        def change(connection: Connection) -> None:
            known = connection.execute(
                select(ritual_calls.c.key, ritual_calls.c.outcome)
                .where(_this(ritual, number), ritual_calls.c.ended.in_(_REOPENS))
                .with_for_update()
            ).first()
            if known is None or _WIRE.load(known.outcome) != outcome:
                raise Overtaken("This question was dealt with meanwhile.")
            another = select(ritual_calls.c.number).where(
                ritual_calls.c.ritual == ritual,
                ritual_calls.c.key == known.key,
                ritual_calls.c.number != number,
                ritual_calls.c.over_at.is_(None),
            )
            if connection.execute(another).first() is not None:
                raise Overtaken("This question is asked again already.")
            connection.execute(
                update(ritual_calls)
                .where(_this(ritual, number))
                .values(ended=Ended.OPEN.value, over_at=None)
            )

        return change

    def shown(self, ritual: str, number: int, *, channel: str, ts: str) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, ritual_call_messages)
                .values(ritual=ritual, number=number, channel=channel, ts=ts)
                .on_conflict_do_nothing()
            )

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _raised(self, wanted: Select[Any]) -> tuple[Raised, ...]:
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
            messages = _messages(connection, rows)
        return tuple(_call(row, messages.get((row.ritual, row.number), ())) for row in rows)


def _messages(
    connection: Connection, rows: Iterable[Row[Any]]
) -> dict[tuple[str, int], tuple[tuple[str, str], ...]]:
    """By ritual and number."""
    wanted = {(row.ritual, row.number) for row in rows}
    if not wanted:
        return {}
    at = ritual_call_messages.c
    rituals, numbers = ({each[place] for each in wanted} for place in (0, 1))
    found = connection.execute(
        select(at.ritual, at.number, at.channel, at.ts)
        .where(at.ritual.in_(rituals), at.number.in_(numbers))
        .order_by(at.ritual, at.number, at.ts, at.channel)
    ).all()
    return {
        key: tuple((row.channel, row.ts) for row in each)
        for key, each in groupby(found, lambda row: (str(row.ritual), int(row.number)))
    }


def _this(ritual: str, number: int) -> Any:
    return and_(ritual_calls.c.ritual == ritual, ritual_calls.c.number == number)


def _columns(raised: Raised) -> dict[str, Any]:
    is_live = raised.ended in _NUMBERED
    return {
        "key": raised.call.key,
        "call": _WIRE.dump(raised.call),
        "raised_on": raised.raised_on,
        "raised_at": raised.raised_at,
        "carried": raised.carried,
        "ended": raised.ended.value,
        "over_at": None if is_live or raised.outcome is None else raised.outcome.at,
        "outcome": None if raised.outcome is None else _WIRE.dump(raised.outcome),
    }


def _call(row: Row[Any], shown: tuple[tuple[str, str], ...]) -> Raised:
    return Raised(
        ritual=row.ritual,
        number=row.number,
        call=_WIRE.load(row.call),
        raised_on=row.raised_on,
        raised_at=row.raised_at,
        carried=row.carried,
        ended=Ended(row.ended),
        outcome=None if row.outcome is None else _WIRE.load(row.outcome),
        shown=shown,
    )
