"""Blocks as a person would read them in a terminal: one styled line after another."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.model import Json
from cadence.sandbox.slack.mrkdwn import Piece, date, pieces
from cadence.sandbox.slack.workspace import Workspace

MENTION, BUTTON, SMALL, CODE = "cyan", "reverse", "dim", "green"
_MARKED = re.compile(r"```(.+?)```|`([^`\n]+)`|(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])"
    r"|(?<!\w)_(\S|\S[^_\n]*\S)_(?!\w)|(?<![\w~])~(\S|\S[^~\n]*\S)~(?![\w~])", re.DOTALL)  # fmt: skip
_MARKS = (CODE, CODE, "bold", "italic", "strike")
WIDEST_CELL = 60
"""Characters; a terminal has no more room for one cell."""
NARROWEST_CELL = 8
"""Characters; no column is made narrower than this to fit a width."""


@dataclass(frozen=True, slots=True)
class Renderer:
    workspace: Workspace
    zone: ZoneInfo
    width: int | None = None
    """Cells that a table may fill; None is as many as it likes."""

    def blocks(self, blocks: Iterable[Json]) -> Iterator[Text]:
        for block in blocks:
            yield from self._block(block)

    def mrkdwn(self, text: str) -> Text:
        """With mentions, channels, dates and links as they are shown, and *bold* in bold."""
        shown = Text()
        end = 0
        for match in _MARKED.finditer(text):
            shown.append_text(self._tokens(text[end : match.start()]))
            inner = self._tokens(next(group for group in match.groups() if group is not None))
            inner.stylize(
                next(
                    mark
                    for mark, group in zip(_MARKS, match.groups(), strict=True)
                    if group is not None
                )
            )
            shown.append_text(inner)
            end = match.end()
        return shown.append_text(self._tokens(text[end:]))

    def date(self, token: str, label: str | None) -> str:
        return date(token, label, self._local, self._local(self.workspace.now()))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def _tokens(self, text: str) -> Text:
        shown = Text()
        for piece in pieces(text):
            shown.append_text(self._piece(piece))
        return shown

    def _piece(self, piece: Piece) -> Text:
        match piece.sign:
            case None:
                return Text(piece.text)
            case "@":
                return Text(f"@{self._user(piece.text)}", MENTION)
            case "#":
                return Text(f"#{piece.label or self._channel(piece.text)}", MENTION)
            case "!" if piece.text.startswith("date^"):
                return Text(self.date(piece.text, piece.label))
            case "!" if piece.text.startswith("subteam^"):
                return Text(
                    piece.label or f"@{self._group(piece.text.removeprefix('subteam^'))}", MENTION
                )
            case "!":
                return Text(f"@{piece.text}", MENTION)
        return _link(piece.text, piece.label)

    def _user(self, id_: str) -> str:
        user = self.workspace.users.get(id_)
        return user.real_name if user else id_

    def _channel(self, id_: str) -> str:
        try:
            return self.workspace.channel(id_).name
        except SlackError:
            return id_

    def _group(self, id_: str) -> str:
        group = self.workspace.groups.get(id_)
        return group.handle if group else id_

    # --- blocks ----------------------------------------------------------------------------------

    def _block(self, block: Json) -> Iterator[Text]:
        match block["type"]:
            case "header":
                yield Text(block["text"]["text"], "bold underline")
            case "section":
                yield from self._section(block)
            case "context":
                yield Text("  ").join(self._small(element) for element in block["elements"])
            case "actions" | "context_actions":
                yield Text(" ").join(self._element(element) for element in block["elements"])
            case "rich_text":
                yield from self._rich_text(block)
            case "markdown":
                yield from self.mrkdwn(block["text"]).split("\n", allow_blank=True)
            case "table" | "data_table":
                yield from self._table(block)
            case "data_visualization":
                yield from self._chart(block)
            case "divider":
                yield Text("─" * 40, SMALL)
            case "image":
                # Its title is what people read; what it shows stands in `alt_text`, for whom it is read out to.
                shown = block.get("title", {}).get("text") or block["alt_text"]
                yield Text(f"[picture: {shown}]", SMALL)
            case "input":
                yield Text.assemble(
                    (block["label"]["text"], "bold"), ": ", self._element(block["element"])
                )
            case _:
                yield from self._other(block)

    def _section(self, block: Json) -> Iterator[Text]:
        lines = (
            list(self._text(block.get("text")).split("\n", allow_blank=True))
            if block.get("text")
            else []
        )
        fields = [self._text(field) for field in block.get("fields", ())]
        lines += [line for field in fields for line in field.split("\n", allow_blank=True)]
        if accessory := block.get("accessory"):
            lines[-1] = Text.assemble(lines[-1], "  ", self._element(accessory))
        yield from lines

    def _text(self, text: Any) -> Text:
        if text is None:
            return Text()
        return self.mrkdwn(text["text"]) if text["type"] == "mrkdwn" else Text(text["text"])

    def _small(self, element: Json) -> Text:
        if element["type"] == "image":
            return Text(f"[{element['alt_text']}]", SMALL)
        shown = self._text(element)
        shown.stylize(SMALL)
        return shown

    def _element(self, element: Json) -> Text:
        match element["type"]:
            case "button" | "workflow_button" | "icon_button":
                return Text(f"[{element['text']['text']}]", BUTTON)
            case "feedback_buttons":
                sides = (element["positive_button"], element["negative_button"])
                return Text(" ").join(Text(f"[{side['text']['text']}]", BUTTON) for side in sides)
            case "overflow":
                return Text(
                    "[… " + " | ".join(o["text"]["text"] for o in element["options"]) + "]", BUTTON
                )
            case "image":
                return Text(f"[picture: {element['alt_text']}]", SMALL)
        return self._field(element)

    def _field(self, element: Json) -> Text:
        placeholder = element.get("placeholder", {}).get("text", "")
        options = [o["text"]["text"] for o in element.get("options", ())]
        held = self._held(element) or placeholder or " | ".join(options)
        return Text(f"[{held} ▾]" if options else f"[{held}]", BUTTON)

    def _held(self, element: Json) -> str:
        """What a field begins with."""
        if option := element.get("initial_option"):
            return str(option["text"]["text"])
        options = [option["text"]["text"] for option in element.get("initial_options", ())]
        people = [self._user(user) for user in element.get("initial_users", ())]
        if user := element.get("initial_user"):
            people.append(self._user(user))
        written = element.get("initial_value") or element.get("initial_date") or ""
        return str(written) or ", ".join([*options, *people])

    def _table(self, block: Json) -> Iterator[Text]:
        if caption := block.get("caption"):
            yield Text(caption, "bold")
        rows = [[self._cell(cell) for cell in row] for row in block["rows"]]
        right = {
            i
            for i, s in enumerate(block.get("column_settings", ()))
            if (s or {}).get("align") == "right"
        }
        yield from _columns(rows, right, self.width)

    def _cell(self, cell: Json) -> Text:
        if cell["type"] == "rich_text":
            return Text(" ").join(self._rich_text(cell))
        return Text(cell["text"])

    def _chart(self, block: Json) -> Iterator[Text]:
        chart = block["chart"]
        yield Text(f"[{chart['type']} chart: {block['title']}]", "bold")
        for series in chart.get("series", ()):
            points = ", ".join(f"{p['label']} {p['value']:g}" for p in series["data"])
            yield Text(f"{series['name']}: {points}")
        for segment in chart.get("segments", ()):
            yield Text(f"{segment['label']}: {segment['value']:g}")

    def _other(self, block: Json) -> Iterator[Text]:
        """What has no form of its own here: the text of its parts."""
        for name in ("title", "subtitle", "text", "body", "external_id"):
            part = block.get(name)
            if isinstance(part, str):
                yield Text(part)
            elif isinstance(part, dict):
                yield self._text(part)
        if actions := block.get("actions"):
            yield Text(" ").join(self._element(element) for element in actions)
        for nested in ("child_blocks", "elements", "tasks"):
            yield from self.blocks(block.get(nested, ()))

    # --- rich text -------------------------------------------------------------------------------

    def _rich_text(self, block: Json) -> Iterator[Text]:
        for part in block["elements"]:
            match part["type"]:
                case "rich_text_list":
                    yield from self._list(part)
                case "rich_text_quote":
                    for line in self._runs(part["elements"]).split("\n", allow_blank=True):
                        yield Text.assemble(("│ ", SMALL), line)
                case "rich_text_preformatted":
                    shown = self._runs(part["elements"])
                    shown.stylize(CODE)
                    yield from shown.split("\n", allow_blank=True)
                case _:
                    yield from self._runs(part["elements"]).split("\n", allow_blank=True)

    def _list(self, part: Json) -> Iterator[Text]:
        indent = "  " * part.get("indent", 0)
        for number, item in enumerate(part["elements"], start=1 + part.get("offset", 0)):
            sign = f"{number}." if part["style"] == "ordered" else "•"
            yield Text.assemble(f"{indent}{sign} ", self._runs(item["elements"]))

    def _runs(self, runs: Iterable[Json]) -> Text:
        shown = Text()
        for run in runs:
            piece = self._run(run)
            for style, is_on in run.get("style", {}).items():
                if is_on and style in {"bold", "italic", "strike", "underline"}:
                    piece.stylize(style)
                elif is_on and style == "code":
                    piece.stylize(CODE)
            shown.append_text(piece)
        return shown

    def _run(self, run: Json) -> Text:
        match run["type"]:
            case "text":
                return Text(run["text"])
            case "link":
                return _link(run["url"], run.get("text"))
            case "user":
                return Text(f"@{self._user(run['user_id'])}", MENTION)
            case "channel":
                return Text(f"#{self._channel(run['channel_id'])}", MENTION)
            case "usergroup":
                return Text(f"@{self._group(run['usergroup_id'])}", MENTION)
            case "broadcast":
                return Text(f"@{run['range']}", MENTION)
            case "emoji":
                return Text(f":{run['name']}:")
            case "date":
                return Text(
                    self.date(f"date^{run['timestamp']}^{run['format']}", run.get("fallback"))
                )
        return Text(str(run.get("value", "")))


def _link(url: str, label: str | None) -> Text:
    """The label alone, as Slack shows it; a terminal that can opens the address from it."""
    return Text(label or url, Style(color="blue", link=url))


def _columns(rows: Sequence[Sequence[Text]], right: set[int], width: int | None) -> Iterator[Text]:
    cells = [[_short(cell, WIDEST_CELL) for cell in row] for row in rows]
    widths = _widths(cells, width)
    cells = [[_short(cell, widths[i]) for i, cell in enumerate(row)] for row in cells]
    for number, row in enumerate(cells):
        line = Text(" │ ").join(
            _padded(cell, widths[i], to_right=i in right) for i, cell in enumerate(row)
        )
        line.rstrip()
        if number == 0:
            line.stylize("bold")
        yield line
        if number == 0:
            yield Text("─┼─".join("─" * width for width in widths), SMALL)


def _widths(cells: Sequence[Sequence[Text]], width: int | None) -> list[int]:
    """As wide as their texts; too wide a table takes the surplus from its widest column."""
    count = max((len(row) for row in cells), default=0)
    widths = [
        max((cell_len(row[i].plain) for row in cells if i < len(row)), default=0)
        for i in range(count)
    ]
    surplus = sum(widths) + 3 * (count - 1) - width if width else 0
    if widths and surplus > 0:
        widest = widths.index(max(widths))
        widths[widest] = max(NARROWEST_CELL, widths[widest] - surplus)
    return widths


def _short(cell: Text, width: int) -> Text:
    one_line = Text(" ").join(cell.split("\n"))
    one_line.truncate(width, overflow="ellipsis")
    return one_line


def _padded(cell: Text, width: int, *, to_right: bool) -> Text:
    space = " " * (width - cell_len(cell.plain))
    return Text.assemble(space, cell) if to_right else Text.assemble(cell, space)
