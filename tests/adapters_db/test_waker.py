"""New work is heard of across processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Semaphore

import pytest
from sqlalchemy import Engine, text

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.waker import Waker
from cadence.delivery.job import DONE, NewJob, Settlement

SOON = 20
"""Seconds to wait at most for what takes milliseconds."""


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(postgres_url)
    yield engine
    engine.dispose()


@contextmanager
def listening(engine: Engine) -> Iterator[Semaphore]:
    rung = Semaphore(0)
    waker = Waker(engine=engine, ring=rung.release, retry=timedelta(seconds=0.05))
    waker.start()
    try:
        assert waker.listening.wait(SOON)
        assert rung.acquire(timeout=SOON), "it rings once it listens, as it may have missed work"
        yield rung
    finally:
        waker.stop()


def test_new_work_of_one_process_is_heard_by_another(engine: Engine, postgres_url: str) -> None:
    other = make_engine(postgres_url)
    with listening(engine) as rung:
        SqlJobStore(engine=other, clock=None).enqueue(NewJob(kind="work", key="a"))
        assert rung.acquire(timeout=SOON)
    other.dispose()


def test_what_follows_from_a_job_is_heard_once_it_is_stored(engine: Engine) -> None:
    store = SqlJobStore(engine=engine, clock=None)
    store.enqueue(NewJob(kind="work", key="a"))
    job = store.claim(worker="w", lease=timedelta(minutes=1), kinds=frozenset({"work"}))
    assert job is not None
    with listening(engine) as rung:
        store.settle(job, Settlement(jobs=(NewJob(kind="work", key="b"),)))
        assert rung.acquire(timeout=SOON)


def test_work_that_was_there_already_wakes_nobody(engine: Engine) -> None:
    store = SqlJobStore(engine=engine, clock=None)
    store.enqueue(NewJob(kind="work", key="a"))
    with listening(engine) as rung:
        store.enqueue(NewJob(kind="work", key="a"))
        store.enqueue(NewJob(kind="work", key="b"))
        assert rung.acquire(timeout=SOON)
        assert not rung.acquire(blocking=False)


def test_a_connection_that_broke_is_made_again(engine: Engine) -> None:
    with listening(engine) as rung:
        with engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        assert rung.acquire(timeout=SOON), "it rings when it listens again"


def test_the_store_rings_in_its_own_process(engine: Engine) -> None:
    rung = Event()
    store = SqlJobStore(engine=engine, clock=None, ring=rung.set)
    store.enqueue(NewJob(kind="work", key="a"))
    assert rung.is_set()
    rung.clear()
    store.enqueue(NewJob(kind="work", key="a"))
    assert not rung.is_set(), "nothing was new"
    job = store.claim(worker="w", lease=timedelta(minutes=1), kinds=frozenset({"work"}))
    assert job is not None
    store.settle(job, DONE)
    assert rung.is_set()


def test_a_pool_that_is_used_up_does_not_end_the_listening(postgres_url: str) -> None:
    engine = make_engine(postgres_url, connections=1).execution_options()
    engine.pool._timeout = 0.05  # type: ignore[attr-defined] # no setting of ours says it
    held = [engine.connect() for _ in range(3)]
    rung = Semaphore(0)
    waker = Waker(engine=engine, ring=rung.release, retry=timedelta(seconds=0.05))
    waker.start()
    try:
        assert not waker.listening.wait(0.3)
        for connection in held:
            connection.close()
        assert waker.listening.wait(SOON)
    finally:
        waker.stop()
        engine.dispose()
