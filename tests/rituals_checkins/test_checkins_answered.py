"""Check-ins as people answer them: confirmed, corrected, changed, late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from checkin_world import (
    HERE,
    World,
    a_bet,
    about_bets,
    in_memory,
    known,
    labels_in,
    moved,
    on_database,
)

from cadence.adapters.db.checkins import SqlCheckIns
from cadence.core.agenda import Ask, Comparison, Condition, Sort
from cadence.core.errors import Overtaken
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Choice
from cadence.delivery.job import DONE
from cadence.rituals.model.checkin import Answering
from cadence.rituals.model.occurrence import Step
from cadence.rituals.model.ritual import Participants

READING = Ask(
    name="reading",
    label="Reading",
    sort=Sort.NUMBER,
    each="portfolio",
    least=Decimal(0),
    most=Decimal(100),
)
MOOD = Ask(
    name="mood",
    label="Mood",
    sort=Sort.CHOICE,
    choices=(Choice("Fine", "fine"), Choice("Not fine", "bad")),
)
WHY = Ask(
    name="why",
    label="Why?",
    only_if=Condition(ask="mood", comparison=Comparison.IS, value="bad"),
)
HELP = Ask(
    name="help",
    label="Who can help?",
    sort=Sort.PERSON,
    optional=True,
    only_if=Condition(ask="why", comparison=Comparison.ANSWERED),
)


@pytest.fixture
def world() -> World:
    return in_memory()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def any_world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        yield in_memory()
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    with on_database(request.getfixturevalue(name)) as made:
        yield made


def a_reading(world: World, **fields: object) -> None:
    """Dana is asked for the reading of her bet, which is filled in."""
    world.source.held = [a_bet(1)]
    world.source.knows = [known("reading", Decimal(12), "bet:1")]
    world.opened(**about_bets(asks=(READING,), **fields))


# --- one press -------------------------------------------------------------------------------------


def test_one_press_confirms_what_is_filled_in(any_world: World) -> None:
    world = any_world
    a_reading(world)
    (message,) = world.messages("UDANA")
    assert labels_in(message.message) == ["Confirm", "Correct…"]
    world.press("UDANA", "Confirm")
    response = world.response()
    assert response.confirmed
    (given,) = response.given
    assert (given.subject, given.ask, given.value) == ("bet:1", "reading", Decimal(12))
    assert given.known is not None
    assert given.known.source == "Jira"
    assert world.check_in().standing is Answering.ANSWERED
    (after,) = world.messages("UDANA")
    assert "You confirmed it. Thank you." in after.text
    assert labels_in(after.message) == ["Change…"]
    assert world.source.was_given == [(f"given:{HERE}:UDANA:0", response.given)]
    assert world.steps()[-1] == (Step.ANSWERED, "UDANA", True)


def test_a_second_press_changes_nothing_and_is_answered(world: World) -> None:
    a_reading(world)
    before = world.messages("UDANA")[0]
    world.press("UDANA", "Confirm", message=before)
    world.press("UDANA", "Confirm", message=before)
    assert "You have answered this one already." in world.said("UDANA")[-1]
    assert world.response().edits == 0
    assert len(world.source.was_given) == 1


def test_what_is_not_all_filled_in_cant_be_confirmed(world: World) -> None:
    world.source.held = [a_bet(1)]
    world.opened(**about_bets(asks=(READING,)))
    (message,) = world.messages("UDANA")
    assert labels_in(message.message) == ["Answer…"]
    pressed = Pressed(
        id="press:forged",
        action="rituals.confirm",
        value=HERE,
        user="UDANA",
        channel="DDANA",
        at=world.clock.now(),
    )
    world.make(*world.answering.confirm(pressed).changes)
    assert world.checkins.response(HERE, "UDANA") is None


def test_nobody_answers_for_somebody_else(world: World) -> None:
    a_reading(world)
    before = world.messages("UDANA")[0]
    world.press("UOWEN", "Confirm", message=before)
    assert world.checkins.responses(HERE) == ()
    view = world.press("UOWEN", "Correct…", message=before)
    assert view
    assert "There is no such check-in of yours." in world.shown(view)


@pytest.mark.parametrize("value", ["", "nonsense", "weekly@2026-13-40", "other@2026-11-23"])
def test_a_button_that_names_nothing_is_answered(world: World, value: str) -> None:
    a_reading(world)
    pressed = Pressed(
        id="press:1",
        action="rituals.confirm",
        value=value,
        user="UDANA",
        channel="DDANA",
        at=world.clock.now(),
    )
    settled = world.answering.confirm(pressed)
    assert settled.changes == ()
    assert len(settled.jobs) == 1


# --- the form --------------------------------------------------------------------------------------


def test_the_form_begins_with_what_is_filled_in_and_corrects_it(any_world: World) -> None:
    world = any_world
    a_reading(world)
    view = world.press("UDANA", "Correct…")
    assert view
    field = world.fields(view)["Reading"]
    assert (field.kind, field.value) == ("number", "12")
    assert field.hint == "From 0 to 100. Jira, 22 Nov 2026, 12:00 UTC: 12."
    assert world.submit("UDANA", view, {"Reading": "14.5"}) == {}
    assert "Thank you. You can change your answers until it closes." in world.shown(view)
    response = world.response()
    assert not response.confirmed
    assert [(each.value, each.known and each.known.value) for each in response.given] == [
        (Decimal("14.5"), Decimal(12))
    ]
    (message,) = world.messages("UDANA")
    assert "Reading: 14.5" in message.text


def test_answers_can_be_changed_until_it_closes_and_rooms_are_told_what_changed(
    world: World,
) -> None:
    world.source.held = [a_bet(1), a_bet(2)]
    world.source.knows = [known("reading", Decimal(1), f"bet:{n}") for n in (1, 2)]
    world.opened(**about_bets(asks=(READING,)))
    world.press("UDANA", "Confirm")
    world.clock.advance(hours=1)
    view = world.press("UDANA", "Change…")
    assert view
    names = [each.name for each in world.form(view).blocks if hasattr(each, "watched")]
    form = world.form(view)
    submitted = Submitted(
        id="submit:other",
        callback=form.callback,
        view=view,
        private=form.private,
        answers=((names[0], "1"), (names[1], "9")),
        user="UDANA",
        at=world.clock.now(),
    )
    world.make(*world.answering.answer(submitted).changes)
    assert world.given() == {("bet:1", "reading"): Decimal(1), ("bet:2", "reading"): Decimal(9)}
    first, second = world.response().given
    assert first.at < second.at
    _, (key, told) = world.source.was_given
    assert key == f"given:{HERE}:UDANA:1"
    assert [(each.subject, each.value) for each in told] == [("bet:2", Decimal(9))]


def test_two_who_answer_at_once_in_two_windows_lose_nothing_unseen(world: World) -> None:
    a_reading(world)
    one, other = (world.press("UDANA", "Correct…") for _ in range(2))
    assert one
    assert other
    world.submit("UDANA", one, {"Reading": "1"})
    world.submit("UDANA", other, {"Reading": "2"})
    assert world.given() == {("bet:1", "reading"): Decimal(2)}
    assert world.response().edits == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("-1", "It can't be below 0."),
        ("100.01", "It can't be above 100."),
        ("1e3", "Write a number in figures, such as 12 or 3.5."),
        ("NaN", "Write a number in figures, such as 12 or 3.5."),
        ("many", "Write a number in figures, such as 12 or 3.5."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(
    world: World, words: str, why: str
) -> None:
    a_reading(world)
    view = world.press("UDANA", "Correct…")
    assert view
    assert world.submit("UDANA", view, {"Reading": words}) == {"Reading": why}
    assert world.checkins.responses(HERE) == ()


def test_a_room_may_refuse_an_answer_about_what_is_its_own(world: World) -> None:
    world.source.refuses = {"reading": "That is more than there are customers."}
    a_reading(world)
    view = world.press("UDANA", "Correct…")
    assert view
    wrong = world.submit("UDANA", view, {"Reading": "12"})
    assert wrong == {"Reading": "That is more than there are customers."}


def test_a_form_that_slack_did_not_open_is_told_of(world: World) -> None:
    a_reading(world)
    pressed = Pressed(
        id="press:1",
        action="rituals.open.answer",
        value=HERE,
        user="UDANA",
        channel="DDANA",
        view=None,
        at=world.clock.now(),
    )
    (job,) = world.answering.open(pressed).jobs
    assert "did not open the form in time" in str(job.args)


# --- what follows from an answer -------------------------------------------------------------------


def test_a_form_asks_what_follows_as_soon_as_it_is_chosen(world: World) -> None:
    world.opened(asks=(MOOD, WHY, HELP))
    view = world.press("UDANA", "Answer…")
    assert view
    assert [*world.fields(view)] == ["Mood"]
    world.choose("UDANA", view, {"Mood": "bad"})
    assert [*world.fields(view)] == ["Mood", "Why?"]
    assert world.fields(view)["Mood"].value == "bad"
    world.choose("UDANA", view, {"Mood": "bad", "Why?": "The queue is down"})
    assert [*world.fields(view)] == ["Mood", "Why?", "Who can help?"]
    world.submit("UDANA", view)
    assert world.given() == {(None, "mood"): "bad", (None, "why"): "The queue is down"}
    assert world.check_in().standing is Answering.ANSWERED


def test_an_answer_to_what_is_no_longer_asked_is_not_kept(world: World) -> None:
    world.opened(asks=(MOOD, WHY))
    view = world.press("UDANA", "Answer…")
    assert view
    world.choose("UDANA", view, {"Mood": "bad"})
    world.submit("UDANA", view, {"Why?": "The queue is down"})
    view = world.press("UDANA", "Change…")
    assert view
    world.submit("UDANA", view, {"Mood": "fine"})
    assert world.given() == {(None, "mood"): "fine"}
    assert world.check_in().standing is Answering.ANSWERED


def test_what_follows_unseen_is_asked_after_it_was_sent(world: World) -> None:
    """As where a number was typed and not confirmed by Enter."""
    world.opened(asks=(MOOD, WHY))
    view = world.press("UDANA", "Answer…")
    assert view
    world.submit("UDANA", view, {"Mood": "bad"})
    assert "Something more follows from your answers." in world.shown(view)
    assert [*world.fields(view)] == ["Mood", "Why?"]
    assert world.check_in().standing is Answering.ASKED
    assert "Some of it still needs your answer." in world.said("UDANA")[0]
    world.submit("UDANA", view, {"Why?": "The queue is down"})
    assert "Thank you" in world.shown(view)
    assert world.check_in().standing is Answering.ANSWERED


def test_fields_that_slack_leaves_out_keep_what_they_began_with(world: World) -> None:
    count = Ask(name="count", label="Count", sort=Sort.NUMBER)
    world.opened(asks=(count, MOOD, WHY))
    view = world.press("UDANA", "Answer…")
    assert view
    world.submit("UDANA", view, {"Count": "3", "Mood": "fine"})
    view = world.press("UDANA", "Change…")
    assert view
    form = world.form(view)
    pressed = Pressed(
        id="press:watched",
        action="rituals.watch",
        value="bad",
        user="UDANA",
        channel="UDANA",
        view=view,
        view_private=form.private,
        answers=(("0.mood", "bad"),),
        at=world.clock.now(),
    )
    assert world.answering.follow(pressed) == DONE
    fields = world.fields(view)
    assert (fields["Count"].value, fields["Mood"].value) == ("3", "bad")
    assert "Why?" in fields


def test_a_form_that_was_closed_meanwhile_is_let_go(world: World) -> None:
    world.opened(asks=(MOOD, WHY))
    view = world.press("UDANA", "Answer…")
    assert view
    private = world.form(view).private
    del world.messenger.forms[view]
    pressed = Pressed(
        id="press:watched",
        action="rituals.watch",
        value="bad",
        user="UDANA",
        channel="UDANA",
        view=view,
        view_private=private,
        answers=(("0.mood", "bad"),),
        at=world.clock.now(),
    )
    assert world.answering.follow(pressed) == DONE


@pytest.mark.parametrize("private", ["", "{}", "[]", '{"occurrence": "x", "page": 7}', "\u0000"])
def test_a_form_that_carries_nonsense_is_answered(world: World, private: str) -> None:
    world.opened(asks=(MOOD,))
    submitted = Submitted(
        id="submit:1",
        callback="rituals.answers",
        view="V1",
        private=private,
        answers=(),
        user="UDANA",
        at=world.clock.now(),
    )
    assert world.answering.check(submitted) == {}
    assert world.answering.answer(submitted).changes == ()


# --- closing, and late answers ---------------------------------------------------------------------


def test_after_closing_it_is_told_how_it_ended(world: World) -> None:
    world.opened(participants=Participants(people=("UDANA", "UOWEN")))
    view = world.press("UDANA", "Answer…")
    assert view
    world.submit("UDANA", view, {"What changed?": "Much"})
    world.go_to("2026-11-24 15:00")
    assert world.check_in("UDANA").standing is Answering.ANSWERED
    assert world.check_in("UOWEN").standing is Answering.MISSED
    dana, owen = world.messages("UDANA")[0], world.messages("UOWEN")[0]
    assert labels_in(dana.message) == []
    assert "You answered it. Thank you." in dana.text
    assert labels_in(owen.message) == ["Answer late…"]
    assert "It is closed. You can still answer; the digest then shows it as late." in owen.text


def test_what_was_answered_cant_be_changed_after_closing(world: World) -> None:
    world.opened()
    before = world.messages("UDANA")[0]
    view = world.press("UDANA", "Answer…")
    assert view
    world.submit("UDANA", view, {"What changed?": "Much"})
    opened = world.press("UDANA", "Change…")
    assert opened
    world.go_to("2026-11-24 15:00")
    world.submit("UDANA", opened, {"What changed?": "Little"})
    assert "are in the digest. Nothing was changed." in world.shown(opened)
    assert world.given() == {(None, "changed"): "Much"}
    world.press("UDANA", "Answer…", message=before)
    assert world.response().edits == 0


def test_a_late_answer_is_taken_as_late_and_added_to_the_digest(any_world: World) -> None:
    world = any_world
    a_reading(world)
    world.go_to("2026-11-24 16:00")
    assert labels_in(world.messages("UDANA")[0].message) == ["Confirm late", "Correct late…"]
    world.press("UDANA", "Confirm late", message=world.messages("UDANA")[0])
    assert world.check_in().standing is Answering.LATE
    assert [each.is_late for each in world.response().given] == [True]
    assert world.late == [f"late:{HERE}:UDANA:0"]
    assert "You confirmed it, after it closed." in world.messages("UDANA")[0].text
    assert world.steps()[-1] == (Step.LATE, "UDANA", True)
    assert [key for key, _ in world.source.was_given] == [f"given:{HERE}:UDANA:0"]


def test_what_was_begun_in_time_counts_and_its_rest_comes_late(world: World) -> None:
    world.opened(asks=(MOOD, WHY), reminders=())
    view = world.press("UDANA", "Answer…")
    assert view
    world.submit("UDANA", view, {"Mood": "bad"})
    world.go_to("2026-11-24 15:00")
    half = world.check_in()
    assert (half.standing, half.why) == (Answering.ANSWERED, "not every question was answered")
    world.submit("UDANA", view, {"Why?": "The queue is down"})
    assert [(each.ask, each.is_late) for each in world.response().given] == [
        ("mood", False),
        ("why", True),
    ]
    assert world.late == [f"late:{HERE}:UDANA:1"]


def test_a_late_answer_is_no_longer_taken_once_the_next_check_in_is_open(world: World) -> None:
    world.opened()
    before = world.messages("UDANA")[0]
    world.go_to("2026-11-30 08:00")
    view = world.press("UDANA", "Answer…", message=before)
    assert view
    assert "There is a newer check-in of this ritual" in world.shown(view)


def test_an_answer_that_meets_the_closing_is_taken_as_late(any_world: World) -> None:
    """The occurrence was read as open, and closed before the answer was stored."""
    world = any_world
    world.opened(reminders=())
    view = world.press("UDANA", "Answer…")
    assert view
    form = world.form(view)
    submitted = Submitted(
        id="submit:race",
        callback=form.callback,
        view=view,
        private=form.private,
        answers=(("0.changed", "Much"),),
        user="UDANA",
        at=world.clock.now(),
    )
    settled = world.answering.answer(submitted)
    world.go_to("2026-11-24 15:00")
    if isinstance(world.checkins, SqlCheckIns):
        with pytest.raises(Overtaken):
            world.make(*settled.changes)
    world.make(*world.answering.answer(submitted).changes)
    assert world.check_in().standing is Answering.LATE
    assert [each.is_late for each in world.response().given] == [True]


def test_a_message_that_stands_only_after_its_answer_is_put_right(world: World) -> None:
    """Slack's answer to the post was lost, so where the message stands is known only at the second try."""
    world.source.held = [a_bet(1)]
    world.source.knows = [known("reading", Decimal(12), "bet:1")]
    world.messenger.outcome_unknown = 1
    world.opened(**about_bets(asks=(READING,)))
    assert world.check_in().ts is None
    world.messenger.unreachable = True
    world.press("UDANA", "Confirm")
    world.messenger.unreachable = False
    assert world.check_in().ts is None
    assert labels_in(world.messages("UDANA")[0].message) == ["Confirm", "Correct…"]
    world.go_to("2026-11-23 08:10", by=timedelta(minutes=1))
    assert world.check_in().ts == world.messages("UDANA")[0].ts
    assert "You confirmed it." in world.messages("UDANA")[0].text


# --- what waits ------------------------------------------------------------------------------------


def test_what_waits_is_shown_wherever_it_is_looked_for(world: World) -> None:
    assert world.type("UDANA", "checkin") == "No check-in waits for you."
    assert world.leaving.at_home("UDANA") == ()
    a_reading(world)
    shown = world.type("UDANA", "checkin")
    assert "Bet 1" in shown
    assert "[Confirm]" in shown
    header, line_ = world.leaving.at_home("UDANA")
    assert "What waits for you" in str(header)
    assert "Weekly review" in str(line_)
    world.press("UDANA", "Confirm", message=world.messages("UDANA")[0])
    assert world.type("UDANA", "checkin") == "No check-in waits for you."


def test_a_check_in_can_be_confirmed_where_it_was_looked_for(world: World) -> None:
    a_reading(world)
    world.type("UDANA", "checkin")
    aside = world.messenger.posted_messages[-1]
    assert aside.place.only_for == "UDANA"
    world.press("UDANA", "Confirm", message=aside)
    assert world.check_in().standing is Answering.ANSWERED
    assert "You confirmed it." in world.messages("UDANA")[0].text
    assert "You confirmed it." in world.messenger.posted_messages[-1].text


def test_who_could_not_be_reached_can_still_answer_where_they_look(world: World) -> None:
    world.messenger.refuse["UDANA"] = "messages_tab_disabled"
    a_reading(world)
    assert world.check_in().standing is Answering.UNREACHED
    world.type("UDANA", "checkin")
    world.press("UDANA", "Confirm", message=world.messenger.posted_messages[-1])
    assert world.check_in().standing is Answering.ANSWERED


def test_who_was_away_can_still_answer_late_where_they_look(world: World) -> None:
    moved(world, "UDANA", away_until=datetime(2026, 11, 25, tzinfo=UTC))
    a_reading(world)
    world.go_to("2026-11-25 09:00")
    assert world.said("UDANA") == []
    assert world.check_in().standing is Answering.AWAY
    assert "It is closed. You can still answer" in world.type("UDANA", "checkin")
    aside = world.messenger.posted_messages[-1]
    world.press("UDANA", "Confirm late", message=aside)
    assert world.check_in().standing is Answering.LATE
    assert world.late == [f"late:{HERE}:UDANA:0"]
    assert world.type("UDANA", "checkin") == "No check-in waits for you."


def test_of_a_ritual_only_the_newest_check_in_is_offered(world: World) -> None:
    world.opened(reminders=())
    world.go_to("2026-12-07 08:00")
    shown = world.type("UDANA", "checkin")
    assert "Mon 7 Dec 2026" in shown
    assert "Nov 2026" not in shown.replace("24 Nov", "")
    world.go_to("2026-12-08 16:00")
    assert "Mon 7 Dec 2026" in world.type("UDANA", "checkin")
    assert "No check-in" not in world.type("UDANA", "checkin")
