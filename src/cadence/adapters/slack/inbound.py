"""Slack's payloads as values: events, commands, shortcuts, presses and submissions.

A payload may lack anything; what can't be read is left empty rather than raised.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cadence.adapters.slack.inbound_text import typed
from cadence.adapters.slack.payload import Json, first, part, parts, text, texts
from cadence.adapters.slack.render import action_of, modal_view
from cadence.core.heard import Answer, Closed, Heard, Pressed, Submitted, Surface
from cadence.core.message import Form, Said
from cadence.core.ports import Clock

SAID = frozenset({"", "file_share", "thread_broadcast"})
"""Subtypes of a message in which a person says something; edits, deletions and notices are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackInbound:
    """How listeners read what Slack sends. `by_id`: people and channels are told by their ids in what was said."""

    clock: Clock
    by_id: bool = False

    # Bolt goes by the name of a parameter: `event` is the event within what was delivered.

    def is_said(self, event: Mapping[str, object]) -> bool:
        """By a person, not by an app, and not a notice of something else."""
        return (
            text(event, "subtype") in SAID and not event.get("bot_id") and bool(event.get("user"))
        )

    def is_direct(self, event: Mapping[str, object]) -> bool:
        return event.get("channel_type") == "im"

    def is_home(self, event: Mapping[str, object]) -> bool:
        """The Home tab, not the tab of messages beside it."""
        return event.get("tab") == "home"

    def said(self, body: Mapping[str, object], surface: Surface) -> Heard:
        event = part(body, "event")
        return Heard(
            id=text(body, "event_id"),
            surface=surface,
            text=self._typed(event, us=_us(body)),
            user=_user(body),
            team=_team(body),
            channel=_channel(body),
            thread=text(event, "thread_ts") or None,
            ts=text(event, "ts") or None,
            at=_instant(text(event, "ts")) or self.clock.now(),
        )

    def command(self, body: Mapping[str, object]) -> Heard:
        return Heard(
            id=key(dict(body)),
            surface=Surface.COMMAND,
            text=self._typed(body),
            user=_user(body),
            team=_team(body),
            channel=_channel(body),
            at=self.clock.now(),
        )

    def shortcut(self, body: Mapping[str, object]) -> Heard:
        message = part(body, "message")
        return Heard(
            id=key(dict(body)),
            surface=Surface.SHORTCUT,
            text=self._typed(message),
            user=_user(body),
            team=_team(body),
            channel=_channel(body),
            thread=text(message, "thread_ts") or None,
            ts=text(message, "ts") or None,
            message=self._message(message),
            at=self.clock.now(),
        )

    def press(self, body: Mapping[str, object]) -> Pressed:
        """The action and the value are what were given to the control; of a feedback, `<value>:good` or `:bad`."""
        control = next(iter(parts(body, "actions")), {})
        container, view = part(body, "container"), part(body, "view")
        return Pressed(
            id=key(dict(body)),
            action=action_of(text(control, "action_id")),
            value=_chosen(control),
            user=_user(body),
            team=_team(body),
            channel=_channel(body) or _user(body),
            thread=first(text(container, "thread_ts"), text(body, "message", "thread_ts")) or None,
            ts=text(container, "message_ts") or None,
            private=bool(container.get("is_ephemeral")),
            view=(text(view, "id") or None) if text(view, "type") != "home" else None,
            view_private=text(view, "private_metadata"),
            answers=tuple(_answers(view)),
            at=self.clock.now(),
        )

    def submission(self, body: Mapping[str, object]) -> Submitted:
        view = part(body, "view")
        return Submitted(
            id=key(dict(body)),
            callback=text(view, "callback_id"),
            view=text(view, "id"),
            private=text(view, "private_metadata"),
            answers=tuple(_answers(view)),
            user=_user(body),
            team=_team(body),
            at=self.clock.now(),
        )

    def closing(self, body: Mapping[str, object]) -> Closed:
        view = part(body, "view")
        return Closed(
            id=f"closed:{text(view, 'id')}",
            callback=text(view, "callback_id"),
            private=text(view, "private_metadata"),
            user=_user(body),
            at=self.clock.now(),
        )

    def view(self, form: Form) -> Mapping[str, object]:
        """A form, as an acknowledgement may put it in the place of another."""
        return modal_view(form)

    def _typed(self, said: Mapping[str, object], *, us: str | None = None) -> str:
        return typed(text(said, "text"), us=us, by_id=self.by_id)

    def _message(self, raw: Json) -> Said:
        return Said(
            ts=text(raw, "ts"),
            user=text(raw, "user") or None,
            text=self._typed(raw),
            thread=text(raw, "thread_ts") or None,
            is_edited=bool(raw.get("edited")),
        )


def key(payload: Json) -> str:
    """The same for each delivery of the same event, command, press or submission, and for no other."""
    kind = text(payload, "type")
    if event_id := text(payload, "event_id"):
        return f"event:{event_id}"
    if kind == "block_actions" and (pressed := _press_key(payload)):
        return pressed
    if kind == "view_submission" and (view := text(payload, "view", "id")):
        return f"submit:{view}:{text(payload, 'view', 'hash')}"
    if trigger := text(payload, "trigger_id"):
        return f"{'command' if text(payload, 'command') else kind or 'trigger'}:{trigger}"
    content = json.dumps(payload, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return f"content:{hashlib.sha256(content).hexdigest()}"


def _user(payload: Mapping[str, object]) -> str:
    return first(
        text(payload, "event", "user"),
        text(payload, "user", "id"),
        text(payload, "user_id"),
    )


def _team(payload: Mapping[str, object]) -> str:
    return first(text(payload, "team_id"), text(payload, "team", "id"))


def _us(payload: Mapping[str, object]) -> str | None:
    """Our own user id: an event is delivered in somebody's name, which for a bot is its own."""
    return text(next(iter(parts(payload, "authorizations")), {}), "user_id") or None


def _instant(ts: str) -> datetime | None:
    """A message's `ts` is its time: seconds since 1970, and a counter behind the point."""
    try:
        return datetime.fromtimestamp(float(ts), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _channel(payload: Mapping[str, object]) -> str:
    return first(
        text(payload, "event", "channel"),
        text(payload, "channel", "id"),
        text(payload, "channel_id"),
        text(payload, "container", "channel_id"),
    )


def _press_key(payload: Json) -> str:
    """Two presses differ in their time, also of the same button by the same person."""
    action = next(iter(parts(payload, "actions")), {})
    where = first(
        text(payload, "container", "message_ts"),
        text(payload, "message", "ts"),
        text(payload, "container", "view_id"),
        text(payload, "view", "id"),
    )
    when = text(action, "action_ts")
    if not when:
        return ""
    action_id = text(action, "action_id")
    return f"press:{_channel(payload)}:{where}:{when}:{_user(payload)}:{action_id}"


def _answers(view: Json) -> Iterator[tuple[str, Answer]]:
    """A field is named by its block, which holds it alone."""
    for name in part(view, "state", "values"):
        held = part(view, "state", "values", name).values()
        element: Json = next((each for each in held if isinstance(each, dict)), {})
        if "selected_options" in element:
            yield name, tuple(text(each, "value") for each in parts(element, "selected_options"))
        elif "selected_users" in element:
            yield name, texts(element, "selected_users")
        else:
            yield name, _chosen(element) or None


def _chosen(element: Mapping[str, object]) -> str:
    return first(
        text(element, "value"),
        text(element, "selected_option", "value"),
        text(element, "selected_date"),
        text(element, "selected_user"),
        text(element, "selected_conversation"),
        text(element, "selected_channel"),
    )
