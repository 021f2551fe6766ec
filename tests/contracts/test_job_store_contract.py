"""What every store of jobs holds to: the fake, SQLite and PostgreSQL."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cadence.adapters.db.engine import make_engine, reading
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.tables import jobs
from cadence.core.errors import LeaseLost
from cadence.delivery.job import DONE, Again, Job, JobStore, NewJob, Settlement
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore

LEASE = timedelta(seconds=60)
KINDS = frozenset({"work", "other"})


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[JobStore]:
    if request.param == "fake":
        yield FakeJobStore(clock)
        return
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    engine = make_engine(url)
    yield SqlJobStore(engine=engine, clock=clock)
    engine.dispose()


def work(key: str, **more: Any) -> NewJob:
    return NewJob(kind="work", key=key, **more)


def claim(store: JobStore, kinds: frozenset[str] = KINDS) -> Job | None:
    return store.claim(worker="w", lease=LEASE, kinds=kinds)


def claimed(store: JobStore) -> Job:
    job = claim(store)
    assert job is not None
    return job


def finish(store: JobStore) -> str:
    job = claimed(store)
    store.settle(job, DONE)
    return job.key


def test_of_two_jobs_with_one_kind_and_key_the_second_is_dropped(store: JobStore) -> None:
    assert store.enqueue(work("a"), work("b"), work("a")) == (True, True, False)
    assert store.enqueue(work("b"), NewJob(kind="other", key="b")) == (False, True)
    assert store.backlog() == {"work": 2, "other": 1}


def test_a_done_job_keeps_its_key(store: JobStore) -> None:
    store.enqueue(work("a"))
    finish(store)
    assert store.enqueue(work("a")) == (False,)
    assert claim(store) is None


def test_a_done_job_keeps_nothing_but_its_key(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a", args={"said": "in confidence"}))
    store.settle(claimed(store), Settlement(again=Again(due_at=clock.now())))
    assert kept_args(store, "a") == {"said": "in confidence"}
    finish(store)
    assert kept_args(store, "a") == {}


def test_a_job_set_aside_keeps_what_it_was_about(store: JobStore) -> None:
    store.enqueue(work("a", args={"question": "is PAY-1 fixed?"}))
    store.set_aside(claimed(store), error="it never worked", settlement=DONE)
    assert kept_args(store, "a") == {"question": "is PAY-1 fixed?"}


def test_what_a_job_set_aside_held_is_gone_after_a_time_and_its_key_stays(
    store: JobStore, clock: FakeClock
) -> None:
    store.enqueue(work("a", args={"question": "is PAY-1 fixed?"}))
    store.set_aside(claimed(store), error="it never worked", settlement=DONE)
    assert store.empty_set_aside(before=clock.now()) == 0
    assert kept_args(store, "a") == {"question": "is PAY-1 fixed?"}
    later = clock.advance(seconds=1)
    assert store.empty_set_aside(before=later) == 1
    assert store.empty_set_aside(before=later) == 0
    assert kept_args(store, "a") == {}
    assert store.backlog() == {"set aside": 1}
    assert store.enqueue(work("a")) == (False,)


def test_nothing_is_taken_from_what_still_has_to_be_done(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a", args={"question": "is PAY-1 fixed?"}))
    assert store.empty_set_aside(before=clock.advance(days=90)) == 0
    assert claimed(store).args == {"question": "is PAY-1 fixed?"}


def kept_args(store: JobStore, key: str) -> Mapping[str, Any]:
    if isinstance(store, SqlJobStore):
        with reading(store.engine) as connection:
            found: Mapping[str, Any] = connection.execute(
                select(jobs.c.args).where(jobs.c.key == key)
            ).scalar_one()
            return found
    assert isinstance(store, FakeJobStore)
    return next(job.args for job in store.of("work") if job.key == key)


def test_a_claimed_job_is_as_it_was_enqueued(store: JobStore, clock: FakeClock) -> None:
    args = {"text": "Café <!channel> \u0000", "n": [1, 2.5, None, True], "deep": {"a": {}}}
    store.enqueue(work("a", args=args, lane="lane"))
    job = claimed(store)
    assert (job.kind, job.key, job.args, job.lane) == ("work", "a", args, "lane")
    assert (job.step, job.tries, job.enqueued_at) == ("", 0, clock.now())
    assert job.reference == f"C-{job.id}"


def test_a_job_is_claimed_once(store: JobStore) -> None:
    store.enqueue(work("a"))
    claimed(store)
    assert claim(store) is None


def test_the_job_that_has_been_due_longest_comes_first(store: JobStore, clock: FakeClock) -> None:
    now = clock.now()
    store.enqueue(
        work("late", due_at=now),
        work("later", due_at=now),
        work("early", due_at=now - timedelta(seconds=1)),
    )
    assert [finish(store) for _ in range(3)] == ["early", "late", "later"]


def test_a_job_is_not_claimed_before_it_is_due(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a", due_at=clock.now() + timedelta(minutes=1)))
    assert claim(store) is None
    clock.advance(minutes=1)
    assert claimed(store).key == "a"


def test_only_the_kinds_asked_for_are_claimed(store: JobStore) -> None:
    store.enqueue(work("a"))
    assert claim(store, frozenset({"other"})) is None
    assert claim(store, frozenset()) is None
    assert claim(store, frozenset({"work"})) is not None


def test_a_job_whose_lease_ran_out_is_claimed_by_another(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a"))
    first = claimed(store)
    clock.advance(LEASE)
    second = claimed(store)
    assert second.id == first.id
    assert second.claim != first.claim
    assert second.tries == 1


def test_a_heartbeat_holds_the_lease(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a"))
    job = claimed(store)
    clock.advance(seconds=50)
    assert store.beat(job, lease=LEASE)
    clock.advance(seconds=50)
    assert claim(store) is None
    store.settle(job, DONE)


def test_a_heartbeat_of_a_lost_lease_says_so(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a"))
    first = claimed(store)
    clock.advance(LEASE)
    second = claimed(store)
    assert not store.beat(first, lease=LEASE)
    assert store.beat(second, lease=LEASE)


def test_a_heartbeat_after_the_end_says_that_nothing_is_held(store: JobStore) -> None:
    store.enqueue(work("a"))
    job = claimed(store)
    store.settle(job, DONE)
    assert not store.beat(job, lease=LEASE)


def test_whoever_lost_the_lease_stores_nothing(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a"))
    first = claimed(store)
    clock.advance(LEASE)
    second = claimed(store)
    made: list[str] = []
    theirs = Settlement(
        changes=(lambda _: made.append("a fact"),), jobs=(NewJob(kind="other", key="b"),)
    )
    for end in (
        lambda: store.settle(first, theirs),
        lambda: store.set_aside(first, error="no", settlement=theirs),
        lambda: store.put_back(first, delay=timedelta(0), error=None, counts=True),
    ):
        with pytest.raises(LeaseLost):
            end()
    assert made == []
    assert store.backlog() == {"work": 1}
    store.settle(second, DONE)
    assert store.backlog() == {}


def test_settling_twice_is_refused(store: JobStore) -> None:
    store.enqueue(work("a"))
    job = claimed(store)
    store.settle(job, DONE)
    with pytest.raises(LeaseLost):
        store.settle(job, Settlement(jobs=(NewJob(kind="other", key="b"),)))
    assert store.backlog() == {}


def test_a_change_that_fails_takes_all_of_its_settlement_back(store: JobStore) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("no such thing")

    store.enqueue(work("a"))
    job = claimed(store)
    with pytest.raises(RuntimeError, match="no such thing"):
        store.settle(job, Settlement(changes=(fails,), jobs=(NewJob(kind="other", key="b"),)))
    assert store.backlog() == {"work": 1}
    store.settle(job, DONE)


def test_what_follows_from_a_job_is_kept_with_its_end(store: JobStore) -> None:
    store.enqueue(work("a"))
    made: list[str] = []
    follows = (NewJob(kind="other", key="1"), NewJob(kind="other", key="2"))
    store.settle(
        claimed(store), Settlement(changes=(lambda _: made.append("a fact"),), jobs=follows)
    )
    assert made == ["a fact"]
    assert [finish(store), finish(store)] == ["1", "2"]
    assert claim(store) is None


def test_a_job_goes_on_from_its_next_step(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a", args={"n": 1}))
    later = clock.now() + timedelta(hours=1)
    store.settle(claimed(store), Settlement(again=Again(due_at=later, step="remind")))
    assert claim(store) is None
    clock.set(later)
    second = claimed(store)
    assert (second.step, second.args, second.tries) == ("remind", {"n": 1}, 0)
    store.settle(second, Settlement(again=Again(due_at=later, step="close", args={"n": 2})))
    third = claimed(store)
    assert (third.step, third.args) == ("close", {"n": 2})


def test_a_put_back_counts_a_try_or_not(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a"))
    delay = timedelta(seconds=30)
    store.put_back(claimed(store), delay=delay, error="it broke", counts=True)
    assert claim(store) is None
    clock.advance(delay)
    second = claimed(store)
    assert second.tries == 1
    store.put_back(second, delay=timedelta(0), error="slow down", counts=False)
    assert claimed(store).tries == 1


def test_a_job_set_aside_is_over_but_not_forgotten(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a"))
    told = NewJob(kind="other", key="told")
    store.set_aside(
        claimed(store), error="it never worked \u0000", settlement=Settlement(jobs=(told,))
    )
    assert store.backlog() == {"other": 1, "set aside": 1}
    assert finish(store) == "told"
    assert claim(store) is None
    assert store.forget_done(before=clock.advance(days=90)) == 1
    assert store.backlog() == {"set aside": 1}
    assert store.enqueue(work("a")) == (False,)


@pytest.mark.parametrize("error", ["half a \ud800 character", "nul \u0000", "x" * 5_000])
def test_any_error_can_be_kept(store: JobStore, error: str) -> None:
    store.enqueue(work("a"), work("b"))
    store.put_back(claimed(store), delay=timedelta(days=1), error=error, counts=True)
    store.set_aside(claimed(store), error=error, settlement=DONE)
    assert store.backlog() == {"work": 1, "set aside": 1}


def test_a_lane_runs_in_order_and_one_at_a_time(store: JobStore) -> None:
    store.enqueue(*(work(key, lane="channel") for key in "abc"))
    first = claimed(store)
    assert claim(store) is None
    store.settle(first, DONE)
    assert [finish(store), finish(store)] == ["b", "c"]


def test_lanes_do_not_wait_for_each_other(store: JobStore) -> None:
    store.enqueue(work("a", lane="one"), work("b", lane="two"), work("c"), work("d"))
    assert [claimed(store).key for _ in range(4)] == ["a", "b", "c", "d"]


def test_a_job_put_back_keeps_its_place_in_the_lane(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a", lane="channel"), work("b", lane="channel"))
    store.put_back(claimed(store), delay=timedelta(minutes=5), error="later", counts=True)
    assert claim(store) is None
    clock.advance(minutes=5)
    assert [finish(store), finish(store)] == ["a", "b"]


def test_a_job_set_aside_frees_its_lane(store: JobStore) -> None:
    store.enqueue(work("a", lane="channel"), work("b", lane="channel"))
    store.set_aside(claimed(store), error="no", settlement=DONE)
    assert finish(store) == "b"


def test_a_gap_is_kept_after_the_lanes_last_job(store: JobStore, clock: FakeClock) -> None:
    gap = timedelta(seconds=1)
    store.enqueue(*(work(key, lane="channel", gap=gap) for key in "ab"))
    first = claimed(store)
    clock.advance(seconds=10)
    store.settle(first, DONE)
    assert claim(store) is None
    clock.advance(gap - timedelta(microseconds=1))
    assert claim(store) is None
    clock.advance(microseconds=1)
    assert finish(store) == "b"


def test_the_first_job_of_a_quiet_lane_waits_for_nothing(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a", lane="channel", gap=timedelta(seconds=1)))
    finish(store)
    clock.advance(seconds=1)
    store.enqueue(work("b", lane="channel", gap=timedelta(seconds=1)))
    assert finish(store) == "b"


def test_a_job_without_a_gap_follows_at_once(store: JobStore) -> None:
    store.enqueue(work("a", lane="channel"), work("b", lane="channel"))
    assert [finish(store), finish(store)] == ["a", "b"]


def test_nothing_is_due_where_nothing_waits(store: JobStore) -> None:
    assert store.next_due(kinds=KINDS) is None
    store.enqueue(work("a"))
    finish(store)
    assert store.next_due(kinds=KINDS) is None
    store.enqueue(work("b"))
    assert store.next_due(kinds=frozenset({"other"})) is None


def test_next_due_is_the_soonest_that_can_be_claimed(store: JobStore, clock: FakeClock) -> None:
    now = clock.now()
    store.enqueue(
        work("a", due_at=now + timedelta(hours=2)), work("b", due_at=now + timedelta(hours=1))
    )
    assert store.next_due(kinds=KINDS) == now + timedelta(hours=1)


def test_next_due_of_a_running_job_is_the_end_of_its_lease(
    store: JobStore, clock: FakeClock
) -> None:
    store.enqueue(work("a", lane="channel"), work("b", lane="channel"))
    claimed(store)
    assert store.next_due(kinds=KINDS) == clock.now() + LEASE


def test_next_due_waits_for_the_lanes_gap(store: JobStore, clock: FakeClock) -> None:
    gap = timedelta(seconds=1.25)
    store.enqueue(*(work(key, lane="channel", gap=gap) for key in "ab"))
    finish(store)
    due = store.next_due(kinds=KINDS)
    assert due == clock.now() + gap
    clock.set(due)
    assert finish(store) == "b"


def test_released_leases_can_be_claimed_at_once(store: JobStore) -> None:
    store.enqueue(work("a"), work("b"), work("c"))
    finish(store)
    before = claimed(store)
    assert store.release() == 1
    assert [claimed(store).key, claimed(store).key] == ["b", "c"]
    with pytest.raises(LeaseLost):
        store.settle(before, DONE)


def test_what_was_done_long_ago_is_forgotten_with_its_key(
    store: JobStore, clock: FakeClock
) -> None:
    store.enqueue(work("old"), work("new"))
    assert finish(store) == "old"
    clock.advance(days=1)
    assert finish(store) == "new"
    store.enqueue(work("undone"))
    assert store.forget_done(before=clock.now()) == 1
    assert store.enqueue(work("old"), work("new")) == (True, False)


def test_an_id_never_comes_back(store: JobStore, clock: FakeClock) -> None:
    store.enqueue(work("a"))
    first = claimed(store)
    store.settle(first, DONE)
    store.forget_done(before=clock.advance(seconds=1))
    store.enqueue(work("a"))
    assert claimed(store).id > first.id
