"""Which number a record has."""

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cadence.adapters.db.engine import POSTGRESQL
from cadence.adapters.db.tables import decision_counters, decision_numbers
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken

_DECISION = "decision"


def number_for(connection: Connection, key: str) -> int:
    """The number of the record with this key; the next free one where it has none yet."""
    known = _number_of(connection, key)
    if known is None:
        last = locked(connection)
        # Another replica may have given it a number while this one waited.
        known = _number_of(connection, key)
        if known is None:
            known = last + 1
            _give(connection, key, known)
    return known


def claim(connection: Connection, key: str, number: int) -> None:
    """Make sure that this number belongs to this key. Raises Overtaken."""
    given = _number_of(connection, key)
    if given is None:
        locked(connection)
        taken = decision_numbers.c.number == number
        if connection.execute(select(decision_numbers).where(taken)).first() is None:
            given = number
            _give(connection, key, number)
    if given != number:
        raise Overtaken(f"D-{number} is the number of another record.")


def locked(connection: Connection) -> int:
    """The highest number that was given; nobody else gives one before this transaction ends."""
    counter = decision_counters
    made = postgresql if connection.dialect.name == POSTGRESQL else sqlite
    connection.execute(made.insert(counter).values(kind=_DECISION, last=0).on_conflict_do_nothing())
    held = select(counter.c.last).where(counter.c.kind == _DECISION).with_for_update()
    last: int = connection.execute(held).scalar_one()
    return last


def _number_of(connection: Connection, key: str) -> int | None:
    table = decision_numbers.c
    given = select(table.number).where(table.key == storable(key))
    return connection.execute(given).scalar()


def _give(connection: Connection, key: str, number: int) -> None:
    """The counter is locked."""
    connection.execute(insert(decision_numbers).values(key=storable(key), number=number))
    counter = decision_counters
    connection.execute(
        update(counter)
        .where(counter.c.kind == _DECISION, counter.c.last < number)
        .values(last=number)
    )
