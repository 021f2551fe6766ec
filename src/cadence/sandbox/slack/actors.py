"""Acting as the people of the workspace: saying, pressing, submitting. Each act returns a receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from cadence.sandbox.slack.answers import Answers
from cadence.sandbox.slack.deliveries import Deliveries, Delivery
from cadence.sandbox.slack.elements_in import Held, elements_in, find_element, state_of
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.events import Events
from cadence.sandbox.slack.holding import chosen
from cadence.sandbox.slack.interactions import (
    closed,
    command,
    global_shortcut,
    message_action,
    pressed_in_message,
    pressed_in_view,
    submitted,
)
from cadence.sandbox.slack.model import Channel, Json, Message, User, View
from cadence.sandbox.slack.mrkdwn import rich_text, typed
from cadence.sandbox.slack.responses import ResponseUrls
from cadence.sandbox.slack.triggers import Triggers
from cadence.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the app was told of an act; nothing, where it isn't subscribed to it."""

    deliveries: tuple[Delivery, ...]
    message: Message | None = None

    @property
    def id(self) -> str | None:
        """The first delivery's: an `event_id`, or a trigger's."""
        return self.deliveries[0].id if self.deliveries else None

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(delivery.id for delivery in self.deliveries)

    @property
    def ts(self) -> str:
        """Of the message said. Raises ValueError where the act was none."""
        if self.message is None:
            raise ValueError("no message was said")
        return self.message.ts

    @property
    def is_acked(self) -> bool:
        return all(delivery.acked_at for delivery in self.deliveries)

    @property
    def acked_at(self) -> datetime | None:
        """When the last delivery was, by the workspace's clock."""
        times = [delivery.acked_at for delivery in self.deliveries]
        return max((t for t in times if t), default=None) if all(times) else None

    @property
    def ack_ms(self) -> float | None:
        """The slowest acknowledgement, in real time."""
        took = [delivery.ack_ms for delivery in self.deliveries]
        return max((t for t in took if t is not None), default=None)

    @property
    def problem(self) -> str | None:
        """What the person would be told went wrong with the app's answer."""
        return next((d.problem for d in self.deliveries if d.problem), None)

    def wait(self, timeout: float = 5.0) -> "Receipt":
        """Until everything is acknowledged. Raises TimeoutError, also where we gave up because it never was."""
        deadline = monotonic() + timeout
        for delivery in self.deliveries:
            delivery.settled.wait(max(0.0, deadline - monotonic()))
        if not self.is_acked:
            reasons = [
                attempt.failed for d in self.deliveries for attempt in d.attempts if attempt.failed
            ]
            raise TimeoutError(
                f"not acknowledged: {', '.join(reasons) or 'no attempt has ended yet'}"
            )
        return self


class Actors:
    """People and channels are named by id, handle or name."""

    def __init__(
        self,
        *,
        workspace: Workspace,
        events: Events,
        deliveries: Deliveries,
        triggers: Triggers,
        responses: ResponseUrls,
    ) -> None:
        self._workspace = workspace
        self._events = events
        self._deliveries = deliveries
        self._triggers = triggers
        self._responses = responses
        self._answers = Answers(workspace, events)

    # --- messages --------------------------------------------------------------------------------

    def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Receipt:
        """`channel` may be a person's or the app's handle: then it is said to them directly.

        "@handle" and "#channel" are understood as the Slack client understands them.
        """
        who = self._workspace.user(user)
        place = self._place(who, channel)
        wire = self._typed(text)
        message = self._workspace.post(
            place, user=who.id, text=wire, blocks=[rich_text(wire)], thread_ts=thread_ts
        )
        return Receipt(self._events.posted(message), message)

    def edit(self, user: str, channel: str, ts: str, text: str) -> Receipt:
        before = self._own(user, channel, ts)
        wire = self._typed(text)
        blocks = self._workspace.identified([rich_text(wire)])
        after = self._workspace.change(before, text=wire, blocks=blocks)
        return Receipt(self._events.changed(before, after), after)

    def delete(self, user: str, channel: str, ts: str) -> Receipt:
        message = self._own(user, channel, ts)
        self._workspace.delete(message)
        return Receipt(self._events.deleted(message))

    def react(self, user: str, channel: str, ts: str, name: str) -> Receipt:
        who = self._workspace.user(user).id
        message = self._workspace.react(self._message(channel, ts), who, name)
        return Receipt(self._events.reacted(message, who, name, added=True))

    def unreact(self, user: str, channel: str, ts: str, name: str) -> Receipt:
        who = self._workspace.user(user).id
        message = self._workspace.unreact(self._message(channel, ts), who, name)
        return Receipt(self._events.reacted(message, who, name, added=False))

    def join(self, user: str, channel: str) -> Receipt:
        who, place = self._workspace.user(user).id, self._workspace.channel(channel)
        joined = self._workspace.join(place, who)
        return Receipt(self._events.joined(place, who) if joined else ())

    def leave(self, user: str, channel: str) -> Receipt:
        who, place = self._workspace.user(user).id, self._workspace.channel(channel)
        return Receipt(self._events.left(place, who) if self._workspace.leave(place, who) else ())

    def set_status(self, user: str, emoji: str, text: str = "", *, expiration: int = 0) -> Receipt:
        """`expiration`: seconds since 1970; 0 for one that doesn't end. An empty emoji clears it."""
        until = datetime.fromtimestamp(expiration, UTC) if expiration else None
        self._workspace.put_user(
            replace(
                self._workspace.user(user),
                status_emoji=emoji,
                status_text=text,
                status_until=until,
            )
        )
        return Receipt(())

    # --- commands, shortcuts, presses ------------------------------------------------------------

    def command(self, user: str, channel: str, name: str, text: str = "") -> Receipt:
        """Raises SlackError("invalid_command") for one that the app doesn't have."""
        app = self._workspace.app
        if app.commands is not None and name not in app.commands:
            raise SlackError("invalid_command")
        who = self._workspace.user(user)
        place = self._place(who, channel)
        payload = command(
            self._workspace,
            user=who,
            channel=place,
            command=name,
            text=self._typed(text),
            trigger=self._triggers.new(who.id),
            response_url=self._responses.new(channel=place.id, user=who.id),
        )
        return self._tell(
            "slash_commands", payload, lambda answer: self._answers.reply(place, who.id, answer)
        )

    def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Receipt:
        """A message shortcut, from the message's menu."""
        who = self._workspace.user(user)
        message = self._visible(who, channel, ts)
        payload = message_action(
            self._workspace,
            user=who,
            message=message,
            callback_id=callback_id,
            trigger=self._triggers.new(who.id),
            response_url=self._response_url(who, message),
        )
        return self._tell("interactive", payload)

    def global_shortcut(self, user: str, callback_id: str) -> Receipt:
        who = self._workspace.user(user)
        trigger = self._triggers.new(who.id)
        payload = global_shortcut(
            self._workspace, user=who, callback_id=callback_id, trigger=trigger
        )
        return self._tell("interactive", payload)

    def press(self, user: str, channel: str, ts: str, action_id: str, value: Any = None) -> Receipt:
        """Press a button, or choose `value` in a menu, of a message.

        Where an `action_id` occurs more than once, `value` tells which is meant. Raises KeyError where there is no such
        thing to press.
        """
        who = self._workspace.user(user)
        message = self._visible(who, channel, ts)
        held = find_element(message.blocks, action_id, value)
        payload = pressed_in_message(
            self._workspace,
            user=who,
            message=message,
            action=self._action(held, value),
            state=state_of(message.blocks) | _state(held, value),
            trigger=self._triggers.new(who.id),
            response_url=self._response_url(who, message),
        )
        return self._tell("interactive", payload)

    def press_in_view(self, user: str, view_id: str, action_id: str, value: Any = None) -> Receipt:
        """The same in a modal or a Home tab. A field of a form is no button: that is `fill`."""
        who = self._workspace.user(user)
        view = self._workspace.views.get(view_id)
        held = find_element(view.body["blocks"], action_id, value)
        if not held.tells:
            raise KeyError(f"{action_id!r} tells the app nothing until the form is submitted")
        return self._touch(who, view, held, value)

    def fill(self, user: str, view_id: str, values: Mapping[str, Any]) -> Receipt:
        """Type or choose in a form without submitting it. `values` as for `submit`, in order; the app hears of those
        whose block has `dispatch_action`, each with all that is filled in by then."""
        who = self._workspace.user(user)
        told: list[Delivery] = []
        for name, value in values.items():
            view = self._workspace.views.get(view_id)
            held = _field(view, name)
            if held.tells:
                told += self._touch(who, view, held, value).deliveries
            else:
                self._workspace.views.fill(view, _filled(view, {name: value}))
        return Receipt(tuple(told))

    def _touch(self, who: User, view: View, held: Held, value: Any) -> Receipt:
        values = state_of(view.body["blocks"]) | view.values | _state(held, value)
        view = self._workspace.views.fill(view, values)
        payload = pressed_in_view(
            self._workspace,
            user=who,
            view=view,
            action=self._action(held, value),
            trigger=self._triggers.new(who.id),
        )
        return self._tell("interactive", payload)

    # --- modals and Home -------------------------------------------------------------------------

    def submit(self, user: str, view_id: str, values: Mapping[str, Any] | None = None) -> Receipt:
        """Fill in and submit. `values` by `block_id` or `action_id`: what was typed or chosen; the rest stays.

        What the app answers (errors, update, push, clear) is done before the receipt is settled; field errors are then
        in the view's `errors`. Raises KeyError for a field that isn't there.
        """
        who = self._workspace.user(user)
        view = self._workspace.views.get(view_id)
        filled = self._workspace.views.fill(view, _filled(view, values or {}))
        payload = submitted(
            self._workspace, user=who, view=filled, trigger=self._triggers.new(who.id)
        )
        return self._tell(
            "interactive", payload, lambda answer: self._answers.submission(filled, answer)
        )

    def close(self, user: str, view_id: str) -> Receipt:
        """The app hears of it if the view asked to be told."""
        who = self._workspace.user(user)
        view = self._workspace.views.get(view_id)
        self._workspace.views.close(view)
        if not view.body.get("notify_on_close"):
            return Receipt(())
        return self._tell(
            "interactive", closed(self._workspace, user=who, view=view, all_of_them=False)
        )

    def open_home(self, user: str, tab: str = "home") -> Receipt:
        """`tab` is "home" or "messages"."""
        who = self._workspace.user(user)
        place = self._workspace.direct(who.id)
        home = self._workspace.views.home(who.id)
        return Receipt(self._events.home_opened(who.id, place, tab, home))

    # --- inside ----------------------------------------------------------------------------------

    def _tell(self, kind: str, payload: Json, on_answer: Any = None) -> Receipt:
        delivery = Delivery(
            kind=kind,
            type=kind,
            id=payload.get("trigger_id") or self._workspace.timeline.id("i"),
            payload=payload,
            on_answer=on_answer,
        )
        return Receipt((self._deliveries.send(delivery),))

    def _place(self, who: User, where: str) -> Channel:
        try:
            channel = self._workspace.channel(where)
        except SlackError:
            return self._workspace.direct(who.id, self._workspace.user(where).id)
        if not self._workspace.sees(who.id, channel):
            raise SlackError("channel_not_found")
        return channel

    def _message(self, channel: str, ts: str) -> Message:
        return self._workspace.message(self._workspace.channel(channel), ts)

    def _visible(self, who: User, channel: str, ts: str) -> Message:
        message = self._message(channel, ts)
        if message.only_for not in {None, who.id} or not self._workspace.sees(
            who.id, self._workspace.channels[message.channel]
        ):
            raise SlackError("message_not_found")
        return message

    def _own(self, user: str, channel: str, ts: str) -> Message:
        message = self._message(channel, ts)
        if message.user != self._workspace.user(user).id:
            raise SlackError("cant_update_message")
        return message

    def _response_url(self, who: User, message: Message) -> str:
        return self._responses.new(
            channel=message.channel, user=who.id, message_ts=message.ts, thread_ts=message.thread_ts
        )

    def _action(self, held: Held, value: Any) -> Json:
        element = held.element
        shown: Json = {k: element[k] for k in ("text", "style", "url") if k in element}
        return {
            "action_id": element["action_id"],
            "block_id": held.block_id,
            **shown,
            **chosen(element, value),
            "action_ts": self._workspace.timeline.ts(),
        }

    def _typed(self, text: str) -> str:
        return typed(text, self._user_id, self._channel_id)

    def _user_id(self, handle: str) -> str | None:
        try:
            return self._workspace.user("@" + handle).id
        except SlackError:
            return None

    def _channel_id(self, name: str) -> str | None:
        try:
            return self._workspace.channel("#" + name).id
        except SlackError:
            return None


def _state(held: Held, value: Any) -> Json:
    if held.element["type"] in {
        "button",
        "icon_button",
        "feedback_buttons",
        "overflow",
        "workflow_button",
    }:
        return {}
    return {held.block_id: {held.element["action_id"]: chosen(held.element, value)}}


def _filled(view: View, values: Mapping[str, Any]) -> Json:
    state = state_of(view.body["blocks"]) | view.values
    for name, value in values.items():
        state |= _state(_field(view, name), value)
    return state


def _field(view: View, name: str) -> Held:
    """By the id of its block or its element. Raises KeyError."""
    for held in elements_in(view.body["blocks"]):
        if name in {held.block_id, held.element.get("action_id")}:
            return held
    raise KeyError(f"the view has no field {name!r}")
