"""A heartbeat over 10,000 rituals, beside APScheduler holding as many jobs in the same database.

Ours stores, of each that is due, a job, the occurrence, a line of the ledger and the next moment; APScheduler the next
moment, and submits the job to an executor, which here does nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine, text, update

from benchmarks.bench import Bench
from benchmarks.measuring import Spread, by_turns, ratio, say, seconds, show
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.adapters.db.ritual_tables import ritual_occurrences
from cadence.adapters.db.schema import upgrade
from cadence.adapters.db.tables import jobs
from cadence.core.agenda import Ask
from cadence.delivery.clock import Heartbeat
from cadence.delivery.job import DONE, Settlement
from cadence.delivery.worker import Workers
from cadence.rituals.model.due import next_due
from cadence.rituals.model.occurrence import Stage
from cadence.rituals.model.ritual import Origin, Participants, Ritual, Version
from cadence.rituals.model.schedule import Schedule, Weekly
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.life import DUE, Life

MANY, FEW = 10_000, 1_000
DUE_AT_ONCE = 100
BEGINS = datetime(2026, 11, 23, tzinfo=UTC)
"""A Monday."""
A_SLOT = timedelta(minutes=10)
"""Between the times of two hundreds of rituals."""
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Cairo")


def run(bench: Bench) -> None:
    many = FEW if bench.quick else MANY
    for kind in ("SQLite", "PostgreSQL"):
        with _ours(bench, kind, many) as ours, _theirs(bench, kind, many) as theirs:
            _measure(kind, many, bench.rounds(40), ours, theirs)


def _measure(kind: str, many: int, rounds: int, ours: "_Ours", theirs: "_Theirs") -> None:
    idle = by_turns(rounds, {"ours": ours.idle, "theirs": theirs.idle})
    busy = by_turns(min(rounds, 20), {"ours": ours.busy, "theirs": theirs.busy})
    rows = [
        (name, *(Spread(each[who]).shown() for who in ("ours", "theirs")), _ratio(each))
        for name, each in (("nothing due", idle), (f"{DUE_AT_ONCE} due", busy))
    ]
    title = f"A beat with {many:,} rituals, {kind}"
    show(title, ("", "Cadence", "APScheduler", "ratio"), rows, "both in the same kind of database")


def _ratio(taken: dict[str, tuple[float, ...]]) -> str:
    return ratio(taken["ours"], taken["theirs"])


# --- ours ------------------------------------------------------------------------------------------


class _Clock:
    def __init__(self) -> None:
        self.at = BEGINS

    def now(self) -> datetime:
        return self.at


class _Nothing:
    """Steps that are not reached here."""

    def __getattr__(self, name: str) -> Callable[..., Settlement]:
        return lambda *_args, **_named: DONE


class _Ours:
    def __init__(self, engine: Engine) -> None:
        self.clock = _Clock()
        self._engine = engine
        self.definitions = SqlDefinitions(engine)
        occurrences = SqlOccurrences(engine)
        life = Life(
            definitions=self.definitions,
            occurrences=occurrences,
            asking=_Nothing(),
            publishing=_Nothing(),  # type: ignore[arg-type] - never reached
            ledger=Ledger(occurrences=occurrences, clock=self.clock, process="bench"),
            clock=self.clock,
        )
        store = SqlJobStore(engine=engine, clock=self.clock)
        self._workers = Workers(store=store, handlers={DUE: life.handlers()[DUE]}, clock=self.clock)
        self._heart = Heartbeat(
            store=store, beats=(life.beat,), clock=self.clock, wake=lambda: None
        )
        self._slots = count(1)

    def idle(self) -> float:
        return seconds(self._heart.tick)

    def busy(self) -> float:
        """The next hundred fall due. Those before are over by then, as they are where their steps are done."""
        self._end_all()
        self.clock.at = BEGINS + next(self._slots) * A_SLOT
        return seconds(self._both)

    def _end_all(self) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(ritual_occurrences).values(stage=Stage.PUBLISHED))
            connection.execute(update(jobs).values(done_at=self.clock.at))

    def _both(self) -> None:
        self._heart.tick()
        done = self._workers.drain()
        if done != DUE_AT_ONCE:
            raise RuntimeError(f"{done} rituals were due, not {DUE_AT_ONCE}")


@contextmanager
def _ours(bench: Bench, kind: str, many: int) -> Iterator[_Ours]:
    engine = make_engine(bench.database(kind, "heartbeat"))
    upgrade(engine)
    ours = _Ours(engine)
    took = seconds(partial(_define, engine, ours.definitions, many))
    say(f"{kind}: {many:,} rituals defined in {took:.1f} s")
    yield ours
    engine.dispose()


def _define(engine: Engine, definitions: SqlDefinitions, many: int) -> None:
    with writing(engine) as connection:
        for ritual in (_ritual(n) for n in range(many)):
            due = next_due(ritual.schedule, BEGINS)
            version = Version(number=1, ritual=ritual, origin=Origin.FILE, by=None, at=BEGINS)
            definitions.define(version, next_at=due.at if due else None)(connection)
    with writing(engine) as connection:
        connection.execute(text("ANALYZE"))


def _ritual(n: int) -> Ritual:
    """A hundred to a slot, each in the local time of its zone."""
    zone = ZoneInfo(ZONES[n % len(ZONES)])
    local = (BEGINS + (n // DUE_AT_ONCE + 1) * A_SLOT).astimezone(zone)
    return Ritual(
        key=f"ritual-{n}",
        title=f"Ritual {n}",
        schedule=Schedule(
            recurrence=Weekly(weekdays=frozenset({local.weekday()})),
            at=time(local.hour, local.minute),
            zone=zone,
        ),
        channel=f"C{n}",
        participants=Participants(people=("U1", "U2")),
        asks=(Ask(name="changed", label="What changed?"),),
    )


# --- theirs ----------------------------------------------------------------------------------------


class _Still(BaseScheduler):  # type: ignore[misc] - the library is untyped
    """Looks for what is due when it is told to, and never by itself."""

    def wakeup(self) -> None:
        pass

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)


class _Submitted(BaseExecutor):  # type: ignore[misc] - the library is untyped
    """Takes a job and is done with it."""

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:  # noqa: ARG002 - the library's shape
        self._run_job_success(job.id, [])


def nothing() -> None:
    """What APScheduler's jobs do."""


class _Theirs:
    def __init__(self, engine: Engine, many: int) -> None:
        self.scheduler = _Still(
            timezone=UTC,
            jobstores={"default": SQLAlchemyJobStore(engine=engine)},
            executors={"default": _Submitted()},
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )
        self.scheduler.start()
        chance = Random(7)  # noqa: S311 - a benchmark's
        for n in range(many):
            trigger = CronTrigger(
                day_of_week=chance.randrange(7),
                hour=chance.randrange(24),
                minute=chance.randrange(60),
                timezone=ZONES[n % len(ZONES)],
            )
            later = datetime.now(UTC) + timedelta(days=1, minutes=n)
            self.scheduler.add_job(nothing, trigger, id=f"job-{n}", next_run_time=later)

    def idle(self) -> float:
        return seconds(self.scheduler._process_jobs)

    def busy(self) -> float:
        past = datetime.now(UTC) - timedelta(seconds=1)
        for n in range(DUE_AT_ONCE):
            self.scheduler.modify_job(f"job-{n}", next_run_time=past)
        return self.idle()


@contextmanager
def _theirs(bench: Bench, kind: str, many: int) -> Iterator[_Theirs]:
    engine = make_engine(bench.database(kind, "apscheduler"))
    began = datetime.now(UTC)
    theirs = _Theirs(engine, many)
    took = (datetime.now(UTC) - began).total_seconds()
    say(f"{kind}: {many:,} jobs of APScheduler added in {took:.1f} s")
    yield theirs
    theirs.scheduler.shutdown(wait=False)
    engine.dispose()
