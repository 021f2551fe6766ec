"""Words that no rule reads: a title that was said, and people whom the tracker does not know."""

from typing import Any

import pytest
from status_support import ISSUES, a_desk, keys

from builders import an_issue
from cadence.core.errors import NobodyCalled
from cadence.core.ports import Found
from cadence.core.query import IssueQuery
from fakes.tracker import FakeTracker

ODD = an_issue("PAY-20", summary="Semicolon in setUsername causes no name to be logged")
TWICE = (
    an_issue("PAY-30", summary="Gift voucher vanishes from basket"),
    an_issue("PAY-31", summary="Gift voucher vanishes from basket"),
)


@pytest.mark.parametrize(
    "text",
    [
        "Semicolon in setUsername causes no name to be logged",
        "semicolon in setusername causes no name to be logged?",
    ],
)
def test_a_title_that_was_said_is_its_issue(text: str) -> None:
    assert keys(a_desk((*ISSUES, ODD)).answer(text)) == ["PAY-20"]


def test_a_title_that_two_issues_have_is_asked_back() -> None:
    a_desk((*ISSUES, *TWICE)).back("Gift voucher vanishes from basket somehow")


def test_words_that_are_no_title_are_asked_back() -> None:
    a_desk((*ISSUES, ODD)).back("who won the champions league final")


class Strangers(FakeTracker):
    """Knows nobody."""

    def search(self, query: IssueQuery, *args: Any, **more: Any) -> Found:
        raise NobodyCalled("Jira knows nobody called John Smith")


def test_a_person_whom_the_tracker_does_not_know_is_asked_back() -> None:
    desk = a_desk(tracker=Strangers)

    assert desk.says("open bugs assigned to John Smith").startswith(
        "Jira knows nobody called John Smith."
    )
    desk.back("open bugs assigned to John Smith")
