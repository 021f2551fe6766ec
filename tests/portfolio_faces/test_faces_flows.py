"""Bets as people look at them and change them in Slack."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cadence.adapters.slack.render import modal_view
from cadence.core.message import Actions, Button, Choice, Input, Message, Picture
from cadence.core.plain import plain
from cadence.portfolio.messages import bets as buttons
from cadence.portfolio.messages import forms
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Changed, Horizon, Stage
from cadence.portfolio.model.jira import jira_filter
from cadence.portfolio.service import keeping
from cadence.portfolio.service.keeping import MEANWHILE, NOT_OURS, NOT_YOURS, SAME
from portfolio_support import ELSE, GUEST, OLA, PAM, Room, said, shown
from portfolio_values import TODAY, a_bet, a_reading, an_event, weekly


@pytest.fixture
def room() -> Room:
    made = Room()
    assert [made.bets.number_for(f"form:{each}") for each in range(3)] == [1, 2, 3]
    made.bets.put_in(
        a_bet(1, name="One-page checkout"),
        a_bet(2, name="Partner API", owner=None, horizon=Horizon.H2),
        a_bet(3, name="Fax orders", stage=Stage.ENDED),
    )
    return made


def text(message: Message) -> str:
    return plain(message)


def labels(message: Message) -> list[str]:
    held = [each.elements for each in message.blocks if isinstance(each, Actions)]
    return [each.label for row in held for each in row if isinstance(each, Button)]


# --- looking -------------------------------------------------------------------------------------


def test_bets_are_listed_with_their_owners_by_name(room: Room) -> None:
    told = text(said(room.type(ELSE, "bets")))
    assert "Bets: 2 bets." in told
    assert "One-page checkout" in told
    assert "Ola Berg" in told
    assert "no owner" in told
    assert "Fax orders" not in told
    assert "Fax orders" in text(said(room.type(ELSE, "bets ended")))


def test_ones_own_bets_are_those_that_one_owns(room: Room) -> None:
    assert "One-page checkout" in text(said(room.type(OLA, "bets mine")))
    assert "Partner API" not in text(said(room.type(OLA, "bets mine")))
    assert "You own no bet." in text(said(room.type(ELSE, "bets mine")))


@pytest.mark.parametrize("typed", ["bets 1", "bets show #1", "bets one-page", "bet 1"])
def test_a_bet_is_shown_by_its_number_or_a_part_of_its_name(room: Room, typed: str) -> None:
    room.bets.given += weekly(range(20, 32))
    told = text(said(room.type(ELSE, typed)))
    assert "One-page checkout" in told
    assert "owned by Ola Berg" in told
    assert "Weekly active teams 31 %, target 40, from 20; growing" in told


def test_where_several_may_be_meant_they_are_listed(room: Room) -> None:
    room.bets.put_in(a_bet(4, name="Checkout in stores"))
    told = text(said(room.type(ELSE, "bets checkout")))
    assert "“checkout” may be one of these: 2 bets." in told
    assert "There is no bet “refunds”." in text(said(room.type(ELSE, "bets refunds")))


def test_many_bets_are_cut_and_it_is_said(room: Room) -> None:
    room.bets.put_in(*(a_bet(number) for number in range(10, 60)))
    told = text(said(room.type(ELSE, "bets")))
    assert "Bets: 52 bets." in told
    assert "and 22 more" in told


def test_only_who_may_change_a_bet_is_offered_to(room: Room) -> None:
    assert labels(said(room.type(ELSE, "bets 1"))) == ["History…"]
    assert "Edit…" in labels(said(room.type(OLA, "bets 1")))
    assert "Edit…" in labels(said(room.type(PAM, "bets 1")))
    assert labels(said(room.type(OLA, "bets 2"))) == ["History…"]


def test_questions_stand_at_a_bet_for_the_portfolio_owners_alone(room: Room) -> None:
    room.bets.given += weekly([30] * 12)
    assert "To decide" in text(said(room.type(PAM, "bets 1")))
    assert "To decide" not in text(said(room.type(OLA, "bets 1")))


def test_the_board_is_shown(room: Room) -> None:
    told = said(room.type(ELSE, "board"))
    assert "H1" in text(told)
    assert "Sunsetting" in text(told)
    assert labels(told) == ["As a picture", "New bet…"]


def test_jira_that_is_away_is_told_on_the_board(room: Room) -> None:
    room.bets.put_in(a_bet(1, jira=jira_filter("project = PAY")))
    room.bugs.is_down = True
    assert "Not read: Jira could not be read" in text(said(room.type(ELSE, "board")))
    assert "Not read: Jira could not be read" in text(said(room.type(ELSE, "bets 1")))


def test_the_picture_is_painted_and_handed_over(room: Room) -> None:
    (picture,) = said(room.press(ELSE, buttons.PICTURE)).blocks
    assert isinstance(picture, Picture)
    assert room.messenger.pictures[picture.file].startswith(b"\x89PNG")
    assert "One-page checkout" in picture.alt


def test_what_cannot_be_painted_is_told_in_words(room: Room) -> None:
    room.painter.fails = True
    told = said(room.press(ELSE, buttons.PICTURE))
    assert "One-page checkout: 15 % of capacity" in text(told)


@pytest.mark.parametrize("typed", ["bets", "bets 1", "board", "bets mine"])
def test_guests_see_nothing_of_the_portfolio(room: Room, typed: str) -> None:
    assert text(said(room.type(GUEST, typed))) == NOT_OURS


def test_guests_open_no_form_and_see_no_history(room: Room) -> None:
    for settlement in (
        room.type(GUEST, "bets new"),
        room.type(GUEST, "bets edit 1"),
        room.press(GUEST, buttons.HISTORY, "1"),
        room.press(GUEST, buttons.READ, "1"),
    ):
        assert "people of the company" in str(shown(settlement).blocks)
    assert text(said(room.press(GUEST, buttons.PICTURE))) == NOT_OURS
    assert room.showing.at_home(GUEST) == ()


def test_the_home_tab_shows_ones_own_bets_and_asks_jira_nothing(room: Room) -> None:
    blocks = Message(summary="Home", blocks=room.showing.at_home(OLA))
    assert "One-page checkout" in text(blocks)
    assert "Partner API" not in text(blocks)
    assert room.bugs.asked == []
    none = Message(summary="Home", blocks=room.showing.at_home(ELSE))
    assert "You own no bet." in text(none)


def test_the_history_tells_who_changed_what(room: Room) -> None:
    room.bets.told.append(an_event(1, by=PAM, words="It pays off."))
    form = shown(room.press(ELSE, buttons.HISTORY, "1"))
    assert form.submit is None
    told = text(Message(summary="", blocks=tuple(form.blocks)))  # type: ignore[arg-type]  # it has no fields
    assert "Pam Ortiz" in told
    assert "It pays off." in told


def test_the_history_names_no_decision_that_its_reader_may_not_see() -> None:
    linked = Changed(field="decisions", before="D-1", after="D-1, D-2")
    events = (an_event(1, changes=(linked,)),)
    bet = a_bet(1, decisions=(1, 2))
    told = [
        str(buttons.history(bet, events, name=str, decisions=seen).blocks)
        for seen in ({1, 2}, {2}, set[int]())
    ]
    assert "decisions: D-1 → D-1, D-2" in told[0]
    assert "decisions: – → D-2" in told[1]
    assert "D-" not in told[2]


def test_a_form_that_did_not_open_is_told(room: Room) -> None:
    for action in (buttons.NEW, buttons.EDIT, buttons.HISTORY):
        told = room.press(OLA, action, "1", view=None)
        assert "did not open the form in time" in text(said(told))


# --- making and changing -----------------------------------------------------------------------------


def test_a_bet_is_made_and_belongs_to_who_asked_for_the_form(room: Room) -> None:
    form = shown(room.type(OLA, "bets new"))
    settlement = room.submit(
        OLA, form, name="Voice ordering", horizon="H3", metric="Orders", target="100", capacity="5"
    )
    (made,) = [each for each in room.bets.all() if each.name == "Voice ordering"]
    assert (made.owner, made.horizon, made.stage) == (OLA, Horizon.H3, Stage.LEARN)
    assert made.metric is not None
    assert made.metric.target == 100
    assert f"as #{made.number}" in str(shown(settlement).blocks)
    assert room.bets.history(made.number)[0].by == OLA


def test_the_same_submission_twice_makes_one_bet(room: Room) -> None:
    form = shown(room.type(OLA, "bets new"))
    submitted = room.submitted(OLA, form, name="Voice ordering")
    for _ in range(2):
        room.bets.commit(*room.desk.submit(submitted).changes)
    assert len([each for each in room.bets.all() if each.name == "Voice ordering"]) == 1


def test_what_is_wrong_in_a_form_is_told_before_it_is_taken(room: Room) -> None:
    form = shown(room.type(OLA, "bets new"))
    wrong = room.submitted(OLA, form, name="Voice", exit="when it is over")
    assert list(room.desk.errors(wrong)) == ["exit"]


def test_a_form_begins_with_the_bet_as_it_is(room: Room) -> None:
    form = shown(room.press(OLA, buttons.EDIT, "1"))
    held = {each.name: each.value for each in form.blocks if isinstance(each, Input)}
    assert held["name"] == "One-page checkout"
    assert (held["baseline"], held["target"], held["unit"]) == ("20", "40", "%")
    assert "stage" not in held


def test_a_form_that_changes_nothing_changes_nothing(room: Room) -> None:
    form = shown(room.press(OLA, buttons.EDIT, "1"))
    settlement = room.submit(OLA, form)
    assert settlement.changes == ()
    assert SAME in str(shown(settlement).blocks)


def test_a_change_is_kept_with_its_history(room: Room) -> None:
    form = shown(room.press(OLA, buttons.EDIT, "1"))
    room.submit(OLA, form, capacity="25")
    bet = room.bets.bet(1)
    assert bet is not None
    assert bet.capacity == 25
    (change,) = room.bets.history(1)[0].changes
    assert (change.field, change.before, change.after) == ("capacity", "15 %", "25 %")


def test_of_two_who_change_a_bet_at_once_the_second_is_told(room: Room) -> None:
    first = shown(room.press(OLA, buttons.EDIT, "1"))
    second = shown(room.press(PAM, buttons.CRITERIA, "1"))
    room.submit(OLA, first, capacity="25")
    settlement = room.submit(PAM, second, exit="confidence below 30")
    assert MEANWHILE in str(shown(settlement).blocks)
    bet = room.bets.bet(1)
    assert bet is not None
    assert bet.exits == ()


def test_nobody_else_changes_a_bet(room: Room) -> None:
    assert NOT_YOURS in str(shown(room.press(ELSE, buttons.EDIT, "1")).blocks)
    form = shown(room.press(OLA, buttons.EDIT, "1"))
    settlement = room.submit(ELSE, form, capacity="90")
    assert NOT_YOURS in str(shown(settlement).blocks)
    assert settlement.changes == ()


def test_without_portfolio_owners_everybody_changes_bets(room: Room) -> None:
    free = Room(bets=room.bets, policy=replace(room.policy, owners=()))
    assert "Edit…" in labels(said(free.type(ELSE, "bets 2")))


def test_criteria_are_changed(room: Room) -> None:
    form = shown(room.press(OLA, buttons.CRITERIA, "1"))
    room.submit(OLA, form, exit="outcome below 22 for 4 weeks\nconfidence below 30")
    bet = room.bets.bet(1)
    assert bet is not None
    assert [str(each) for each in bet.exits] == [
        "outcome below 22 for 4 weeks",
        "confidence below 30",
    ]


def test_a_reading_is_kept_for_its_day(room: Room) -> None:
    form = shown(room.type(OLA, "bets read 1"))
    settlement = room.submit(OLA, form, value="33.5", on="2026-11-16")
    (reading,) = room.bets.readings([1])[1]
    assert (reading.metric, reading.value, reading.by) == (OUTCOME, Decimal("33.5"), OLA)
    assert "33.5 on 16 Nov 2026" in str(shown(settlement).blocks)


def test_a_reading_may_be_of_any_metric_that_the_bet_names(room: Room) -> None:
    form = shown(room.press(OLA, buttons.READ, "1"))
    (metric,) = [each for each in form.blocks if isinstance(each, Input) and each.name == "metric"]
    assert [each.value for each in metric.choices] == [OUTCOME, CONFIDENCE]
    room.submit(OLA, form, metric=CONFIDENCE, value="70", on=str(TODAY))
    assert room.bets.readings([1])[1][0].metric == CONFIDENCE


def test_a_reading_is_taken_though_the_bet_was_changed_meanwhile(room: Room) -> None:
    form = shown(room.press(OLA, buttons.READ, "1"))
    room.submit(PAM, shown(room.press(PAM, buttons.EDIT, "1")), capacity="25")
    room.submit(OLA, form, value="33", on=str(TODAY))
    assert room.bets.readings([1])[1][0].value == 33


def test_a_bet_is_ended_with_what_was_learned(room: Room) -> None:
    form = shown(room.type(OLA, "bets end 1"))
    (stage,) = [each for each in form.blocks if isinstance(each, Input) and each.name == "stage"]
    assert Choice("learning", "learn") not in stage.choices
    room.submit(OLA, form, stage="ended", words="Nobody faxes.", decision="D-12")
    bet = room.bets.bet(1)
    assert bet is not None
    assert (bet.stage, bet.capacity, bet.decisions) == (Stage.ENDED, 0, (12,))
    assert bet.stage_since == TODAY
    assert room.bets.history(1)[0].words == "Nobody faxes."


def test_a_bet_that_is_gone_is_told(room: Room) -> None:
    form = shown(room.press(OLA, buttons.EDIT, "1"))
    del room.bets.held[1]
    assert keeping.GONE in str(shown(room.submit(OLA, form)).blocks)
    assert "There is no bet “1”" in str(shown(room.press(OLA, buttons.EDIT, "1")).blocks)


def test_forms_fit_into_modals(room: Room) -> None:
    bet = a_bet(1, name="x" * 100)
    for form in (
        forms.edit(None, user=OLA),
        forms.edit(bet, user=OLA),
        forms.criteria(bet),
        forms.reading(bet, on=TODAY),
        forms.stage(bet),
    ):
        view = modal_view(form)
        inputs = [each for each in view["blocks"] if each["type"] == "input"]
        assert len(inputs) == len([each for each in form.blocks if isinstance(each, Input)])


def test_verbs_that_open_forms_are_told_from_those_that_answer(room: Room) -> None:
    assert room.showing.opens("bets", "new")
    assert room.showing.opens("bets", "edit 7")
    assert not room.showing.opens("bets", "mine")
    assert not room.showing.opens("board", "new")


def test_the_card_of_a_reading_given_today_tells_it(room: Room) -> None:
    room.bets.given.append(a_reading(33, TODAY))
    assert "read on 18 Nov 2026, check-in" in text(said(room.type(ELSE, "bets 1")))
