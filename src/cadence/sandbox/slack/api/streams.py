"""A message that is written as it is read."""

from cadence.sandbox.slack.api.call import Call, Method
from cadence.sandbox.slack.api.chat import checked_blocks, own_message, place
from cadence.sandbox.slack.blocks import LONGEST_MARKDOWN, Surface
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.limits import TIER_2, TIER_4
from cadence.sandbox.slack.model import Json, Kind, Message
from cadence.sandbox.slack.shapes import message_json


def start(call: Call) -> Json:
    channel = place(call)
    thread_ts = call.args.need("thread_ts")
    if channel.kind is not Kind.IM:
        _check_recipient(call)
    message = call.workspace.post(
        channel, user=call.bot, text=_text(call), thread_ts=thread_ts, streaming=True
    )
    call.events.posted(message)
    return {"channel": channel.id, "ts": message.ts}


def append(call: Call) -> Json:
    message = _stream(call)
    after = call.workspace.change(message, is_edit=False, text=_longer(message, _text(call)))
    return {"channel": after.channel, "ts": after.ts}


def stop(call: Call) -> Json:
    message = _stream(call)
    text = _longer(message, _text(call))
    blocks = call.workspace.identified(
        checked_blocks(call.workspace, call.args, Surface.MESSAGE) or ()
    )
    after = call.workspace.change(message, is_edit=False, text=text, blocks=blocks, streaming=False)
    call.events.changed(message, after)
    return {
        "channel": after.channel,
        "ts": after.ts,
        "message": message_json(call.workspace, after),
    }


def _check_recipient(call: Call) -> None:
    """Outside a direct message Slack wants to know for whom it is."""
    if not call.args.text("recipient_team_id"):
        raise SlackError("missing_recipient_team_id")
    if not call.args.text("recipient_user_id"):
        raise SlackError("missing_recipient_user_id")


def _stream(call: Call) -> Message:
    message = own_message(call, call.channel(), "message_not_owned_by_app")
    if not message.streaming:
        raise SlackError("message_not_in_streaming_state")
    return message


def _text(call: Call) -> str:
    """The markdown given as text, or in chunks."""
    chunks = call.args.objects("chunks", error="invalid_chunks") or []
    return (call.args.text("markdown_text") or "") + "".join(
        str(chunk.get("text", "")) for chunk in chunks if chunk.get("type") == "markdown_text"
    )


def _longer(message: Message, more: str) -> str:
    text = message.text + more
    if len(text) > LONGEST_MARKDOWN:
        raise SlackError("msg_too_long")
    return text


WRITE = ("chat:write",)
METHODS = (
    Method(name="chat.startStream", handle=start, tier=TIER_2, scopes=WRITE),
    Method(name="chat.appendStream", handle=append, tier=TIER_4, scopes=WRITE),
    Method(name="chat.stopStream", handle=stop, tier=TIER_2, scopes=WRITE),
)
