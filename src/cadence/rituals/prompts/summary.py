"""A short summary of a digest: what is asked, and the check of what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cadence.core.addressed import is_addressed
from cadence.core.held import Lack, lack
from cadence.core.message import Actions, Block, Message
from cadence.core.plain import clean, plain
from cadence.core.ports import Request
from cadence.core.quoting import as_data, quoted

PURPOSE = "digest"
TAG = "digest"
MOST_TOKENS = 1_200
MOST_SENTENCES = 4
MOST_SENTENCE = 400
MOST_CHARACTERS = 40_000
"""Of a digest; a longer one is not summed up."""

INSTRUCTIONS = f"""\
You sum up the digest of a team's review for busy people who will read what stands below it.

{as_data(TAG)}

Write at most {MOST_SENTENCES} short, plain sentences: first what changed most, then what is missing, then what has to \
be decided. Name each figure, name and key exactly as it stands in the lines, with its unit. Compute nothing, judge \
nobody, recommend nothing, and leave out what the lines don't say. If nothing changed, say that in one sentence.

- "text": one sentence.
- "lines": the numbers of the lines on which that sentence rests, all of them.\
"""

SHAPE: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "lines": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "lines"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    sentences: tuple[str, ...]
    """Those that hold."""
    dropped: tuple[Lack, ...] = ()


def lines_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The digest as lines of text, without its buttons and without what speaks to a machine."""
    shown = (each for each in blocks if not isinstance(each, Actions))
    text = plain(Message(summary="", blocks=tuple(shown)), width=1_000)
    found = (" ".join(clean(each).split()) for each in text.splitlines())
    return tuple(each for each in found if each and not is_addressed(each))


def summary_request(lines: Sequence[str]) -> Request:
    numbered = [{"line": number, "text": each} for number, each in enumerate(lines, 1)]
    return Request(
        purpose=PURPOSE,
        instructions=INSTRUCTIONS,
        material=quoted(TAG, numbered),
        shape=SHAPE,
        most_tokens=MOST_TOKENS,
    )


def summary_in(reply: Mapping[str, Any], lines: Sequence[str]) -> Summary:
    """`reply` has the shape that was asked for; everything else about it is checked against the lines it names."""
    kept: list[str] = []
    dropped: list[Lack] = []
    for each in reply["sentences"][:MOST_SENTENCES]:
        text = " ".join(clean(each["text"]).split())
        named = [lines[number - 1] for number in each["lines"] if 0 < number <= len(lines)]
        wrong = lack(text, named) if len(text) <= MOST_SENTENCE else Lack.EMPTY
        if wrong is None:
            kept.append(text)
        else:
            dropped.append(wrong)
    return Summary(sentences=tuple(dict.fromkeys(kept)), dropped=tuple(dropped))
