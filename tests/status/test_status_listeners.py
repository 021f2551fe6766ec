"""What Slack sends, as what is kept: nothing is looked up, and each thing has a key of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from status_support import BROWSE, a_desk

from cadence.adapters.slack.inbound import SlackInbound
from cadence.assembly.whole import STATUS_WIRE
from cadence.core.errors import StoreUnavailable
from cadence.core.heard import Heard, Pressed, Surface
from cadence.delivery.intake import Intake
from cadence.delivery.job import Job
from cadence.status import jobs
from cadence.status.listeners import StatusListeners
from cadence.status.model.asked import CameHome
from cadence.status.service.conversation import Conversation
from cadence.status.service.watching import Watching
from fakes.clock import NOON, FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger
from fakes.status_store import FakeStatusStore

US = "U0CADENCE"


@dataclass
class Ear:
    store: FakeJobStore
    listeners: StatusListeners
    acks: int = 0

    def ack(self) -> None:
        self.acks += 1

    def kept(self) -> Any:
        """The one thing that was kept, as it comes out again."""
        ((job),) = self.store.kept.values()
        return STATUS_WIRE.load(next(iter(job.args.values())))


@pytest.fixture
def ear() -> Ear:
    clock = FakeClock()
    store = FakeJobStore(clock)
    listeners = StatusListeners(
        intake=Intake(store), inbound=SlackInbound(clock=clock), wire=STATUS_WIRE
    )
    return Ear(store=store, listeners=listeners)


def an_event(**event: Any) -> dict[str, Any]:
    said = {"user": "U1", "channel": "C1", "ts": "1763467200.000100", "text": f"<@{US}> PAY-1?"}
    return {
        "event_id": "Ev1",
        "team_id": "T1",
        "authorizations": [{"user_id": US}],
        "event": said | event,
    }


def test_a_mention_is_kept_under_its_event_without_our_name(ear: Ear) -> None:
    body = an_event(thread_ts="1763467100.0")
    ear.listeners.mentioned(body)
    ear.listeners.mentioned(body)
    assert ear.kept() == Heard(
        id="Ev1",
        surface=Surface.MENTION,
        text="PAY-1?",
        user="U1",
        team="T1",
        channel="C1",
        thread="1763467100.0",
        ts="1763467200.000100",
        at=datetime(2025, 11, 18, 12, 0, 0, 100, tzinfo=UTC),
    )


def test_what_is_said_to_us_directly_needs_no_mention(ear: Ear) -> None:
    body = an_event(text="open bugs &amp; <!channel>", channel="D1")
    ear.listeners.said(body)
    heard = ear.kept()
    assert (heard.surface, heard.channel, heard.thread) == (Surface.DIRECT, "D1", None)
    assert heard.text.startswith("open bugs & ")


@pytest.mark.parametrize("text", ["open bugs", "", None])
def test_a_command_is_kept_under_its_trigger_and_acked(ear: Ear, text: str | None) -> None:
    body = {
        "command": "/bug",
        "trigger_id": "13.37",
        "user_id": "U1",
        "team_id": "T1",
        "channel_id": "C1",
        "text": text,
    }
    ear.listeners.commanded(ear.ack, body)
    heard = ear.kept()
    assert (heard.id, heard.surface, heard.ts) == ("command:13.37", Surface.COMMAND, None)
    assert (heard.text, heard.at) == (text or "help", NOON)
    assert ear.acks == 1


@pytest.mark.parametrize("thread", ["4.4", None])
def test_the_shortcut_asks_about_the_message_it_was_used_on(ear: Ear, thread: str | None) -> None:
    body = {
        "trigger_id": "13.37",
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "message": {
            "ts": "5.5",
            "thread_ts": thread,
            "text": "is <https://x.example/browse/PAY-1|PAY-1> fixed?",
        },
    }
    ear.listeners.asked_about(ear.ack, body)
    heard = ear.kept()
    assert (heard.surface, heard.thread, heard.ts, heard.team) == (
        Surface.SHORTCUT,
        thread,
        "5.5",
        "T1",
    )
    assert "PAY-1" in heard.text
    assert ear.acks == 1


def a_press(**more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "container": {"message_ts": "2.2", "thread_ts": "1.1", "channel_id": "C1"},
        "message": {"ts": "2.2", "thread_ts": "1.1"},
        "actions": [
            {
                "type": "button",
                "action_id": "status.watch",
                "value": "PAY-1",
                "action_ts": "9.9",
            }
        ],
    }
    return plain | more


def test_a_press_is_kept_with_where_its_button_stands(ear: Ear) -> None:
    ear.listeners.pressed(ear.ack, a_press())
    pressed: Pressed = ear.kept()
    assert (pressed.action, pressed.value) == ("status.watch", "PAY-1")
    assert (pressed.channel, pressed.thread, pressed.ts, pressed.private) == (
        "C1",
        "1.1",
        "2.2",
        False,
    )
    assert (pressed.at_home, ear.acks) == (False, 1)


def test_a_press_under_an_ephemeral_message_is_private(ear: Ear) -> None:
    container = {"is_ephemeral": True, "message_ts": "2.2", "channel_id": "C1"}
    ear.listeners.pressed(ear.ack, a_press(container=container, message=None))
    assert ear.kept().private


def test_a_press_at_home_is_in_no_channel(ear: Ear) -> None:
    ear.listeners.pressed(ear.ack, a_press(container={"type": "view"}, channel=None, message=None))
    pressed: Pressed = ear.kept()
    assert (pressed.channel, pressed.at_home, pressed.ts) == ("U1", True, None)


def test_coming_home_is_kept(ear: Ear) -> None:
    body = {"event_id": "Ev7"}
    ear.listeners.came_home(body, {"user": "U1", "tab": "home"})
    assert ear.kept() == CameHome(id="Ev7", user="U1")


def test_what_cannot_be_kept_is_not_acked(ear: Ear) -> None:
    ear.store.is_down = True
    with pytest.raises(StoreUnavailable):
        ear.listeners.pressed(ear.ack, a_press())
    assert ear.acks == 0


# --- what workers do of it -----------------------------------------------------------------------


def a_job(kind: str, args: Any) -> Job:
    return Job(
        id=7,
        kind=kind,
        key="Ev1",
        args=args,
        lane=None,
        step="",
        tries=0,
        enqueued_at=NOON,
        claim="w/1",
    )


def test_each_kind_of_job_reaches_its_part(ear: Ear) -> None:
    desk, messenger, store = a_desk(), FakeMessenger(), FakeStatusStore()
    conversation = Conversation(
        status=desk.status,
        store=store,
        messenger=messenger,
        clock=desk.clock,
        zone=ZoneInfo("UTC"),
        browse=BROWSE,
    )
    watching = Watching(
        status=desk.status, store=store, messenger=messenger, clock=desk.clock, browse=BROWSE
    )
    handlers = jobs.handlers(
        conversation,
        watching,
        wire=STATUS_WIRE,
        clock=desk.clock,
        watch_every=timedelta(minutes=1),
        remember=timedelta(days=30),
    )

    def run(kind: str) -> tuple[Any, Any]:
        (kept,) = ear.store.of(kind)
        job = a_job(kind, kept.args)
        return handlers[kind].run(job), handlers[kind].give_up(job, "broken")

    body = an_event(channel="D1")
    ear.listeners.said(body)
    answered, gave_up = run(jobs.QUESTION)
    assert [job.key for job in answered.jobs] == ["answer:Ev1"]
    assert "C-7" in str(gave_up.jobs[0].args)

    ear.listeners.pressed(ear.ack, a_press())
    pressed, gave_up = run(jobs.PRESS)
    assert len(pressed.changes) == 1
    assert "C-7" in str(gave_up.jobs[0].args)

    ear.listeners.came_home({"event_id": "Ev7"}, {"user": "U1"})
    run(jobs.HOME)
    assert "U1" in messenger.homes

    looked = handlers[jobs.WATCH].run(a_job(jobs.WATCH, {}))
    assert looked.again is not None
    assert looked.again.due_at == NOON + timedelta(minutes=1)
    forgot = handlers[jobs.FORGET].run(a_job(jobs.FORGET, {}))
    assert len(forgot.changes) == 1
