"""What was set aside, for whoever looks after Cadence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, func, select, update

from cadence.adapters.db.engine import reading, writing
from cadence.adapters.db.jobs import EMPTIED, notify
from cadence.adapters.db.tables import jobs
from cadence.core.ports import Clock
from cadence.delivery.job import Aside


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlAsides:
    engine: Engine
    clock: Clock

    def count(self) -> int:
        with reading(self.engine) as connection:
            return connection.execute(
                select(func.count()).where(jobs.c.set_aside.is_(True))
            ).scalar_one()

    def newest(self, *, limit: int) -> tuple[Aside, ...]:
        page: Select[Any] = (
            select(*_SHOWN)
            .where(jobs.c.set_aside.is_(True))
            .order_by(jobs.c.done_at.desc(), jobs.c.id.desc())
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return tuple(map(_aside, connection.execute(page)))

    def named(self, ids: Sequence[int]) -> tuple[Aside, ...]:
        """Those of them that are set aside, by id."""
        mine: Select[Any] = select(*_SHOWN).where(_are_aside(ids)).order_by(jobs.c.id)
        with reading(self.engine) as connection:
            return tuple(map(_aside, connection.execute(mine)))

    def retry(self, ids: Sequence[int]) -> tuple[int, ...]:
        """Those that are done anew from now on; not what was emptied. Each counts as tried once, so that a message of
        unknown outcome is looked for before it is posted again."""
        again = and_(_are_aside(ids), jobs.c.step != EMPTIED)
        # Due by this process' clock: on PostgreSQL a skewed one makes it a moment late and no more.
        values = {
            "set_aside": False,
            "done_at": None,
            "claim": None,
            "error": None,
            "tries": 1,
            "due_at": self.clock.now(),
        }
        with writing(self.engine) as connection:
            made = connection.execute(
                update(jobs).where(again).values(**values).returning(jobs.c.id)
            )
            done = tuple(sorted(made.scalars()))
            if done:
                notify(connection)
        return done

    def drop(self, ids: Sequence[int]) -> tuple[int, ...]:
        """Those that are gone, with all they held. Their keys stay, so that what is repeated is not taken for new."""
        with writing(self.engine) as connection:
            made = connection.execute(
                update(jobs)
                .where(_are_aside(ids))
                .values(set_aside=False, args={}, error=None)
                .returning(jobs.c.id)
            )
            return tuple(sorted(made.scalars()))


_SHOWN = (
    jobs.c.id,
    jobs.c.kind,
    jobs.c.key,
    jobs.c.enqueued_at,
    jobs.c.done_at,
    jobs.c.error,
    jobs.c.step,
)


def _are_aside(ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(jobs.c.set_aside.is_(True), jobs.c.id.in_(list(ids)))


def _aside(row: Row[Any]) -> Aside:
    return Aside(
        id=row.id,
        kind=row.kind,
        key=row.key,
        enqueued_at=row.enqueued_at,
        at=row.done_at,
        error=row.error or "",
        is_emptied=row.step == EMPTIED,
    )
