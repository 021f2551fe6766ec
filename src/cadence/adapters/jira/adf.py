"""Atlassian documents (ADF) → plain text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_DEEPEST = 100
"""Documents nest a dozen levels; beyond this one is broken or hostile, and its depths are left out."""

_OWN_LINES = frozenset(
    {"paragraph", "heading", "codeBlock", "blockquote", "panel", "expand", "nestedExpand", "rule"}
    | {"bulletList", "orderedList", "listItem", "taskList", "taskItem", "decisionList"}
    | {"decisionItem", "table", "tableRow", "mediaSingle", "mediaGroup", "blockCard", "embedCard"},
)


def plain_of_document(document: object) -> str:
    """The words of a document, a line for each block. What it does not know it looks into; it never raises."""
    parts: list[str] = []
    _visit(document, parts, depth=0)
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _visit(node: object, parts: list[str], *, depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for child in node:
            _visit(child, parts, depth=depth + 1)
    elif isinstance(node, Mapping):
        _visit_node(node, parts, depth=depth)


def _visit_node(node: Mapping[str, Any], parts: list[str], *, depth: int) -> None:
    kind = _string(node.get("type"))
    if kind in _OWN_LINES:
        parts.append("\n")
    parts.append(_own_words(kind, node))
    _visit(node.get("content"), parts, depth=depth + 1)
    if kind in _OWN_LINES:
        parts.append("\n")
    elif kind in {"tableCell", "tableHeader"}:
        parts.append(" ")


def _own_words(kind: str, node: Mapping[str, Any]) -> str:
    attributes = node.get("attrs")
    attrs: Mapping[str, Any] = attributes if isinstance(attributes, Mapping) else {}
    match kind:
        case "text":
            return _string(node.get("text"))
        case "hardBreak":
            return "\n"
        case "listItem" | "taskItem" | "decisionItem":
            return "- "
        case "date":
            return _day(attrs.get("timestamp"))
        case _:
            return next(filter(None, (_string(attrs.get(name)) for name in _WORDY)), "")


_WORDY = ("text", "title", "alt", "url", "shortName")
"""Attributes that hold what is seen: of a mention, an expand, a picture, a card, an emoji."""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _day(timestamp: object) -> str:
    try:
        return datetime.fromtimestamp(int(str(timestamp)) / 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
