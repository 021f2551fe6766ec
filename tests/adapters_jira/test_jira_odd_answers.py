"""Answers that a well-behaved Jira never gives, and real ones do now and then."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from jira_script import Script, Steady

from cadence.adapters.jira.breaker import Breaker
from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.http import Deadline, Http
from cadence.adapters.jira.means import Place, browse_url
from cadence.adapters.jira.tracker import JiraTracker
from cadence.core.errors import PartialRead, TrackerUnavailable
from cadence.core.query import IssueQuery
from fakes.clock import FakeClock

ALL = IssueQuery()


class Told:
    """A tracker over a script of answers, and what it sent."""

    def __init__(self, *answers: Any, flavour: Flavour = Flavour.CLOUD) -> None:
        steady = Steady()
        self.line = Script(*map(orjson.dumps, answers), steady=steady)
        http = Http(
            line=self.line,
            clock=FakeClock(),
            breaker=Breaker(monotonic=steady),
            monotonic=steady,
            sleep=steady.sleep,
        )
        self.tracker = JiraTracker(
            http=http,
            place=Place(url="https://jira.test"),
            flavour=flavour,
            clock=FakeClock(),
            deadline=timedelta(seconds=8),
            monotonic=steady,
        )


def raw(key: str, **fields: Any) -> dict[str, Any]:
    return {"id": key.rpartition("-")[2], "key": key, "fields": fields}


def test_an_issue_that_brings_its_own_field_types_needs_no_second_call() -> None:
    sprint = {"name": "Sprint 3", "state": "active"}
    schema = {"customfield_77": {"custom": "com.pyxis.greenhopper.jira:gh-sprint"}}
    told = Told(raw("PAY-1", customfield_77=[sprint]) | {"schema": schema})

    issue = told.tracker.issue("PAY-1")

    assert issue.sprints == ("Sprint 3",)
    assert told.tracker.calls == 1
    assert told.line.sent[0].params == {"fields": "*all,-attachment,-worklog", "expand": "schema"}


def test_of_very_many_comments_the_latest_are_fetched() -> None:
    def comment(day: int) -> dict[str, Any]:
        return {"body": f"day {day}", "created": f"2026-11-{day:02d}T00:00:00.000+0000"}

    first = {"comments": [comment(1)], "total": 300, "startAt": 0}
    latest = {"comments": [comment(18), comment(17)], "total": 300}
    told = Told(raw("PAY-1", comment=first) | {"schema": {}}, latest)

    issue = told.tracker.issue("PAY-1")

    assert [each.text for each in issue.comments] == ["day 17", "day 18"]


def test_issues_that_jira_could_not_fetch_this_time_are_asked_for_again() -> None:
    bulk = {"issues": [raw("PAY-1")], "issueErrors": [{"id": "2", "errorMessage": "busy"}]}
    told = Told([], bulk, raw("PAY-2"))

    assert [issue.key for issue in told.tracker.issues(["PAY-1", "PAY-2"])] == ["PAY-1", "PAY-2"]


def test_issues_that_jira_could_not_fetch_and_does_not_name_are_not_passed_over() -> None:
    told = Told([], {"issues": [raw("PAY-1")], "issueErrors": [{"errorMessage": "busy"}]})

    with pytest.raises(PartialRead):
        told.tracker.issues(["PAY-1", "PAY-2"])


def test_a_page_that_leads_to_itself_ends_the_read_with_an_error() -> None:
    page = {"issues": [raw("PAY-1")], "nextPageToken": "same"}
    told = Told([], page, page, page)

    with pytest.raises(PartialRead, match="again and again"):
        list(told.tracker.every(ALL))


def test_a_last_page_need_not_say_so() -> None:
    told = Told([], {"issues": [raw("PAY-1")]})

    assert told.tracker.search(ALL).total == 1


@pytest.mark.parametrize("answer", [{}, [], "text", None, {"issues": None}, {"issues": {}}])
def test_an_answer_without_a_list_is_no_empty_list(answer: object) -> None:
    for flavour in Flavour:
        with pytest.raises(TrackerUnavailable):
            Told([], answer, flavour=flavour).tracker.search(ALL)


def test_data_center_without_a_total_has_not_counted() -> None:
    told = Told([], {"issues": []}, flavour=Flavour.DATACENTER)

    with pytest.raises(TrackerUnavailable, match="how many"):
        told.tracker.search(ALL)


def test_a_history_that_was_cut_is_not_taken_for_whole() -> None:
    log = {"histories": [], "total": 5, "maxResults": 0}
    told = Told(raw("PAY-1") | {"changelog": log}, flavour=Flavour.DATACENTER)

    with pytest.raises(PartialRead):
        told.tracker.histories(["PAY-1"])


def test_the_same_issue_on_two_pages_of_ids_is_counted_once() -> None:
    first = {"issues": [{"id": "1"}, {"id": "2"}], "nextPageToken": "more"}
    second = {"issues": [{"id": "2"}, {"id": "3"}], "isLast": True}

    assert Told(first, second).tracker.search(ALL, limit=0).total == 3


def test_behind_the_gateway_jira_tells_where_people_browse() -> None:
    steady = Steady()
    line = Script(b'{"baseUrl": "https://shop.atlassian.net/"}', steady=steady)
    http = Http(line=line, clock=FakeClock(), breaker=Breaker(monotonic=steady), monotonic=steady)
    gateway = Place(url="https://api.atlassian.com/ex/jira/1-2-3")
    deadline = Deadline(timedelta(seconds=8), steady)

    assert browse_url(http, gateway, deadline) == "https://shop.atlassian.net"
