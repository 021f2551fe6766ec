"""Uploading in two steps, and what is there."""

from dataclasses import replace

from cadence.sandbox.slack.api.call import Call, Method
from cadence.sandbox.slack.errors import SlackError, invalid_arguments
from cadence.sandbox.slack.limits import TIER_3, TIER_4
from cadence.sandbox.slack.model import File, Json
from cadence.sandbox.slack.shapes import file_json


def get_upload_url(call: Call) -> Json:
    if call.args.number("length", default=0) < 1:
        raise invalid_arguments("must be greater than 0 [json-pointer:/length]")
    name = call.args.need("filename")
    file = call.workspace.files.announce(
        name, user=call.bot, alt_text=call.args.text("alt_txt") or ""
    )
    return {"upload_url": f"http://{call.base}/upload/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    asked = call.args.objects("files", error="invalid_arguments") or []
    if not asked:
        raise invalid_arguments("missing required field: files")
    places = call.args.names("channels") or call.args.names("channel_id")
    channels = [call.workspace.channel(place) for place in places]
    for item in asked:
        _own(call, str(item.get("id")))
    files = [
        call.workspace.files.complete(
            item["id"], title=item.get("title"), channels=[c.id for c in channels]
        )
        for item in asked
    ]
    for channel in channels:
        message = call.workspace.post(
            channel,
            user=call.bot,
            text=call.args.text("initial_comment") or "",
            thread_ts=call.args.text("thread_ts"),
            files=[file.id for file in files],
        )
        call.events.posted(message)
        for file in files:
            call.events.file_shared(file.id, call.bot, channel)
    return {"files": [file_json(call.workspace, file) for file in files]}


def info(call: Call) -> Json:
    file = call.workspace.files.look_at(call.args.need("file"))
    return {
        "file": file_json(call.workspace, file),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


def delete(call: Call) -> Json:
    file = _own(call, call.args.need("file"))
    for place in file.channels:
        channel = call.workspace.channels[place]
        for message in [m for m in channel.messages.values() if file.id in m.files]:
            left = tuple(f for f in message.files if f != file.id)
            call.workspace.change(replace(message), is_edit=False, files=left)
    call.workspace.files.delete(file.id)
    return {}


def _own(call: Call, id_: str) -> File:
    file = call.workspace.files.get(id_)
    if file.user != call.bot:
        raise SlackError("cant_delete_file")
    return file


WRITE = ("files:write",)
METHODS = (
    Method(name="files.getUploadURLExternal", handle=get_upload_url, tier=TIER_4, scopes=WRITE),
    Method(name="files.completeUploadExternal", handle=complete_upload, tier=TIER_4, scopes=WRITE),
    Method(name="files.info", handle=info, tier=TIER_4, scopes=("files:read",)),
    Method(name="files.delete", handle=delete, tier=TIER_3, scopes=WRITE),
)
