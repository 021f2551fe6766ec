"""What wakes Cadence, and what makes work fall due by the clock.

The scheduler here only ticks. What is due is a pure function of the moment, and a job's key makes it happen once, so
that neither a restart nor a second replica drops or doubles anything.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from sys import maxsize

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from cadence.core.errors import StoreUnavailable
from cadence.core.ports import Clock
from cadence.delivery.job import Again, Handler, Job, JobStore, NewJob, Settlement

log = structlog.get_logger(__name__)

Beat = Callable[[datetime], Iterable[NewJob]]
"""What is due at this moment (UTC). Called again and again: the jobs' keys say what is the same, so it brings what fell
due within its own grace, not just since the last call."""

Round = Callable[[Job], Settlement]
"""One round of a job that is never done; its settlement's `again` is left to the clock."""

KEPT = timedelta(days=30)
"""How long a done job's key is remembered: far longer than Slack or a scheduler repeats anything."""

HELD = timedelta(days=14)
"""How long a job that was set aside holds what it was about, for an operator to try it again."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Heartbeat:
    """Asks every beat what is due, keeps it, and wakes the workers; each replica does, and the keys agree."""

    def __init__(
        self,
        *,
        store: JobStore,
        beats: Sequence[Beat],
        clock: Clock,
        wake: Callable[[], None],
        every: timedelta = timedelta(seconds=15),
    ) -> None:
        self._store = store
        self._beats = beats
        self._clock = clock
        self._wake = wake
        self._scheduler = BackgroundScheduler(
            timezone=UTC, executors={"default": ThreadPoolExecutor(1)}
        )
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=every.total_seconds(),
            next_run_time=datetime.now(UTC),
            # A late tick is as good as one in time, and one is as good as several: the default would drop it after 1 s.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=True)

    def tick(self) -> None:
        """One beat that fails does not keep the others from theirs."""
        now = self._clock.now()
        for beat in self._beats:
            try:
                self._store.enqueue(*beat(now))
            except StoreUnavailable as error:
                log.warning("the clock could not reach the database", error=str(error))
            except Exception:
                log.exception("a beat failed", beat=getattr(beat, "__qualname__", repr(beat)))
        self._wake()


def every(period: timedelta) -> Callable[[datetime], datetime]:
    """The next multiple of the period (from 1970 on, UTC) after a moment: the same for every replica."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return lambda moment: epoch + ((moment - epoch) // period + 1) * period


def recurring(name: str) -> NewJob:
    """The one job that does `name` for ever; enqueue it at each start."""
    return NewJob(kind=name, key=name, lane=name)


def rounds(do: Round, *, after: Callable[[datetime], datetime], clock: Clock) -> Handler:
    """Does a job that is never done: round after round, each due at `after(now)`.

    A round that fails is tried again, ever later up to the workers' longest backoff, and never set aside.
    """

    def run(job: Job) -> Settlement:
        settlement = do(job)
        return Settlement(
            changes=settlement.changes,
            jobs=settlement.jobs,
            again=Again(due_at=after(clock.now())),
        )

    return Handler(run=run, tries=maxsize)


FORGET = "forget"
"""The kind of the job that forgets done ones."""


def forgetting(store: JobStore, *, clock: Clock, kept: timedelta = KEPT) -> Handler:
    """Forgets, once a day, what was done longer ago than `kept`, and what set-aside jobs held longer ago than HELD."""

    def forget(_job: Job) -> Settlement:
        now = clock.now()
        gone = store.forget_done(before=now - kept)
        emptied = store.empty_set_aside(before=now - HELD)
        log.info("forgot done jobs", count=gone, emptied=emptied)
        return Settlement()

    return rounds(forget, after=every(timedelta(days=1)), clock=clock)
