"""What Claude answers: one message, or the events of a stream, read as far as we use it. Nothing of it is trusted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from cadence.adapters.claude.failure import TYPES, Passing, failure
from cadence.core.errors import Unreadable, WriterError

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer, however it came."""

    text: str
    """Of all its blocks of text together."""
    tool_input: str | None
    """What a tool was called with, as JSON; None where none was."""
    stop: str
    """Why it ended: "end_turn", "max_tokens", "refusal", …"""
    category: str | None
    """Of a refusal."""
    input_tokens: int
    output_tokens: int


def from_message(body: bytes) -> Answer:
    """Raises Unreadable."""
    message = _object(body)
    blocks = [_json(block) for block in _list(message.get("content"))]
    if message.get("type") != "message":
        raise Unreadable("Claude's answer is no message")
    called = [block.get("input") for block in blocks if block.get("type") == "tool_use"]
    usage = _json(message.get("usage"))
    return Answer(
        text="".join(_text(each.get("text")) for each in blocks if each.get("type") == "text"),
        tool_input=orjson.dumps(called[0]).decode() if called else None,
        stop=_text(message.get("stop_reason")),
        category=_category(message),
        input_tokens=_count(usage.get("input_tokens")),
        output_tokens=_count(usage.get("output_tokens")),
    )


def from_events(events: Iterable[tuple[str | None, str]]) -> Answer:
    """Of (name, data) pairs. Raises Unreadable, and what an error event means; Passing for a stream without its end."""
    heard = _Heard()
    for name, data in events:
        if name in _USED and heard.take(name, _object(data)):
            return heard.answer()
    raise Passing("Claude's answer broke off")


_USED = frozenset(
    {"message_start", "content_block_start", "content_block_delta", "message_delta"}
    | {"message_stop", "error"}
)


class _Heard:
    """A stream as far as it has come."""

    def __init__(self) -> None:
        self.kinds: dict[int, str] = {}
        self.pieces: dict[int, list[str]] = {}
        self.stop = ""
        self.category: str | None = None
        self.taken = 0
        self.given = 0

    def take(self, name: str | None, event: Json) -> bool:
        """Whether that was the end."""
        match name:
            case "error":
                raise _failure(event)
            case "message_start":
                self.taken = _count(
                    _json(_json(event.get("message")).get("usage")).get("input_tokens")
                )
            case "content_block_start":
                index = _count(event.get("index"))
                self.kinds[index] = _text(_json(event.get("content_block")).get("type"))
            case "content_block_delta":
                self._piece(_count(event.get("index")), _json(event.get("delta")))
            case "message_delta":
                delta = _json(event.get("delta"))
                self.stop = _text(delta.get("stop_reason")) or self.stop
                self.category = _category(delta)
                self.given = _count(_json(event.get("usage")).get("output_tokens"))
        return name == "message_stop"

    def _piece(self, index: int, delta: Json) -> None:
        name = {"text_delta": "text", "input_json_delta": "partial_json"}.get(
            _text(delta.get("type"))
        )
        if name:
            self.pieces.setdefault(index, []).append(_text(delta.get(name)))

    def answer(self) -> Answer:
        called = [index for index, kind in self.kinds.items() if kind == "tool_use"]
        return Answer(
            text="".join(
                self._whole(index) for index, kind in self.kinds.items() if kind == "text"
            ),
            tool_input=(self._whole(called[0]) or "{}") if called else None,
            stop=self.stop,
            category=self.category,
            input_tokens=self.taken,
            output_tokens=self.given,
        )

    def _whole(self, index: int) -> str:
        return "".join(self.pieces.get(index, ()))


def _failure(event: Json) -> WriterError:
    error = _json(event.get("error"))
    status = TYPES.get(_text(error.get("type")), 500)
    return failure(status=status, said=_text(error.get("message")), headers={"retry-after": "0"})


# --- JSON of which nothing is sure -----------------------------------------------------------------------


def _object(raw: bytes | str) -> Json:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable("Claude's answer is cut short or is no JSON") from error
    if not isinstance(found, dict):
        raise Unreadable("Claude's answer is no object")
    return found


def _json(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _category(told: Json) -> str | None:
    return _text(_json(told.get("stop_details")).get("category")) or None
