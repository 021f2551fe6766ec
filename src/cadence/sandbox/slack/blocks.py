"""Block Kit as Slack checks it: every documented field, limit and uniqueness.

Source of the limits: Slack's Block Kit reference, and its published types where the reference is silent.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from cadence.sandbox.slack.composition import (
    ANY,
    IMAGE_BLOCK,
    IMAGE_ELEMENT,
    RICH_TEXT,
    address,
    any_text,
    mrkdwn,
    plain,
)
from cadence.sandbox.slack.elements import (
    BUTTON,
    FEEDBACK_BUTTONS,
    ICON_BUTTON,
    INPUTS,
    OVERFLOW,
    PICKERS,
    SELECTS,
    WORKFLOW_BUTTON,
)
from cadence.sandbox.slack.model import Json
from cadence.sandbox.slack.schema import (
    Problems,
    Rule,
    by_type,
    each_once,
    flag,
    items,
    number,
    one_at_least,
    problem,
    shape,
    text,
)


class Surface(StrEnum):
    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


MOST_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
LONGEST_MARKDOWN = 12_000
"""Characters in all markdown blocks of a message."""
LONGEST_TABLE = 10_000
"""Characters in all cells of all tables of a message."""
MOST_TABLES = 1
"""Tables (of the plain kind) in a message."""
MOST_CHARTS = 2

BLOCK_ID: dict[str, Rule] = {"block_id": text(255)}
ACCESSORIES = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "workflow_button": WORKFLOW_BUTTON,
    **PICKERS,
    **SELECTS,
}


def _block(
    required: dict[str, Rule] | None = None, optional: dict[str, Rule] | None = None, *also: Rule
) -> Rule:
    return shape({"type": ANY} | (required or {}), BLOCK_ID | (optional or {}), also=also)


# --- tables and charts ---------------------------------------------------------------------------

_CELL = by_type(
    {
        "raw_text": shape({"type": ANY, "text": text(least=1)}),
        "raw_number": shape({"type": ANY, "value": number(), "text": text(least=1)}),
        "rich_text": RICH_TEXT,
    }
)


def _rows(least: int, most: int) -> Rule:
    return items(items(_CELL, least=1, most=20), least=least, most=most)


def _even_rows(value: Any, at: str, found: Problems) -> None:
    rows = value.get("rows")
    if isinstance(rows, list) and len({len(row) for row in rows if isinstance(row, list)}) > 1:
        problem(found, f"{at}/rows", "all rows must have the same number of cells")


_COLUMN = shape({}, {"align": text(one_of=("left", "center", "right")), "is_wrapped": flag})
TABLE = _block({"rows": _rows(1, 100)}, {"column_settings": items(_COLUMN, most=20)}, _even_rows)
DATA_TABLE = _block(
    {"caption": text(least=1), "rows": _rows(2, 101)},
    {"page_size": number(1, 100, whole=True), "row_header_column_index": number(0, 19, whole=True)},
    _even_rows,
)
MOST_SERIES = 12
MOST_POINTS = 20
_NAME = text(20, least=1)
_POINTS = items(shape({"label": _NAME, "value": number()}), least=1, most=MOST_POINTS)
_AXES = shape(
    {"categories": items(_NAME, least=1, most=MOST_POINTS)},
    {"x_label": text(50), "y_label": text(50)},
)
_SERIES = items(shape({"name": _NAME, "data": _POINTS}), least=1, most=MOST_SERIES)


def _labels_are_categories(value: Any, at: str, found: Problems) -> None:
    axes, series = value.get("axis_config"), value.get("series")
    if not isinstance(axes, dict) or not isinstance(series, list):
        return
    for index, one in enumerate(series):
        points = one.get("data") if isinstance(one, dict) else None
        labels = [point.get("label") for point in points or () if isinstance(point, dict)]
        if labels != axes.get("categories"):
            problem(found, f"{at}/series/{index}/data", "labels must match the categories")


def _series_in(value: Any) -> list[tuple[str, Any]]:
    series = value.get("series")
    return (
        [(f"/series/{i}", one) for i, one in enumerate(series)] if isinstance(series, list) else []
    )


_XY_CHART = shape(
    {"type": ANY, "series": _SERIES, "axis_config": _AXES},
    also=(_labels_are_categories, each_once("name", _series_in)),
)
CHART = by_type(
    {
        "line": _XY_CHART,
        "bar": _XY_CHART,
        "area": _XY_CHART,
        "pie": shape(
            {
                "type": ANY,
                "segments": items(
                    shape({"label": _NAME, "value": number(0)}), least=1, most=MOST_SERIES
                ),
            }
        ),
    }
)
DATA_VISUALIZATION = _block({"title": text(50, least=1), "chart": CHART})

# --- blocks --------------------------------------------------------------------------------------


def _elements_of(value: Any) -> list[tuple[str, Any]]:
    elements = value.get("elements")
    return (
        [(f"/elements/{i}", e) for i, e in enumerate(elements)]
        if isinstance(elements, list)
        else []
    )


_UNIQUE_ACTIONS = each_once("action_id", _elements_of)
CARD = _block(
    {},
    {
        "title": mrkdwn(150),
        "subtitle": mrkdwn(150),
        "body": mrkdwn(200),
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "actions": items(by_type({"button": BUTTON}), most=5),
    },
    one_at_least("title", "body", "hero_image", "actions"),
)
TASK_CARD = _block(
    {
        "task_id": text(255, least=1),
        "title": text(least=1),
        "status": text(one_of=("pending", "in_progress", "complete", "error")),
    },
    {
        "details": RICH_TEXT,
        "output": RICH_TEXT,
        "sources": items(
            by_type({"url": shape({"type": ANY, "url": address, "text": text(least=1)})})
        ),
    },
)
ACTIONS = _block(
    {
        "elements": items(
            by_type(ACCESSORIES | {"rich_text_input": INPUTS["rich_text_input"]}), least=1, most=25
        )
    },
    {},
    _UNIQUE_ACTIONS,
)
CONTEXT = _block(
    {
        "elements": items(
            by_type({"image": IMAGE_ELEMENT, "plain_text": plain(), "mrkdwn": mrkdwn()}),
            least=1,
            most=10,
        )
    }
)
SECTION = _block(
    {},
    {
        "text": any_text(3000),
        "fields": items(any_text(2000), least=1, most=10),
        "accessory": by_type(ACCESSORIES | {"image": IMAGE_ELEMENT}),
        "expand": flag,
    },
    one_at_least("text", "fields"),
)
HEADER = _block({"text": plain(150)})
INPUT = _block(
    {"label": plain(2000), "element": by_type(INPUTS | PICKERS | SELECTS)},
    {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
)
VIDEO = _block(
    {
        "alt_text": text(least=1),
        "title": plain(199),
        "thumbnail_url": address,
        "video_url": address,
    },
    {
        "author_name": text(49),
        "description": plain(200),
        "provider_icon_url": address,
        "provider_name": text(),
        "title_url": address,
    },
)
SIMPLE = {
    "actions": ACTIONS,
    "context": CONTEXT,
    "divider": _block(),
    "header": HEADER,
    "image": IMAGE_BLOCK,
    "rich_text": RICH_TEXT,
    "section": SECTION,
    "table": TABLE,
    "video": VIDEO,
}
IN_MESSAGES = {
    **SIMPLE,
    "alert": _block(
        {"text": any_text()},
        {"level": text(one_of=("default", "info", "warning", "error", "success"))},
    ),
    "card": CARD,
    "carousel": _block({"elements": items(by_type({"card": CARD}), least=1, most=10)}),
    "container": _block(
        {"child_blocks": items(by_type(SIMPLE | {"input": INPUT}), least=1, most=10)},
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": any_text(150),
            "icon": IMAGE_ELEMENT,
            "default_collapsed": flag,
            "has_header_divider": flag,
            "is_collapsible": flag,
            "width": text(one_of=("narrow", "standard", "wide", "full")),
        },
    ),
    "context_actions": _block(
        {
            "elements": items(
                by_type({"feedback_buttons": FEEDBACK_BUTTONS, "icon_button": ICON_BUTTON}),
                least=1,
                most=5,
            )
        },
        {},
        _UNIQUE_ACTIONS,
    ),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "file": _block({"external_id": text(least=1), "source": text(one_of=("remote",))}),
    "input": INPUT,
    "markdown": _block({"text": text(LONGEST_MARKDOWN, least=1)}),
    "plan": _block({"title": text(least=1)}, {"tasks": items(by_type({"task_card": TASK_CARD}))}),
    "task_card": TASK_CARD,
}
IN_VIEWS = {
    **{name: rule for name, rule in SIMPLE.items() if name != "table"},
    "input": INPUT,
}
BLOCKS: dict[Surface, Rule] = {
    surface: items(
        by_type(IN_MESSAGES if surface is Surface.MESSAGE else IN_VIEWS), most=MOST_BLOCKS[surface]
    )
    for surface in Surface
}


def problems_in(blocks: Sequence[Any], surface: Surface, *, at: str = "/blocks") -> list[str]:
    """What Slack would find wrong, each with a JSON pointer; [] when it would take them."""
    found: Problems = []
    BLOCKS[surface](blocks, at, found)
    each_once("block_id", lambda many: [(f"/{i}", b) for i, b in enumerate(many)])(
        blocks, at, found
    )
    if not found:
        _check_totals(blocks, at, found)
    return found


def _check_totals(blocks: Sequence[Json], at: str, found: Problems) -> None:
    kinds = [block["type"] for block in blocks]
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > LONGEST_MARKDOWN:
        problem(
            found,
            at,
            f"the markdown blocks must be less than {LONGEST_MARKDOWN + 1} characters in all",
        )
    if kinds.count("table") > MOST_TABLES:
        problem(found, at, "only_one_table_allowed")
    if kinds.count("data_visualization") > MOST_CHARTS:
        problem(found, at, f"no more than {MOST_CHARTS} data_visualization blocks allowed")
    tables = [block for block in blocks if block["type"] in {"table", "data_table"}]
    if (
        sum(_characters(cell) for block in tables for row in block["rows"] for cell in row)
        > LONGEST_TABLE
    ):
        problem(
            found,
            at,
            f"the cells of the tables must be less than {LONGEST_TABLE + 1} characters in all",
        )


def _characters(value: Any) -> int:
    return sum(len(part) for part in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for part in value.values():
            if isinstance(part, list | dict):
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


# --- views ---------------------------------------------------------------------------------------

_VIEW_OPTIONAL: dict[str, Rule] = {
    "private_metadata": text(3000),
    "callback_id": text(255),
    "external_id": text(255),
    "clear_on_close": flag,
    "notify_on_close": flag,
}
MODAL = shape(
    {"type": ANY, "title": plain(24), "blocks": BLOCKS[Surface.MODAL]},
    _VIEW_OPTIONAL | {"submit": plain(24), "close": plain(24), "submit_disabled": flag},
)
HOME = shape({"type": ANY, "blocks": BLOCKS[Surface.HOME]}, _VIEW_OPTIONAL)


def problems_in_view(view: Json, kind: str) -> list[str]:
    """Of a "modal" or a "home"."""
    found: Problems = []
    by_type({"modal": MODAL} if kind == "modal" else {"home": HOME})(view, "/view", found)
    blocks = view.get("blocks")
    if not found and isinstance(blocks, list):
        each_once("block_id", lambda many: [(f"/{i}", b) for i, b in enumerate(many)])(
            blocks, "/view/blocks", found
        )
        has_input = any(block["type"] == "input" for block in blocks)
        if kind == "modal" and has_input and not view.get("submit"):
            problem(found, "/view", "missing required field: submit")
    return found
