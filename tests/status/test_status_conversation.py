"""What people say and press, and what is said back to whom."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from status_support import BROWSE, ISSUES, Desk, a_desk

from builders import an_issue
from cadence.core.errors import StoreUnavailable
from cadence.core.heard import Heard, Pressed, Surface
from cadence.core.message import (
    Actions,
    Block,
    Button,
    Feedback,
    Header,
    Kind,
    Menu,
    Message,
    Paragraph,
    Place,
)
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.wire import MESSAGES
from cadence.status.model.access import Rule
from cadence.status.model.asked import ANSWERED, ASKED_BACK, COULD_NOT_LOOK, CameHome
from cadence.status.service.conversation import Conversation
from fakes.messenger import FakeMessenger
from fakes.status_store import FakeStatusStore


@dataclass(frozen=True)
class Said:
    """One job that says something, opened."""

    kind: str
    place: Place
    message: Message
    ts: str | None

    @property
    def text(self) -> str:
        return plain(self.message)


@dataclass
class Room:
    """A conversation over fakes. What it settles is kept at once."""

    desk: Desk
    store: FakeStatusStore
    messenger: FakeMessenger
    conversation: Conversation
    sent: dict[str, NewJob] = field(default_factory=dict)
    """By kind and key, as the database keeps them: the second of a key is dropped."""
    count: int = 0

    def settle(self, settlement: Settlement) -> list[Said]:
        for change in settlement.changes:
            change(None)
        fresh = [job for job in settlement.jobs if f"{job.kind} {job.key}" not in self.sent]
        self.sent |= {f"{job.kind} {job.key}": job for job in fresh}
        return [_opened(job) for job in fresh]

    def hear(self, text: str, **more: Any) -> Said:
        (said,) = self.settle(self.conversation.hear(self.heard(text, **more)))
        return said

    def heard(self, text: str, **more: Any) -> Heard:
        self.count += 1
        plain_fields: dict[str, Any] = {
            "id": f"Ev{self.count}",
            "surface": Surface.MENTION,
            "text": text,
            "user": "U1",
            "team": "T1",
            "channel": "C1",
            "ts": f"{self.count}.0",
            "at": self.desk.clock.now(),
        }
        return Heard(**(plain_fields | more))

    def press(self, action: str, value: str = "", **more: Any) -> list[Said]:
        self.count += 1
        plain_fields: dict[str, Any] = {
            "id": f"press{self.count}",
            "action": f"status.{action}",
            "value": value,
            "user": "U1",
            "team": "T1",
            "channel": "C1",
            "thread": "1.0",
            "ts": "1.5",
            "at": self.desk.clock.now(),
        }
        return self.settle(self.conversation.press(Pressed(**(plain_fields | more))))

    def pressed(self, action: str, value: str = "", **more: Any) -> Said:
        (said,) = self.press(action, value, **more)
        return said


def _opened(job: NewJob) -> Said:
    return Said(
        kind=job.kind,
        place=MESSAGES.load(job.args["place"]),
        message=MESSAGES.load(job.args["message"]),
        ts=job.args.get("ts"),
    )


def a_room(*issues: Any, rules: tuple[Rule, ...] | None = None, **more: Any) -> Room:
    desk = a_desk(issues or ISSUES, rules=rules, **more)
    berlin = Person(id="U1", name="Uma", email="uma@x.example", zone=ZoneInfo("Europe/Berlin"))
    messenger = FakeMessenger(people={"U1": berlin})
    store = FakeStatusStore()
    conversation = Conversation(
        status=desk.status,
        store=store,
        messenger=messenger,
        clock=desk.clock,
        zone=ZoneInfo("UTC"),
        browse=BROWSE,
    )
    return Room(desk=desk, store=store, messenger=messenger, conversation=conversation)


@pytest.fixture
def room() -> Room:
    return a_room()


# --- where an answer goes ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surface", "thread", "place"),
    [
        (Surface.MENTION, None, Place(channel="C1", thread="1.0", team="T1")),
        (Surface.MENTION, "0.5", Place(channel="C1", thread="0.5", team="T1")),
        (Surface.DIRECT, None, Place(channel="C1", thread="1.0", team="T1")),
        (Surface.COMMAND, None, Place(channel="C1", only_for="U1", team="T1")),
        (Surface.SHORTCUT, "0.5", Place(channel="C1", thread="0.5", only_for="U1", team="T1")),
    ],
)
def test_an_answer_goes_to_the_thread_or_to_the_asker_alone(
    room: Room, surface: Surface, thread: str | None, place: Place
) -> None:
    room.messenger.hear("C1", "U2", "hello", thread="0.5")
    ts = None if surface is Surface.COMMAND else "1.0"
    said = room.hear("PAY-1", surface=surface, thread=thread, ts=ts)
    assert said.place == place
    assert said.text.startswith("PAY-1 is open")


def test_one_question_is_one_job_under_its_own_key(room: Room) -> None:
    heard = room.heard("PAY-1")
    assert len(room.settle(room.conversation.hear(heard))) == 1
    assert room.settle(room.conversation.hear(heard)) == []


def test_what_was_asked_is_remembered_with_what_came_of_it(room: Room) -> None:
    room.hear("PAY-1")
    room.hear("foo bar baz")
    room.desk.tracker.is_down = True
    room.hear("PAY-2")
    kept = [room.store.questions[f"Ev{n}"] for n in (1, 2, 3)]
    assert [each.outcome for each in kept] == [ANSWERED, ASKED_BACK, COULD_NOT_LOOK]
    assert (kept[0].keys, kept[0].areas, kept[0].user) == (("PAY-1",), ("Checkout",), "U1")
    assert kept[1].question is None


def test_times_are_in_the_askers_own_zone(room: Room) -> None:
    assert "2026-11-15 23:00" in room.hear("what changed since Monday?").text
    assert "2026-11-16 00:00" in room.hear("what changed since Monday?", user="U-UNKNOWN").text


# --- follow-ups ----------------------------------------------------------------------------------


def test_a_fragment_in_the_thread_refines_the_question_before(room: Room) -> None:
    room.hear("how many bugs are open in Checkout?")
    said = room.hear("only high", thread="1.0")
    assert said.text.startswith("1 open bug where component is Checkout and priority is High.")


def test_a_fragment_elsewhere_in_the_channel_refines_nothing(room: Room) -> None:
    room.hear("how many bugs are open in Checkout?")
    assert "Checkout" not in room.hear("only high").text.splitlines()[0]


def test_alone_with_cadence_a_fragment_refines_for_half_an_hour(room: Room) -> None:
    room.hear("how many bugs are open in Checkout?", surface=Surface.DIRECT, channel="D1")
    room.desk.clock.advance(minutes=29)
    said = room.hear("only high", surface=Surface.DIRECT, channel="D1")
    assert "component is Checkout and priority is High" in said.text
    room.desk.clock.advance(minutes=31)
    said = room.hear("only medium", surface=Surface.DIRECT, channel="D1")
    assert "Checkout" not in said.text.splitlines()[0]


def test_a_command_refines_a_fresh_command_and_no_old_one(room: Room) -> None:
    command: dict[str, Any] = {"surface": Surface.COMMAND, "ts": None}
    room.hear("how many bugs are open in Checkout?", **command)
    assert "Checkout" in room.hear("only high", **command).text.splitlines()[0]
    room.hear("PAY-1", **command)
    room.desk.clock.advance(days=3)
    assert "PAY-1" not in room.hear("when will it be fixed?", **command).text
    assert "Checkout" not in room.hear("only high", **command).text.splitlines()[0]


def test_it_is_the_issue_of_the_last_answer(room: Room) -> None:
    room.hear("PAY-2")
    said = room.hear("when will it be fixed?", thread="1.0")
    assert said.text.startswith("PAY-2 is planned for 4.2")


def test_it_is_no_issue_where_the_last_answer_showed_several(room: Room) -> None:
    room.hear("open bugs in Checkout")
    assert "PAY-" not in room.hear("when will it be fixed?", thread="1.0").text.splitlines()[0]
    assert "Which one?" in room.hear("watch it", thread="1.0").text


def test_it_is_the_one_issue_that_the_thread_above_names(room: Room) -> None:
    ts = room.messenger.hear("C1", "U2", "A customer hit https://jira.test/browse/PAY-3 again")
    assert room.hear("when will this be fixed?", thread=ts).text.startswith("PAY-3 is due on")
    room.messenger.hear("C1", "U2", "or is it PAY-2?", thread=ts)
    room.store.questions.clear()
    assert "PAY-3 is due" not in room.hear("when will this be fixed?", thread=ts).text


def test_a_thread_that_may_not_be_read_names_nothing(room: Room) -> None:
    assert room.hear("when will it be fixed?", thread="404.0").text
    shortcut = room.hear("is it fixed?", surface=Surface.SHORTCUT, thread="404.0", ts="404.0")
    assert shortcut.text


def test_a_shortcut_is_about_its_message_and_not_about_an_earlier_question(room: Room) -> None:
    room.hear("PAY-2", surface=Surface.COMMAND, ts=None)
    ts = room.messenger.hear("C1", "U2", "PAY-3 lacks the tax")
    said = room.hear("when will it be fixed?", surface=Surface.SHORTCUT, thread=ts, ts="7.7")
    assert said.text.startswith("PAY-3 is due on")


def test_news_are_since_the_last_question_that_was_answered(room: Room) -> None:
    room.hear("PAY-1")
    room.desk.clock.advance(minutes=90)
    room.hear("foo bar baz")
    room.desk.clock.advance(minutes=30)
    said = room.hear("what's new since I last asked?")
    assert said.text.startswith("Since you last asked (18 Nov 2026, 12:00 UTC): ")


def test_showing_more_news_keeps_since_when(room: Room) -> None:
    room.hear("PAY-1")
    room.desk.clock.advance(minutes=90)
    room.hear("what's new since I last asked?")
    room.desk.clock.advance(minutes=90)
    said = room.pressed("more", "Ev2")
    assert said.text.startswith("Since you last asked (18 Nov 2026, 12:00 UTC): ")


# --- watching ------------------------------------------------------------------------------------


def test_watch_begins_once_and_is_told_where_news_will_come(room: Room) -> None:
    said = room.hear("watch PAY-1", surface=Surface.DIRECT, channel="D1")
    assert said.message.summary.startswith(
        "I will tell you in a direct message when the state of PAY-1 changes."
    )
    assert "It is In Progress now." in said.text
    room.hear("tell me when PAY-1 is fixed", surface=Surface.DIRECT, channel="D1")
    assert [watch.key for watch in room.store.watches_of("U1")] == ["PAY-1"]


def test_watch_it_in_a_thread_is_the_issue_spoken_of(room: Room) -> None:
    room.hear("PAY-2")
    assert "PAY-2" in room.hear("tell me when it's fixed", thread="1.0").text
    assert [watch.key for watch in room.store.watches()] == ["PAY-2"]


def test_what_is_done_cannot_be_watched(room: Room) -> None:
    said = room.hear("watch PAY-4")
    assert said.message.summary == "PAY-4 is Done (Fixed) already; there is nothing to watch for."
    assert room.store.watches() == ()


def test_what_is_not_there_and_what_is_not_allowed_cannot_be_watched_alike(room: Room) -> None:
    hidden, absent = room.hear("watch PAY-9").text, room.hear("watch PAY-777").text
    assert hidden.replace("PAY-9", "X") == absent.replace("PAY-777", "X")
    assert room.store.watches() == ()


def test_while_jira_is_away_nothing_is_watched_and_that_is_said(room: Room) -> None:
    room.desk.tracker.is_down = True
    assert room.hear("watch PAY-1").text == (
        "Jira is not answering. PAY-1 is not watched yet; please try again later."
    )
    assert room.store.watches() == ()


def test_stopping_ends_the_watch_and_is_honest_where_there_is_none(room: Room) -> None:
    room.hear("watch PAY-1")
    assert room.hear("stop watching PAY-1").text == "You no longer watch PAY-1."
    assert room.store.watches() == ()
    assert room.hear("unwatch PAY-1").text.startswith("You don't watch PAY-1")


def test_my_watches_are_listed_with_a_button_each(room: Room) -> None:
    assert room.hear("my watches").text.startswith("You watch nothing.")
    room.hear("watch PAY-1")
    room.hear("watch PAY-3")
    said = room.hear("what do I watch?")
    assert said.message.summary == "You watch PAY-1, PAY-3"
    stops = [block.button for block in said.message.blocks if isinstance(block, Paragraph)]
    assert [each.value for each in stops if isinstance(each, Button)] == ["PAY-1", "PAY-3"]


PRIVATE = (
    Rule(users=frozenset({"U1"}), projects=frozenset({"PAY", "SEC"})),
    Rule(channels=frozenset({"C1"}), projects=frozenset({"PAY"})),
)


def test_in_a_channel_what_only_the_watcher_may_see_is_said_to_them_alone() -> None:
    room = a_room(rules=PRIVATE)
    said = room.hear("watch SEC-1")
    assert said.place.only_for == "U1"
    assert "SEC-1" in said.text
    assert room.hear("my watches").place.only_for == "U1"
    assert room.hear("SEC-1").text.startswith("There is no SEC-1")


# --- presses -------------------------------------------------------------------------------------


def test_watch_and_stop_by_a_press_are_whispered(room: Room) -> None:
    begun = room.pressed("watch", "PAY-1")
    assert (begun.place.only_for, begun.place.thread) == ("U1", "1.0")
    assert [watch.team for watch in room.store.watches()] == ["T1"]
    assert room.pressed("unwatch", "PAY-1").text == "You no longer watch PAY-1."
    assert room.store.watches() == ()


def test_a_press_at_home_is_answered_in_the_direct_messages(room: Room) -> None:
    room.hear("watch PAY-1")
    said = room.pressed("unwatch", "PAY-1", channel="U1", thread=None, ts=None)
    assert said.place == Place(channel="U1", team="T1")


def test_history_tells_every_step_to_who_pressed(room: Room) -> None:
    said = room.pressed("history", "PAY-4")
    assert said.place.only_for == "U1"
    assert "reported" in said.text
    assert "Done → To Do" in said.text
    assert room.pressed("history", "PAY-9").text == "There is no PAY-9 that I may show here."
    room.desk.tracker.is_down = True
    assert room.pressed("history", "PAY-4").text.startswith("Jira is not answering. Nothing was")


def test_show_more_changes_the_answer_in_place() -> None:
    room = a_room(*(an_issue(f"PAY-{n}") for n in range(1, 30)))
    assert "5 of 29 shown" in room.hear("how many open bugs?").text
    said = room.pressed("more", "Ev1")
    assert (said.kind, said.ts) == ("change", "1.5")
    assert "29 of 29 shown" in said.text


def test_show_more_shows_more_than_the_number_that_was_asked_for() -> None:
    room = a_room(*(an_issue(f"PAY-{n}") for n in range(1, 30)))
    assert "5 of 29 shown" in room.hear("the five oldest open bugs").text
    assert "29 of 29 shown" in room.pressed("more", "Ev1").text


def test_taking_a_filter_away_widens_and_the_thread_goes_on_from_there(room: Room) -> None:
    asked = room.hear("open bugs in Checkout")
    menu = next(
        each
        for block in asked.message.blocks
        if isinstance(block, Actions)
        for each in block.elements
        if isinstance(each, Menu)
    )
    value = next(choice.value for choice in menu.choices if "Checkout" in choice.label)
    said = room.pressed("widen", value)
    assert said.text.startswith("5 open bugs.")
    assert "priority is High" in room.hear("only high", thread="1.0").text
    assert "Checkout" not in room.hear("only high", thread="1.0").text.splitlines()[0]


def test_only_open_ones_narrows(room: Room) -> None:
    room.hear("bugs in Checkout")
    assert room.pressed("narrow", "Ev1").text.startswith("2 open bugs where component is Checkout")


def test_the_nearest_question_is_answered_by_one_press(room: Room) -> None:
    back = room.hear("bugs in Checkout with wobbly frobnication")
    kept = room.store.questions["Ev1"]
    assert kept.question is None
    assert kept.nearest is not None, back.text
    assert room.pressed("nearest", "Ev1").text
    assert room.store.questions["Ev1"].outcome == ANSWERED


def test_an_ephemeral_answer_is_not_changed_but_said_anew(room: Room) -> None:
    room.hear("bugs in Checkout", surface=Surface.COMMAND, ts=None)
    said = room.pressed("narrow", "Ev1", private=True)
    assert (said.kind, said.place.only_for) == ("post", "U1")
    assert said.text.startswith("2 open bugs")


def test_try_again_reads_the_words_anew_in_their_context(room: Room) -> None:
    room.hear("how many bugs are open in Checkout?")
    room.desk.tracker.is_down = True
    assert room.hear("only high", thread="1.0").text.startswith("I could not look.")
    assert room.pressed("again", "Ev2").text.startswith("I could not look.")
    room.desk.tracker.is_down = False
    again = room.pressed("again", "Ev2")
    assert again.text.startswith("1 open bug where component is Checkout and priority is High.")


def test_try_again_asks_what_the_copy_did_not_hold() -> None:
    room = a_room(copied=[each for each in ISSUES if each.project == "MOB"])
    room.desk.tracker.is_down = True
    assert "but not of PAY" in room.hear("PAY-1").text
    room.desk.tracker.is_down = False
    assert room.pressed("again", "Ev1").text.startswith("PAY-1 is open")


def test_a_press_shows_what_the_channel_may_see_whoever_asked() -> None:
    room = a_room(rules=PRIVATE)
    room.hear("open bugs", surface=Surface.COMMAND, ts=None)
    assert "SEC-1" in room.pressed("more", "Ev1", private=True).text
    assert "SEC-1" not in room.pressed("more", "Ev1").text
    assert "SEC-1" not in room.pressed("more", "Ev1", user="U2").text


def test_what_can_be_asked_is_told_by_a_press(room: Room) -> None:
    assert "Ask me about bugs" in room.pressed("help", "Ev404").text


@pytest.mark.parametrize("action", ["more", "again", "nearest", "narrow", "hand_on"])
def test_a_question_that_is_forgotten_is_said_to_be(room: Room, action: str) -> None:
    assert room.pressed(action, "Ev404").text.startswith("I no longer have that question.")


@pytest.mark.parametrize("value", ["", "0", "x:Ev1", "0:", "-1:Ev1", "99:Ev404"])
def test_a_value_that_is_none_of_ours_is_harmless(room: Room, value: str) -> None:
    room.hear("open bugs")
    assert room.pressed("widen", value).text
    assert room.pressed("feedback", value).text


def test_a_button_of_an_older_version_is_answered(room: Room) -> None:
    assert room.pressed("sing", "Ev1").text.startswith("That button is from an older version")
    assert room.pressed("feedback", "Ev1:meh").text.startswith("That button is from an older")
    assert room.store.verdicts == {}


def test_a_link_in_the_shape_of_a_button_brings_nothing(room: Room) -> None:
    assert room.press("open") == []


def test_a_verdict_is_kept_once_a_person_and_thanked_for(room: Room) -> None:
    room.hear("open bugs")
    assert room.pressed("feedback", "Ev1:good").text == "Thank you, noted."
    sorry = room.pressed("feedback", "Ev1:bad")
    assert sorry.text.startswith("Noted, thank you. Say it in other words")
    room.pressed("wrong", "Ev1", user="U2")
    assert room.store.verdicts == {("Ev1", "U1"): "bad", ("Ev1", "U2"): "bad"}


def test_feedback_on_a_command_keeps_the_whole_id(room: Room) -> None:
    room.hear("open bugs", id="command:13.37:x", surface=Surface.COMMAND, ts=None)
    room.pressed("feedback", "command:13.37:x:good")
    assert room.store.verdicts == {("command:13.37:x", "U1"): "good"}


# --- handing on ----------------------------------------------------------------------------------


def test_a_question_is_handed_to_the_area_that_the_answer_named_and_once(room: Room) -> None:
    room.hear("PAY-1, a customer waits <!channel>")
    told, handed = room.press("hand_on", "Ev1")
    assert told.place.only_for == "U1"
    assert told.text == "Handed on. Checkout: ask Amara Okafor in #C0CHECKOUT."
    assert handed.place == Place(channel="C0CHECKOUT", team="T1")
    assert "PAY-1, a customer waits <!channel>" in handed.text
    assert "https://slack.com/archives/C1/p10" in handed.text
    assert [said.place.only_for for said in room.press("hand_on", "Ev1")] == ["U1"]


def test_a_lead_without_an_address_is_named_and_not_claimed_to_be_told(room: Room) -> None:
    room.hear("PAY-2")
    (told,) = room.press("hand_on", "Ev1")
    assert "Handed on" not in told.text
    assert "Refunds: ask Rahul Menon." in told.text


def test_a_lead_without_a_channel_is_told_directly(room: Room) -> None:
    room.hear("MOB-1", surface=Surface.COMMAND, ts=None)
    _, handed = room.press("hand_on", "Ev1", private=True)
    assert handed.place == Place(channel="U0IDA", team="T1")
    assert "Asked here" not in handed.text


def test_what_nobody_owns_is_handed_to_nobody(room: Room) -> None:
    room.hear("SEC-1")
    assert room.pressed("hand_on", "Ev1").text.startswith("No area in cadence.toml owns this")


def test_a_question_of_an_older_version_is_handed_on_by_what_it_says(room: Room) -> None:
    room.hear("open bugs in Refunds")
    room.store.questions["Ev1"] = replace(room.store.questions["Ev1"], areas=())
    assert "Refunds: ask Rahul Menon." in room.pressed("hand_on", "Ev1").text


# --- failing -------------------------------------------------------------------------------------


def test_who_asked_what_could_not_be_dealt_with_is_given_a_reference(room: Room) -> None:
    (said,) = room.settle(room.conversation.gave_up(room.heard("PAY-1"), "C-7"))
    assert said.place == Place(channel="C1", thread="1.0", team="T1")
    assert "C-7" in said.text
    pressed = Pressed(
        id="p", action="status.more", value="", user="U1", channel="C1", at=room.desk.clock.now()
    )
    (said,) = room.settle(room.conversation.gave_up_press(pressed, "C-8"))
    assert (said.place.only_for, "C-8" in said.text) == ("U1", True)


def test_a_channel_whose_kind_is_not_told_is_treated_as_one_that_others_read() -> None:
    room = a_room(rules=PRIVATE)
    room.messenger.kinds["D1"] = Kind.DIRECT
    room.messenger.refuse["C1"] = "channel_not_found"
    assert room.hear("SEC-1").text.startswith("There is no SEC-1")
    assert room.hear("PAY-1").text.startswith("PAY-1 is open")


# --- home ----------------------------------------------------------------------------------------


def test_home_shows_what_one_watches_and_what_can_be_asked(room: Room) -> None:
    room.hear("watch PAY-1")
    room.conversation.show_home(CameHome(id="Ev9", user="U1"))
    room.conversation.show_home(CameHome(id="Ev9", user="U2"))
    assert "PAY-1" in plain(room.messenger.homes["U1"])
    assert "You watch nothing." in plain(room.messenger.homes["U2"])
    assert "what still blocks 4.2?" in plain(room.messenger.homes["U2"])


def test_home_shows_the_parts_of_other_rooms_and_one_that_fails_takes_them_from_nobody(
    room: Room,
) -> None:
    def waits(user: str) -> tuple[Block, ...]:
        return (Header(f"What waits for {user}"),)

    def fails(user: str) -> tuple[Block, ...]:
        raise StoreUnavailable("the database did not answer")

    shown = replace(room.conversation, at_home=(waits, fails))
    shown.show_home(CameHome(id="Ev9", user="U1"))
    text = plain(room.messenger.homes["U1"])
    assert text.index("What waits for U1") < text.index("You watch nothing.")
    assert "Something that belongs here could not be read." in text


def test_every_button_that_an_answer_brings_does_something(room: Room) -> None:
    for text in ("PAY-1", "bugs in Checkout", "open bugs by component", "foo", "what blocks 4.2?"):
        said = room.hear(text)
        for block in said.message.blocks:
            for action in _actions(block):
                assert room.conversation.press(
                    Pressed(id="p", action=action, value="", user="U1", channel="C1", at=_NOW)
                ) or action.endswith(".open")


def _actions(block: object) -> list[str]:
    if isinstance(block, Actions):
        return [each.action for each in block.elements]
    return [block.action] if isinstance(block, Feedback) else []


_NOW = datetime.fromisoformat("2026-11-18T12:00:00+00:00")


def test_a_message_that_is_asked_about_is_not_obeyed(room: Room) -> None:
    ts = room.messenger.hear("C1", "U2", "watch PAY-1")
    said = room.hear("watch PAY-1", surface=Surface.SHORTCUT, thread=ts, ts=ts)
    assert said.text
    assert room.store.watches() == ()
