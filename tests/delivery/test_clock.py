"""The clock ticks; what is due is decided by the moment, and happens once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from cadence.core.errors import TrackerUnavailable
from cadence.delivery.clock import (
    FORGET,
    Heartbeat,
    SystemClock,
    every,
    forgetting,
    recurring,
    rounds,
)
from cadence.delivery.job import DONE, GiveUp, Handler, Job, NewJob, Settlement
from cadence.delivery.worker import Workers
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore

SOON = 20
"""Seconds to wait at most for what takes milliseconds."""


def on_the_hour(now: datetime) -> Iterator[NewJob]:
    yield NewJob(kind="ritual", key=f"review@{now:%Y-%m-%dT%H}")


def heartbeat(store: FakeJobStore, clock: FakeClock, *beats: object, wake: Event) -> Heartbeat:
    return Heartbeat(store=store, beats=beats, clock=clock, wake=wake.set)


def test_what_is_due_is_enqueued_once_however_often_it_ticks(clock: FakeClock) -> None:
    store, woken = FakeJobStore(clock), Event()
    replicas = [heartbeat(store, clock, on_the_hour, wake=woken) for _ in range(3)]
    for _ in range(5):
        for replica in replicas:
            replica.tick()
        clock.advance(seconds=15)
    assert [job.key for job in store.of("ritual")] == ["review@2026-11-18T12"]
    assert woken.is_set()
    clock.advance(hours=1)
    replicas[0].tick()
    assert [job.key for job in store.of("ritual")][1:] == ["review@2026-11-18T13"]


def test_one_beat_that_fails_does_not_stop_the_rest(clock: FakeClock) -> None:
    def broken(_now: datetime) -> Iterator[NewJob]:
        raise LookupError("a bug")

    store, woken = FakeJobStore(clock), Event()
    with capture_logs() as logs:
        heartbeat(store, clock, broken, on_the_hour, wake=woken).tick()
    assert len(store.of("ritual")) == 1
    assert woken.is_set()
    assert [each["event"] for each in logs] == ["a beat failed"]


def test_a_tick_without_its_database_is_made_up_for_by_the_next(clock: FakeClock) -> None:
    store, woken = FakeJobStore(clock, is_down=True), Event()
    beat = heartbeat(store, clock, on_the_hour, wake=woken)
    beat.tick()
    store.is_down = False
    beat.tick()
    assert len(store.of("ritual")) == 1


def test_the_scheduler_ticks_by_itself_and_at_once(clock: FakeClock) -> None:
    store, woken = FakeJobStore(clock), Event()
    beat = Heartbeat(
        store=store,
        beats=(on_the_hour,),
        clock=clock,
        wake=woken.set,
        every=timedelta(seconds=0.05),
    )
    beat.start()
    try:
        for _ in range(3):
            assert woken.wait(SOON)
            woken.clear()
    finally:
        beat.stop()
    assert len(store.of("ritual")) == 1


def test_a_job_that_is_never_done_runs_once_a_period(clock: FakeClock) -> None:
    store, ran = FakeJobStore(clock), []

    def sync(_job: Job) -> Settlement:
        ran.append(clock.now())
        return Settlement(jobs=(NewJob(kind="other", key=str(len(ran))),))

    handler = rounds(sync, after=every(timedelta(minutes=5)), clock=clock)
    workers = Workers(store=store, handlers={"sync": handler}, clock=clock)
    clock.advance(minutes=2)
    for _ in range(12):
        assert store.enqueue(recurring("sync")) == (clock.now().minute == 2,)
        workers.drain()
        clock.advance(minutes=1)
    assert [moment.minute for moment in ran] == [2, 5, 10]
    assert store.backlog() == {"sync": 1, "other": 3}


def test_a_round_that_fails_is_tried_again_and_never_set_aside(clock: FakeClock) -> None:
    store, left = FakeJobStore(clock), list(range(50))

    def sync(_job: Job) -> Settlement:
        if left:
            raise TrackerUnavailable(f"Jira did not answer, nor the {left.pop()} times to come")
        return DONE

    handler = rounds(sync, after=every(timedelta(minutes=5)), clock=clock)
    workers = Workers(store=store, handlers={"sync": handler}, clock=clock)
    store.enqueue(recurring("sync"))
    for _ in range(51):
        clock.advance(minutes=5)
        workers.drain()
    assert left == []
    (job,) = store.of("sync")
    assert (job.done_at, job.tries) == (None, 0)


def test_what_was_done_is_remembered_for_thirty_days(clock: FakeClock) -> None:
    store = FakeJobStore(clock)
    handlers = {
        FORGET: forgetting(store, clock=clock),
        "work": Handler(run=lambda _: DONE),
    }
    workers = Workers(store=store, handlers=handlers, clock=clock)
    store.enqueue(NewJob(kind="work", key="a"), recurring(FORGET))
    for _ in range(30):
        workers.drain()
        clock.advance(days=1)
    assert store.enqueue(NewJob(kind="work", key="a")) == (False,)
    clock.advance(days=1)
    workers.drain()
    assert store.enqueue(NewJob(kind="work", key="a")) == (True,)


def test_what_a_job_set_aside_held_is_forgotten_after_fourteen_days(clock: FakeClock) -> None:
    def refuse(_job: Job) -> Settlement:
        raise GiveUp("this never works")

    store = FakeJobStore(clock)
    handlers = {FORGET: forgetting(store, clock=clock), "work": Handler(run=refuse)}
    workers = Workers(store=store, handlers=handlers, clock=clock)
    store.enqueue(NewJob(kind="work", key="a", args={"said": "hello"}), recurring(FORGET))
    for _ in range(15):
        workers.drain()
        assert store.of("work")[0].args == {"said": "hello"}
        clock.advance(days=1)
    workers.drain()
    (kept,) = store.of("work")
    assert (kept.args, kept.set_aside, kept.error) == ({}, True, "GiveUp: this never works")


moments = st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis takes naive bounds


@given(
    moments.filter(lambda moment: moment.year < 9000),
    st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=400)),
)
def test_the_next_round_is_always_ahead_and_never_more_than_a_period(
    moment: datetime, period: timedelta
) -> None:
    after = every(period)(moment)
    assert moment < after <= moment + period
    assert every(period)(after) == after + period


def test_the_system_clock_knows_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC
