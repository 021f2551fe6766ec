"""A conversation as a person would see it in a terminal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from cadence.sandbox.slack.model import Channel, Kind, Message, User, View
from cadence.sandbox.slack.rendering import SMALL, Renderer
from cadence.sandbox.slack.workspace import Workspace

INDENT = "    "

NARROWEST = 40
"""Cells: nothing is broken into shorter lines than these."""

_BREAKER = Console()
"""Rich breaks lines for a console; what it prints to plays no part in it."""


class Transcript:
    """For one reader: in their zone, with what is shown to them alone. Without one: in UTC, with everything.

    With a `width`, in cells, tables are cut and lines are broken to fit it.
    """

    def __init__(
        self, workspace: Workspace, *, reader: str | None = None, width: int | None = None
    ) -> None:
        self._workspace = workspace
        self._reader = workspace.user(reader) if reader else None
        self._zone = ZoneInfo(self._reader.tz if self._reader else "UTC")
        self._width = width
        inner = max(NARROWEST, width - 2 * len(INDENT)) if width else None
        self._renderer = Renderer(workspace, self._zone, inner)

    def of(self, channel: str, *, after: str = "") -> Text:
        """The whole channel, or what came after that `ts`, threads under their first message."""
        place = self._workspace.channel(channel)
        lines = [self._title(place)]
        with self._workspace.timeline.lock:
            for message in self._top_level(place):
                lines += self._with_thread(place, message, after)
        return Text("\n").join(lines)

    def message(self, message: Message, *, indent: str = "") -> Text:
        return Text("\n").join(self._lines(message, indent))

    def view(self, view: View) -> Text:
        """A modal or a Home tab."""
        title = view.body.get("title", {}).get("text", "Home")
        lines = [Text(f"┌ {title}", "bold")]
        lines += [
            Text.assemble(("│ ", SMALL), line)
            for line in self._renderer.blocks(view.body["blocks"])
        ]
        lines += [Text(f"│ {block}: {says}", "red") for block, says in view.errors.items()]
        buttons = [view.body[name]["text"] for name in ("close", "submit") if view.body.get(name)]
        lines.append(Text("└ " + " ".join(f"[{name}]" for name in buttons)))
        return Text("\n").join(lines)

    def _title(self, channel: Channel) -> Text:
        if channel.kind in {Kind.PUBLIC, Kind.PRIVATE}:
            return Text(f"#{channel.name}", "bold")
        others = sorted(self._name(self._workspace.users[user]) for user in channel.members)
        return Text("Direct message: " + ", ".join(others), "bold")

    def _top_level(self, channel: Channel) -> list[Message]:
        said = [m for m in channel.messages.values() if not m.is_reply or m.broadcast]
        alone = [m for m in channel.ephemerals if not m.is_reply and self._sees(m)]
        return sorted([*said, *alone], key=lambda m: m.ts)

    def _with_thread(self, channel: Channel, message: Message, after: str) -> Iterator[Text]:
        replies = [channel.messages[ts] for ts in channel.threads.get(message.ts, ())]
        replies += [
            m
            for m in channel.ephemerals
            if m.is_reply and m.thread_ts == message.ts and self._sees(m)
        ]
        shown = [reply for reply in sorted(replies, key=lambda m: m.ts) if reply.ts > after]
        if message.ts > after or shown:
            yield from self._lines(message, "")
        for reply in shown:
            yield from self._lines(reply, INDENT)
        if status := channel.status.get(message.ts):
            yield Text(f"{INDENT}{self._workspace.app.name} {status}", SMALL)

    def _sees(self, message: Message) -> bool:
        return self._reader is None or message.only_for == self._reader.id

    def _lines(self, message: Message, indent: str) -> Iterator[Text]:
        author = self._workspace.users[message.user]
        yield Text.assemble(
            indent,
            (self._time(message.ts), SMALL),
            " ",
            (self._name(author), "bold"),
            self._marks(author, message),
        )
        for line in self._body(message):
            for part in self._broken(line, len(indent) + len(INDENT)):
                yield Text.assemble(indent, INDENT, part)
        if message.reactions:
            counts = "  ".join(f":{r.name}: {len(r.users)}" for r in message.reactions)
            yield Text(f"{indent}{INDENT}{counts}", SMALL)

    def _broken(self, line: Text, indent: int) -> Iterator[Text]:
        if self._width is None or not line:
            yield line
            return
        for part in line.wrap(_BREAKER, max(NARROWEST, self._width - indent)):
            part.rstrip()
            yield part

    def _body(self, message: Message) -> Iterator[Text]:
        if message.blocks:
            yield from self._renderer.blocks(message.blocks)
        elif message.text:
            yield from self._renderer.mrkdwn(message.text).split("\n", allow_blank=True)
        for attachment in message.attachments:
            for line in self._attachment(attachment):
                yield Text.assemble(("┃ ", SMALL), line)
        for file in message.files:
            yield Text(f"[file: {self._workspace.files.get(file).title}]", SMALL)

    def _attachment(self, attachment: dict[str, object]) -> Iterator[Text]:
        blocks = attachment.get("blocks")
        if isinstance(blocks, list):
            yield from self._renderer.blocks(blocks)
            return
        for name in ("pretext", "title", "text", "fallback"):
            if isinstance(text := attachment.get(name), str):
                yield from self._renderer.mrkdwn(text).split("\n", allow_blank=True)
                if name == "text":
                    return

    def _marks(self, author: User, message: Message) -> Text:
        marks = ["app"] if author.is_bot else []
        if message.only_for:
            marks.append(f"only visible to {self._name(self._workspace.users[message.only_for])}")
        if message.edited:
            marks.append("edited")
        if message.broadcast:
            marks.append("also sent to the channel")
        return Text(f" ({', '.join(marks)})", SMALL) if marks else Text()

    def _name(self, user: User) -> str:
        return user.real_name

    def _time(self, ts: str) -> str:
        moment = datetime.fromtimestamp(float(ts), tz=UTC).astimezone(self._zone)
        today = self._workspace.now().astimezone(self._zone).date()
        return f"{moment:%H:%M:%S}" if moment.date() == today else f"{moment:%Y-%m-%d %H:%M}"
