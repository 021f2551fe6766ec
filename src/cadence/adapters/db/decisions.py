"""The decisions: `Records` on SQLite and PostgreSQL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, insert, select, update

from cadence.adapters.db.decision_numbering import claim, number_for
from cadence.adapters.db.decision_once import refuse_twice
from cadence.adapters.db.decision_rows import (
    LIVE_NAMES,
    WIRE,
    asked_by,
    emptied,
    quote_rows,
    read,
    row,
    scope_columns,
    shown_columns,
    shown_rows,
    status_of,
    visible,
)
from cadence.adapters.db.decision_search import (
    Common,
    all_texts,
    own_texts,
    searched,
    visible_to,
    write,
)
from cadence.adapters.db.decision_supersession import supersede
from cadence.adapters.db.engine import insert_into, reading, writing
from cadence.adapters.db.finding import (
    LIMITS,
    Found,
    Limits,
    find,
    find_near,
    matched,
    numbers_in,
)
from cadence.adapters.db.tables import (
    decision_history,
    decision_quotes,
    decision_revisions,
    decision_shown,
    decisions,
    draft_counts,
)
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.core.message import Kind
from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Event,
    Happened,
    Party,
    Revision,
    Shown,
    Standing,
    Status,
)
from cadence.decisions.store.records import Hit, Listed, Searched, Wanted

_TURNED = {
    Status.ACCEPTED: Happened.ACCEPTED,
    Status.REJECTED: Happened.REJECTED,
    Status.DEPRECATED: Happened.DEPRECATED,
}


@dataclass(frozen=True, slots=True)
class SqlRecords:
    """`Records` on SQLAlchemy."""

    engine: Engine
    limits: Limits = LIMITS
    page: int = 200
    """Decisions that are read at once where all are gone through."""
    _common: Common = field(default_factory=Common, init=False, repr=False, compare=False)

    def decision(self, number: int, seen: Seen) -> Decision | None:
        return next(iter(self.decisions([number], seen)), None)

    def decisions(self, numbers: Sequence[int], seen: Seen) -> tuple[Decision, ...]:
        with reading(self.engine) as connection:
            return read(connection, numbers, seen)

    def listed(self, wanted: Wanted, seen: Seen, *, limit: int = 20) -> Listed:
        narrowed = and_(_narrowed(wanted), visible(seen))
        page = select(decisions.c.number).where(narrowed).order_by(decisions.c.number.desc())
        if wanted.before is not None:
            page = page.where(decisions.c.number < wanted.before)
        total = select(func.count()).select_from(decisions).where(narrowed)
        with reading(self.engine) as connection:
            numbers = connection.execute(page.limit(limit)).scalars().all()
            return Listed(
                decisions=read(connection, numbers, seen),
                total=connection.execute(total).scalar_one(),
            )

    def every(self, seen: Seen) -> Iterator[Decision]:
        last = 0
        page = select(decisions.c.number).where(visible(seen)).order_by(decisions.c.number)
        while True:
            with reading(self.engine) as connection:
                onward = page.where(decisions.c.number > last).limit(self.page)
                numbers = connection.execute(onward).scalars().all()
                batch = read(connection, numbers, seen)
            yield from batch
            if len(numbers) < self.page:
                return
            last = numbers[-1]

    def search(self, words: str, seen: Seen, *, live: bool = False, limit: int = 10) -> Searched:
        with reading(self.engine) as connection:
            known = read(connection, numbers_in(words), seen)
            found = find(
                visible_to(connection, seen, self._common),
                words,
                named=[each.number for each in known if each.is_live or not live],
                live=live,
                limits=self.limits,
            )
            hits = _hits(connection, found, seen, limit)
        return Searched(hits=hits, total=found.total, instead=found.instead)

    def near(self, body: Body, seen: Seen, *, limit: int = 50) -> tuple[Hit, ...]:
        said = "\n".join(own_texts(body))
        with reading(self.engine) as connection:
            index = visible_to(connection, seen, self._common)
            found = find_near(index, said, index.overlapping(body.scope), limits=self.limits)
            return _hits(connection, found, seen, limit)

    def revisions(self, number: int) -> tuple[Revision, ...]:
        table = decision_revisions.c
        held = select(table.body).where(table.decision == number).order_by(table.revision)
        return tuple(self._loaded(held))

    def history(self, number: int) -> tuple[Event, ...]:
        table = decision_history.c
        held = select(table.body).where(table.decision == number).order_by(table.at, table.id)
        return tuple(self._loaded(held))

    def number_for(self, key: str) -> int:
        with writing(self.engine) as connection:
            return number_for(connection, key)

    def recorded(self, key: str) -> int | None:
        with reading(self.engine) as connection:
            return _recorded(connection, key)

    def live_with_sources(self, *, recorded_after: datetime) -> tuple[int, ...]:
        quoted = select(decision_quotes.c.decision).where(decision_quotes.c.until.is_(None))
        found = (
            select(decisions.c.number)
            .where(
                decisions.c.status.in_(LIVE_NAMES),
                decisions.c.recorded_at >= recorded_after,
                decisions.c.number.in_(quoted),
            )
            .order_by(decisions.c.number)
        )
        with reading(self.engine) as connection:
            return tuple(connection.execute(found).scalars())

    def public_channels(self) -> tuple[str, ...]:
        held = select(decisions.c.channel).where(
            decisions.c.kind == Kind.PUBLIC.value, decisions.c.channel.is_not(None)
        )
        with reading(self.engine) as connection:
            found = connection.execute(held.distinct().order_by(decisions.c.channel))
            return tuple(found.scalars())

    # --- changes -----------------------------------------------------------------------------------

    def narrow(self, channel: str) -> Change:
        public = and_(
            decisions.c.channel == storable(channel), decisions.c.kind == Kind.PUBLIC.value
        )

        def change(connection: Connection) -> None:
            numbers = connection.execute(select(decisions.c.number).where(public)).scalars().all()
            for held in read(connection, numbers, ALL):
                origin = replace(held.origin, kind=Kind.PRIVATE)
                connection.execute(
                    update(decisions)
                    .where(decisions.c.number == held.number)
                    .values(kind=Kind.PRIVATE.value, origin=WIRE.dump(origin))
                )
                _index(connection, replace(held, origin=origin))

        return change

    def record(self, decision: Decision, *, key: str, once: bool = False) -> Change:
        if decision.revision != 1:
            raise ValueError("a record begins with its first revision")

        def change(connection: Connection) -> None:
            if _recorded(connection, key) is not None:
                return
            if once:
                refuse_twice(connection, decision)
            claim(connection, key, decision.number)
            statement = insert_into(self.engine, decisions).values(**row(decision, key))
            made = statement.on_conflict_do_nothing(index_elements=["key"])
            if connection.execute(made.returning(decisions.c.number)).first() is not None:
                self._begin(connection, decision)

        return change

    def correct(
        self, number: int, body: Body, *, revision: int, by: Party, at: datetime, why: str
    ) -> Change:
        made = Revision(revision=revision, body=body, at=at, by=by, why=why)

        def change(connection: Connection) -> None:
            _at_revision(connection, number, revision - 1, {"revision": revision, **asked_by(body)})
            _revise(connection, number, made)
            quotes = decision_quotes.c
            connection.execute(
                update(decision_quotes)
                .where(
                    quotes.decision == number,
                    quotes.until.is_(None),
                    quotes.part.in_(emptied(body)),
                )
                .values(until=revision - 1)
            )
            _index(connection, *read(connection, [number], ALL))
            _tell(
                connection,
                Event(number=number, at=at, what=Happened.CORRECTED, by=by, words=why),
            )

        return change

    def supersede(self, old: int, new: int, *, by: Party | None, at: datetime) -> Change:
        def change(connection: Connection) -> None:
            supersede(connection, old, new)
            _tell(
                connection,
                Event(number=old, at=at, what=Happened.SUPERSEDED, by=by, other=new),
                Event(number=new, at=at, what=Happened.SUPERSEDES, by=by, other=old),
            )

        return change

    def turn(
        self,
        number: int,
        status: Status,
        *,
        was: Status,
        by: Party | None,
        at: datetime,
        words: str = "",
    ) -> Change:
        if status not in _TURNED:
            raise ValueError(f"nothing is turned to {status}")
        event = Event(number=number, at=at, what=_TURNED[status], by=by, words=words)
        as_known = and_(decisions.c.number == number, decisions.c.status == was.value)

        def change(connection: Connection) -> None:
            turned = update(decisions).where(as_known).values(status=status.value)
            if not connection.execute(turned).rowcount:
                raise Overtaken(f"D-{number} is {status_of(connection, number)} already.")
            _tell(connection, event)

        return change

    def extend(self, number: int, review_on: date | None, *, revision: int) -> Change:
        def change(connection: Connection) -> None:
            _at_revision(connection, number, revision, {"review_on": review_on})

        return change

    def happened(self, event: Event) -> Change:
        def change(connection: Connection) -> None:
            status_of(connection, event.number)
            _tell(connection, event)

        return change

    def show(self, number: int, shown: Shown) -> Change:
        values = shown_columns(shown)

        def change(connection: Connection) -> None:
            status_of(connection, number)
            connection.execute(
                insert_into(self.engine, decision_shown)
                .values(decision=number, **values)
                .on_conflict_do_update(index_elements=["decision", "board"], set_=values)
            )

        return change

    def mark(self, number: int, ts: str, standing: Standing) -> Change:
        table = decision_quotes.c
        quoted = and_(table.decision == number, table.ts == storable(ts))

        def change(connection: Connection) -> None:
            status_of(connection, number)
            connection.execute(
                update(decision_quotes).where(quoted).values(standing=standing.value)
            )

        return change

    def count(self, outcome: str, *, on: date) -> Change:
        one_more = {"drafts": draft_counts.c.drafts + 1}

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, draft_counts)
                .values(day=on, outcome=outcome, drafts=1)
                .on_conflict_do_update(index_elements=["day", "outcome"], set_=one_more)
            )

        return change

    def counted(self, *, since: date) -> tuple[tuple[str, int], ...]:
        table = draft_counts.c
        counts = (
            select(table.outcome, func.sum(table.drafts))
            .where(table.day >= since)
            .group_by(table.outcome)
        )
        with reading(self.engine) as connection:
            found = connection.execute(counts).all()
        return tuple(sorted((outcome, int(drafts)) for outcome, drafts in found))

    # --- inside ------------------------------------------------------------------------------------

    def _begin(self, connection: Connection, decision: Decision) -> None:
        """All that stands beside a new row of `decisions`."""
        number, at, by = decision.number, decision.recorded_at, decision.recorded_by
        _revise(connection, number, Revision(revision=1, body=decision.body, at=at, by=by))
        if decision.quotes:
            connection.execute(insert(decision_quotes), [*quote_rows(number, decision.quotes)])
        _index(connection, decision)
        if decision.shown:
            connection.execute(insert(decision_shown), [*shown_rows(number, decision.shown)])
        _tell(connection, Event(number=number, at=at, what=Happened.RECORDED, by=by))

    def _loaded(self, statement: Any) -> Iterator[Any]:
        with reading(self.engine) as connection:
            bodies = connection.execute(statement).scalars().all()
        return map(WIRE.load, bodies)


ALL = Seen(everything=True)


def _index(connection: Connection, *made: Decision) -> None:
    """Find these by their latest revision."""
    write(
        connection,
        {
            each.number: searched(each.body, each.quotes, each.origin, each.recorded_by)
            for each in made
        },
    )


def _hits(connection: Connection, found: Found, seen: Seen, limit: int) -> tuple[Hit, ...]:
    best = read(connection, list(islice(found.scores, limit)), seen)
    return tuple(
        Hit(
            decision=each,
            score=found.scores[each.number],
            matched=matched(all_texts(each.body, each.quotes), found.beginnings),
        )
        for each in best
    )


def _narrowed(wanted: Wanted) -> ColumnElement[bool]:
    exact = {
        **{name: said for name, said in scope_columns(wanted.scope).items() if said is not None},
        **({"channel": wanted.channel} if wanted.channel is not None else {}),
        **({"decider": wanted.decider} if wanted.decider is not None else {}),
    }
    conditions = [decisions.c[name] == value for name, value in exact.items()]
    if wanted.statuses:
        conditions.append(decisions.c.status.in_(sorted(each.value for each in wanted.statuses)))
    return and_(True, *conditions)


def _recorded(connection: Connection, key: str) -> int | None:
    made = select(decisions.c.number).where(decisions.c.key == storable(key))
    return connection.execute(made).scalar()


def _at_revision(
    connection: Connection, number: int, revision: int, values: Mapping[str, Any]
) -> None:
    """Change the row while this is the decision's latest revision. Raises Overtaken."""
    as_known = and_(decisions.c.number == number, decisions.c.revision == revision)
    if connection.execute(update(decisions).where(as_known).values(**values)).rowcount:
        return
    status_of(connection, number)
    latest = select(decisions.c.revision).where(decisions.c.number == number)
    stands = connection.execute(latest).scalar_one()
    raise Overtaken(f"D-{number} was corrected meanwhile and is now at revision {stands}.")


def _revise(connection: Connection, number: int, revision: Revision) -> None:
    connection.execute(
        insert(decision_revisions).values(
            decision=number, revision=revision.revision, body=WIRE.dump(revision)
        )
    )


def _tell(connection: Connection, *events: Event) -> None:
    rows = [
        {
            "decision": each.number,
            "at": each.at,
            "what": each.what.value,
            "body": WIRE.dump(each),
        }
        for each in events
    ]
    connection.execute(insert(decision_history), rows)
