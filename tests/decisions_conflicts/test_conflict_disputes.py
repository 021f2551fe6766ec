"""Disputes that somebody else settles by a date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from conflicts_support import DANA, GUS, LOG, MONDAY, OLGA, PAY, RITA, SECRET, UMA, Room, a_room

from builders import an_origin
from cadence.core.message import Kind
from cadence.decisions.model.clash import Outcome
from cadence.decisions.model.decision import Status
from fakes.messenger import PostedMessage

THURSDAY = date(2026, 11, 26)
POINT = "Which database the ledger is kept in."


def handed_on(*numbers: int, until: date = THURSDAY, supersedes: int | None = None) -> Room:
    """A room in which Dana's decision is proposed, and Olga is asked about each of these."""
    room = a_room()
    if supersedes is not None:
        room.put(supersedes, "Invoices are sent by email.")
    for number in numbers or (17,):
        room.put(number)
    view = room.confirm(supersedes=supersedes)
    answers = {}
    for number in numbers or (17,):
        answers |= {f"way_{number}": "arbiter", f"words_{number}": POINT}
        answers |= {f"arbiter_{number}": OLGA, f"until_{number}": until.isoformat()}
    assert room.choose(view, **answers) == {}
    return room


def test_the_new_one_is_proposed_and_the_arbiter_is_asked_with_both_positions() -> None:
    room = handed_on()
    assert room.one(18).status is Status.PROPOSED
    assert room.one(17).is_live
    (asked,) = room.told(OLGA)
    assert asked.startswith("Dana asks you to settle by 26 Nov 2026 which decision stands.")
    for words in (POINT, "We use Postgres for the ledger.", "The ledger stays on DynamoDB."):
        assert words in asked
    handed = ("handed to an arbiter", POINT)
    assert (*handed, 18) in room.history(17)
    assert (*handed, 17) in room.history(18)


def test_the_new_one_stands_and_takes_the_place_of_the_earlier_one() -> None:
    room = handed_on()
    room.press(room.to(OLGA)[0], "New one stands", user=OLGA, times=3)
    assert room.one(18).status is Status.ACCEPTED
    assert room.one(17).superseded_by == 18
    assert room.told(OLGA)[0].startswith("You settled: D-18 stands and takes the place of D-17.")
    for user in (DANA, RITA):
        said = "Olga settled: D-18 stands and takes the place of D-17."
        assert [each.startswith(said) for each in room.told(user)] == [True]
    assert room.kept.dispute("form:1:17").outcome is Outcome.NEW  # type: ignore[union-attr] # it is there


def test_the_earlier_one_stands_and_the_new_one_is_rejected() -> None:
    room = handed_on()
    room.press(room.to(OLGA)[0], "Earlier one stands", user=OLGA)
    assert room.one(18).status is Status.REJECTED
    assert room.one(17).status is Status.ACCEPTED
    assert room.one(17).superseded_by is None


def test_both_are_kept_and_both_histories_say_so() -> None:
    room = handed_on()
    room.press(room.to(OLGA)[0], "Keep both", user=OLGA)
    assert room.one(18).status is Status.ACCEPTED
    assert room.one(17).is_live
    assert ("kept beside another", POINT, 18) in room.history(17)
    assert ("kept beside another", POINT, 17) in room.history(18)


def test_only_the_arbiter_settles_it() -> None:
    room = handed_on()
    room.press(room.to(OLGA)[0], "New one stands", user=DANA)
    assert room.one(18).status is Status.PROPOSED
    assert room.kept.dispute("form:1:17").is_open  # type: ignore[union-attr] # it is there


def test_a_second_answer_changes_nothing_and_says_so() -> None:
    room = handed_on()
    question = room.to(OLGA)[0]
    room.press(question, "New one stands", user=OLGA)
    room.press(question, "Earlier one stands", user=OLGA)
    assert room.one(18).status is Status.ACCEPTED
    assert "This was dealt with already" in room.told(OLGA)[-1]


def test_a_decision_with_two_disputes_is_accepted_when_the_last_one_is_settled() -> None:
    room = handed_on(11, 12)
    first, second = sorted(room.to(OLGA), key=lambda each: "D-12" in each.text)
    room.press(first, "New one stands", user=OLGA)
    assert room.one(13).status is Status.PROPOSED
    assert room.one(11).is_live
    assert any("D-13 stays proposed until another dispute" in each for each in room.told(OLGA))
    room.press(second, "Keep both", user=OLGA)
    assert room.one(13).status is Status.ACCEPTED
    assert room.one(11).superseded_by == 13
    assert room.one(12).is_live


def test_one_answer_for_the_earlier_one_ends_every_dispute_about_the_new_one() -> None:
    room = handed_on(11, 12)
    room.press(room.to(OLGA)[0], "Earlier one stands", user=OLGA)
    assert room.one(13).status is Status.REJECTED
    assert all(not each.is_open for each in room.kept.held.values())


def test_what_the_form_was_opened_to_supersede_holds_until_the_new_one_is_accepted() -> None:
    room = handed_on(17, supersedes=5)
    assert room.one(5).is_live
    room.press(room.to(OLGA)[0], "Keep both", user=OLGA)
    assert room.one(5).superseded_by == 18
    assert room.one(17).is_live


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REJECTED])
def test_a_dispute_about_what_somebody_else_decided_already_is_moot(status: Status) -> None:
    room = handed_on()
    room.records.held[18] = replace(room.one(18), status=status)
    room.press(room.to(OLGA)[0], "New one stands", user=OLGA)
    assert room.one(18).status is status
    assert room.one(17).superseded_by is None
    assert "Nothing is left to settle" in room.told(OLGA)[0]


def test_who_handed_it_on_is_told_when_the_earlier_one_ends_by_itself() -> None:
    room = handed_on()
    room.records.held[17] = replace(room.one(17), status=Status.DEPRECATED)
    room.until(MONDAY + timedelta(days=3, hours=2))
    assert "D-17 is deprecated meanwhile" in room.told(DANA)[-1]
    assert room.kept.dispute("form:1:17").outcome is Outcome.MOOT  # type: ignore[union-attr] # it is there


# --- somebody else would accept or reject it ---------------------------------------------------------


def in_log(room: Room) -> PostedMessage:
    """The post of the decision that is proposed."""
    return next(each for each in room.messenger.in_channel(LOG) if "D-18" in each.text)


@pytest.mark.parametrize("label", ["Accept", "Reject"])
def test_until_its_day_nobody_but_the_arbiter_decides_on_what_is_in_dispute(label: str) -> None:
    room = handed_on()
    room.press(in_log(room), label, user=DANA)
    assert room.one(18).status is Status.PROPOSED
    assert room.kept.dispute("form:1:17").is_open  # type: ignore[union-attr] # it is there
    said = room.messenger.posted_messages[-1].text
    assert said == (
        "D-18 is in dispute: Olga decides between it and D-17 by 26 Nov 2026. Until then it stays proposed, and "
        "nothing was changed."
    )
    room.until(room.clock.now() + timedelta(minutes=1))
    room.press(in_log(room), label, user=OLGA)
    assert "use the buttons of my question to you" in room.messenger.posted_messages[-1].text
    room.press(room.to(OLGA)[0], "New one stands", user=OLGA)
    assert room.one(17).superseded_by == 18


def test_the_earlier_one_is_not_named_to_who_may_not_see_it() -> None:
    room = handed_on()
    room.records.held[17] = replace(room.one(17), origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.press(in_log(room), "Accept", user=DANA)
    said = room.messenger.posted_messages[-1].text
    assert "Olga decides by 26 Nov 2026" in said
    assert "D-17" not in said


def test_after_its_day_anyone_decides_and_arbiter_and_parties_are_told() -> None:
    room = handed_on(17, supersedes=5)
    room.until(MONDAY + timedelta(days=4))
    room.press(in_log(room), "Accept", user=DANA)
    assert room.one(18).status is Status.ACCEPTED
    assert room.one(5).superseded_by == 18
    assert room.one(17).is_live
    assert room.kept.dispute("form:1:17").outcome is Outcome.MOOT  # type: ignore[union-attr] # it is there
    said = "Dana marked D-18 as accepted before it was settled, so nothing is left to settle"
    for user in (OLGA, RITA):
        assert room.told(user)[-1].startswith(said)


def test_what_no_arbiter_could_be_asked_about_anyone_may_accept() -> None:
    room = handed_on()
    room.settle(lambda: room.disputes.refused({"dispute": "form:1:17"}))
    room.press(in_log(room), "Accept", user=DANA)
    assert room.one(18).status is Status.ACCEPTED


# --- its day ---------------------------------------------------------------------------------------


def test_before_its_day_nobody_is_asked_again() -> None:
    room = handed_on()
    room.until(MONDAY + timedelta(days=2, hours=12))
    assert len(room.told(OLGA)) == 1
    assert room.told(UMA) == []


def test_on_its_day_the_arbiter_is_asked_again_once_and_the_owner_is_told() -> None:
    room = handed_on()
    room.until(MONDAY + timedelta(days=10), every=timedelta(hours=2))
    assert len(room.told(OLGA)) == 2
    assert room.told(OLGA)[1].startswith("Still open: Dana asks you to settle by 26 Nov 2026")
    (owner,) = room.told(UMA)
    assert owner.startswith("Olga was asked to settle which of D-18 and D-17 stands by 26 Nov 2026")
    room.press(room.to(OLGA)[1], "New one stands", user=OLGA)
    assert room.one(17).superseded_by == 18


def test_somebody_is_asked_again_in_their_working_hours() -> None:
    room = handed_on()
    room.until(MONDAY.replace(hour=7) + timedelta(days=3))  # eight in the morning in Berlin
    assert len(room.told(OLGA)) == 1
    room.until(MONDAY.replace(hour=12) + timedelta(days=3))
    assert len(room.told(OLGA)) == 2


def test_what_was_settled_in_time_is_not_asked_again() -> None:
    room = handed_on()
    room.press(room.to(OLGA)[0], "Keep both", user=OLGA)
    room.until(MONDAY + timedelta(days=5), every=timedelta(hours=4))
    assert len(room.told(OLGA)) == 1
    assert room.told(UMA) == []


def test_an_arbiter_who_may_no_longer_see_them_is_not_asked_again_but_the_owner_is_told() -> None:
    room = handed_on()
    room.messenger.people[OLGA] = replace(room.messenger.people[OLGA], is_guest=True)
    room.messenger.memberships[OLGA] = frozenset()
    room.until(MONDAY + timedelta(days=4), every=timedelta(hours=4))
    assert len(room.told(OLGA)) == 1
    assert "somebody else has to settle it" in room.told(UMA)[0]


def test_nobody_is_told_of_a_decision_that_they_may_not_see() -> None:
    room = a_room()
    room.put(17, origin=an_origin(SECRET, kind=Kind.PRIVATE), recorded_by=room.people.party(RITA))
    for user in (DANA, OLGA):
        room.messenger.memberships[user] |= {SECRET}
    view = room.confirm(channel=PAY)
    handed = {"words_17": POINT, "arbiter_17": OLGA, "until_17": THURSDAY.isoformat()}
    room.choose(view, way_17="arbiter", **handed)
    room.until(MONDAY + timedelta(days=4), every=timedelta(hours=4))
    room.press(room.to(OLGA)[1], "New one stands", user=OLGA)
    assert room.one(17).superseded_by == 18
    for user in (RITA, UMA, GUS):
        assert all("D-17" not in each for each in room.told(user))
    in_channels = [
        each.text for each in room.messenger.posted_messages if each.channel.startswith("C")
    ]
    assert in_channels
    assert all("D-17" not in each and "DynamoDB" not in each for each in in_channels)


def test_an_arbiter_whom_slack_lets_us_not_write_to_is_said_to_who_handed_it_on() -> None:
    room = handed_on()
    about = {"room": "decisions", "dispute": "form:1:17"}
    room.settle(lambda: room.disputes.refused(about))
    assert room.told(DANA)[-1].startswith("I could not write to Olga")
