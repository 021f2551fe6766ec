"""What can be done to issues, and what is left of it in their history."""

from datetime import date, timedelta
from threading import Thread

import pytest
from jira_support import NOON, a_site, an_export, found

from cadence.sandbox.jira import Site, Unknown


def last_items(site: Site, key: str) -> list[tuple[str, str | None, str | None]]:
    return [(i.field, i.old_text, i.new_text) for i in site.issue(key).history[-1].items]


def test_a_transition_to_done_sets_the_resolution_and_its_date() -> None:
    site = a_site()
    site.transition("PAY-3", "Done", by="aaaa1111")
    issue = site.issue("PAY-3")
    assert (issue.resolved, issue.updated, issue.history[-1].author_id) == (NOON, NOON, "aaaa1111")
    assert last_items(site, "PAY-3") == [("status", "Open", "Done"), ("resolution", None, "Fixed")]
    assert found(site, "status changed to Done by aaaa1111 on 2026-03-11") == ["PAY-3"]


def test_a_transition_back_takes_the_resolution_away() -> None:
    site = a_site()
    site.transition("PAY-2", "reopened")
    assert site.issue("PAY-2").resolved is None
    assert last_items(site, "PAY-2") == [
        ("status", "Done", "Reopened"),
        ("resolution", "Fixed", None),
    ]
    assert "PAY-2" in found(site, "project = PAY and resolution is empty")


def test_a_named_resolution_is_the_one_that_is_set() -> None:
    site = a_site()
    site.transition("PAY-3", "Done", resolution="Won't Fix")
    assert found(site, 'project = PAY and resolution = "Won\'t Fix"') == ["PAY-3"]


def test_every_edited_field_is_told_and_found() -> None:
    site = a_site()
    site.edit(
        "PAY-3",
        summary="Now about refunds",
        priority="Critical",
        assignee="aaaa1111",
        components=["iOS"],
        fixVersions=["2.0"],
        labels=["refunds"],
        sprints=["Sprint 2"],
        duedate=date(2026, 3, 20),
        epic="PAY-5",
    )
    jql = (
        "summary ~ refund and priority = Critical and assignee = aaaa1111 and component = iOS and fixVersion = 2.0 "
        'and labels = refunds and sprint in openSprints() and due = 2026-03-20 and "Epic Link" = PAY-5'
    )
    assert found(site, jql) == ["PAY-3"]
    told = {item[0] for item in last_items(site, "PAY-3")}
    assert told >= {"summary", "priority", "Component", "Fix Version", "Sprint", "duedate"}
    assert found(site, "fixVersion was 1.0 and fixVersion = 2.0") == ["PAY-3"]
    assert found(site, "fixVersion changed from 1.0") == ["PAY-3"]


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    site = a_site()
    before = site.issue("PAY-3")
    site.edit("PAY-3", priority="Low", components=["Android"])
    assert site.issue("PAY-3") is before


@pytest.mark.parametrize(
    "fields", [{"priority": "Nope"}, {"nope": "x"}, {"components": ["Web shop"]}, {"assignee": "x"}]
)
def test_what_there_is_not_can_not_be_set(fields: dict[str, object]) -> None:
    site = a_site()
    with pytest.raises(ValueError, match="there is no"):
        site.edit("PAY-3", **fields)
    assert site.issue("PAY-3").history == ()


def test_a_comment_bumps_the_update_and_is_searched() -> None:
    site = a_site()
    site.comment("PAY-3", "Happens on *Pixel* phones", by="aaaa1111")
    assert site.issue("PAY-3").updated == NOON
    assert found(site, "comment ~ pixel") == ["PAY-3"]


def test_a_moved_issue_is_found_by_both_keys_and_keeps_its_id() -> None:
    site = a_site()
    moved = site.move("PAY-1", "WEB")
    assert moved.key == "WEB-3"
    assert site.issue("PAY-1") is site.issue("WEB-3")
    assert (moved.id, moved.component_ids, moved.fix_ids) == ("10001", (), ())
    assert found(site, "key = PAY-1") == ["WEB-3"]
    assert ("Key", "PAY-1", "WEB-3") in last_items(site, "WEB-3")
    assert site.create("PAY", "Bug", "New").key == "PAY-11"


def test_a_deleted_issue_is_gone() -> None:
    site = a_site()
    site.delete("PAY-1")
    with pytest.raises(Unknown):
        site.issue("PAY-1")
    assert "PAY-1" not in found(site, "project = PAY")


def test_a_created_issue_has_the_next_key_and_the_fields_it_was_given() -> None:
    site = a_site()
    issue = site.create("WEB", "Bug", "Broken cart", priority="High", by="aaaa1111")
    assert (issue.key, issue.created, issue.reporter_id) == ("WEB-3", NOON, "aaaa1111")
    assert found(site, "summary ~ cart and reporter = aaaa1111") == ["WEB-3"]


def test_a_link_is_seen_from_both_ends() -> None:
    site = a_site()
    site.link("PAY-3", "Blocks", "PAY-4")
    assert found(site, "issue in linkedIssues(PAY-3, blocks)") == ["PAY-4"]
    assert found(site, "issue in linkedIssues(PAY-4, 'is blocked by')") == ["PAY-3"]


def test_a_released_version_changes_what_is_found() -> None:
    site = a_site()
    site.set_version("103", released=True)
    assert found(site, "fixVersion = latestReleasedVersion(PAY) order by key") == ["PAY-1", "PAY-2"]


def test_time_stands_where_it_is_put() -> None:
    site = a_site()
    site.clock.move(timedelta(hours=1))
    site.edit("PAY-3", summary="Later")
    assert site.issue("PAY-3").updated == NOON + timedelta(hours=1)


def test_many_writers_lose_nothing() -> None:
    site = a_site(issues=(an_export("PAY-1"),))
    writers = [
        Thread(target=lambda: [site.comment("PAY-1", "again") for _ in range(50)]) for _ in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=10)
    comments = site.issue("PAY-1").comments
    assert (len(comments), len({comment.id for comment in comments})) == (400, 400)


def test_two_issues_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="PAY-1"):
        a_site(issues=(an_export("PAY-1"), an_export("PAY-1")))
