"""What collides: `Conflicts` on SQLite and PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, delete, or_, select, update

from cadence.adapters.db.engine import insert_into, reading
from cadence.adapters.db.tables import decision_disputes, decision_pending
from cadence.core import message
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.decisions.model import carried, clash, confirmed, conflict, decision, draft
from cadence.decisions.model.clash import Dispute, Outcome, Pending
from cadence.delivery.wire import Wire, types_in

WIRE = Wire(*types_in(message, decision, draft, carried, confirmed, conflict, clash))
"""For what was confirmed, and why it is held to collide."""

_OPEN = decision_disputes.c.outcome.is_(None)


@dataclass(frozen=True, slots=True)
class SqlConflicts:
    """`Conflicts` on SQLAlchemy."""

    engine: Engine

    # --- pending -------------------------------------------------------------------------------------

    def pending(self, key: str) -> Pending | None:
        found = self._pending(select(decision_pending).where(decision_pending.c.key == key))
        return next(iter(found), None)

    def pending_before(self, moment: datetime, *, limit: int) -> tuple[Pending, ...]:
        old = select(decision_pending).where(decision_pending.c.at < moment)
        order = (decision_pending.c.at, decision_pending.c.key)
        return self._pending(old.order_by(*order).limit(limit))

    def keep(self, pending: Pending) -> Change:
        values = {"key": pending.key, "at": pending.at, "body": WIRE.dump(pending)}

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, decision_pending).values(**values).on_conflict_do_nothing()
            )

        return change

    def drop(self, key: str) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(delete(decision_pending).where(decision_pending.c.key == key))

        return change

    def take(self, key: str) -> Change:
        mine = delete(decision_pending).where(decision_pending.c.key == key)

        def change(connection: Connection) -> None:
            if connection.execute(mine.returning(decision_pending.c.key)).first() is None:
                raise Overtaken("This was dealt with meanwhile.")

        return change

    # --- disputes ------------------------------------------------------------------------------------

    def dispute(self, key: str) -> Dispute | None:
        found = self._disputes(select(decision_disputes).where(decision_disputes.c.key == key))
        return next(iter(found), None)

    def disputes_of(self, new: int) -> tuple[Dispute, ...]:
        mine = select(decision_disputes).where(decision_disputes.c.new == new)
        return self._disputes(mine.order_by(decision_disputes.c.old))

    def open_disputes(self, *, until: date, limit: int) -> tuple[Dispute, ...]:
        due = and_(
            _OPEN, decision_disputes.c.asked_again_at.is_(None), decision_disputes.c.until <= until
        )
        order = (decision_disputes.c.until, decision_disputes.c.key)
        return self._disputes(select(decision_disputes).where(due).order_by(*order).limit(limit))

    def open_about(self, numbers: Sequence[int]) -> tuple[Dispute, ...]:
        named = list(numbers)
        either = or_(decision_disputes.c.new.in_(named), decision_disputes.c.old.in_(named))
        mine = select(decision_disputes).where(_OPEN, either)
        return self._disputes(mine.order_by(decision_disputes.c.key))

    def open(self, dispute: Dispute) -> Change:
        values = {
            "key": dispute.key,
            "new": dispute.new,
            "old": dispute.old,
            "until": dispute.until,
            "body": WIRE.dump(dispute),
        }

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, decision_disputes)
                .values(**values)
                .on_conflict_do_nothing()
            )

        return change

    def ask_again(self, key: str, at: datetime) -> Change:
        waiting = and_(
            decision_disputes.c.key == key, _OPEN, decision_disputes.c.asked_again_at.is_(None)
        )
        return _changed(waiting, asked_again_at=at)

    def settle(
        self, key: str, outcome: Outcome, *, at: datetime, beside: frozenset[str] | None = None
    ) -> Change:
        waiting = and_(decision_disputes.c.key == key, _OPEN)
        settled = _changed(waiting, outcome=outcome.value, settled_at=at)

        def change(connection: Connection) -> None:
            if beside is not None and _open_beside(connection, key) != beside:
                raise Overtaken("Another dispute about this decision was settled meanwhile.")
            settled(connection)

        return change

    # --- reading -------------------------------------------------------------------------------------

    def _pending(self, statement: Select[Any]) -> tuple[Pending, ...]:
        with reading(self.engine) as connection:
            return tuple(WIRE.load(each.body) for each in connection.execute(statement))

    def _disputes(self, statement: Select[Any]) -> tuple[Dispute, ...]:
        with reading(self.engine) as connection:
            return tuple(_dispute(each) for each in connection.execute(statement))


def _open_beside(connection: Connection, key: str) -> frozenset[str]:
    """Held until the end of the transaction: whoever settles another one of the same decision waits."""
    about = select(decision_disputes.c.new).where(decision_disputes.c.key == key)
    every = (
        select(decision_disputes.c.key, decision_disputes.c.outcome)
        .where(decision_disputes.c.new == about.scalar_subquery())
        .order_by(decision_disputes.c.key)
        .with_for_update()
    )
    rows = connection.execute(every).all()
    return frozenset(each.key for each in rows if each.outcome is None and each.key != key)


def _changed(waiting: Any, **values: Any) -> Change:
    def change(connection: Connection) -> None:
        made = update(decision_disputes).where(waiting).values(**values)
        if connection.execute(made.returning(decision_disputes.c.key)).first() is None:
            raise Overtaken("This dispute was settled meanwhile.")

    return change


def _dispute(row: Row[Any]) -> Dispute:
    opened: Dispute = WIRE.load(row.body)
    return replace(
        opened,
        asked_again_at=row.asked_again_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        settled_at=row.settled_at,
    )
