"""What Slack sends, as values for the status room.

Nothing is looked up or answered here: it is kept and acknowledged.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from slack_bolt import Ack, App

from cadence.core.ports import Clock
from cadence.delivery.intake import Intake
from cadence.delivery.wire import Wire
from cadence.status.jobs import home, press, question
from cadence.status.model.asked import CameHome, Heard, Pressed, Surface

COMMANDS = re.compile(r"^/(?:bug|cadence)$")
SHORTCUT = "status_of_message"

Payload = Mapping[str, Any]

SAID = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of a message in which a person says something; edits, deletions and notices are none."""


class Inbound(Protocol):
    """How a vendor's payload is read; the adapter's part."""

    def typed(self, text: str, *, us: str | None = None) -> str:
        """What the person typed, without the vendor's escapes and the mention of `us`."""

    def pressed(self, action: Payload) -> tuple[str, str]:
        """A press, as the action and the value that we gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusListeners:
    intake: Intake
    inbound: Inbound
    wire: Wire
    clock: Clock

    def register(self, app: App) -> None:
        app.event("app_mention", matchers=[is_said])(self.mentioned)
        app.event("message", matchers=[is_direct, is_said])(self.said)
        app.command(COMMANDS)(self.commanded)
        app.shortcut({"type": "message_action", "callback_id": SHORTCUT})(self.asked_about)
        app.event("app_home_opened", matchers=[is_home])(self.came_home)
        app.action(re.compile(r"^status\."))(self.pressed)

    def mentioned(self, body: Payload, event: Payload) -> None:
        self._hear(body, event, Surface.MENTION)

    def said(self, body: Payload, event: Payload) -> None:
        self._hear(body, event, Surface.DIRECT)

    def came_home(self, body: Payload, event: Payload) -> None:
        came = CameHome(id=body["event_id"], user=event["user"])
        self.intake.take(home(came, self.wire))

    def commanded(self, ack: Ack, body: Payload) -> None:
        heard = Heard(
            id=f"command:{body['trigger_id']}",
            surface=Surface.COMMAND,
            text=self.inbound.typed(body.get("text") or "help"),
            user=body["user_id"],
            team=body.get("team_id") or "",
            channel=body["channel_id"],
            at=self.clock.now(),
        )
        self.intake.take(question(heard, self.wire))
        ack()

    def asked_about(self, ack: Ack, body: Payload) -> None:
        message: Payload = body["message"]
        heard = Heard(
            id=f"shortcut:{body['trigger_id']}",
            surface=Surface.SHORTCUT,
            text=self.inbound.typed(message.get("text") or ""),
            user=body["user"]["id"],
            team=_team(body),
            channel=body["channel"]["id"],
            thread=message.get("thread_ts"),
            ts=message["ts"],
            at=self.clock.now(),
        )
        self.intake.take(question(heard, self.wire))
        ack()

    def pressed(self, ack: Ack, body: Payload) -> None:
        pressed_action: Payload = body["actions"][0]
        action, value = self.inbound.pressed(pressed_action)
        container: Payload = body.get("container") or {}
        message: Payload = body.get("message") or {}
        user = body["user"]["id"]
        pressed = Pressed(
            id=f"{user}:{pressed_action['action_ts']}:{action}:{value}",
            action=action,
            value=value,
            user=user,
            team=_team(body),
            channel=(body.get("channel") or {}).get("id") or container.get("channel_id") or user,
            thread=container.get("thread_ts") or message.get("thread_ts"),
            ts=container.get("message_ts"),
            private=bool(container.get("is_ephemeral")),
            at=self.clock.now(),
        )
        self.intake.take(press(pressed, self.wire))
        ack()

    def _hear(self, body: Payload, event: Payload, surface: Surface) -> None:
        heard = Heard(
            id=body["event_id"],
            surface=surface,
            text=self.inbound.typed(event.get("text") or "", us=_us(body)),
            user=event["user"],
            team=_team(body),
            channel=event["channel"],
            thread=event.get("thread_ts"),
            ts=event["ts"],
            at=_instant(event["ts"]),
        )
        self.intake.take(question(heard, self.wire))


def is_direct(event: Payload) -> bool:
    return event.get("channel_type") == "im"


def is_home(event: Payload) -> bool:
    """The Home tab, not the tab of messages beside it."""
    return event.get("tab") == "home"


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
