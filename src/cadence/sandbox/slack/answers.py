"""What the app says back: with its acknowledgement, or to a `response_url`."""

from typing import Any

from cadence.sandbox.slack.api.call import Args
from cadence.sandbox.slack.api.chat import content
from cadence.sandbox.slack.api.views import checked_view
from cadence.sandbox.slack.errors import SlackError, invalid_arguments
from cadence.sandbox.slack.events import Events
from cadence.sandbox.slack.model import Channel, Json, Message, View
from cadence.sandbox.slack.responses import Origin
from cadence.sandbox.slack.workspace import Workspace


class Answers:
    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events

    def reply(
        self, channel: Channel, user: str, answer: Json, *, thread_ts: str | None = None
    ) -> Message | None:
        """A message to who asked alone, or to all with `response_type: in_channel`. None: there is nothing to say."""
        args = Args(answer)
        if not any(answer.get(name) for name in ("text", "blocks", "attachments")):
            return None
        in_channel = answer.get("response_type") == "in_channel"
        with self._workspace.timeline.lock:
            message = self._say(
                channel,
                content(self._workspace, args),
                None if in_channel else user,
                args.text("thread_ts") or thread_ts,
            )
        if in_channel:
            self._events.posted(message)
        return message

    def respond(self, origin: Origin, answer: Json) -> None:
        """Raises no_text, invalid_blocks and the like."""
        channel = self._workspace.channel(origin.channel)
        args = Args(answer)
        replaces, deletes = args.flag("replace_original"), args.flag("delete_original")
        if not (replaces or deletes):
            in_thread = origin.thread_ts if answer.get("thread_ts") else None
            if self.reply(channel, origin.user, answer, thread_ts=in_thread) is None:
                raise SlackError("no_text")
            return
        before = self._workspace.message(channel, origin.message_ts or "")
        if deletes:
            self._workspace.delete(before)
            self._events.deleted(before) if before.only_for is None else None
            return
        given = content(self._workspace, args)
        given["blocks"] = self._workspace.identified(given.get("blocks", ()))
        after = self._workspace.change(before, **given)
        if before.only_for is None:
            self._events.changed(before, after)

    def submission(self, view: View, answer: Json) -> None:
        """What becomes of a submitted view. Raises invalid_arguments for an answer that Slack would not understand."""
        views = self._workspace.views
        match answer.get("response_action"):
            case None:
                views.close(view)
            case "errors":
                views.reject(view, self._errors(view, answer.get("errors")))
            case "clear":
                views.clear(view.user)
            case "update":
                body = checked_view(self._workspace, answer.get("view"), kind="modal")
                views.update(view, body)
                views.fill(view, {})
            case "push":
                views.push(
                    view.user, checked_view(self._workspace, answer.get("view"), kind="modal")
                )
            case other:
                raise invalid_arguments(f"unknown response_action: {other}")

    def _errors(self, view: View, errors: Any) -> dict[str, str]:
        inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            raise invalid_arguments("missing required field: errors")
        if unknown := set(errors) - inputs:
            raise invalid_arguments(f"no input block has the block_id {', '.join(sorted(unknown))}")
        return {str(block): str(says) for block, says in errors.items()}

    def _say(
        self, channel: Channel, given: Json, only_for: str | None, thread_ts: str | None
    ) -> Message:
        """Answers may go where the app is not a member."""
        bot = self._workspace.app.bot_user_id
        was_in = bot in channel.members
        channel.members.add(bot)
        try:
            return self._workspace.post(
                channel, user=bot, only_for=only_for, thread_ts=thread_ts, **given
            )
        finally:
            if not was_in:
                channel.members.discard(bot)
