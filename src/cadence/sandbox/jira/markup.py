"""Wiki markup → Atlassian document, near enough."""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def document(wiki: str, _mention: Callable[[str], str]) -> Json:
    blocks = [part.strip("\n") for part in wiki.split("\n\n") if part.strip()]
    return {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "paragraph", "content": [{"type": "text", "text": block}]} for block in blocks
        ],
    }
