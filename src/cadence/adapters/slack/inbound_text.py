"""mrkdwn as Slack sends it, as the text that the person typed."""

import re
from collections.abc import Mapping
from html import unescape

from cadence.core.plain import clean

_ANGLED = re.compile(r"<([^<>\s][^<>\n]*)>")
_SPECIAL = re.compile(r"!(here|channel|everyone)(?:\|.*)?")


def typed(
    text: str,
    *,
    names: Mapping[str, str] | None = None,
    us: str | None = None,
    by_id: bool = False,
) -> str:
    """Mentions become "@name" (by `names`, from user id), channels "#name", links their address, `us` disappears.

    An address keeps no label: what a question is about is where the link leads. `by_id`: people and channels are told
    by their ids even where Slack tells their names.
    """
    known = names or {}
    pieces = _ANGLED.sub(lambda found: _piece(found[1], known, us, by_id), text)
    return clean(_unescaped(pieces)).strip()


def _piece(inside: str, names: Mapping[str, str], us: str | None, by_id: bool) -> str:
    target, _, label = inside.partition("|")
    kind, rest = target[:1], target[1:]
    if kind in ("@", "#") and by_id:
        label = ""
    if kind == "@":
        return " " if rest == us else f"@{names.get(rest) or label or rest}"
    if kind == "#":
        return f"#{label or rest}"
    if special := _SPECIAL.fullmatch(inside):
        return f"@{special[1]}"
    if kind == "!":
        return label or rest
    return target.removeprefix("mailto:").removeprefix("tel:")


def _unescaped(text: str) -> str:
    """Slack escapes these three and no others, so that "&amp;nbsp;" is what somebody typed as "&nbsp;"."""
    return re.sub(r"&(?:amp|lt|gt);", lambda found: unescape(found[0]), text)
