"""An answer as the API writes it: one message, or server-sent events.

Source: https://platform.claude.com/docs/en/api/messages and …/build-with-claude/streaming
"""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from cadence.sandbox.claude.protocol import Asked
from cadence.sandbox.claude.replies import Answer, Stop

PIECE = 40
"""Characters in one delta."""


def message(ident: str, asked: Asked, answer: Answer) -> dict[str, Any]:
    return _bare(ident, asked) | {
        "content": list(answer.blocks),
        "stop_reason": answer.stop.value,
        "stop_sequence": None,
        "stop_details": _details(answer),
        "usage": _usage(asked.input_tokens, answer.output_tokens),
    }


def events(ident: str, asked: Asked, answer: Answer) -> Iterator[bytes]:
    """Each with its name, and the blank line that ends it."""
    opening = _bare(ident, asked) | {
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _usage(asked.input_tokens, 1),
    }
    yield event("message_start", {"message": opening})
    yield event("ping", {})
    for index, block in enumerate(answer.blocks):
        yield event("content_block_start", {"index": index, "content_block": _empty(block)})
        for delta in _deltas(block):
            yield event("content_block_delta", {"index": index, "delta": delta})
        yield event("content_block_stop", {"index": index})
    yield event(
        "message_delta",
        {
            "delta": {
                "stop_reason": answer.stop.value,
                "stop_sequence": None,
                "stop_details": _details(answer),
            },
            "usage": {"output_tokens": answer.output_tokens},
        },
    )
    yield event("message_stop", {})


def event(name: str, told: Mapping[str, Any]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps({"type": name, **told}))


def _bare(ident: str, asked: Asked) -> dict[str, Any]:
    return {"id": ident, "type": "message", "role": "assistant", "model": asked.model.id}


def _usage(taken: int, given: int) -> dict[str, Any]:
    return {
        "input_tokens": taken,
        "output_tokens": given,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "service_tier": "standard",
    }


def _details(answer: Answer) -> Mapping[str, Any] | None:
    if answer.stop is not Stop.REFUSAL:
        return None
    return {"type": "refusal", "category": answer.category, "explanation": None}


def _empty(block: Mapping[str, Any]) -> dict[str, Any]:
    cleared: dict[str, Any] = {"text": "", "thinking": "", "signature": "", "input": {}}
    return {name: cleared.get(name, value) for name, value in block.items()}


def _deltas(block: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    match block["type"]:
        case "text":
            for piece in _pieces(block["text"]):
                yield {"type": "text_delta", "text": piece}
        case "tool_use":
            for piece in _pieces(orjson.dumps(block["input"]).decode()):
                yield {"type": "input_json_delta", "partial_json": piece}
        case "thinking":
            for piece in _pieces(block["thinking"]):
                yield {"type": "thinking_delta", "thinking": piece}
            yield {"type": "signature_delta", "signature": block["signature"]}


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]
