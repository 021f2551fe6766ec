"""What Slack sends, as what is kept: nothing is looked up, and a form that is needed is opened at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cadence.adapters.slack.inbound import SlackInbound
from cadence.adapters.slack.listening import DeskListeners
from cadence.adapters.slack.render import modal_view
from cadence.core.errors import StoreUnavailable
from cadence.core.heard import Closed, Heard, Pressed, Submitted, Surface
from cadence.core.message import Form, Input, Said
from cadence.decisions.listeners import DecisionListeners
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.service.flow import Said as Hears
from cadence.decisions.service.hearing import Hearing
from cadence.delivery.desk import WIRE, Check, Closing, Desk, Errors, Press, Submission
from cadence.delivery.intake import Intake
from cadence.delivery.job import DONE, Settlement
from cadence.delivery.replying import waiting
from fakes.clock import NOON, FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger

US = "U0CADENCE"
PICKY = "decisions.picky"


@dataclass(frozen=True)
class Quiet:
    """A flow that answers to everything with nothing, and has a form that must be filled in."""

    commands: Mapping[Verb, Hears] = field(default_factory=lambda: dict.fromkeys(Verb, _nothing))
    verbs: Mapping[str, Any] = field(default_factory=dict)
    presses: Mapping[str, Press] = field(
        default_factory=lambda: {"decisions.open.draft": lambda _pressed: DONE}
    )
    submissions: Mapping[str, Submission] = field(
        default_factory=lambda: {PICKY: lambda _submitted: DONE}
    )
    checks: Mapping[str, Check] = field(default_factory=lambda: {PICKY: _check})
    closings: Mapping[str, Closing] = field(default_factory=dict)


def _nothing(_heard: Heard, _command: Command) -> Settlement:
    return DONE


def _check(submitted: Submitted) -> Errors:
    return {} if submitted.text("why") else {"why": "Say why."}


@dataclass
class Ear:
    store: FakeJobStore
    messenger: FakeMessenger
    listeners: DecisionListeners
    front: DeskListeners
    acks: list[dict[str, Any]] = field(default_factory=list)

    def ack(self, **said: Any) -> None:
        self.acks.append(said)

    def kept(self) -> Any:
        """The one thing that was kept, as it comes out again."""
        (job,) = self.store.kept.values()
        return WIRE.load(job.args["it"])

    def waits_in_a_form(self) -> bool:
        """Whether what was kept knows the one form that was opened."""
        view = self.kept().view
        return list(self.messenger.forms.values()) == [replace(waiting(), name=view)]


@pytest.fixture
def ear() -> Ear:
    clock = FakeClock()
    store = FakeJobStore(clock)
    messenger = FakeMessenger()
    listeners = DecisionListeners(
        hearing=Hearing((Quiet(),)),
        messenger=messenger,
        intake=Intake(store),
        inbound=SlackInbound(clock=clock, by_id=True),
    )
    front = DeskListeners(
        desk=Desk((Quiet(),)),
        messenger=messenger,
        intake=listeners.intake,
        inbound=listeners.inbound,
    )
    return Ear(store=store, messenger=messenger, listeners=listeners, front=front)


def an_event(text: str, **event: Any) -> dict[str, Any]:
    said = {"user": "U1", "channel": "C1", "ts": "1763467200.000100", "text": text}
    return {
        "event_id": "Ev1",
        "team_id": "T1",
        "authorizations": [{"user_id": US}],
        "event": said | event,
    }


def a_command(text: str) -> dict[str, Any]:
    return {
        "command": "/decision",
        "text": text,
        "user_id": "U1",
        "team_id": "T1",
        "channel_id": "C1",
        "trigger_id": "7.1.a",
    }


def a_press(action: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "trigger_id": "7.1.a",
        "container": {"message_ts": "1.2", "channel_id": "C1", "thread_ts": "1.1"},
        "actions": [{"action_id": f"{action}:3", "value": "42", "action_ts": "5.5"}],
    } | more


def a_view(**more: Any) -> dict[str, Any]:
    form = Form(
        callback=PICKY, title="Why?", private="42", blocks=(Input(name="why", label="Why?"),)
    )
    values = {"why": {"why": {"type": "plain_text_input", "value": "because"}}}
    return {**modal_view(form), "id": "V9", "hash": "h1", "state": {"values": values}} | more


def a_submission(**view: Any) -> dict[str, Any]:
    user, team = {"id": "U1"}, {"id": "T1"}
    return {"type": "view_submission", "user": user, "team": team, "view": a_view(**view)}


# --- said ------------------------------------------------------------------------------------------


def test_a_mention_is_kept_with_its_thread_and_the_time_it_was_said(ear: Ear) -> None:
    body = an_event(f"<@{US}> log this", thread_ts="1763467100.000100")
    ear.listeners.mentioned(body)
    assert ear.kept() == Heard(
        id="Ev1",
        surface=Surface.MENTION,
        text="log this",
        user="U1",
        team="T1",
        channel="C1",
        thread="1763467100.000100",
        ts="1763467200.000100",
        at=datetime(2025, 11, 18, 12, 0, 0, 100, tzinfo=UTC),
    )


def test_people_and_channels_are_kept_by_their_ids(ear: Ear) -> None:
    ear.listeners.commanded(ear.ack, a_command("list <#C2|payments> <@U2|maya>"))
    assert ear.kept().text == "list #C2 @U2"


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        (f"<@{US}> log this", True),
        (f"<@{US}> why do we use Kafka?", True),
        (f"<@{US}> is PAY-1 fixed?", False),
        (f"<@{US}>", False),
        ("", False),
    ],
)
def test_only_what_concerns_decisions_is_taken_from_the_status_room(
    ear: Ear, text: str, is_ours: bool
) -> None:
    body = an_event(text)
    assert ear.listeners.is_about_decisions(body) is is_ours


# --- commands and shortcuts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("new", True),
        ("new we use Kafka", True),
        ("supersede D-4", True),
        ("supersede", False),
        ("list", False),
        ("show D-4", False),
        ("", False),
    ],
)
def test_a_command_that_needs_a_form_has_one_opened_at_once(
    ear: Ear, text: str, opens: bool
) -> None:
    ear.listeners.commanded(ear.ack, a_command(text))
    assert ear.waits_in_a_form() is opens
    assert bool(ear.messenger.forms) is opens
    assert ear.acks == [{}]


def test_a_form_that_slack_does_not_open_keeps_nothing_from_being_kept(ear: Ear) -> None:
    ear.messenger.unreachable = True
    ear.listeners.commanded(ear.ack, a_command("new"))
    assert ear.kept().view is None
    assert ear.acks == [{}]


def test_a_shortcut_brings_the_message_it_was_used_on(ear: Ear) -> None:
    body = {
        "type": "message_action",
        "callback_id": "log_decision",
        "trigger_id": "7.1.a",
        "user": {"id": "U1"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "message": {
            "ts": "2.2",
            "thread_ts": "2.1",
            "user": "U2",
            "text": "ok, <@U3|maya> does it &amp; we go",
            "edited": {"ts": "3.0"},
        },
    }
    ear.listeners.used_on(ear.ack, body)
    heard: Heard = ear.kept()
    assert (heard.surface, heard.text, heard.thread, heard.ts) == (
        Surface.SHORTCUT,
        "ok, @U3 does it & we go",
        "2.1",
        "2.2",
    )
    assert heard.message == Said(
        ts="2.2", user="U2", text="ok, @U3 does it & we go", thread="2.1", is_edited=True
    )
    assert ear.waits_in_a_form()
    assert heard.at == NOON


def test_the_same_command_delivered_again_is_dropped(ear: Ear) -> None:
    for _ in range(3):
        ear.listeners.commanded(ear.ack, a_command("list"))
    assert ear.kept().text == "list"
    assert len(ear.acks) == 3


# --- presses ---------------------------------------------------------------------------------------


def test_a_press_is_kept_with_where_it_was_made(ear: Ear) -> None:
    ear.front.pressed(ear.ack, a_press("decisions.show"))
    pressed: Pressed = ear.kept()
    assert (pressed.action, pressed.value, pressed.user) == ("decisions.show", "42", "U1")
    assert (pressed.channel, pressed.thread, pressed.ts) == ("C1", "1.1", "1.2")
    assert pressed.view is None
    assert ear.messenger.forms == {}


def test_a_press_that_opens_a_form_opens_it_at_once(ear: Ear) -> None:
    ear.front.pressed(ear.ack, a_press("decisions.open.draft"))
    assert ear.waits_in_a_form()


def test_a_press_in_a_form_is_about_that_form(ear: Ear) -> None:
    body = a_press("decisions.open.draft", view=a_view(), container={"type": "view"})
    del body["channel"]
    ear.front.pressed(ear.ack, body)
    pressed: Pressed = ear.kept()
    assert (pressed.view, pressed.view_private, pressed.channel) == ("V9", "42", "U1")
    assert ear.messenger.forms == {}


# --- forms -----------------------------------------------------------------------------------------


def test_a_form_that_passes_its_check_waits_until_it_is_dealt_with(ear: Ear) -> None:
    ear.front.submitted(ear.ack, a_submission())
    submitted: Submitted = ear.kept()
    assert (submitted.callback, submitted.view, submitted.private) == (PICKY, "V9", "42")
    assert submitted.text("why") == "because"
    assert ear.acks == [{"response_action": "update", "view": modal_view(waiting())}]


def test_what_is_wrong_with_a_form_is_said_at_once_and_nothing_is_kept(ear: Ear) -> None:
    empty = {"values": {"why": {"why": {"type": "plain_text_input", "value": None}}}}
    ear.front.submitted(ear.ack, a_submission(state=empty))
    assert ear.acks == [{"response_action": "errors", "errors": {"why": "Say why."}}]
    assert ear.store.kept == {}


def test_a_form_that_is_submitted_again_after_it_changed_is_another_one(ear: Ear) -> None:
    ear.front.submitted(ear.ack, a_submission())
    ear.front.submitted(ear.ack, a_submission())
    ear.front.submitted(ear.ack, a_submission(hash="h2"))
    assert len(ear.store.kept) == 2


def test_a_form_that_is_closed_is_told_of_once(ear: Ear) -> None:
    body = {"type": "view_closed", "user": {"id": "U1"}, "view": a_view(), "is_cleared": False}
    for _ in range(2):
        ear.front.closed(ear.ack, body)
    closed: Closed = ear.kept()
    assert (closed.callback, closed.private, closed.user) == (PICKY, "42", "U1")


# --- when it can't be kept, or never works -----------------------------------------------------------


def test_what_cannot_be_kept_is_not_acknowledged(ear: Ear) -> None:
    ear.store.is_down = True
    with pytest.raises(StoreUnavailable):
        ear.listeners.commanded(ear.ack, a_command("list"))
    assert ear.acks == []


def test_two_flows_that_answer_to_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="two flows answer to"):
        Hearing((Quiet(), Quiet()))
    with pytest.raises(ValueError, match="two flows answer to"):
        Desk((Quiet(), Quiet()))


def said_by(settlement: Settlement) -> str:
    return "".join(str(job.args) for job in settlement.jobs)


def test_whatever_never_works_is_told_with_a_reference(ear: Ear) -> None:
    hearing = ear.listeners.hearing
    ear.listeners.commanded(ear.ack, a_command("new"))
    heard: Heard = ear.kept()
    told = hearing.gave_up(heard, "C-7")
    (form,) = told.jobs
    assert (form.kind, form.args["view"]) == ("form", heard.view)
    assert "C-7" in said_by(told)
    pressed = Pressed(id="p", action="a", value="", user="U1", channel="C1", at=NOON)
    assert "C-7" in said_by(ear.front.desk.gave_up_press(pressed, "C-7"))
    submitted = Submitted(
        id="s", callback=PICKY, view="V9", private="", answers=(), user="U1", at=NOON
    )
    assert "C-7" in said_by(ear.front.desk.gave_up_form(submitted, "C-7"))


def test_a_form_of_another_time_is_said_to_be_one() -> None:
    submitted = Submitted(
        id="s", callback="decisions.gone", view="V9", private="", answers=(), user="U1", at=NOON
    )
    closed = Closed(id="c", callback="decisions.gone", private="", user="U1", at=NOON)
    desk = Desk((Quiet(),))
    assert "from an older version of me" in said_by(desk.submit(submitted))
    assert desk.close(closed) == DONE
