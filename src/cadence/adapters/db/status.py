"""The status room's memory: questions, verdicts and watches."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, and_, delete, select, update

from cadence.adapters.db.engine import insert_into, reading
from cadence.adapters.db.tables import questions, verdicts, watches
from cadence.core.errors import LeaseLost
from cadence.core.issue import Category, Issue
from cadence.core.ports import Change
from cadence.delivery.wire import Wire
from cadence.status.model.asked import ANSWERED, Remembered, Watch


@dataclass(frozen=True, slots=True)
class SqlStatusStore:
    """`StatusStore` on SQLAlchemy. `wire` knows the types that a Remembered question holds."""

    engine: Engine
    wire: Wire

    def question(self, id: str) -> Remembered | None:  # noqa: A002 - the port's word
        return self._first(select(questions.c.body).where(questions.c.id == id))

    def latest(self, conversation: str) -> Remembered | None:
        asked = and_(questions.c.conversation == conversation, questions.c.kind.is_not(None))
        return self._first(_newest(select(questions.c.body).where(asked)))

    def last_by(self, user: str, *, before: datetime) -> Remembered | None:
        asked = and_(
            questions.c.user == user,
            questions.c.asked_at < before,
            questions.c.outcome == ANSWERED,
        )
        return self._first(_newest(select(questions.c.body).where(asked)))

    def remember(self, asked: Remembered) -> Change:
        values = {
            "conversation": asked.conversation,
            "user": asked.user,
            "asked_at": asked.at,
            "kind": asked.question.kind.value if asked.question else None,
            "outcome": asked.outcome,
            "body": self.wire.dump(asked),
        }

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, questions)
                .values(id=asked.id, **values)
                .on_conflict_do_update(index_elements=["id"], set_=values)
            )

        return change

    def judge(self, id: str, *, user: str, verdict: str, at: datetime) -> Change:  # noqa: A002 - the port's word
        values = {"verdict": verdict, "at": at}

        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, verdicts)
                .values(question=id, user=user, **values)
                .on_conflict_do_update(index_elements=["question", "user"], set_=values)
            )

        return change

    def forget(self, *, before: datetime) -> Change:
        old = select(questions.c.id).where(questions.c.asked_at < before)

        def change(connection: Connection) -> None:
            connection.execute(delete(verdicts).where(verdicts.c.question.in_(old)))
            connection.execute(delete(questions).where(questions.c.asked_at < before))

        return change

    def watches(self) -> tuple[Watch, ...]:
        return self._watches(select(watches))

    def watches_of(self, user: str) -> tuple[Watch, ...]:
        return self._watches(select(watches).where(watches.c.user == user))

    def watch(self, *, user: str, team: str, issue: Issue, at: datetime) -> Change:
        def change(connection: Connection) -> None:
            connection.execute(
                insert_into(self.engine, watches)
                .values(user=user, team=team, key=issue.key, since=at, **_state(issue))
                .on_conflict_do_nothing()
            )

        return change

    def unwatch(self, *, user: str, key: str, at: datetime) -> Change:
        mine = and_(watches.c.user == user, watches.c.key == key, watches.c.ended_at.is_(None))

        def change(connection: Connection) -> None:
            connection.execute(update(watches).where(mine).values(ended_at=at))

        return change

    def told(self, watch: Watch, *, issue: Issue, at: datetime, ended: bool) -> Change:
        as_known = and_(
            watches.c.id == watch.id,
            watches.c.ended_at.is_(None),
            watches.c.status == watch.status,
            watches.c.resolution.is_not_distinct_from(watch.resolution),
        )
        values = {**_state(issue), "ended_at": at if ended else None}

        def change(connection: Connection) -> None:
            statement = update(watches).where(as_known).values(**values).returning(watches.c.id)
            if connection.execute(statement).first() is None:
                raise LeaseLost(f"watch {watch.id} was told of another state meanwhile")

        return change

    # --- reading -----------------------------------------------------------------------------------

    def _first(self, statement: Select[Any]) -> Remembered | None:
        with reading(self.engine) as connection:
            body = connection.execute(statement).scalar()
        if body is None:
            return None
        kept: Remembered = self.wire.load(body)
        return kept

    def _watches(self, statement: Select[Any]) -> tuple[Watch, ...]:
        live = statement.where(watches.c.ended_at.is_(None)).order_by(watches.c.id)
        with reading(self.engine) as connection:
            return tuple(_watch(row) for row in connection.execute(live))


def _newest(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(questions.c.asked_at.desc(), questions.c.id.desc()).limit(1)


def _state(issue: Issue) -> dict[str, Any]:
    return {
        "status": issue.status,
        "category": issue.category.value,
        "resolution": issue.resolution,
    }


def _watch(row: Row[Any]) -> Watch:
    return Watch(
        id=row.id,
        user=row.user,
        team=row.team,
        key=row.key,
        status=row.status,
        category=Category(row.category),
        resolution=row.resolution,
        since=row.since,
        ended_at=row.ended_at,
    )
