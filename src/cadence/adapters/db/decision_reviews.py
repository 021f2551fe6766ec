"""What has to be looked at again, beside the decisions themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    nulls_first,
    select,
    update,
)

from cadence.adapters.db.engine import insert_into, reading
from cadence.adapters.db.tables import (
    decision_asks,
    decision_reviews,
    decision_triggers,
    decisions,
)
from cadence.adapters.db.texts import storable
from cadence.core.errors import Overtaken
from cadence.core.ports import Change
from cadence.decisions.model.decision import LIVE, Party
from cadence.decisions.model.review import (
    Armed,
    Asked,
    Due,
    Outcome,
    Review,
    Role,
    Subject,
    Trigger,
    Why,
)

_LIVE = sorted(LIVE)


@dataclass(frozen=True, slots=True)
class SqlReviews:
    """`Reviews` on SQLAlchemy."""

    engine: Engine

    # --- what has to be done -----------------------------------------------------------------------

    def due(self, *, until: date, limit: int) -> tuple[Due, ...]:
        asked = exists().where(
            decision_reviews.c.decision == decisions.c.number,
            decision_reviews.c.due_on == decisions.c.review_on,
        )
        wanted = (
            select(decisions.c.number, decisions.c.review_on)
            .where(decisions.c.review_on <= until, _is_live(), ~asked)
            .order_by(decisions.c.review_on, decisions.c.number)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return tuple(Due(number=each[0], on=each[1]) for each in connection.execute(wanted))

    def to_hand_on(self, *, at: datetime, limit: int) -> tuple[Review, ...]:
        due = and_(decision_reviews.c.hand_on_at <= at, _is_open())
        order = (decision_reviews.c.hand_on_at, decision_reviews.c.key)
        return self._reviews(select(decision_reviews).where(due).order_by(*order).limit(limit))

    def over(self, *, limit: int) -> tuple[Review, ...]:
        gone = select(decision_reviews).join(decisions).where(_is_open(), ~_is_live())
        return self._reviews(gone.order_by(*_OLDEST).limit(limit))

    def overdue(self, *, before: date, limit: int) -> tuple[Due, ...]:
        dated = select(decisions.c.number, decisions.c.review_on).where(
            decisions.c.review_on < before, _is_live()
        )
        asked = (
            select(decision_reviews.c.decision, func.min(decision_reviews.c.opened_at))
            .join(decisions)
            .where(
                _is_open(),
                _is_live(),
                decision_reviews.c.why != Why.SIGNAL,
                decision_reviews.c.opened_at < datetime.combine(before, time.min, UTC),
            )
            .group_by(decision_reviews.c.decision)
        )
        # Each by itself holds the oldest of its kind, so the oldest of both are among them.
        with reading(self.engine) as connection:
            since: dict[int, date] = dict(
                connection.execute(dated.order_by(decisions.c.review_on).limit(limit)).all()
            )
            oldest = func.min(decision_reviews.c.opened_at)
            for number, opened in connection.execute(asked.order_by(oldest).limit(limit)):
                since[number] = min(since.get(number, opened.date()), opened.date())
        found = sorted((on, number) for number, on in since.items())
        return tuple(Due(number=number, on=on) for on, number in found[:limit])

    # --- one decision ------------------------------------------------------------------------------

    def review(self, key: str) -> Review | None:
        found = self._reviews(select(decision_reviews).where(decision_reviews.c.key == key))
        return next(iter(found), None)

    def open_of(self, number: int) -> tuple[Review, ...]:
        mine = and_(decision_reviews.c.decision == number, _is_open())
        return self._reviews(select(decision_reviews).where(mine).order_by(*_OLDEST))

    # --- changes -----------------------------------------------------------------------------------

    def open(self, review: Review) -> Change:
        def change(connection: Connection) -> None:
            made = connection.execute(
                insert_into(self.engine, decision_reviews)
                .values(**_columns(review))
                .on_conflict_do_nothing()
                .returning(decision_reviews.c.key)
            )
            if made.first() is None:
                raise Overtaken(f"D-{review.number} was asked about already.")
            _ask(connection, review.key, review.asked)

        return change

    def stands(self, key: str, to: str, *, channel: str, ts: str) -> Change:
        mine = and_(decision_asks.c.review == key, decision_asks.c.to == to)

        def change(connection: Connection) -> None:
            connection.execute(update(decision_asks).where(mine).values(channel=channel, ts=ts))

        return change

    def hand_on(self, key: str, asked: Asked | None) -> Change:
        waiting = and_(
            decision_reviews.c.key == key, _is_open(), decision_reviews.c.hand_on_at.is_not(None)
        )

        def change(connection: Connection) -> None:
            taken = connection.execute(
                update(decision_reviews)
                .where(waiting)
                .values(hand_on_at=None)
                .returning(decision_reviews.c.key)
            )
            if taken.first() is None:
                raise Overtaken("This review was dealt with meanwhile.")
            _ask(connection, key, () if asked is None else (asked,))

        return change

    def close(self, review: Review, outcome: Outcome, *, by: Party | None, at: datetime) -> Change:
        this = decision_reviews.c.key == review.key
        all_others = self.close_all(review.number, outcome, by=by, at=at)

        def change(connection: Connection) -> None:
            if not _closed(connection, this, outcome, by, at):
                raise Overtaken(f"The review of D-{review.number} was answered meanwhile.")
            all_others(connection)

        return change

    def close_all(self, number: int, outcome: Outcome, *, by: Party | None, at: datetime) -> Change:
        def change(connection: Connection) -> None:
            _closed(connection, decision_reviews.c.decision == number, outcome, by, at)

        return change

    # --- what reopens ------------------------------------------------------------------------------

    def armed(self, *, limit: int) -> tuple[Armed, ...]:
        longest_ago = (nulls_first(decision_triggers.c.looked_at.asc()), decision_triggers.c.words)
        wanted = select(decision_triggers).join(decisions).where(_is_live(), _is_armed())
        return self._armed(wanted.order_by(*longest_ago).limit(limit))

    def armed_on(self, number: int) -> tuple[Armed, ...]:
        mine = and_(decision_triggers.c.decision == number, _is_armed())
        order = (decision_triggers.c.armed_at, decision_triggers.c.words)
        return self._armed(select(decision_triggers).where(mine).order_by(*order))

    def arm(self, armed: Armed) -> Change:
        anew = {
            "state": storable(armed.trigger.state),
            "armed_at": armed.at,
            "armed_by": _party(armed.by),
            "known": armed.known,
            "looked_at": armed.looked_at,
            "fired_at": None,
        }
        values = anew | {
            "subject": armed.trigger.subject,
            "name": armed.trigger.name,
            "project": armed.trigger.project,
        }

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, decision_triggers)
                .values(decision=armed.number, words=_words(armed), **values)
                .on_conflict_do_update(
                    index_elements=["decision", "words"],
                    set_=anew,
                    where=decision_triggers.c.fired_at.is_not(None),
                )
            )

        return change

    def disarm(self, armed: Armed) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(delete(decision_triggers).where(_this(armed), _is_armed()))

        return change

    def looked(self, armed: Armed, *, state: str | None, at: datetime) -> Change:
        seen = update(decision_triggers).where(_this(armed), _is_armed())

        def change(connection: Connection) -> None:
            connection.execute(
                seen.values(known=None if state is None else storable(state), looked_at=at)
            )

        return change

    def fire(self, armed: Armed, *, state: str, at: datetime) -> Change:
        same = and_(_this(armed), _is_armed(), decision_triggers.c.armed_at == armed.at)
        values = {"known": storable(state), "looked_at": at, "fired_at": at}

        def change(connection: Connection) -> None:
            fired = update(decision_triggers).where(same).values(**values)
            if connection.execute(fired.returning(decision_triggers.c.words)).first() is None:
                raise Overtaken(f"“{armed.trigger.words}” has been dealt with meanwhile.")

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _reviews(self, wanted: Select[Any]) -> tuple[Review, ...]:
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
            keys = [row.key for row in rows]
            asks = connection.execute(
                select(decision_asks)
                .where(decision_asks.c.review.in_(keys))
                .order_by(decision_asks.c.review, decision_asks.c.at, decision_asks.c.role)
            ).all()
        asked = {
            key: tuple(map(_asked, each)) for key, each in groupby(asks, lambda row: row.review)
        }
        return tuple(_review(row, asked.get(row.key, ())) for row in rows)

    def _armed(self, wanted: Select[Any]) -> tuple[Armed, ...]:
        with reading(self.engine) as connection:
            return tuple(_arming(row) for row in connection.execute(wanted))


_OLDEST = (decision_reviews.c.opened_at, decision_reviews.c.key)


def _is_live() -> ColumnElement[bool]:
    return decisions.c.status.in_(_LIVE)


def _is_open() -> ColumnElement[bool]:
    return decision_reviews.c.closed_at.is_(None)


def _is_armed() -> ColumnElement[bool]:
    return decision_triggers.c.fired_at.is_(None)


def _words(armed: Armed) -> str:
    return storable(armed.trigger.words).casefold()


def _this(armed: Armed) -> ColumnElement[bool]:
    return and_(
        decision_triggers.c.decision == armed.number, decision_triggers.c.words == _words(armed)
    )


def _ask(connection: Connection, key: str, asked: Iterable[Asked]) -> None:
    for each in asked:
        connection.execute(
            insert(decision_asks).values(
                review=key,
                to=each.to,
                role=each.role,
                at=each.at,
                channel=each.channel,
                ts=each.ts,
            )
        )


def _closed(
    connection: Connection,
    which: ColumnElement[bool],
    outcome: Outcome,
    by: Party | None,
    at: datetime,
) -> bool:
    """Whether there was anything to close."""
    values = {"closed_at": at, "outcome": outcome, "closed_by": _party(by), "hand_on_at": None}
    closed = update(decision_reviews).where(which, _is_open()).values(**values)
    return connection.execute(closed.returning(decision_reviews.c.key)).first() is not None


def _columns(review: Review) -> dict[str, Any]:
    return {
        "key": review.key,
        "decision": review.number,
        "why": review.why,
        "words": storable(review.words),
        "due_on": review.on,
        "opened_at": review.opened_at,
        "hand_on_at": review.hand_on_at,
        "closed_at": review.closed_at,
        "outcome": review.outcome,
        "closed_by": _party(review.closed_by),
    }


def _party(party: Party | None) -> dict[str, Any] | None:
    return None if party is None else {"name": party.name, "user": party.user}


def _review(row: Row[Any], asked: tuple[Asked, ...]) -> Review:
    return Review(
        key=row.key,
        number=row.decision,
        why=Why(row.why),
        words=row.words,
        on=row.due_on,
        opened_at=row.opened_at,
        hand_on_at=row.hand_on_at,
        asked=asked,
        closed_at=row.closed_at,
        closed_by=Party(**row.closed_by) if row.closed_by else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
    )


def _asked(row: Row[Any]) -> Asked:
    return Asked(to=row.to, role=Role(row.role), at=row.at, channel=row.channel, ts=row.ts)


def _arming(row: Row[Any]) -> Armed:
    return Armed(
        number=row.decision,
        trigger=Trigger(
            subject=Subject(row.subject), name=row.name, project=row.project, state=row.state
        ),
        by=Party(**row.armed_by),
        at=row.armed_at,
        known=row.known,
        looked_at=row.looked_at,
    )
