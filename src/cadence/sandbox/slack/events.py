"""What the app hears of what happens, by what it subscribed to, may read and is in."""

from collections.abc import Iterator

from cadence.sandbox.slack.deliveries import Deliveries, Delivery
from cadence.sandbox.slack.model import Channel, Json, Kind, Message, View
from cadence.sandbox.slack.shapes import message_json, view_json
from cadence.sandbox.slack.workspace import Workspace

MESSAGES = {
    Kind.PUBLIC: ("message.channels", "channels:history"),
    Kind.PRIVATE: ("message.groups", "groups:history"),
    Kind.IM: ("message.im", "im:history"),
    Kind.MPIM: ("message.mpim", "mpim:history"),
}
"""The subscription to a kind of conversation's messages, and the scope it needs."""

Told = tuple[Delivery, ...]


class Events:
    def __init__(self, workspace: Workspace, deliveries: Deliveries) -> None:
        self._workspace = workspace
        self._deliveries = deliveries

    def posted(self, message: Message) -> Told:
        channel = self._workspace.channels[message.channel]
        shown = self._in_channel(
            channel, message_json(self._workspace, message, with_metadata=False)
        )
        if message.broadcast:
            root = channel.messages[message.thread_ts or message.ts]
            shown |= {
                "subtype": "thread_broadcast",
                "root": message_json(self._workspace, root, with_metadata=False),
            }
        elif message.files and not message.subtype:
            shown["subtype"] = "file_share"
        events = []
        if self._mentions_app(message) and channel.kind is not Kind.IM:
            mention = {
                k: v for k, v in shown.items() if k not in {"channel_type", "parent_user_id"}
            }
            events.append((mention | {"type": "app_mention"}, "app_mention", "app_mentions:read"))
        events.append((shown, *MESSAGES[channel.kind]))
        return self._tell_those(channel, events)

    def changed(self, before: Message, after: Message) -> Told:
        channel = self._workspace.channels[after.channel]
        event = self._about_message(channel, "message_changed") | {
            "message": message_json(self._workspace, after, with_metadata=False),
            "previous_message": message_json(self._workspace, before, with_metadata=False),
        }
        return self._tell_those(channel, [(event, *MESSAGES[channel.kind])])

    def deleted(self, before: Message) -> Told:
        channel = self._workspace.channels[before.channel]
        event = self._about_message(channel, "message_deleted") | {
            "deleted_ts": before.ts,
            "previous_message": message_json(self._workspace, before, with_metadata=False),
        }
        return self._tell_those(channel, [(event, *MESSAGES[channel.kind])])

    def reacted(self, message: Message, user: str, name: str, *, added: bool) -> Told:
        type_ = "reaction_added" if added else "reaction_removed"
        event = {
            "type": type_,
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self._workspace.timeline.ts(),
        }
        channel = self._workspace.channels[message.channel]
        return self._tell_those(channel, [(event, type_, "reactions:read")])

    def joined(self, channel: Channel, user: str) -> Told:
        return self._membership(channel, user, "member_joined_channel")

    def left(self, channel: Channel, user: str) -> Told:
        return self._membership(channel, user, "member_left_channel")

    def home_opened(self, user: str, channel: Channel, tab: str, home: View | None) -> Told:
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": channel.id,
            "tab": tab,
            "event_ts": self._workspace.timeline.ts(),
        }
        if home and tab == "home":
            event["view"] = view_json(self._workspace, home)
        return self._tell(event) if "app_home_opened" in self._workspace.app.events else ()

    def file_shared(self, file: str, user: str, channel: Channel) -> Told:
        event = {
            "type": "file_shared",
            "file_id": file,
            "user_id": user,
            "file": {"id": file},
            "channel_id": channel.id,
            "event_ts": self._workspace.timeline.ts(),
        }
        return self._tell_those(channel, [(event, "file_shared", "files:read")])

    def _membership(self, channel: Channel, user: str, type_: str) -> Told:
        event = {
            "type": type_,
            "user": user,
            "channel": channel.id,
            "channel_type": "C" if channel.kind is Kind.PUBLIC else "G",
            "team": self._workspace.team.id,
            "event_ts": self._workspace.timeline.ts(),
        }
        scope = "channels:read" if channel.kind is Kind.PUBLIC else "groups:read"
        return self._tell_those(channel, [(event, type_, scope)])

    def _in_channel(self, channel: Channel, message: Json) -> Json:
        # an event about one message carries no counts of its thread, and names no app beside its bot
        left_out = {
            "reply_count",
            "reply_users_count",
            "latest_reply",
            "reply_users",
            "is_locked",
            "subscribed",
            "app_id",
        }
        shown = {k: v for k, v in message.items() if k not in left_out}
        return shown | {
            "channel": channel.id,
            "channel_type": channel.type,
            "event_ts": message["ts"],
        }

    def _about_message(self, channel: Channel, subtype: str) -> Json:
        ts = self._workspace.timeline.ts()
        return {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.type,
            "ts": ts,
            "event_ts": ts,
        }

    def _mentions_app(self, message: Message) -> bool:
        return f"<@{self._workspace.app.bot_user_id}>" in message.text and message.bot_id is None

    def _tell_those(self, channel: Channel, events: list[tuple[Json, str, str]]) -> Told:
        """Of these (event, subscription, scope) the ones that the app is told of in this channel."""
        return tuple(d for event in self._heard(channel, events) for d in self._tell(event))

    def _heard(self, channel: Channel, events: list[tuple[Json, str, str]]) -> Iterator[Json]:
        app = self._workspace.app
        if app.bot_user_id not in channel.members:
            return
        for event, subscription, scope in events:
            if subscription in app.events and scope in app.scopes:
                yield event

    def _tell(self, event: Json) -> Told:
        payload = self._callback(event)
        delivery = Delivery(
            kind="events_api", type=event["type"], id=payload["event_id"], payload=payload
        )
        return (self._deliveries.send(delivery),)

    def _callback(self, event: Json) -> Json:
        app, team, timeline = self._workspace.app, self._workspace.team, self._workspace.timeline
        channel = self._workspace.channels.get(str(event.get("channel", "")))
        return {
            "token": app.verification_token,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": app.id,
            "event": event,
            "type": "event_callback",
            "event_id": timeline.id("Ev"),
            "event_time": int(timeline.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team.id,
                    "user_id": app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_shared),
            "event_context": timeline.id("4-"),
        }
