"""Jobs in a table: claimed with a lease, settled in one transaction, on SQLite and PostgreSQL alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Float,
    Row,
    Update,
    and_,
    bindparam,
    delete,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from cadence.adapters.db.engine import POSTGRESQL, hold, reading, writing
from cadence.adapters.db.gate import Moment, SqlTime, claimable, next_claimable
from cadence.adapters.db.tables import UtcDateTime, jobs
from cadence.adapters.db.texts import storable
from cadence.core.errors import LeaseLost
from cadence.core.ports import Clock
from cadence.delivery.job import Job, NewJob, Settlement

CHANNEL = "cadence_jobs"
"""What PostgreSQL's NOTIFY goes out on when there is new work."""

SET_ASIDE = "set aside"
EMPTIED = "emptied"
"""The step of a set-aside job that holds nothing any more."""


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
        if not new:
            return ()  # most beats bring nothing, and must not take SQLite's one write lock for it
        with writing(self.engine, first=True) as connection:
            fresh = self._insert(connection, new)
            if any(fresh):
                notify(connection)
        if any(fresh):
            self.ring()
        return fresh

    def make(self, settlement: Settlement) -> None:
        """All of what follows of something that was no job, in one transaction; its `again` counts for nothing."""
        with writing(self.engine) as connection:
            for change in settlement.changes:
                change(connection)
            if any(self._insert(connection, settlement.jobs)):
                notify(connection)
        self.ring()

    def claim(self, *, worker: str, lease: timedelta, kinds: frozenset[str]) -> Job | None:
        if not self._on_postgresql and not self._is_due(kinds):
            return None  # an idle look must not queue for SQLite's one write lock
        with writing(self.engine) as connection:
            row = self._first_claimable(connection, kinds)
            if row is None:
                return None
            token = f"{worker}/{token_hex(8)}"
            taken = {"of": row.id, "by": token, "after": lease.total_seconds()}
            connection.execute(_claim(self._time), taken | self._bound_now())
        return _job(row, token)

    def beat(self, job: Job, *, lease: timedelta) -> bool:
        with writing(self.engine) as connection:
            return self._update(connection, job, after=lease.total_seconds())

    def settle(self, job: Job, settlement: Settlement) -> None:
        self._end(job, settlement, **self._settled(settlement))

    def put_back(self, job: Job, *, delay: timedelta, error: str | None, counts: bool) -> None:
        with writing(self.engine) as connection:
            kept = self._update(
                connection,
                job,
                claim=None,
                after=delay.total_seconds(),
                tries=job.tries + counts,
                error=_kept(error),
            )
        if not kept:
            raise LeaseLost(job.reference)

    def set_aside(self, job: Job, *, error: str, settlement: Settlement) -> None:
        over = {"claim": None, "set_aside": True, "error": _kept(error)}
        self._end(job, settlement, is_done=True, **over)

    def next_due(self, *, kinds: frozenset[str]) -> datetime | None:
        with reading(self.engine) as connection:
            return connection.execute(
                next_claimable(self._time), {"kinds": list(kinds)}
            ).scalar_one()

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

    def empty_set_aside(self, *, before: datetime) -> int:
        old = and_(jobs.c.set_aside.is_(True), jobs.c.done_at < before, jobs.c.step != EMPTIED)
        with writing(self.engine) as connection:
            return connection.execute(
                update(jobs).where(old).values(args={}, step=EMPTIED)
            ).rowcount

    def backlog(self) -> Mapping[str, int]:
        # Apart, since each has an index: together they would go through a month of done jobs.
        undone = select(jobs.c.kind, func.count()).where(jobs.c.done_at.is_(None))
        aside = select(func.count()).where(jobs.c.set_aside.is_(True))
        with reading(self.engine) as connection:
            counted: dict[str, int] = dict(connection.execute(undone.group_by(jobs.c.kind)).all())
            failed = connection.execute(aside).scalar_one()
        return {**counted, SET_ASIDE: failed} if failed else counted

    # --- one transaction ---------------------------------------------------------------------------

    def _end(self, job: Job, settlement: Settlement, **values: Any) -> None:
        with writing(self.engine) as connection:
            if not self._update(connection, job, **values):
                raise LeaseLost(job.reference)
            for change in settlement.changes:
                change(connection)
            self._insert(connection, settlement.jobs)
            if settlement.jobs or job.lane is not None:
                notify(connection)
        self.ring()

    def _settled(self, settlement: Settlement) -> dict[str, Any]:
        again = settlement.again
        if again is None:
            # What is done keeps its key alone: nobody's words stay here longer than they are needed.
            return {"claim": None, "is_done": True, "error": None, "args": {}}
        values = {
            "claim": None,
            "due_at": again.due_at,
            "step": again.step,
            "tries": 0,
            "error": None,
        }
        return values if again.args is None else {**values, "args": dict(again.args)}

    def _update(
        self, connection: Connection, job: Job, *, is_done: bool = False, **values: Any
    ) -> bool:
        """Whether the job was still held under this claim. `after`: due so many seconds from now."""
        statement = _update_if_held(self._time, frozenset(values), is_done=is_done)
        bound = {"of": job.id, "by": job.claim, **{f"new_{name}": values[name] for name in values}}
        if is_done or "after" in values:
            bound |= self._bound_now()
        return connection.execute(statement, bound).first() is not None

    def _insert(self, connection: Connection, new: Iterable[NewJob]) -> tuple[bool, ...]:
        new = tuple(new)
        _queue_up(connection, {job.lane for job in new if job.lane is not None})
        statement = _insert_unless_known(self._time)
        bound = self._bound_now()
        return tuple(
            connection.execute(statement, _row(job) | bound).first() is not None for job in new
        )

    # --- what may be claimed -----------------------------------------------------------------------

    def _is_due(self, kinds: frozenset[str]) -> bool:
        with reading(self.engine) as connection:
            return self._first_claimable(connection, kinds) is not None

    def _first_claimable(self, connection: Connection, kinds: frozenset[str]) -> Row[Any] | None:
        bound = {"kinds": list(kinds)} | self._bound_now()
        return connection.execute(claimable(self._time), bound).first()

    # --- time --------------------------------------------------------------------------------------

    @property
    def _on_postgresql(self) -> bool:
        return self.engine.dialect.name == POSTGRESQL

    @property
    def _time(self) -> SqlTime:
        return SqlTime(postgresql=self._on_postgresql, bound=self.clock is not None)

    def _now(self) -> Moment:
        return self._time.now if self.clock is None else literal(self.clock.now(), UtcDateTime())

    def _bound_now(self) -> dict[str, Any]:
        return {} if self.clock is None else {"now": self.clock.now()}


def job_store(engine: Engine, clock: Clock, *, ring: Callable[[], None] = _silent) -> SqlJobStore:
    """The store that fits the database: PostgreSQL tells the time itself, for all replicas alike."""
    own_time = engine.dialect.name == POSTGRESQL
    return SqlJobStore(engine=engine, clock=None if own_time else clock, ring=ring)


def notify(connection: Connection) -> None:
    """Once this transaction is committed, every process looks for work. SQLite's one has the ring."""
    if connection.dialect.name == POSTGRESQL:
        connection.execute(text(f"NOTIFY {CHANNEL}"))


def _queue_up(connection: Connection, lanes: set[str]) -> None:
    """On PostgreSQL, ids are drawn before they are committed: without these locks, a job could appear in its lane
    before an older one does, and overtake it."""
    for lane in sorted(lanes):
        hold(connection, lane)


@cache
def _claim(time: SqlTime) -> Update:
    return (
        update(jobs)
        .where(jobs.c.id == bindparam("of"))
        .values(
            claim=bindparam("by"),
            due_at=_in_so_many_seconds(time, "after"),
            tries=jobs.c.tries + 1,
        )
    )


@cache
def _update_if_held(
    time: SqlTime, names: frozenset[str], *, is_done: bool
) -> ReturningUpdate[tuple[int]]:
    """Built once for each set of columns; brings the id where the job is still held under the claim."""
    mine = and_(
        jobs.c.id == bindparam("of"), jobs.c.claim == bindparam("by"), jobs.c.done_at.is_(None)
    )
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}", type_=jobs.c[name].type) for name in names - {"after"}
    }
    if "after" in names:
        values["due_at"] = _in_so_many_seconds(time, "new_after")
    if is_done:
        values["done_at"] = time.now
    return update(jobs).where(mine).values(**values).returning(jobs.c.id)


def _in_so_many_seconds(time: SqlTime, name: str) -> Moment:
    return time.plus(time.now, bindparam(name, type_=Float()))


@cache
def _insert_unless_known(time: SqlTime) -> ReturningInsert[Any]:
    """Brings the id of the new row, or nothing; `.rowcount` is not to be trusted here."""
    insert = postgresql.insert if time.postgresql else sqlite.insert
    return (
        insert(jobs)
        .values(
            due_at=func.coalesce(bindparam("due", type_=UtcDateTime()), time.now),
            enqueued_at=time.now,
        )
        .on_conflict_do_nothing(index_elements=["kind", "key"])
        .returning(jobs.c.id)
    )


def _row(job: NewJob) -> dict[str, Any]:
    return {
        "kind": job.kind,
        "key": job.key,
        "lane": job.lane,
        "gap": job.gap.total_seconds(),
        "args": dict(job.args),
        "step": "",
        "due": job.due_at,
        "tries": 0,
        "set_aside": False,
    }


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
    """An error as it is kept: one that can't be stored would hold its job up, and a novel helps nobody."""
    return None if error is None else storable(error)[:2000]
