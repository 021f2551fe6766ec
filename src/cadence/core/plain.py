"""Messages as text alone: for terminals, notifications and wherever blocks aren't shown."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from rich.cells import cell_len, split_graphemes

from cadence.core.message import (
    Actions,
    Beside,
    Block,
    Bullets,
    Button,
    Card,
    Feedback,
    Header,
    Line,
    Link,
    Menu,
    Message,
    Moment,
    Note,
    Paragraph,
    Picture,
    Preformatted,
    Quoted,
    Rule,
    Span,
    Table,
    Text,
    Where,
    Who,
)

NARROWEST = 8
"""Cells: no column of a table is made narrower than this to fit a width."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters (a terminal obeys them) and marks that reverse the direction of what stands around them."""

_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters, marks and signs that show nothing: fillers of Hangul, the empty cell of Braille, selectors of variants."""

_LONE = re.compile(r"[\ud800-\udfff]")
"""Halves of a character: no encoding takes them."""


def clean(text: str) -> str:
    """The text without what isn't text: control characters other than tab and newline, and direction overrides."""
    return _LONE.sub("\ufffd", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of it: marks without width and blanks in disguise are nothing."""
    return any(
        unicodedata.category(each)[0] in "LMNPS" and each not in _BLANK for each in clean(text)
    )


def graphemes(text: str) -> list[tuple[str, int]]:
    """What a reader takes for single characters, each with the cells it fills in a terminal."""
    spans, _ = split_graphemes(text)
    return [(text[start:end], width) for start, end, width in spans]


def is_address(url: str) -> bool:
    """Whether this is an http(s) address that can be shown as a link."""
    if not url or any(c.isspace() or c in '<>"' for c in url) or clean(url) != url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def moment(at: datetime) -> str:
    """For readers whose zone isn't known."""
    return f"{at.astimezone(UTC):%d %b %Y, %H:%M} UTC"


def plain(message: Message, *, width: int = 100) -> str:
    """The whole message as text. Tables are cut to `width` cells; nothing else is wrapped or cut.

    Without blocks it is the summary.
    """
    parts = [text for block in message.blocks if (text := _block(block, width))]
    return "\n\n".join(parts) if parts else clean(message.summary)


def plain_line(line: Line, *, links: bool = True) -> str:
    """A line as text; `links` adds addresses in brackets."""
    return "".join(_span(span, links) for span in line)


def plain_table(table: Table, *, width: int = 100) -> str:
    """Column names, a rule and the rows, aligned; addresses of links are left out."""
    columns = max([len(table.columns), *(len(row) for row in table.rows)], default=0)
    if not columns:
        return ""
    head = [_one_line(name) for name in table.columns]
    rows = [[_one_line(plain_line(cell, links=False)) for cell in row] for row in table.rows]
    grid = [row + [""] * (columns - len(row)) for row in [head, *rows]]
    widths = _widths(grid, width)
    ruler = ["-" * each for each in widths]
    return "\n".join(_row(row, widths, table.right) for row in [grid[0], ruler, *grid[1:]])


def _block(block: Block, width: int) -> str:  # noqa: C901, PLR0911 - a case for each kind
    match block:
        case Header(text):
            return _one_line(clean(text))
        case Paragraph(line, button):
            return _with_button(plain_line(line), button)
        case Bullets(lines):
            return "\n".join(f"• {_hanging(plain_line(each), 2)}" for each in lines)
        case Note(line):
            return plain_line(line)
        case Quoted(text):
            return _behind("> ", text)
        case Preformatted(text):
            return _behind("    ", text)
        case Card():
            return _card(block)
        case Table():
            table = plain_table(block, width=width)
            return "\n".join(part for part in (clean(block.caption), table) if part)
        case Beside(left, right):
            return "\n\n".join(each for each in map(plain_line, (left, right)) if each.strip())
        case Actions(elements):
            return " ".join(_pressable(each) for each in elements)
        case Feedback(good=good, bad=bad):
            return f"[{clean(good)}] [{clean(bad)}]"
        case Picture(title=title, alt=alt):
            return f"[picture] {_one_line(title)}\n{clean(alt)}"
        case Rule():
            return "-" * min(width, 40)


def _behind(mark: str, text: str) -> str:
    return "\n".join(mark + each for each in clean(text).split("\n")) if text.strip() else ""


def _span(span: Span, links: bool) -> str:
    match span:
        case Text(text):
            return clean(text)
        case Link(text, url) if links and is_address(url) and text != url:
            return f"{clean(text)} ({url})"
        case Link(text, url):
            return clean(text) or (url if is_address(url) else "")
        case Moment(at):
            return moment(at)
        case Who(user):
            return f"@{clean(user)}"
        case Where(channel):
            return f"#{clean(channel)}"


def _card(card: Card) -> str:
    rows = [f"{clean(card.key)}  {_one_line(clean(card.title))}"]
    if card.facts:
        rows.append(_hanging(f"    {plain_line(card.facts)}", 4))
    if card.url and is_address(card.url):
        rows.append(f"    {card.url}")
    return _with_button("\n".join(rows), card.button)


def _with_button(text: str, button: Button | Menu | None) -> str:
    return text if button is None else f"{text}\n{_pressable(button)}"


def _pressable(element: Button | Menu) -> str:
    if isinstance(element, Menu):
        choices = " | ".join(clean(choice.label) for choice in element.choices)
        return f"[{clean(element.placeholder or 'More')}: {choices}]"
    label = f"[{clean(element.label)}]"
    return f"{label} ({element.url})" if element.url and is_address(element.url) else label


def _hanging(text: str, indent: int) -> str:
    return text.replace("\n", "\n" + " " * indent)


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


# --- tables --------------------------------------------------------------------------------------


def _widths(grid: Sequence[Sequence[str]], width: int) -> list[int]:
    """Natural widths, of which the widest is narrowed until the row fits or all are at NARROWEST."""
    widths = [max(cell_len(cell) for cell in column) for column in zip(*grid, strict=True)]
    spare = width - 2 * (len(widths) - 1)
    while sum(widths) > spare and max(widths) > NARROWEST:
        widest = widths.index(max(widths))
        rest = max(each for place, each in enumerate([*widths, NARROWEST]) if place != widest)
        wanted = max(rest - 1, widths[widest] - (sum(widths) - spare), NARROWEST)
        widths[widest] = min(wanted, widths[widest] - 1)
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    set_cells = [
        _set(cell, width, right=place in right)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(set_cells).rstrip()


def _set(cell: str, width: int, *, right: bool) -> str:
    shown = cell if cell_len(cell) <= width else _narrowed(cell, width)
    gap = " " * (width - cell_len(shown))
    return gap + shown if right else shown + gap


def _narrowed(cell: str, width: int) -> str:
    kept, used = "", 1
    for character, cells in graphemes(cell):
        if used + cells > width:
            break
        kept, used = kept + character, used + cells
    return kept + "…"
