"""What stands inside a line: marks, links, mentions."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Mention = Callable[[str], str]

_MARKS: dict[str, Json] = {
    "*": {"type": "strong"},
    "_": {"type": "em"},
    "-": {"type": "strike"},
    "+": {"type": "underline"},
    "^": {"type": "subsup", "attrs": {"type": "sup"}},
    "~": {"type": "subsup", "attrs": {"type": "sub"}},
}
_TOKEN = re.compile(
    r"""
    \{\{(?P<mono>[^\n]+?)\}\}
  | \[~(?:accountid:)?(?P<mention>[^\]\s|]+)\]
  | \[(?:(?P<label>[^\]|\n]+)\|)?(?P<href>(?:https?|ftp|mailto|file):[^\]\s|]+)(?:\|[^\]\n]*)?\]
  | (?P<url>https?://[^\s<>\[\]{}|"']+[^\s<>\[\]{}|"'.,;:!?)])
  | \\(?P<escaped>[*_\-+^~{}\[\]|!#\\])(?!\\)
  | (?P<break>\\\\|\n)
  | \{color(?::[^}\n]*)?\}
  | (?<![\w*_\-+^~])(?P<mark>[*_\-+^~])(?=\S)(?P<marked>(?:(?!(?P=mark))[^\n])+?)(?<=\S)(?P=mark)(?![\w*_\-+^~])
    """,
    re.VERBOSE,
)


def inline(text: str, mention: Mention) -> list[Json]:
    """Nodes of one paragraph; never an empty text."""
    return _joined(_nodes(text, mention, ()))


def _nodes(text: str, mention: Mention, marks: tuple[Json, ...]) -> Iterator[Json]:
    end = 0
    for found in _TOKEN.finditer(text):
        if found.start() > end:
            yield _text(text[end : found.start()], marks)
        yield from _special(found, mention, marks)
        end = found.end()
    if end < len(text):
        yield _text(text[end:], marks)


def _special(found: re.Match[str], mention: Mention, marks: tuple[Json, ...]) -> Iterator[Json]:
    kind = found.lastgroup
    if found["mono"] is not None:
        yield _text(found["mono"], ({"type": "code"},))
    elif kind == "mention":
        account = found["mention"]
        yield {"type": "mention", "attrs": {"id": account, "text": f"@{mention(account)}"}}
    elif found["href"] is not None:
        link = {"type": "link", "attrs": {"href": found["href"]}}
        yield _text(found["label"] or found["href"], (*marks, link))
    elif kind == "url":
        yield _text(found["url"], (*marks, {"type": "link", "attrs": {"href": found["url"]}}))
    elif kind == "escaped":
        yield _text(found["escaped"], marks)
    elif kind == "break":
        yield {"type": "hardBreak"}
    elif found["mark"] is not None:
        mark = _MARKS[found["mark"]]
        yield from _nodes(found["marked"], mention, (*marks, mark) if mark not in marks else marks)


def _text(text: str, marks: tuple[Json, ...]) -> Json:
    node: Json = {"type": "text", "text": text}
    return node | {"marks": list(marks)} if marks else node


def _joined(nodes: Iterator[Json]) -> list[Json]:
    """Neighbouring texts with the same marks are one."""
    joined: list[Json] = []
    for node in nodes:
        last = joined[-1] if joined else None
        both = last is not None and last["type"] == node["type"] == "text"
        if last is not None and both and last.get("marks") == node.get("marks"):
            last["text"] += node["text"]
        else:
            joined.append(node)
    return joined
