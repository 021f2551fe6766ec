"""Saying, changing and taking back."""

from typing import Any

import orjson

from cadence.sandbox.slack.api.call import Args, Call, Method
from cadence.sandbox.slack.blocks import LONGEST_MARKDOWN, Surface, problems_in
from cadence.sandbox.slack.errors import SlackError, invalid_blocks
from cadence.sandbox.slack.limits import LINKING, POSTING, TIER_3, TIER_4
from cadence.sandbox.slack.model import Channel, Json, Message
from cadence.sandbox.slack.shapes import THREAD_FIELDS, message_json, permalink
from cadence.sandbox.slack.workspace import Workspace

LONGEST_TEXT = 40_000
MOST_ATTACHMENTS = 100
LARGEST_METADATA = 8_000
"""Bytes of an event payload as JSON. Slack documents `metadata_too_large` without a figure; this one is cautious."""


def content(workspace: Workspace, args: Args, *, required: bool = True) -> dict[str, Any]:
    """The checked `text`, `blocks`, `attachments` and `metadata` of a message, those that were given."""
    text = args.text("text")
    if text is not None and len(text) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    blocks = checked_blocks(workspace, args, Surface.MESSAGE)
    if markdown := args.text("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > LONGEST_MARKDOWN:
            raise SlackError("msg_too_long")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    given: dict[str, Any] = {
        "text": text,
        "blocks": blocks,
        "attachments": _attachments(args),
        "metadata": _metadata(args),
    }
    if required and not (text or given["blocks"] or given["attachments"]):
        raise SlackError("no_text")
    return {name: value for name, value in given.items() if value is not None}


def checked_blocks(workspace: Workspace, args: Args, surface: Surface) -> list[Json] | None:
    blocks = args.objects("blocks", error="invalid_blocks_format")
    if blocks and (problems := problems_in(blocks, surface)):
        raise invalid_blocks(problems)
    if blocks and (problems := workspace.files.problems_in(blocks, workspace.app.bot_user_id)):
        raise invalid_blocks(problems)
    return blocks


def _attachments(args: Args) -> list[Json] | None:
    attachments = args.objects("attachments", error="invalid_attachments")
    if attachments and len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for number, attachment in enumerate(attachments or ()):
        problems = problems_in(
            attachment.get("blocks", ()), Surface.MESSAGE, at=f"/attachments/{number}/blocks"
        )
        if problems:
            raise invalid_blocks(problems)
    return attachments


def _metadata(args: Args) -> Json | None:
    metadata = args.json("metadata", error="invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if len(orjson.dumps(payload)) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": payload}


def place(call: Call) -> Channel:
    """Where to post: a conversation, or a person, who is then written to directly. Raises channel_not_found."""
    where = call.args.text("channel")
    if where is None:
        raise SlackError("channel_not_found")
    if where in call.workspace.users:
        return call.workspace.direct(where)
    return call.channel()


def post_message(call: Call) -> Json:
    args = call.args
    channel = place(call)
    message = call.workspace.post(
        channel,
        user=call.bot,
        thread_ts=args.text("thread_ts"),
        broadcast=args.flag("reply_broadcast"),
        username=args.text("username"),
        **content(call.workspace, args),
    )
    call.events.posted(message)
    shown = message_json(call.workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    channel = place(call)
    user = call.user()
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = call.workspace.post(
        channel,
        user=call.bot,
        only_for=user.id,
        thread_ts=call.args.text("thread_ts"),
        **content(call.workspace, call.args),
    )
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    channel = call.channel()
    before = own_message(call, channel, "cant_update_message")
    after = call.workspace.change(before, **replacement(call, before))
    call.events.changed(before, after)
    shown = message_json(call.workspace, after)
    message = {name: value for name, value in shown.items() if name not in NOT_UPDATED}
    return {"channel": channel.id, "ts": after.ts, "text": after.text, "message": message}


def replacement(call: Call, before: Message) -> dict[str, Any]:
    """What an update changes: new text without blocks takes the old blocks away, as Slack does."""
    given = content(call.workspace, call.args)
    given["blocks"] = call.workspace.identified(given.get("blocks", ()))
    given["attachments"] = tuple(given.get("attachments", before.attachments))
    return given


def own_message(call: Call, channel: Channel, refusal: str) -> Message:
    """Raises message_not_found, also for an ephemeral one, which can't be touched this way."""
    message = call.workspace.message(channel, call.args.need("ts"))
    if message.only_for is not None:
        raise SlackError("message_not_found")
    if message.user != call.bot:
        raise SlackError(refusal)
    return message


def delete(call: Call) -> Json:
    channel = call.channel()
    message = own_message(call, channel, "cant_delete_message")
    call.workspace.delete(message)
    call.events.deleted(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.workspace.message(channel, call.args.need("message_ts"))
    return {"channel": channel.id, "permalink": permalink(call.workspace, message)}


NOT_UPDATED = THREAD_FIELDS | {"ts", "reactions"}
"""What Slack leaves out of the message that it gives back after an update."""

WRITE = ("chat:write",)
METHODS = (
    Method(name="chat.postMessage", handle=post_message, tier=POSTING, scopes=WRITE),
    Method(name="chat.postEphemeral", handle=post_ephemeral, tier=TIER_4, scopes=WRITE),
    Method(name="chat.update", handle=update, tier=TIER_3, scopes=WRITE),
    Method(name="chat.delete", handle=delete, tier=TIER_3, scopes=WRITE),
    Method(name="chat.getPermalink", handle=get_permalink, tier=LINKING),
)
