"""Slack's payloads as values: events, commands, shortcuts, presses and submissions.

A payload may lack anything; what can't be read is left empty rather than raised.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cadence.adapters.slack.inbound_text import typed
from cadence.adapters.slack.payload import Json, first, part, parts, text, texts
from cadence.adapters.slack.render import action_of
from cadence.core.message import Audience, Kind, Place

Answer = str | tuple[str, ...] | None
"""What was put into a field: a date is "2026-11-22", a person or channel an id, nothing is None."""

_CHANNEL_TYPES = {
    "im": Kind.DIRECT,
    "app_home": Kind.DIRECT,
    "mpim": Kind.GROUP,
    "group": Kind.PRIVATE,
    "channel": Kind.PUBLIC,
}
_COMMAND_NAMES = {"directmessage": Kind.DIRECT, "privategroup": Kind.PRIVATE}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackInbound:
    """How listeners read what Slack sends."""

    def typed(self, text: str, *, us: str | None = None) -> str:
        """What the person typed, without the mention of `us`, a user id."""
        return typed(text, us=us)

    def pressed(self, action: Mapping[str, object]) -> tuple[str, str]:
        """The action and the value that were given to the control; of a feedback, `<value>:good` or `<value>:bad`."""
        return action_of(text(action, "action_id")), _chosen(action)


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


def kind(payload: Json) -> Kind | None:
    """What the conversation is, where the payload says so; None where only Slack can be asked.

    Mentions and presses don't say it.
    """
    event = part(payload, "event")
    if payload.get("is_ext_shared_channel") is True:
        return Kind.SHARED
    channel = _channel(payload)
    if not channel or channel.startswith("D"):
        return Kind.DIRECT
    name = first(text(payload, "channel_name"), text(payload, "channel", "name"))
    if name.startswith("mpdm-"):
        return Kind.GROUP
    return _CHANNEL_TYPES.get(text(event, "channel_type")) or _COMMAND_NAMES.get(name)


def audience(payload: Json) -> Audience:
    """Where the kind isn't told it is SHARED, which may see the least: ask `Messenger.kind_of` before answering."""
    return Audience(
        user=_user(payload) or None,
        channel=_channel(payload) or None,
        kind=kind(payload) or Kind.SHARED,
    )


def place(payload: Json) -> Place:
    """Where an answer belongs.

    In the thread of the message; for a command, and for a press in an ephemeral message, before its reader alone; for
    what belongs to no channel, in direct messages.
    """
    user, channel = _user(payload), _channel(payload)
    at = Place(channel=channel or user, team=_team(payload))
    if not channel:
        return at
    message = part(payload, "event") or part(payload, "message")
    container = part(payload, "container")
    thread = first(text(message, "thread_ts"), text(container, "thread_ts"))
    if text(payload, "command") or container.get("is_ephemeral") is True:
        return replace(at, only_for=user or None, thread=thread or None)
    own = first(text(message, "ts"), text(container, "message_ts"))
    return replace(at, thread=first(thread, own) or None)


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


def _team(payload: Json) -> str:
    return first(
        text(payload, "team_id"),
        text(payload, "team", "id"),
        text(payload, "user", "team_id"),
        text(payload, "event", "team"),
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
