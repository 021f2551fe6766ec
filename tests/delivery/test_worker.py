"""Workers: what they do with a job, and how they end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from random import Random
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.jobs import SqlJobStore
from cadence.core.errors import Overtaken, StoreUnavailable, TrackerUnavailable
from cadence.delivery.clock import SystemClock
from cadence.delivery.job import (
    DONE,
    Again,
    GiveUp,
    Handler,
    Job,
    JobStore,
    NewJob,
    Settlement,
    Wait,
)
from cadence.delivery.worker import Backoff, Bell, Outcome, Workers
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore

SOON = 20
"""Seconds to wait at most for what takes milliseconds."""


@pytest.fixture
def store(clock: FakeClock) -> FakeJobStore:
    return FakeJobStore(clock)


@pytest.fixture
def lasting(sqlite_url: str) -> Iterator[SqlJobStore]:
    """A real store, for real threads."""
    engine = make_engine(sqlite_url)
    yield SqlJobStore(engine=engine, clock=SystemClock())
    engine.dispose()


def workers(store: JobStore, clock: FakeClock, handler: Handler, **more: Any) -> Workers:
    backoff = Backoff(chance=Random(1))  # noqa: S311 - seeded chance, not cryptography
    return Workers(store=store, handlers={"work": handler}, clock=clock, backoff=backoff, **more)


@contextmanager
def running(store: JobStore, handlers: dict[str, Handler], **more: Any) -> Iterator[Workers]:
    crew = Workers(store=store, handlers=handlers, clock=SystemClock(), **more)
    crew.start()
    try:
        yield crew
    finally:
        assert crew.stop(timedelta(seconds=SOON))


def work(key: str = "a", **more: Any) -> NewJob:
    return NewJob(kind="work", key=key, **more)


def raising(error: Exception) -> Callable[[Job], Settlement]:
    def run(_job: Job) -> Settlement:
        raise error

    return run


# --- one job ---------------------------------------------------------------------------------------


def test_a_job_is_done_with_what_follows_from_it(store: FakeJobStore, clock: FakeClock) -> None:
    done: list[str] = []

    def run(job: Job) -> Settlement:
        done.append(job.key)
        return Settlement(jobs=(work("b"),) if job.key == "a" else ())

    store.enqueue(work())
    assert workers(store, clock, Handler(run=run)).drain() == 2
    assert done == ["a", "b"]
    assert store.backlog() == {}


def test_draining_does_what_is_due_and_nothing_else(store: FakeJobStore, clock: FakeClock) -> None:
    store.enqueue(work("now"), work("later", due_at=clock.now() + timedelta(hours=1)))
    crew = workers(store, clock, Handler(run=lambda _: DONE))
    assert crew.drain() == 1
    clock.advance(hours=1)
    assert crew.drain() == 1


def test_work_without_end_is_noticed(store: FakeJobStore, clock: FakeClock) -> None:
    store.enqueue(work())
    for_ever = Handler(run=lambda _: Settlement(again=Again(due_at=clock.now())))
    with pytest.raises(RuntimeError, match="still work after 50"):
        workers(store, clock, for_ever).drain(most=50)


def test_a_job_that_fails_is_tried_again_later_each_time(
    store: FakeJobStore, clock: FakeClock
) -> None:
    at: list[float] = []
    start = clock.now()

    def run(_job: Job) -> Settlement:
        at.append((clock.now() - start).total_seconds())
        raise TrackerUnavailable("Jira did not answer")

    store.enqueue(work())
    crew = workers(store, clock, Handler(run=run, tries=4))
    crew.drain()
    while due := store.next_due(kinds=frozenset({"work"})):
        clock.set(due)
        crew.drain()
    waits = [later - earlier for earlier, later in pairwise(at)]
    assert [1 <= waits[0] <= 2, 2 <= waits[1] <= 4, 4 <= waits[2] <= 8] == [True, True, True]
    assert len(at) == 4


def test_a_job_that_keeps_failing_is_set_aside_and_someone_is_told(
    store: FakeJobStore, clock: FakeClock
) -> None:
    told: list[str] = []

    def give_up(job: Job, why: str) -> Settlement:
        told.append(f"{job.reference}: {why}")
        return Settlement(jobs=(NewJob(kind="post", key="sorry"),))

    failing = Handler(
        run=raising(TrackerUnavailable("Jira did not answer")), give_up=give_up, tries=2
    )
    store.enqueue(work())
    crew = workers(store, clock, failing)
    crew.drain()
    assert told == []
    clock.advance(minutes=1)
    crew.drain()
    (job,) = store.of("work")
    assert told == [f"C-{job.id}: Jira did not answer"]
    assert job.set_aside
    assert job.error == "TrackerUnavailable: Jira did not answer"
    assert store.backlog() == {"set aside": 1, "post": 1}


def test_a_bug_is_no_matter_for_the_person_but_stands_in_the_log(
    store: FakeJobStore, clock: FakeClock
) -> None:
    told: list[str] = []

    def give_up(_job: Job, why: str) -> Settlement:
        told.append(why)
        return DONE

    store.enqueue(work())
    with capture_logs() as logs:
        workers(
            store, clock, Handler(run=raising(KeyError("secret")), give_up=give_up, tries=1)
        ).drain()
    assert told == ["something went wrong inside"]
    assert [isinstance(each["exc_info"], KeyError) for each in logs] == [True]


def test_what_will_never_work_is_not_tried_again(store: FakeJobStore, clock: FakeClock) -> None:
    store.enqueue(work())
    assert workers(store, clock, Handler(run=raising(GiveUp("no such channel")))).drain() == 1
    (job,) = store.of("work")
    assert job.set_aside
    assert job.error == "GiveUp: no such channel"


def test_waiting_counts_as_no_try(store: FakeJobStore, clock: FakeClock) -> None:
    tries: list[int] = []

    def run(job: Job) -> Settlement:
        tries.append(job.tries)
        if len(tries) < 10:
            raise Wait(timedelta(seconds=30), "Slack asks us to wait")
        return DONE

    store.enqueue(work())
    crew = workers(store, clock, Handler(run=run, tries=2))
    for _ in range(10):
        crew.drain()
        clock.advance(seconds=30)
    assert tries == [0] * 10
    assert store.backlog() == {}


def test_of_two_jobs_that_want_one_thing_at_once_the_second_is_done_anew_without_an_alarm(
    store: FakeJobStore, clock: FakeClock
) -> None:
    done: list[int] = []
    outcomes: list[Outcome] = []

    def run(job: Job) -> Settlement:
        done.append(job.tries)
        if job.tries == 0:
            raise Overtaken("P-1 was changed meanwhile.")
        return DONE

    crew = workers(
        store,
        clock,
        Handler(run=run),
        observe=lambda _kind, outcome, _took: outcomes.append(outcome),
    )
    store.enqueue(work())
    with capture_logs() as logs:
        crew.drain()
        clock.advance(timedelta(seconds=2))
        crew.drain()
    assert (done, outcomes) == ([0, 1], [Outcome.OVERTAKEN, Outcome.DONE])
    assert {each["log_level"] for each in logs} == {"info"}


def test_a_job_that_is_always_overtaken_is_given_up_aloud(
    store: FakeJobStore, clock: FakeClock
) -> None:
    crew = workers(store, clock, Handler(run=raising(Overtaken("changed meanwhile")), tries=2))
    store.enqueue(work())
    with capture_logs() as logs:
        crew.drain()
        clock.advance(timedelta(seconds=2))
        crew.drain()
    assert [each["log_level"] for each in logs] == ["info", "error"]
    assert store.backlog() == {"set aside": 1}


def test_a_job_that_kills_its_process_each_time_is_given_up(
    store: FakeJobStore, clock: FakeClock
) -> None:
    store.enqueue(work())
    for _ in range(3):
        store.claim(worker="dies", lease=timedelta(seconds=1), kinds=frozenset({"work"}))
        clock.advance(seconds=1)
    ran = Handler(run=raising(AssertionError("it must not run again")), tries=3)
    workers(store, clock, ran).drain()
    (job,) = store.of("work")
    assert job.set_aside
    assert job.error == "every attempt was cut short before its end"


def test_a_job_whose_giving_up_fails_is_set_aside_all_the_same(
    store: FakeJobStore, clock: FakeClock
) -> None:
    def give_up(_job: Job, _why: str) -> Settlement:
        raise LookupError("nobody to tell")

    store.enqueue(work())
    failing = Handler(run=raising(GiveUp("no")), give_up=give_up)
    workers(store, clock, failing).drain()
    assert store.backlog() == {"set aside": 1}


def test_one_failing_job_does_not_stop_the_rest(store: FakeJobStore, clock: FakeClock) -> None:
    done: list[str] = []

    def run(job: Job) -> Settlement:
        if job.key == "bad":
            raise ValueError("bad")
        done.append(job.key)
        return DONE

    store.enqueue(work("bad"), work("good"), work("better"))
    workers(store, clock, Handler(run=run)).drain()
    assert done == ["good", "better"]


def test_whoever_lost_the_lease_leaves_the_job_to_the_other(
    store: FakeJobStore, clock: FakeClock
) -> None:
    outcomes: list[Outcome] = []

    def run(_job: Job) -> Settlement:
        clock.advance(hours=1)
        other = store.claim(worker="other", lease=timedelta(hours=1), kinds=frozenset({"work"}))
        assert other is not None
        return Settlement(jobs=(work("follows"),))

    store.enqueue(work())
    workers(
        store, clock, Handler(run=run), observe=lambda _k, outcome, _s: outcomes.append(outcome)
    ).drain()
    assert outcomes == [Outcome.LOST]
    assert len(store.of("work")) == 1


def test_a_database_that_is_away_at_the_end_leaves_the_job_to_its_lease(
    store: FakeJobStore, clock: FakeClock
) -> None:
    def run(_job: Job) -> Settlement:
        store.is_down = True
        return DONE

    store.enqueue(work())
    crew = workers(store, clock, Handler(run=run))
    with pytest.raises(StoreUnavailable):
        crew.drain()  # the next claim finds it away
    store.is_down = False
    clock.advance(minutes=1)
    again = store.claim(worker="w", lease=timedelta(minutes=1), kinds=frozenset({"work"}))
    assert again is not None
    assert again.tries == 1


def test_metrics_hear_what_came_of_each_claim(store: FakeJobStore, clock: FakeClock) -> None:
    heard: list[tuple[str, Outcome]] = []
    endings = iter(
        [Wait(timedelta(0), "wait"), ValueError("no"), Settlement(again=Again(due_at=clock.now()))]
    )

    def run(_job: Job) -> Settlement:
        ending = next(endings, DONE)
        if isinstance(ending, Exception):
            raise ending
        return ending

    store.enqueue(work())
    crew = workers(
        store, clock, Handler(run=run), observe=lambda kind, what, _: heard.append((kind, what))
    )
    crew.drain()
    clock.advance(minutes=1)
    crew.drain()
    assert heard == [
        ("work", Outcome.WAITING),
        ("work", Outcome.FAILED),
        ("work", Outcome.AGAIN),
        ("work", Outcome.DONE),
    ]


def test_the_log_of_a_job_carries_the_reference_that_its_person_is_shown(
    store: FakeJobStore, clock: FakeClock
) -> None:
    seen: list[dict[str, Any]] = []

    def run(_job: Job) -> Settlement:
        seen.append(get_contextvars())
        return DONE

    store.enqueue(work())
    workers(store, clock, Handler(run=run)).drain()
    assert seen == [{"job": "C-1", "kind": "work"}]
    assert get_contextvars() == {}


# --- how long to wait ------------------------------------------------------------------------------


@given(st.integers(1, 10_000), st.randoms(use_true_random=False))
def test_a_wait_is_never_longer_than_its_most_nor_shorter_than_half(
    failures: int, chance: Random
) -> None:
    backoff = Backoff(first=timedelta(seconds=2), most=timedelta(minutes=5), chance=chance)
    whole = min(2.0**failures, 300.0) if failures < 20 else 300.0
    wait = backoff.after(failures).total_seconds()
    assert whole / 2 - 0.001 <= wait <= whole + 0.001


# --- threads ---------------------------------------------------------------------------------------


def test_work_is_begun_at_once_when_the_bell_rings(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    bell, done = Bell(), Event()
    store = SqlJobStore(engine=engine, clock=SystemClock(), ring=bell.ring)

    def run(_job: Job) -> Settlement:
        done.set()
        return DONE

    with running(store, {"work": Handler(run=run)}, poll=timedelta(hours=1)) as crew:
        bell.listen(crew.wake)
        store.enqueue(work())
        assert done.wait(SOON)
    engine.dispose()


def test_work_of_another_process_is_found_by_polling(lasting: SqlJobStore) -> None:
    done = Event()

    def run(_job: Job) -> Settlement:
        done.set()
        return DONE

    with running(lasting, {"work": Handler(run=run)}, poll=timedelta(seconds=0.01)):
        lasting.enqueue(work())
        assert done.wait(SOON)


def test_all_workers_share_the_work(lasting: SqlJobStore) -> None:
    together = Barrier(4, timeout=SOON)

    def run(_job: Job) -> Settlement:
        together.wait()  # passes only when four run at the same time
        return DONE

    lasting.enqueue(*(work(str(n)) for n in range(8)))
    with running(lasting, {"work": Handler(run=run)}, count=4) as crew:
        crew.wake()
        wait_until_empty(lasting)


def test_each_job_is_done_once_by_many_threads(lasting: SqlJobStore) -> None:
    done: list[str] = []
    lock = Lock()

    def run(job: Job) -> Settlement:
        with lock:
            done.append(job.key)
        return DONE

    lasting.enqueue(*(work(str(n), lane=f"lane {n % 7}") for n in range(100)))
    with running(lasting, {"work": Handler(run=run)}, count=8):
        wait_until_empty(lasting)
    assert sorted(done, key=int) == [str(n) for n in range(100)]
    for lane in range(7):
        assert [n for n in map(int, done) if n % 7 == lane] == list(range(lane, 100, 7))


def test_posts_do_not_wait_for_slow_questions(lasting: SqlJobStore) -> None:
    posted, finish = Event(), Event()

    def slow(_job: Job) -> Settlement:
        finish.wait(SOON)
        return DONE

    def post(_job: Job) -> Settlement:
        posted.set()
        return DONE

    lasting.enqueue(*(work(str(n)) for n in range(5)), NewJob(kind="post", key="a"))
    handlers = {"work": Handler(run=slow), "post": Handler(run=post)}
    with running(lasting, handlers, count=2, pools={"post": 1}):
        assert posted.wait(SOON)
        finish.set()
        wait_until_empty(lasting)


def test_a_long_job_keeps_its_lease_by_its_heartbeat(lasting: SqlJobStore) -> None:
    beats = Lease(lasting)
    ran: list[int] = []

    def run(job: Job) -> Settlement:
        ran.append(job.tries)
        assert beats.enough.wait(SOON)
        return DONE

    lasting.enqueue(work())
    short = {"lease": timedelta(seconds=2), "beat": timedelta(seconds=0.02)}
    with running(beats, {"work": Handler(run=run)}, **short):
        wait_until_empty(lasting)
    assert ran == [0]


def test_stopping_lets_running_jobs_end_and_begins_no_others(lasting: SqlJobStore) -> None:
    began, finish = Event(), Event()

    def run(_job: Job) -> Settlement:
        began.set()
        finish.wait(SOON)
        return DONE

    lasting.enqueue(work("a"), work("b"))
    crew = Workers(store=lasting, handlers={"work": Handler(run=run)}, clock=SystemClock(), count=1)
    crew.start()
    assert began.wait(SOON)
    assert [job.key for job in crew.running] == ["a"]
    assert not crew.stop(timedelta(0)), "the job still runs"
    finish.set()
    assert crew.stop(timedelta(seconds=SOON))
    assert lasting.backlog() == {"work": 1}


def test_workers_outlive_a_database_that_goes_away(clock: FakeClock) -> None:
    store = FakeJobStore(clock, is_down=True)
    done = Event()

    def run(_job: Job) -> Settlement:
        done.set()
        return DONE

    with running(store, {"work": Handler(run=run)}, count=1, pause=timedelta(seconds=0.01)):
        store.is_down = False
        store.enqueue(work())
        assert done.wait(SOON)


class Lease:
    """A store that tells when a lease was extended five times."""

    def __init__(self, store: SqlJobStore) -> None:
        self._store = store
        self._left = 5
        self.enough = Event()

    def beat(self, job: Job, *, lease: timedelta) -> bool:
        self._left -= 1
        if not self._left:
            self.enough.set()
        return self._store.beat(job, lease=lease)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def wait_until_empty(store: JobStore) -> None:
    looked, limit = Event(), int(SOON / 0.01)
    for _ in range(limit):
        if not store.backlog():
            return
        looked.wait(0.01)
    pytest.fail(f"still there: {store.backlog()}")
