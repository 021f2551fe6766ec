"""Slack's payloads as values: events, commands, shortcuts, presses and submissions.

A payload may lack anything; what can't be read is left empty rather than raised.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cadence.adapters.slack.inbound_text import typed
from cadence.adapters.slack.payload import Json, first, part, parts, text, texts
from cadence.adapters.slack.render import action_of, modal_view
from cadence.core.message import Form

Answer = str | tuple[str, ...] | None
"""What was put into a field: a date is "2026-11-22", a person or channel an id, nothing is None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackInbound:
    """How listeners read what Slack sends."""

    def typed(self, text: str, *, us: str | None = None, by_id: bool = False) -> str:
        """What the person typed, without the mention of `us`, a user id. `by_id`: with ids of people and channels."""
        return typed(text, us=us, by_id=by_id)

    def pressed(self, action: Mapping[str, object]) -> tuple[str, str]:
        """The action and the value that were given to the control; of a feedback, `<value>:good` or `<value>:bad`."""
        return action_of(text(action, "action_id")), _chosen(action)

    def answers(self, view: Mapping[str, object]) -> Mapping[str, Answer]:
        """What a submitted form holds, by the name of the field."""
        return answers(dict(view))

    def key(self, payload: Mapping[str, object]) -> str:
        """The same for each delivery of the same event, command, press or submission, and for no other."""
        return key(dict(payload))

    def view(self, form: Form) -> Mapping[str, object]:
        """A form, as an acknowledgement may put it in the place of another."""
        return modal_view(form)


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


def answers(view: Json) -> Mapping[str, Answer]:
    """What a submitted form holds, by the name of the field."""
    return dict(_answers(view))


def _user(payload: Json) -> str:
    return first(
        text(payload, "event", "user"),
        text(payload, "user", "id"),
        text(payload, "user_id"),
    )


def _channel(payload: Json) -> str:
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
    """A field's block and its element bear the same name."""
    for name, block in part(view, "state", "values").items():
        element = part(block, name)
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
