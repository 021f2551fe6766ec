"""While Slack cannot tell who asks, a question waits: it is not given up, and nobody is told that it failed."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from builders import an_issue
from cadence.assembly.whole import STATUS_WIRE
from cadence.core.heard import Heard, Surface
from cadence.core.people import Person
from cadence.delivery.worker import Workers
from cadence.status import jobs
from cadence.status.service.conversation import Conversation
from cadence.status.service.status import Status
from cadence.status.service.watching import Watching
from fakes.archive import FakeArchive
from fakes.clock import NOON, FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger
from fakes.status_store import FakeStatusStore
from fakes.tracker import FakeTracker

ADA = Person(id="U1", name="Ada", zone=ZoneInfo("Europe/Berlin"))
QUESTION = Heard(
    id="Ev1", surface=Surface.DIRECT, text="PAY-1", user="U1", channel="D1", ts="1.0", at=NOON
)


def away(messenger: FakeMessenger) -> None:
    messenger.unreachable = True


def busy(messenger: FakeMessenger) -> None:
    messenger.slow_down = timedelta(seconds=30)


@pytest.mark.parametrize("fails", [away, busy])
def test_a_question_waits_for_as_long_as_slack_is_away_or_busy(
    fails: Callable[[FakeMessenger], None],
) -> None:
    clock = FakeClock()
    messenger = FakeMessenger(people={"U1": ADA})
    store = FakeJobStore(clock)
    crew = workers(store, messenger, clock)
    store.enqueue(jobs.question(QUESTION, STATUS_WIRE))
    fails(messenger)
    for _ in range(60):
        crew.drain()
        clock.advance(minutes=1)
    messenger.unreachable, messenger.slow_down = False, None
    crew.drain()
    assert "answer:Ev1" in {each.key for each in store.kept.values()}
    assert not any(each.set_aside for each in store.kept.values())


def workers(store: FakeJobStore, messenger: FakeMessenger, clock: FakeClock) -> Workers:
    status = Status(
        tracker=FakeTracker([an_issue("PAY-1")], clock=clock), archive=FakeArchive(), clock=clock
    )
    memory = FakeStatusStore()
    conversation = Conversation(
        status=status,
        store=memory,
        messenger=messenger,
        clock=clock,
        zone=ZoneInfo("UTC"),
        browse="https://jira.test",
    )
    watching = Watching(
        status=status, store=memory, messenger=messenger, clock=clock, browse="https://jira.test"
    )
    handlers = jobs.handlers(
        conversation,
        watching,
        wire=STATUS_WIRE,
        clock=clock,
        watch_every=timedelta(minutes=1),
        remember=timedelta(days=90),
    )
    return Workers(store=store, handlers=handlers, clock=clock)
