"""What decisions rest on and found, beside the decisions themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    delete,
    insert,
    nulls_first,
    or_,
    select,
    tuple_,
    update,
)

from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.tables import (
    chain_nodes,
    chain_numbers,
    chain_readings,
    chain_ties,
    decision_counters,
    decision_issues,
    decisions,
)
from cadence.adapters.db.texts import storable
from cadence.core import message
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.decisions.model import chain as model
from cadence.decisions.model import decision as decision_model
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import (
    IssueTie,
    Node,
    Reading,
    Ref,
    SignalKind,
    Sort,
    Tie,
    is_later,
)
from cadence.decisions.model.decision import LIVE
from cadence.delivery.wire import Wire, types_in

WIRE = Wire(*types_in(model), *types_in(decision_model), message.Kind)

_LIVE = sorted(LIVE)
_TIES = "ties"
"""Whose counter is the lock under which two decisions are tied."""


@dataclass(frozen=True, slots=True)
class SqlChain:
    """`Chain` on SQLAlchemy."""

    engine: Engine

    def node(self, ref: Ref, seen: Seen) -> Node | None:
        return next(iter(self.nodes([ref], seen)), None)

    def nodes(self, refs: Sequence[Ref], seen: Seen) -> tuple[Node, ...]:
        wanted = select(chain_nodes).where(
            tuple_(chain_nodes.c.sort, chain_nodes.c.number).in_(map(_place, refs))
        )
        with reading(self.engine) as connection:
            found = {each.ref: each for each in map(_node, connection.execute(wanted))}
        known = (found[ref] for ref in refs if ref in found)
        return tuple(each for each in known if each.is_shown_to(seen))

    def ties(self, refs: Iterable[Ref]) -> tuple[Tie, ...]:
        places = [_place(ref) for ref in refs]
        ends = or_(
            tuple_(chain_ties.c.upper_sort, chain_ties.c.upper).in_(places),
            tuple_(chain_ties.c.lower_sort, chain_ties.c.lower).in_(places),
        )
        with reading(self.engine) as connection:
            rows = connection.execute(select(chain_ties).where(ends).order_by(*_TIE_ORDER))
            return tuple(_tie(row) for row in rows)

    def readings(self, signal: int, *, most: int = 10) -> tuple[Reading, ...]:
        wanted = select(chain_readings.c.body).where(chain_readings.c.signal == signal)
        latest = wanted.order_by(chain_readings.c.id.desc()).limit(most)
        with reading(self.engine) as connection:
            return tuple(map(WIRE.load, connection.execute(latest).scalars()))

    def issues_of(self, number: int) -> tuple[IssueTie, ...]:
        table = decision_issues.c
        mine = select(decision_issues).where(table.decision == number)
        with reading(self.engine) as connection:
            rows = connection.execute(mine.order_by(table.at, table.key)).all()
        return tuple(
            IssueTie(number=row.decision, key=row.key, by=WIRE.load(row.by), at=row.at)
            for row in rows
        )

    def watched(self, *, limit: int) -> tuple[Node, ...]:
        table = chain_nodes.c
        relied_on = or_(table.number.in_(_directly_relied_on()), table.number.in_(_learnt_from()))
        wanted = select(chain_nodes).where(table.is_watched, relied_on)
        order = (nulls_first(table.tried_at.asc()), table.number)
        with reading(self.engine) as connection:
            return tuple(map(_node, connection.execute(wanted.order_by(*order).limit(limit))))

    def resting_on(self, signal: int) -> tuple[int, ...]:
        with reading(self.engine) as connection:
            found = connection.execute(_above(signal).distinct()).scalars()
            return tuple(sorted(found))

    def number_for(self, sort: Sort, key: str) -> int:
        with writing(self.engine) as connection:
            known = _number(connection, sort, key)
            if known is None:
                last = self._locked(connection, sort)
                # Another replica may have given it a number while this one waited.
                known = _number(connection, sort, key)
                if known is None:
                    known = last + 1
                    _give(connection, sort, key, known)
        return known

    # --- changes -----------------------------------------------------------------------------------

    def put(self, node: Node, *, key: str) -> Change:  # noqa: ARG002 - the number was given for it
        fixed = replace(node, latest=None, is_passed=False, passes=0)
        signal = node.signal
        watched = signal is not None and signal.kind is SignalKind.FILTER and signal.threshold
        values = {
            "sort": node.ref.sort,
            "number": node.ref.number,
            "body": WIRE.dump(fixed),
            "latest": _dumped(node.latest),
            "is_watched": bool(watched),
            "is_passed": node.is_passed,
            "passes": node.passes,
            "tried_at": node.latest.at if node.latest else None,
        }

        def change(connection: Connection) -> None:
            made = insert_into(self.engine, chain_nodes).values(**values).on_conflict_do_nothing()
            is_new = connection.execute(made.returning(chain_nodes.c.number)).first() is not None
            if is_new and node.latest:
                _kept(connection, node.ref.number, node.latest)

        return change

    def tie(self, tie: Tie) -> Change:
        between_decisions = tie.upper.sort is tie.lower.sort is Sort.DECISION

        def change(connection: Connection) -> None:
            if between_decisions:
                self._locked(connection, _TIES)
                if tie.upper == tie.lower or _reaches(connection, tie.lower, tie.upper):
                    raise Overtaken(
                        f"{tie.lower} rests on {tie.upper} already, so {tie.upper} can't rest on it."
                    )
            made = insert_into(self.engine, chain_ties).values(
                upper_sort=tie.upper.sort,
                upper=tie.upper.number,
                lower_sort=tie.lower.sort,
                lower=tie.lower.number,
                by=WIRE.dump(tie.by),
                at=tie.at,
            )
            connection.execute(made.on_conflict_do_nothing())

        return change

    def untie(self, upper: Ref, lower: Ref) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(delete(chain_ties).where(_between(upper, lower)))

        return change

    def tie_issue(self, tie: IssueTie) -> Change:
        made = {"decision": tie.number, "key": tie.key, "by": WIRE.dump(tie.by), "at": tie.at}

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, decision_issues).values(**made).on_conflict_do_nothing()
            )

        return change

    def untie_issue(self, number: int, key: str) -> Change:
        mine = and_(decision_issues.c.decision == number, decision_issues.c.key == key)

        def change(connection: Connection) -> None:
            connection.execute(delete(decision_issues).where(mine))

        return change

    def read(self, node: Node, reading: Reading, *, is_passed: bool, is_told: bool) -> Change:
        table = chain_nodes.c
        as_known = and_(
            _is(node.ref), table.is_passed == node.is_passed, table.passes == node.passes
        )
        is_latest = is_later(reading, node.latest)
        is_other = node.latest is None or reading.value != node.latest.value
        values: dict[str, Any] = {"tried_at": reading.at}
        if is_latest:
            values |= {
                "latest": WIRE.dump(reading),
                "is_passed": is_passed,
                "passes": node.passes + is_told,
            }

        def change(connection: Connection) -> None:
            kept = update(chain_nodes).where(as_known).values(**values).returning(table.number)
            if connection.execute(kept).first() is None:
                raise Overtaken(f"{node.ref} was read by somebody else meanwhile.")
            if is_other or not is_latest:
                _kept(connection, node.ref.number, reading)

        return change

    def tried(self, node: Node, *, at: datetime) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(update(chain_nodes).where(_is(node.ref)).values(tried_at=at))

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _locked(self, connection: Connection, kind: str) -> int:
        """The highest number that was given; nobody else gives one before this transaction ends."""
        table = decision_counters
        connection.execute(
            insert_into(self.engine, table).values(kind=kind, last=0).on_conflict_do_nothing()
        )
        held = select(table.c.last).where(table.c.kind == kind).with_for_update()
        last: int = connection.execute(held).scalar_one()
        return last


_TIE_ORDER = (
    chain_ties.c.at,
    chain_ties.c.upper_sort,
    chain_ties.c.upper,
    chain_ties.c.lower_sort,
    chain_ties.c.lower,
)


def _place(ref: Ref) -> tuple[str, int]:
    return ref.sort.value, ref.number


def _is(ref: Ref) -> ColumnElement[bool]:
    return and_(chain_nodes.c.sort == ref.sort, chain_nodes.c.number == ref.number)


def _between(upper: Ref, lower: Ref) -> ColumnElement[bool]:
    return and_(
        chain_ties.c.upper_sort == upper.sort,
        chain_ties.c.upper == upper.number,
        chain_ties.c.lower_sort == lower.sort,
        chain_ties.c.lower == lower.number,
    )


def _above(signal: int) -> Any:
    """Numbers of live decisions that rest on a signal, directly or by way of a learning."""
    direct, learnt = chain_ties.alias("direct"), chain_ties.alias("learnt")
    above_signal = and_(direct.c.lower_sort == Sort.SIGNAL, direct.c.lower == signal)
    by_learning = select(learnt.c.upper).where(
        learnt.c.upper_sort == Sort.DECISION,
        learnt.c.lower_sort == Sort.LEARNING,
        learnt.c.lower.in_(
            select(direct.c.upper).where(above_signal, direct.c.upper_sort == Sort.LEARNING)
        ),
    )
    directly = select(direct.c.upper).where(above_signal, direct.c.upper_sort == Sort.DECISION)
    return select(decisions.c.number).where(
        decisions.c.status.in_(_LIVE),
        or_(decisions.c.number.in_(directly), decisions.c.number.in_(by_learning)),
    )


def _directly_relied_on() -> Any:
    """Signals under live decisions."""
    live = select(decisions.c.number).where(decisions.c.status.in_(_LIVE))
    table = chain_ties.c
    return select(table.lower).where(
        table.lower_sort == Sort.SIGNAL, table.upper_sort == Sort.DECISION, table.upper.in_(live)
    )


def _learnt_from() -> Any:
    """Signals under the learnings of live decisions."""
    live = select(decisions.c.number).where(decisions.c.status.in_(_LIVE))
    table, learnt = chain_ties.c, chain_ties.alias("learnt")
    learnings = select(learnt.c.lower).where(
        learnt.c.lower_sort == Sort.LEARNING,
        learnt.c.upper_sort == Sort.DECISION,
        learnt.c.upper.in_(live),
    )
    return select(table.lower).where(
        table.lower_sort == Sort.SIGNAL,
        table.upper_sort == Sort.LEARNING,
        table.upper.in_(learnings),
    )


def _reaches(connection: Connection, start: Ref, end: Ref) -> bool:
    """Whether one decision rests on another, by however many steps."""
    between = and_(
        chain_ties.c.upper_sort == Sort.DECISION, chain_ties.c.lower_sort == Sort.DECISION
    )
    first = select(chain_ties.c.lower).where(between, chain_ties.c.upper == start.number)
    reached = first.cte("reached", recursive=True)
    further = select(chain_ties.c.lower).where(between, chain_ties.c.upper == reached.c.lower)
    reached = reached.union(further)
    there = select(reached.c.lower).where(reached.c.lower == end.number)
    return connection.execute(there).first() is not None


def _number(connection: Connection, sort: Sort, key: str) -> int | None:
    table = chain_numbers.c
    given = select(table.number).where(table.sort == sort, table.key == storable(key))
    return connection.execute(given).scalar()


def _give(connection: Connection, sort: Sort, key: str, number: int) -> None:
    """The counter is locked."""
    connection.execute(insert(chain_numbers).values(sort=sort, key=storable(key), number=number))
    counter = decision_counters
    connection.execute(update(counter).where(counter.c.kind == sort).values(last=number))


def _kept(connection: Connection, signal: int, reading: Reading) -> None:
    connection.execute(insert(chain_readings).values(signal=signal, body=WIRE.dump(reading)))


def _dumped(reading: Reading | None) -> Any:
    return None if reading is None else WIRE.dump(reading)


def _node(row: Row[Any]) -> Node:
    node: Node = WIRE.load(row.body)
    latest: Reading | None = WIRE.load(row.latest)
    return replace(node, latest=latest, is_passed=row.is_passed, passes=row.passes)


def _tie(row: Row[Any]) -> Tie:
    return Tie(
        upper=Ref(Sort(row.upper_sort), row.upper),
        lower=Ref(Sort(row.lower_sort), row.lower),
        by=WIRE.load(row.by),
        at=row.at,
    )
