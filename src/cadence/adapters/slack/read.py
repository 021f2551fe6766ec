"""What Slack answers, as values."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cadence.adapters.slack.inbound_text import typed
from cadence.adapters.slack.payload import Json, first, part, parts, text, texts
from cadence.core.message import Kind, Reaction, Said
from cadence.core.people import Person

EVENT_TYPE = "cadence_post"
"""Of the metadata under which a message of ours is found again."""


AWAY = frozenset(
    {
        ":palm_tree:",
        ":desert_island:",
        ":beach_with_umbrella:",
        ":airplane:",
        ":face_with_thermometer:",
        ":hospital:",
        ":baby:",
    }
)
"""Emoji of a status that says that somebody is not at work. Slack itself suggests :palm_tree: ("Vacationing") and
:face_with_thermometer: ("Out sick"); the others are what people take besides."""

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Us:
    """Our own account."""

    user: str
    bot: str | None
    team: str
    url: str
    """Of the workspace, with a slash at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A channel, or direct messages."""

    kind: Kind
    creator: str | None
    name: str | None


def conversation_in(channel: Json) -> Conversation:
    return Conversation(
        kind=kind_in(channel),
        creator=text(channel, "creator") or None,
        name=text(channel, "name") or None,
    )


def kind_in(channel: Json) -> Kind:
    """Of a `channel` object. What is shared, or tells nothing, is SHARED: strangers may read along."""
    shared_inside = channel.get("is_org_shared") and not channel.get("is_ext_shared")
    if (
        not channel
        or channel.get("is_ext_shared")
        or channel.get("is_pending_ext_shared")
        or (channel.get("is_shared") and not shared_inside)
    ):
        return Kind.SHARED
    if channel.get("is_im"):
        return Kind.DIRECT
    if channel.get("is_mpim"):
        return Kind.GROUP
    return Kind.PRIVATE if channel.get("is_private") or channel.get("is_group") else Kind.PUBLIC


def person_in(user: Json, asked: str, *, team: str) -> Person:
    """`team` is our own: whoever belongs to another one is a guest."""
    names = (
        text(user, "profile", "real_name"),
        text(user, "real_name"),
        text(user, "profile", "display_name"),
        text(user, "name"),
    )
    user_id = str(user.get("id") or asked)
    return Person(
        id=user_id,
        name=first(*names, user_id),
        email=text(user, "profile", "email") or None,
        zone=_zone(user.get("tz")),
        is_bot=bool(user.get("is_bot")),
        is_guest=_is_guest(user, team),
        is_gone=user.get("deleted") is True,
        away_until=_away_until(part(user, "profile")),
    )


def _away_until(profile: Json) -> datetime | None:
    """Emoji may come with a skin tone behind them. An expiration of 0 is none."""
    emoji = f":{text(profile, 'status_emoji').strip(':').partition('::')[0]}:"
    expires = profile.get("status_expiration")
    if emoji not in AWAY:
        return None
    if not isinstance(expires, int) or expires <= 0:
        return FOREVER
    try:
        return datetime.fromtimestamp(expires, UTC)
    except (ValueError, OverflowError, OSError):
        return FOREVER


def _is_guest(user: Json, team: str) -> bool:
    """In an organisation of several workspaces a person is at home in each that `enterprise_user` names."""
    if any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger")):
        return True
    home = text(user, "team_id") or team
    return team not in {home, *texts(user, "enterprise_user", "teams")}


def _zone(name: object) -> ZoneInfo:
    """UTC where Slack doesn't say or names a zone that isn't known here."""
    try:
        return ZoneInfo(str(name)) if name else ZoneInfo("UTC")
    except (KeyError, OSError, ValueError):
        return ZoneInfo("UTC")


def said_in(raw: Json, us: Us) -> Said:
    bot = raw.get("bot_id")
    user = raw.get("user")
    return Said(
        ts=str(raw.get("ts", "")),
        user=user if isinstance(user, str) and user else None,
        text=typed(str(raw.get("text") or "")),
        is_ours=user == us.user or (bot is not None and bot == us.bot),
        key=key_in(raw),
        thread=raw.get("thread_ts"),
        reactions=tuple(_reaction(each) for each in parts(raw, "reactions")),
        is_edited=bool(part(raw, "edited")),
    )


def _reaction(raw: Json) -> Reaction:
    named = texts(raw, "users")
    count = raw.get("count")
    return Reaction(
        name=text(raw, "name").partition("::")[0],
        users=named,
        count=count if isinstance(count, int) else len(named),
    )


def is_gone(raw: Json) -> bool:
    """What stands in the place of a deleted message that had replies."""
    return raw.get("subtype") == "tombstone"


def key_in(raw: Json) -> str | None:
    ours = text(raw, "metadata", "event_type") == EVENT_TYPE
    return (text(raw, "metadata", "event_payload", "key") or None) if ours else None
