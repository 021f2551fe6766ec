"""What is asked for a draft: the decisions that a thread holds, each field with the messages it rests on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.message import Said
from cadence.core.ports import Request
from cadence.core.quoting import as_data, quoted
from cadence.decisions.model.decision import Reversibility
from cadence.decisions.prompts.people import People, people_in

TAG = "thread"
MOST_DECISIONS = 6
MOST_TOKENS = 6_000

UTC_ZONE = ZoneInfo("UTC")
NONE: Mapping[str, str] = MappingProxyType({})

INSTRUCTIONS = f"""\
You help a team keep a log of its decisions. You read one thread of a chat and find the decisions that the \
people in it made. A person will look over what you write before anything is kept.

{as_data(TAG)}

What counts as a decision: a choice that somebody in the thread who may make it made, or that was proposed and \
agreed to by words or reactions, and that nobody took back later. A proposal without an answer, an open \
question, a choice put off, a plan that only one person talks about, a report of an old decision, a joke: none \
of these is a decision. Most threads hold none; then "decisions" is an empty list. At most {MOST_DECISIONS} \
decisions, in the order in which they were made.

How to write:
- Every field has "said": the "ts" of each message that its words rest on, copied exactly. A field without such \
a message stays empty: an empty text, an empty list. Never fill in what was not said.
- Use the words of the thread: the same names, numbers, keys, dates and links, in the thread's language. Quote \
every message that one of them comes from. Change a word only to make the sentence stand alone.
- Name people in a text only where a quoted message names them; otherwise put the sentence without them.
- "title": what was decided in at most twelve words. "decided": one to three sentences.
- "context": what led to it. "options": what was weighed, the chosen one too, each with why it was chosen or \
rejected if somebody said so. "reasons": why. "consequences": what follows, also what it costs.
- "decider": whoever had the last word, by the name given in the data. "consulted": who was asked or gave \
advice. "informed": who is to be told.
- "reversibility": only if somebody said how hard it would be to go back. "review_on": the day on which somebody \
wants to look at it again, as YYYY-MM-DD, reckoned from the day of the message. "reopen_if": what would make \
them look again.
- "scope": an area or product only from the list given, a project or epic by its key, if the thread is about it.
- "confidence": from 0 to 1, how plainly the thread says that this was decided.\
"""


def draft_request(
    thread: Sequence[Said],
    names: Mapping[str, str] = NONE,
    areas: Sequence[str] = (),
    *,
    products: Sequence[str] = (),
    zone: ZoneInfo = UTC_ZONE,
) -> Request:
    """`thread` is oldest first; `names` are display names by user id; `zone` is where messages get their dates.

    What Cadence itself said is left out, as are user ids.
    """
    people = people_in(thread, names)
    material = {
        "areas": list(areas),
        "products": list(products),
        "messages": [_message(said, people, zone) for said in thread if not said.is_ours],
    }
    return Request(
        purpose="draft",
        instructions=INSTRUCTIONS,
        material=quoted(TAG, material),
        shape=shape(areas, products),
        most_tokens=MOST_TOKENS,
    )


def _message(said: Said, people: People, zone: ZoneInfo) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ts": said.ts,
        "at": said_at(said.ts).astimezone(zone).strftime("%A %Y-%m-%d %H:%M"),
        "from": people.label(said.user),
        "text": people.text(said),
    }
    if said.reactions:
        told["reactions"] = {
            each.name: [people.label(user) for user in each.users] or each.count
            for each in said.reactions
        }
    return told


def said_at(ts: str) -> datetime:
    """Of a message; the beginning of Unix time where its `ts` is no time at all."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


# --- the shape ------------------------------------------------------------------------------------------


def shape(areas: Sequence[str] = (), products: Sequence[str] = ()) -> dict[str, Any]:
    """A JSON Schema, within what structured output takes: every field required, and none besides."""
    words = _object(text=_STRING)
    who = _object(name=_STRING)
    option = _object(text=_STRING, why=_STRING, is_chosen={"type": "boolean"})
    decision = _object(
        said=False,
        title=_STRING,
        decided=words,
        context=words,
        options=_list(option),
        reasons=_list(words),
        consequences=_list(words),
        decider=who,
        consulted=_list(who),
        informed=_list(who),
        reversibility=_object(
            value={"type": "string", "enum": ["", *(each.value for each in Reversibility)]}
        ),
        review_on=_object(date=_STRING),
        reopen_if=words,
        scope=_object(
            area=_one_of(areas), product=_one_of(products), project=_STRING, epic=_STRING
        ),
        links=_list(words),
        confidence={"type": "number"},
    )
    return _object(said=False, decisions=_list(decision))


_STRING: Mapping[str, Any] = {"type": "string"}


def _object(*, said: bool = True, **properties: Any) -> dict[str, Any]:
    if said:
        properties["said"] = _list(_STRING)
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _one_of(names: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(dict.fromkeys(["", *names]))}
