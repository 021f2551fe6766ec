"""Wiki markup → Atlassian document, as Jira's own v3 shows text that was written as wiki markup.

Headings, lists, quotes, panels, code, tables and rules; bold and its kin, links, mentions. All else stays text.
"""

from collections.abc import Callable
from typing import Any

from cadence.sandbox.jira.markup.blocks import blocks

Mention = Callable[[str], str]
"""The display name of an account."""


def document(wiki: str, mention: Mention) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": blocks(wiki, mention)}
