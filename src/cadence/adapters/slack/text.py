"""Literal text in Slack's three notations: rich text, mrkdwn and plain text.

Rich text takes text literally, so it is preferred. mrkdwn is written only for a line in which nothing of the literal
text could be read as formatting; `mrkdwn` brings None for any other.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from cadence.core.message import Line, Link, Moment, Span, Text, Where, Who
from cadence.core.plain import clean, graphemes, is_address, moment, plain_line

Json = dict[str, Any]
"""A piece of Block Kit."""

URL_MOST = 3_000
SAYING = 40
"""Room that saying how much is left out may take."""
EMPTY = "–"
"""Stands where Slack doesn't take an empty text."""

USER_ID = re.compile(r"[UW][A-Z0-9]+")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")

_TOKENS = (
    "date_num|date|date_slash|date_long|date_long_full|date_long_pretty|date_full|date_pretty|date_short"
    "|date_short_full|date_short_pretty|day_divider_pretty|time|time_secs|ago"
)
_DATE_STYLE = re.compile(r"(?=.*\{)(?:\{(?:" + _TOKENS + r")\}|[\w ,.:()–-])+")
_DEFAULT_STYLE = Moment.__dataclass_fields__["style"].default

_FORMATTING = re.compile(r"`|(?<![^\W_])[*_~]|[*_~](?![^\W_])|:[\w+'-]+:|^\s*[>•]", re.MULTILINE)
"""What mrkdwn may read as formatting: backticks; marks that aren't inside a word; emoji names; a quote's beginning."""


def size(text: str) -> int:
    """Length in UTF-16 units: never less than any way in which Slack may count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """At most `most` long; "…" stands for what was cut."""
    text = clean(text)
    return text if size(text) <= most else _beginning(text, most - 1).rstrip() + "…"


def cut_saying(text: str, most: int) -> str:
    """As `cut`, and it says how many characters are left out."""
    text = clean(text)
    if size(text) <= most:
        return text
    kept = _beginning(text, most - SAYING)
    return kept + _more(len(text) - len(kept))


def _beginning(text: str, most: int) -> str:
    """Never ends in the middle of a character as readers see it."""
    if size(text) <= most:
        return text
    kept, room = 0, most
    for character, _ in graphemes(text[: most + 1]):
        room -= size(character)
        if room < 0:
            break
        kept += len(character)
    return text[:kept]


def _more(characters: int) -> str:
    return f" … ({characters:,} more characters)"


def escaped(text: str) -> str:
    """For mrkdwn: can form no mention, link or date."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(text: str, most: int) -> Json:
    """A `plain_text` object, in which emoji names stay as they were written."""
    return {"type": "plain_text", "text": cut(text, most).strip() or EMPTY, "emoji": False}


def literal(line: Line) -> str:
    return plain_line(line, links=False)


def shortened(line: Line, most: int) -> Line:
    """The line, cut so that at most `most` is seen of it; it says how many characters are left out."""
    seen = [literal((span,)) for span in line]
    if sum(map(size, seen)) <= most:
        return line
    kept: list[Span] = []
    room, left_out = most - SAYING, sum(map(len, seen))
    for span, text in zip(line, seen, strict=True):
        if size(text) > room:
            part = _beginning(text, room)
            kept += [_with_text(span, part)] if isinstance(span, Text | Link) and part else []
            left_out -= len(part) if isinstance(span, Text | Link) else 0
            break
        kept.append(span)
        room, left_out = room - size(text), left_out - len(text)
    return (*kept, Text(_more(left_out)))


def _with_text(span: Text | Link, text: str) -> Span:
    if isinstance(span, Link):
        return Link(text, span.url, span.bold)
    return Text(text, span.bold, span.italic, span.code, span.struck)


# --- rich text -----------------------------------------------------------------------------------


def rich_elements(line: Line) -> list[Json]:
    """Elements of a rich text section; empty for a line that shows nothing."""
    return [element for span in line if (element := _rich(span)) is not None]


def rich_section(line: Line) -> Json:
    elements = rich_elements(line) or [{"type": "text", "text": EMPTY}]
    return {"type": "rich_text_section", "elements": elements}


def rich_text(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def _rich(span: Span) -> Json | None:
    match span:
        case Text():
            text = clean(span.text)
            return _styled({"type": "text", "text": text}, span) if text else None
        case Link(text, url) if _is_link(url):
            link = {"type": "link", "url": url, "text": clean(text).strip() or url}
            return link | {"style": {"bold": True}} if span.bold else link
        case Moment(at, style):
            return {
                "type": "date",
                "timestamp": int(at.timestamp()),
                "format": _date_style(style),
                "fallback": moment(at),
            }
        case Who(user) if USER_ID.fullmatch(user):
            return {"type": "user", "user_id": user}
        case Where(channel) if CHANNEL_ID.fullmatch(channel):
            return {"type": "channel", "channel_id": channel}
        case Link() | Who() | Where():
            text = literal((span,))
            return {"type": "text", "text": text} if text else None


def _styled(element: Json, span: Text) -> Json:
    marks = {
        "bold": span.bold,
        "italic": span.italic,
        "strike": span.struck,
        "code": span.code,
    }
    style = {name: True for name, is_set in marks.items() if is_set}
    return element | {"style": style} if style else element


def _is_link(url: str) -> bool:
    return size(url) <= URL_MOST and is_address(url)


def _date_style(style: str) -> str:
    return style if _DATE_STYLE.fullmatch(style) else str(_DEFAULT_STYLE)


# --- mrkdwn --------------------------------------------------------------------------------------


def mrkdwn(line: Line, most: int) -> Json | None:
    """The line as a `mrkdwn` object, or None where mrkdwn can't say it literally or it is too long."""
    if _FORMATTING.search(literal(line)) or not literal(line).strip():
        return None
    pieces = [_marked(span) for span in line]
    text = "".join(piece for piece in pieces if piece is not None)
    if None in pieces or not _marks_stand_free(line) or size(text) > most:
        return None
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _marked(span: Span) -> str | None:
    match span:
        case Text(text):
            return _with_marks(escaped(text), span)
        case Link(text, url) if _is_link(url):
            label = escaped(text).strip() or escaped(url)
            if "\n" in label or "|" in url:
                return None
            link = f"<{escaped(url)}|{label}>"
            return f"*{link}*" if span.bold else link
        case Moment(at, style):
            return f"<!date^{int(at.timestamp())}^{_date_style(style)}|{moment(at)}>"
        case Who(user) if USER_ID.fullmatch(user):
            return f"<@{user}>"
        case Where(channel) if CHANNEL_ID.fullmatch(channel):
            return f"<#{channel}>"
        case Link() | Who() | Where():
            return escaped(literal((span,)))


def _with_marks(text: str, span: Text) -> str | None:
    marks = [
        mark
        for mark, is_set in (
            ("*", span.bold),
            ("_", span.italic),
            ("~", span.struck),
            ("`", span.code),
        )
        if is_set
    ]
    if not marks or not text:
        return text
    if text != text.strip() or "\n" in text:
        return None
    opening = "".join(marks)
    return f"{opening}{text}{opening[::-1]}"


def _marks_stand_free(line: Line) -> bool:
    """mrkdwn reads a mark only between a word and what isn't one: marked spans must not touch words."""
    spans = [(literal((span,)), _is_marked(span)) for span in line]
    spans = [each for each in spans if each[0]]
    for (left, left_marked), (right, right_marked) in pairwise(spans):
        if left_marked and right_marked:
            return False
        if left_marked and _is_word(right[0]):
            return False
        if right_marked and _is_word(left[-1]):
            return False
    return True


def _is_marked(span: Span) -> bool:
    if isinstance(span, Text):
        return span.bold or span.italic or span.code or span.struck
    return isinstance(span, Link) and span.bold


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def sizes(blocks: Iterable[Json]) -> int:
    """What is seen of some blocks, in characters."""
    return sum(_seen(block) for block in blocks)


def _seen(value: object) -> int:
    if isinstance(value, dict):
        return sum(
            size(inner) if key == "text" and isinstance(inner, str) else _seen(inner)
            for key, inner in value.items()
        )
    return sum(_seen(inner) for inner in value) if isinstance(value, list) else 0
