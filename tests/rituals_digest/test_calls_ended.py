"""Calls, from what raises them to how they end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from digest_room import MONDAY, REVIEW, DigestRoom, a_digest_room, labels

from builders import a_call, a_given, a_ritual, an_occurrence
from cadence.adapters.db.engine import make_engine
from cadence.core.agenda import Ask, Call, Ended, Outcome, Subject, Told
from cadence.core.message import Choice, Input, Kind, Message, Paragraph, Who, line
from cadence.core.plain import plain
from cadence.delivery.job import Settlement
from cadence.rituals.model.called import Raised, says_nothing
from cadence.rituals.model.occurrence import Stage, Step

NEXT = MONDAY + timedelta(days=7)
FRIDAY = date(2026, 11, 27)
OPTIONS = (Choice("Sunset", "sunset"), Choice("Keep until March", "keep"))
TO_DECIDE = Ask(name="decide", label="What has to be decided?", is_call=True, optional=True)


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Iterator[DigestRoom]:
    if request.param == "fake":
        yield with_call(a_digest_room())
        return
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    engine = make_engine(request.getfixturevalue(name))
    yield with_call(a_digest_room(engine))
    engine.dispose()


@pytest.fixture
def faked() -> DigestRoom:
    return with_call(a_digest_room())


def with_call(room: DigestRoom, *calls: Call) -> DigestRoom:
    """The portfolio raises these at each occurrence."""
    room.define(a_ritual(sources=("portfolio",)))
    raises(room, *(calls or (a_call(options=OPTIONS),)))
    return room


def raises(room: DigestRoom, *calls: Call, gaps: tuple[str, ...] = ()) -> None:
    room.source.tells = lambda edition: Told(calls=calls, gaps=gaps, read_at=edition.at)


def call(room: DigestRoom, number: int = 1) -> Raised:
    found = room.calls.call("weekly", number)
    assert found is not None
    return found


# --- deciding --------------------------------------------------------------------------------------


def test_a_decision_goes_into_the_log_and_the_digest_says_so(room: DigestRoom) -> None:
    room.source.held = (Subject(key="bet:7", source="portfolio", name="Search revamp"),)
    raises(room, a_call(options=OPTIONS, subject="bet:7", why=(line("31 for 28 days"),)))
    room.publish()
    view = room.press(room.to(REVIEW)[0], "Decide…", "UDANA")
    form = room.submit(
        view, "UDANA", option="sunset", words="By the end of Q1", why="It holds 20 %"
    )
    assert "Recorded as D-1" in str(form)
    (new,) = room.log.logged.values()
    assert (new.title, new.decided) == (
        "Search revamp: Sunset",
        "Sunset. By the end of Q1",
    )
    assert (new.options, new.chosen, new.why) == (
        ("Sunset", "Keep until March"),
        "Sunset",
        "It holds 20 %",
    )
    assert "31 for 28 days" in new.context
    assert (new.channel, new.thread, new.about) == (
        REVIEW,
        room.to(REVIEW)[0].ts,
        ("Search revamp",),
    )
    (digest,) = room.to(REVIEW)
    assert "Decided by Dana: Sunset. By the end of Q1 (D-1)" in digest.text
    assert labels(digest.message) == []
    ((ended, outcome),) = room.source.endings.values()
    assert (ended.key, outcome.option, outcome.decision) == ("bet:7:flat", "sunset", 1)


def test_of_two_who_decide_at_once_the_second_is_told(room: DigestRoom) -> None:
    room.publish()
    (digest,) = room.to(REVIEW)
    first, second = (room.press(digest, "Decide…", user) for user in ("UDANA", "UOWEN"))
    room.submit(first, "UDANA", option="sunset")
    told = room.submit(second, "UOWEN", option="keep")
    assert "This was dealt with meanwhile. Decided by Dana: Sunset (D-1)" in str(told)
    assert len(room.log.logged) == 1


def test_a_decision_in_ones_own_words_needs_words(faked: DigestRoom) -> None:
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Decide…", "UDANA") or ""
    for answers in ({"option": "other"}, {}, {"option": "other", "words": "\u2800 "}):
        errors = faked.desk.errors(faked.submission(view, "UDANA", **answers))
        assert errors == {"words": "Say what is decided."}
    faked.submit(view, "UDANA", option="other", words="Merge it\ninto checkout")
    (new,) = faked.log.logged.values()
    assert (new.title, new.chosen) == ("Search revamp is flat: Merge it", None)


def test_a_day_must_be_ahead_and_within_a_year(faked: DigestRoom) -> None:
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Decide…", "UDANA") or ""
    for written, said in (
        ("2026-11-23", "Choose a day ahead."),
        ("2028-01-01", "Choose a day within a year."),
        ("soon", "Choose a day."),
    ):
        given = faked.submission(view, "UDANA", option="keep", review_on=written)
        assert faked.desk.errors(given) == {"review_on": said}
    faked.submit(view, "UDANA", option="keep", review_on="2027-03-01")
    (new,) = faked.log.logged.values()
    assert new.review_on == call(faked).outcome.due_on == date(2027, 3, 1)  # type: ignore[union-attr]


def test_what_is_kept_until_a_date_needs_one(faked: DigestRoom) -> None:
    raises(faked, a_call(options=(Choice("Keep until a date", "keep"), *OPTIONS[:1])))
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Decide…", "UDANA")
    form = faked.submit(view, "UDANA", option="keep", why="Sales need it")
    assert "Say until when, below." in str(form.blocks[0])
    kept = {each.name: each.value for each in form.blocks if isinstance(each, Input)}
    assert (kept["option"], kept["why"]) == ("keep", "Sales need it")
    assert (call(faked).ended, faked.log.logged) == (Ended.OPEN, {})
    faked.submit(view, "UDANA", option="keep", review_on="2027-03-01")
    assert call(faked).ended is Ended.DECIDED


# --- no change -------------------------------------------------------------------------------------


def test_no_change_is_one_press(room: DigestRoom) -> None:
    room.publish()
    room.press(room.to(REVIEW)[0], "No change", "UOWEN")
    assert call(room).ended is Ended.NO_CHANGE
    assert "No change, says Owen." in room.digest()
    assert room.aside("UOWEN") == ["Noted: no change.\n\n[Undo]"]
    ((_, outcome),) = room.source.endings.values()
    assert (outcome.ended, outcome.by) == (Ended.NO_CHANGE, "UOWEN")
    lines = [each for each in room.occurrences.lines if each.step is Step.CALL]
    assert [(each.whom, each.why, each.done) for each in lines] == [
        ("UOWEN", "#1 No change, says Owen.", True)
    ]


def test_no_change_is_taken_back_by_a_press(room: DigestRoom) -> None:
    room.publish()
    room.press(room.to(REVIEW)[0], "No change", "UOWEN")
    noted = room.only_for("UOWEN")[0]
    room.press(noted, "Undo", "UOWEN")
    assert call(room).ended is Ended.OPEN
    assert room.aside("UOWEN")[1] == "Taken back: the question is open again."
    assert labels(room.to(REVIEW)[0].message) == ["Decide…", "Give to…", "No change"]
    assert "last: No change, says Owen." in room.digest()
    assert [each.ended for _, each in room.source.endings.values()] == [Ended.NO_CHANGE, Ended.OPEN]
    lines = [each.why for each in room.occurrences.lines if each.step is Step.CALL]
    assert lines[1] == "#1 open again: “no change” was taken back"
    room.press(noted, "Undo", "UOWEN")
    assert room.aside("UOWEN")[2] == "It is open already."
    room.publish(NEXT)
    assert "carried over once" in room.to(REVIEW)[1].text


def test_in_a_direct_message_the_question_has_its_buttons_again(room: DigestRoom) -> None:
    raises(room, a_call(options=OPTIONS, to=("UDANA",)))
    room.publish()
    room.press(room.to("UDANA")[0], "No change", "UDANA")
    assert labels(room.to("UDANA")[0].message) == ["Undo"]
    room.press(room.to("UDANA")[0], "Undo", "UDANA")
    assert labels(room.to("UDANA")[0].message) == ["Decide…", "Give to…", "No change"]


def test_what_is_asked_anew_or_was_decided_since_is_not_taken_back(faked: DigestRoom) -> None:
    faked.publish()
    faked.press(faked.to(REVIEW)[0], "No change", "UOWEN")
    noted = faked.only_for("UOWEN")[0]
    faked.publish(NEXT)
    faked.press(noted, "Undo", "UOWEN")
    assert faked.aside("UOWEN")[1] == "It is asked again already, as #2: answer it there."
    assert call(faked, 1).ended is Ended.NO_CHANGE
    room = with_call(a_digest_room())
    room.publish()
    room.press(room.to(REVIEW)[0], "No change", "UOWEN")
    first = room.only_for("UOWEN")[0]
    room.press(first, "Undo", "UOWEN")
    view = room.press(room.to(REVIEW)[0], "Decide…", "UDANA")
    room.submit(view, "UDANA", option="sunset")
    room.press(first, "Undo", "UOWEN")
    assert "There is nothing to take back. Decided by Dana: Sunset" in room.aside("UOWEN")[2]


def test_who_may_not_answer_takes_nothing_back(faked: DigestRoom) -> None:
    raises(faked, a_call(options=OPTIONS, to=("UDANA",)))
    faked.publish()
    faked.press(faked.to("UDANA")[0], "No change", "UDANA")
    faked.press(faked.to("UDANA")[0], "Undo", "UOWEN")
    assert call(faked).ended is Ended.NO_CHANGE


def test_the_second_press_changes_nothing(faked: DigestRoom) -> None:
    faked.publish()
    (digest,) = faked.to(REVIEW)
    faked.press(digest, "No change", "UOWEN")
    faked.press(digest, "No change", "UDANA")
    assert "dealt with meanwhile. No change, says Owen." in faked.aside("UDANA")[0]
    assert len(faked.source.endings) == 1


def test_what_its_source_raises_again_after_no_change_is_another_call(faked: DigestRoom) -> None:
    faked.publish()
    faked.press(faked.to(REVIEW)[0], "No change", "UOWEN")
    faked.publish(NEXT)
    assert "#2 Search revamp is flat" in faked.to(REVIEW)[1].text
    assert call(faked, 1).ended is Ended.NO_CHANGE


# --- an owner with a date --------------------------------------------------------------------------


def test_whoever_is_given_a_call_has_it_until_its_date(room: DigestRoom) -> None:
    room.publish()
    view = room.press(room.to(REVIEW)[0], "Give to…", "UDANA")
    form = room.submit(view, "UDANA", owner="URITA", due_on="2026-11-27", words="Ask sales")
    assert "Rita has it until Fri 27 Nov 2026" in str(form)
    (asked,) = room.to("URITA")
    assert "Dana gave you this question of “Weekly review”" in asked.text
    assert "“Ask sales”" in asked.text
    assert "With Rita until Fri 27 Nov 2026, given by Dana." in room.digest()
    assert labels(room.to(REVIEW)[0].message) == []
    room.press(asked, "No change", "URITA")
    assert call(room).ended is Ended.NO_CHANGE
    assert "No change, says Rita." in room.to("URITA")[0].text


def test_on_its_date_it_is_open_again_and_its_owner_is_told(room: DigestRoom) -> None:
    room.publish()
    view = room.press(room.to(REVIEW)[0], "Give to…", "UDANA")
    room.submit(view, "UDANA", owner="URITA", due_on="2026-11-27")
    room.until(room.clock.now().replace(day=27, hour=7, minute=59))
    assert call(room).ended is Ended.GIVEN
    room.until(room.clock.now().replace(hour=8, minute=2))
    assert call(room).ended is Ended.OPEN
    assert "Today is the day for this question" in room.to("URITA")[1].text
    assert labels(room.to(REVIEW)[0].message) == ["Decide…", "Give to…", "No change"]
    assert "last: With Rita until Fri 27 Nov 2026, given by Dana." in room.digest()


def test_a_call_that_is_given_on_is_not_opened_by_the_first_date(faked: DigestRoom) -> None:
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Give to…", "UDANA")
    faked.submit(view, "UDANA", owner="URITA", due_on="2026-11-27")
    (asked,) = faked.to("URITA")
    view = faked.press(asked, "Give to…", "URITA")
    faked.submit(view, "URITA", owner="UOWEN", due_on="2026-12-04")
    faked.until(faked.clock.now().replace(day=28))
    assert call(faked).ended is Ended.GIVEN
    assert call(faked).outcome.owner == "UOWEN"  # type: ignore[union-attr]
    assert len(faked.to("URITA")) == 1


def test_while_somebody_has_it_it_is_neither_raised_anew_nor_settled(faked: DigestRoom) -> None:
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Give to…", "UDANA")
    faked.submit(view, "UDANA", owner="URITA", due_on="2026-12-11")
    faked.publish(NEXT)
    assert "With Rita until Fri 11 Dec 2026" in faked.to(REVIEW)[1].text
    raises(faked)
    faked.publish(NEXT + timedelta(days=7))
    assert call(faked).ended is Ended.GIVEN
    assert faked.calls.call("weekly", 2) is None


def test_what_is_given_away_while_the_next_digest_is_put_together_stays_given(
    room: DigestRoom,
) -> None:
    room.publish()
    late = room.clock.now() + timedelta(days=7)
    closed = an_occurrence(NEXT, stage=Stage.CLOSED, opened_at=late, closed_at=late)
    room.occurrences.held["weekly", NEXT] = closed
    put_together = room.publisher.published(a_ritual(sources=("portfolio",)), closed, at=late)
    view = room.press(room.to(REVIEW)[0], "Give to…", "UDANA")
    room.submit(view, "UDANA", owner="URITA", due_on="2026-12-11")
    room.settle(put_together)
    room.pass_a_minute()
    assert call(room).ended is Ended.GIVEN
    assert "With Rita until Fri 11 Dec 2026" in room.to(REVIEW)[1].text
    assert labels(room.to(REVIEW)[1].message) == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"owner": "UBOT", "due_on": "2026-11-27"}, "Robot can't answer it."),
        ({"owner": "UNOBODY", "due_on": "2026-11-27"}, "Slack knows nobody by that name."),
    ],
)
def test_who_can_not_answer_is_given_nothing(
    faked: DigestRoom, answers: dict[str, str], said: str
) -> None:
    robot = replace(faked.messenger.people["URITA"], id="UBOT", name="Robot", is_bot=True)
    faked.messenger.people["UBOT"] = robot
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Give to…", "UDANA")
    form = faked.submit(view, "UDANA", **answers)
    assert said in str(form.blocks[0])
    assert call(faked).ended is Ended.OPEN


# --- to some people alone --------------------------------------------------------------------------


def test_what_is_for_some_people_goes_to_them_and_the_channel_hears_only_how_many(
    room: DigestRoom,
) -> None:
    raises(room, a_call(to=("UDANA", "URITA"), options=OPTIONS))
    room.publish()
    assert "1 question is with Dana and Rita." in room.digest()
    assert "Search revamp" not in room.digest()
    for user in ("UDANA", "URITA"):
        (asked,) = room.to(user)
        assert "#1 Search revamp is flat" in asked.text
        assert "asked: Dana and Rita" in asked.text
    room.press(room.to("UDANA")[0], "No change", "UDANA")
    for user in ("UDANA", "URITA"):
        assert "No change, says Dana." in room.to(user)[0].text
        assert labels(room.to(user)[0].message) == ["Undo"]
    assert "1 question was answered." in room.digest()


def test_a_question_that_is_asked_again_leaves_buttons_in_the_newest_message_alone(
    room: DigestRoom,
) -> None:
    raises(room, a_call(to=("UDANA",)))
    room.publish()
    room.publish(NEXT)
    first, second = room.to("UDANA")
    assert "still open, asked again in a newer message" in first.text
    assert labels(first.message) == []
    assert "carried over once" in second.text
    room.press(second, "No change", "UDANA")
    assert "No change, says Dana." in room.to("UDANA")[1].text


def test_all_that_is_one_persons_stands_in_one_message(room: DigestRoom) -> None:
    raises(
        room,
        a_call("bet:7:flat", to=("UDANA",), title="Search is flat"),
        a_call("bet:8:flat", to=("UDANA", "URITA"), title="Dark mode is flat"),
        a_call("bet:9:flat", to=("UDANA",), title="Export is flat"),
    )
    room.publish()
    (asked,) = room.to("UDANA")
    assert "Weekly review of Mon 23 Nov 2026: 3 questions are yours to answer." in asked.text
    room.press(asked, "No change", "UDANA", which=1)
    (asked,) = room.to("UDANA")
    assert "#2 Dark mode is flat\nNo change, says Dana." in asked.text
    assert labels(asked.message).count("Decide…") == 2
    assert "No change, says Dana." in room.to("URITA")[0].text
    raises(room, a_call("bet:9:flat", to=("UDANA",), title="Export is flat"))
    room.publish(NEXT)
    before, now = room.to("UDANA")
    assert "#3 Export is flat" in now.text
    assert "#1 Search is flat\nNo longer due" in before.text
    assert "#2 Dark mode is flat\nNo change, says Dana." in before.text
    assert "#3 Export is flat: still open, asked again in a newer message." in before.text
    assert labels(before.message) == ["Undo"], "of what stayed as it is"


def test_more_than_one_message_takes_is_asked_in_several(faked: DigestRoom) -> None:
    why = tuple(line(f"reason {number} " * 20) for number in range(8))
    calls = [a_call(f"bet:{each}", to=("UDANA",), why=why) for each in range(12)]
    raises(faked, *calls)
    faked.publish()
    asked = faked.to("UDANA")
    assert len(asked) > 1
    assert sum(labels(each.message).count("Decide…") for each in asked) == 12
    assert all(len(each.text) < 10_000 and len(each.message.blocks) <= 50 for each in asked)


def test_nobody_else_may_answer_it(faked: DigestRoom) -> None:
    raises(faked, a_call(to=("UDANA",)))
    faked.publish()
    (asked,) = faked.to("UDANA")
    view = faked.press(asked, "Decide…", "UOWEN")
    assert "This is for Dana to answer." in str(faked.messenger.forms[view or ""])
    faked.press(asked, "No change", "UOWEN")
    assert call(faked).ended is Ended.OPEN


def test_what_the_channel_may_not_see_is_decided_between_us_and_whoever_decides(
    faked: DigestRoom,
) -> None:
    raises(faked, a_call(to=("UDANA",), is_private=True))
    faked.publish()
    view = faked.press(faked.to("UDANA")[0], "Decide…", "UDANA")
    faked.submit(view, "UDANA", words="Talk to Northwind")
    (new,) = faked.log.logged.values()
    assert (new.channel, new.thread) == ("UDANA", None)
    assert "1 question was answered." in faked.digest()
    lines = [each.why for each in faked.occurrences.lines if each.step is Step.CALL]
    assert "#1 decided" in lines
    assert "Northwind" not in faked.digest() + "".join(lines)


def test_it_is_not_given_to_who_may_not_see_what_it_is_about(faked: DigestRoom) -> None:
    faked.source.not_for = frozenset({"UOWEN"})
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Give to…", "UDANA")
    form = faked.submit(view, "UDANA", owner="UOWEN", due_on="2026-11-27")
    assert "Owen may not see what it is about." in str(form.blocks[0])
    assert faked.to("UOWEN") == []


def test_what_was_raised_in_an_answer_is_not_given_to_a_guest_from_elsewhere(
    faked: DigestRoom,
) -> None:
    raises(faked)
    faked.define(a_ritual(asks=(TO_DECIDE,)))
    faked.answered("URITA", a_given("decide", "Drop Safari 15?", "URITA"))
    faked.publish()
    faked.messenger.people["UOWEN"] = replace(faked.messenger.people["UOWEN"], is_guest=True)
    faked.messenger.memberships["UOWEN"] = frozenset()
    view = faked.press(faked.to(REVIEW)[0], "Give to…", "UDANA")
    form = faked.submit(view, "UDANA", owner="UOWEN", due_on="2026-11-27")
    assert "Owen may not see what it is about." in str(form.blocks[0])


def test_a_call_of_a_channel_that_somebody_does_not_read_is_not_there_for_them(
    faked: DigestRoom,
) -> None:
    faked.messenger.kinds[REVIEW] = Kind.PRIVATE
    faked.messenger.memberships["UUMA"] = frozenset()
    faked.publish()
    (digest,) = faked.to(REVIEW)
    view = faked.press(digest, "Decide…", "UUMA")
    assert "I know no such question" in str(faked.messenger.forms[view or ""])
    faked.press(digest, "No change", "UUMA")
    assert call(faked).ended is Ended.OPEN


def test_where_the_ritual_names_who_answers_they_are_asked_in_the_channel(
    faked: DigestRoom,
) -> None:
    faked.define(a_ritual(sources=("portfolio",), calls_to=("URITA",)))
    faked.publish()
    (digest,) = faked.to(REVIEW)
    assert any(Who("URITA") in getattr(block, "line", ()) for block in digest.message.blocks)
    faked.press(digest, "No change", "UDANA")
    assert "This is for Rita to answer." in faked.aside("UDANA")[0]


# --- what raises and settles them ----------------------------------------------------------------


def test_what_is_no_longer_so_is_settled_where_its_source_was_read_whole(
    faked: DigestRoom,
) -> None:
    faked.publish()
    raises(faked, gaps=("Jira did not answer.",))
    faked.publish(NEXT)
    assert call(faked).ended is Ended.OPEN
    raises(faked)
    faked.publish(NEXT + timedelta(days=7))
    assert call(faked).ended is Ended.SETTLED
    for digest in faked.to(REVIEW)[1:]:
        assert "No longer due: what raised it is no longer so." in digest.text
        assert labels(digest.message) == []
    assert faked.source.endings == {}


def test_what_waits_its_turn_is_not_settled(faked: DigestRoom) -> None:
    faked.publish()
    key = call(faked).call.key
    faked.source.tells = lambda edition: Told(waiting=frozenset({key}), read_at=edition.at)
    faked.publish(NEXT)
    assert (call(faked).ended, call(faked).carried) == (Ended.OPEN, 1)


def test_a_question_that_is_settled_loses_its_buttons_where_it_was_asked(room: DigestRoom) -> None:
    raises(room, a_call(to=("UDANA",)))
    room.publish()
    raises(room)
    room.publish(NEXT)
    (asked,) = room.to("UDANA")
    assert "No longer due" in asked.text
    assert labels(asked.message) == []
    assert "1 question is no longer due." in room.to(REVIEW)[1].text


def test_its_evidence_is_that_of_today(faked: DigestRoom) -> None:
    raises(faked, a_call(why=(line("flat for 28 days"),)))
    faked.publish()
    raises(faked, a_call(why=(line("flat for 35 days"),)))
    faked.publish(NEXT)
    assert "flat for 35 days" in faked.to(REVIEW)[1].text
    assert call(faked).carried == 1


def test_an_answer_may_raise_one_in_its_own_words(faked: DigestRoom) -> None:
    faked.define(a_ritual(asks=(TO_DECIDE,)))
    faked.answered("UOWEN", a_given("decide", "Do we drop Safari 15?", "UOWEN"))
    faked.answered("UDANA", a_given("decide", "Nothing this week."))
    faked.publish()
    (digest,) = faked.to(REVIEW)
    assert "#1 Do we drop Safari 15?" in digest.text
    assert "raised by Owen" in digest.text
    assert "#2" not in digest.text
    assert "1 call due" in digest.message.summary


def test_the_same_words_are_the_same_call_as_long_as_it_is_open(faked: DigestRoom) -> None:
    faked.define(a_ritual(asks=(TO_DECIDE,)))
    for on in (MONDAY, NEXT):
        faked.answered("UOWEN", a_given("decide", "Do we drop  Safari 15?", "UOWEN"), on=on)
        faked.publish(on)
    assert [each.number for each in faked.calls.all("weekly")] == [1]
    assert call(faked).carried == 1


def test_what_was_raised_in_an_answer_stays_until_it_is_answered(faked: DigestRoom) -> None:
    faked.define(a_ritual(asks=(TO_DECIDE,)))
    faked.answered("UOWEN", a_given("decide", "Do we drop Safari 15?", "UOWEN"))
    faked.publish()
    faked.publish(NEXT)
    assert call(faked).ended is Ended.OPEN
    assert "#1 Do we drop Safari 15?" in faked.to(REVIEW)[1].text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("none", True),
        ("N/A", True),
        ("-", True),
        ("Nothing new this week.", True),
        ("not yet", True),
        ("Nothing to decide", True),
        ("No new hires", False),
        ("nothing, but we should drop Safari", False),
        ("4", False),
        ("Now", False),
    ],
)
def test_an_answer_that_raises_nothing_is_told_by_its_words(words: str, expected: bool) -> None:
    assert says_nothing(words) is expected


# --- at home -----------------------------------------------------------------------------------------


def home(room: DigestRoom, user: str) -> str:
    return plain(Message(summary="nothing waits", blocks=room.calling.at_home(user)))


def test_the_home_tab_shows_what_waits_for_whoever_is_asked_by_name(faked: DigestRoom) -> None:
    raises(faked, a_call(to=("UDANA", "URITA")), a_call("bet:8:flat", title="Dark mode is flat"))
    faked.publish()
    assert home(faked, "UOWEN") == "nothing waits"
    assert "#1 Search revamp is flat · Weekly review" in home(faked, "UDANA")
    assert "Dark mode" not in home(faked, "UDANA")
    view = faked.press(faked.to("UDANA")[0], "Give to…", "UDANA")
    faked.submit(view, "UDANA", owner="UOWEN", due_on="2026-11-27")
    assert "#1 Search revamp is flat" in home(faked, "UOWEN")
    assert home(faked, "URITA") == "nothing waits"
    faked.press(faked.to("UOWEN")[0], "No change", "UOWEN")
    assert home(faked, "UOWEN") == "nothing waits"


# --- races and old messages --------------------------------------------------------------------------


def test_what_ends_while_its_messages_wait_to_be_said_is_said_as_ended(room: DigestRoom) -> None:
    raises(room, a_call(to=("UDANA",)), a_call("bet:8:flat", title="Dark mode is flat"))
    handlers, room.handlers = room.handlers, {}
    room.publish()
    for number in (1, 2):
        outcome = Outcome(ended=Ended.NO_CHANGE, by="UOWEN", at=room.clock.now())
        end = room.calls.end("weekly", number, outcome, was=Ended.OPEN)
        room.settle(Settlement(changes=(end,)))
    room.handlers = handlers
    room.pass_a_minute()
    for place in (REVIEW, "UDANA"):
        (said,) = room.to(place)
        assert "No change, says Owen." in said.text
        assert labels(said.message) == ([] if place == REVIEW else ["Undo"])


def test_a_button_of_a_ritual_that_is_gone_says_so(faked: DigestRoom) -> None:
    faked.publish()
    (digest,) = faked.to(REVIEW)
    faked.definitions.held.clear()
    faked.press(digest, "No change", "UDANA")
    assert faked.aside("UDANA") == ["I know no such question any more."]


def test_a_form_that_slack_did_not_open_in_time_is_told_of(faked: DigestRoom) -> None:
    faked.publish()
    faked.press(faked.to(REVIEW)[0], "Decide…", "UDANA", opens=False)
    assert "Slack did not open the form in time." in faked.aside("UDANA")[0]


def test_the_form_shows_the_question_with_its_evidence(faked: DigestRoom) -> None:
    raises(faked, a_call(options=OPTIONS, why=(line("flat for 28 days"),)))
    faked.publish()
    view = faked.press(faked.to(REVIEW)[0], "Decide…", "UDANA")
    form = faked.messenger.forms[view or ""]
    shown = [each for each in form.blocks if isinstance(each, Paragraph)]
    assert "Search revamp is flat" in str(shown[0])
    assert "flat for 28 days" in str(form.blocks)
