"""Small pure parts: what is told rather than asked, keys in text, likeness, changes, and the words of messages."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_site, an_issue
from cadence.core.calendar import Span
from cadence.core.issue import Category, StatusChange
from cadence.core.message import Message
from cadence.core.plain import plain
from cadence.core.query import (
    AllOf,
    Among,
    AnyOf,
    Empty,
    Field,
    Moment,
    Moved,
    Says,
    Unresolved,
    Within,
)
from cadence.core.words import listed
from cadence.status.messages.issues import histories
from cadence.status.messages.words import counted, lasting, noun, phrase, plural
from cadence.status.model.changes import changed_in, conditions_of, fixed_resolutions, knowable
from cadence.status.model.commands import Command, Verb, command
from cadence.status.model.keys import keys_in
from cadence.status.model.likeness import closest
from cadence.status.model.question import Event, Filter, Kind, Question

NINE = datetime(2026, 11, 18, 9, tzinfo=UTC)


# --- commands ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verb", "key"),
    [
        ("watch PAY-12", Verb.WATCH, "PAY-12"),
        ("Watch pay-12!", Verb.WATCH, "PAY-12"),
        ("please watch PAY-12 for me.", Verb.WATCH, "PAY-12"),
        ("can you watch PAY-12?", Verb.WATCH, "PAY-12"),
        ("watch it", Verb.WATCH, None),
        ("watch this bug", Verb.WATCH, None),
        ("tell me when it's fixed", Verb.WATCH, None),
        ("tell me when it’s done", Verb.WATCH, None),
        ("let me know once PAY-12 is resolved", Verb.WATCH, "PAY-12"),
        ("let me know when PAY-12 is fixed please", Verb.WATCH, "PAY-12"),
        ("notify me as soon as that has been closed", Verb.WATCH, None),
        ("ping me when PAY-12 changes", Verb.WATCH, "PAY-12"),
        ("tell me when the bug is fixed", Verb.WATCH, None),
        ("unwatch PAY-12", Verb.UNWATCH, "PAY-12"),
        ("stop watching it", Verb.UNWATCH, None),
        ("  stop   watching\tPAY-12  ", Verb.UNWATCH, "PAY-12"),
        ("forget PAY-12", Verb.UNWATCH, "PAY-12"),
        ("my watches", Verb.WATCHES, None),
        ("list my watches", Verb.WATCHES, None),
        ("show me my watches", Verb.WATCHES, None),
        ("what am I watching?", Verb.WATCHES, None),
        ("what do I watch", Verb.WATCHES, None),
    ],
)
def test_what_is_told_is_told_from_what_is_asked(text: str, verb: Verb, key: str | None) -> None:
    assert command(text) == Command(verb=verb, key=key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "watch list bugs",
        "bugs in Watch",
        "how many bugs are in the watch list?",
        "watch PAY-12 crash on Apple Watch",
        "show me bugs about watches",
        "tell me when PAY-12 will be fixed",
        "when will PAY-12 be fixed?",
        "tell me what is fixed",
        "tell me when it is due",
        "let me know how many bugs are open",
        "forget it",
        "stop watching",
        "what do I watch out for in 4.2?",
        "who watches PAY-12?",
        "is it fixed?",
    ],
)
def test_no_question_is_taken_for_a_command(text: str) -> None:
    assert command(text) is None


@given(st.text(max_size=300))
def test_any_text_is_a_command_or_none_and_fast(text: str) -> None:
    found = command(text)
    assert found is None or found.verb in Verb


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("PAY-1", ("PAY-1",)),
        ("is pay-1 fixed, or PAY-2? PAY-1 again.", ("PAY-1", "PAY-2")),
        ("https://x.atlassian.net/browse/PAY-1?focusedId=7", ("PAY-1",)),
        ("(MOB_2-77)", ("MOB_2-77",)),
        ("PAY-0 PAY-01 P-1 PAY- -1 PAY-1234567890", ()),
        ("xPAY-1y PAY-1-2 a/PAY-1", ()),
        ("2026-11-18", ()),
        ("", ()),
    ],
)
def test_keys_are_found_in_running_text_each_once(text: str, keys: tuple[str, ...]) -> None:
    assert keys_in(text) == keys


@given(
    st.lists(st.from_regex(r"[A-Z][A-Z0-9]{1,5}-[1-9][0-9]{0,4}", fullmatch=True), max_size=6),
    st.sampled_from([" ", ", ", " and ", "\n", " ("]),
)
def test_every_key_that_stands_alone_is_found(keys: list[str], between: str) -> None:
    assert keys_in(between.join(keys)) == tuple(dict.fromkeys(keys))


# --- likeness ------------------------------------------------------------------------------------

CRASH = an_issue("PAY-1", summary="Checkout crashes on iOS with an expired card")
SLOW = an_issue("PAY-2", summary="Search is slow")


def test_the_title_that_holds_the_words_stands_out() -> None:
    found = closest(("crashes", "expired", "card"), (SLOW, CRASH))
    assert (found.issues[0].key, found.stands_out) == ("PAY-1", True)


def test_of_two_titles_as_near_a_person_chooses() -> None:
    twin = an_issue("PAY-3", summary=CRASH.summary, updated_at=NINE)
    found = closest(("crashes", "expired", "card"), (CRASH, SLOW, twin))
    assert [each.key for each in found.issues[:2]] == ["PAY-3", "PAY-1"]
    assert not found.stands_out


def test_words_that_merely_occur_somewhere_single_nothing_out() -> None:
    assert not closest(("refund", "arrives", "twice"), (CRASH, SLOW)).stands_out
    assert closest(("crash",), ()) == closest((), ())


@given(st.lists(st.text(max_size=20), max_size=5), st.permutations([CRASH, SLOW]))
def test_the_order_of_candidates_changes_nothing(words: list[str], issues: list) -> None:
    assert closest(tuple(words), tuple(issues)) == closest(tuple(words), (CRASH, SLOW))


# --- changes -------------------------------------------------------------------------------------

WEEK = Span(start=NINE - timedelta(days=7), end=NINE)


def test_each_event_is_its_own_condition_and_several_are_alternatives() -> None:
    site = a_site()
    assert conditions_of((Event.CREATED,), WEEK, site) == (Within(Moment.CREATED, WEEK),)
    assert conditions_of((), WEEK, site) == (Within(Moment.UPDATED, WEEK),)
    assert conditions_of((Event.RESOLVED, Event.MOVED), WEEK, site) == (
        AnyOf((Within(Moment.RESOLVED, WEEK), Moved(WEEK))),
    )
    assert conditions_of((Event.REOPENED,), WEEK, site) == (
        Moved(WEEK, into=("To Do", "In Progress"), out_of=("Done",)),
    )


def test_fixed_is_resolved_as_fixed_in_the_sites_own_words() -> None:
    site = a_site(resolutions=("Done", "FIXED", "Duplicate", "Won't Do"))
    assert fixed_resolutions(site) == ("Done", "FIXED")
    assert conditions_of((Event.FIXED,), WEEK, site) == (
        AllOf((Within(Moment.RESOLVED, WEEK), Among(Field.RESOLUTION, ("Done", "FIXED")))),
    )
    assert conditions_of((Event.FIXED,), WEEK, a_site(resolutions=())) == (
        Within(Moment.RESOLVED, WEEK),
    )


def test_of_a_window_that_is_over_nobody_can_tell_what_was_touched_in_it() -> None:
    told = (Event.CREATED, Event.RESOLVED, Event.MOVED)
    assert knowable((), WEEK, NINE) == told
    assert knowable((Event.UPDATED,), WEEK, NINE) == told
    assert knowable((Event.FIXED,), WEEK, NINE) == (Event.FIXED,)
    running = Span(start=WEEK.start, end=NINE + timedelta(days=1))
    assert knowable((), running, NINE) == ()
    assert knowable((), Span(start=WEEK.start), NINE) == ()


def test_a_change_at_the_end_of_the_window_is_not_in_it() -> None:
    changes = tuple(StatusChange(at=at, before="A", after="B") for at in (WEEK.start, NINE) if at)
    assert changed_in(changes, WEEK) == changes[:1]


# --- words ---------------------------------------------------------------------------------------


def held(*conditions_and_labels: tuple) -> Question:
    return Question(
        kind=Kind.LIST,
        filters=tuple(
            Filter(condition=condition, label=label) for condition, label in conditions_and_labels
        ),
    )


BUGS = (Among(Field.TYPE, ("Bug",)), "type is Bug")


@pytest.mark.parametrize(
    ("question", "one", "many"),
    [
        (held(), "1 issue", "1,200 issues"),
        (held(BUGS), "1 bug", "1,200 bugs"),
        (held((Among(Field.TYPE, ("Story",)), "type is Story")), "1 story", "1,200 stories"),
        (held(BUGS, (Unresolved(), "is open")), "1 open bug", "1,200 open bugs"),
        (held(BUGS, (Unresolved(negated=True), "x")), "1 resolved bug", "1,200 resolved bugs"),
        (
            held(BUGS, (Empty(Field.ASSIGNEE), "is unassigned")),
            "1 bug that is unassigned",
            "1,200 bugs that are unassigned",
        ),
        (
            held(BUGS, (Empty(Field.COMPONENT), "has no component")),
            "1 bug with no component",
            "1,200 bugs with no component",
        ),
        (
            held(BUGS, (Moved(Span()), "was reopened")),
            "1 bug that was reopened",
            "1,200 bugs that were reopened",
        ),
        (
            held(BUGS, (Moved(WEEK), "reopened last week")),
            "1 bug reopened last week",
            "1,200 bugs reopened last week",
        ),
        (
            held(BUGS, (Says(("kettle",)), "text mentions “kettle”")),
            "1 bug whose text mentions “kettle”",
            "1,200 bugs whose text mentions “kettle”",
        ),
        (
            held(
                (Among(Field.TYPE, ("Bug", "Defect")), "type is Bug or Defect"),
                (Among(Field.COMPONENT, ("iOS",)), "component is iOS"),
                (Within(Moment.CREATED, WEEK), "created last week"),
            ),
            "1 issue created last week where type is Bug or Defect and component is iOS",
            "1,200 issues created last week where type is Bug or Defect and component is iOS",
        ),
    ],
)
def test_a_question_reads_as_a_phrase(question: Question, one: str, many: str) -> None:
    assert phrase(question, 1) == one
    assert phrase(question, 1200) == many
    assert phrase(question, 0).startswith("no ")


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("bug", "bugs"),
        ("story", "stories"),
        ("day", "days"),
        ("crash", "crashes"),
        ("fix", "fixes"),
    ],
)
def test_plurals_are_english(word: str, words: str) -> None:
    assert plural(word) == words
    assert counted(1, word) == f"1 {word}"
    assert counted(1234, word) == f"1,234 {words}"


def test_lists_read_as_people_say_them() -> None:
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert listed(("a", "b"), "or") == "a or b"
    assert noun(held((Among(Field.TYPE, ("Bug",), negated=True), "type is not Bug"))) == "issue"


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (timedelta(0), "under an hour"),
        (timedelta(minutes=29), "under an hour"),
        (timedelta(minutes=31), "1 hour"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=13), "13 days"),
        (timedelta(days=14), "2 weeks"),
        (timedelta(days=59), "8 weeks"),
        (timedelta(days=60), "2 months"),
        (timedelta(days=729), "24 months"),
        (timedelta(days=730), "2 years"),
    ],
)
def test_durations_are_in_their_largest_fitting_unit(duration: timedelta, said: str) -> None:
    assert lasting(duration) == said


def test_a_history_tells_every_change_with_what_was_before() -> None:
    changes = (
        StatusChange(at=NINE, before=None, after="To Do"),
        StatusChange(at=NINE, field="resolution", before="Fixed", after=None),
    )
    said: Message = histories(an_issue(category=Category.TO_DO), changes, browse="")
    text = plain(said)
    assert "nothing → To Do" in text
    assert "resolution: Fixed → nothing" in text
