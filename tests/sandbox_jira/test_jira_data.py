"""A site from an export: what is kept, what is moved in time, and what is honestly derived."""

import gzip
import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from jira_support import ISSUES, NOON, PAY, SEC, WEB, a_site, an_export

from cadence.sandbox.jira import Account, SandboxClock, Site, from_export, load
from cadence.sandbox.jira.search import Search

SHARED = Path(os.environ.get("CADENCE_SHARED_DATA", "../shared/data")) / "jira"


def test_files_are_read_plain_or_packed(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(issue) for issue in ISSUES).encode()
    plain, packed, projects = (tmp_path / n for n in ("a.jsonl", "a.jsonl.gz", "projects.json"))
    plain.write_bytes(lines)
    packed.write_bytes(gzip.compress(lines))
    projects.write_text(json.dumps([PAY, WEB, SEC]))
    for path in (plain, packed):
        site = load([path], projects)
        assert [issue.key for issue in site.issues if issue] == [issue["key"] for issue in ISSUES]


def test_dates_move_by_whole_days_until_the_last_change_is_about_now() -> None:
    now = datetime(2027, 6, 1, 7, 0, tzinfo=UTC)
    site = from_export([PAY, WEB, SEC], ISSUES, shift_to=now)
    first, last = site.issue("PAY-1"), max(i.updated for i in site.issues if i)
    shift = last - datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
    assert timedelta() <= now - last < timedelta(days=1)
    assert shift % timedelta(days=1) == timedelta()
    assert first.due == date(2026, 3, 13) + shift
    assert first.history[0].at == datetime(2026, 3, 3, 10, 0, tzinfo=UTC) + shift
    assert site.words.versions["103"].release_date == (date(2026, 4, 1) + shift).isoformat()


def test_a_resolved_issue_without_history_gets_what_its_resolution_date_proves() -> None:
    (derived,) = a_site().issue("PAY-2").history
    assert derived.synthesised
    assert derived.at == datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
    assert [item.field for item in derived.items] == ["resolution", "status"]
    assert derived.author_id is None


def test_nothing_is_derived_where_nothing_is_proved() -> None:
    assert a_site().issue("PAY-4").history == ()
    assert not any(one.synthesised for one in a_site().issue("PAY-1").history)
    told = an_export(
        "PAY-2",
        status="Done",
        resolution="Fixed",
        resolutiondate="2026-03-10T15:00:00.000+0000",
        changelog=[],
    )
    assert a_site(issues=(told,)).issue("PAY-2").history == ()


def test_priorities_rank_as_they_are_given_and_else_as_jira_ranks_them() -> None:
    assert [one.name for one in a_site().words.priorities.values()] == ["Critical", "High", "Low"]
    turned = from_export([PAY, WEB, SEC], ISSUES, priorities=("Low", "High"))
    assert [one.name for one in turned.words.priorities.values()] == ["Low", "High", "Critical"]


def test_what_issues_name_and_projects_do_not_is_there_all_the_same() -> None:
    site = from_export([], ISSUES)
    assert {project.key for project in site.words.projects.values()} == {"PAY", "WEB", "SEC"}
    assert {one.name for one in site.words.components.values()} == {"iOS", "Android", "Web shop"}


def test_people_of_one_name_have_user_names_of_their_own() -> None:
    twin = {"accountId": "dddd4444", "displayName": "Ada Byron"}
    site = a_site(issues=(*ISSUES, an_export("PAY-50", assignee=twin)))
    names = [user.name for user in site.words.users.values() if user.display_name == "Ada Byron"]
    assert sorted(names) == ["adabyron", "adabyron.2"]


class Asked:
    """The real export, its search made once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._search = Search(site)

    def rows(self, jql: str) -> set[int]:
        return set(self._search.rows(jql, self.site.accounts[0]))

    def count(self, jql: str) -> int:
        return len(self.rows(jql))


@pytest.fixture(scope="module")
def export() -> Asked:
    if not SHARED.is_dir():
        pytest.skip("the real export is not here")
    paths = [SHARED / "timob.jsonl.gz", SHARED / "aloy.jsonl.gz"]
    clock = SandboxClock(NOON)
    site = load(paths, SHARED / "projects.json", shift_to=NOON, clock=clock)
    site.add_account(Account(user_id="bot", email="bot@shop.test", token="t"))
    return Asked(site)


@pytest.mark.real_data
def test_the_real_export_is_all_there(export: Asked) -> None:
    count = export.count
    assert (count("project = TIMOB"), count("project = ALOY")) == (22_371, 1_499)
    assert count("project = TIMOB and type = Bug") == 15_941
    assert count("status = Reopened") == 189
    assert count("resolution is empty") == 2_690
    assert count("priority is empty") == 491
    assert count("priority = None") == 1_640
    assert count("updated > -1d") >= 1
    assert count("updated > now()") == 0


@pytest.mark.real_data
@pytest.mark.parametrize(
    "jql",
    [
        "component = iOS",
        "priority >= High",
        "resolved >= 2024-01-01 and resolved < 2025-01-01",
        "labels = android",
        "assignee is empty",
        "status changed to Closed before -2000d",
    ],
)
def test_a_condition_its_negation_and_what_is_empty_make_up_the_whole(
    export: Asked, jql: str
) -> None:
    every, holds, not_ = (export.rows(one) for one in ("project is not empty", jql, f"not ({jql})"))
    assert holds.isdisjoint(not_)
    assert holds <= every
    assert not_ <= every
    if " and " not in jql and "changed" in jql:
        assert holds | not_ == every


@pytest.mark.real_data
def test_counts_are_those_of_a_plain_look_at_the_file(export: Asked) -> None:
    bugs = 0
    with gzip.open(SHARED / "aloy.jsonl.gz", "rt") as lines:
        for line in lines:
            fields = json.loads(line)["fields"]
            names = {one["name"] for one in fields["components"]}
            late = fields["created"] >= "2013"
            bugs += (
                late and bool(names & {"Titanium SDK", "Runtime"}) and fields["resolution"] is None
            )
    shift = export.site.issue("ALOY-1").created - datetime(2012, 5, 16, 7, 56, 13, tzinfo=UTC)
    since = (datetime(2013, 1, 1, tzinfo=UTC) + shift).date().isoformat()
    jql = (
        f"project = ALOY and created >= {since} and component in ('Titanium SDK', Runtime) "
        "and resolution = Unresolved"
    )
    assert export.count(jql) == bugs > 0
