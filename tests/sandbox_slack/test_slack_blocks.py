"""Block Kit's rules, each at its edge, and against the published schema."""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from slack_gallery import (
    BLOCKS,
    BUTTON,
    CELLS,
    CHART,
    CONFIRM,
    FEEDBACK,
    IMAGE,
    RUNS,
    SELECT,
    mrkdwn,
    option,
    plain,
)

from cadence.sandbox.slack.blocks import Surface, problems_in, problems_in_view

Json = dict[str, Any]
SHARED = Path(os.environ.get("CADENCE_SHARED_DATA", Path(__file__).parents[2] / "../shared/data"))
SCHEMA = SHARED / "specs" / "block-kit.KnownBlock.schema.json"


def problems(*blocks: Json, on: Surface = Surface.MESSAGE) -> list[str]:
    return problems_in(blocks, on)


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn(text)}


def button(**changed: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": plain(), **changed}


def select(count: int) -> Json:
    return {
        "type": "static_select",
        "action_id": "s",
        "options": [option(f"v{n}") for n in range(count)],
    }


def rows(height: int, width: int = 1, text: str = "x") -> list[list[Json]]:
    return [[{"type": "raw_text", "text": text}] * width] * height


def table(height: int, width: int = 1, text: str = "x") -> Json:
    return {"type": "table", "rows": rows(height, width, text)}


def data_table(height: int) -> Json:
    return {"type": "data_table", "caption": "c", "rows": rows(height)}


def chart(series: int, points: int, **changed: Any) -> Json:
    names = [f"p{n}" for n in range(points)]
    data = [{"label": name, "value": 1} for name in names]
    lines = [{"name": f"s{n}", "data": data} for n in range(series)]
    return {
        "type": "data_visualization",
        "title": "t",
        "chart": {"type": "bar", "series": lines, "axis_config": {"categories": names}, **changed},
    }


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block["type"])
def test_a_good_block_is_taken(block: Json) -> None:
    assert problems(block) == []


EDGES: list[tuple[str, Json | list[Json], Json | list[Json]]] = [
    ("section text", section("x" * 3000), section("x" * 3001)),
    ("empty text", section("x"), section("")),
    (
        "fields",
        {"type": "section", "fields": [mrkdwn()] * 10},
        {"type": "section", "fields": [mrkdwn()] * 11},
    ),
    (
        "field text",
        {"type": "section", "fields": [mrkdwn("x" * 2000)]},
        {"type": "section", "fields": [mrkdwn("x" * 2001)]},
    ),
    (
        "header",
        {"type": "header", "text": plain("x" * 150)},
        {"type": "header", "text": plain("x" * 151)},
    ),
    ("header kind", {"type": "header", "text": plain()}, {"type": "header", "text": mrkdwn()}),
    (
        "context elements",
        {"type": "context", "elements": [mrkdwn()] * 10},
        {"type": "context", "elements": [mrkdwn()] * 11},
    ),
    (
        "actions elements",
        actions(*(button(action_id=f"a{n}") for n in range(25))),
        actions(*(button(action_id=f"a{n}") for n in range(26))),
    ),
    ("button text", actions(button(text=plain("x" * 75))), actions(button(text=plain("x" * 76)))),
    ("button value", actions(button(value="x" * 2000)), actions(button(value="x" * 2001))),
    (
        "button url",
        actions(button(url="https://" + "x" * 2992)),
        actions(button(url="https://" + "x" * 2993)),
    ),
    (
        "a url",
        actions(button(url="https://example.com")),
        actions(button(url="javascript:alert(1)")),
    ),
    ("action_id", actions(button(action_id="x" * 255)), actions(button(action_id="x" * 256))),
    (
        "action_id once in a block",
        actions(button(), button(action_id="b")),
        actions(button(), button()),
    ),
    (
        "block_id",
        {"type": "divider", "block_id": "x" * 255},
        {"type": "divider", "block_id": "x" * 256},
    ),
    (
        "block_id once",
        [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "b"}],
        [{"type": "divider", "block_id": "a"}] * 2,
    ),
    ("blocks", [{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
    ("select options", actions(select(100)), actions(select(101))),
    ("some option", actions(select(1)), actions(select(0))),
    (
        "overflow options",
        actions({"type": "overflow", "options": [option()] * 5}),
        actions({"type": "overflow", "options": [option()] * 6}),
    ),
    (
        "option text",
        actions({"type": "overflow", "options": [{"text": plain("x" * 75), "value": "v"}]}),
        actions({"type": "overflow", "options": [{"text": plain("x" * 76), "value": "v"}]}),
    ),
    (
        "option value",
        actions({"type": "overflow", "options": [{"text": plain(), "value": "x" * 150}]}),
        actions({"type": "overflow", "options": [{"text": plain(), "value": "x" * 151}]}),
    ),
    (
        "option description",
        actions({"type": "overflow", "options": [option() | {"description": plain("x" * 75)}]}),
        actions({"type": "overflow", "options": [option() | {"description": plain("x" * 76)}]}),
    ),
    (
        "an initial option that is one of the options",
        actions(select(2) | {"initial_option": option("v1")}),
        actions(select(2) | {"initial_option": option("v7")}),
    ),
    ("alt_text", IMAGE | {"alt_text": "x" * 2000}, IMAGE | {"alt_text": "x" * 2001}),
    (
        "confirm text",
        actions(button(confirm=CONFIRM | {"text": plain("x" * 300)})),
        actions(button(confirm=CONFIRM | {"text": plain("x" * 301)})),
    ),
    (
        "placeholder",
        actions({"type": "users_select", "placeholder": plain("x" * 150)}),
        actions({"type": "users_select", "placeholder": plain("x" * 151)}),
    ),
    (
        "markdown",
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "markdown", "text": "x" * 12_001},
    ),
    (
        "markdown in all",
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
    ),
    ("table rows", table(100), table(101)),
    ("table columns", table(1, 20), table(1, 21)),
    ("table characters", table(10, 10, "x" * 100), table(10, 10, "x" * 101)),
    ("one table", [table(1)], [table(1), table(1)]),
    ("data_table rows at least", data_table(2), data_table(1)),
    ("data_table rows at most", data_table(101), data_table(102)),
    ("data_table caption", data_table(2), {"type": "data_table", "rows": rows(2)}),
    (
        "rows of one width",
        {"type": "table", "rows": [CELLS, CELLS]},
        {"type": "table", "rows": [CELLS, CELLS[:1]]},
    ),
    ("chart series", chart(12, 1), chart(13, 1)),
    ("chart points", chart(1, 20), chart(1, 21)),
    ("two charts", [chart(1, 1)] * 2, [chart(1, 1)] * 3),
    ("chart labels", CHART, chart(1, 2, axis_config={"categories": ["p0", "other"]})),
    (
        "feedback",
        {"type": "context_actions", "elements": [FEEDBACK]},
        {
            "type": "context_actions",
            "elements": [
                {"type": "feedback_buttons", "positive_button": FEEDBACK["positive_button"]}
            ],
        },
    ),
    (
        "context_actions take no button",
        {"type": "context_actions", "elements": [FEEDBACK]},
        {"type": "context_actions", "elements": [BUTTON]},
    ),
    (
        "rich text indent",
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "indent": 8, "elements": []}
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": []}
            ],
        },
    ),
    (
        "preformatted runs",
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": RUNS[:2]}],
        },
        {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": RUNS}]},
    ),
]


@pytest.mark.parametrize(
    ("good", "bad"), [edge[1:] for edge in EDGES], ids=[edge[0] for edge in EDGES]
)
def test_a_limit_holds_exactly(good: Any, bad: Any) -> None:
    assert problems(*(good if isinstance(good, list) else [good])) == []
    assert problems(*(bad if isinstance(bad, list) else [bad])) != []


def test_the_same_action_may_stand_in_several_blocks() -> None:
    assert problems(actions(button()), actions(button())) == []


def test_problems_are_said_as_slack_says_them() -> None:
    assert problems(section("x" * 3001)) == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert problems({"type": "section"}) == [
        "missing required field: text or fields [json-pointer:/blocks/0]"
    ]
    assert problems(*[{"type": "divider"}] * 51) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert problems({"type": "sectoin"}) == [
        "unsupported type: sectoin [json-pointer:/blocks/0/type]"
    ]
    assert problems({"type": "divider", "x": 1}) == [
        "invalid additional property: x [json-pointer:/blocks/0]"
    ]


# --- views ---------------------------------------------------------------------------------------

INPUT = {
    "type": "input",
    "label": plain(),
    "element": {"type": "plain_text_input", "action_id": "a"},
}
MODAL: Json = {
    "type": "modal",
    "title": plain("x" * 24),
    "submit": plain("x" * 24),
    "blocks": [INPUT],
}


@pytest.mark.parametrize(
    "changed",
    [
        {"title": plain("x" * 25)},
        {"title": None},
        {"submit": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"submit": None},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": [INPUT | {"label": plain("x" * 2001)}]},
        {"blocks": [INPUT | {"hint": plain("x" * 2001)}]},
        {"blocks": [{"type": "markdown", "text": "x"}]},
        {"blocks": [{"type": "divider", "block_id": "a"}] * 2},
        {"type": "home"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_modal_that_slack_refuses(changed: Json) -> None:
    assert problems_in_view(MODAL, "modal") == []
    assert problems_in_view(MODAL | changed, "modal") != []


def test_a_home_tab_takes_a_hundred_blocks_and_no_title() -> None:
    assert problems_in_view({"type": "home", "blocks": [{"type": "divider"}] * 100}, "home") == []
    assert problems_in_view({"type": "home", "blocks": [{"type": "divider"}] * 101}, "home") != []
    assert problems_in_view({"type": "home", "title": plain(), "blocks": []}, "home") != []


# --- robustness and the published schema ---------------------------------------------------------

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "rows", "chart", "series", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        yield from places(child, (*path, key))


def with_change(block: Json, path: tuple[Any, ...], new: Any) -> Json:
    """The block with the value there replaced, or left out where `new` is `...`."""
    changed = deepcopy(block)
    parent: Any = changed
    for key in path[:-1]:
        parent = parent[key]
    if new is ...:
        del parent[path[-1]]
    else:
        parent[path[-1]] = new
    return changed


@given(st.data())
def test_nonsense_is_refused_and_never_breaks(data: st.DataObject) -> None:
    block = data.draw(st.sampled_from([*BLOCKS, CHART]))
    path = data.draw(st.sampled_from([p for p in places(block) if p]))
    changed = with_change(block, path, data.draw(ANY_JSON))
    assert isinstance(problems(changed), list)


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    if not SCHEMA.exists():
        pytest.skip("the shared data folder is not here")
    return Draft7Validator(json.loads(SCHEMA.read_text()))


@pytest.mark.real_data
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block["type"])
def test_the_published_schema_takes_what_we_take_and_refuses_no_less(
    schema: Draft7Validator, block: Json
) -> None:
    """Every place of the block is left out, replaced by a number, or given an unknown field, one at a time."""
    assert schema.is_valid(block)
    for path in places(block):
        for changed in _changes(block, path):
            if problems(changed) == []:
                assert schema.is_valid(changed), (path, changed)


@pytest.mark.real_data
@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b["type"] != "plan"], ids=lambda block: block["type"]
)
def test_an_optional_field_of_the_schema_may_be_left_out(
    schema: Draft7Validator, block: Json
) -> None:
    """Except where the reference asks for more than the types do: a content, an option's value.

    The types take anything for a task of a plan.
    """
    needed = {
        "text",
        "title",
        "fields",
        "rows",
        "value",
        "options",
        "option_groups",
        "child_blocks",
    }
    for path in places(block):
        if path and isinstance(path[-1], str) and path[-1] not in needed:
            changed = with_change(block, path, ...)
            if found := problems(changed):
                assert not schema.is_valid(changed), (path, found)


def _changes(block: Json, path: tuple[Any, ...]) -> Iterator[Json]:
    if not path:
        return
    yield with_change(block, path, ...)
    yield with_change(block, path, 7)
    value: Any = block
    for key in path:
        value = value[key]
    if isinstance(value, dict):
        yield with_change(block, path, value | {"unknown": 1})


def test_a_select_may_wait_for_its_options_elsewhere() -> None:
    assert problems(actions({"type": "external_select", **SELECT})) == []
