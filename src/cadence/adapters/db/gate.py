"""Which job may run now: due, undone, and its lane free. As SQL that is built once for each database and clock."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
)

from cadence.adapters.db.tables import UtcDateTime, jobs

Moment = ColumnElement[datetime]


@dataclass(frozen=True, slots=True)
class SqlTime:
    """Time as SQL: told by PostgreSQL itself, or bound as `now` by whoever executes the statement."""

    postgresql: bool
    bound: bool

    @property
    def now(self) -> Moment:
        if self.bound:
            return bindparam("now", type_=UtcDateTime())
        # The same for all of a statement, so that an index can be searched by it.
        return func.statement_timestamp(type_=UtcDateTime())

    def plus(self, moment: Any, seconds: Any) -> Moment:
        if self.postgresql:
            later: Moment = moment + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
            return later
        return func.plus_seconds(moment, seconds, type_=UtcDateTime())


@cache
def claimable(time: SqlTime) -> Select[Any]:
    """The row of the job that has been due longest and may run, of those of the bound `kinds`; locked on PostgreSQL."""
    last = jobs.alias("last")
    too_soon = exists().where(
        last.c.lane == jobs.c.lane, last.c.done_at > time.plus(time.now, -jobs.c.gap)
    )
    return (
        select(jobs)
        .where(
            _waits(),
            jobs.c.due_at <= time.now,
            # As an OR of subqueries: PostgreSQL then probes the indexes for each candidate. Two bare NOT EXISTS become
            # anti-joins over the whole table, at a quarter of the speed.
            or_(jobs.c.lane.is_(None), and_(not_(_behind_another()), not_(too_soon))),
        )
        .order_by(jobs.c.due_at, jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


@cache
def next_claimable(time: SqlTime) -> Select[datetime | None]:
    """When the first job of the bound `kinds` may run that does not wait for another of its lane."""
    last = jobs.alias("last")
    lane_done_at = select(func.max(last.c.done_at)).where(last.c.lane == jobs.c.lane)
    gap_ends = time.plus(lane_done_at.scalar_subquery(), jobs.c.gap)
    waits_for_gap = and_(jobs.c.gap > 0, gap_ends > jobs.c.due_at)
    free_at = case((waits_for_gap, gap_ends), else_=jobs.c.due_at)
    return select(func.min(free_at, type_=UtcDateTime())).where(
        _waits(), or_(jobs.c.lane.is_(None), not_(_behind_another()))
    )


def _waits() -> ColumnElement[bool]:
    return and_(jobs.c.done_at.is_(None), jobs.c.kind.in_(bindparam("kinds", expanding=True)))


def _behind_another() -> ColumnElement[bool]:
    earlier = jobs.alias("earlier")
    return exists().where(
        earlier.c.lane == jobs.c.lane, earlier.c.done_at.is_(None), earlier.c.id < jobs.c.id
    )
