"""How leads answer: each press and form, whoever presses, however often and however late."""

from dataclasses import replace
from typing import Any

import pytest
from answers_room import (
    CHANNEL,
    CHECKOUT,
    ELSE,
    GUEST,
    LENA,
    MARK,
    OTTO,
    SEARCH,
    AnswersRoom,
    labels,
    utc,
)

from cadence.adapters.db.engine import make_engine
from cadence.core.errors import Overtaken
from cadence.core.message import Input
from cadence.core.people import Lead
from cadence.delivery.job import Settlement
from cadence.delivery.replying import OLD_BUTTON
from cadence.patterns.messages import actions
from cadence.patterns.model import joining
from cadence.patterns.model.pattern import Cause, NoPattern, State, Step
from pattern_builders import a_pattern

NOBODY = replace(CHECKOUT, lead=Lead(name="Lena Ito"), next_level=None)
"""A lead without a user id."""


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Any:
    """A pattern that the lead was told of."""
    if request.param == "fake":
        made = AnswersRoom()
        made.find()
        yield made
        return
    url = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(url))
    made = AnswersRoom(engine=engine)
    made.find()
    yield made
    engine.dispose()


@pytest.fixture
def faked() -> AnswersRoom:
    made = AnswersRoom()
    made.find()
    return made


def card(room: AnswersRoom, who: str = LENA) -> Any:
    return room.to(who)[0]


# --- I own it ---------------------------------------------------------------------------------------


def test_it_is_owned_with_a_cause_an_action_and_a_date(room: AnswersRoom) -> None:
    said = room.own(card(room), action="One  owner\nfor retries")
    assert "P-1 is owned. On 21 Dec 2026 its rate is tested" in said
    owned = room.pattern().ownership
    assert owned is not None
    assert (owned.by, owned.cause, owned.action) == (
        LENA,
        Cause.CODE_HEALTH,
        "One owner for retries",
    )
    assert room.steps() == [Step.TOLD, Step.OWNED]
    assert "Cause: code health. “One owner for retries”" in room.says()[1]
    assert "Owned by Lena Ito" in card(room).text
    assert "I own it…" not in labels(card(room).message)


def test_whoever_a_lead_names_in_the_action_is_named_nowhere(faked: AnswersRoom) -> None:
    faked.own(card(faked), action="Pat Novak and @tomas pair on retries")
    owned = faked.pattern().ownership
    assert owned is not None
    assert owned.action == "somebody and somebody pair on retries"
    assert "Novak" not in f"{faked.says()} {card(faked).text}"


def test_with_a_tick_it_is_a_decision_too(room: AnswersRoom) -> None:
    said = room.own(card(room), log=("yes",))
    assert "It is D-1 in the decision log." in said
    (new,) = room.log.logged.values()
    assert (new.title, new.decided) == ("Checkout: One owner for retries", "One owner for retries")
    assert (new.channel, new.decided_by, new.review_on) == (CHANNEL, LENA, utc(2026, 12, 21).date())
    assert "9 similar bugs" in new.context
    assert new.about == ("P-1", "Checkout")
    assert room.pattern().decisions == (1,)
    assert room.steps() == [Step.TOLD, Step.OWNED, Step.DECIDED]


def test_where_the_area_has_no_channel_the_decision_is_the_leads(faked: AnswersRoom) -> None:
    room = AnswersRoom(areas=(replace(CHECKOUT, channel=None),))
    room.find()
    room.own(card(room), log=("yes",))
    (new,) = room.log.logged.values()
    assert new.channel == LENA


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"cause": None}, {"cause": "Choose what is behind it."}),
        ({"cause": "LAZINESS"}, {"cause": "Choose what is behind it."}),
        ({"action": ""}, {"action": "Say what will be done."}),
        ({"action": " \u2800 \u200b "}, {"action": "Say what will be done."}),
        ({"action": "do"}, {"action": "Say what will be done."}),
        ({"action": "x" * 1001}, {"action": "Say it in 1000 characters or fewer."}),
        ({"until": None}, {"until": "Choose a day."}),
        ({"until": "soon"}, {"until": "Choose a day."}),
        ({"until": "2026-11-22"}, {"until": "Choose a day ahead."}),
        ({"until": "2028-11-24"}, {"until": "Choose a day within two years."}),
        ({"until": "2028-11-23"}, {}),
        ({"action": "x" * 1000}, {}),
    ],
)
def test_what_is_filled_in_is_checked_before_the_acknowledgement(
    faked: AnswersRoom, answers: dict[str, Any], wrong: dict[str, str]
) -> None:
    view = faked.press(card(faked), "I own it…", LENA) or ""
    plain = {"cause": "PROCESS", "action": "Review retries", "until": "2026-12-20"}
    given = faked.submission(view, LENA, **(plain | answers))
    assert faked.desk.errors(given) == wrong


def test_a_day_that_is_today_where_the_lead_is_is_asked_for_again(faked: AnswersRoom) -> None:
    faked.clock.set(utc(2026, 11, 24, 8))  # when it is still the 23rd elsewhere
    view = faked.press(card(faked), "I own it…", LENA)
    said = faked.submit(view, LENA, cause="PROCESS", action="Review retries", until="2026-11-24")
    assert "Choose a day ahead." in said
    assert faked.pattern().state is State.OPEN
    form = faked.messenger.forms[view or ""]
    kept = {each.name: each.value for each in form.blocks if isinstance(each, Input)}
    assert kept["action"] == "Review retries"


def test_the_form_proposes_a_day_on_which_a_test_can_tell(faked: AnswersRoom) -> None:
    faked.until(utc(2026, 11, 24, 9))
    view = faked.press(card(faked), "I own it…", LENA) or ""
    (until,) = (
        each
        for each in faked.messenger.forms[view].blocks
        if isinstance(each, Input) and each.name == "until"
    )
    assert str(until.value) == "2026-12-22"
    assert "too few days have passed to tell" in (until.hint or "")


def test_the_day_that_is_proposed_is_a_working_day(faked: AnswersRoom) -> None:
    holidays = frozenset({utc(2026, 12, 21).date()})
    off = replace(CHECKOUT, working=replace(CHECKOUT.working, days_off=holidays))
    room = AnswersRoom(areas=(off,))
    room.find()
    view = room.press(card(room), "I own it…", LENA) or ""
    proposed = {
        each.name: each.value
        for each in room.messenger.forms[view].blocks
        if isinstance(each, Input)
    }
    assert str(proposed["until"]) == "2026-12-22"


def test_its_owner_may_change_action_and_date(faked: AnswersRoom) -> None:
    faked.own(card(faked))
    view = faked.press(card(faked), "Change action…", LENA)
    faked.submit(view, LENA, cause="CI_CD", action="A replay in CI", until="2027-01-15")
    owned = faked.pattern().ownership
    assert owned is not None
    assert (owned.cause, str(owned.until)) == (Cause.CI_CD, "2027-01-15")


# --- snooze, undo -------------------------------------------------------------------------------------


def test_snoozed_it_is_quiet_and_the_card_says_so(room: AnswersRoom) -> None:
    room.press(card(room), "Snooze until worse", LENA)
    assert room.pattern().state is State.SNOOZED
    assert room.steps() == [Step.TOLD, Step.SNOOZED]
    assert "Snoozed until it gets worse" in card(room).text
    assert "Wake it" in labels(card(room).message)
    assert len(room.messenger.posted_messages) == 1


@pytest.mark.parametrize(
    ("label", "was"),
    [("Give it back", "owned"), ("Wake it", "snoozed"), ("It is one after all", "not a pattern")],
)
def test_each_answer_can_be_taken_back_and_then_an_answer_is_awaited_anew(
    room: AnswersRoom, label: str, was: str
) -> None:
    if was == "owned":
        room.own(card(room))
    elif was == "snoozed":
        room.press(card(room), "Snooze until worse", LENA)
    else:
        dismiss(room)
    room.until(utc(2026, 11, 26, 9))
    room.press(card(room), label, LENA)
    found = room.pattern()
    assert (found.state, found.ownership, found.no_pattern) == (State.OPEN, None, None)
    assert room.says()[-1] == f"It was {was}."
    assert room.to(MARK) == []
    room.until(utc(2026, 12, 1, 9))
    assert len(room.to(MARK)) == 1


# --- hand on --------------------------------------------------------------------------------------------


def test_it_is_handed_to_another_lead_who_is_asked_as_the_first_was(room: AnswersRoom) -> None:
    view = room.press(card(room), "Hand on…", LENA)
    offered = [
        choice.value
        for each in room.messenger.forms[view or ""].blocks
        if isinstance(each, Input)
        for choice in each.choices
    ]
    assert offered == [MARK, OTTO]
    said = room.submit(view, LENA, to=OTTO, words="It is your index")
    assert "P-1 goes to Otto Sand, who is told." in said
    (theirs,) = room.to(OTTO)
    assert "It is your index" in theirs.text
    assert room.steps() == [Step.TOLD, Step.HANDED, Step.TOLD]
    room.own(theirs, OTTO)
    assert room.pattern().ownership.by == OTTO  # type: ignore[union-attr]


def test_what_is_handed_on_and_not_answered_goes_one_level_up_of_its_area(
    faked: AnswersRoom,
) -> None:
    view = faked.press(card(faked), "Hand on…", LENA)
    faked.submit(view, LENA, to=OTTO)
    faked.until(utc(2026, 11, 27, 9))
    assert len(faked.to(MARK)) == 1


def test_it_is_not_handed_to_who_may_not_see_it(faked: AnswersRoom) -> None:
    faked.bugs.may_see = lambda audience, project: audience.user != OTTO
    view = faked.press(card(faked), "Hand on…", LENA)
    said = faked.submit(view, LENA, to=OTTO, words="yours")
    assert "Otto Sand may not see PAY. Choose another lead." in said
    assert faked.steps() == [Step.TOLD]


def test_it_is_handed_to_leads_of_the_settings_alone(faked: AnswersRoom) -> None:
    view = faked.press(card(faked), "Hand on…", LENA)
    said = faked.submit(view, LENA, to=ELSE)
    assert "Nothing was changed." in said
    assert faked.to(ELSE) == []
    alone = AnswersRoom(areas=(replace(CHECKOUT, next_level=None),))
    alone.find()
    view = alone.press(card(alone), "Hand on…", LENA)
    assert "No other lead" in str(alone.messenger.forms[view or ""].blocks)


# --- not a pattern --------------------------------------------------------------------------------------


def dismiss(room: AnswersRoom, reason: str = "EXPECTED", words: str = "") -> str:
    view = room.press(card(room), "Not a pattern…", LENA)
    return room.submit(view, LENA, reason=reason, words=words)


def test_what_is_no_pattern_is_learned_with_its_reason(room: AnswersRoom) -> None:
    said = dismiss(room, words="A launch")
    assert "P-1 is no pattern. It takes more now" in said
    found = room.pattern()
    assert (found.state, found.no_pattern) == (State.NO_PATTERN, NoPattern.EXPECTED)
    assert room.steps() == [Step.TOLD, Step.NO_PATTERN]
    assert room.says()[1] == "We expected this many: “A launch”"
    (learned,) = room.patterns.learned("Checkout")
    assert (learned.rate, learned.subject) == (9, "7")


def test_a_reason_of_ones_own_needs_words(faked: AnswersRoom) -> None:
    view = faked.press(card(faked), "Not a pattern…", LENA) or ""
    for answers, wrong in (
        ({}, {"reason": "Choose why: later scans learn from it."}),
        ({"reason": "OTHER"}, {"words": "Say why in a few words."}),
        (
            {"reason": "KNOWN", "words": "x" * 501},
            {"words": "Say it in 500 characters or fewer."},
        ),
        ({"reason": "OTHER", "words": "Test data"}, {}),
    ):
        assert faked.desk.errors(faked.submission(view, LENA, **answers)) == wrong


# --- who may press ----------------------------------------------------------------------------------------


def test_others_are_told_whose_it_is(faked: AnswersRoom) -> None:
    for user in (ELSE, OTTO, MARK):
        view = faked.press(card(faked), "I own it…", user)
        assert "P-1 is for Lena Ito to answer. Nothing was changed." in str(
            faked.messenger.forms[view or ""].blocks
        )
        faked.press(card(faked), "Snooze until worse", user)
    assert faked.pattern().state is State.OPEN


def test_a_guest_and_who_may_not_see_it_learn_nothing_of_it(faked: AnswersRoom) -> None:
    faked.press(card(faked), "Snooze until worse", GUEST)
    faked.bugs.may_see = lambda audience, project: False
    faked.press(card(faked), "Snooze until worse", LENA)
    said = [each.text for each in faked.messenger.posted_messages[1:]]
    assert said == [
        "Patterns are shown to people of the company alone. Nothing was changed.",
        "There is no such pattern that I may show you. Nothing was changed.",
    ]
    assert faked.pattern().state is State.OPEN


def test_in_a_channel_whoever_is_in_it_may_answer_but_guests(faked: AnswersRoom) -> None:
    room = AnswersRoom(areas=(NOBODY, SEARCH))
    room.find()
    for user, said in (
        (OTTO, "P-1 is for the people of its area’s channel to answer. Nothing was changed."),
        (GUEST, "Patterns are shown to people of the company alone. Nothing was changed."),
    ):
        room.press(card(room, CHANNEL), "Snooze until worse", user)
        assert room.aside(user) == [said]
    room.press(card(room, CHANNEL), "Snooze until worse", ELSE)
    assert room.aside(ELSE) == ["P-1 is quiet until it gets worse."]
    assert room.pattern().state is State.SNOOZED


# --- twice, at once, late -----------------------------------------------------------------------------------


def test_pressed_twice_it_is_done_once(room: AnswersRoom) -> None:
    said = card(room)
    first, second = (room.pressed(said, "Snooze until worse", LENA) for _ in range(2))
    for each in (first, second):
        room.deal(lambda each=each: room.desk.press(each))
    assert room.steps() == [Step.TOLD, Step.SNOOZED]
    assert room.to(LENA)[-1].text == "P-1 is quiet until it gets worse. Nothing was changed."


def test_of_two_who_take_it_on_at_once_the_second_is_told_who_has_it(room: AnswersRoom) -> None:
    room.until(utc(2026, 11, 25, 9))
    answers = {"cause": "PROCESS", "action": "Review retries", "until": "2026-12-20"}
    forms = {user: room.press(card(room, user), "I own it…", user) for user in (LENA, MARK)}
    both = {
        user: room.desk.submit(room.submission(view or "", user, **answers))
        for user, view in forms.items()
    }
    room.settle(both[LENA])
    with pytest.raises(Overtaken):
        room.settle(both[MARK])
    said = room.submit(forms[MARK], MARK, **answers)
    assert "Lena Ito owns P-1; its rate is tested on 20 Dec 2026. Nothing was changed." in said
    assert room.steps().count(Step.OWNED) == 1


def test_late_presses_say_how_things_stand(faked: AnswersRoom) -> None:
    before = card(faked)
    dismiss(faked)
    for label, said in (
        ("I own it…", "P-1 was said to be no pattern. Nothing was changed."),
        ("Hand on…", "P-1 was said to be no pattern. Nothing was changed."),
        ("Snooze until worse", "P-1 was said to be no pattern. Nothing was changed."),
    ):
        view = faked.press(before, label, LENA)
        told = str(faked.messenger.forms[view].blocks) if view else faked.to(LENA)[-1].text
        assert said in told


def test_a_press_on_what_was_merged_meanwhile_says_into_what(faked: AnswersRoom) -> None:
    before = card(faked)
    other = a_pattern(2, subject="8")
    faked.keep(other)
    part, whole = joining.merged(faked.pattern(), other, at=faked.clock.now())
    changes = (faked.patterns.put(part), faked.patterns.put(whole))
    faked.settle(Settlement(changes=changes))
    view = faked.press(before, "I own it…", LENA)
    assert "P-1 is part of P-2 now. Nothing was changed." in str(
        faked.messenger.forms[view or ""].blocks
    )


def test_an_old_form_changes_nothing(faked: AnswersRoom) -> None:
    view = faked.press(card(faked), "I own it…", LENA) or ""
    given = faked.submission(view, LENA, cause="PROCESS", action="Review", until="2026-12-20")
    for wrong in ("", "x", "99", "1\u0661"):
        faked.deal(lambda wrong=wrong: faked.desk.submit(replace(given, private=wrong)))
        assert "Nothing was changed." in str(faked.messenger.forms[view].blocks)
    faked.deal(lambda: faked.desk.submit(replace(given, answers=())))
    assert faked.pattern().state is State.OPEN


def test_a_button_of_an_older_version_is_answered(faked: AnswersRoom) -> None:
    pressed = replace(
        faked.pressed(card(faked), "Snooze until worse", LENA), action="patterns.long-gone"
    )
    faked.deal(lambda: faked.desk.press(pressed))
    assert faked.to(LENA)[-1].text == OLD_BUTTON


def test_a_form_that_slack_did_not_open_is_said(faked: AnswersRoom) -> None:
    for label in ("I own it…", "Hand on…", "Not a pattern…"):
        faked.press(card(faked), label, LENA, opens=False)
        assert "did not open the form in time" in faked.to(LENA)[-1].text


def test_a_card_that_was_deleted_keeps_nobody_from_answering(faked: AnswersRoom) -> None:
    before = card(faked)
    faked.messenger.posted_messages.clear()
    faked.press(before, "Snooze until worse", LENA)
    assert faked.pattern().state is State.SNOOZED


def test_every_form_and_button_carries_its_pattern_alone(faked: AnswersRoom) -> None:
    view = faked.press(card(faked), "I own it…", LENA) or ""
    assert faked.messenger.forms[view].private == actions.value_of(1) == "1"
