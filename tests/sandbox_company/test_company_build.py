from datetime import UTC, datetime

import pytest

from cadence.sandbox.company import Company, generate
from cadence.sandbox.company.build import jira_site, slack_workspace
from cadence.sandbox.jira.model import Account

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def company() -> Company:
    return generate(seed=7, now=NOW)


def test_every_issue_moves_into_jira_with_its_history(company: Company) -> None:
    site = jira_site(company)
    assert [priority.name for priority in site.words.priorities.values()] == [
        "P1",
        "P2",
        "P3",
        "P4",
    ]
    assert "Reopened" in [status.name for status in site.words.statuses.values()]
    assert len(site.issues) == len(company.issues)
    key = company.truth("long history").keys[0]
    assert len(site.issue(key).history) > 40


def test_only_an_account_with_the_level_sees_the_restricted_bug(company: Company) -> None:
    site = jira_site(company)
    restricted = site.issue(company.truth("restricted").keys[0])
    outsider = Account(user_id="a", email="a@fernhill.example", token="t")
    insider = Account(
        user_id="b", email="b@fernhill.example", token="t", levels=frozenset({"Security team"})
    )
    assert not site.may_see(outsider, restricted)
    assert site.may_see(insider, restricted)


def test_people_channels_and_groups_move_into_slack(company: Company) -> None:
    workspace = slack_workspace(company)
    lead = company.cast.person("Tomasz Wójcik")
    assert workspace.user(lead.email).id == lead.user_id
    assert lead.user_id in workspace.channel("checkout-payments").members
    assert workspace.app.bot_user_id in workspace.channel("security").members
    assert {group.handle for group in workspace.groups.values()} >= {"security-team", "eng-leads"}
