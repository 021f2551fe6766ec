"""Threads as they stand in files, as values; what is wrong with one is said with its place."""

import json
from collections.abc import Mapping
from typing import Any

from cadence.core.message import Reaction, Said

Thread = tuple[Said, ...]


class Malformed(Exception):
    """A thread can't be read; the text says what is wrong and where."""


def thread_in(raw: bytes) -> Thread:
    """A JSON list of messages, in the order of their times. Raises Malformed."""
    return _thread(_parsed(raw), "The file")


def named_thread(raw: bytes) -> tuple[str | int, Thread]:
    """`{"id": …, "messages": […]}` of one line. Raises Malformed."""
    value = _parsed(raw)
    if not isinstance(value, dict):
        raise Malformed(f"A line holds an object with “id” and “messages”, not {_kind(value)}.")
    id_ = value.get("id")
    if not isinstance(id_, str | int) or isinstance(id_, bool):
        raise Malformed("“id” is missing." if id_ is None else f"“id” is {_kind(id_)}, not text.")
    if "messages" not in value:
        raise Malformed("“messages” is missing.")
    return id_, _thread(value["messages"], "“messages”")


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=str)
    except UnicodeDecodeError as error:
        raise Malformed(f"It is not UTF-8 (byte {error.start + 1}).") from error
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"It is not JSON: {error.msg} ({at}).") from error
    except (RecursionError, ValueError) as error:
        raise Malformed(
            "It is not JSON that can be read: nested too deeply, or a number too long."
        ) from error


def _thread(value: object, what: str) -> Thread:
    if not isinstance(value, list):
        raise Malformed(f"{what} holds a list of messages, not {_kind(value)}.")
    said = [_said(each, f"Message {number}") for number, each in enumerate(value, 1)]
    try:
        return tuple(sorted(said, key=lambda each: float(each.ts)))
    except ValueError:
        return tuple(said)


def _said(value: object, which: str) -> Said:
    if not isinstance(value, dict):
        raise Malformed(f"{which} is {_kind(value)}, not an object.")
    return Said(
        ts=_text(value, "ts", which),
        user=_text(value, "user", which, or_null=True) or None,
        text=_text(value, "text", which),
        reactions=_reactions(value.get("reactions"), which),
    )


def _text(value: Mapping[str, object], key: str, which: str, *, or_null: bool = False) -> str:
    if key not in value:
        raise Malformed(f"{which} has no “{key}”.")
    found = value[key]
    if found is None and or_null:
        return ""
    if key == "ts" and isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if not isinstance(found, str):
        raise Malformed(f"“{key}” of {which.lower()} is {_kind(found)}, not text.")
    if key == "ts" and not found:
        raise Malformed(f"“ts” of {which.lower()} is empty.")
    return found


def _reactions(value: object, which: str) -> tuple[Reaction, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Malformed(f"“reactions” of {which.lower()} is {_kind(value)}, not a list.")
    return tuple(_reaction(each, f"A reaction of {which.lower()}") for each in value)


def _reaction(value: object, which: str) -> Reaction:
    if not isinstance(value, dict):
        raise Malformed(f"{which} is {_kind(value)}, not an object.")
    users = value.get("users") or []
    if not isinstance(users, list) or not all(isinstance(user, str) for user in users):
        raise Malformed(f"“users” of {which[0].lower()}{which[1:]} is not a list of user ids.")
    count = value.get("count", len(users))
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise Malformed(f"“count” of {which[0].lower()}{which[1:]} is not a number of people.")
    name = _text(value, "name", which).strip(":").partition("::")[0]
    return Reaction(name=name, users=tuple(users), count=count)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    for kind, name in (
        (bool, "true or false"),
        (dict, "an object"),
        (list, "a list"),
        (str, "text"),
    ):
        if isinstance(value, kind):
            return name
    return "a number"
