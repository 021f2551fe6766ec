"""One call of the Web API: its arguments, and what a method is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from cadence.sandbox.slack.errors import SlackError, invalid_arguments
from cadence.sandbox.slack.events import Events
from cadence.sandbox.slack.limits import Tier
from cadence.sandbox.slack.model import Channel, Json, Kind, User
from cadence.sandbox.slack.responses import ResponseUrls
from cadence.sandbox.slack.sockets import Sockets
from cadence.sandbox.slack.triggers import Triggers
from cadence.sandbox.slack.workspace import Window, Workspace


class Args:
    """Arguments of a call, from a form (all text) or from JSON."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def text(self, name: str) -> str | None:
        """None where it is missing or empty."""
        value = self._given.get(name)
        if value is None or value == "":
            return None
        return value if isinstance(value, str) else str(value)

    def need(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._given.get(name)
        if value is None or value == "":
            return default
        return value if isinstance(value, bool) else str(value).lower() in {"true", "1"}

    def number(self, name: str, *, default: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        try:
            return int(value)
        except ValueError as error:
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]") from error

    def json(self, name: str, *, error: str) -> Any:
        """A value that a form carries as JSON text. None where it is missing. Raises `error` where it isn't JSON."""
        value = self._given.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError as cause:
            raise SlackError(error) from cause

    def objects(self, name: str, *, error: str) -> list[Json] | None:
        """A list of objects. None where it is missing."""
        value = self.json(name, error=error)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise SlackError(error)
        return value

    def names(self, name: str) -> list[str]:
        """A list, or text with commas."""
        value = self._given.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [part.strip() for part in (self.text(name) or "").split(",") if part.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call by the app, whose token and scopes are good."""

    workspace: Workspace
    events: Events
    triggers: Triggers
    responses: ResponseUrls
    sockets: Sockets
    base: str
    """The server's own address: "127.0.0.1:4000"."""
    args: Args
    per_kind: str | None = None
    """The second half of the scope that the method needs for a kind of conversation: "history", "read"."""

    @property
    def bot(self) -> str:
        return self.workspace.app.bot_user_id

    def channel(self, name: str = "channel") -> Channel:
        """A conversation that the app can see. Raises channel_not_found."""
        channel = self.workspace.channel(self.args.need(name))
        if not self.workspace.sees(self.bot, channel):
            raise SlackError("channel_not_found")
        self.check_kind(channel.kind)
        return channel

    def user(self, name: str = "user") -> User:
        """By id alone. Raises user_not_found."""
        user = self.workspace.users.get(self.args.need(name))
        if user is None:
            raise SlackError("user_not_found")
        return user

    def check_kind(self, kind: Kind) -> None:
        """Where each kind of conversation has a scope of its own, the app needs that one. Raises missing_scope."""
        scopes = self.workspace.app.scopes
        if self.per_kind and (needed := FAMILIES[kind] + self.per_kind) not in scopes:
            raise SlackError("missing_scope", needed=needed, provided=",".join(scopes))


FAMILIES = {Kind.PUBLIC: "channels:", Kind.PRIVATE: "groups:", Kind.IM: "im:", Kind.MPIM: "mpim:"}

Handler = Callable[[Call], Json]
"""Gives what the answer holds beside `ok`. Raises SlackError."""


class Caller(StrEnum):
    """Whose token a method wants."""

    ANYONE = "anyone"
    BOT = "bot"
    APP = "app"
    BOT_OR_APP = "bot or app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    name: str
    handle: Handler
    tier: Tier | None
    scopes: tuple[str, ...] = ()
    """Any one of these is enough; none: a valid token is."""
    per_kind: str | None = None
    caller: Caller = Caller.BOT


MOST_A_PAGE = 1000


def window(args: Args, *, default_limit: int) -> Window:
    """The bounds and limit of a history call. Raises invalid_limit, invalid_ts_oldest, invalid_ts_latest."""
    limit = args.number("limit", default=default_limit)
    if limit < 1:
        raise SlackError("invalid_limit")
    bounds = {name: _bound(args, name) for name in ("oldest", "latest")}
    return Window(**bounds, inclusive=args.flag("inclusive"), limit=min(limit, MOST_A_PAGE - 1))


def _bound(args: Args, name: str) -> str | None:
    value = args.text(name)
    if value is not None and not value.replace(".", "", 1).isdecimal():
        raise SlackError(f"invalid_ts_{name}")
    return value
