"""Emoji on messages."""

import re

from cadence.sandbox.slack.api.call import Call, Method
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.limits import TIER_2, TIER_3
from cadence.sandbox.slack.model import Channel, Json, Message
from cadence.sandbox.slack.shapes import THREAD_FIELDS, message_json, permalink

_NAME = re.compile(r"[a-z0-9_+'\-]+(::skin-tone-[2-6])?")


def add(call: Call) -> Json:
    _, message = _target(call)
    name = _name(call)
    call.workspace.react(message, call.bot, name)
    call.events.reacted(message, call.bot, name, added=True)
    return {}


def remove(call: Call) -> Json:
    _, message = _target(call)
    name = _name(call)
    call.workspace.unreact(message, call.bot, name)
    call.events.reacted(message, call.bot, name, added=False)
    return {}


def get(call: Call) -> Json:
    channel, message = _target(call)
    shown = message_json(call.workspace, message, with_metadata=False)
    told = {name: value for name, value in shown.items() if name not in THREAD_FIELDS}
    told["permalink"] = permalink(call.workspace, message)
    return {"type": "message", "channel": channel.id, "message": told}


def _target(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.workspace.message(channel, call.args.need("timestamp"))
    if message.only_for is not None:
        raise SlackError("message_not_found")
    return channel, message


def _name(call: Call) -> str:
    name = call.args.need("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


METHODS = (
    Method(name="reactions.add", handle=add, tier=TIER_3, scopes=("reactions:write",)),
    Method(name="reactions.remove", handle=remove, tier=TIER_2, scopes=("reactions:write",)),
    Method(name="reactions.get", handle=get, tier=TIER_3, scopes=("reactions:read",)),
)
