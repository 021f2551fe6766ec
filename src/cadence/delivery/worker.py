"""Workers: threads that claim jobs, run them and settle what comes of them."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random
from threading import Condition, Event, Lock, Thread
from time import monotonic
from typing import TypeVar

import structlog
from structlog.contextvars import bound_contextvars

from cadence.core.errors import CadenceError, LeaseLost, Overtaken, StoreUnavailable
from cadence.core.ports import Clock
from cadence.delivery.job import DONE, GiveUp, Handler, Job, JobStore, Wait

log = structlog.get_logger(__name__)

T = TypeVar("T")


class Outcome(StrEnum):
    """What came of one claim, for the metrics."""

    DONE = "done"
    AGAIN = "again"
    """Not done, by its own wish: its next step, or its next round."""
    WAITING = "waiting"
    """Put back without counting."""
    OVERTAKEN = "overtaken"
    """Put back, to be done anew with what another stored at the same moment."""
    FAILED = "failed"
    """Put back, to be tried again."""
    SET_ASIDE = "set aside"
    LOST = "lost"
    """Someone else holds it now, or the database could not be told; nothing was stored."""


Observer = Callable[[str, Outcome, float], None]
"""Called after each claim with its kind, what came of it, and the seconds it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How long a job waits after its nth failure: doubling from `first` up to `most`, and up to half of it by chance
    less, so that what failed together does not come back together."""

    first: timedelta = timedelta(seconds=2)
    most: timedelta = timedelta(minutes=5)
    chance: Random = field(default_factory=Random)

    def after(self, failures: int) -> timedelta:
        """`failures` is 1 after the first one."""
        doubled = self.first * float(2 ** min(failures - 1, 30))
        return min(doubled, self.most) * self.chance.uniform(0.5, 1)


class Bell:
    """Rung where work may have come in; whoever listens in this process looks for it at once."""

    def __init__(self) -> None:
        self._listeners: tuple[Callable[[], None], ...] = ()

    def ring(self) -> None:
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners = (*self._listeners, listener)


def this_process() -> str:
    """A name that an operator can find a process by."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Workers:
    """Threads that do the jobs of a store, those of `handlers`' kinds alone.

    `pools` gives kinds threads of their own ("post": 4), so that they never wait for slower ones; the `count` threads
    do all other kinds. While a job runs, one thread extends its lease every `beat`. New work of this process is seen at
    once (`wake`, or the store's bell), anyone else's within `poll`. Where the database is away, a thread looks again
    after `pause`.
    """

    def __init__(
        self,
        *,
        store: JobStore,
        handlers: Mapping[str, Handler],
        clock: Clock,
        count: int = 8,
        pools: Mapping[str, int] | None = None,
        lease: timedelta = timedelta(seconds=60),
        beat: timedelta = timedelta(seconds=20),
        poll: timedelta = timedelta(seconds=0.2),
        pause: timedelta = timedelta(seconds=1),
        backoff: Backoff | None = None,
        observe: Observer | None = None,
        name: str | None = None,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._clock = clock
        self._lease = lease
        self._poll = poll
        self._pause = pause
        self._backoff = backoff or Backoff()
        self._observe = observe
        self._name = name or this_process()
        self._stopping = Event()
        self._beater = _Beater(store, lease=lease, beat=beat)
        self._pools = _pools(frozenset(handlers), count, pools or {})
        self._threads: tuple[Thread, ...] = ()

    def start(self) -> None:
        self._beater.start()
        threads = [
            Thread(target=self._work, args=(pool,), name=f"{pool.name}-{place}", daemon=True)
            for pool in self._pools
            for place in range(pool.count)
        ]
        threads.append(Thread(target=self._watch, name="watch", daemon=True))
        self._threads = tuple(threads)
        for thread in threads:
            thread.start()

    def stop(self, deadline: timedelta = timedelta(seconds=20)) -> bool:
        """Claim nothing more and let the running jobs end; False where some did not within the deadline.

        Those are run again by whoever finds their lease run out.
        """
        self._stopping.set()
        for pool in self._pools:
            pool.close()
        end = monotonic() + deadline.total_seconds()
        for thread in self._threads:
            thread.join(max(0.0, end - monotonic()))
        self._beater.stop()
        left = self._beater.held
        if left:
            log.warning("stopped with jobs unfinished", jobs=[job.reference for job in left])
        return not left

    def wake(self) -> None:
        """There may be work: look now."""
        for pool in self._pools:
            pool.wake()

    def drain(self, *, most: int = 10_000) -> int:
        """Do in this thread whatever is due, and what follows from it, until nothing is; how many claims that took.

        Raises RuntimeError after `most`, since something then keeps making work for itself.
        """
        kinds = frozenset(self._handlers)
        for done in range(most):
            if not self._work_one(kinds):
                return done
        raise RuntimeError(f"still work after {most} jobs")

    @property
    def kinds(self) -> frozenset[str]:
        """What these workers do."""
        return frozenset(self._handlers)

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that this process holds at this moment."""
        return self._beater.held

    # --- threads -----------------------------------------------------------------------------------

    def _work(self, pool: "_Pool") -> None:
        while not self._stopping.is_set():
            seen = pool.rung
            found = _caught(lambda: self._work_one(pool.kinds, pool.wake))
            if found is False:
                pool.wait(seen)
            elif isinstance(found, Exception):
                _tell_of_no_look(found)
                self._stopping.wait(self._pause.total_seconds())

    def _watch(self) -> None:
        """Wakes one worker a pool at least every `poll`, and at the very moment when something falls due.

        The claim itself decides what is due: this process' clock only shortens the wait.
        """
        while not self._stopping.wait(self._until_next().total_seconds()):
            self.wake()

    def _until_next(self) -> timedelta:
        try:
            due = self._store.next_due(kinds=frozenset(self._handlers))
        except CadenceError:
            return self._poll
        if due is None:
            return self._poll
        ahead = due - self._clock.now()
        return min(ahead, self._poll) if ahead > timedelta(0) else self._poll

    # --- one job -----------------------------------------------------------------------------------

    def _work_one(self, kinds: frozenset[str], taken: Callable[[], None] = lambda: None) -> bool:
        job = self._store.claim(worker=self._name, lease=self._lease, kinds=kinds)
        if job is None:
            return False
        taken()
        began = monotonic()
        with bound_contextvars(job=job.reference, kind=job.kind), self._beater.holding(job):
            outcome = self._do(job, self._handlers[job.kind])
        if self._observe is not None:
            self._observe(job.kind, outcome, monotonic() - began)
        return True

    def _do(self, job: Job, handler: Handler) -> Outcome:
        try:
            return self._try(job, handler)
        except LeaseLost:
            log.warning("the lease was lost; nothing of this attempt was stored")
        except StoreUnavailable as error:
            log.warning("the database could not be told; the lease will run out", error=str(error))
        return Outcome.LOST

    def _try(self, job: Job, handler: Handler) -> Outcome:
        if job.tries >= handler.tries:
            return self._give_up(job, handler, "every attempt was cut short before its end")
        try:
            result = _caught(lambda: self._run(job, handler))
        except Wait as wait:
            log.info("the job waits", seconds=wait.delay.total_seconds(), why=str(wait))
            self._store.put_back(job, delay=wait.delay, error=str(wait), counts=False)
            return Outcome.WAITING
        if isinstance(result, Outcome):
            return result
        return self._failed(job, handler, result)

    def _run(self, job: Job, handler: Handler) -> Outcome:
        settlement = handler.run(job)
        self._store.settle(job, settlement)
        return Outcome.DONE if settlement.again is None else Outcome.AGAIN

    def _failed(self, job: Job, handler: Handler, error: Exception) -> Outcome:
        failures = job.tries + 1
        final = isinstance(error, GiveUp) or failures >= handler.tries
        # Of two that change one thing at once the second is to be done anew: nothing went wrong.
        is_overtaken = isinstance(error, Overtaken) and not final
        if is_overtaken:
            log.info("the job was overtaken, and is done anew", tries=failures, why=str(error))
        else:
            log.error("the job failed", tries=failures, final=final, exc_info=error)
        if final:
            return self._give_up(job, handler, _in_plain_words(error), cause=error)
        delay = self._backoff.after(failures)
        self._store.put_back(job, delay=delay, error=_named(error), counts=True)
        return Outcome.OVERTAKEN if is_overtaken else Outcome.FAILED

    def _give_up(
        self, job: Job, handler: Handler, why: str, *, cause: Exception | None = None
    ) -> Outcome:
        what_follows = _caught(lambda: handler.give_up(job, why))
        if isinstance(what_follows, Exception):
            log.error("nobody was told that the job failed", exc_info=what_follows)
            what_follows = DONE
        error = why if cause is None else _named(cause)
        self._store.set_aside(job, error=error, settlement=what_follows)
        return Outcome.SET_ASIDE


def _caught(call: Callable[[], T]) -> T | Exception:
    """What the call brings, or the error it ended in. What steers a job is no error and passes through."""
    try:
        return call()
    except (Wait, LeaseLost):
        raise
    except Exception as error:  # noqa: BLE001 - the entrance of all background work: one job's bug must not end its thread
        return error


def _tell_of_no_look(error: Exception) -> None:
    if isinstance(error, CadenceError):
        log.warning("could not look for work", error=str(error))
    else:
        log.error("could not look for work", exc_info=error)


def _in_plain_words(error: Exception) -> str:
    """For a person: our own errors speak plainly, anything else is a matter for the log."""
    return str(error) if isinstance(error, CadenceError | GiveUp) else "something went wrong inside"


def _named(error: Exception) -> str:
    """For an operator."""
    return f"{type(error).__name__}: {error}"


class _Pool:
    """Threads that wait for the same kinds of work."""

    def __init__(self, name: str, kinds: frozenset[str], count: int) -> None:
        self.name = name
        self.kinds = kinds
        self.count = count
        self.rung = 0
        """Counts the wake-ups; one that came after looking and before waiting is seen by it."""
        self._closed = False
        self._condition = Condition()

    def wake(self) -> None:
        """Let one thread look; if it finds work, it lets the next one look."""
        with self._condition:
            self.rung += 1
            self._condition.notify()

    def wait(self, seen: int) -> None:
        with self._condition:
            self._condition.wait_for(lambda: self._closed or self.rung != seen)

    def close(self) -> None:
        with self._condition:
            self._closed = True
            self._condition.notify_all()


def _pools(kinds: frozenset[str], count: int, own: Mapping[str, int]) -> tuple[_Pool, ...]:
    pools = [_Pool(kind, frozenset({kind}), threads) for kind, threads in own.items()]
    rest = kinds - own.keys()
    return (*pools, _Pool("work", rest, count)) if rest else tuple(pools)


class _Beater:
    """Extends the leases of the jobs that run in this process."""

    def __init__(self, store: JobStore, *, lease: timedelta, beat: timedelta) -> None:
        self._store = store
        self._lease = lease
        self._every = beat
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._ended = Event()
        self._thread: Thread | None = None

    @property
    def held(self) -> tuple[Job, ...]:
        with self._lock:
            return tuple(self._jobs.values())

    @contextmanager
    def holding(self, job: Job) -> Iterator[None]:
        with self._lock:
            self._jobs[job.claim] = job
        try:
            yield
        finally:
            with self._lock:
                del self._jobs[job.claim]

    def start(self) -> None:
        self._thread = Thread(target=self._beat, name="beat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _beat(self) -> None:
        wait = self._every
        while not self._ended.wait(wait.total_seconds()):
            missed = [job for job in self.held if not self._extend(job)]
            wait = self._every / 4 if missed else self._every

    def _extend(self, job: Job) -> bool:
        """Whether the database answered."""
        kept = _caught(lambda: self._store.beat(job, lease=self._lease))
        if isinstance(kept, Exception):
            log.warning("could not extend a lease", job=job.reference, exc_info=kept)
            return False
        if not kept and job in self.held:
            log.warning("a lease was lost while its job ran", job=job.reference)
        return True
