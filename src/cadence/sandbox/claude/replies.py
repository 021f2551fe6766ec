"""What is answered: what was scripted, what a rule says, or the smallest object of the shape that was asked for."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

import orjson

from cadence.sandbox.claude.protocol import Asked, tokens
from cadence.sandbox.claude.schemas import smallest


class Stop(StrEnum):
    END = "end_turn"
    CUT = "max_tokens"
    TOOL = "tool_use"
    REFUSAL = "refusal"
    TOO_LONG = "model_context_window_exceeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. Of `text` and `value` one is given; a value goes as text, or as the input of the tool asked for."""

    text: str | None = None
    value: Any = None
    thinking: str = ""
    """What stands before it in a block of its own."""
    stop: Stop | None = None
    """None: as it comes."""
    category: str | None = None
    """Of a refusal."""


Rule = Callable[[Asked], Reply | None]
"""None where the rule has nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A reply as it goes out."""

    blocks: tuple[Mapping[str, Any], ...]
    stop: Stop
    category: str | None
    output_tokens: int


class Replies:
    """The script goes first, one entry a request; then the first rule that answers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._script: deque[Reply] = deque()
        self._rules: list[Rule] = []

    def script(self, *replies: Reply) -> None:
        with self._lock:
            self._script.extend(replies)

    def rule(self, rule: Rule) -> None:
        """Of several the one added last goes first."""
        with self._lock:
            self._rules.insert(0, rule)

    def clear(self) -> None:
        with self._lock:
            self._script.clear()
            self._rules.clear()

    @property
    def scripted(self) -> int:
        """How many are still to be said."""
        with self._lock:
            return len(self._script)

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            said = self._script.popleft() if self._script else None
            rules = tuple(self._rules)
        if said is None:
            said = next((found for rule in rules if (found := rule(asked)) is not None), None)
        return _answer(asked, said or _smallest(asked))


def when(words: str, reply: Reply) -> Rule:
    """Whenever these words stand in the request."""
    return lambda asked: reply if words in asked.system or words in asked.material else None


def _smallest(asked: Asked) -> Reply:
    schema = asked.tool["input_schema"] if asked.tool else asked.schema
    return Reply(text="Hello.") if schema is None else Reply(value=smallest(schema))


def _answer(asked: Asked, reply: Reply) -> Answer:
    said = reply.text if reply.text is not None else orjson.dumps(reply.value).decode()
    blocks: list[Mapping[str, Any]] = []
    if reply.thinking:
        blocks.append({"type": "thinking", "thinking": reply.thinking, "signature": "c2FuZGJveA=="})
    count = tokens(reply.thinking + said)
    if count > asked.most_tokens:
        kept = max(0, asked.most_tokens * 4 - len(reply.thinking))
        return _cut(blocks, said[:kept], asked.most_tokens)
    if reply.stop is Stop.REFUSAL and reply.text is None and reply.value is None:
        return Answer(blocks=(), stop=Stop.REFUSAL, category=reply.category, output_tokens=1)
    if asked.tool and reply.text is None:
        blocks.append(
            {
                "type": "tool_use",
                "id": "toolu_01sandbox",
                "name": asked.tool["name"],
                "input": reply.value,
            }
        )
        stop = Stop.TOOL
    else:
        blocks.append({"type": "text", "text": said})
        stop = Stop.END
    return Answer(
        blocks=tuple(blocks),
        stop=reply.stop or stop,
        category=reply.category,
        output_tokens=count,
    )


def _cut(blocks: list[Mapping[str, Any]], kept: str, count: int) -> Answer:
    whole = (*blocks, {"type": "text", "text": kept})
    return Answer(blocks=whole, stop=Stop.CUT, category=None, output_tokens=count)


def reply_from(told: Mapping[str, Any]) -> Reply:
    """As the control address is given it. Raises ValueError that names what is wrong."""
    known = set(Reply.__dataclass_fields__)
    if unknown := sorted(set(told) - known):
        raise ValueError(f"there is no {unknown[0]!r}; known are {', '.join(sorted(known))}")
    values = dict(told)
    if values.get("stop") is not None:
        values["stop"] = Stop(values["stop"])
    return Reply(**values)
