"""What reopens a decision: a linked issue or version that gets to the state that was named."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_body, a_party, a_project, a_site, a_version, an_issue
from cadence.core.errors import TrackerError
from cadence.core.issue import Category, Issue
from cadence.decisions.model.decision import Status
from cadence.decisions.model.review import Armed, Subject, Trigger, triggers_in
from cadence.decisions.service.reopening import ALONE, Reopening, state_of
from decisions_support import MONDAY, Room, a_room, due_decision

DONE = {"status": "Done", "category": Category.DONE, "resolution": "Fixed"}
NINE = MONDAY + timedelta(hours=3)
RITA = a_party("Rita", "URITA")


def a_waiting_room(reopen_if: str = "PAY-12 is done", *issues: Issue) -> Room:
    """Nothing of it has come about yet."""
    room = a_room(now=NINE)
    decision = due_decision(room, review_on=None, reopen_if=reopen_if)
    for change in room.reviewing.armed(42, decision.body, RITA, room.clock.now()):
        change(None)
    put(room, *(issues or (an_issue("PAY-12", summary="Fix the till"),)))
    room.until(NINE + timedelta(minutes=5), every=timedelta(minutes=1))
    assert room.told("UDANA") == []
    return room


def put(room: Room, *issues: Issue) -> None:
    room.tracker.put(*issues)
    for issue in issues:
        room.bugs.put(issue)


def test_an_issue_that_is_done_reopens_the_decision_once() -> None:
    room = a_waiting_room()
    put(room, an_issue("PAY-12", summary="Fix the till", **DONE))
    room.until(NINE + timedelta(hours=1, minutes=5))
    (asked,) = room.told("UDANA")
    assert "It was to be looked at again when PAY-12 is done." in asked
    assert "PAY-12 (https://jira.test/browse/PAY-12) is Done (Fixed) now: Fix the till" in asked
    assert room.history() == [("reopened", None, "PAY-12 is done")]
    put(room, an_issue("PAY-12"))
    room.until(NINE + timedelta(hours=3))
    put(room, an_issue("PAY-12", **DONE))
    room.until(NINE + timedelta(hours=6))
    assert len(room.told("UDANA")) == 1


def test_unanswered_it_goes_to_the_owner_with_what_the_owner_may_know() -> None:
    room = a_waiting_room()
    put(room, an_issue("PAY-12", summary="Fix the till", **DONE))
    room.bugs.may_see = lambda audience, _project: audience.user != "UOLGA"
    room.until(MONDAY + timedelta(days=4))
    (told,) = room.told("UOLGA")
    assert "Something that was named to reopen it has come about." in told
    assert "Done (Fixed)" not in told
    assert "Fix the till" not in told


def test_a_named_status_reopens_it_whatever_its_letter_case() -> None:
    room = a_waiting_room("PAY-12 is in “In Review” again")
    put(room, an_issue("PAY-12", status="in review", category=Category.IN_PROGRESS))
    room.until(NINE + timedelta(hours=2))
    assert "browse/PAY-12) is in review now" in room.told("UDANA")[0]


def test_a_version_that_is_released_reopens_it() -> None:
    room = a_waiting_room("PAY 4.2 is released")
    room.tracker.vocabulary = a_site(
        projects=(a_project(versions=(a_version("4.1", released=True), a_version("4.2"))),)
    )
    room.until(NINE + timedelta(hours=2))
    assert room.told("UDANA") == []
    room.tracker.vocabulary = a_site(
        projects=(a_project(versions=(a_version("4.2", released=True),)),)
    )
    room.until(NINE + timedelta(hours=4))
    (asked,) = room.told("UDANA")
    assert "looked at again when PAY 4.2 is released, and that has come about" in asked


def test_an_issue_that_was_moved_is_followed() -> None:
    room = a_waiting_room()
    del room.tracker.all["PAY-12"]
    put(room, an_issue("MOB-7", **DONE))
    room.bugs.issues_held["PAY-12"] = room.bugs.issues_held["MOB-7"]
    room.tracker.moved["PAY-12"] = "MOB-7"
    room.until(NINE + timedelta(hours=2))
    assert "browse/MOB-7) is Done (Fixed) now" in room.told("UDANA")[0]


@pytest.mark.parametrize("fault", ["is_down", "refuses"])
def test_while_jira_is_away_nothing_fires_and_nothing_is_forgotten(fault: str) -> None:
    room = a_waiting_room()
    (before,) = room.reviews.armed_on(42)
    setattr(room.tracker, fault, True)
    reopening = Reopening(reviews=room.reviews, tracker=room.tracker, clock=room.clock)
    with pytest.raises(TrackerError):
        reopening.look()
    assert room.reviews.armed_on(42) == (before,)
    setattr(room.tracker, fault, False)
    put(room, an_issue("PAY-12", **DONE))
    room.until(NINE + timedelta(hours=2))
    assert len(room.told("UDANA")) == 1


def test_what_is_gone_from_jira_never_fires() -> None:
    room = a_waiting_room()
    del room.tracker.all["PAY-12"]
    room.until(NINE + timedelta(hours=3))
    assert room.told("UDANA") == []
    (armed,) = room.reviews.armed_on(42)
    assert armed.known is None


def test_the_question_waits_while_it_cant_be_told_who_may_know_of_the_issue() -> None:
    room = a_waiting_room()
    put(room, an_issue("PAY-12", **DONE))
    room.bugs.is_down = True
    room.until(NINE + timedelta(hours=3))
    assert room.told("UDANA") == []
    room.bugs.is_down = False
    room.until(NINE + timedelta(hours=4))
    assert len(room.told("UDANA")) == 1


def test_what_is_no_longer_live_is_not_looked_at() -> None:
    room = a_waiting_room()
    room.alter(status=Status.SUPERSEDED)
    put(room, an_issue("PAY-12", **DONE))
    room.tracker.calls.clear()
    room.until(NINE + timedelta(hours=3))
    assert room.tracker.calls == []
    assert room.told("UDANA") == []


def test_a_round_that_is_repeated_fires_once() -> None:
    room = a_waiting_room()
    put(room, an_issue("PAY-12", **DONE))
    reopening = Reopening(reviews=room.reviews, tracker=room.tracker, clock=room.clock)
    first, second = reopening.look(), reopening.look()
    assert [job.key for job in first.jobs] == [job.key for job in second.jobs]
    first.changes[0](None)
    with pytest.raises(Exception, match="dealt with meanwhile"):
        second.changes[0](None)


def test_everything_is_read_in_one_call_and_no_missing_issue_starves_another() -> None:
    room = a_room(now=NINE)
    due_decision(room, review_on=None)
    for number in range(1, ALONE + 11):
        trigger = Trigger(subject=Subject.ISSUE, name=f"PAY-{number}", state="done")
        room.reviews.arm(Armed(number=42, trigger=trigger, by=RITA, at=NINE))(None)
    reopening = Reopening(reviews=room.reviews, tracker=room.tracker, clock=room.clock)
    asked: set[str] = set()
    for _ in range(2):
        room.tracker.calls.clear()
        room.clock.advance(hours=1)
        for change in reopening.look().changes:
            change(None)
        names = [name for name, _ in room.tracker.calls]
        assert (names.count("issues"), names.count("issue")) == (1, ALONE)
        asked |= {str(what) for name, what in room.tracker.calls if name == "issue"}
    assert len(asked) == ALONE + 10


def test_the_state_of_now_is_told_apart_from_what_cant_be_seen() -> None:
    room = a_waiting_room()
    (trigger,) = triggers_in("PAY-12 is done")
    assert state_of(trigger, room.tracker) == ("To Do", False)
    put(room, an_issue("PAY-12", **DONE))
    assert state_of(trigger, room.tracker) == ("Done", True)
    assert state_of(replace(trigger, name="PAY-99"), room.tracker) == (None, False)
    (version,) = triggers_in("PAY 9.9 is released")
    assert state_of(version, room.tracker) == (None, False)


# --- the words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "triggers"),
    [
        ("PAY-12 is done", ["PAY-12 is done"]),
        ("once PAY-12 gets fixed or MOB-7 is closed", ["PAY-12 is done", "MOB-7 is done"]),
        ("when PAY-12 moves to “In Review”", ["PAY-12 is “In Review”"]),
        ('PAY-12 is in "QA"', ["PAY-12 is “QA”"]),
        ("PAY 4.2 is released", ["PAY 4.2 is released"]),
        ("PAY v4.2-rc1 has been shipped.", ["PAY v4.2-rc1 is released"]),
        ("PAY-12 is done, and PAY-12 is done", ["PAY-12 is done"]),
        ("pay-12 is done", []),
        ("we have done PAY-12", []),
        ("costs rise above 20 %", []),
        ("", []),
    ],
)
def test_the_states_that_words_name(words: str, triggers: list[str]) -> None:
    assert [each.words for each in triggers_in(words)] == triggers


@given(st.text(max_size=200))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert isinstance(triggers_in(text), tuple)


@given(
    st.from_regex(r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,5}", fullmatch=True),
    st.sampled_from(["done", "In Review", "Won’t do", "QA 2"]),
)
def test_what_is_said_of_a_trigger_names_it_again(key: str, state: str) -> None:
    trigger = Trigger(subject=Subject.ISSUE, name=key, state=state)
    assert triggers_in(trigger.words) == (trigger,)


def test_words_without_a_state_arm_nothing() -> None:
    room = a_room()
    body = a_body(reopen_if="if it hurts")
    assert room.reviewing.armed(42, body, RITA, MONDAY) == ()
