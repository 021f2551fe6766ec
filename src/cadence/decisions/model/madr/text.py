"""Text that is neither Markdown's nor ours: escaped so that it is shown as it is, and read back to the last character.

What reads the same as Markdown, harmlessly, is left as it was written; all else is escaped by Markdown's own means, a
backslash or a numeric character reference, so that no title, quote or option can pass for a part of the document.
"""

import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import dedent
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

NOTHING = "(empty)"
"""Stands for a text without characters where something has to stand."""

HIDDEN = re.compile(
    # Controls, line separators, marks that turn the direction of what follows: seen by nobody, obeyed by something.
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\u202a-\u202e\u2066-\u2069]"
)
_MARKUP = re.compile(
    r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#|\w+;)|(?:^|(?<= ))#(?=#*$)"
)
_BEGINS_A_BLOCK = re.compile(r"(#{1,6}(?=\s|$)|>|[-+](?=[\s:|-]|$)|=(?==*\s*$)|\||:(?=-))")
_BEGINS_AN_ITEM = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_ESCAPED = re.compile(rf"\\([{re.escape(string.punctuation)}])|&#(\d{{1,7}});")
_MARKER = re.compile(r"\s*(?:[*+-]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
_FENCE = re.compile(r"[\s>*+-]*(`{3,}|~{3,})")
_HIDES_SOMETHING = re.compile(r"&\w+;|\]\(\s*<?(?!https?:|mailto:)[\w+.-]*:", re.IGNORECASE)
"""A character by its name, or a link that may do more than lead somewhere."""
_ADDRESS = re.compile(r"https?://[!-;=?-~]+")

_HARMLESS = frozenset(
    (
        *(
            "paragraph",
            "inline",
            "text",
            "softbreak",
            "hardbreak",
            "code_inline",
            "em",
            "strong",
            "s",
            "link",
        ),
        *("bullet_list", "ordered_list", "list_item", "blockquote", "fence", "code_block"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    )
)
"""Kinds of Markdown that may stand inside a section: no headings, no HTML, no pictures, no rules across."""

_ONE_PARAGRAPH = ["paragraph_open", "inline", "paragraph_close"]

markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def inline(text: str, *, also: str = "") -> str:
    """One line in which `text` is literal. Characters in `also` are escaped too."""
    return _line(text, HIDDEN, also) or NOTHING


def fenced(value: Mapping[str, Any]) -> str:
    """One line, which JSON has begin with a brace: no text in it can end the fence."""
    line = json.dumps(value, ensure_ascii=False, sort_keys=True)
    shown = HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
    return f"```json\n{shown}\n```"


def block(text: str, *, flowing: bool = False) -> str:
    """Lines in which `text` is shown as it is, or as the Markdown it is where that is harmless.

    `flowing`: as one paragraph, so that something of ours can stand before and after it.
    """
    if text and _is_harmless(text, flowing=flowing):
        return text
    core = text.strip("\n")
    if not core:
        return inline(text)
    first, last = text.index(core[0]), len(text.rstrip("\n"))
    lines = [_line(each, HIDDEN) for each in core.split("\n")]
    return "".join((_breaks(text[:first]), "\n".join(lines), _breaks(text[last:])))


def unescaped(written: str) -> str:
    """What `inline` and `block` made of it. What stands in a fenced block is left alone, as Markdown does."""
    if written == NOTHING:
        return ""
    lines, fence = [], ""
    for each in written.split("\n"):
        found = _FENCE.match(each)
        if fence:
            lines.append(each)
            if found and found[1].startswith(fence) and not each[found.end() :].strip():
                fence = ""
        elif found:
            lines.append(each)
            fence = found[1]
        else:
            lines.append(_ESCAPED.sub(_meant, each))
    return "\n".join(lines)


def phrase(text: str, *, also: str = "") -> str:
    """One line that shows `text` as it is, or as the Markdown it is where that is harmless."""
    runs_on = "\n" in text or text.endswith(("#", "\\"))
    is_one_line = not runs_on and not set(also) & set(text)
    is_plain = bool(text) and is_one_line and _is_harmless(text, flowing=True)
    return text if is_plain else inline(text, also=also)


def address(text: str, *, also: str = "") -> str:
    """An address that can be followed, or the text as it is."""
    if _ADDRESS.fullmatch(text):
        return f"<{text}>"
    return inline(text, also=also) if text.startswith("<") else phrase(text, also=also)


def unaddressed(written: str) -> str:
    is_link = written.startswith("<") and _ADDRESS.fullmatch(written[1:-1])
    return written[1:-1] if is_link else unescaped(written)


def item(written: str) -> str:
    """Text of several lines as one item of a list."""
    first, *rest = written.split("\n")
    return "\n".join((f"* {first}", *(f"  {each}".rstrip(" ") for each in rest)))


def quoted(written: str) -> str:
    return "\n".join(f"> {each}".rstrip(" ") for each in written.split("\n"))


def unquoted(lines: Iterable[str]) -> str:
    return "\n".join(each.removeprefix(">").removeprefix(" ") for each in lines)


def items(lines: Sequence[str]) -> list[str]:
    """The items of a list that begins at the margin; text before the first one is left out."""
    found: list[list[str]] = []
    for each in lines:
        if re.match(r"[*+-](\s|$)", each):
            found.append([each[2:]])
        elif found:
            found[-1].append(each.removeprefix("  "))
    return ["\n".join(each).rstrip("\n") for each in found]


def list_in(text: str) -> Iterator[tuple[bool, str]]:
    """Markdown in pieces: each item of a list of its own, and what stands between lists whole."""
    lines, done = text.split("\n"), 0
    for token in markdown.parse(text):
        if token.type == "list_item_open" and token.level == 1 and token.map:
            start, end = token.map
            if start > done:
                yield False, "\n".join(lines[done:start]).strip()
            first, *rest = lines[start:end]
            yield True, "\n".join((_MARKER.sub("", first), *_outdented(rest))).strip()
            done = end
    if done < len(lines):
        yield False, "\n".join(lines[done:]).strip()


def _outdented(lines: Sequence[str]) -> list[str]:
    return dedent("\n".join(lines)).split("\n") if lines else []


def _line(text: str, hidden: re.Pattern[str], also: str = "") -> str:
    also = also + "~" * (text.count("~") > 1)
    core = _MARKUP.sub(lambda found: "\\" + found[0], text)
    core = _BEGINS_A_BLOCK.sub(r"\\\1", core, count=1) if _BEGINS_A_BLOCK.match(core) else core
    core = _BEGINS_AN_ITEM.sub(r"\1\\\2", core, count=1) if _BEGINS_AN_ITEM.match(core) else core
    core = re.sub(f"[{re.escape(also)}]", _as_number, core) if also else core
    core = hidden.sub(_as_number, core)
    core = re.sub(r"^ | $", "&#32;", core)
    return "\\" + core if core == NOTHING else core


def _as_number(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _breaks(text: str) -> str:
    return "&#10;" * len(text)


def _meant(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    code = int(found[2])
    is_character = code < 0xD800 or 0xDFFF < code <= 0x10FFFF
    return chr(code) if is_character else found[0]


def _is_harmless(text: str, *, flowing: bool) -> bool:
    if text != text.strip() or re.search(r"\s\n", text) or unescaped(text) != text:
        return False
    if HIDDEN.search(text.replace("\n", "")) or _HIDES_SOMETHING.search(text):
        return False
    references: dict[str, object] = {}
    *tokens, last = markdown.parse(f"{text}\n\n# end", references)
    if last.type != "heading_close" or last.level or references.get("references"):
        return False  # something is left open, or would not be shown
    del tokens[-2:]
    if flowing and [token.type for token in tokens] != _ONE_PARAGRAPH:
        return False
    return all(_kind(token) in _HARMLESS for token in _with_children(tokens))


def _kind(token: Token) -> str:
    return token.type.removesuffix("_open").removesuffix("_close")


def _with_children(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
