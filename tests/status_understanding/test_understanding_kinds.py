from datetime import timedelta

import pytest
from understanding_support import asked, back, conditions, names, read, texts, times

from cadence.core.query import (
    Among,
    AnyOf,
    Field,
    InOpenSprint,
    Moved,
    OrderBy,
    Says,
    Unresolved,
)
from cadence.status.model.question import Dimension, Event, Kind

KINDS = [
    ("MOB-12", Kind.ISSUE),
    ("is mob-12 fixed yet?", Kind.ISSUE),
    ("the checkout crash on iOS", Kind.ISSUE),
    ("is the login bug fixed yet?", Kind.ISSUE),
    ("list open bugs in iOS", Kind.LIST),
    ("how many bugs are open?", Kind.COUNT),
    ("open bugs by component", Kind.BREAKDOWN),
    ("what changed since Monday?", Kind.CHANGES),
    ("what got fixed last week?", Kind.CHANGES),
    ("what still blocks 4.2.0?", Kind.READINESS),
    ("is 4.1.0 ready?", Kind.READINESS),
    ("stale bugs in iOS", Kind.AGEING),
    ("oldest open bugs", Kind.AGEING),
    ("what came back this month?", Kind.REOPENED),
    ("when will MOB-12 be fixed?", Kind.WHEN),
    ("who do I talk to about refunds?", Kind.WHO),
    ("what's new since I last asked?", Kind.NEWS),
    ("help", Kind.HELP),
    ("hello!", Kind.HELP),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_each_kind_is_told_by_its_words(text: str, kind: Kind) -> None:
    assert read(text).kind is kind


# --- what is taken for granted -----------------------------------------------------------------------


def test_bugs_are_assumed_and_shown_as_assumed() -> None:
    assumed = [each.label for each in read("what is open in iOS?").filters if each.assumed]

    assert assumed == ["type is Bug"]


def test_issues_are_of_every_type() -> None:
    assert names(read("how many issues are open?"), Field.TYPE) == ()
    assert names(read("open stories in iOS"), Field.TYPE) == ("Story",)
    assert names(read("new features in iOS"), Field.TYPE) == ("New Feature",)


def test_nothing_is_said_to_be_open_that_was_not() -> None:
    assert Unresolved() not in conditions(read("how many bugs are in iOS?"))
    assert Unresolved() in conditions(read("how many bugs are outstanding in iOS?"))
    assert Unresolved(negated=True) in conditions(read("closed bugs in iOS"))


def test_a_status_is_meant_only_where_it_is_said() -> None:
    assert names(read("bugs in status Closed"), Field.STATUS) == ("Closed",)
    assert names(read("bugs waiting for customer"), Field.STATUS) == ("Waiting for customer",)
    assert names(read("closed bugs"), Field.STATUS) == ()


def test_the_oldest_are_the_oldest_open_ones() -> None:
    question = read("the 5 oldest bugs in iOS")

    assert question.limit == 5
    assert question.order[0].by is OrderBy.CREATED
    assert not question.order[0].descending
    assert [each.label for each in question.filters if each.assumed] == ["is open (unresolved)"]


# --- events, windows, dimensions -----------------------------------------------------------------------


def test_fixed_is_resolved_as_fixed() -> None:
    question = read("how many bugs were fixed in March?")

    assert names(question, Field.RESOLUTION) == ("Fixed", "Done")
    assert times(question) == {"resolved": ("2026-03-01 00:00", "2026-04-01 00:00")}


def test_two_events_have_their_own_times() -> None:
    question = read("bugs created in March and resolved in April")

    assert times(question)["created"][0] == "2026-03-01 00:00"
    assert times(question)["resolved"][0] == "2026-04-01 00:00"


def test_a_window_of_changes_carries_its_event_and_its_words() -> None:
    question = read("what got fixed last week in iOS?")

    assert question.events == (Event.FIXED,)
    assert question.span_label == "last week (9–15 Nov)"
    assert names(question, Field.COMPONENT) == ("iOS",)


def test_untouched_for_a_time_is_last_updated_before_it() -> None:
    question = read("open bugs not updated in 30 days")

    assert times(question) == {"updated": ("", "2026-10-19 10:30")}
    assert question.quiet_for == timedelta(days=30)


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("by component", Dimension.COMPONENT),
        ("per priority", Dimension.PRIORITY),
        ("grouped by status", Dimension.STATUS),
        ("by fix version", Dimension.VERSION),
        ("by affected version", Dimension.AFFECTED_VERSION),
        ("by age", Dimension.AGE),
        ("split by type", Dimension.TYPE),
        ("per label", Dimension.LABEL),
        ("for each project", Dimension.PROJECT),
        ("by resolution", Dimension.RESOLUTION),
        ("per week", Dimension.CREATED_WEEK),
        ("by month", Dimension.CREATED_MONTH),
    ],
)
def test_every_dimension_has_its_words(words: str, by: Dimension) -> None:
    assert read(f"open bugs {words}").by is by


def test_the_component_with_the_most_is_a_breakdown() -> None:
    question = read("which component has the most open bugs?")

    assert (question.kind, question.by) == (Kind.BREAKDOWN, Dimension.COMPONENT)


def test_reopened_is_a_step_from_done_to_not_done() -> None:
    moved = [c for c in conditions(read("bugs reopened last week")) if isinstance(c, Moved)]

    assert moved[0].out_of == ("Closed",)
    assert "Reopened" in moved[0].into
    assert moved[0].span.start is not None


def test_a_running_sprint_can_be_meant() -> None:
    assert InOpenSprint() in conditions(read("bugs in the current sprint"))


# --- words in the text -----------------------------------------------------------------------------------


def test_words_are_looked_for_where_they_are_said_to_be() -> None:
    assert texts(read("bugs about push failures on iOS")) == [Says(("push", "failures"))]
    assert texts(read('bugs with "out of memory" in the title')) == [
        Says(("out of memory",), summary_only=True)
    ]
    assert AnyOf((Says(("listview",)), Says(("tableview",)))) in conditions(
        read("bugs mentioning listview or tableview")
    )


def test_how_many_crash_is_asked_back_and_a_list_is_not() -> None:
    assert texts(read("crashes on Android")) == [Says(("crash",))]
    assert back("how many crashes on Android?").nearest is not None


# --- people ------------------------------------------------------------------------------------------------


def test_the_asker_is_me() -> None:
    assert names(read("my open bugs"), Field.ASSIGNEE) == ("me@example.com",)
    assert names(read("bugs I reported"), Field.REPORTER) == ("me@example.com",)


def test_an_asker_who_is_not_known_is_asked_back() -> None:
    assert asked("bugs assigned to me", asker=None).question is None


def test_a_persons_name_is_taken_as_it_was_said() -> None:
    assert names(read("bugs assigned to Engineer 6085 in iOS"), Field.ASSIGNEE) == (
        "Engineer 6085",
    )
    assert names(read("bugs reported by bob@example.com"), Field.REPORTER) == ("bob@example.com",)


# --- keys ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "MOB-12",
        "status of mob-12?",
        "<https://jira.example.com/browse/MOB-12|the bug>",
        "https://jira.example.com/browse/MOB-12?focusedId=7",
        "<@U0ABC> what's up with *MOB-12*?",
    ],
)
def test_keys_are_found_in_any_dress(text: str) -> None:
    assert read(text).keys == ("MOB-12",)


def test_several_keys_keep_their_order() -> None:
    assert read("PAY-2, MOB-1 and PAY-2").keys == ("PAY-2", "MOB-1")


def test_children_are_listed_by_their_parent() -> None:
    question = read("sub-tasks of MOB-5")

    assert conditions(question) == [Among(Field.PARENT, ("MOB-5",))]


def test_what_is_asked_beside_a_key_is_not_ignored() -> None:
    assert back("bugs similar to MOB-5").nearest is not None


# --- follow-ups ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "text", "expected"),
    [
        ("open bugs in iOS", "only critical", "open critical bugs in iOS"),
        ("how many open bugs in iOS?", "and Android?", "how many open bugs in Android?"),
        ("open bugs in iOS", "what about Android", "open bugs in Android"),
        ("open bugs in iOS", "just the count", "how many open bugs in iOS?"),
        ("how many open bugs in iOS?", "show them", "list open bugs in iOS"),
        ("open bugs in iOS", "by priority", "open bugs in iOS by priority"),
        ("open bugs in iOS", "also Android", "open bugs in iOS and Android"),
        ("open bugs in iOS", "all of them, not only open", "list bugs in iOS"),
        ("bugs in iOS", "without the closed ones", "open bugs in iOS"),
        ("what got fixed last week?", "since Monday instead", "what got fixed since Monday?"),
        ("open bugs in iOS", "the oldest five", "oldest five open bugs in iOS"),
    ],
)
def test_a_fragment_refines_the_question_before(after: str, text: str, expected: str) -> None:
    refined, whole = read(text, after=after), read(expected)

    assert refined.kind is whole.kind
    assert set(conditions(refined)) == set(conditions(whole))
    assert (refined.by, refined.limit, refined.span) == (whole.by, whole.limit, whole.span)


def test_a_whole_question_stands_by_itself() -> None:
    question = read("how many bugs are open in Refunds?", after="critical bugs in iOS")

    assert names(question, Field.PRIORITY) == ()
    assert names(question, Field.COMPONENT) == ("Refunds",)


def test_a_fragment_that_is_not_understood_is_asked_back() -> None:
    assert asked("only the flurbs", previous=read("open bugs in iOS")).question is None
