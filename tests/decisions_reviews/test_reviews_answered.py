"""What an answer does: to the record, its history, its posts, and to every question that is open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from builders import an_origin
from cadence.core.message import Kind
from cadence.decisions.model.decision import Status
from cadence.decisions.model.review import Outcome
from decisions_support import LOG, MONDAY, PAY, SECRET, Room, a_room, due_decision, labels

FRIDAY = MONDAY + timedelta(days=4)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def room() -> Room:
    """Dana was asked on Monday."""
    room = a_room()
    due_decision(room)
    room.until(MONDAY + timedelta(hours=5))
    return room


def test_still_right_is_one_press(room: Room) -> None:
    (asked,) = room.to("UDANA")
    room.press(asked, "Still right", "UDANA")
    room.pass_a_minute()
    (now,) = room.to("UDANA")
    assert now.text == (
        "D-42 · Use PostgreSQL for the ledger: confirmed as still right by Dana on 23 Nov 2026. "
        "No date is set for another look."
    )
    assert labels(now.message) == []
    assert room.history() == [("confirmed", "Dana", "")]
    assert room.review_on() is None
    assert room.reviews.open_of(42) == ()
    assert "Decided by Dana" in room.told(LOG)[0]
    room.until(FRIDAY + timedelta(days=30), every=timedelta(hours=6))
    assert len(room.told("UDANA")) == 1
    assert room.told("UOLGA") == []


def test_still_right_before_the_date_leaves_the_date() -> None:
    room = a_room()
    due_decision(room, review_on=date(2027, 3, 1))
    room.command("review D-42")
    (asked,) = room.to("UDANA")
    room.press(asked, "Still right", "UDANA")
    assert room.review_on() == date(2027, 3, 1)
    assert "It is looked at again on 1 Mar 2027." in room.told("UDANA")[0]


def test_look_again_sets_a_date_and_is_asked_then(room: Room) -> None:
    (asked,) = room.to("UDANA")
    view = room.press(asked, "Look again on…", "UDANA")
    assert view is not None
    form = room.messenger.forms[view]
    assert (form.callback, form.submit) == ("decisions.review", "Set the date")
    room.submit(view, "UDANA", on="2026-12-03", why="after the pilot")
    room.pass_a_minute()
    assert room.messenger.forms[view].submit is None
    assert "put off by Dana on 23 Nov 2026" in room.told("UDANA")[0]
    assert "looked at again on 3 Dec 2026" in room.told("UDANA")[0]
    assert room.history() == [("extended", "Dana", "to 2026-12-03: after the pilot")]
    assert "review on 3 Dec 2026" in room.told(LOG)[0]
    room.until(MONDAY + timedelta(days=10, hours=1), every=timedelta(hours=6))
    assert len(room.told("UDANA")) == 1
    room.until(MONDAY + timedelta(days=10, hours=9))
    assert len(room.told("UDANA")) == 2
    assert room.told("UOLGA") == []


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (None, "Choose a day."),
        ("2026-11-20", "20 Nov 2026 is not ahead: choose a day from tomorrow on."),
        ("2035-01-01", "1 Jan 2035 is more than five years ahead: choose an earlier day."),
        ("no date", "Choose a day."),
    ],
)
def test_a_wrong_date_is_said_in_the_form(room: Room, on: str | None, why: str) -> None:
    check = room.reviewing.check
    assert check({"on": on}) == {"on": why}
    assert check({"on": "2026-12-03"}) == {}


def test_a_form_that_slack_did_not_open_is_offered_again(room: Room) -> None:
    (asked,) = room.to("UDANA")
    room.press(asked, "Look again on…", "UDANA", view=False)
    (_, again) = room.to("UDANA")
    assert "Slack did not open the form in time" in again.text
    view = room.press(again, "Look again on…", "UDANA")
    assert view is not None
    room.submit(view, "UDANA", on="2026-12-03", why="")
    assert room.review_on() == date(2026, 12, 3)


def test_when_one_has_answered_the_others_question_says_so(room: Room) -> None:
    room.until(FRIDAY)
    (first,), (second,) = room.to("UDANA"), room.to("UOLGA")
    room.press(second, "Still right", "UOLGA")
    for who in ("UDANA", "UOLGA"):
        (told,) = room.told(who)
        assert "confirmed as still right by Olga on 27 Nov 2026" in told
    room.press(first, "Still right", "UDANA")  # her screen was not up to date
    assert "confirmed as still right by Olga" in room.told("UDANA")[-1]
    assert room.history() == [("confirmed", "Olga", "")]


def test_the_decider_may_still_answer_after_it_was_handed_on(room: Room) -> None:
    room.until(FRIDAY)
    (asked,) = room.to("UDANA")
    room.press(asked, "Still right", "UDANA")
    assert "by Dana" in room.told("UOLGA")[0]
    assert room.history() == [("confirmed", "Dana", "")]


def test_two_answers_at_the_same_time_are_one(room: Room) -> None:
    room.until(FRIDAY)
    review = room.reviews.open_of(42)[0]
    by = room.reviewing.people.party
    first = room.reviews.close(review, Outcome.STILL_RIGHT, by=by("UDANA"), at=room.clock.now())
    second = room.reviews.close(review, Outcome.AGAIN, by=by("UOLGA"), at=room.clock.now())
    first(None)
    with pytest.raises(Exception, match="answered meanwhile"):
        second(None)


def test_an_answer_before_the_owners_question_stands_puts_that_right_too(room: Room) -> None:
    room.clock.set(FRIDAY + timedelta(hours=3))
    room.jobs.enqueue(*room.questions.beat(room.clock.now()))
    job = room.jobs.claim(
        worker="w", lease=timedelta(minutes=1), kinds=frozenset({"decision review handed on"})
    )
    assert job is not None
    room.do(job)  # the question to Olga is enqueued and not posted yet
    (asked,) = room.to("UDANA")
    room.press(asked, "Still right", "UDANA")
    (told,) = room.told("UOLGA")
    assert "confirmed as still right by Dana" in told


def test_what_is_superseded_while_it_is_open_says_so(room: Room) -> None:
    room.until(FRIDAY)
    due_decision(room, 50, review_on=None)
    room.records.supersede(42, 50, by=None, at=room.clock.now())(None)
    room.pass_a_minute()
    for who in ("UDANA", "UOLGA"):
        assert room.told(who)[0].endswith(
            "superseded by D-50 meanwhile, so there is nothing left to answer."
        )
    assert room.reviews.open_of(42) == ()
    (done,) = room.reviews.held.values()
    assert done.outcome is Outcome.OVER


def test_a_successor_that_the_reader_may_not_see_is_not_named(room: Room) -> None:
    due_decision(room, 50, review_on=None, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.records.supersede(42, 50, by=None, at=room.clock.now())(None)
    room.pass_a_minute()
    (told,) = room.told("UDANA")
    assert "superseded meanwhile" in told
    assert "D-50" not in told


def test_a_press_on_what_was_rejected_meanwhile_answers_nothing(room: Room) -> None:
    room.alter(status=Status.REJECTED)
    (asked,) = room.to("UDANA")
    room.press(asked, "Still right", "UDANA")
    assert "rejected meanwhile" in room.told("UDANA")[0]
    assert room.history() == []


def test_who_may_no_longer_see_it_answers_nothing(room: Room) -> None:
    (asked,) = room.to("UDANA")
    room.alter(origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.press(asked, "Still right", "UDANA")
    assert room.told("UDANA")[-1] == "There is no D-42 that I may show you."
    view = room.press(asked, "Look again on…", "UDANA")
    assert view is not None
    assert "no D-42" in str(room.messenger.forms[view])
    assert room.history() == []
    assert len(room.reviews.open_of(42)) == 1


def test_a_question_whose_reader_may_no_longer_see_the_decision_keeps_nothing_of_it(
    room: Room,
) -> None:
    room.until(FRIDAY)
    room.alter(origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.messenger.memberships["UOLGA"] |= {SECRET}
    (asked,) = room.to("UOLGA")
    room.press(asked, "Still right", "UOLGA")
    assert room.told("UDANA") == ["This has been dealt with."]


def test_a_new_date_by_command_answers_what_is_open(room: Room) -> None:
    room.command("review D-42 2027-01-15")
    assert "put off by Uma" in room.told("UDANA")[0]
    assert room.reviews.open_of(42) == ()


def test_a_correction_at_the_same_time_is_noticed(room: Room) -> None:
    (asked,) = room.to("UDANA")
    room.alter(revision=2)
    change = room.records.extend(42, None, revision=1)
    with pytest.raises(Exception, match="corrected meanwhile"):
        change(None)
    room.press(asked, "Still right", "UDANA")  # reads the decision anew
    assert room.review_on() is None


def test_the_record_of_another_channel_is_left_alone(room: Room) -> None:
    other = due_decision(room, 43, review_on=None, origin=an_origin(PAY))
    (asked,) = room.to("UDANA")
    room.press(asked, "Still right", "UDANA")
    assert room.records.held[43] == replace(other)
