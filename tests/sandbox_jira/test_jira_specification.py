"""Requests and answers of the local Jira, held to the official documents."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from jira_support import EMAIL, TOKEN, a_site, cloud_client, datacenter_client, served, with_account

from cadence.sandbox.jira import JiraSandbox
from jira_specification import Specification, is_here

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not is_here(), reason="the official documents are not here"),
]

CLOUD: tuple[tuple[str, Any], ...] = (
    ("/search/jql?jql=project%20%3D%20PAY", None),
    ("/search/jql?jql=project%20%3D%20PAY&fields=*all&expand=changelog&maxResults=2", None),
    ("/search/jql", {"jql": "project = PAY", "fields": ["summary"], "reconcileIssues": [10001]}),
    ("/search/approximate-count", {"jql": "project = PAY"}),
    ("/issue/PAY-1?fields=*all&expand=changelog", None),
    ("/issue/PAY-1/changelog?startAt=1&maxResults=1", None),
    ("/issue/PAY-1/comment", None),
    ("/issue/bulkfetch", {"issueIdsOrKeys": ["PAY-1", "PAY-7"], "fields": ["*all"]}),
    (
        "/changelog/bulkfetch",
        {"issueIdsOrKeys": ["PAY-1"], "fieldIds": ["status"], "maxResults": 2},
    ),
    ("/project", None),
    ("/project/search?expand=lead,description&startAt=0&maxResults=1", None),
    ("/project/PAY", None),
    ("/project/PAY/components", None),
    ("/project/PAY/versions", None),
    ("/project/PAY/version?status=released", None),
    ("/priority", None),
    ("/priority/search", None),
    ("/status", None),
    ("/statuses/search", None),
    ("/statuscategory", None),
    ("/resolution", None),
    ("/issuetype", None),
    ("/issueLinkType", None),
    ("/label", None),
    ("/field", None),
    ("/myself", None),
    ("/mypermissions?permissions=BROWSE_PROJECTS", None),
    ("/serverInfo", None),
    ("/user?accountId=aaaa1111", None),
    ("/user/search?query=ada", None),
    ("/issuesecurityschemes", None),
    ("/securitylevel/10000", None),
    ("/jql/parse?validation=strict", {"queries": ["project = PAY", "nope"]}),
    ("/jql/match", {"jqls": ["project = PAY"], "issueIds": [10001]}),
    ("/jql/autocompletedata", None),
)
DATACENTER = (
    "/search?jql=&startAt=1&maxResults=3&fields=*all&expand=changelog",
    "/issue/PAY-1?expand=changelog",
    "/issue/PAY-1/comment",
    "/project",
    "/project/PAY",
    "/project/PAY/components",
    "/project/PAY/versions",
    "/priority",
    "/status",
    "/resolution",
    "/issuetype",
    "/issueLinkType",
    "/field",
    "/myself",
    "/mypermissions?projectKey=PAY",
    "/serverInfo",
    "/user/search?username=ada",
)


@pytest.fixture(scope="module")
def cloud() -> Iterator[JiraSandbox]:
    with served() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def cloud_document() -> Specification:
    return Specification("cloud")


@pytest.fixture(scope="module")
def datacenter() -> Iterator[JiraSandbox]:
    with served(flavour="datacenter") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def datacenter_document() -> Specification:
    return Specification("datacenter")


@pytest.mark.parametrize(("path", "body"), CLOUD)
def test_cloud_answers_as_its_document_says(
    cloud: JiraSandbox, cloud_document: Specification, path: str, body: Any
) -> None:
    method = "GET" if body is None else "POST"
    answer = requests.request(
        method, f"{cloud.url}/rest/api/3{path}", json=body, auth=(EMAIL, TOKEN), timeout=10
    )
    assert answer.status_code == 200, answer.text
    assert cloud_document.complaints(cloud.log.requests[-1], answer.json()) == []


@pytest.mark.parametrize("path", DATACENTER)
def test_data_center_answers_as_its_document_says(
    datacenter: JiraSandbox, datacenter_document: Specification, path: str
) -> None:
    answer = requests.get(
        f"{datacenter.url}/rest/api/2{path}",
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=10,
    )
    assert answer.status_code == 200, answer.text
    assert datacenter_document.complaints(datacenter.log.requests[-1], answer.json()) == []


def test_the_real_client_asks_only_what_the_documents_know(
    cloud_document: Specification, datacenter_document: Specification
) -> None:
    with served() as sandbox:
        client = cloud_client(sandbox)
        client.enhanced_search_issues("project = PAY", fields=["summary"], maxResults=2)
        client.issue("PAY-1", fields="summary", expand="changelog")
        for read in (client.projects, client.priorities, client.myself, client.fields):
            read()
        assert _unknown(cloud_document, sandbox) == []
    with served(flavour="datacenter") as sandbox:
        on_premises = datacenter_client(sandbox)
        on_premises.search_issues("project = PAY", fields="summary", maxResults=2)
        on_premises.issue("PAY-1", expand="changelog")
        assert _unknown(datacenter_document, sandbox) == []


def _unknown(document: Specification, sandbox: JiraSandbox) -> list[str]:
    return [wrong for one in sandbox.log.requests for wrong in document.request_complaints(one)]


def test_the_judge_does_complain(cloud: JiraSandbox, cloud_document: Specification) -> None:
    requests.get(
        f"{cloud.url}/rest/api/3/search/jql",
        params={"jql": "project = PAY", "what": "1", "maxResults": "ten"},
        auth=(EMAIL, TOKEN),
        timeout=10,
    )
    wrong = cloud_document.complaints(cloud.log.requests[-1], {"issues": [{"id": 7}]})
    assert len(wrong) == 3


def test_a_page_seen_by_an_insider_is_in_order_as_well(cloud_document: Specification) -> None:
    site = a_site()
    insider = with_account(site, levels=frozenset({"Internal"}))
    with served(site) as sandbox:
        answer = requests.get(
            f"{sandbox.url}/rest/api/3/issue/PAY-7",
            auth=(insider.email, insider.token),
            timeout=10,
        ).json()
        assert answer["fields"]["security"]["name"] == "Internal"
        assert cloud_document.complaints(sandbox.log.requests[-1], answer) == []
