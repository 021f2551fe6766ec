"""`/cadence rituals`: what there is, who sees it, and how it is paused, resumed, ended and rolled back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from definitions_world import DANA, EVA, OWEN, PORTFOLIO, REVIEW, SECRET, World, labels

from builders import an_occurrence
from cadence.core.agenda import Ask
from cadence.core.message import Kind
from cadence.rituals.model.occurrence import Entry, Stage, Step
from cadence.rituals.model.ritual import Origin, Participants, State


def test_the_list_says_when_each_is_next(world: World) -> None:
    world.define()
    world.define("retro", title="Retro", ends=date(2026, 11, 1))
    said = world.type(EVA, "rituals")
    assert "2 rituals." in said
    assert "Weekly review  weekly" in said
    assert "every Monday at 09:00, Europe/Berlin" in said
    assert "next 23 Nov 2026, 08:00 UTC" in said
    assert "not due any more" in said
    assert "Retro" not in world.type(EVA, "rituals list weekly")


def test_where_there_is_none_it_is_said_how_to_begin(world: World) -> None:
    said = world.type(DANA, "rituals")
    assert "There is no ritual yet" in said
    assert "quality-review:" in world.type(DANA, "rituals templates")
    assert "There is no ritual “x”" in world.type(DANA, "rituals list x")


def test_what_is_held_in_a_private_channel_is_not_there_for_others(world: World) -> None:
    world.messenger.kinds[SECRET] = Kind.PRIVATE
    world.define("secret", title="Sale", channel=SECRET, participants=Participants(people=(OWEN,)))
    world.make(
        world.definitions.put("secret", State.ON, why="", next_at=None),
    )
    assert "Sale" in world.type(OWEN, "rituals")
    assert "Sale" in world.type(DANA, "rituals")  # who set it up
    for said in ("rituals", "rituals list sale", "rituals show secret", "rituals history secret"):
        assert "Sale" not in world.type(EVA, said)
        assert "There is no ritual" in world.type(EVA, said)


def test_a_guest_sees_what_is_held_in_channels_that_they_are_in(world: World) -> None:
    world.define("open", title="Sale", channel=SECRET)
    world.messenger.kinds[SECRET] = Kind.PUBLIC
    assert "Sale" in world.type(EVA, "rituals")
    world.messenger.people[EVA] = replace(world.messenger.people[EVA], is_guest=True)
    assert "Sale" not in world.type(EVA, "rituals")
    world.messenger.memberships[EVA] = frozenset({SECRET})
    assert "Sale" in world.type(EVA, "rituals")


def test_who_is_only_told_of_it_sees_it(world: World) -> None:
    world.messenger.kinds[SECRET] = Kind.PRIVATE
    who = Participants(people=(OWEN,), observers=(EVA,))
    world.define("secret", title="Sale", channel=SECRET, participants=who)
    assert "told of it: Eva" in world.type(EVA, "rituals show sale")


def test_one_is_shown_with_all_its_questions(world: World) -> None:
    asks = (
        Ask(name="a", label="What changed?"),
        Ask(name="b", label="And for each?", each="portfolio", optional=True, is_call=True),
    )
    world.define(asks=asks, calls_to=(OWEN,), holidays=("DE",), **PORTFOLIO)
    said = world.type(DANA, "rituals show weekly")
    assert "the owners of what portfolio is about" in said
    assert (
        "2. And for each?  text; about each of portfolio; may be left empty; an answer is" in said
    )
    assert "Calls are answered by Owen" in said
    assert "Days off: DE: on the working day after" in said
    assert "Version 1 of 22 Nov 2026, 12:00 UTC, by Dana" in said


def test_a_name_may_be_short_or_have_spaces(world: World) -> None:
    world.define("weekly-review", title="Our week")
    world.define("weekend", title="Other")
    assert "Our week" in world.type(DANA, 'rituals show "our week"')
    assert "Our week" in world.type(DANA, "rituals show WEEKLY")
    assert "There is no ritual “week”" in world.type(DANA, "rituals show week")
    assert "Questions" in world.type(DANA, "rituals weekly-review")
    assert "Questions" in world.type(DANA, "rituals our week")


def test_what_is_nothing_brings_help(world: World) -> None:
    assert "“dance” is nothing I know" in world.type(DANA, "rituals dance")
    assert "/cadence rituals preview" in world.type(DANA, "rituals help")


# --- pausing and ending ----------------------------------------------------------------------------------


def test_a_pause_lasts_until_somebody_resumes_it_and_the_channel_is_told(world: World) -> None:
    world.define()
    assert "is paused until" in world.type(DANA, "rituals pause weekly everyone is away.")
    standing = world.standing()
    assert (standing.state, standing.next_at) == (State.PAUSED, None)
    assert world.told() == ["“Weekly review” is paused by Dana: everyone is away."]
    assert "paused by Dana: everyone is away" in world.type(OWEN, "rituals")
    assert "is paused already" in world.type(OWEN, "rituals pause weekly")
    assert "is on; next" in world.type(OWEN, "rituals resume weekly")
    assert world.standing().next_at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    back = "“Weekly review” is on, says Owen; next Mon 23 Nov 2026 at 09:00, Europe/Berlin."
    assert world.told()[1:] == [back]
    assert "is not paused" in world.type(OWEN, "rituals resume weekly")


def test_a_pause_with_a_date_is_a_version_and_can_be_cut_short(world: World) -> None:
    world.define()
    assert "until Mon 7 Dec 2026" in world.type(
        DANA, "rituals pause weekly until 2026-12-07 holidays"
    )
    (pause,) = world.ritual().schedule.pauses
    assert (pause.start, pause.end) == (date(2026, 11, 22), date(2026, 12, 7))
    assert pause.why == "by Dana: holidays"
    assert world.standing().version.note == "paused until Mon 7 Dec 2026"
    assert "next 07 Dec 2026" in world.type(DANA, "rituals")
    world.clock.advance(seconds=86_400 * 2)
    assert "is on; next" in world.type(DANA, "rituals resume weekly")
    assert world.ritual().schedule.pauses[0].end == date(2026, 11, 24)
    assert "next 30 Nov 2026" in world.type(DANA, "rituals")
    assert "is not ahead of us" in world.type(DANA, "rituals pause weekly until 2026-11-01")


def test_a_pause_until_no_day_pauses_nothing(world: World) -> None:
    world.define()
    for said in ("until 2026-13-45 x", "until", "Until the fair"):
        assert "names no day that I can read" in world.type(DANA, f"rituals pause weekly {said}")
    assert world.standing().state is State.ON
    assert "until Fri 27 Nov 2026" in world.type(DANA, "rituals pause weekly until Friday")


def test_only_who_is_in_its_channel_may_pause_it(world: World) -> None:
    world.define()
    said = world.type(EVA, "rituals pause weekly")
    assert said == "Only people in the channel of “Weekly review” may do that."
    assert world.standing().state is State.ON
    assert world.told() == []


def test_what_is_ended_keeps_its_history_and_can_be_resumed(world: World) -> None:
    world.define()
    world.type(DANA, "rituals show weekly")
    world.press(DANA, "End")
    assert world.standing().state is State.ENDED
    assert world.told() == ["“Weekly review” is ended by Dana."]
    assert "ended by Dana" in world.type(DANA, "rituals")
    world.type(DANA, "rituals show weekly")
    world.press(DANA, "Resume")
    assert world.standing().state is State.ON


def test_what_the_file_defines_says_where_it_is_changed(world: World) -> None:
    world.define(origin=Origin.FILE)
    where = "change it under [rituals.weekly] in cadence.toml."
    world.type(DANA, "rituals edit weekly")
    assert where in world.shown()
    assert where in world.type(DANA, "rituals end weekly")
    assert where in world.type(DANA, "rituals rollback weekly 1")
    assert where in world.type(DANA, "rituals pause weekly until 2026-12-07")
    shown = world.type(DANA, "rituals show weekly")
    assert "defined under [rituals.weekly] in cadence.toml" in shown
    buttons = labels(world.messenger.posted_messages[-1].message.blocks)
    assert "Pause…" in buttons
    assert not {"Edit…", "End"} & set(buttons)
    assert "is paused until" in world.type(DANA, "rituals pause weekly")


# --- history -----------------------------------------------------------------------------------------------


def test_an_earlier_version_counts_again_as_a_new_one(world: World) -> None:
    world.define()
    world.type(DANA, "rituals pause weekly until 2026-12-07")
    said = world.type(DANA, "rituals history weekly")
    assert "2  22 Nov 2026, 12:00 UTC, by Dana: paused until Mon 7 Dec 2026  (counts now)" in said
    world.press(DANA, "Roll back")
    standing = world.standing()
    assert standing.version.number == 3
    assert standing.version.note == "rolled back to version 1"
    assert world.ritual().schedule.pauses == ()
    assert "has no earlier version 3" in world.type(DANA, "rituals rollback weekly 3")
    assert "has no earlier version 0" in world.type(DANA, "rituals rollback weekly soon")


def test_rolling_back_what_is_paused_leaves_it_paused(world: World) -> None:
    world.define()
    world.type(DANA, "rituals pause weekly until 2026-12-07")
    world.type(DANA, "rituals pause weekly no time")
    world.type(DANA, "rituals rollback weekly 1")
    standing = world.standing()
    assert (standing.state, standing.why, standing.next_at) == (
        State.PAUSED,
        "by Dana: no time",
        None,
    )


def test_history_and_ledger_tell_what_became_of_it(world: World) -> None:
    world.define()
    held = an_occurrence(date(2026, 11, 16), stage=Stage.SKIPPED, why="too late")
    entry = Entry(
        ritual="weekly",
        on=held.on,
        step=Step.FAILED,
        whom=OWEN,
        at=world.clock.now(),
        process="web.1:1",
        done=False,
        why="Jira did not answer",
    )
    assert "None yet." in world.type(DANA, "rituals history weekly")
    assert "nothing has happened yet" in world.type(DANA, "rituals ledger weekly")
    world.make(world.occurrences.create(held), world.occurrences.note(entry))
    said = world.type(DANA, "rituals history weekly")
    assert "Mon 16 Nov 2026  skipped too late; version 1" in said
    said = world.type(DANA, "rituals ledger weekly")
    assert "failed: Jira did not answer" in said
    assert "Owen" in said
    assert "web.1:1" in said
    assert "nothing has" in world.type(DANA, "rituals ledger weekly 2026-11-09")
    world.type(DANA, "rituals")
    world.press(DANA, "Ledger")
    assert "Jira did not answer" in world.messenger.texts[-1]


# --- preview -----------------------------------------------------------------------------------------------


def test_a_preview_shows_the_next_occurrence_and_can_press_and_ping_nothing(world: World) -> None:
    world.define()
    said = world.type(DANA, "rituals preview weekly")
    assert world.publishing.asked == [("weekly", date(2026, 11, 23), DANA)]
    assert "For Owen: what changed?" in said
    assert "[Confirm]" in said
    assert "The digest." in said
    shown = [each.message for each in world.messenger.posted_messages]
    assert [labels(each.blocks) for each in shown] == [[], []]
    assert world.told() == []


def test_a_preview_is_of_any_date(world: World) -> None:
    world.define()
    world.type(DANA, "rituals preview weekly 2027-03-01")
    assert world.publishing.asked == [("weekly", date(2027, 3, 1), DANA)]


def test_a_preview_of_no_date_says_so(world: World) -> None:
    world.define()
    said = world.type(DANA, "rituals preview weekly 2027-02-29")
    assert "“2027-02-29” names no day that I can read" in said
    assert world.publishing.asked == []


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 25, "²", "-1", "0"])
def test_a_version_that_there_is_not_is_named_none(world: World, number: str) -> None:
    world.define()
    assert "has no earlier version" in world.type(DANA, f"rituals rollback weekly {number}")


def test_a_preview_that_can_not_be_read_says_so(world: World) -> None:
    world.define()
    world.publishing.is_down = True
    said = world.type(DANA, "rituals preview weekly")
    assert said == "I could not read what it needs: Jira did not answer. Nothing was sent."


def test_buttons_of_a_ritual_that_is_gone_say_so(world: World) -> None:
    world.define()
    world.type(DANA, "rituals show weekly")
    for label in ("Preview", "History", "End"):
        world.press(DANA, label, value="gone")
        assert "There is no ritual “gone”" in world.messenger.texts[-1]
    assert REVIEW not in {each.channel for each in world.messenger.posted_messages}
