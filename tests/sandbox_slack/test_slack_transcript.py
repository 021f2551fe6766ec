"""A conversation as a person would see it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_gallery import BLOCKS, CHART
from slack_sdk import WebClient
from slack_support import Clock, a_workspace

from cadence.sandbox.slack.mrkdwn import pieces, typed
from cadence.sandbox.slack.rendering import Renderer
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.transcript import Transcript

UNKNOWN = lambda _: None  # noqa: E731 - nobody is known

WATCH = {"type": "button", "action_id": "watch", "text": {"type": "plain_text", "text": "Watch"}}
SEEN_BY_MAYA = """\
#support
10:30:00 Maya Okafor
    @Cadence what about <PAY-1> & co?
    :eyes: 1
    10:30:02 Cadence (app)
        PAY-1
        Open since Nov 16, 2026 10:30, PAY-1
        Component │ Open
        ──────────┼─────
        Checkout  │   12
        [Watch]
10:30:02 Cadence (app, only visible to Maya Okafor)
    @Maya Okafor, only you see this in #support"""


def rendered(*blocks: dict[str, Any], zone: str = "UTC") -> str:
    renderer = Renderer(a_workspace(clock=Clock()), ZoneInfo(zone))
    return "\n".join(line.plain for line in renderer.blocks(blocks))


def test_a_question_and_its_answer_are_read_in_the_readers_zone() -> None:
    clock = Clock(datetime(2026, 11, 16, 9, 30, tzinfo=UTC))
    with SlackSandbox(a_workspace(clock=clock), limits=False) as slack:
        client = WebClient("xoxb-sandbox", base_url=slack.api_url)
        channel, maya = slack.workspace.channel("support").id, slack.workspace.user("maya").id
        said = slack.people.say("maya", "support", "@cadence what about <PAY-1> & co?")
        clock.advance(seconds=2)
        client.chat_postMessage(
            channel=channel,
            thread_ts=said.ts,
            text="PAY-1 is open.",
            blocks=[
                {"type": "header", "text": {"type": "plain_text", "text": "PAY-1"}},
                {
                    "type": "section",
                    "text": {"type": "mrkdwn", "text": "*Open* since <!date^1794821400^{date_short} {time}|Monday>, <https://j/PAY-1|PAY-1>"},
                },
                {
                    "type": "table",
                    "rows": [
                        [{"type": "raw_text", "text": "Component"}, {"type": "raw_text", "text": "Open"}],
                        [{"type": "raw_text", "text": "Checkout"}, {"type": "raw_number", "value": 12, "text": "12"}],
                    ],
                    "column_settings": [{}, {"align": "right"}],
                },
                {"type": "actions", "elements": [WATCH]},
            ],
        )  # fmt: skip
        client.chat_postEphemeral(
            channel=channel, user=maya, text=f"<@{maya}>, only you see this in <#{channel}>"
        )
        slack.people.react("jonas", "support", said.ts, "eyes")
    text = Transcript(slack.workspace, reader="maya").of("support").plain
    assert text == SEEN_BY_MAYA
    assert "only you" not in Transcript(slack.workspace, reader="jonas").of("support").plain
    assert "04:30:00 Maya Okafor" in Transcript(slack.workspace, reader="jonas").of("support").plain
    later = Transcript(slack.workspace).of("support", after=said.ts).plain
    assert "09:30:02 Cadence" in later


def test_only_what_came_after_is_shown() -> None:
    with SlackSandbox(a_workspace(clock=Clock())) as slack:
        first = slack.people.say("maya", "support", "first").ts
        slack.people.say("maya", "support", "second")
    text = Transcript(slack.workspace).of("support", after=first).plain
    assert "second" in text
    assert "first" not in text


LONG_TITLE = "Checkout crashes on iOS when the basket holds a gift card "


def test_a_wide_table_is_cut_and_a_long_line_broken_to_the_width() -> None:
    with SlackSandbox(a_workspace(clock=Clock())) as slack:
        client = WebClient("xoxb-sandbox", base_url=slack.api_url)
        cells = [{"type": "raw_text", "text": text} for text in ("PAY-1", LONG_TITLE * 2, "Open")]
        client.chat_postMessage(
            channel=slack.workspace.channel("support").id,
            text="one",
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": LONG_TITLE * 3}},
                {"type": "table", "rows": [cells, cells]},
            ],
        )
    narrow = Transcript(slack.workspace, width=60).of("support").plain
    assert max(len(each) for each in narrow.splitlines()) <= 60
    assert " ".join(narrow.split()).count(LONG_TITLE.strip()) == 3
    assert "… │ Open" in narrow
    wide = Transcript(slack.workspace).of("support").plain
    assert LONG_TITLE.strip() + " " + LONG_TITLE.strip() in wide


def test_a_link_shows_its_label_and_opens_its_address() -> None:
    renderer = Renderer(a_workspace(clock=Clock()), ZoneInfo("UTC"))
    shown = renderer.mrkdwn("<https://j/PAY-1|PAY-1>")
    assert shown.plain == "PAY-1"
    assert "https://j/PAY-1" in str(shown.spans[0].style)


@pytest.mark.parametrize("block", [*BLOCKS, CHART], ids=lambda block: block["type"])
def test_every_kind_of_block_can_be_read(block: dict[str, Any]) -> None:
    assert rendered(block).strip()


def test_lists_quotes_and_mentions_read_as_written() -> None:
    runs = [{"type": "text", "text": "one "}, {"type": "user", "user_id": "U0SANDBOT"}]
    item = {"type": "rich_text_section", "elements": runs}
    block = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_list", "style": "ordered", "elements": [item, item]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        ],
    }
    assert rendered(block) == "1. one @Cadence\n2. one @Cadence\n│ said"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("{date_pretty}", "today"),
        ("{date_short_pretty} {time}", "today 10:30"),
        ("{date_num}", "2026-11-16"),
        ("{date}", "November 16th, 2026"),
        ("{date_long}", "Monday, November 16th, 2026"),
        ("{ago}", "just now"),
        ("{nonsense}", "{nonsense}"),
    ],
)
def test_a_date_is_shown_in_its_form(form: str, shown: str) -> None:
    stamp = int(Clock().at.timestamp())
    section = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": f"<!date^{stamp}^{form}|then>"},
    }
    assert rendered(section, zone="Europe/Berlin") == shown


def test_a_date_that_cannot_be_read_shows_its_fallback() -> None:
    assert (
        rendered(
            {"type": "section", "text": {"type": "mrkdwn", "text": "<!date^soon^{time}|then>"}}
        )
        == "then"
    )


def test_a_modal_is_shown_with_its_fields_and_errors(
    slack: SlackSandbox, client: WebClient
) -> None:
    trigger = slack.people.command("maya", "support", "/decision").deliveries[0].id
    label = {"type": "plain_text", "text": "What?"}
    field = {"type": "plain_text_input", "action_id": "t", "initial_value": "Ship"}
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Decision"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [{"type": "input", "block_id": "b", "label": label, "element": field}],
    }
    known = slack.workspace.views.get(
        client.views_open(trigger_id=trigger, view=view)["view"]["id"]
    )
    shown = (
        Transcript(slack.workspace)
        .view(slack.workspace.views.reject(known, {"b": "Too short"}))
        .plain
    )
    assert shown == "┌ Decision\n│ What?: [Ship]\n│ b: Too short\n└ [Save]"


# --- what people type ----------------------------------------------------------------------------


def test_handles_and_channels_become_tokens_and_the_rest_is_escaped() -> None:
    users, channels = {"maya": "U1"}.get, {"support": "C1"}.get
    wire = typed("@maya, see #support & <b> of maya@example.com @nobody <@U2>", users, channels)
    assert wire == "<@U1>, see <#C1|support> &amp; &lt;b&gt; of maya@example.com @nobody <@U2>"


@given(st.text())
def test_typed_text_reads_back_as_it_was_typed(text: str) -> None:
    back = list(pieces(typed(text, UNKNOWN, UNKNOWN)))
    if all(piece.sign is None for piece in back):
        assert "".join(piece.text for piece in back) == text


@given(st.text(alphabet="<>@#!|^{}*_~`&; \nab1", max_size=40))
def test_any_mrkdwn_can_be_shown(text: str) -> None:
    assert isinstance(rendered({"type": "section", "text": {"type": "mrkdwn", "text": text}}), str)
