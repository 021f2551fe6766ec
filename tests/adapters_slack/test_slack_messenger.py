from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from socket import socket
from time import monotonic

import pytest
from slack_stub import OK, POSTED, Scripted, StubSlack, refused

from cadence.adapters.slack.messenger import SlackMessenger
from cadence.core.errors import MessengerUnavailable, NotSent, OutcomeUnknown, SlowDown
from cadence.core.message import (
    Bullets,
    Feedback,
    Form,
    Kind,
    Message,
    Paragraph,
    Place,
    Reaction,
    Table,
    form_name,
    line,
)
from fakes.clock import FakeClock

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = Place(channel="C1")
ANSWER = Message(
    summary="2 open bugs <!channel>",
    blocks=(
        Paragraph(line("2 open bugs")),
        Table(caption="All", columns=("Key", "n"), rows=((line("PAY-1"), line("3")),)),
        Feedback(action="status.feedback", value="q"),
    ),
)
BROKEN = Scripted(body="<html>Bad gateway</html>", status=502)


@pytest.fixture
def slack() -> Iterator[StubSlack]:
    with StubSlack() as stub:
        yield stub


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def messenger(slack: StubSlack, clock: FakeClock) -> SlackMessenger:
    return SlackMessenger.connect(token="xoxb-1", base_url=slack.url, clock=clock)


def kinds(arguments: dict) -> list[str]:
    return [block["type"] for block in arguments.get("blocks", [])]


# --- posting -------------------------------------------------------------------------------------


def test_a_post_carries_its_key_and_lets_slack_make_nothing_of_its_text(slack, messenger):
    slack.answers("chat.postMessage", POSTED)
    messenger.post(Place(channel="C1", thread="0.5"), ANSWER, key="answer:1")
    (asked,) = slack.calls("chat.postMessage")
    assert asked["metadata"] == {"event_type": "cadence_post", "event_payload": {"key": "answer:1"}}
    assert asked["text"] == "2 open bugs &lt;!channel&gt;"
    assert asked["thread_ts"] == "0.5"
    assert (asked["parse"], asked["link_names"], asked["mrkdwn"]) == ("none", False, False)
    assert (asked["unfurl_links"], asked["unfurl_media"]) == (False, False)


def test_blocks_that_are_refused_are_said_in_simpler_ones_and_then_as_text(slack, messenger):
    slack.answers(
        "chat.postMessage", refused("invalid_blocks"), refused("msg_blocks_too_long"), POSTED
    )
    posted = messenger.post(HERE, ANSWER, key="k")
    full, simple, text = slack.calls("chat.postMessage")
    assert kinds(full) == ["rich_text", "rich_text", "table", "context_actions"]
    assert kinds(simple) == ["rich_text", "rich_text", "rich_text", "actions"]
    assert "blocks" not in text
    assert "PAY-1" in text["text"]
    assert posted.ts == "1.000001"


def test_a_form_that_is_refused_altogether_is_not_sent(slack, messenger):
    slack.answers("chat.postMessage", *[refused("invalid_blocks")] * 3)
    with pytest.raises(NotSent, match="invalid_blocks"):
        messenger.post(HERE, ANSWER, key="k")


def test_an_ephemeral_message_and_a_changed_one_become_simpler_too(slack, messenger):
    slack.answers("chat.postEphemeral", refused("invalid_blocks"), OK)
    slack.answers("chat.update", refused("invalid_blocks"), refused("invalid_blocks"), OK)
    messenger.post(Place(channel="C1", only_for="U1"), ANSWER, key="k")
    messenger.change("C1", "1.1", ANSWER)
    assert "table" not in kinds(slack.calls("chat.postEphemeral")[1])
    assert slack.calls("chat.update")[2]["blocks"] == []
    assert slack.calls("chat.update")[2]["parse"] == "none"


def test_where_the_address_cannot_be_known_a_message_is_posted_all_the_same(slack, messenger):
    slack.answers("chat.postMessage", POSTED)
    slack.answers("auth.test", BROKEN)
    assert messenger.post(HERE, ANSWER, key="k").permalink is None


def test_direct_messages_are_opened_once(slack, messenger):
    slack.answers("conversations.open", Scripted(body={"ok": True, "channel": {"id": "D1"}}))
    slack.answers("chat.postMessage", POSTED, POSTED)
    for key in ("a", "b"):
        messenger.post(Place(channel="U1"), ANSWER, key=key)
    assert len(slack.calls("conversations.open")) == 1
    assert [asked["channel"] for asked in slack.calls("chat.postMessage")] == ["D1", "D1"]


# --- trouble -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        BROKEN,
        Scripted(body={"ok": False, "error": "internal_error"}),
        Scripted(body={"ok": False, "error": "fatal_error"}),
        Scripted(body={"ok": False, "error": "service_unavailable"}, status=503),
        Scripted(body="<html>Welcome to our hotel network</html>"),
        Scripted(body=""),
    ],
)
def test_a_slack_that_fails_inside_leaves_a_post_unknown_and_a_read_unread(
    slack, messenger, answer
):
    slack.answers("chat.postMessage", answer)
    slack.answers("users.info", answer)
    with pytest.raises(OutcomeUnknown):
        messenger.post(HERE, ANSWER, key="k")
    with pytest.raises(MessengerUnavailable):
        messenger.person("U1")


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "token_revoked", "no_text"])
def test_what_slack_refuses_is_not_sent_and_says_why(slack, messenger, code):
    slack.answers("chat.postMessage", refused(code))
    with pytest.raises(NotSent) as told:
        messenger.post(HERE, ANSWER, key="k")
    assert told.value.reason == code


def test_while_slack_asks_us_to_wait_it_is_not_called(slack, messenger, clock):
    too_many = Scripted(
        body={"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "30"}
    )
    slack.answers("chat.postMessage", too_many, POSTED, POSTED)
    for _ in range(3):
        with pytest.raises(SlowDown):
            messenger.post(HERE, ANSWER, key="k")
    messenger.post(Place(channel="C2"), ANSWER, key="k")
    clock.advance(seconds=31)
    messenger.post(HERE, ANSWER, key="k")
    assert [asked["channel"] for asked in slack.calls("chat.postMessage")] == ["C1", "C2", "C1"]


def test_a_wait_that_is_not_told_is_half_a_minute(slack, messenger):
    slack.answers("users.info", Scripted(body={"ok": False, "error": "ratelimited"}, status=429))
    with pytest.raises(SlowDown) as told:
        messenger.person("U1")
    assert told.value.wait == timedelta(seconds=30)


def test_nobody_may_make_us_wait_for_years(slack, messenger):
    years = Scripted(
        body={"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "99999999"}
    )
    slack.answers("users.info", years)
    with pytest.raises(SlowDown) as told:
        messenger.person("U1")
    assert told.value.wait == timedelta(hours=1)


def test_a_burst_in_one_channel_is_slowed_down_before_slack_has_to(slack, messenger, clock):
    slack.answers("chat.postMessage", *[POSTED] * 4)
    for number in range(3):
        messenger.post(HERE, ANSWER, key=str(number))
    with pytest.raises(SlowDown) as told:
        messenger.post(HERE, ANSWER, key="4")
    clock.advance(told.value.wait)
    messenger.post(HERE, ANSWER, key="4")
    assert len(slack.calls("chat.postMessage")) == 4


# --- reading -------------------------------------------------------------------------------------


def a_page(*texts: str, cursor: str = "") -> Scripted:
    said = [{"ts": f"{number}.0", "user": "U1", "text": text} for number, text in enumerate(texts)]
    return Scripted(
        body={"ok": True, "messages": said, "response_metadata": {"next_cursor": cursor}}
    )


def test_a_thread_is_read_page_by_page(slack, messenger):
    slack.answers("conversations.replies", a_page("a", "b", cursor="more"), a_page("c"))
    assert [said.text for said in messenger.thread("C1", "1.0")] == ["a", "b", "c"]
    assert [asked.get("cursor") for asked in slack.calls("conversations.replies")] == [None, "more"]


def test_a_read_that_breaks_off_is_not_half_an_answer(slack, messenger):
    slack.answers("conversations.history", a_page("a", cursor="more"), BROKEN)
    with pytest.raises(MessengerUnavailable):
        messenger.posted(HERE, key="k", since=NOW)


def test_pages_that_never_end_are_not_read_for_ever(slack, messenger):
    slack.answers("conversations.history", *[a_page("a", cursor="same")] * 5)
    with pytest.raises(MessengerUnavailable, match="don't end"):
        messenger.posted(HERE, key="k", since=NOW)


def test_our_own_messages_are_known_by_user_or_bot(slack, messenger):
    said = [
        {"ts": "1.0", "user": "U0US", "text": "a"},
        {"ts": "2.0", "bot_id": "B0US", "text": "b"},
        {"ts": "3.0", "bot_id": "B0OTHER", "user": "U0OTHER", "text": "&lt;c&gt;"},
    ]
    slack.answers("conversations.replies", Scripted(body={"ok": True, "messages": said}))
    thread = messenger.thread("C1", "1.0")
    assert [each.is_ours for each in thread] == [True, True, False]
    assert thread[2].text == "<c>"


def test_a_persons_zone_is_read_again_after_some_minutes(slack, messenger, clock):
    for zone in ("Europe/Berlin", "America/New_York"):
        user = {"id": "U1", "name": "maya", "tz": zone}
        slack.answers("users.info", Scripted(body={"ok": True, "user": user}))
    assert messenger.person("U1").zone.key == "Europe/Berlin"
    clock.advance(minutes=4)
    assert messenger.person("U1").zone.key == "Europe/Berlin"
    clock.advance(minutes=2)
    assert messenger.person("U1").zone.key == "America/New_York"
    assert len(slack.calls("users.info")) == 2


@pytest.mark.parametrize("tz", [None, "", "Mars/Olympus", "../etc/passwd", 7])
def test_a_zone_that_is_not_known_is_utc(slack, messenger, tz):
    user = {"id": "U1", "name": "maya", "tz": tz}
    slack.answers("users.info", Scripted(body={"ok": True, "user": user}))
    person = messenger.person("U1")
    assert (person.zone.key, person.name, person.email) == ("UTC", "maya", None)


@pytest.mark.parametrize("code", ["missing_scope", "paid_teams_only"])
def test_without_the_scope_nobody_is_in_any_group(slack, messenger, code):
    slack.answers("usergroups.list", refused(code))
    assert messenger.groups_of("U1") == frozenset()


def test_groups_that_could_not_be_read_just_now_are_not_no_groups(slack, messenger):
    slack.answers("usergroups.list", BROKEN)
    with pytest.raises(MessengerUnavailable):
        messenger.groups_of("U1")


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        ({"is_im": True}, Kind.DIRECT),
        ({"is_mpim": True, "is_private": True}, Kind.GROUP),
        ({"is_group": True}, Kind.PRIVATE),
        ({"is_channel": True, "is_private": True}, Kind.PRIVATE),
        ({"is_channel": True}, Kind.PUBLIC),
        ({"is_channel": True, "is_ext_shared": True}, Kind.SHARED),
        ({"is_channel": True, "is_pending_ext_shared": True}, Kind.SHARED),
        ({"is_channel": True, "is_private": True, "is_shared": True}, Kind.SHARED),
        ({"is_channel": True, "is_shared": True, "is_org_shared": True}, Kind.PUBLIC),
        ({"is_im": True, "is_ext_shared": True}, Kind.SHARED),
        ({}, Kind.SHARED),
    ],
)
def test_who_can_read_along_is_never_thought_fewer_than_they_are(slack, messenger, channel, kind):
    slack.answers("conversations.info", Scripted(body={"ok": True, "channel": channel}))
    assert messenger.kind_of("C1") is kind


def test_a_channel_may_become_shared(slack, messenger, clock):
    for shared in (False, True):
        channel = {"is_channel": True, "is_ext_shared": shared}
        slack.answers("conversations.info", Scripted(body={"ok": True, "channel": channel}))
    assert messenger.kind_of("C1") is Kind.PUBLIC
    clock.advance(minutes=2)
    assert messenger.kind_of("C1") is Kind.SHARED


# --- forms ---------------------------------------------------------------------------------------


def test_a_form_is_changed_whoever_changed_it_last(slack, messenger):
    """A submission changes it in its acknowledgement, of which we are told no mark."""
    slack.answers("views.open", Scripted(body={"ok": True, "view": {"id": "V1", "hash": "a"}}))
    form = Form(callback="c", title="Ask", blocks=(Bullets((line("x"),)),))
    messenger.change_form(messenger.open_form("trigger", form), form)
    (asked,) = slack.calls("views.update")
    assert asked["view_id"] == "V1"
    assert "hash" not in asked


NAMED = Form(callback="c", title="Ask", blocks=(), name=form_name("command:1.2"))
DOWN = Scripted(status=503, body={"ok": False})
OPENED = Scripted(body={"ok": True, "view": {"id": "V1"}})


@pytest.mark.parametrize(
    "answers",
    [
        (refused("exchanged_trigger_id"),),
        (refused("duplicate_external_id"),),
        (DOWN, OPENED),
        (DOWN, refused("exchanged_trigger_id")),
    ],
)
def test_a_form_is_known_by_its_name_whichever_attempt_opened_it(slack, messenger, answers):
    slack.answers("views.open", *answers)
    assert messenger.open_form("trigger", NAMED) == NAMED.name
    assert not slack.calls("views.update")


def test_of_a_trigger_that_is_too_old_it_is_asked_whether_it_was_used_in_time(slack, messenger):
    slack.answers("views.open", *[refused("expired_trigger_id")] * 2)
    slack.answers("views.update", refused("hash_conflict"), refused("not_found"))
    assert messenger.open_form("trigger", NAMED) == NAMED.name
    (asked,) = slack.calls("views.update")
    assert asked["external_id"] == NAMED.name
    assert asked["hash"]
    with pytest.raises(NotSent, match="expired_trigger_id"):
        messenger.open_form("trigger", NAMED)


def test_a_form_of_no_name_is_opened_once_or_not_at_all(slack, messenger):
    slack.answers("views.open", DOWN, refused("exchanged_trigger_id"))
    with pytest.raises(OutcomeUnknown):
        messenger.open_form("trigger", replace(NAMED, name=""))
    with pytest.raises(NotSent, match="exchanged_trigger_id"):
        messenger.open_form("trigger", replace(NAMED, name=""))


@pytest.mark.parametrize("name", ["", form_name("command:1.2")])
def test_a_form_that_slack_does_not_open_at_once_is_given_up(clock, name):
    with socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}/api/"
        messenger = SlackMessenger.connect(token="xoxb-1", base_url=address, clock=clock)
        began = monotonic()
        with pytest.raises(OutcomeUnknown):
            messenger.open_form("trigger", replace(NAMED, name=name))
    assert monotonic() - began < 3


# --- people and messages, further ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("user", "is_guest"),
    [
        ({}, False),
        ({"team_id": "T1"}, False),
        ({"team_id": "T2"}, True),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, False),
        ({"team_id": "T1", "is_restricted": True}, True),
        ({"team_id": "T1", "is_ultra_restricted": True}, True),
        ({"team_id": "T1", "is_stranger": True}, True),
    ],
)
def test_whoever_is_not_wholly_of_the_company_is_a_guest(slack, messenger, user, is_guest):
    slack.answers("users.info", Scripted(body={"ok": True, "user": {"id": "U1", **user}}))
    assert messenger.person("U1").is_guest is is_guest


def test_channels_of_a_person_are_read_page_by_page_and_believed_for_a_minute(
    slack, messenger, clock
):
    more = {"next_cursor": "next"}
    slack.answers(
        "users.conversations",
        Scripted(body={"ok": True, "channels": [{"id": "C1"}], "response_metadata": more}),
        Scripted(body={"ok": True, "channels": [{"id": "C2"}]}),
        Scripted(body={"ok": True, "channels": []}),
    )
    assert messenger.channels_of("U1") == messenger.channels_of("U1") == {"C1", "C2"}
    clock.advance(minutes=2)
    assert messenger.channels_of("U1") == frozenset()


def test_channels_that_could_not_be_read_are_not_no_channels(slack, messenger):
    slack.answers("users.conversations", BROKEN)
    with pytest.raises(MessengerUnavailable):
        messenger.channels_of("U1")


def test_what_stands_in_the_place_of_a_deleted_message_is_no_message(slack, messenger):
    gone = {"ts": "1.1", "subtype": "tombstone", "text": "This message was deleted."}
    reply = {"ts": "1.2", "thread_ts": "1.1", "user": "U1", "text": "so be it"}
    for _ in range(2):
        slack.answers(
            "conversations.replies", Scripted(body={"ok": True, "messages": [gone, reply]})
        )
    slack.answers("conversations.history", Scripted(body={"ok": True, "messages": [gone]}))
    assert [each.ts for each in messenger.thread("C1", "1.1")] == ["1.2"]
    assert messenger.said("C1", "1.1") is None
    found = messenger.said("C1", "1.2", thread="1.1")
    assert found is not None
    assert found.text == "so be it"


def test_a_reaction_is_told_without_its_skin_tone_and_with_its_whole_count(slack, messenger):
    raw = {"name": "+1::skin-tone-3", "users": ["U1"], "count": 60}
    message = {"ts": "1.1", "user": "U1", "text": "ok", "reactions": [raw]}
    slack.answers("conversations.history", Scripted(body={"ok": True, "messages": [message]}))
    said = messenger.said("C1", "1.1")
    assert said is not None
    assert said.reactions == (Reaction(name="+1", users=("U1",), count=60),)
