"""Time moved on: the company's Jira goes on with it, the same from the same seed."""

from datetime import UTC, datetime, timedelta

import pytest

from cadence.sandbox.company import Company, generate
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.company.onward import Onward
from cadence.sandbox.jira.clock import SandboxClock
from cadence.sandbox.jira.model import Issue
from cadence.sandbox.jira.site import Site

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture(scope="module")
def company() -> Company:
    return generate(seed=7, now=NOW)


def lived(company: Company, *moments: datetime, **rates: float) -> Site:
    site = jira_site(company, clock=SandboxClock(NOW))
    onward = Onward(company, site, rates=rates)
    for moment in moments:
        onward.to(moment)
    return site


def later(site: Site) -> list[Issue]:
    return [each for each in site.issues if each and each.created > NOW]


def test_the_same_weeks_come_however_they_are_cut_up(company: Company) -> None:
    at_once = lived(company, NOW + 6 * WEEK)
    by_days = lived(company, *(NOW + timedelta(days=day) for day in range(1, 43)))
    assert by_days.issues == at_once.issues


def test_six_weeks_bring_as_many_as_six_weeks_did(company: Company) -> None:
    found = later(lived(company, NOW + 6 * WEEK))
    before = [
        each
        for each in jira_site(company).issues
        if each and each.created > NOW - 6 * WEEK and each.type_id == "10004"
    ]
    assert 0.7 * len(before) <= len(found) <= 1.3 * len(before)
    assert len({each.key for each in found}) == len({each.id for each in found}) == len(found)


def test_nothing_is_there_before_it_happened(company: Company) -> None:
    moment = NOW + 2 * WEEK
    for issue in lived(company, moment).issues:
        assert issue is not None
        assert max(issue.created, issue.updated) <= moment
        assert [each.at for each in issue.history] == sorted(each.at for each in issue.history)


def test_what_is_planted_goes_on_as_fast_as_is_said(company: Company) -> None:
    def retries(rate: float) -> int:
        found = later(lived(company, NOW + 6 * WEEK, recurrence=rate, drift=0))
        return sum(
            "Order and request ids are attached" in (each.description or "") for each in found
        )

    assert [retries(0), retries(0.5), retries(1), retries(2)] == [0, 4, 9, 18]


def test_old_bugs_are_fixed_but_for_those_that_nobody_gets_round_to(company: Company) -> None:
    was = [each for each in jira_site(company).issues if each and each.resolution_id is None]
    site = lived(company, NOW + 8 * WEEK)
    fixed = [each for each in was if site.issue(each.key).resolution_id]
    assert len(fixed) > len(was) / 4
    for key in (*company.truth("stale blocker").keys, *company.truth("ageing").keys):
        assert site.issue(key).resolution_id is None


def test_a_version_is_out_on_its_day(company: Company) -> None:
    coming = company.cast.project("PAY").next(NOW.date())
    assert coming is not None
    site = lived(company, NOW)
    assert not site.words.versions[coming.id].released
    Onward(company, site).to(
        datetime(coming.day.year, coming.day.month, coming.day.day, tzinfo=UTC)
    )
    assert site.words.versions[coming.id].released
