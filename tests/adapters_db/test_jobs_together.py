"""Many at once on the real databases."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread

import pytest
from sqlalchemy import Engine

from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.jobs import SqlJobStore, job_store
from cadence.delivery.clock import SystemClock
from cadence.delivery.job import DONE, Job, NewJob

KINDS = frozenset({"work"})
LEASE = timedelta(minutes=1)
SOON = 20
"""Seconds to wait at most for what takes milliseconds."""


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[SqlJobStore]:
    """With the database's own clock."""
    engine = make_engine(postgres_url)
    yield SqlJobStore(engine=engine, clock=None)
    engine.dispose()


def claim(store: SqlJobStore, lease: timedelta = LEASE) -> Job | None:
    return store.claim(worker="w", lease=lease, kinds=KINDS)


def together(*each: Thread) -> None:
    for thread in each:
        thread.start()
    for thread in each:
        thread.join(SOON)
        assert not thread.is_alive()


def test_a_lane_is_one_at_a_time_and_in_order_for_many_workers(database: Engine) -> None:
    store = job_store(database, SystemClock())
    jobs = [NewJob(kind="work", key=str(n), lane=f"lane {n % 4}") for n in range(40)]
    store.enqueue(*jobs)
    lock, busy, done = Lock(), set[str | None](), defaultdict[str | None, list[int]](list)

    def work() -> None:
        while store.backlog():
            job = claim(store)
            if job is None:
                continue
            with lock:
                assert job.lane not in busy
                busy.add(job.lane)
                done[job.lane].append(int(job.key))
            with lock:
                busy.remove(job.lane)
            store.settle(job, DONE)

    together(*(Thread(target=work) for _ in range(4)))
    assert done == {f"lane {n}": list(range(n, 40, 4)) for n in range(4)}


def test_one_event_that_arrives_everywhere_at_once_is_one_job(database: Engine) -> None:
    store = job_store(database, SystemClock())
    fresh: list[bool] = []

    def receive() -> None:
        for n in range(10):
            fresh.extend(store.enqueue(NewJob(kind="work", key=f"Ev{n}")))

    together(*(Thread(target=receive) for _ in range(3)))
    assert sum(fresh) == 10
    assert store.backlog() == {"work": 10}


def test_a_job_cannot_overtake_one_of_its_lane_that_is_being_stored(
    postgres_store: SqlJobStore,
) -> None:
    store, stored = postgres_store, Event()

    def enqueue_second() -> None:
        store.enqueue(NewJob(kind="work", key="second", lane="channel"))
        stored.set()

    second = Thread(target=enqueue_second)
    with writing(store.engine) as connection:
        store._insert(connection, (NewJob(kind="work", key="first", lane="channel"),))
        second.start()
        assert not stored.wait(0.2), "it waits until the first is committed"
    second.join(SOON)
    assert stored.is_set()
    first = claim(store)
    assert first is not None
    assert first.key == "first"


def test_a_database_tells_the_time_itself(postgres_store: SqlJobStore) -> None:
    store = postgres_store
    store.enqueue(
        NewJob(kind="work", key="later", due_at=datetime.now(UTC) + timedelta(hours=1)),
        NewJob(kind="work", key="now"),
    )
    job = claim(store, lease=timedelta(0))
    assert job is not None
    assert job.key == "now"
    assert abs(job.enqueued_at - datetime.now(UTC)) < timedelta(minutes=1)
    again = claim(store)
    assert again is not None
    assert (again.key, again.tries) == ("now", 1), "a lease of no length has run out"
    assert claim(store) is None
    due = store.next_due(kinds=KINDS)
    assert due is not None
    assert due > datetime.now(UTC) + LEASE / 2


def test_the_store_that_fits_takes_its_time_from_postgresql(database: Engine) -> None:
    clock = job_store(database, SystemClock()).clock
    assert (clock is None) == (database.dialect.name == "postgresql")
