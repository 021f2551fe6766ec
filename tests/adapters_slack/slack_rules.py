"""Slack's rules for blocks, written from its documentation and apart from the renderer: what breaks them is listed."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

LIVE = re.compile(r"<(?!!date\^\d+\^[^|<>]*\|[^<>]*>)(?!https?://)[^>]*>?")
"""What mrkdwn would make a mention, command or odd link of; dates and web links of ours are let through."""


def broken(blocks: list[Json], *, most: int) -> list[str]:
    problems = [f"{len(blocks)} blocks"] if not 1 <= len(blocks) <= most else []
    problems += [f"{path}: {what}" for path, what in _in_all(blocks)]
    ids = [value["action_id"] for _, value in objects(blocks) if "action_id" in value]
    problems += [] if len(ids) == len(set(ids)) else ["action ids repeat"]
    cells = sum(
        len(text) for block in blocks if block["type"] == "table" for text in texts(block["rows"])
    )
    return problems + (["tables over 10,000 characters"] if cells > 10_000 else [])


def objects(value: object, path: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from objects(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from objects(inner, f"{path}/{place}")


def texts(value: object) -> Iterator[str]:
    """Everything that is shown as text."""
    for _, each in objects(value):
        if isinstance(each.get("text"), str):
            yield each["text"]


def pings(blocks: object) -> set[str]:
    """Who or what is mentioned, however it is written."""
    found = set()
    for _, each in objects(blocks):
        kind = each.get("type")
        if kind == "user":
            found.add(each["user_id"])
        elif kind == "channel":
            found.add(each["channel_id"])
        elif kind in {"broadcast", "usergroup", "team"}:
            found.add(kind)
        elif kind == "mrkdwn":
            found |= {mention.strip("<@#>") for mention in LIVE.findall(each["text"])}
    return found


def _in_all(blocks: list[Json]) -> Iterator[tuple[str, str]]:
    for path, each in objects(blocks):
        rule = RULES.get(str(each.get("type")))
        if rule is not None:
            yield from ((path, problem) for problem in rule(each))
    for path, each in objects(blocks):
        if each.get("emoji"):
            yield path, "emoji names would be replaced"


def _length(value: Json, key: str, low: int, high: int) -> list[str]:
    part = value.get(key)
    if part is None:
        return []
    text = part["text"] if isinstance(part, dict) else part
    return [] if low <= len(text) <= high else [f"{key} has length {len(text)}"]


def _text_object(value: Json) -> list[str]:
    return _length(value, "text", 1, 3_000)


def _mrkdwn(value: Json) -> list[str]:
    return _text_object(value) + ([] if value.get("verbatim") else ["not verbatim"])


def _header(value: Json) -> list[str]:
    return _length(value, "text", 1, 150)


def _actions(value: Json) -> list[str]:
    return _length(value, "elements", 1, 25)


def _context(value: Json) -> list[str]:
    return _length(value, "elements", 1, 10)


def _button(value: Json) -> list[str]:
    confirm = value.get("confirm", {})
    return [
        *_length(value, "text", 1, 75),
        *_length(value, "action_id", 1, 255),
        *_length(value, "value", 1, 2_000),
        *_length(value, "url", 1, 3_000),
        *_length(confirm, "title", 1, 100),
        *_length(confirm, "text", 1, 300),
        *([] if value.get("style") in {None, "primary", "danger"} else ["style"]),
    ]


def _feedback(value: Json) -> list[str]:
    both = (value["positive_button"], value["negative_button"])
    return [
        problem
        for each in both
        for problem in (*_length(each, "text", 1, 75), *_length(each, "value", 1, 2_000))
    ]


def _options(value: Json) -> list[str]:
    groups = value.get("option_groups") or [{"options": value.get("options", [])}]
    options = [option for group in groups for option in group["options"]]
    return [
        *(problem for group in groups for problem in _length(group, "options", 1, 100)),
        *_length({"groups": groups}, "groups", 1, 100),
        *(problem for each in options for problem in _length(each, "text", 1, 75)),
        *(problem for each in options for problem in _length(each, "value", 1, 150)),
        *(problem for each in options for problem in _length(each, "description", 1, 75)),
        *_length(value, "placeholder", 1, 150),
        *_length(value, "action_id", 1, 255),
        *([] if value.get("initial_option") in [None, *options] else ["unknown initial option"]),
        *(
            ["unknown initial option"]
            * any(x not in options for x in value.get("initial_options", []))
        ),
    ]


def _overflow(value: Json) -> list[str]:
    return [*_length(value, "options", 1, 5), *_options(value)]


def _table(value: Json) -> list[str]:
    rows = value["rows"]
    return [
        *_length(value, "rows", 1, 100),
        *(problem for row in rows for problem in _length({"row": row}, "row", 1, 20)),
        *_length(value, "column_settings", 1, 20),
        *([] if len({len(row) for row in rows}) == 1 else ["rows of different lengths"]),
    ]


def _ticks(value: Json) -> list[str]:
    return [*_length(value, "options", 1, 10), *_options(value)]


def _some_elements(value: Json) -> list[str]:
    return _length(value, "elements", 1, 10_000)


def _written(value: Json) -> list[str]:
    most = value["max_length"]
    return [
        *_length(value, "initial_value", 1, most),
        *_length(value, "placeholder", 1, 150),
        *([] if 1 <= most <= 3_000 else ["max_length"]),
    ]


def _counted(value: Json) -> list[str]:
    begun = value.get("initial_value")
    return [
        *([] if begun is None or re.fullmatch(r"-?\d+(\.\d+)?", begun) else ["no number"]),
        *([] if value["is_decimal_allowed"] is True else ["is_decimal_allowed"]),
        *_length(value, "placeholder", 1, 150),
    ]


def _input(value: Json) -> list[str]:
    return [
        *_length(value["element"], "action_id", 1, 255),
        *_length(value, "label", 1, 2_000),
        *_length(value, "hint", 1, 2_000),
    ]


def _text(value: Json) -> list[str]:
    return _length(value, "text", 1, 3_100)


def _link(value: Json) -> list[str]:
    safe = re.fullmatch(r"https?://\S+", value["url"])
    return _length(value, "url", 1, 3_000) + ([] if safe else ["an address that isn't http(s)"])


RULES: dict[str, Callable[[Json], list[str]]] = {
    "plain_text": _text_object,
    "mrkdwn": _mrkdwn,
    "header": _header,
    "actions": _actions,
    "context": _context,
    "button": _button,
    "feedback_buttons": _feedback,
    "static_select": _options,
    "multi_static_select": _options,
    "checkboxes": _ticks,
    "overflow": _overflow,
    "table": _table,
    "rich_text": _some_elements,
    "rich_text_section": _some_elements,
    "rich_text_list": _some_elements,
    "rich_text_quote": _some_elements,
    "rich_text_preformatted": _some_elements,
    "text": _text,
    "link": _link,
    "raw_text": _text,
    "plain_text_input": _written,
    "number_input": _counted,
    "input": _input,
}
