"""Rituals are set up and changed in modals."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from definitions_world import DANA, EVA, OWEN, PORTFOLIO, REVIEW, SOURCES, TALK, World, labels

from builders import a_ritual
from cadence.core.agenda import Ask, Comparison, Condition, Sort
from cadence.core.message import Choice
from cadence.rituals.model.edits import BLANK, Filled, question, question_values
from cadence.rituals.model.faults import faults
from cadence.rituals.model.ritual import Origin, Participants, State
from cadence.rituals.model.schedule import Monthly, OnHoliday
from cadence.rituals.service.templates import begun, shipped

MOOD = Ask(
    name="mood",
    label="How is it?",
    sort=Sort.CHOICE,
    choices=(Choice("Good", "good"), Choice("Bad", "worst")),
)


# --- a new one ---------------------------------------------------------------------------------------


def test_a_template_needs_no_more_than_a_channel_and_people(world: World) -> None:
    world.type(DANA, "rituals new customer-debrief", channel=REVIEW)
    fields = world.fields()
    assert fields["Template"].value == "customer-debrief"
    assert fields["Channel of the digest"].value == REVIEW
    assert fields["Time zone"].value == "Europe/Berlin"
    assert world.submit(DANA, {"Who is asked": (DANA, OWEN)}) == {}
    assert "nobody is asked before you start it" in world.shown()
    standing = world.standing("customer-debrief")
    assert (standing.state, standing.next_at) == (State.PAUSED, None)
    made = standing.version.ritual
    template = begun("customer-debrief")
    assert made == replace(
        template,
        channel=REVIEW,
        participants=Participants(people=(DANA, OWEN)),
        schedule=replace(template.schedule, zone=ZoneInfo("Europe/Berlin")),
    )
    assert "paused and not started yet" in world.type(DANA, "rituals")


def test_it_is_started_by_a_press(world: World) -> None:
    world.type(DANA, "rituals new customer-debrief", channel=REVIEW)
    world.submit(DANA, {"Who is asked": (DANA,)})
    world.press_in(DANA, "Start it")
    standing = world.standing("customer-debrief")
    assert standing.state is State.ON
    assert standing.next_at is not None
    assert "is on; next Thu 26 Nov 2026 at 14:00, Europe/Berlin." in world.shown()
    assert "Start it" not in labels(world.modal()[1].blocks)
    told = "“Customer debrief” is on, says Dana; next Thu 26 Nov 2026 at 14:00, Europe/Berlin."
    assert world.told() == [told]


def test_without_a_template_its_name_and_times_are_asked_for(world: World) -> None:
    world.type(DANA, "rituals")
    world.press(DANA, "New ritual…")
    wrong = world.submit(DANA, {"Channel of the digest": REVIEW, "At": "9 am", "Time zone": "Mars"})
    assert wrong == {
        "Name": "What is it called?",
        "When": "When?",
        "At": 'Must be a time of day, such as "09:00".',
        "Time zone": "“Mars” is no IANA time zone; one is Europe/Berlin, for example.",
    }
    assert world.definitions.all() == ()
    filled = {
        "Channel of the digest": REVIEW,
        "Name": "Our Wöchentliche Runde!",
        "User groups": "@support, S123",
        "When": "first Monday of every month",
        "At": "9:30",
    }
    assert world.submit(DANA, filled) == {}
    made = world.ritual("our-w-chentliche-runde")
    assert made.schedule.recurrence == Monthly(nth=1, weekday=0)
    assert made.schedule.at == time(9, 30)
    assert made.participants.groups == ("@support", "S123")
    assert [each.label for each in made.asks] == ["What changed since last time?"]


def test_what_is_wrong_is_told_beside_what_was_filled_in(world: World) -> None:
    world.type(DANA, "rituals new pre-mortem", channel=REVIEW)
    assert world.submit(DANA, {"Name": "Ours"}) == {}
    assert "Not saved: Who is asked: nobody is asked" in world.shown()
    assert world.fields()["Name"].value == "Ours"
    assert world.fields()["Template"].value == "pre-mortem"
    elsewhere = {"Who is asked": (DANA,), "Channel of the digest": "CELSE"}
    assert world.submit(DANA, elsewhere) == {}
    assert "You are not in that channel, or Cadence is not" in world.shown()
    assert world.definitions.all() == ()


def test_two_of_one_name_have_two_keys(world: World) -> None:
    for _ in range(2):
        world.type(DANA, "rituals new pre-mortem", channel=REVIEW)
        world.submit(DANA, {"Who is asked": (DANA,)})
    assert [each.version.ritual.key for each in world.definitions.all()] == [
        "pre-mortem",
        "pre-mortem-2",
    ]


# --- parts ---------------------------------------------------------------------------------------------


@pytest.fixture
def edited(world: World) -> World:
    """The weekly review, before Dana in a modal."""
    world.define()
    world.type(DANA, "rituals edit weekly")
    return world


def test_every_part_that_is_saved_is_a_version(edited: World) -> None:
    edited.press_in(DANA, "When…")
    assert edited.fields()["When"].value == "every Monday"
    edited.submit(
        DANA,
        {
            "When": "every 2 weeks on Tuesday from 2026-11-24",
            "Holidays of": "de-be",
            "Further days off": "2026-12-24",
            "On a day off it is": "before",
            "Last date": "2027-11-30",
        },
    )
    schedule = edited.ritual().schedule
    assert schedule.holidays == ("DE-BE",)
    assert schedule.days_off == (date(2026, 12, 24),)
    assert (schedule.on_holiday, schedule.ends) == (OnHoliday.BEFORE, date(2027, 11, 30))
    assert "Version 2: when: every Monday at 09:00, Europe/Berlin → every 2 weeks" in edited.shown()
    assert edited.standing().next_at is not None
    edited.press_in(DANA, "Closing and reminders…")
    edited.submit(DANA, {"At": "17:30", "Reminders before closing": "1d, 90m"})
    assert edited.ritual().reminders == (timedelta(days=1), timedelta(minutes=90))
    edited.press_in(DANA, "Who…")
    edited.submit(DANA, {"Who is asked": (EVA,), "Who answers its calls": (OWEN,)})
    assert edited.ritual().participants == Participants(people=(EVA,))
    edited.press_in(DANA, "Name and channel…")
    edited.submit(DANA, {"Name": "Our week", "Channel of the digest": TALK})
    ritual = edited.ritual()
    assert (ritual.title, ritual.channel, ritual.calls_to) == ("Our week", TALK, (OWEN,))
    notes = [each.note for each in edited.definitions.versions("weekly")]
    assert len(notes) == 5
    assert notes[0] == "title: Weekly review → Our week; channel"
    assert {each.by for each in edited.definitions.versions("weekly")} == {DANA}


def test_what_it_is_about_is_chosen_in_the_form(edited: World) -> None:
    edited.press_in(DANA, "Name and channel…")
    edited.submit(DANA, {"What it is about": ("revenue", "portfolio")})
    assert set(edited.ritual().sources) == {"revenue", "portfolio"}
    assert "Version 2: sources" in edited.shown()
    edited.press_in(DANA, "Who…")
    edited.submit(DANA, {"And": ("owners",)})
    assert edited.ritual().participants.owners
    edited.press_in(DANA, "Name and channel…")
    edited.submit(DANA)
    assert edited.standing().version.number == 3, "read back as it was"
    edited.press_in(DANA, "Name and channel…")
    edited.submit(DANA, {"What it is about": ()})
    assert "Owners: of what? Name the sources whose owners are asked." in edited.shown()


def test_saving_nothing_new_makes_no_version(edited: World) -> None:
    for part in ("When…", "Who…", "Closing and reminders…", "Name and channel…"):
        edited.press_in(DANA, part)
        assert edited.submit(DANA) == {}
        assert "Nothing was changed." in edited.shown()
    assert edited.standing().version.number == 1


def test_what_is_misspelt_is_told_before_anything_is_done(edited: World) -> None:
    edited.press_in(DANA, "When…")
    wrong = edited.submit(DANA, {"When": "sometimes", "At": "noon", "Further days off": "May"})
    assert set(wrong) == {"When", "At", "Further days off"}
    assert wrong["Further days off"] == "Write dates such as 2026-12-25, 2027-01-01."
    assert edited.standing().version.number == 1


def test_what_can_not_be_kept_to_is_told_with_all_that_was_filled_in(edited: World) -> None:
    edited.press_in(DANA, "When…")
    edited.submit(DANA, {"Holidays of": "DE, ATLANTIS", "First date": "2026-12-01"})
    assert "Not saved: Holidays: “ATLANTIS” is no country" in edited.shown()
    assert edited.fields()["First date"].value == date(2026, 12, 1)
    edited.submit(DANA, {"Holidays of": "DE", "First date": None, "Last date": "2026-11-01"})
    assert "Not saved: By that it would never be due." in edited.shown()
    assert edited.submit(DANA, {"Last date": None}) == {}
    assert edited.ritual().schedule.holidays == ("DE",)


def test_of_two_who_change_it_the_second_sees_how_it_is_now(edited: World) -> None:
    edited.press_in(DANA, "Name and channel…")
    edited.type(OWEN, "rituals pause weekly until 2026-12-07")
    edited.submit(DANA, {"Name": "Mine"})
    assert "Somebody else changed it meanwhile" in edited.shown()
    assert edited.ritual().title == "Weekly review"
    assert edited.standing().version.number == 2


def test_who_may_not_change_it_is_told_so(world: World) -> None:
    world.define()
    world.type(EVA, "rituals edit weekly")
    assert world.shown() == "Only people in the channel of “Weekly review” may do that."
    world.type(DANA, "rituals show weekly")
    world.press(EVA, "Edit…")
    assert world.shown() == "Only people in the channel of “Weekly review” may do that."


def test_it_is_paused_by_a_form_with_a_reason_and_a_date(world: World) -> None:
    world.define()
    world.type(DANA, "rituals show weekly")
    world.press(DANA, "Pause…")
    world.submit(DANA, {"Until": "2026-12-07", "Why": "holidays"})
    assert "is paused until Mon 7 Dec 2026" in world.shown()
    assert world.told() == ["“Weekly review” is paused until Mon 7 Dec 2026 by Dana: holidays."]


def test_what_the_file_defines_is_paused_without_a_date(world: World) -> None:
    world.define(origin=Origin.FILE)
    world.type(DANA, "rituals show weekly")
    world.press(DANA, "Pause…")
    assert set(world.fields()) == {"Why"}
    world.submit(DANA)
    assert world.standing().state is State.PAUSED


# --- questions -------------------------------------------------------------------------------------------


def test_a_question_is_added_with_what_its_kind_needs(edited: World) -> None:
    edited.press_in(DANA, "Questions…")
    edited.press_in(DANA, "Add a question…")
    assert "Choices, one a line" not in edited.fields()
    edited.choose(DANA, {"Question": "How was it?", "Answer": "choice"})
    assert edited.fields()["Question"].value == "How was it?"
    assert edited.submit(DANA, {"Choices, one a line": "Good"}) == {
        "Choices, one a line": "Write two choices at least, each in a line of its own."
    }
    filled = {"Choices, one a line": "Good\n\n Bad ", "Besides": ("optional", "call")}
    assert edited.submit(DANA, filled) == {}
    assert "Version 2: question added: “How was it?”" in edited.shown()
    assert edited.ritual().asks[-1] == Ask(
        name="how_was_it",
        label="How was it?",
        sort=Sort.CHOICE,
        choices=(Choice("Good", "good"), Choice("Bad", "bad")),
        optional=True,
        is_call=True,
    )


def test_a_question_can_depend_on_an_earlier_answer(world: World) -> None:
    world.define(asks=(MOOD, Ask(name="hours", label="How long?", sort=Sort.NUMBER)))
    world.type(DANA, "rituals edit weekly")
    world.press_in(DANA, "Questions…")
    world.press_in(DANA, "Add a question…")
    world.choose(DANA, {"Question": "Why?", "Asked only if": "mood"})
    assert [each.value for each in world.fields()["What"].choices] == ["good", "worst"]
    world.submit(DANA, {"The answer to that": "is not", "What": "good"})
    why = world.ritual().asks[-1]
    assert why.only_if == Condition(ask="mood", comparison=Comparison.IS_NOT, value="good")
    assert "only if “How is it?” is not “Good”" in world.shown()
    world.press_in(DANA, "Add a question…")
    world.choose(DANA, {"Question": "Too long?", "Asked only if": "hours"})
    world.submit(DANA, {"The answer to that": "above", "What": "many"})
    assert "Not saved: “How long?” is a number; that is no such answer." in world.shown()
    assert world.fields()["Question"].value == "Too long?"
    world.submit(DANA, {"What": "2.5"})
    assert world.ritual().asks[-1].only_if == Condition(
        ask="hours", comparison=Comparison.ABOVE, value=Decimal("2.5")
    )


def test_a_question_can_be_about_each_bet(world: World) -> None:
    world.define(**PORTFOLIO)
    world.type(DANA, "rituals edit weekly")
    world.press_in(DANA, "Questions…")
    world.press_in(DANA, "Add a question…")
    world.submit(DANA, {"Question": "And?", "Asked": "portfolio"})
    assert world.ritual().asks[-1].each == "portfolio"


def test_a_question_whose_words_change_keeps_its_name_and_its_choices_their_values(
    world: World,
) -> None:
    world.define(asks=(MOOD,))
    world.type(DANA, "rituals edit weekly")
    world.press_in(DANA, "Questions…")
    world.press_in(DANA, "Change…")
    world.submit(DANA, {"Question": "How goes it?", "Choices, one a line": "Bad\nGood\nSo so"})
    (ask,) = world.ritual().asks
    assert (ask.name, ask.label) == ("mood", "How goes it?")
    assert [each.value for each in ask.choices] == ["worst", "good", "so_so"]


def test_questions_are_moved_and_removed(world: World) -> None:
    world.define(asks=(MOOD, Ask(name="why", label="Why?"), Ask(name="more", label="More?")))
    world.type(DANA, "rituals edit weekly")
    world.press_in(DANA, "Questions…")
    world.press_in(DANA, "Move down")
    assert [each.name for each in world.ritual().asks] == ["why", "mood", "more"]
    assert "order of the questions" in world.shown()
    world.press_in(DANA, "Move up")
    assert [each.name for each in world.ritual().asks] == ["mood", "why", "more"]
    world.press_in(DANA, "Remove")
    assert [each.name for each in world.ritual().asks] == ["why", "more"]
    world.press_in(DANA, "Remove")
    assert "Remove" not in labels(world.modal()[1].blocks)
    world.press_in(DANA, "Back")
    assert "Questions: 1" in world.shown()


def test_a_question_that_another_depends_on_stays(world: World) -> None:
    why = Ask(
        name="why",
        label="Why?",
        only_if=Condition(ask="mood", comparison=Comparison.IS, value="good"),
    )
    world.define(asks=(MOOD, why))
    world.type(DANA, "rituals edit weekly")
    world.press_in(DANA, "Questions…")
    world.press_in(DANA, "Remove")
    assert "Not saved: “Why?”: there is no question “mood” before this one." in world.shown()
    world.press_in(DANA, "Move down")
    assert "Not saved" in world.shown()
    assert world.standing().version.number == 1


@pytest.mark.parametrize("name", shipped())
def test_every_question_of_a_template_survives_its_form(name: str) -> None:
    ritual = replace(begun(name), channel=REVIEW, participants=Participants(people=(DANA,)))
    for ask in ritual.asks:
        form = Filled(question_values(ritual, ask))
        assert question(form, ritual, ask.name) == ritual
        assert form.errors == {}


def test_a_blank_one_can_be_kept_to() -> None:
    filled = replace(BLANK, title="x", channel=REVIEW, participants=Participants(people=(DANA,)))
    assert faults(filled, SOURCES) == ()
    assert faults(a_ritual(), SOURCES) == ()
