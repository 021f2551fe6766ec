import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.adapters.slack.inbound import SlackInbound, key
from cadence.adapters.slack.inbound_text import typed
from cadence.adapters.slack.render import message_args, modal_view
from cadence.core.heard import Heard, Surface
from cadence.core.message import (
    Actions,
    Button,
    Choice,
    Feedback,
    Form,
    Input,
    Menu,
    Message,
    Paragraph,
    line,
)
from fakes.clock import FakeClock

READ = SlackInbound(clock=FakeClock())
SAMPLES = (
    Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data")) / "specs/slack-samples/events"
)
MENTION = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "is_ext_shared_channel": False,
    "authorizations": [{"user_id": "U0US", "is_bot": True}],
    "event": {
        "type": "app_mention",
        "user": "U1",
        "text": "<@U0US> is PAY-1 fixed?",
        "ts": "10.1",
        "channel": "C1",
    },
}
COMMAND = {
    "command": "/bug",
    "text": "PAY-1",
    "trigger_id": "13.37.abc",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "channel_name": "support",
}
PRESS = {
    "type": "block_actions",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "container": {"type": "message", "message_ts": "10.2", "channel_id": "C1", "thread_ts": "10.1"},
    "channel": {"id": "C1", "name": "support"},
    "message": {"ts": "10.2", "thread_ts": "10.1"},
    "trigger_id": "t",
    "actions": [{"action_id": "status.watch:0", "value": "PAY-1", "action_ts": "11.5"}],
}
SUBMISSION = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "view": {
        "id": "V1",
        "hash": "h1",
        "state": {
            "values": {
                "why": {"why": {"type": "plain_text_input", "value": "because"}},
                "none": {"none": {"type": "plain_text_input", "value": None}},
                "one": {"one": {"type": "static_select", "selected_option": {"value": "ios"}}},
                "nobody": {"nobody": {"type": "static_select", "selected_option": None}},
                "many": {"many": {"selected_options": [{"value": "a"}, {"value": "b"}]}},
                "day": {"day": {"selected_date": "2026-11-22"}},
                "who": {"who": {"selected_user": "U2"}},
                "whom": {"whom": {"selected_users": ["U2", "U3"]}},
                "where": {"where": {"selected_conversation": "C2"}},
            }
        },
    },
}
SHORTCUT = {
    "type": "message_action",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "channel": {"id": "C1", "name": "support"},
    "message": {"ts": "9.1", "text": "checkout crashes", "user": "U2"},
    "trigger_id": "15.1",
    "action_ts": "15.2",
}
EVERY = [MENTION, COMMAND, PRESS, SUBMISSION, SHORTCUT]

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=5,
)
NAMES = (
    "type event event_id user channel actions container view state values message trigger_id team"
    " authorizations ts id command"
)
known = st.sampled_from(NAMES.split())


def payloads() -> st.SearchStrategy:
    return st.dictionaries(
        known,
        st.recursive(anything, lambda inner: st.dictionaries(known, inner, max_size=5)),
        max_size=8,
    )


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", EVERY)
def test_the_same_delivery_twice_has_one_key(payload):
    again = json.loads(json.dumps(payload))
    assert key(payload) == key(again)


def test_different_things_have_different_keys():
    assert len({key(payload) for payload in EVERY}) == len(EVERY)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (MENTION, "event:Ev1"),
        (COMMAND, "command:13.37.abc"),
        (PRESS, "press:C1:10.2:11.5:U1:status.watch:0"),
        (SUBMISSION, "submit:V1:h1"),
        (SHORTCUT, "message_action:15.1"),
    ],
)
def test_a_key_is_readable(payload, expected):
    assert key(payload) == expected


def test_two_presses_of_one_button_are_two():
    later = PRESS | {"actions": [PRESS["actions"][0] | {"action_ts": "11.6"}]}
    assert key(PRESS) != key(later)


def test_a_retry_of_an_event_is_the_same_event():
    assert key(MENTION) == key(MENTION | {"event_time": 5, "token": "other"})


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("<@U0US> is PAY-1 fixed?", "is PAY-1 fixed?"),
        ("hey <@U0US>, PAY-1?", "hey  , PAY-1?"),
        ("ask <@U2>", "ask @Maya"),
        ("ask <@U3|jonas>", "ask @jonas"),
        ("ask <@U4>", "ask @U4"),
        ("in <#C1|support>", "in #support"),
        ("in <#C1>", "in #C1"),
        ("<https://j.example/browse/PAY-1|this one>", "https://j.example/browse/PAY-1"),
        ("<https://j.example/?a=1&amp;b=2>", "https://j.example/?a=1&b=2"),
        ("<mailto:maya@example.com|maya@example.com>", "maya@example.com"),
        ("age &lt; 3 &amp;&amp; prio &gt; 1", "age < 3 && prio > 1"),
        ("&amp;lt;", "&lt;"),
        ("<!here> and <!channel|@channel>", "@here and @channel"),
        ("<!subteam^S1|@leads>", "@leads"),
        ("<!date^0^{date}|long ago>", "long ago"),
        ("a < b > c", "a < b > c"),
        ("", ""),
    ],
)
def test_what_was_typed_is_read_from_what_slack_sends(sent, expected):
    assert typed(sent, names={"U2": "Maya"}, us="U0US") == expected


def test_listeners_read_the_same_with_no_names_at_hand():
    body = MENTION | {"event": MENTION["event"] | {"text": "<@U0US> ask <@U2|maya>"}}
    by_id = replace(READ, by_id=True)
    assert READ.said(body, Surface.MENTION).text == "ask @maya"
    assert by_id.said(body, Surface.MENTION).text == "ask @U2"


@given(st.text())
def test_any_text_that_slack_escaped_comes_back_as_it_was_typed(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    once = typed(escaped)
    assert typed(once.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == once
    if text.isprintable():
        assert once == text.strip()


# --- who said it, and where ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"user": "U1"}, True),
        ({"user": "U1", "subtype": "file_share"}, True),
        ({"user": "U1", "subtype": "thread_broadcast"}, True),
        ({"user": "U1", "subtype": "message_changed"}, False),
        ({"subtype": "message_deleted"}, False),
        ({"user": "U1", "bot_id": "B1"}, False),
        ({"bot_id": "B1", "subtype": "bot_message"}, False),
        ({}, False),
    ],
)
def test_only_what_a_person_says_is_heard(event: dict[str, str], said: bool) -> None:
    assert READ.is_said(event) is said


def test_only_the_home_tab_is_home_and_only_a_direct_message_is_direct() -> None:
    assert [READ.is_home({"tab": each}) for each in ("home", "messages")] == [True, False]
    assert [READ.is_direct({"channel_type": each}) for each in ("im", "mpim", "channel")] == [
        True,
        False,
        False,
    ]


# --- presses and forms ---------------------------------------------------------------------------


def rendered(*elements) -> list[dict]:
    blocks = message_args(Message(summary="x", blocks=(Actions(elements),)))["blocks"]
    return blocks[0]["elements"]


def pressed(control) -> tuple[str, str]:
    it = READ.press(PRESS | {"actions": [control]})
    return it.action, it.value


def test_a_press_brings_back_the_action_and_value_that_were_rendered():
    button, menu = rendered(
        Button(label="Watch", action="status.watch", value="PAY-1"),
        Menu(action="status.pick", choices=(Choice("iOS", "ios"),), placeholder="Area"),
    )
    assert pressed(button | {"action_ts": "1.0"}) == ("status.watch", "PAY-1")
    chosen = {"action_id": menu["action_id"], "selected_option": menu["options"][0]}
    assert pressed(chosen) == ("status.pick", "ios")


def test_a_feedback_brings_back_its_verdict_behind_its_value():
    message = Message(summary="x", blocks=(Feedback(action="status.feedback", value="q:1"),))
    (block,) = message_args(message)["blocks"]
    control = block["elements"][0]
    chosen = {
        "action_id": control["action_id"],
        "type": "feedback_buttons",
        "value": control["negative_button"]["value"],
    }
    assert pressed(chosen) == ("status.feedback", "q:1:bad")


def test_a_submitted_form_is_read_by_the_names_of_its_fields():
    assert dict(READ.submission(SUBMISSION).answers) == {
        "why": "because",
        "none": None,
        "one": "ios",
        "nobody": None,
        "many": ("a", "b"),
        "day": "2026-11-22",
        "who": "U2",
        "whom": ("U2", "U3"),
        "where": "C2",
    }


WATCHED = {
    "type": "block_actions",
    "user": {"id": "U1"},
    "container": {"type": "view", "view_id": "V1"},
    "view": {
        "id": "V1",
        "type": "modal",
        "private_metadata": "p",
        "state": {
            "values": {
                "mood": {"rituals.watch::mood": {"selected_option": {"value": "bad"}}},
                "count": {"count": {"type": "number_input", "value": "3.5"}},
                "why": {"why": {"type": "plain_text_input", "value": None}},
            }
        },
    },
    "actions": [
        {
            "action_id": "rituals.watch::mood",
            "selected_option": {"value": "bad"},
            "action_ts": "1.0",
        }
    ],
}


def test_a_watched_field_comes_with_all_that_is_filled_in():
    it = READ.press(WATCHED)
    assert (it.action, it.value) == ("rituals.watch", "bad")
    assert (it.view, it.view_private) == ("V1", "p")
    assert dict(it.answers) == {"mood": "bad", "count": "3.5", "why": None}


def test_a_button_of_the_home_tab_stands_in_no_modal():
    home = WATCHED["view"] | {"type": "home"}
    assert READ.press(WATCHED | {"view": home}).view is None
    assert READ.press(WATCHED | {"view": home}).at_home


def test_a_form_that_is_acknowledged_is_the_one_that_is_opened():
    waiting = Form(callback="c", title="One moment", blocks=(Paragraph(line("One moment…")),))
    assert READ.view(waiting) == modal_view(waiting)
    asking = Form(callback="c", title="Why?", blocks=(Input(name="why", label="Why"),))
    (block,) = READ.view(asking)["blocks"]
    values = {block["block_id"]: {block["element"]["action_id"]: {"value": "because"}}}
    submitted = READ.submission({"view": {"state": {"values": values}}})
    assert submitted.answers == (("why", "because"),)


# --- whatever comes ------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(payloads())
def test_no_payload_is_too_odd_to_be_read(payload):
    assert key(payload)
    assert isinstance(READ.said(payload, Surface.DIRECT), Heard)
    for read in (READ.command, READ.shortcut, READ.press, READ.submission, READ.closing):
        assert read(payload).at
    for matches in (READ.is_said, READ.is_direct, READ.is_home):
        assert matches(payload) in (True, False)


def test_every_sample_event_is_read():
    if not SAMPLES.exists():
        pytest.skip("the sample events are not here")
    for path in sorted(SAMPLES.glob("*.json")):
        payload = json.loads(path.read_text())
        payload["event_id"] = f"Ev{path.stem}"
        assert key(payload) == f"event:Ev{path.stem}"
