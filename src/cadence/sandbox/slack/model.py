"""What a workspace is made of."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
"""An object of Slack's wire format; here it is the domain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    id: str = "T0SANDBOX"
    name: str = "Sandbox"
    domain: str = "sandbox"
    email_domain: str = ""

    @property
    def url(self) -> str:
        return f"https://{self.domain}.slack.com/"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    id: str
    name: str
    """The handle: what people type after the @."""
    real_name: str
    email: str | None = None
    tz: str = "UTC"
    title: str = ""
    is_bot: bool = False
    bot_id: str | None = None
    is_admin: bool = False
    is_stranger: bool = False
    """Of another company, here through a shared channel."""
    is_guest: bool = False
    """Sees the channels they are in and no others."""
    deleted: bool = False
    status_text: str = ""
    status_emoji: str = ""
    """With its colons."""
    status_until: datetime | None = None
    """When the status clears itself; None: never."""

    def offset_at(self, moment: datetime) -> timedelta:
        return moment.astimezone(ZoneInfo(self.tz)).utcoffset() or timedelta(0)


class Kind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    IM = "im"
    MPIM = "mpim"


@dataclass(frozen=True, slots=True)
class Reaction:
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    user: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One state of a message; a change makes a new one under the same `ts`."""

    channel: str
    ts: str
    user: str
    text: str
    bot_id: str | None = None
    app_id: str | None = None
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    """A reply that also stands in the channel."""
    subtype: str | None = None
    client_msg_id: str | None = None
    edited: Edited | None = None
    reactions: tuple[Reaction, ...] = ()
    files: tuple[str, ...] = ()
    username: str | None = None
    only_for: str | None = None
    """A user id: ephemeral."""
    streaming: bool = False

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation of any kind."""

    id: str
    name: str
    kind: Kind
    created: datetime
    creator: str
    members: set[str] = field(default_factory=set)
    is_shared: bool = False
    """With another company."""
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    """By ts, ascending: a ts is never given twice and never goes back."""
    threads: dict[str, list[str]] = field(default_factory=dict)
    """The replies' ts, ascending, by the parent's."""
    ephemerals: list[Message] = field(default_factory=list)
    status: dict[str, str] = field(default_factory=dict)
    """What the app says it is doing, by thread ts."""
    titles: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, tuple[Json, ...]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """As events call it."""
        names = {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.IM: "im", Kind.MPIM: "mpim"}
        return names[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    id: str
    name: str
    title: str
    mimetype: str
    filetype: str
    content: bytes = b""
    user: str = ""
    created: datetime
    alt_text: str = ""
    channels: tuple[str, ...] = ()
    is_complete: bool = False
    looks_left: int = 0
    """How often it is looked at before it has been taken in."""

    @property
    def is_ready(self) -> bool:
        return self.is_complete and not self.looks_left


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or a Home tab as it stands."""

    id: str
    user: str
    body: Json
    """As the app sent it, with a `block_id` in every block."""
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    """`state.values`: block id → action id → value."""
    errors: dict[str, str] = field(default_factory=dict)
    """By block id: what the app found wrong with the last submission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...]
    created: datetime


BOT_SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
)
BOT_EVENTS = (
    "app_home_opened",
    "app_mention",
    "file_shared",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledApp:
    """The one app of the workspace, as installed. By default it may do what an app of this kind may want."""

    id: str = "A0SANDBOX"
    name: str = "Cadence"
    handle: str = "cadence"
    bot_user_id: str = "U0SANDBOT"
    bot_id: str = "B0SANDBOX"
    bot_token: str = "xoxb-sandbox"  # noqa: S105 - opens nothing but the sandbox
    app_token: str = "xapp-sandbox"  # noqa: S105 - opens nothing but the sandbox
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105 - opens nothing but the sandbox
    verification_token: str = "sandbox-verification"  # noqa: S105 - opens nothing but the sandbox
    scopes: tuple[str, ...] = BOT_SCOPES
    events: tuple[str, ...] = BOT_EVENTS
    commands: tuple[str, ...] | None = None
    """With the slash; None allows any."""
    socket_mode: bool = True
    request_url: str | None = None
    """Where events, commands and interactions go when `socket_mode` is off."""

    @classmethod
    def from_manifest(cls, manifest: Json, **known: Any) -> "InstalledApp":
        """As an app manifest declares it: scopes, events, commands, socket mode, names."""
        settings = manifest.get("settings", {})
        subscriptions = settings.get("event_subscriptions", {})
        features = manifest.get("features", {})
        declared: Json = {
            "name": manifest["display_information"]["name"],
            "handle": features.get("bot_user", {})
            .get("display_name", "app")
            .lower()
            .replace(" ", "-"),
            "scopes": tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            "events": tuple(subscriptions.get("bot_events", ())),
            "commands": tuple(c["command"] for c in features.get("slash_commands", ())),
            "socket_mode": bool(settings.get("socket_mode_enabled")),
            "request_url": subscriptions.get("request_url"),
        }
        return cls(**{**declared, **known})
