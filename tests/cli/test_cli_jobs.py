"""`cadence jobs`: what was set aside is seen, done again or given up."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cli_terminal import Terminal

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.jobs import SqlJobStore, job_store
from cadence.core.message import Message, Place
from cadence.delivery.clock import SystemClock
from cadence.delivery.job import DONE, Job, NewJob
from cadence.delivery.post import POST, PostHandler, say
from cadence.delivery.worker import Workers
from fakes.messenger import FakeMessenger

LEASE = timedelta(minutes=1)
SAID = "is my secret fixed?"


@pytest.fixture
def asked(database_url: str, tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.environment["DATABASE_URL"] = database_url
    return terminal


@contextmanager
def a_store(terminal: Terminal) -> Iterator[SqlJobStore]:
    engine = make_engine(str(terminal.environment["DATABASE_URL"]))
    yield job_store(engine, SystemClock())
    engine.dispose()


def claimed(store: SqlJobStore) -> Job | None:
    return store.claim(worker="w", lease=LEASE, kinds=frozenset({"question"}))


def set_aside(terminal: Terminal, *keys: str) -> list[str]:
    """Brings the references of questions that failed for good."""
    with a_store(terminal) as store:
        store.enqueue(*(NewJob(kind="question", key=key, args={"text": SAID}) for key in keys))
        jobs = [job for _ in keys if (job := claimed(store))]
        for job in jobs:
            store.set_aside(job, error=f"ValueError: {job.key}", settlement=DONE)
    return [job.reference for job in jobs]


def test_what_is_set_aside_is_listed_with_why_and_not_with_what_it_held(asked: Terminal) -> None:
    assert asked.run("jobs", "list").output == "Nothing is set aside.\n"
    first, second = set_aside(asked, "Ev1", "Ev2")
    told = asked.run("jobs", "list")
    assert told.exit_code == 0
    for words in (first, second, "question", "Ev1", "ValueError: Ev2", "what it was about"):
        assert words in told.output
    assert SAID not in told.output
    held = json.loads(asked.run("jobs", "list", "--limit", "1", "--json").output)
    (only,) = held["set_aside"]
    assert (only["reference"], only["error"], held["total"]) == (second, "ValueError: Ev2", 2)
    assert only["can_be_retried"]
    assert "The newest 1 of 2" in asked.run("jobs", "list", "--limit", "1").output


def test_a_job_is_done_again_with_all_it_held(asked: Terminal) -> None:
    (reference,) = set_aside(asked, "Ev1")
    told = asked.run("jobs", "retry", reference)
    assert (told.output, told.exit_code) == (f"{reference}: will be done again.\n", 0)
    with a_store(asked) as store:
        job = claimed(store)
        assert job is not None
        assert (job.reference, job.args, job.tries) == (reference, {"text": SAID}, 1)
    again = asked.run("jobs", "retry", reference.removeprefix("C-"), "--json")
    assert again.exit_code == 1
    why = "no job of this reference is set aside"
    assert json.loads(again.output) == {
        "done": [],
        "not_done": [{"reference": reference, "why": why}],
    }


def test_a_message_of_unknown_outcome_is_looked_for_before_it_is_posted_again(
    asked: Terminal,
) -> None:
    place, clock = Place(channel="CPAY"), SystemClock()
    message = Message(summary="hello")
    messenger = FakeMessenger(now=clock.now())
    messenger.post(place, message, key="answer:Ev1")
    with a_store(asked) as store:
        store.enqueue(say(place, message, key="answer:Ev1"))
        workers = Workers(
            store=store,
            handlers={POST: PostHandler(messenger=messenger, clock=clock).handler()},
            clock=clock,
        )
        lost = store.claim(worker="w", lease=LEASE, kinds=frozenset({POST}))
        assert lost is not None
        store.set_aside(lost, error="nobody knows whether it was posted", settlement=DONE)
        assert asked.run("jobs", "retry", lost.reference).exit_code == 0
        workers.drain()
        assert store.backlog() == {}
    assert len(messenger.in_channel("CPAY")) == 1


def test_a_job_that_is_given_up_holds_nothing_and_is_not_taken_for_new(asked: Terminal) -> None:
    first, second = set_aside(asked, "Ev1", "Ev2")
    told = asked.run("jobs", "drop", first.lower(), second, "C-99")
    assert told.exit_code == 1
    assert f"{first}: dropped.\n{second}: dropped.\n" in told.output
    assert "C-99: no job of this reference is set aside." in told.output
    with a_store(asked) as store:
        assert store.backlog() == {}
        assert store.enqueue(NewJob(kind="question", key="Ev1")) == (False,)
    assert asked.run("jobs", "list").output == "Nothing is set aside.\n"


def test_what_was_emptied_is_not_done_again(asked: Terminal) -> None:
    (reference,) = set_aside(asked, "Ev1")
    with a_store(asked) as store:
        assert store.empty_set_aside(before=SystemClock().now() + timedelta(days=1)) == 1
    told = asked.run("jobs", "retry", reference)
    assert told.exit_code == 1
    assert "forgotten after 14 days" in told.output
    assert "nothing any more" in asked.run("jobs", "list").output
    assert asked.run("jobs", "drop", reference).exit_code == 0


def test_what_is_no_reference_is_said(asked: Terminal) -> None:
    told = asked.run("jobs", "drop", "PAY-1")
    assert told.exit_code != 0
    assert "'PAY-1' is no reference; one reads C-123." in told.output


def test_doctor_tells_of_what_is_set_aside(asked: Terminal) -> None:
    def jobs() -> list[dict[str, str]]:
        checks = json.loads(asked.run("doctor", "--json").output)["checks"]
        return [each for each in checks if each["connector"] == "jobs"]

    assert jobs() == []
    (reference,) = set_aside(asked, "Ev1")
    (check,) = jobs()
    assert check["health"] == "degraded"
    assert check["why"].startswith(f"1 job is set aside, the last one (question, {reference}) on ")
    assert "cadence jobs list" in check["fix"]
