"""Reading conversations, and being in them."""

from cadence.sandbox.slack.api.call import MOST_A_PAGE, Call, Method, window
from cadence.sandbox.slack.cursors import decode, encode, page
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.limits import TIER_2, TIER_3, TIER_4
from cadence.sandbox.slack.model import Channel, Json, Kind, Message
from cadence.sandbox.slack.shapes import channel_json, message_json

TYPES = {
    "public_channel": Kind.PUBLIC,
    "private_channel": Kind.PRIVATE,
    "im": Kind.IM,
    "mpim": Kind.MPIM,
}
MOST_IN_MPIM = 8


def history(call: Call) -> Json:
    channel = _readable(call)
    bounds = window(call.args, default_limit=100)
    if after := decode("next_ts", call.args.text("cursor")):
        bounds.latest, bounds.inclusive = after, False
    messages, has_more = call.workspace.history(channel, bounds)
    return _messages(call, messages, has_more) | {"pin_count": 0}


def replies(call: Call) -> Json:
    channel = _readable(call)
    root = call.args.need("ts")
    bounds = window(call.args, default_limit=MOST_A_PAGE)
    before = decode("next_ts", call.args.text("cursor"))
    if before:
        bounds.oldest, bounds.inclusive = before, False
    asked = channel.messages.get(root)
    if asked is not None and asked.thread_ts:
        root = asked.thread_ts
    messages, has_more = call.workspace.replies(channel, root, bounds)
    return _messages(call, messages[1:] if before else messages, has_more)


def _readable(call: Call) -> Channel:
    """Slack lets an app read what it is in. Raises not_in_channel."""
    channel = call.channel()
    if call.bot not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _messages(call: Call, messages: list[Message], has_more: bool) -> Json:
    with_metadata = call.args.flag("include_all_metadata")
    shown = [message_json(call.workspace, m, with_metadata=with_metadata) for m in messages]
    answer: Json = {"messages": shown, "has_more": has_more}
    if has_more:
        answer["response_metadata"] = {"next_cursor": encode("next_ts", messages[-1].ts)}
    return answer


def info(call: Call) -> Json:
    channel = call.channel()
    with_count = call.args.flag("include_num_members")
    return {"channel": channel_json(call.workspace, channel, with_count=with_count)}


def list_(call: Call) -> Json:
    visible = [c for c in call.workspace.channels.values() if call.workspace.sees(call.bot, c)]
    return _channels(call, visible, with_count=True)


def conversations_of(call: Call) -> Json:
    user = call.args.text("user") or call.bot
    if user not in call.workspace.users:
        raise SlackError("user_not_found")
    members_of = [
        channel
        for channel in call.workspace.channels.values()
        if user in channel.members and call.workspace.sees(call.bot, channel)
    ]
    answer = _channels(call, members_of, with_count=False)
    for channel in answer["channels"]:
        channel.pop("is_member", None)  # Slack tells it of the caller, who isn't asked about here
    return answer


def _channels(call: Call, channels: list[Channel], *, with_count: bool) -> Json:
    kinds = _kinds(call.args.names("types") or ["public_channel"])
    for kind in kinds:
        call.check_kind(kind)
    no_archived = call.args.flag("exclude_archived")
    wanted = [c for c in channels if c.kind in kinds and not (no_archived and c.is_archived)]
    shown, cursor = page(
        wanted,
        kind="channels",
        cursor=call.args.text("cursor"),
        limit=_limit(call, default=100),
    )
    described = [channel_json(call.workspace, c, with_count=with_count) for c in shown]
    return {"channels": described, "response_metadata": {"next_cursor": cursor}}


def _kinds(names: list[str]) -> set[Kind]:
    if unknown := set(names) - set(TYPES):
        raise SlackError("invalid_types", unknown=sorted(unknown))
    return {TYPES[name] for name in names}


def _limit(call: Call, *, default: int) -> int:
    limit = call.args.number("limit", default=default) or default
    if not 1 <= limit <= MOST_A_PAGE:
        raise SlackError("invalid_limit")
    return limit


def members(call: Call) -> Json:
    ids = sorted(call.channel().members)
    shown, cursor = page(
        ids, kind="users", cursor=call.args.text("cursor"), limit=_limit(call, default=100)
    )
    return {"members": list(shown), "response_metadata": {"next_cursor": cursor}}


def open_(call: Call) -> Json:
    if call.args.text("channel"):
        channel = call.channel()
    else:
        users = _invited(call)
        known = set(call.workspace.channels)
        channel = call.workspace.direct(call.bot, *users)
        if channel.id in known:
            return {"no_op": True, "already_open": True, "channel": _opened(call, channel)}
    return {"channel": _opened(call, channel)}


def _invited(call: Call) -> list[str]:
    users = call.args.names("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if any(user not in call.workspace.users for user in users):
        raise SlackError("user_not_found")
    if len(users) > MOST_IN_MPIM:
        raise SlackError("too_many_users")
    return users


def _opened(call: Call, channel: Channel) -> Json:
    if call.args.flag("return_im"):
        return channel_json(call.workspace, channel)
    return {"id": channel.id}


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind is not Kind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    if not call.workspace.join(channel, call.bot):
        return {
            "channel": channel_json(call.workspace, channel),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    call.events.joined(channel, call.bot)
    return {"channel": channel_json(call.workspace, channel)}


HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
METHODS = (
    Method(
        name="conversations.history",
        handle=history,
        tier=TIER_3,
        scopes=HISTORY,
        per_kind="history",
    ),
    Method(
        name="conversations.replies",
        handle=replies,
        tier=TIER_3,
        scopes=HISTORY,
        per_kind="history",
    ),
    Method(name="conversations.info", handle=info, tier=TIER_3, scopes=READ, per_kind="read"),
    Method(name="conversations.list", handle=list_, tier=TIER_2, scopes=READ, per_kind="read"),
    Method(name="conversations.members", handle=members, tier=TIER_4, scopes=READ, per_kind="read"),
    Method(name="conversations.open", handle=open_, tier=TIER_3, scopes=("im:write", "mpim:write")),
    Method(name="conversations.join", handle=join, tier=TIER_3, scopes=("channels:join",)),
    Method(
        name="users.conversations",
        handle=conversations_of,
        tier=TIER_3,
        scopes=READ,
        per_kind="read",
    ),
)
