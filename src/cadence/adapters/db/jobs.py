"""Jobs in a table: claimed with a lease, settled in one transaction, on SQLite and PostgreSQL alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from cadence.adapters.db.engine import POSTGRESQL, reading, writing
from cadence.adapters.db.tables import UtcDateTime, jobs
from cadence.core.errors import LeaseLost
from cadence.core.ports import Clock
from cadence.delivery.job import Job, NewJob, Settlement

CHANNEL = "cadence_jobs"
"""What PostgreSQL's NOTIFY goes out on when there is new work."""

SET_ASIDE = "set aside"

Moment = ColumnElement[datetime]


def _silent() -> None:
    """Nobody in this process waits for work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlJobStore:
    """`JobStore` on SQLAlchemy.

    `clock` None asks the database for the time, as replicas must whose own clocks differ; SQLite needs a clock.
    `ring` is called after each commit that may have brought work for this process.
    """

    engine: Engine
    clock: Clock | None
    ring: Callable[[], None] = field(default=_silent)

    def enqueue(self, *new: NewJob) -> tuple[bool, ...]:
        with writing(self.engine) as connection:
            fresh = self._insert(connection, new)
            if any(fresh):
                self._notify(connection)
        if any(fresh):
            self.ring()
        return fresh

    def claim(self, *, worker: str, lease: timedelta, kinds: frozenset[str]) -> Job | None:
        if not self._on_postgresql and not self._is_due(kinds):
            return None  # an idle look must not queue for SQLite's one write lock
        with writing(self.engine) as connection:
            row = connection.execute(self._claimable(kinds)).first()
            if row is None:
                return None
            token = f"{worker}/{token_hex(8)}"
            connection.execute(
                update(jobs)
                .where(jobs.c.id == row.id)
                .values(claim=token, due_at=self._after(lease), tries=row.tries + 1)
            )
        return _job(row, token)

    def beat(self, job: Job, *, lease: timedelta) -> bool:
        with writing(self.engine) as connection:
            return self._update(connection, job, due_at=self._after(lease))

    def settle(self, job: Job, settlement: Settlement) -> None:
        self._end(job, settlement, **self._settled(settlement))

    def put_back(self, job: Job, *, delay: timedelta, error: str | None, counts: bool) -> None:
        with writing(self.engine) as connection:
            kept = self._update(
                connection,
                job,
                claim=None,
                due_at=self._after(delay),
                tries=job.tries + counts,
                error=_kept(error),
            )
        if not kept:
            raise LeaseLost(job.reference)

    def set_aside(self, job: Job, *, error: str, settlement: Settlement) -> None:
        over = {"claim": None, "done_at": self._now(), "set_aside": True, "error": _kept(error)}
        self._end(job, settlement, **over)

    def next_due(self, *, kinds: frozenset[str]) -> datetime | None:
        last = jobs.alias("last")
        lane_done_at = select(func.max(last.c.done_at)).where(last.c.lane == jobs.c.lane)
        gap_ends = self._plus(lane_done_at.scalar_subquery(), jobs.c.gap)
        free_at = case(
            (and_(jobs.c.gap > 0, gap_ends > jobs.c.due_at), gap_ends), else_=jobs.c.due_at
        )
        head_of_lane = or_(jobs.c.lane.is_(None), not_(_behind_another()))
        with reading(self.engine) as connection:
            soonest: datetime | None = connection.execute(
                select(func.min(free_at, type_=UtcDateTime())).where(
                    jobs.c.done_at.is_(None), jobs.c.kind.in_(kinds), head_of_lane
                )
            ).scalar_one()
        return soonest

    def release(self) -> int:
        held = and_(jobs.c.claim.is_not(None), jobs.c.done_at.is_(None))
        with writing(self.engine) as connection:
            freed = connection.execute(
                update(jobs).where(held).values(claim=None, due_at=self._now()).returning(jobs.c.id)
            ).all()
        return len(freed)

    def forget_done(self, *, before: datetime) -> int:
        old = and_(jobs.c.done_at < before, jobs.c.set_aside.is_(False))
        with writing(self.engine) as connection:
            return connection.execute(delete(jobs).where(old)).rowcount

    def backlog(self) -> Mapping[str, int]:
        label = case((jobs.c.set_aside, SET_ASIDE), else_=jobs.c.kind).label("label")
        waiting = or_(jobs.c.done_at.is_(None), jobs.c.set_aside)
        counted = select(label, func.count()).where(waiting).group_by(label)
        with reading(self.engine) as connection:
            return dict(connection.execute(counted).all())

    # --- one transaction ---------------------------------------------------------------------------

    def _end(self, job: Job, settlement: Settlement, **values: Any) -> None:
        with writing(self.engine) as connection:
            if not self._update(connection, job, **values):
                raise LeaseLost(job.reference)
            for change in settlement.changes:
                change(connection)
            self._insert(connection, settlement.jobs)
            if settlement.jobs or job.lane is not None:
                self._notify(connection)
        self.ring()

    def _settled(self, settlement: Settlement) -> dict[str, Any]:
        again = settlement.again
        if again is None:
            return {"claim": None, "done_at": self._now(), "error": None}
        values = {
            "claim": None,
            "due_at": again.due_at,
            "step": again.step,
            "tries": 0,
            "error": None,
        }
        return values if again.args is None else {**values, "args": dict(again.args)}

    def _update(self, connection: Connection, job: Job, **values: Any) -> bool:
        """Whether the job was still held under this claim."""
        mine = and_(jobs.c.id == job.id, jobs.c.claim == job.claim, jobs.c.done_at.is_(None))
        kept = connection.execute(update(jobs).where(mine).values(**values).returning(jobs.c.id))
        return kept.first() is not None

    def _insert(self, connection: Connection, new: Iterable[NewJob]) -> tuple[bool, ...]:
        new = tuple(new)
        self._queue_up(connection, {job.lane for job in new if job.lane is not None})
        insert = postgresql.insert if self._on_postgresql else sqlite.insert
        statement = (
            insert(jobs).on_conflict_do_nothing(index_elements=["kind", "key"]).returning(jobs.c.id)
        )
        return tuple(
            connection.execute(statement.values(**self._row(job))).first() is not None
            for job in new
        )

    def _queue_up(self, connection: Connection, lanes: set[str]) -> None:
        """On PostgreSQL, ids are drawn before they are committed: without this lock, a job could appear in its lane
        before an older one does, and overtake it. SQLite has one writer at a time."""
        if self._on_postgresql:
            for lane in sorted(lanes):
                connection.execute(
                    select(func.pg_advisory_xact_lock(func.hashtextextended(lane, 0)))
                )

    def _notify(self, connection: Connection) -> None:
        if self._on_postgresql:
            connection.execute(text(f"NOTIFY {CHANNEL}"))

    def _row(self, job: NewJob) -> dict[str, Any]:
        return {
            "kind": job.kind,
            "key": job.key,
            "lane": job.lane,
            "gap": job.gap.total_seconds(),
            "args": dict(job.args),
            "step": "",
            "due_at": self._now() if job.due_at is None else job.due_at,
            "tries": 0,
            "enqueued_at": self._now(),
            "set_aside": False,
        }

    # --- what may be claimed -----------------------------------------------------------------------

    def _is_due(self, kinds: frozenset[str]) -> bool:
        with reading(self.engine) as connection:
            return connection.execute(self._claimable(kinds)).first() is not None

    def _claimable(self, kinds: frozenset[str]) -> Select[Any]:
        last = jobs.alias("last")
        too_soon = exists().where(
            last.c.lane == jobs.c.lane, last.c.done_at > self._plus(self._now(), -jobs.c.gap)
        )
        return (
            select(jobs)
            .where(
                jobs.c.done_at.is_(None),
                jobs.c.due_at <= self._now(),
                jobs.c.kind.in_(kinds),
                # As an OR of subqueries: PostgreSQL then probes the indexes for each candidate. Two bare NOT EXISTS
                # become anti-joins over the whole table, at a quarter of the speed.
                or_(jobs.c.lane.is_(None), and_(not_(_behind_another()), not_(too_soon))),
            )
            .order_by(jobs.c.due_at, jobs.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )

    # --- time --------------------------------------------------------------------------------------

    @property
    def _on_postgresql(self) -> bool:
        return self.engine.dialect.name == POSTGRESQL

    def _now(self) -> Moment:
        if self.clock is not None:
            return literal(self.clock.now(), UtcDateTime())
        return func.statement_timestamp(type_=UtcDateTime())

    def _after(self, delay: timedelta) -> Moment:
        return self._plus(self._now(), literal(delay.total_seconds()))

    def _plus(self, moment: Any, seconds: ColumnElement[float]) -> Moment:
        if self._on_postgresql:
            later: Moment = moment + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
            return later
        return func.plus_seconds(moment, seconds, type_=UtcDateTime())


def job_store(engine: Engine, clock: Clock, *, ring: Callable[[], None] = _silent) -> SqlJobStore:
    """The store that fits the database: PostgreSQL tells the time itself, for all replicas alike."""
    own_time = engine.dialect.name == POSTGRESQL
    return SqlJobStore(engine=engine, clock=None if own_time else clock, ring=ring)


def _behind_another() -> ColumnElement[bool]:
    earlier = jobs.alias("earlier")
    return exists().where(
        earlier.c.lane == jobs.c.lane, earlier.c.done_at.is_(None), earlier.c.id < jobs.c.id
    )


def _job(row: Row[Any], token: str) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        key=row.key,
        args=row.args,
        lane=row.lane,
        step=row.step,
        tries=row.tries,
        enqueued_at=row.enqueued_at,
        claim=token,
    )


def _kept(error: str | None) -> str | None:
    """An error as it is kept: PostgreSQL's text holds no U+0000, and a novel helps nobody."""
    return None if error is None else error.replace("\0", "")[:2000]
