"""Jira is away: the copy stands in and says so, or nothing is claimed."""

import pytest
from status_support import CRASH, FIXED, IOS, ISSUES, Desk, a_desk, in_channel, keys

from builders import an_issue
from cadence.core.errors import PartialRead, QueryRefused
from cadence.core.query import IssueQuery
from cadence.status.model.access import Rule
from cadence.status.model.answer import Source
from cadence.status.model.question import Kind
from fakes.tracker import FakeTracker

COPIED = tuple(each for each in ISSUES if each.project != "SEC")


def jira_is_away(desk: Desk) -> Desk:
    desk.tracker.is_down = True
    return desk


@pytest.mark.parametrize(
    "text",
    [
        "PAY-1",
        "crashes on an expired card",
        "open bugs in Checkout",
        "how many bugs are open in Checkout?",
        "open bugs in Checkout by priority",
        "what changed in Payments since Monday?",
        "what still blocks 4.2?",
        "the oldest open bug in Payments",
        "reopened bugs in Checkout",
        "when will PAY-1 be fixed?",
        "who owns PAY-1?",
    ],
)
def test_the_copy_says_what_jira_would_and_that_it_is_a_copy(text: str) -> None:
    live = a_desk(COPIED, copied=COPIED)
    away = jira_is_away(a_desk(COPIED, copied=COPIED))
    assert away.says(text).splitlines()[0] == live.says(text).splitlines()[0]
    assert "From the copy of 18 Nov 2026, 12:00 UTC." in away.says(text)
    assert "⚠ Jira is not answering." in away.says(text)
    assert "⚠ The copy holds MOB and PAY only." in away.says(text)
    answer = away.answer(text)
    assert (answer.basis.source, answer.basis.jql, answer.basis.url) == (Source.MIRROR, "", None)
    assert keys(answer) == keys(live.answer(text))


def test_without_a_copy_nothing_is_claimed() -> None:
    desk = jira_is_away(a_desk())
    assert desk.unread("PAY-1").why == "Jira is not answering."
    text = desk.says("how many open bugs?")
    assert text.startswith("I could not look. Jira is not answering.")
    assert "says nothing about your question" in text
    assert " 0 " not in text


def test_a_database_that_is_away_too_is_no_empty_answer() -> None:
    desk = jira_is_away(a_desk(copied=ISSUES))
    desk.archive.is_down = True
    assert desk.unread("how many open bugs?").why == "Jira is not answering."


def test_a_refused_token_is_told_as_one() -> None:
    desk = a_desk()
    desk.tracker.refuses = True
    assert desk.unread("open bugs").why == (
        "Jira does not let Cadence in: its credentials were refused."
    )
    desk = a_desk(COPIED, copied=COPIED)
    desk.tracker.refuses = True
    assert "⚠ Jira does not let Cadence in" in desk.says("open bugs")


@pytest.mark.parametrize(
    ("text", "project"),
    [("SEC-1", "SEC"), ("how many open bugs in Security?", "SEC"), ("XYZ-7 and SEC-1", "SEC and XYZ")],
)  # fmt: skip
def test_a_project_that_is_not_copied_is_not_empty(text: str, project: str) -> None:
    unread = jira_is_away(a_desk(copied=COPIED)).unread(text)
    assert unread.why == f"Jira is not answering. There is a copy, but not of {project}."
    assert unread.question is not None


def test_what_the_copy_cannot_answer_is_said() -> None:
    unread = jira_is_away(a_desk(copied=COPIED)).unread("open bugs in the current sprint")
    assert "The copy could not be read either" in unread.why


def test_a_read_that_broke_off_is_taken_from_the_copy_whole() -> None:
    desk = a_desk(COPIED, copied=COPIED)
    desk.tracker.breaks_after = 1
    answer = desk.answer("open bugs by component")
    assert (answer.total, answer.basis.source) == (4, Source.MIRROR)
    assert answer.basis.warnings[0] == "Jira broke off in the middle of the answer."


def test_a_query_that_jira_refuses_is_not_asked_of_the_copy() -> None:
    class Picky(FakeTracker):
        def search(self, query: IssueQuery, **more):
            raise QueryRefused("the field 'x' does not exist")

    unread = a_desk(COPIED, copied=COPIED, tracker=Picky).unread("open bugs")
    assert unread.why == "Jira did not accept the query: the field 'x' does not exist"


def test_help_and_an_empty_question_need_no_jira() -> None:
    desk = jira_is_away(a_desk())
    assert desk.answer("help").question.kind is Kind.HELP
    assert desk.back("  ").understood.why.startswith("There was no question in that.")
    desk = jira_is_away(a_desk())
    desk.unread("how many open bugs?")


def test_an_asked_back_question_stays_one_when_jira_is_away() -> None:
    assert jira_is_away(a_desk(copied=COPIED)).back("foo bar baz").understood.why


def test_the_copy_obeys_the_same_rights() -> None:
    secret = an_issue("PAY-9", level="Confidential", summary="Card numbers in the log")
    desk = jira_is_away(a_desk((CRASH, FIXED, IOS, secret), copied=(CRASH, FIXED, IOS, secret)))
    assert desk.says("PAY-9").splitlines()[0] == "There is no PAY-9 that I may show here."
    assert keys(desk.answer("bugs in Payments")) == ["PAY-1", "PAY-4"]


def test_the_copy_names_no_project_that_the_audience_may_not_see() -> None:
    mobile = (Rule(channels=frozenset({"*"}), projects=frozenset({"MOB"})),)
    desk = jira_is_away(a_desk(copied=ISSUES, rules=mobile))
    here = in_channel()
    assert "⚠ The copy holds MOB only." in desk.says("open bugs", audience=here)
    hidden = desk.says("SEC-1", audience=here)
    assert hidden.replace("SEC", "XYZ") == desk.says("XYZ-1", audience=here)


def test_a_copy_of_other_projects_alone_is_nothing_to_look_at() -> None:
    mobile = (Rule(channels=frozenset({"*"}), projects=frozenset({"MOB"})),)
    desk = jira_is_away(a_desk(copied=(CRASH,), rules=mobile))
    assert desk.unread("open bugs", audience=in_channel()).why == (
        "Jira is not answering. There is a copy, but not of anything that may be shown here."
    )


def test_partial_reads_of_single_calls_are_told_too() -> None:
    class Broken(FakeTracker):
        def search(self, query: IssueQuery, **more):
            raise PartialRead("broke off")

    assert a_desk(tracker=Broken).unread("open bugs").why == (
        "Jira broke off in the middle of the answer."
    )
