"""Slack's markup in text: `<@U…>`, `<#C…|name>`, `<!date^…>`, `<https://…|label>`, `&amp;`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any

TOKEN = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_TYPED_MENTION = re.compile(r"(?<![\w<@])@([\w.\-]+)")
_TYPED_CHANNEL = re.compile(r"(?<![\w<#])#([\w\-]+)")
_WIRE_TOKEN = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!(?:here|channel|everyone|subteam\^S[A-Z0-9]+|date\^[^<>|]+)|(?:https?|mailto):[^<>|]+)"
    r"(?:\|[^<>]*)?>"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. `sign` is "@", "#", "!" or "" for a link, and None for plain text."""

    text: str
    sign: str | None = None
    label: str | None = None


def pieces(text: str) -> Iterator[Piece]:
    """Plain text comes unescaped."""
    end = 0
    for match in TOKEN.finditer(text):
        if match.start() > end:
            yield Piece(unescape(text[end : match.start()]))
        label = match[3]
        yield Piece(unescape(match[2]), match[1], unescape(label) if label is not None else None)
        end = match.end()
    if end < len(text):
        yield Piece(unescape(text[end:]))


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(
    text: str, user_id: Callable[[str], str | None], channel_id: Callable[[str], str | None]
) -> str:
    """What goes over the wire when a person types this: @handle and #channel become tokens, the rest is escaped.

    Tokens already in wire form stay, so that a caller may be exact.
    """
    written, end = [], 0
    for match in _WIRE_TOKEN.finditer(text):
        written += [_typed_plain(text[end : match.start()], user_id, channel_id), match[0]]
        end = match.end()
    return "".join([*written, _typed_plain(text[end:], user_id, channel_id)])


def _typed_plain(
    text: str, user_id: Callable[[str], str | None], channel_id: Callable[[str], str | None]
) -> str:
    def user(match: re.Match[str]) -> str:
        handle = match[1].rstrip(".-")
        known = user_id(handle)
        return f"<@{known}>{match[1][len(handle) :]}" if known else match[0]

    def channel(match: re.Match[str]) -> str:
        known = channel_id(match[1])
        return f"<#{known}|{match[1]}>" if known else match[0]

    return _TYPED_CHANNEL.sub(channel, _TYPED_MENTION.sub(user, escape(text)))


def rich_text(text: str) -> dict[str, Any]:
    """The rich_text block that Slack makes of what a person typed."""
    elements = [_rich_element(piece) for piece in pieces(text)]
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _rich_element(piece: Piece) -> dict[str, Any]:
    match piece:
        case Piece(text, None):
            return {"type": "text", "text": text}
        case Piece(text, "@"):
            return {"type": "user", "user_id": text}
        case Piece(text, "#"):
            return {"type": "channel", "channel_id": text}
        case Piece(text, "!") if text.startswith("subteam^"):
            return {"type": "usergroup", "usergroup_id": text.removeprefix("subteam^")}
        case Piece(text, "!") if text in {"here", "channel", "everyone"}:
            return {"type": "broadcast", "range": text}
        case Piece(text, "!", label):
            return {"type": "text", "text": label or text}
        case Piece(text, _, label):
            return {"type": "link", "url": text} | ({"text": label} if label else {})


def date(token: str, label: str | None, zone: Callable[[datetime], datetime], now: datetime) -> str:
    """`date^1392734382^{date} at {time}^optional-link` as read in the zone; the label where it can't be read."""
    _, stamp, form, *_ = [*token.split("^"), "", ""]
    try:
        moment = zone(datetime.fromtimestamp(int(stamp), tz=now.tzinfo))
    except (ValueError, OverflowError, OSError):
        return label or token
    return re.sub(r"\{(\w+)\}", lambda m: _date_part(m[1], moment, zone(now)), form)


def _date_part(name: str, moment: datetime, today: datetime) -> str:
    style = name.removesuffix("_pretty")
    if name.endswith("_pretty") and (near := _near(moment, today)):
        return near
    day = moment.day
    suffix = "th" if day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    shown = {
        "date_num": f"{moment:%Y-%m-%d}",
        "date_slash": f"{moment:%m/%d/%Y}",
        "date": f"{moment:%B} {day}{suffix}, {moment:%Y}",
        "date_short": f"{moment:%b} {day}, {moment:%Y}",
        "date_long": f"{moment:%A}, {moment:%B} {day}{suffix}, {moment:%Y}",
        "time": f"{moment:%H:%M}",
        "time_secs": f"{moment:%H:%M:%S}",
        "ago": _ago(moment, today),
    }
    return shown.get(style, "{" + name + "}")


def _near(moment: datetime, today: datetime) -> str | None:
    days = (moment.date() - today.date()).days
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)


def _ago(moment: datetime, today: datetime) -> str:
    past = today - moment
    for unit, size in (
        ("day", timedelta(days=1)),
        ("hour", timedelta(hours=1)),
        ("minute", timedelta(minutes=1)),
    ):
        if abs(past) >= size:
            count = abs(past) // size
            words = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"{words} ago" if past > timedelta(0) else f"in {words}"
    return "just now"
