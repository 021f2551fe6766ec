"""The real `jira` client, and plain HTTP, against the local Cloud."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from jira import JIRAError
from jira_support import (
    EMAIL,
    ISSUES,
    NOON,
    TOKEN,
    a_site,
    a_step,
    an_export,
    cloud_client,
    plain_session,
    served,
    with_account,
)

from cadence.sandbox.jira import JiraSandbox


@pytest.fixture(scope="module")
def cloud() -> Iterator[JiraSandbox]:
    """Only read by these tests."""
    with served() as sandbox:
        yield sandbox


def asked(sandbox: JiraSandbox, path: str, body: Any = None, **params: Any) -> requests.Response:
    """GET, or POST where there is a body."""
    url = f"{sandbox.url}/rest/api/3{path}"
    with plain_session() as session:
        if body is None:
            return session.get(url, params=params, timeout=10)
        return session.post(url, json=body, timeout=10)


def told(response: requests.Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()


def keys(page: Any) -> list[str]:
    return [issue["key"] for issue in page["issues"]]


def test_the_real_client_finds_out_that_it_talks_to_cloud(cloud: JiraSandbox) -> None:
    client = cloud_client(cloud)
    assert client.server_info()["deploymentType"] == "Cloud"
    assert client.myself()["accountId"] == "cccc3333"


def test_the_real_client_reads_all_pages_of_a_search(cloud: JiraSandbox) -> None:
    found = cloud_client(cloud).enhanced_search_issues(
        "project = PAY order by key", maxResults=3, fields=["summary", "status"]
    )
    assert [issue.key for issue in found] == ["PAY-1", "PAY-2", "PAY-3"]
    assert found[0].fields.status.statusCategory.key == "new"
    rest = cloud_client(cloud).enhanced_search_issues(
        "project = PAY order by key", nextPageToken=found.nextPageToken, maxResults=50
    )
    assert [issue.key for issue in rest] == ["PAY-4", "PAY-5", "PAY-6", "PAY-10"]
    assert rest.nextPageToken is None


def test_the_real_client_counts_and_reads_the_vocabulary(cloud: JiraSandbox) -> None:
    client = cloud_client(cloud)
    assert client.approximate_issue_count("project = PAY") == 7
    assert [project.key for project in client.projects()] == ["PAY", "WEB"]
    assert [one.name for one in client.project_components("PAY")] == ["iOS", "Android"]
    assert [one.name for one in client.project_versions("PAY")] == ["1.0", "1.1", "2.0"]
    assert [one.name for one in client.priorities()] == ["Critical", "High", "Low"]
    assert {one.name for one in client.statuses()} == {"Open", "In Progress", "Reopened", "Done"}
    assert {one.name for one in client.resolutions()} == {"Fixed", "Won't Fix"}
    assert {one["name"] for one in client.fields()} >= {"Sprint", "Epic Link", "Fix versions"}


def test_the_real_client_reads_an_issue_with_its_history(cloud: JiraSandbox) -> None:
    issue = cloud_client(cloud).issue("PAY-1", expand="changelog")
    newest, *_, oldest = issue.changelog.histories
    assert newest.items[0].toString == "Open"
    assert oldest.items[0].fromString == "Open"
    assert issue.fields.customfield_10020[1].name == "Sprint 2"


def test_a_search_brings_ids_alone_unless_fields_are_asked_for(cloud: JiraSandbox) -> None:
    page = told(asked(cloud, "/search/jql", jql="key = PAY-1"))
    assert page == {"issues": [{"id": "10001"}], "isLast": True}
    page = told(asked(cloud, "/search/jql", jql="key = PAY-1", fields="summary,nothing-like-it"))
    assert page["issues"][0]["fields"] == {"summary": "Checkout crashes on iOS"}


def test_an_issue_tells_the_types_of_its_fields_when_asked(cloud: JiraSandbox) -> None:
    fields = "summary,customfield_10020"
    schema = told(asked(cloud, "/issue/PAY-1", fields=fields, expand="schema"))["schema"]
    assert schema["summary"]["system"] == "summary"
    assert schema["customfield_10020"]["custom"] == "com.pyxis.greenhopper.jira:gh-sprint"
    assert len(schema) == 2


def test_fields_can_be_left_out_by_a_dash(cloud: JiraSandbox) -> None:
    all_but = told(asked(cloud, "/issue/PAY-1", fields="*all,-comment,-description"))["fields"]
    assert "summary" in all_but
    assert not {"comment", "description"} & all_but.keys()


def test_pages_with_fields_hold_a_hundred_at_most_and_pages_of_ids_more() -> None:
    many = tuple(an_export(f"PAY-{number}") for number in range(1, 151))
    with served(a_site(issues=many)) as sandbox:
        page = told(asked(sandbox, "/search/jql", jql="project = PAY", maxResults=5000))
        assert (len(page["issues"]), page["isLast"]) == (150, True)
        page = told(
            asked(
                sandbox,
                "/search/jql",
                {"jql": "project = PAY", "maxResults": 500, "fields": ["key"]},
            )
        )
        assert len(page["issues"]) == 150
        page = told(
            asked(sandbox, "/search/jql", jql="project = PAY", maxResults=500, fields="summary")
        )
        assert (len(page["issues"]), page["isLast"]) == (100, False)


def test_an_unbounded_query_is_refused(cloud: JiraSandbox) -> None:
    for jql in ("", "order by created"):
        refused = asked(cloud, "/search/jql", jql=jql)
        assert refused.status_code == 400
        assert refused.json()["errorMessages"] == [
            "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
        ]


def test_the_old_search_is_gone(cloud: JiraSandbox) -> None:
    assert asked(cloud, "/search", jql="project = PAY").status_code == 410
    with pytest.raises(JIRAError) as gone:
        cloud_client(cloud, get_server_info=False).search_issues("project = PAY")
    assert gone.value.status_code == 410


def test_a_page_token_is_good_for_seven_days_and_for_its_account_alone() -> None:
    site = a_site()
    other = with_account(site)
    with served(site) as sandbox:
        page = told(asked(sandbox, "/search/jql", jql="project = PAY", maxResults=2))
        token = page["nextPageToken"]
        stranger = requests.get(
            f"{sandbox.url}/rest/api/3/search/jql",
            params={"nextPageToken": token},
            auth=(other.email, other.token),
            timeout=10,
        )
        assert stranger.status_code == 400
        site.clock.move(timedelta(days=6))
        assert told(asked(sandbox, "/search/jql", nextPageToken=token))["issues"]
        site.clock.move(timedelta(days=2))
        assert asked(sandbox, "/search/jql", nextPageToken=token).status_code == 400


def test_a_reading_under_way_neither_loses_nor_doubles_an_issue_that_changes() -> None:
    site = a_site()
    with served(site) as sandbox:
        ask = {"jql": "project = PAY order by updated desc", "maxResults": 2, "fields": "summary"}
        page = told(asked(sandbox, "/search/jql", **ask))
        read = keys(page)
        site.edit("PAY-10", summary="Moves to the front")
        while not page["isLast"]:
            page = told(asked(sandbox, "/search/jql", **ask, nextPageToken=page["nextPageToken"]))
            read += keys(page)
        assert sorted(read) == sorted(
            {"PAY-1", "PAY-2", "PAY-3", "PAY-4", "PAY-5", "PAY-6", "PAY-10"}
        )


def test_the_history_in_an_issue_is_cut_at_forty_and_whole_elsewhere() -> None:
    steps = [a_step(f"2026-03-03T10:{minute:02}", priority=("High", "Low")) for minute in range(50)]
    with served(a_site(issues=(an_export("PAY-1", changelog=steps),))) as sandbox:
        cut = told(asked(sandbox, "/issue/PAY-1", expand="changelog"))["changelog"]
        assert (cut["total"], len(cut["histories"])) == (50, 40)
        assert cut["histories"][0]["created"] == "2026-03-03T10:49:00.000+0000"
        page = told(asked(sandbox, "/issue/PAY-1/changelog", startAt=45))
        assert (page["total"], len(page["values"]), page["isLast"]) == (50, 5, True)
        bulk = told(asked(sandbox, "/changelog/bulkfetch", {"issueIdsOrKeys": ["PAY-1"]}))
        histories = bulk["issueChangeLogs"][0]["changeHistories"]
        assert len(histories) == 50
        assert histories[0]["created"] == "2026-03-03T10:00:00.000+0000"


def test_changelogs_in_bulk_come_by_pages_and_by_fields(cloud: JiraSandbox) -> None:
    ask = {"issueIdsOrKeys": ["PAY-1", "PAY-2", "SEC-1"], "fieldIds": ["status"], "maxResults": 3}
    page = told(asked(cloud, "/changelog/bulkfetch", ask))
    assert [one["issueId"] for one in page["issueChangeLogs"]] == ["10001"]
    items = [i for h in page["issueChangeLogs"][0]["changeHistories"] for i in h["items"]]
    assert {item["fieldId"] for item in items} == {"status"}
    rest = told(
        asked(cloud, "/changelog/bulkfetch", ask | {"nextPageToken": page["nextPageToken"]})
    )
    assert [one["issueId"] for one in rest["issueChangeLogs"]] == ["10002"]
    assert "nextPageToken" not in rest


def test_issues_in_bulk_leave_out_what_may_not_be_seen(cloud: JiraSandbox) -> None:
    ask = {"issueIdsOrKeys": ["PAY-1", "10002", "PAY-7", "SEC-1", "PAY-99"], "fields": ["status"]}
    page = told(asked(cloud, "/issue/bulkfetch", ask))
    assert keys(page) == ["PAY-1", "PAY-2"]
    assert page["issueErrors"] == []
    too_many = {"issueIdsOrKeys": [str(n) for n in range(101)]}
    assert asked(cloud, "/issue/bulkfetch", too_many).status_code == 400


def test_not_there_and_not_allowed_look_the_same(cloud: JiraSandbox) -> None:
    answers = {asked(cloud, f"/issue/{key}").text for key in ("PAY-7", "SEC-1", "PAY-99")}
    assert len(answers) == 1
    assert asked(cloud, "/issue/PAY-7").status_code == 404
    assert asked(cloud, "/project/SEC").status_code == 404


@pytest.mark.parametrize("auth", [None, (EMAIL, "wrong"), ("else@shop.test", TOKEN)])
def test_who_is_not_known_is_not_let_in(cloud: JiraSandbox, auth: tuple[str, str] | None) -> None:
    refused = requests.get(f"{cloud.url}/rest/api/3/myself", auth=auth, timeout=10)
    assert refused.status_code == 401


def test_a_scoped_token_works_at_the_gateway_alone() -> None:
    site = a_site()
    scoped = with_account(site, scoped=True)
    with served(site, cloud_id="1234") as sandbox:
        auth = (scoped.email, scoped.token)
        plain = requests.get(f"{sandbox.url}/rest/api/3/myself", auth=auth, timeout=10)
        assert plain.status_code == 401
        gateway = requests.get(f"{sandbox.gateway_url}/rest/api/3/myself", auth=auth, timeout=10)
        assert gateway.status_code == 200
        assert cloud_client(sandbox, sandbox.gateway_url).myself()["accountId"] == "cccc3333"


def test_text_is_a_document_in_version_3_and_wiki_markup_in_version_2(cloud: JiraSandbox) -> None:
    document = told(asked(cloud, "/issue/PAY-1"))["fields"]["description"]
    assert [block["type"] for block in document["content"]] == ["paragraph", "codeBlock"]
    with plain_session() as session:
        wiki = session.get(f"{cloud.url}/rest/api/2/issue/PAY-1", timeout=10).json()["fields"]
    assert wiki["description"].startswith("It *crashes*")


def test_a_mention_in_a_comment_is_a_node_with_the_persons_name(cloud: JiraSandbox) -> None:
    body = told(asked(cloud, "/issue/PAY-1/comment"))["comments"][0]["body"]
    mention = body["content"][0]["content"][1]
    assert mention == {"type": "mention", "attrs": {"id": "bbbb2222", "text": "@Grace Hopper"}}


def test_the_search_lags_behind_but_for_issues_to_be_reconciled() -> None:
    site = a_site()
    with served(site, lag=timedelta(minutes=5)) as sandbox:
        site.transition("PAY-3", "Done")
        done = {"jql": "project = PAY and statusCategory = Done", "fields": ["status"]}
        assert keys(told(asked(sandbox, "/search/jql", done))) == ["PAY-2"]
        reconciled = done | {"reconcileIssues": [10003]}
        assert keys(told(asked(sandbox, "/search/jql", reconciled))) == ["PAY-3", "PAY-2"]
        assert keys(told(asked(sandbox, "/search/jql", done))) == ["PAY-2"]
        site.clock.move(timedelta(minutes=6))
        assert keys(told(asked(sandbox, "/search/jql", done))) == ["PAY-3", "PAY-2"]


def test_queries_are_checked_and_matched_without_a_search(cloud: JiraSandbox) -> None:
    queries = ["project = PAY", "project = NOPE", "project ="]
    checked = told(asked(cloud, "/jql/parse", {"queries": queries}))["queries"]
    assert ["errors" in one for one in checked] == [False, True, True]
    ask = {"jqls": ["priority = Critical", "nope = 1"], "issueIds": [10001, 10002]}
    first, second = told(asked(cloud, "/jql/match", ask))["matches"]
    assert first == {"matchedIssues": [10001], "errors": []}
    assert second["errors"]


def test_labels_people_and_permissions_are_those_of_what_may_be_seen(cloud: JiraSandbox) -> None:
    assert told(asked(cloud, "/label"))["values"] == ["Hot", "payments"]
    assert [u["displayName"] for u in told(asked(cloud, "/user/search", query="ad"))] == [
        "Ada Byron"
    ]
    may = told(asked(cloud, "/mypermissions", permissions="BROWSE_PROJECTS", projectKey="PAY"))
    assert may["permissions"]["BROWSE_PROJECTS"]["havePermission"] is True
    may = told(asked(cloud, "/mypermissions", permissions="BROWSE_PROJECTS", projectKey="SEC"))
    assert may["permissions"]["BROWSE_PROJECTS"]["havePermission"] is False


def test_boards_lead_to_sprints(cloud: JiraSandbox) -> None:
    agile = f"{cloud.url}/rest/agile/1.0"
    with plain_session() as session:
        boards = session.get(f"{agile}/board", timeout=10).json()["values"]
        sprints = session.get(
            f"{agile}/board/{boards[0]['id']}/sprint", params={"state": "active"}, timeout=10
        ).json()["values"]
    assert [sprint["name"] for sprint in sprints] == ["Sprint 2"]


def test_every_request_is_logged() -> None:
    with served() as sandbox:
        asked(sandbox, "/search/jql", jql="project = PAY", fields="summary")
        asked(sandbox, "/issue/PAY-99")
        first, second = sandbox.log.requests
        assert (first.method, first.path, first.status) == ("GET", "/rest/api/3/search/jql", 200)
        assert first.query == {"jql": ("project = PAY",), "fields": ("summary",)}
        assert (second.status, second.at) == (404, NOON)
        assert len(sandbox.log.to("/search/jql")) == 1
        over_http = requests.get(f"{sandbox.url}/sandbox/requests", timeout=10).json()
        assert [one["status"] for one in over_http] == [200, 404]


def test_what_is_no_json_is_refused(cloud: JiraSandbox) -> None:
    with plain_session() as session:
        refused = session.post(f"{cloud.url}/rest/api/3/search/jql", data="{nope", timeout=10)
    assert refused.status_code == 400


def test_all_issues_of_the_export_are_there() -> None:
    assert len(a_site().issues) == len(ISSUES)
