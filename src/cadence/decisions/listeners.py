"""What Slack sends, as values for the decisions room.

Nothing is looked up or answered here: it is kept and acknowledged. Where a form is to open, one that waits is opened
first, since Slack lets us open none later.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from slack_bolt import Ack, App

from cadence.core.errors import MessengerError
from cadence.core.message import Form, Said, form_name
from cadence.core.ports import Clock, Messenger
from cadence.decisions.jobs import close, hear, press, submit
from cadence.decisions.messages.otherwise import waiting
from cadence.decisions.model.heard import Answer, Closed, Heard, Pressed, Submitted, Surface
from cadence.decisions.model.intent import intent
from cadence.decisions.service.hearing import Hearing
from cadence.delivery.intake import Intake
from cadence.delivery.wire import Wire

COMMAND = "/decision"
SHORTCUT = "log_decision"
OPENING = "decisions.open."
"""What the action of a button begins with that opens a form."""

Payload = Mapping[str, Any]
Matcher = Callable[..., bool]

SAID = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of a message in which a person says something; edits, deletions and notices are none."""

log = structlog.get_logger(__name__)


class Inbound(Protocol):
    """How a vendor's payload is read, and a form written; the adapter's part."""

    def typed(self, text: str, *, us: str | None = None, by_id: bool = False) -> str:
        """What the person typed, without the vendor's escapes and the mention of `us`. `by_id`: people and channels are
        told by their ids."""

    def pressed(self, action: Payload) -> tuple[str, str]:
        """A press, as the action and the value that we gave it."""

    def answers(self, view: Payload) -> Mapping[str, Answer]:
        """What a submitted form holds, by the name of the field."""

    def key(self, payload: Payload) -> str:
        """The same for each delivery of the same thing, and for nothing else."""

    def view(self, form: Form) -> Payload:
        """A form, as an acknowledgement may put it in the place of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionListeners:
    """To be registered before the status room's, which takes every mention and direct message."""

    hearing: Hearing
    messenger: Messenger
    intake: Intake
    inbound: Inbound
    wire: Wire
    clock: Clock

    def register(self, app: App) -> None:
        app.event("app_mention", matchers=[is_said, self.is_about_decisions])(self.mentioned)
        app.event("message", matchers=[is_direct, is_said, self.is_about_decisions])(self.said)
        app.command(COMMAND)(self.commanded)
        app.shortcut({"type": "message_action", "callback_id": SHORTCUT})(self.used_on)
        app.action(re.compile(r"^decisions\."))(self.pressed)
        app.view(re.compile(r"^decisions\."))(self.submitted)
        app.view_closed(re.compile(r"^decisions\."))(self.closed)

    def is_about_decisions(self, body: Payload, event: Payload) -> bool:
        return intent(self.inbound.typed(event.get("text") or "", us=_us(body))) is not None

    # --- said --------------------------------------------------------------------------------------

    def mentioned(self, body: Payload, event: Payload) -> None:
        self._hear(body, event, Surface.MENTION)

    def said(self, body: Payload, event: Payload) -> None:
        self._hear(body, event, Surface.DIRECT)

    def commanded(self, ack: Ack, body: Payload) -> None:
        heard = Heard(
            id=self.inbound.key(body),
            surface=Surface.COMMAND,
            text=self.inbound.typed(body.get("text") or "", by_id=True),
            user=body["user_id"],
            team=body.get("team_id") or "",
            channel=body["channel_id"],
            at=self.clock.now(),
        )
        self._take_with_form(body, heard)
        ack()

    def used_on(self, ack: Ack, body: Payload) -> None:
        message: Payload = body["message"]
        heard = Heard(
            id=self.inbound.key(body),
            surface=Surface.SHORTCUT,
            text="",
            user=body["user"]["id"],
            team=_team(body),
            channel=body["channel"]["id"],
            thread=message.get("thread_ts"),
            ts=message["ts"],
            message=self._message(message),
            at=self.clock.now(),
        )
        self._take_with_form(body, heard)
        ack()

    def _take_with_form(self, body: Payload, heard: Heard) -> None:
        if self.hearing.opens_form(heard):
            heard = replace(heard, view=self._opened(body, heard.id))
        self.intake.take(hear(heard, self.wire))

    def _hear(self, body: Payload, event: Payload, surface: Surface) -> None:
        heard = Heard(
            id=body["event_id"],
            surface=surface,
            text=self.inbound.typed(event.get("text") or "", us=_us(body), by_id=True),
            user=event["user"],
            team=_team(body),
            channel=event["channel"],
            thread=event.get("thread_ts"),
            ts=event["ts"],
            at=_instant(event["ts"]),
        )
        self.intake.take(hear(heard, self.wire))

    def _message(self, raw: Payload) -> Said:
        return Said(
            ts=raw["ts"],
            user=raw.get("user"),
            text=self.inbound.typed(raw.get("text") or "", by_id=True),
            thread=raw.get("thread_ts"),
            is_edited=bool(raw.get("edited")),
        )

    # --- pressed -------------------------------------------------------------------------------------

    def pressed(self, ack: Ack, body: Payload) -> None:
        action, value = self.inbound.pressed(body["actions"][0])
        container: Payload = body.get("container") or {}
        message: Payload = body.get("message") or {}
        view: Payload = body.get("view") or {}
        user = body["user"]["id"]
        pressed = Pressed(
            id=self.inbound.key(body),
            action=action,
            value=value,
            user=user,
            team=_team(body),
            channel=(body.get("channel") or {}).get("id") or container.get("channel_id") or user,
            thread=container.get("thread_ts") or message.get("thread_ts"),
            ts=container.get("message_ts"),
            private=bool(container.get("is_ephemeral")),
            view=view.get("id"),
            view_private=view.get("private_metadata") or "",
            at=self.clock.now(),
        )
        self._take_press(body, pressed)
        ack()

    def _take_press(self, body: Payload, pressed: Pressed) -> None:
        if pressed.action.startswith(OPENING) and pressed.view is None:
            pressed = replace(pressed, view=self._opened(body, pressed.id))
        self.intake.take(press(pressed, self.wire))

    def _opened(self, body: Payload, key: str) -> str | None:
        """A form that waits; None where Slack did not open it. Named for the key, since this may not be the delivery
        that is kept: whichever is, it knows the form."""
        form = replace(waiting(), name=form_name(key))
        try:
            return self.messenger.open_form(body.get("trigger_id") or "", form)
        except MessengerError as error:
            log.warning("a form was not opened", error=str(error))
            return None

    # --- forms ---------------------------------------------------------------------------------------

    def submitted(self, ack: Ack, body: Payload) -> None:
        view: Payload = body["view"]
        answers = self.inbound.answers(view)
        if errors := self.hearing.errors(view["callback_id"], answers):
            ack(response_action="errors", errors=dict(errors))
            return
        submitted = Submitted(
            id=self.inbound.key(body),
            callback=view["callback_id"],
            view=view["id"],
            private=view.get("private_metadata") or "",
            answers=tuple(answers.items()),
            user=body["user"]["id"],
            team=_team(body),
            at=self.clock.now(),
        )
        self.intake.take(submit(submitted, self.wire))
        ack(response_action="update", view=dict(self.inbound.view(waiting())))

    def closed(self, ack: Ack, body: Payload) -> None:
        view: Payload = body["view"]
        closed = Closed(
            id=f"closed:{view['id']}",
            callback=view["callback_id"],
            private=view.get("private_metadata") or "",
            user=body["user"]["id"],
            at=self.clock.now(),
        )
        self.intake.take(close(closed, self.wire))
        ack()


def is_direct(event: Payload) -> bool:
    return event.get("channel_type") == "im"


def is_said(event: Payload) -> bool:
    """By a person, not by an app, and not a notice of something else."""
    return event.get("subtype") in SAID and not event.get("bot_id") and bool(event.get("user"))


def _team(body: Payload) -> str:
    team: Payload = body.get("team") or {}
    return str(body.get("team_id") or team.get("id") or "")


def _us(body: Payload) -> str | None:
    """Our own user id: an event is delivered in somebody's name, which for a bot is its own."""
    authorizations: list[Payload] = body.get("authorizations") or [{}]
    return authorizations[0].get("user_id")


def _instant(ts: str) -> datetime:
    """A message's `ts` is its time: seconds since 1970, and a counter behind the point."""
    return datetime.fromtimestamp(float(ts), tz=UTC)
