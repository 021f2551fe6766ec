"""What can be made to go wrong goes wrong in the way it was asked for, and no more often."""

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests
from jira_support import NOON, plain_session, served

from cadence.sandbox.jira import Fault, JiraSandbox, Kind


def searched(sandbox: JiraSandbox, **params: Any) -> requests.Response:
    ask = {"jql": "project = PAY", "maxResults": 3, "fields": "summary"} | params
    with plain_session() as session:
        return session.get(f"{sandbox.url}/rest/api/3/search/jql", params=ask, timeout=5)


def test_a_rate_limit_says_how_long_and_why() -> None:
    with served() as sandbox:
        sandbox.faults.add(
            Fault(kind=Kind.RATE_LIMIT, retry_after=7, reason="jira-burst-based", times=1)
        )
        limited = searched(sandbox)
        assert limited.status_code == 429
        assert limited.headers["Retry-After"] == "7"
        assert limited.headers["RateLimit-Reason"] == "jira-burst-based"
        assert limited.headers["X-RateLimit-Remaining"] == "0"
        assert searched(sandbox).status_code == 200


def test_a_rate_limit_can_name_a_moment() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.RATE_LIMIT, retry_after=NOON))
        assert parsedate_to_datetime(searched(sandbox).headers["Retry-After"]) == NOON


def test_an_error_has_the_status_and_the_words_it_was_given() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.ERROR, status=502, messages=("Bad gateway",), times=2))
        assert [searched(sandbox).status_code for _ in range(3)] == [502, 502, 200]


def test_the_third_page_alone_can_fail() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.ERROR, path="*/search/jql", skip=2))
        statuses, token = [], None
        for _ in range(3):
            answer = searched(sandbox, **({"nextPageToken": token} if token else {}))
            statuses.append(answer.status_code)
            token = answer.json().get("nextPageToken")
        assert statuses == [200, 200, 503]


def test_a_connection_can_break_in_the_middle_of_the_body() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.DROP))
        with pytest.raises(requests.RequestException):
            searched(sandbox)
        assert searched(sandbox).status_code == 200


def test_json_can_stop_half_way() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.TRUNCATE))
        answer = searched(sandbox)
        assert answer.status_code == 200
        with pytest.raises(requests.JSONDecodeError):
            answer.json()


def test_a_slow_answer_is_the_right_one_and_holds_nobody_up() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.SLOW, delay_s=3, path="*/search/jql"))
        with plain_session() as session, pytest.raises(requests.Timeout):
            session.get(
                f"{sandbox.url}/rest/api/3/search/jql", params={"jql": "project = PAY"}, timeout=0.3
            )
        with plain_session() as session:
            assert session.get(f"{sandbox.url}/rest/api/3/myself", timeout=2).status_code == 200


def test_warnings_come_with_the_right_answer() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.WARN, messages=("The index is being rebuilt.",)))
        answer = searched(sandbox).json()
        assert answer["warnings"] == ["The index is being rebuilt."]
        assert len(answer["issues"]) == 3


def test_a_fault_meets_only_the_path_and_the_method_it_names() -> None:
    with served() as sandbox:
        sandbox.faults.add(Fault(kind=Kind.ERROR, path="*/issue/PAY-*", method="GET", times=None))
        assert searched(sandbox).status_code == 200
        with plain_session() as session:
            spoilt = session.get(f"{sandbox.url}/rest/api/3/issue/PAY-1", timeout=5)
        assert spoilt.status_code == 503
        assert sandbox.log.requests[-1].fault == "error"


def test_faults_are_added_listed_and_removed_over_http() -> None:
    with served() as sandbox:
        control = f"{sandbox.url}/sandbox/faults"
        added = requests.post(
            control, json={"kind": "error", "status": 500, "times": None}, timeout=5
        )
        assert added.status_code == 201
        assert searched(sandbox).status_code == 500
        assert [one["kind"] for one in requests.get(control, timeout=5).json()] == ["error"]
        assert requests.delete(f"{control}/{added.json()['id']}", timeout=5).status_code == 204
        assert searched(sandbox).status_code == 200
        assert requests.delete(control, timeout=5).status_code == 204


@pytest.mark.parametrize("body", [{"kind": "nope"}, {"status": 500}, {"kind": "error", "what": 1}])
def test_a_fault_that_makes_no_sense_is_refused(body: dict[str, Any]) -> None:
    with served() as sandbox:
        refused = requests.post(f"{sandbox.url}/sandbox/faults", json=body, timeout=5)
        assert refused.status_code == 400
        assert sandbox.faults.all() == ()
