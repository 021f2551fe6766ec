"""What is said is said once, in order, or it is known why not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.errors import (
    MessengerFailed,
    MessengerUnavailable,
    NotSent,
    OutcomeUnknown,
    SlowDown,
)
from cadence.core.message import Form, Message, Note, Place, Posted, Where, line
from cadence.delivery.job import Job, NewJob, Settlement
from cadence.delivery.post import (
    CHANGE,
    FORM,
    PACE,
    POST,
    ChangeHandler,
    FormHandler,
    PostHandler,
    amend,
    say,
    show_form,
)
from cadence.delivery.worker import Workers
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore

CHANNEL = Place(channel="C1", team="T1", thread="1.1")
ASIDE = Place(channel="C1", team="T1", only_for="U1")
HELLO = Message(summary="Hello")
RICH = Message(summary="Two bugs are open", blocks=(Note(line("Read just now")),))


@dataclass
class Channel:
    """A channel that keeps what is said in it, and fails as it is told to: before it keeps it, or after."""

    clock: FakeClock
    before: list[Exception] = field(default_factory=list)
    after: list[Exception] = field(default_factory=list)
    said: list[tuple[Place, Message, str]] = field(default_factory=list)
    changed: list[tuple[str, str, Message]] = field(default_factory=list)
    looked: list[datetime] = field(default_factory=list)
    at: list[datetime] = field(default_factory=list)
    unreadable: bool = False
    failing_reads: int = 0

    def post(self, place: Place, message: Message, *, key: str) -> Posted:
        if self.before:
            raise self.before.pop(0)
        self.said.append((place, message, key))
        self.at.append(self.clock.now())
        if self.after:
            raise self.after.pop(0)
        return Posted(channel=place.channel, ts=None if place.only_for else str(len(self.said)))

    def posted(self, place: Place, *, key: str, since: datetime) -> Posted | None:
        self.looked.append(since)
        if self.unreadable:
            raise NotSent("not_in_channel")
        if self.failing_reads:
            self.failing_reads -= 1
            raise MessengerFailed("Slack failed inside (fatal_error)")
        found = [n for n, (_, _, said) in enumerate(self.said, 1) if said == key]
        return Posted(channel=place.channel, ts=str(found[0])) if found else None

    def change(self, channel: str, ts: str, message: Message) -> None:
        if self.before:
            raise self.before.pop(0)
        self.changed.append((channel, ts, message))
        if self.after:
            raise self.after.pop(0)

    @property
    def keys(self) -> list[str]:
        return [key for _, _, key in self.said]


@pytest.fixture
def channel(clock: FakeClock) -> Channel:
    return Channel(clock)


@pytest.fixture
def store(clock: FakeClock) -> FakeJobStore:
    return FakeJobStore(clock)


@pytest.fixture
def post_all(store: FakeJobStore, channel: Channel, clock: FakeClock) -> Callable[[], None]:
    """Does whatever falls due within the next hour."""
    return lambda: hour(crew(store, channel, clock), store, clock)


def crew(store: FakeJobStore, channel: Channel, clock: FakeClock) -> Workers:
    handlers = {
        POST: PostHandler(messenger=channel, clock=clock).handler(),
        CHANGE: ChangeHandler(messenger=channel).handler(),
    }
    return Workers(store=store, handlers=handlers, clock=clock)


def hour(workers: Workers, store: FakeJobStore, clock: FakeClock) -> None:
    end = clock.now() + timedelta(hours=1)
    workers.drain()
    while (due := store.next_due(kinds=frozenset({POST, CHANGE}))) and due < end:
        clock.set(max(due, clock.now()))
        workers.drain()


def test_a_message_is_posted_with_its_key(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    store.enqueue(say(CHANNEL, RICH, key="answer:Ev1"), say(CHANNEL, HELLO, key="answer:Ev1"))
    post_all()
    assert channel.said == [(CHANNEL, RICH, "answer:Ev1")]
    assert channel.looked == [], "a first try looks for nothing"


def test_a_channels_messages_keep_their_order_and_pace(
    store: FakeJobStore, channel: Channel, clock: FakeClock, post_all: Callable[[], None]
) -> None:
    start = clock.now()
    store.enqueue(*(say(CHANNEL, HELLO, key=key) for key in "abc"))
    post_all()
    assert channel.keys == ["a", "b", "c"]
    assert channel.at == [start, start + PACE, start + 2 * PACE]


def test_a_direct_message_waits_for_no_pace(
    store: FakeJobStore, channel: Channel, clock: FakeClock, post_all: Callable[[], None]
) -> None:
    store.enqueue(*(say(Place(channel="D1"), HELLO, key=key) for key in "abc"))
    post_all()
    assert channel.at == [clock.now()] * 3


def test_one_channel_that_must_wait_holds_no_other_up(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    channel.before = [SlowDown(timedelta(seconds=30))]
    store.enqueue(
        say(CHANNEL, HELLO, key="a"),
        say(CHANNEL, HELLO, key="b"),
        say(Place(channel="C2"), HELLO, key="c"),
    )
    crew(store, channel, clock).drain()
    assert channel.keys == ["c"]
    clock.advance(seconds=30)
    crew(store, channel, clock).drain()
    assert channel.keys == ["c", "a"], "order is kept in the channel"
    assert channel.looked == [], "a 429 posted nothing and counts as no try"


def test_a_message_that_got_through_unseen_is_not_posted_again(
    store: FakeJobStore,
    channel: Channel,
    clock: FakeClock,
    post_all: Callable[[], None],
) -> None:
    enqueued_at = clock.now()
    channel.after = [OutcomeUnknown("502")]
    store.enqueue(say(CHANNEL, HELLO, key="a"))
    post_all()
    assert channel.keys == ["a"]
    assert store.backlog() == {}
    (since,) = channel.looked
    assert since < enqueued_at, "Slack's clock may be behind ours"


def test_a_message_that_did_not_get_through_is_posted_again(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.before = [OutcomeUnknown("broken pipe"), MessengerUnavailable("no route")]
    store.enqueue(say(CHANNEL, HELLO, key="a"))
    post_all()
    assert channel.keys == ["a"]
    assert len(channel.looked) == 2


def test_a_message_waits_for_as_long_as_slack_is_away(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.before = [MessengerUnavailable("no route") for _ in range(200)]
    store.enqueue(say(CHANNEL, HELLO, key="a"), amend(CHANNEL, "1", RICH, key="a:1"))
    post_all()
    assert channel.keys == ["a"]
    assert len(channel.changed) == 1


def test_a_channel_whose_history_can_never_be_read_is_not_held_up_for_ever(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.after = [OutcomeUnknown("502")]
    channel.failing_reads = 1000
    store.enqueue(say(CHANNEL, HELLO, key="a"), say(CHANNEL, HELLO, key="b"))
    for _ in range(3):
        post_all()
    assert channel.keys == ["a", "b"]
    assert store.backlog() == {"set aside": 1}


def test_a_message_waits_out_half_an_hour_of_failing_reads(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.before = [OutcomeUnknown("502")]
    channel.failing_reads = 120
    store.enqueue(say(CHANNEL, HELLO, key="a"))
    post_all()
    assert channel.keys == ["a"]
    assert store.backlog() == {}


def test_a_message_of_unknown_outcome_is_set_aside_where_it_cannot_be_looked_for(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.after = [OutcomeUnknown("502")]
    channel.unreadable = True
    store.enqueue(say(CHANNEL, HELLO, key="a"))
    post_all()
    assert channel.keys == ["a"]
    assert store.backlog() == {"set aside": 1}


def test_a_worker_that_died_after_posting_has_its_message_found(
    store: FakeJobStore, channel: Channel, clock: FakeClock, post_all: Callable[[], None]
) -> None:
    store.enqueue(say(CHANNEL, HELLO, key="a"))
    job = store.claim(worker="dies", lease=timedelta(minutes=1), kinds=frozenset({POST}))
    assert job is not None
    PostHandler(messenger=channel).run(job)  # and is never settled
    clock.advance(minutes=1)
    post_all()
    assert channel.keys == ["a"]
    assert store.backlog() == {}


FAILURES: dict[str, Callable[[], Exception]] = {
    "unknown": lambda: OutcomeUnknown("502"),
    "away": lambda: MessengerUnavailable("no route"),
    "slow down": lambda: SlowDown(timedelta(seconds=1)),
}


@given(
    before=st.lists(st.sampled_from(sorted(FAILURES)), max_size=4),
    lost_answers=st.integers(0, 3),
)
def test_whatever_goes_wrong_a_message_stands_once(before: list[str], lost_answers: int) -> None:
    clock = FakeClock()
    channel, store = Channel(clock), FakeJobStore(clock)
    channel.before = [FAILURES[each]() for each in before]
    channel.after = [OutcomeUnknown("502") for _ in range(lost_answers)]
    store.enqueue(say(CHANNEL, HELLO, key="a"), say(CHANNEL, HELLO, key="b"))
    hour(crew(store, channel, clock), store, clock)
    assert channel.keys == ["a", "b"]
    assert store.backlog() == {}


def test_where_a_message_stands_is_stored_with_the_end_of_its_job(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    stored: list[tuple[str, str | None, object]] = []
    follows = NewJob(kind="other", key="follows")

    def on_posted(job: Job, posted: Posted) -> Settlement:
        return Settlement(
            changes=(lambda _: stored.append((job.key, posted.ts, job.args["about"])),),
            jobs=(follows,),
        )

    handler = PostHandler(messenger=channel, on_posted=on_posted).handler()
    store.enqueue(say(CHANNEL, HELLO, key="a", about={"question": 7}))
    Workers(store=store, handlers={POST: handler}, clock=clock).drain()
    assert stored == [("a", "1", {"question": 7})]
    assert store.backlog() == {"other": 1}


# --- ephemeral -------------------------------------------------------------------------------------


def test_an_ephemeral_message_of_unknown_outcome_is_sent_again_rather_than_lost(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.after = [OutcomeUnknown("502")]
    store.enqueue(say(ASIDE, HELLO, key="a"))
    post_all()
    assert channel.keys == ["a", "a"]
    assert channel.looked == [], "it can't be looked for"


@pytest.mark.parametrize("reason", ["channel_not_found", "not_in_channel", "user_not_in_channel"])
def test_an_ephemeral_message_that_cannot_be_shown_there_goes_to_its_reader(
    store: FakeJobStore,
    channel: Channel,
    post_all: Callable[[], None],
    reason: str,
) -> None:
    channel.before = [NotSent(reason)]
    store.enqueue(say(ASIDE, RICH, key="a", about={"n": 1}))
    post_all()
    ((place, message, key),) = channel.said
    assert (place, key) == (Place(channel="U1", team="T1"), "a:direct")
    assert message.summary == RICH.summary
    assert Where("C1") in message.blocks[-1].line
    assert store.backlog() == {}


def test_what_a_message_is_about_goes_with_it_to_where_it_is_said_instead(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    channel.before = [NotSent("user_not_in_channel")]
    store.enqueue(say(ASIDE, RICH, key="a", about={"n": 1}))
    job = store.claim(worker="w", lease=timedelta(seconds=60), kinds=frozenset({POST}))
    assert job is not None
    (instead,) = PostHandler(messenger=channel, clock=clock).run(job).jobs
    assert instead.args["about"] == {"n": 1}


def test_a_reader_who_cannot_be_reached_directly_either_is_given_up(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.before = [NotSent("not_in_channel"), NotSent("channel_not_found")]
    store.enqueue(say(ASIDE, HELLO, key="a"))
    post_all()
    assert channel.said == []
    assert store.backlog() == {"set aside": 1}


# --- refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["channel_not_found", "thread_not_found", "is_archived"])
def test_what_slack_refuses_is_set_aside_with_its_reason_and_not_said_elsewhere(
    store: FakeJobStore,
    channel: Channel,
    clock: FakeClock,
    post_all: Callable[[], None],
    reason: str,
) -> None:
    channel.before = [NotSent(reason)]
    store.enqueue(say(CHANNEL, HELLO, key="a"), say(CHANNEL, HELLO, key="b"))
    post_all()
    (first, second) = store.of(POST)
    assert first.set_aside
    assert reason in str(first.error)
    assert channel.keys == ["b"], "the channel's next message is not held up"
    assert not second.set_aside


def test_somebody_can_be_told_of_what_slack_refuses(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    refused: list[tuple[object, str]] = []

    def on_refused(job: Job, why: str) -> Settlement:
        refused.append((job.args["about"], why))
        return Settlement(jobs=(say(Place(channel="U1"), HELLO, key="told"),))

    handler = PostHandler(messenger=channel, on_refused=on_refused, clock=clock).handler()
    channel.before = [NotSent("not_in_channel")]
    store.enqueue(say(CHANNEL, HELLO, key="a", about={"question": 7}))
    hour(Workers(store=store, handlers={POST: handler}, clock=clock), store, clock)
    ((about, why),) = refused
    assert about == {"question": 7}
    assert "not_in_channel" in why
    assert channel.keys == ["told"]


def test_a_message_whose_form_is_refused_is_said_plainly(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.before = [NotSent("invalid_blocks")]
    store.enqueue(say(CHANNEL, RICH, key="a"))
    post_all()
    ((place, message, key),) = channel.said
    assert (place, key, message.blocks) == (CHANNEL, "a:plain", ())
    assert message.summary.startswith("Two bugs are open")
    assert "C-1" in message.summary


def test_a_plain_message_that_is_refused_too_is_given_up(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.before = [NotSent("invalid_blocks"), NotSent("msg_too_long")]
    store.enqueue(say(CHANNEL, RICH, key="a"))
    post_all()
    assert store.backlog() == {"set aside": 1}


# --- changes ---------------------------------------------------------------------------------------


def test_a_message_of_ours_is_changed_in_order_with_what_is_said(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    store.enqueue(
        say(CHANNEL, HELLO, key="a"),
        amend(CHANNEL, "1", RICH, key="a:1"),
        amend(CHANNEL, "1", HELLO, key="a:2"),
    )
    post_all()
    assert channel.changed == [("C1", "1", RICH), ("C1", "1", HELLO)]


def test_a_change_of_unknown_outcome_is_made_again(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.after = [OutcomeUnknown("502")]
    channel.before = [SlowDown(timedelta(seconds=5))]
    store.enqueue(amend(CHANNEL, "1", RICH, key="a:1"))
    post_all()
    assert channel.changed == [("C1", "1", RICH)] * 2
    assert store.backlog() == {}


def test_a_change_that_is_refused_is_set_aside(
    store: FakeJobStore, channel: Channel, post_all: Callable[[], None]
) -> None:
    channel.before = [NotSent("message_not_found")]
    store.enqueue(amend(CHANNEL, "1", RICH, key="a:1"))
    post_all()
    assert store.backlog() == {"set aside": 1}


# --- forms ---------------------------------------------------------------------------------------

TOLD = Form(callback="c", title="Recorded", blocks=())


@dataclass
class Modals:
    """Modals that are open, and what stands in the way of changing them."""

    open: dict[str, Form] = field(
        default_factory=lambda: {"V1": Form(callback="c", title="Wait", blocks=())}
    )
    before: list[Exception] = field(default_factory=list)

    def change_form(self, view: str, form: Form) -> None:
        if self.before:
            raise self.before.pop(0)
        if view not in self.open:
            raise NotSent("not_found")
        self.open[view] = form


def settle_forms(store: FakeJobStore, modals: Modals, channel: Channel, clock: FakeClock) -> None:
    handlers = {
        FORM: FormHandler(messenger=modals).handler(),
        POST: PostHandler(messenger=channel, clock=clock).handler(),
    }
    workers = Workers(store=store, handlers=handlers, clock=clock)
    kinds = frozenset({POST, FORM})
    end = clock.now() + timedelta(hours=1)
    workers.drain()
    while (due := store.next_due(kinds=kinds)) and due < end:
        clock.set(max(due, clock.now()))
        workers.drain()


def test_a_modal_tells_how_it_ended(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    modals = Modals()
    store.enqueue(show_form("V1", TOLD, key="told", instead=say(ASIDE, HELLO, key="instead")))
    settle_forms(store, modals, channel, clock)
    assert modals.open == {"V1": TOLD}
    assert channel.said == []


def test_where_the_modal_was_closed_it_is_said_instead(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    modals = Modals(open={})
    store.enqueue(show_form("V1", TOLD, key="told", instead=say(ASIDE, HELLO, key="instead")))
    settle_forms(store, modals, channel, clock)
    assert channel.said == [(ASIDE, HELLO, "instead")]
    (message,) = store.of(POST)
    assert (message.lane, message.gap) == (ASIDE.lane, PACE)


def test_a_modal_that_was_closed_may_be_told_nothing_more(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    store.enqueue(show_form("V1", TOLD, key="told"))
    settle_forms(store, Modals(open={}), channel, clock)
    assert channel.said == []
    assert store.backlog() == {}


def test_a_modal_waits_for_as_long_as_slack_is_away(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    modals = Modals(before=[MessengerUnavailable("no route")] * 50)
    modals.before.append(SlowDown(timedelta(seconds=9)))
    store.enqueue(show_form("V1", TOLD, key="told", instead=say(ASIDE, HELLO, key="instead")))
    settle_forms(store, modals, channel, clock)
    assert modals.open == {"V1": TOLD}


def test_a_modal_that_slack_keeps_failing_on_is_said_instead(
    store: FakeJobStore, channel: Channel, clock: FakeClock
) -> None:
    modals = Modals(before=[OutcomeUnknown("502")] * 50)
    store.enqueue(show_form("V1", TOLD, key="told", instead=say(ASIDE, HELLO, key="instead")))
    settle_forms(store, modals, channel, clock)
    assert channel.said == [(ASIDE, HELLO, "instead")]
    assert store.backlog() == {"set aside": 1}
