import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from cadence.config import Settings
from cadence.sandbox.company import Company, generate

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
DONE_STATUSES = {"Done", "Closed"}


@pytest.fixture(scope="module")
def company() -> Company:
    return generate(seed=7, now=NOW)


@pytest.fixture(scope="module")
def by_key(company: Company) -> Mapping[str, Mapping[str, Any]]:
    return {issue["key"]: issue for issue in company.issues}


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _name(value: Mapping[str, Any] | None) -> str | None:
    return value["name"] if value else None


def _component(issue: Mapping[str, Any]) -> str:
    return issue["fields"]["components"][0]["name"]


def test_equal_seeds_bring_equal_companies(company: Company) -> None:
    again = generate(seed=7, now=NOW)
    assert again.issues == company.issues
    assert again.truths == company.truths
    assert again.settings == company.settings


def test_another_seed_brings_another_year(company: Company) -> None:
    assert generate(seed=8, now=NOW).issues != company.issues


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 1, 1, 0, 0, tzinfo=UTC),
        datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 7, 5, 0, tzinfo=UTC),
    ],
)
def test_a_company_can_be_made_at_any_moment(now: datetime) -> None:
    made = generate(seed=3, now=now)
    assert 900 <= len(made.issues) <= 1500
    assert all(truth.keys for truth in made.truths)
    assert all(_at(issue["fields"]["updated"]) <= now for issue in made.issues)


def test_most_issues_are_bugs_of_the_last_year(company: Company) -> None:
    types = Counter(issue["fields"]["issuetype"]["name"] for issue in company.issues)
    assert 900 <= len(company.issues) <= 1500
    assert types["Bug"] / len(company.issues) > 0.85
    first = min(_at(issue["fields"]["created"]) for issue in company.issues)
    assert NOW - timedelta(days=366) <= first <= NOW - timedelta(days=350)


def test_keys_and_ids_follow_the_order_of_reporting(company: Company) -> None:
    last: dict[str, int] = defaultdict(int)
    for earlier, later in zip(company.issues, company.issues[1:], strict=False):
        assert int(earlier["id"]) < int(later["id"])
        assert _at(earlier["fields"]["created"]) <= _at(later["fields"]["created"])
    for issue in company.issues:
        project, number = issue["key"].split("-")
        assert int(number) == last[project] + 1
        last[project] += 1


def test_the_changelog_leads_from_the_start_to_where_each_issue_stands(company: Company) -> None:
    for issue in company.issues:
        fields = issue["fields"]
        now = {"status": "Open", "resolution": None, "assignee": None, "Fix Version": None}
        last = _at(fields["created"])
        for history in issue["changelog"]:
            assert last <= _at(history["created"]) <= NOW
            last = _at(history["created"])
            for item in history["items"]:
                if item["field"] in now:
                    assert item["fromString"] == now[item["field"]], issue["key"]
                    now[item["field"]] = item["toString"]
        assert now["status"] == fields["status"]["name"]
        assert now["resolution"] == _name(fields["resolution"])
        assert now["assignee"] == (fields["assignee"] or {}).get("displayName")
        assert now["Fix Version"] == next((v["name"] for v in fields["fixVersions"]), None)
        assert last <= _at(fields["updated"]) <= NOW


def test_an_issue_is_resolved_exactly_when_its_status_is_done(company: Company) -> None:
    for issue in company.issues:
        fields = issue["fields"]
        done = fields["status"]["name"] in DONE_STATUSES
        assert (fields["resolution"] is not None) is done
        assert (fields["resolutiondate"] is not None) is done


def test_nothing_happens_after_now_or_before_its_issue(company: Company) -> None:
    for issue in company.issues:
        created = _at(issue["fields"]["created"])
        for remark in issue["fields"]["comment"]["comments"]:
            assert created <= _at(remark["created"]) <= NOW


def test_links_are_seen_from_both_ends(by_key: Mapping[str, Mapping[str, Any]]) -> None:
    outward, inward = set(), set()
    for key, issue in by_key.items():
        for link in issue["fields"]["issuelinks"]:
            if "outwardIssue" in link:
                outward.add((link["type"]["name"], key, link["outwardIssue"]["key"]))
            else:
                inward.add((link["type"]["name"], link["inwardIssue"]["key"], key))
    assert outward == inward
    assert {kind for kind, _, _ in outward} == {"Blocks", "Duplicate", "Relates"}


def test_few_bugs_are_reported_on_weekends(company: Company) -> None:
    days = Counter(
        _at(issue["fields"]["created"]).weekday()
        for issue in company.issues
        if "imported" not in issue["fields"]["labels"]
    )
    assert days[5] + days[6] < 0.15 * days.total()
    assert days[0] > days[4]


def test_each_component_has_its_own_pace(company: Company) -> None:
    taken = defaultdict(list)
    for issue in company.issues:
        fields = issue["fields"]
        if _name(fields["resolution"]) == "Fixed":
            lasted = _at(fields["resolutiondate"]) - _at(fields["created"])
            taken[_component(issue)].append(lasted / timedelta(days=1))
    assert median(taken["Reporting"]) > 2 * median(taken["Search"]) > 2 * median(taken["Login"])


def test_bugs_follow_releases(company: Company) -> None:
    mobile = next(each for each in company.projects if each["key"] == "MOB")
    out = [
        datetime.fromisoformat(version["releaseDate"]).replace(tzinfo=UTC)
        for version in mobile["versions"]
        if version["released"]
    ]
    created = [
        _at(i["fields"]["created"])
        for i in company.issues
        if i["fields"]["project"]["key"] == "MOB"
    ]
    since = Counter(
        next(((at - day).days // 7 for day in reversed(out) if day <= at), 9) for at in created
    )
    assert since[0] > 1.4 * since[2]


def test_payment_retries_come_eleven_times_in_six_weeks(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    truth = company.truth("recurrence")
    bugs = [by_key[key] for key in truth.keys]
    assert len(bugs) == truth.facts["count"] == 11
    assert {_component(bug) for bug in bugs} == {"Payments"}
    assert all(_at(bug["fields"]["created"]) > NOW - timedelta(days=42) for bug in bugs)
    assert len({bug["fields"]["summary"] for bug in bugs}) == 11


def test_the_spike_follows_a_release_that_its_bugs_name(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    truth = company.truth("spike")
    released = datetime.fromisoformat(truth.facts["released"]).replace(tzinfo=UTC)
    for key in truth.keys:
        fields = by_key[key]["fields"]
        assert [version["name"] for version in fields["versions"]] == [truth.facts["version"]]
        assert timedelta(0) <= _at(fields["created"]) - released < timedelta(days=8)


def test_the_ageing_area_and_the_reopening_one_are_what_they_are_said_to_be(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    ageing = company.truth("ageing")
    assert len(ageing.keys) > 8
    assert all(by_key[key]["fields"]["resolution"] is None for key in ageing.keys)
    reopening = company.truth("reopening")
    assert reopening.facts["share"] > 0.15
    for key in reopening.keys:
        assert any(
            item["toString"] == "Reopened"
            for history in by_key[key]["changelog"]
            for item in history["items"]
        )


def test_a_regression_comes_back_after_its_fix_version(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    truth = company.truth("regression")
    fixed, back = (by_key[key]["fields"] for key in truth.keys)
    assert [version["name"] for version in fixed["fixVersions"]] == [truth.facts["fixed_in"]]
    assert [version["name"] for version in back["versions"]] == [truth.facts["back_in"]]
    assert _at(fixed["resolutiondate"]) < _at(back["created"])


def test_a_blocker_of_the_next_release_has_gone_quiet(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    truth = company.truth("stale blocker")
    fields = by_key[truth.keys[0]]["fields"]
    assert fields["resolution"] is None
    assert [version["name"] for version in fields["fixVersions"]] == [truth.facts["version"]]
    assert _at(fields["updated"]) < NOW - timedelta(days=20)
    assert sum("outwardIssue" in link for link in fields["issuelinks"]) == 2


def test_the_import_falls_on_one_saturday(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    truth = company.truth("bulk import")
    days = {_at(by_key[key]["fields"]["created"]).date() for key in truth.keys}
    assert {day.isoformat() for day in days} == {truth.facts["day"]}
    assert days.pop().weekday() == 5


def test_hostile_titles_are_there(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    titles = [by_key[key]["fields"]["summary"] for key in company.truth("hostile").keys]
    assert any("<!channel>" in title for title in titles)
    assert any("OR project = SEC" in title for title in titles)
    assert any("\u202e" in title for title in titles)
    assert max(len(title) for title in titles) == 5000


def test_one_issue_has_more_history_than_a_page(
    company: Company, by_key: Mapping[str, Mapping[str, Any]]
) -> None:
    assert len(by_key[company.truth("long history").keys[0]]["changelog"]) > 40


def test_only_the_restricted_project_and_one_other_bug_carry_a_level(company: Company) -> None:
    levelled = [i for i in company.issues if i["fields"]["security"]]
    outside = [i["key"] for i in levelled if not i["key"].startswith("SEC-")]
    assert tuple(outside) == company.truth("restricted").keys
    assert all(i["fields"]["security"] for i in company.issues if i["key"].startswith("SEC-"))


def test_the_settings_are_accepted(company: Company) -> None:
    settings = Settings.model_validate(tomllib.loads(company.settings))
    assert settings.jira.projects == ("PAY", "MOB", "PLAT", "SEC")
    assert [area.name for area in settings.owned][:2] == ["Checkout", "Payments"]
    assert settings.access is not None
    assert settings.access.rules[1].levels == ("Security team",)


def test_people_have_one_address_in_slack_and_jira(company: Company) -> None:
    people = {person.account_id: person for person in company.cast.people}
    assert len({person.email for person in people.values()}) == len(people)
    for issue in company.issues:
        reporter = issue["fields"]["reporter"]
        assert people[reporter["accountId"]].email == reporter["emailAddress"]
