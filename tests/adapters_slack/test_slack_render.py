import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft7Validator
from slack_rules import LIVE, broken, objects, pings, texts
from slack_strategies import forms, lines, messages

from cadence.adapters.slack.render import (
    Detail,
    action_of,
    home_view,
    message_args,
    modal_view,
)
from cadence.adapters.slack.text import cut, mrkdwn, shortened
from cadence.core.message import (
    Actions,
    Beside,
    Bullets,
    Button,
    Card,
    Choice,
    Feedback,
    Form,
    Header,
    Input,
    Link,
    Menu,
    Message,
    Moment,
    Note,
    Paragraph,
    Preformatted,
    Quoted,
    Table,
    Text,
    Where,
    Who,
    bold,
    line,
)
from cadence.core.plain import plain
from cadence.sandbox.slack.blocks import Surface, problems_in

SPEC = (
    Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data"))
    / "specs/block-kit.KnownBlock.schema.json"
)
MEANT = {"U0KNOWN", "W0KNOWN", "C0KNOWN", "G0KNOWN"}
many = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[phase for phase in Phase if phase is not Phase.explain],  # traces every line
)


@cache
def block_schema() -> Draft7Validator:
    if not SPEC.exists():
        pytest.skip("the schema of Block Kit is not here")
    return Draft7Validator(json.loads(SPEC.read_text()))


@cache
def schema_of(kind: str) -> Draft7Validator:
    """Of one type of block: the whole union would be tried one by one for each block."""
    whole = block_schema().schema
    for name, definition in whole["definitions"].items():
        types = definition.get("properties", {}).get("type", {})
        if name.endswith("Block") and types.get("const") == kind:
            return Draft7Validator(
                {"$ref": f"#/definitions/{name}", "definitions": whole["definitions"]}
            )
    raise AssertionError(f"no block of type {kind}")


def invalid(blocks: list) -> list[str]:
    return [
        f"{block['type']}: {error.message[:200]}"
        for block in blocks
        for error in schema_of(block["type"]).iter_errors(block)
    ]


def blocks_of(*blocks, detail=Detail.FULL, summary="A summary"):
    return message_args(Message(summary=summary, blocks=blocks), detail)["blocks"]


def seen(blocks) -> str:
    return "\n".join(texts(blocks))


# --- whatever is said ----------------------------------------------------------------------------


@many
@given(messages)
def test_any_message_keeps_slacks_limits_and_pings_nobody(message):
    for detail in (Detail.FULL, Detail.SIMPLE):
        args = message_args(message, detail)
        assert broken(args["blocks"], most=50) == []
        assert pings(args["blocks"]) <= MEANT
        assert 1 <= len(args["text"]) <= 4_000
        assert not LIVE.search(args["text"])
        assert json.dumps(args).encode()


@many
@given(messages)
def test_any_message_as_text_alone_is_short_and_pings_nobody(message):
    args = message_args(message, Detail.TEXT)
    assert set(args) == {"text"}
    assert 1 <= len(args["text"]) <= 4_000
    assert not LIVE.search(args["text"])


@many
@given(messages)
def test_simple_blocks_use_nothing_new(message):
    types = {block["type"] for block in message_args(message, Detail.SIMPLE)["blocks"]}
    assert types <= {"header", "section", "context", "actions", "divider", "rich_text"}


@settings(parent=many, max_examples=15)
@given(messages)
def test_any_message_is_valid_by_the_official_schema(message):
    block_schema()
    for detail in (Detail.FULL, Detail.SIMPLE):
        assert invalid(message_args(message, detail)["blocks"]) == []


@settings(parent=many, max_examples=25)
@given(messages, forms)
def test_the_local_slack_takes_any_message_and_form_too(message, form):
    for detail in (Detail.FULL, Detail.SIMPLE):
        assert problems_in(message_args(message, detail)["blocks"], Surface.MESSAGE) == []
    assert problems_in(modal_view(form)["blocks"], Surface.MODAL) == []
    assert problems_in(home_view(message)["blocks"], Surface.HOME) == []


@many
@given(forms)
def test_any_form_keeps_slacks_limits_and_pings_nobody(form):
    view = modal_view(form)
    assert broken(view["blocks"], most=100) == []
    assert pings(view["blocks"]) <= MEANT
    assert all(len(view[part]["text"]) <= 24 for part in ("title", "close"))
    has_input = any(block["type"] == "input" for block in view["blocks"])
    assert not has_input or 1 <= len(view["submit"]["text"]) <= 24


@settings(parent=many, max_examples=15)
@given(forms)
def test_any_form_is_valid_by_the_official_schema(form):
    block_schema()
    assert invalid(modal_view(form)["blocks"]) == []


@many
@given(messages)
def test_the_home_tab_shows_any_message(message):
    view = home_view(message)
    assert broken(view["blocks"], most=100) == []
    assert pings(view["blocks"]) <= MEANT


@many
@given(lines)
def test_mrkdwn_is_written_only_where_nothing_in_it_reads_as_formatting(spans):
    made = mrkdwn(spans, 3_000)
    if made is None:
        return
    literal = "".join(span.text for span in spans if isinstance(span, Text))
    assert "`" not in literal
    assert "*bold*" not in literal
    assert ":tada:" not in literal


# --- nothing lost silently -----------------------------------------------------------------------


@pytest.mark.parametrize("rows", [0, 1, 99, 100, 1_000])
def test_a_table_that_is_cut_says_how_many_rows_are_shown(rows):
    table = Table(
        caption="Open bugs",
        columns=("Key", "Title"),
        rows=tuple((line(f"PAY-{row}"), line("It breaks")) for row in range(rows)),
    )
    blocks = blocks_of(table)
    shown = [len(block["rows"]) - 1 for block in blocks if block["type"] == "table"]
    assert shown == ([min(rows, 99)] if rows else [])
    assert (f"the first 99 of {rows:,} rows" in seen(blocks)) is (rows > 99)


def test_rows_that_exceed_ten_thousand_characters_are_left_out_and_that_is_said():
    rows = tuple((line("x" * 400),) for _ in range(50))
    blocks = blocks_of(Table(caption="Long", columns=("Text",), rows=rows))
    (table,) = (block for block in blocks if block["type"] == "table")
    assert len(table["rows"]) - 1 < 50
    assert f"the first {len(table['rows']) - 1} of 50 rows" in seen(blocks)


def test_a_table_of_too_many_columns_says_so():
    row = tuple(line(str(place)) for place in range(24))
    blocks = blocks_of(
        Table(caption="Wide", columns=tuple("abcdefghijklmnopqrstuvwx"), rows=(row,))
    )
    assert "the first 20 of 24 columns" in seen(blocks)


def test_a_list_that_is_cut_says_how_many_are_left_out():
    blocks = blocks_of(Bullets(tuple(line(f"item {place}") for place in range(77))))
    assert "… and 27 more" in seen(blocks)


def test_a_message_of_too_many_parts_keeps_its_buttons_and_says_what_is_left_out():
    blocks = blocks_of(
        *(Paragraph(line(f"part {place}")) for place in range(60)),
        Actions((Button(label="Watch", action="status.watch"),)),
        Feedback(action="status.feedback", value="q"),
    )
    shown = sum("part " in text for text in texts(blocks))
    assert f"Left out here for length: {60 - shown} parts." in seen(blocks)
    assert [block["type"] for block in blocks[-2:]] == ["actions", "context_actions"]


def test_text_that_is_cut_says_how_much_is_left_out():
    (block,) = blocks_of(Preformatted("x" * 5_000))
    (text,) = texts(block)
    left_out = int(text.rpartition("(")[2].split()[0].replace(",", ""))
    assert text.count("x") + left_out == 5_000


def test_a_long_line_keeps_its_links_as_far_as_it_is_shown():
    spans = line(Link("PAY-1", "https://j/PAY-1"), " " + "x" * 5_000)
    short = shortened(spans, 1_000)
    assert short[0] == spans[0]
    shown = sum(span.text.count("x") for span in short if isinstance(span, Text))
    assert f"({5_000 - shown:,} more characters)" in short[-1].text


def test_a_control_whose_value_does_not_fit_is_left_out_and_that_is_said():
    blocks = blocks_of(
        Paragraph(line("Here")),
        Actions((Button(label="A", action="a", value="v" * 2_001), Button(label="B", action="b"))),
    )
    assert "1 control could not be shown here." in seen(blocks)
    labels = [each["text"]["text"] for _, each in objects(blocks) if each.get("type") == "button"]
    assert labels == ["B"]


def test_more_choices_than_one_list_takes_become_groups():
    choices = tuple(Choice(f"Project {place}", f"P{place}") for place in range(250))
    (block,) = blocks_of(Actions((Menu(action="pick", choices=choices, placeholder="Project"),)))
    groups = block["elements"][0]["option_groups"]
    assert [group["label"]["text"] for group in groups] == ["1–100", "101–200", "201–250"]


def test_a_message_of_buttons_beyond_twenty_five_has_them_all():
    buttons = tuple(Button(label=str(place), action="x.y") for place in range(60))
    blocks = blocks_of(Paragraph(line("Choose")), Actions(buttons))
    assert (
        sum(len(block.get("elements", [])) for block in blocks if block["type"] == "actions") == 60
    )


# --- text is literal -----------------------------------------------------------------------------


def test_a_card_with_a_button_and_plain_words_is_one_section():
    (block,) = blocks_of(
        Card(
            key="PAY-1",
            url="https://j.example/browse/PAY-1",
            title="Null in user_id & <cart>",
            facts=line("Open · P1"),
            button=Button(label="Watch", action="status.watch", value="PAY-1"),
        )
    )
    assert block["text"]["text"] == (
        "*<https://j.example/browse/PAY-1|PAY-1>* Null in user_id &amp; &lt;cart&gt;\nOpen · P1"
    )
    assert block["accessory"]["text"]["text"] == "Watch"


def test_a_title_with_formatting_in_it_is_set_as_rich_text():
    text, actions = blocks_of(
        Card(
            key="PAY-2",
            url=None,
            title="*urgent* <!channel>",
            facts=(),
            button=Button(label="Watch", action="status.watch"),
        )
    )
    assert "".join(texts(text)) == "PAY-2 *urgent* <!channel>"
    assert text["type"] == "rich_text"
    assert actions["type"] == "actions"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        (line("as of ", Moment(datetime(2026, 11, 22, tzinfo=UTC))), "mrkdwn"),
        (line("by 3 * 4 or fix_version"), "plain_text"),
        (line("*", bold("x")), None),
        (line("a", bold("b")), None),
        (line("a ", bold("b"), ", c"), "mrkdwn"),
    ],
)
def test_small_print_is_small_where_that_can_be_literal(spans, expected):
    (block,) = blocks_of(Note(spans))
    assert block["type"] == ("context" if expected else "rich_text")
    if expected:
        assert block["elements"][0]["type"] == expected


def test_only_who_and_where_mention_anyone():
    said = line("ask ", Who("U123"), " in ", Where("C123"), " not <@U999> ", Who("<!channel>"))
    assert pings(blocks_of(Paragraph(said))) == {"U123", "C123"}


def test_an_address_that_is_not_http_is_shown_as_text_alone():
    (block,) = blocks_of(Paragraph(line(Link("click", "javascript:alert(1)"))))
    assert [each for _, each in objects(block) if each.get("type") == "link"] == []
    assert seen(block) == "click"


def test_the_fallback_text_is_escaped():
    message = Message(summary="PAY-1 <!channel> & <@U1>")
    assert message_args(message)["text"] == "PAY-1 &lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_message_without_blocks_shows_its_summary_literally():
    (block,) = message_args(Message(summary="*stars*"))["blocks"]
    assert block["type"] == "rich_text"
    assert seen(block) == "*stars*"


def test_nothing_is_cut_in_the_middle_of_a_character_as_readers_see_it():
    family = "👨‍👩‍👧‍👦"
    shown = cut(family * 20, 100)
    assert shown.removesuffix("…").replace(family, "") == ""
    assert cut("é" * 2 + "e\u0301" * 3, 5) == "éée\u0301…"


def test_a_header_longer_than_slack_takes_is_cut():
    (block,) = blocks_of(Header("x" * 151))
    assert block["text"]["text"] == "x" * 149 + "…"


def test_somebodys_words_are_quoted_as_they_were():
    (block,) = blocks_of(Quoted("1 < 2\n*yes*"))
    assert seen(block) == "1 < 2\n*yes*"


# --- what comes back -----------------------------------------------------------------------------


def test_the_same_button_twice_has_two_ids_and_one_action():
    button = Button(label="Watch", action="status.watch", value="PAY-1")
    blocks = blocks_of(Paragraph(line("x"), button), Paragraph(line("y"), button))
    ids = [each["action_id"] for _, each in objects(blocks) if "action_id" in each]
    assert len(set(ids)) == 2
    assert {action_of(each) for each in ids} == {"status.watch"}


@pytest.mark.parametrize("detail", [Detail.FULL, Detail.SIMPLE])
def test_feedback_brings_its_verdict_back_in_either_form(detail):
    blocks = blocks_of(Feedback(action="status.feedback", value="q 1"), detail=detail)
    values = [each["value"] for _, each in objects(blocks) if "value" in each]
    assert values == ["q 1:good", "q 1:bad"]


def test_an_action_that_was_not_ours_is_read_as_it_is():
    assert action_of("someone:elses") == "someone:elses"


# --- forms ---------------------------------------------------------------------------------------


def test_a_field_begins_with_its_value():
    view = modal_view(
        Form(
            callback="c",
            title="Ask",
            blocks=(
                Input(name="why", label="Why", kind="lines", value="because", most=500),
                Input(
                    name="area",
                    label="Area",
                    kind="choice",
                    choices=(Choice("iOS", "ios"), Choice("Web", "web")),
                    value="web",
                ),
                Input(
                    name="many",
                    label="Many",
                    kind="choices",
                    choices=(Choice("iOS", "ios"), Choice("Web", "web")),
                    value=("ios", "gone"),
                ),
                Input(name="day", label="Day", kind="date", value=date(2026, 11, 22)),
                Input(name="who", label="Who", kind="user", value="U1"),
                Input(name="whom", label="Whom", kind="users", value=("U1", "U2")),
                Input(name="where", label="Where", kind="channel", value="C1"),
            ),
        )
    )
    elements = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert elements["why"]["initial_value"] == "because"
    assert elements["why"]["max_length"] == 500
    assert elements["area"]["initial_option"]["value"] == "web"
    assert [each["value"] for each in elements["many"]["initial_options"]] == ["ios"]
    assert elements["day"]["initial_date"] == "2026-11-22"
    assert elements["who"]["initial_user"] == "U1"
    assert elements["whom"]["initial_users"] == ["U1", "U2"]
    assert elements["where"]["initial_conversation"] == "C1"
    assert view["submit"]["text"] == "Submit"


def test_boxes_to_tick_all_stand_there_and_begin_as_they_were_ticked():
    log = (Choice("Log it as a decision", "log", "In the area’s log"), Choice("Tell all", "tell"))
    fields = (
        Input(name="ticked", label="And", kind="ticks", choices=log, value=("log", "gone")),
        Input(name="unticked", label="And", kind="ticks", choices=log, optional=True),
    )
    view = modal_view(Form(callback="c", title="Ask", blocks=fields))
    ticked, unticked = (block["element"] for block in view["blocks"])
    assert ticked["type"] == "checkboxes"
    assert [each["value"] for each in ticked["options"]] == ["log", "tell"]
    assert [each["value"] for each in ticked["initial_options"]] == ["log"]
    assert "initial_options" not in unticked


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (10, 10), (12, 10)])
def test_ten_boxes_can_be_ticked_at_most_and_what_is_left_out_is_said(count: int, shown: int):
    choices = tuple(Choice(f"Box {number}", str(number)) for number in range(count))
    field = Input(name="boxes", label="And", kind="ticks", choices=choices)
    view = modal_view(Form(callback="c", title="Ask", blocks=(field,)))
    made = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert sum(len(each["options"]) for each in made) == shown
    assert ("could not be shown" in str(view)) == (count != shown or not count)


def test_a_number_has_a_field_of_its_own_which_begins_with_nothing_else():
    fields = [Input(name=f"n{n}", label="N", kind="number", value=v) for n, v in enumerate(NUMBERS)]
    view = modal_view(Form(callback="c", title="Ask", blocks=tuple(fields)))
    elements = [block["element"] for block in view["blocks"]]
    assert {each["type"] for each in elements} == {"number_input"}
    assert [each.get("initial_value") for each in elements] == ["12", "-0.50", None, None, None]


NUMBERS = ("12", "-0.50", "many", "1e3", None)


def test_a_watched_field_tells_of_itself_and_keeps_its_ids_whatever_stands_around_it():
    watched = Input(name="mood", label="Mood", watched="rituals.watch")
    other = Input(name="why", label="Why")
    for blocks in ((watched, other), (other, watched)):
        view = modal_view(Form(callback="c", title="Ask", blocks=blocks))
        (block,) = (each for each in view["blocks"] if each["block_id"] == "mood")
        assert block["dispatch_action"] is True
        assert block["element"]["action_id"] == "rituals.watch::mood"
        assert action_of(block["element"]["action_id"]) == "rituals.watch"
        (quiet,) = (each for each in view["blocks"] if each["block_id"] == "why")
        assert "dispatch_action" not in quiet


def test_a_value_that_is_too_long_for_its_field_is_cut_and_the_field_says_so():
    field = Input(name="why", label="Why", value="x" * 200, most=100)
    (block,) = modal_view(Form(callback="c", title="Ask", blocks=(field,)))["blocks"]
    assert len(block["element"]["initial_value"]) == 100
    assert "too long" in block["hint"]["text"]


def test_a_form_tells_of_its_closing_where_that_is_wanted():
    quiet = Form(callback="c", title="Ask", blocks=())
    assert "notify_on_close" not in modal_view(quiet)
    assert modal_view(replace(quiet, tells_when_closed=True))["notify_on_close"] is True


def test_what_a_form_carries_is_never_cut():
    with pytest.raises(ValueError, match="more than fits"):
        modal_view(Form(callback="c", title="Ask", blocks=(), private="x" * 3_001))


# --- simpler -------------------------------------------------------------------------------------


def test_a_table_with_links_becomes_a_list_that_keeps_them():
    table = Table(
        caption="Bugs",
        columns=("Key", "Title"),
        rows=((line(Link("PAY-1", "https://j/PAY-1")), line("It breaks")),),
    )
    blocks = blocks_of(table, detail=Detail.SIMPLE)
    assert any(each.get("url") == "https://j/PAY-1" for _, each in objects(blocks))
    assert "It breaks" in seen(blocks)


def test_a_table_of_figures_becomes_monospaced_text():
    table = Table(
        caption="By status",
        columns=("Status", "n"),
        rows=((line("Open"), line("12")), (line("Done"), line("3"))),
        right=frozenset({1}),
    )
    blocks = blocks_of(table, detail=Detail.SIMPLE)
    assert "Open    12\nDone     3" in seen(blocks)


def test_text_alone_says_everything():
    message = Message(summary="Short", blocks=(Paragraph(line("Long & wide")), Quoted("words")))
    assert message_args(message, Detail.TEXT)["text"] == "Long &amp; wide\n\n&gt; words"
    assert plain(message) == "Long & wide\n\n> words"


def test_two_texts_stand_beside_each_other_and_stay_literal() -> None:
    block = Beside((bold("New"), Text(" <!channel>")), (bold("Earlier"), Text(" & so on")))
    (made,) = message_args(Message(summary="s", blocks=(block,)))["blocks"]
    assert made["type"] == "section"
    assert [each["text"] for each in made["fields"]] == [
        "*New* &lt;!channel&gt;",
        "*Earlier* &amp; so on",
    ]


def test_texts_that_no_field_can_say_literally_stand_one_above_the_other() -> None:
    block = Beside((Text("*not bold*"),), (Text("plain"),))
    made = message_args(Message(summary="s", blocks=(block,)))["blocks"]
    assert [each["type"] for each in made] == ["rich_text", "rich_text"]


def test_a_second_table_of_a_message_is_set_as_text_since_slack_takes_one() -> None:
    table = Table(caption="c", columns=("a",), rows=((line("b"),),))
    made = message_args(Message(summary="s", blocks=(table, table)))["blocks"]
    assert [each["type"] for each in made].count("table") == 1
    assert problems_in(made, Surface.MESSAGE) == []
