"""What happens between confirming a decision that collides and recording it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from conflicts_support import (
    DANA,
    GUS,
    MONDAY,
    OLGA,
    PAY,
    RITA,
    SECRET,
    UMA,
    Room,
    a_room,
    button_in,
)

from builders import an_origin
from cadence.core.message import Kind
from cadence.decisions.model.decision import Board, Option, Scope, Shown, Status

TOMORROW = (MONDAY + timedelta(days=1)).date().isoformat()


def colliding(**fields: object) -> tuple[Room, str]:
    """A room in which Dana confirmed what collides with D-17, and the modal that asks her."""
    room = a_room()
    room.put(17, **fields)
    return room, room.confirm()


# --- finding ---------------------------------------------------------------------------------------


def test_what_collides_with_nothing_is_recorded_at_once() -> None:
    room = a_room()
    room.put(17, "Invoices are sent by email.")
    room.confirm()
    assert [each.status for each in room.records.held.values()] == [Status.ACCEPTED] * 2
    assert room.kept.waiting == {}


def test_what_collides_is_not_recorded_before_somebody_chose() -> None:
    room, view = colliding()
    assert [*room.records.held] == [17]
    assert room.messenger.posted_messages == []
    shown = room.shown(view)
    assert "We use Postgres for the ledger." in shown
    assert "The ledger stays on DynamoDB." in shown
    assert "Postgres or DynamoDB. Score 0.90 of 1, judged by rules." in shown


def test_a_submission_that_is_worked_on_three_times_asks_once() -> None:
    room = a_room()
    room.put(17)
    room.confirm(times=3, closes=True)
    assert len(room.told(DANA)) == 1
    assert len(room.kept.waiting) == 1


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.REJECTED, Status.DEPRECATED])
def test_what_holds_no_longer_collides_with_nothing(status: Status) -> None:
    room = a_room()
    room.put(17, status=status)
    room.confirm()
    assert len(room.records.held) == 2


def test_a_decision_that_may_not_be_seen_does_not_collide_and_is_not_named() -> None:
    room = a_room()
    room.put(17, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    view = room.confirm()
    assert len(room.records.held) == 2
    assert "D-17" not in room.shown(view)
    assert all("17" not in each.text for each in room.messenger.posted_messages)


def test_the_one_that_the_form_was_opened_to_supersede_does_not_collide() -> None:
    room = a_room()
    room.put(17)
    room.confirm(supersedes=17)
    assert room.one(17).superseded_by == 18


# --- choosing --------------------------------------------------------------------------------------


def test_the_new_one_can_take_the_place_of_the_earlier_one() -> None:
    room, view = colliding()
    assert room.choose(view, way_17="supersede") == {}
    assert room.one(17).superseded_by == 18
    assert room.one(17).status is Status.SUPERSEDED
    assert room.one(18).supersedes == (17,)
    assert "Recorded as D-18" in room.shown(view)
    assert room.kept.waiting == {}


def test_both_can_be_kept_for_a_reason_that_stands_in_both_histories() -> None:
    room, view = colliding()
    assert room.choose(view, way_17="keep") == {"words.17": "Say why both can hold."}
    room.choose(view, way_17="keep", words_17="The archive stays there.")
    kept = ("kept beside another", "The archive stays there.")
    assert (*kept, 18) in room.history(17)
    assert (*kept, 17) in room.history(18)
    assert room.one(17).is_live
    assert "D-17 holds beside it: The archive stays there." in room.shown(view)


def test_the_new_one_can_be_narrowed() -> None:
    room, view = colliding()
    assert room.choose(view, way_17="narrow this") == {"scope.17": "Say what it is to hold for."}
    room.choose(view, way_17="narrow this", scope_17="customers in the EU")
    assert room.one(18).body.scope == Scope(area="Ledger", product="customers in the EU")
    assert room.one(17).body.scope == Scope(area="Ledger")
    assert "It holds for Ledger, customers in the EU." in room.shown(view)


def test_the_earlier_one_can_be_narrowed_by_a_new_revision_and_its_messages_follow() -> None:
    room = a_room()
    ts = room.messenger.hear(PAY, DANA, "posted before")
    room.put(17, shown=(Shown(board=Board.LOG, channel=PAY, ts=ts),))
    view = room.confirm()
    room.choose(view, way_17="narrow other", scope_17="pay-12")
    earlier = room.one(17)
    assert earlier.revision == 2
    assert earlier.body.scope == Scope(area="Ledger", epic="PAY-12")
    assert room.records.revisions(17)[-1].by == room.people.party(DANA)
    assert "D-17 now holds for Ledger, PAY-12." in room.shown(view)


def test_what_was_chosen_three_times_over_is_done_once() -> None:
    room, view = colliding()
    room.choose(view, way_17="supersede", times=3)
    assert sorted(room.records.held) == [17, 18]
    assert "It is recorded as D-18 already." in room.shown(view)
    assert len([each for each in room.history(17) if each[0] == "superseded"]) == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"way_17": "supersede"},
        {"way_17": "keep", "words_17": "because"},
        {"way_17": "narrow other", "scope_17": "PAY-12"},
        {"way_17": "arbiter", "words_17": "which", "arbiter_17": OLGA, "until_17": TOMORROW},
    ],
)
def test_a_worker_that_is_killed_leaves_nothing_half_done(answers: dict[str, str]) -> None:
    room, view = colliding()
    room.choose(view, killed=2, **answers)
    assert sorted(room.records.held) == [17, 18]
    assert room.kept.waiting == {}
    assert len([each for each in room.history(18) if each[0] == "recorded"]) == 1
    assert len(room.told(OLGA)) == len(room.kept.held)


def test_each_of_several_clashes_is_chosen_about() -> None:
    room = a_room()
    for number in (11, 12):
        room.put(number)
    view = room.confirm()
    wrong = room.choose(view, way_11="keep", words_11="because")
    assert wrong == {"way.12": "Choose what to do about it."}
    room.choose(view, way_11="keep", words_11="because", way_12="supersede")
    assert room.one(11).is_live
    assert room.one(12).superseded_by == 13


def test_at_most_three_clashes_are_shown_and_the_rest_is_counted() -> None:
    room = a_room()
    for number in range(11, 16):
        room.put(number)
    view = room.confirm()
    shown = room.shown(view)
    assert shown.count("[way.") == 3
    assert "5 earlier decisions" in shown
    assert "Shown are the 3 surest; 2 more collide and will stand as they are." in shown


def test_the_surest_clash_comes_first() -> None:
    room = a_room()
    room.put(11, "The ledger stays on DynamoDB.", scope=Scope())
    room.put(12)
    view = room.confirm()
    assert room.shown(view).index("[way.12]") < room.shown(view).index("[way.11]")


def test_what_ended_while_somebody_was_choosing_needs_no_choice() -> None:
    room, view = colliding()
    room.records.held[17] = replace(room.one(17), status=Status.DEPRECATED)
    room.choose(view, way_17="supersede")
    assert room.one(18).supersedes == ()
    assert "D-17 is deprecated meanwhile" in room.shown(view)


def test_what_somebody_superseded_in_the_same_moment_needs_no_choice_either() -> None:
    room, view = colliding()
    real = room.records.supersede

    def beaten(old, new, **how):  # type: ignore[no-untyped-def] # another replica is quicker
        room.records.held[17] = replace(room.one(17), status=Status.DEPRECATED)
        return real(old, new, **how)

    room.records.supersede = beaten  # type: ignore[method-assign]
    room.choose(view, way_17="supersede")
    assert sorted(room.records.held) == [17, 18]
    assert room.one(17).status is Status.DEPRECATED


# --- going back, closing, coming again -------------------------------------------------------------


def test_going_back_opens_the_form_as_it_was_filled_in_and_keeps_nothing() -> None:
    room, view = colliding()
    room.press_in_form(view, "Go back and edit")
    assert room.messenger.forms[view].callback == "decisions.draft"
    assert "We use Postgres for the ledger." in room.shown(view)
    assert room.kept.waiting == {}


def test_closing_the_question_drops_what_was_confirmed_and_says_so() -> None:
    room, view = colliding()
    room.close(view)
    assert room.kept.waiting == {}
    assert room.told(DANA) == ["“Ledger” was not recorded. Nothing of it is kept."]


def test_who_closed_the_form_too_early_is_told_and_can_open_the_choice_again() -> None:
    room = a_room()
    room.put(17)
    room.confirm(closes=True)
    (message,) = room.to(DANA)
    assert message.text.startswith("“Ledger” is not recorded yet: it collides with D-17.")
    view = room.press(message, "Choose what to do")
    room.choose(view, way_17="supersede")
    assert room.one(17).superseded_by == 18


def test_the_choice_can_be_declined_from_the_message() -> None:
    room = a_room()
    room.put(17)
    room.confirm(closes=True)
    room.press(room.to(DANA)[0], "Don't record it", times=3)
    assert room.kept.waiting == {}
    assert room.told(DANA)[0] == "“Ledger” was not recorded. Nothing of it is kept."


def test_what_collides_no_longer_is_recorded_when_the_choice_is_opened_again() -> None:
    room = a_room()
    room.put(17)
    room.confirm(closes=True)
    room.records.held[17] = replace(room.one(17), status=Status.REJECTED)
    view = room.press(room.to(DANA)[0], "Choose what to do")
    assert "Recorded as D-18" in room.shown(view)


def test_a_form_that_could_not_be_opened_is_said_to_the_one_who_pressed() -> None:
    room = a_room()
    room.put(17)
    room.confirm(closes=True)
    room.press(room.to(DANA)[0], "Choose what to do", opens=False)
    assert "Slack did not open the form in time" in room.told(DANA)[-1]
    assert len(room.kept.waiting) == 1


def test_what_was_dealt_with_already_is_said_to_be() -> None:
    room, view = colliding()
    form = room.messenger.forms[view]
    room.choose(view, way_17="keep", words_17="because")
    room.messenger.forms[view] = form
    room.choose(view, way_17="keep", words_17="because")
    assert "It is recorded as D-18 already." in room.shown(view)


def test_only_the_one_who_confirmed_it_may_choose() -> None:
    room, view = colliding()
    room.choose(view, user=OLGA, way_17="supersede")
    assert [*room.records.held] == [17]
    assert room.one(17).is_live


def test_what_nobody_chose_about_for_a_week_is_dropped_and_said() -> None:
    room, _ = colliding()
    room.until(MONDAY + timedelta(days=6, hours=20), every=timedelta(hours=4))
    assert len(room.kept.waiting) == 1
    room.until(MONDAY + timedelta(days=7, hours=8))
    assert room.kept.waiting == {}
    assert room.told(DANA)[-1].startswith("“Ledger” was not recorded: it collides")


# --- handing it on ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, {"words.17", }),
        ({"words_17": "which"}, {"arbiter.17"}),
        ({"words_17": "which", "arbiter_17": OLGA}, {"until.17"}),
        ({"words_17": "which", "arbiter_17": OLGA, "until_17": "2026-11-22"}, {"until.17"}),
        ({"words_17": "which", "arbiter_17": OLGA, "until_17": "2027-11-22"}, {"until.17"}),
    ],
)  # fmt: skip
def test_an_arbiter_needs_a_point_a_person_and_a_day_soon(
    given: dict[str, str], wrong: set[str]
) -> None:
    room, view = colliding()
    assert wrong <= set(room.choose(view, way_17="arbiter", **given))


def test_nothing_is_superseded_while_somebody_else_settles_another_clash() -> None:
    room = a_room()
    for number in (11, 12):
        room.put(number)
    view = room.confirm()
    handed = {"words_11": "which", "arbiter_11": OLGA, "until_11": TOMORROW}
    wrong = room.choose(view, way_11="arbiter", way_12="supersede", **handed)
    assert [*wrong] == ["way.12"]


@pytest.mark.parametrize("who", [DANA, GUS, "U0NOBODY"])
def test_who_can_not_settle_it_is_not_asked_and_the_form_keeps_what_was_written(who: str) -> None:
    room, view = colliding()
    room.choose(view, way_17="arbiter", words_17="which", arbiter_17=who, until_17=TOMORROW)
    shown = room.shown(view)
    assert "Choose somebody else." in shown
    assert "[words.17] Why both can hold, or the point in dispute: which" in shown
    assert [*room.records.held] == [17]
    assert room.told(who) == []


def test_an_arbiter_who_may_not_see_one_of_them_is_not_told_of_it() -> None:
    room = a_room()
    room.put(17, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    room.messenger.memberships[DANA] |= {SECRET}
    view = room.confirm()
    room.choose(view, way_17="arbiter", words_17="which", arbiter_17=OLGA, until_17=TOMORROW)
    assert "Olga can't settle this: they may not see both" in room.shown(view)
    assert room.told(OLGA) == []


def test_options_collide_too() -> None:
    room = a_room()
    room.put(
        17,
        "Three steps it is.",
        options=(Option(text="Three steps", is_chosen=True), Option(text="One page")),
    )
    options = (Option(text="One page", is_chosen=True), Option(text="Three steps"))
    view = room.confirm("One page it is.", options=options)
    assert "This one chooses “One page" in room.shown(view)


def test_buttons_of_the_form_carry_no_words_of_the_decision() -> None:
    room, view = colliding()
    form = room.messenger.forms[view]
    button = button_in(form.blocks, "Go back and edit")
    assert "Postgres" not in form.private + button.value
    assert len(form.private) < 3_000


def test_who_recorded_the_earlier_one_is_not_told_of_what_is_only_pending() -> None:
    room, _ = colliding()
    assert room.told(RITA) == room.told(UMA) == []
