"""The real `jira` client, and plain HTTP, against the local Data Center."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from jira_support import EMAIL, TOKEN, a_site, an_export, datacenter_client, served

from cadence.sandbox.jira import JiraSandbox


@pytest.fixture(scope="module")
def datacenter() -> Iterator[JiraSandbox]:
    """Only read by these tests."""
    with served(flavour="datacenter") as sandbox:
        yield sandbox


def asked(sandbox: JiraSandbox, path: str, **params: Any) -> requests.Response:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    return requests.get(
        f"{sandbox.url}/rest/api/2{path}", params=params, headers=bearer, timeout=10
    )


def test_the_real_client_searches_with_a_personal_access_token(datacenter: JiraSandbox) -> None:
    client = datacenter_client(datacenter)
    assert client.server_info()["deploymentType"] == "Server"
    found = client.search_issues("project = PAY order by key", maxResults=3)
    assert (found.total, [issue.key for issue in found]) == (7, ["PAY-1", "PAY-2", "PAY-3"])
    rest = client.search_issues("project = PAY order by key", startAt=3)
    assert [issue.key for issue in rest] == ["PAY-4", "PAY-5", "PAY-6", "PAY-10"]


def test_text_is_wiki_markup_and_sprints_are_javas_own_words(datacenter: JiraSandbox) -> None:
    fields = asked(datacenter, "/issue/PAY-1").json()["fields"]
    assert fields["description"].startswith("It *crashes*")
    assert "[id=1," in fields["customfield_10020"][0]
    assert "state=CLOSED,name=Sprint 1" in fields["customfield_10020"][0]


def test_people_have_names_and_keys_and_no_account_ids(datacenter: JiraSandbox) -> None:
    ada = asked(datacenter, "/issue/PAY-1").json()["fields"]["assignee"]
    assert (ada["name"], ada["displayName"]) == ("adabyron", "Ada Byron")
    assert "accountId" not in ada
    found = asked(datacenter, "/search", jql="assignee = adabyron order by key").json()
    assert [issue["key"] for issue in found["issues"]] == ["PAY-1", "PAY-6"]


def test_the_history_is_whole_and_oldest_first(datacenter: JiraSandbox) -> None:
    issue = datacenter_client(datacenter).issue("PAY-1", expand="changelog")
    assert [h.items[0].toString for h in issue.changelog.histories] == [
        "In Progress",
        "Done",
        "Open",
    ]


def test_an_unbounded_query_is_answered(datacenter: JiraSandbox) -> None:
    assert asked(datacenter, "/search", jql="").json()["total"] == 9


def test_a_page_holds_a_thousand_at_most() -> None:
    many = tuple(an_export(f"PAY-{number}") for number in range(1, 1102))
    with served(a_site(issues=many), flavour="datacenter") as sandbox:
        page = asked(sandbox, "/search", jql="", maxResults=5000, fields="summary").json()
        assert (len(page["issues"]), page["maxResults"], page["total"]) == (1000, 1000, 1101)


def test_a_password_is_not_a_token(datacenter: JiraSandbox) -> None:
    refused = requests.get(f"{datacenter.url}/rest/api/2/myself", auth=(EMAIL, TOKEN), timeout=10)
    assert refused.status_code == 401


def test_clouds_own_addresses_are_not_there(datacenter: JiraSandbox) -> None:
    assert asked(datacenter, "/search/jql", jql="project = PAY").status_code == 404


def test_what_is_wrong_is_told_in_jiras_words(datacenter: JiraSandbox) -> None:
    refused = asked(datacenter, "/search", jql="foo = 1 and component = X")
    assert refused.status_code == 400
    assert len(refused.json()["errorMessages"]) == 2
