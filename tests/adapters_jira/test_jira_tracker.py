"""What only the real adapter does: how often it asks, what it remembers, whom it takes Jira for."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cadence.adapters.jira.tracker import JiraTracker
from cadence.core.calendar import Span
from cadence.core.errors import QueryRefused, SettingsError, TrackerUnavailable
from cadence.core.ports import Detail, Health
from cadence.core.query import Among, Field, IssueQuery, Moment, Unresolved, Within
from cadence.sandbox.jira import Account, Fault, JiraSandbox, Kind, User
from fakes.clock import NOON, FakeClock
from jira_world import EMAIL, TOKEN, a_jira, a_jira_site, an_export, tracker_at

OPEN = IssueQuery((Unresolved(),))


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def both(request: pytest.FixtureRequest) -> Iterator[JiraSandbox]:
    with a_jira(request.param) as jira:
        yield jira


@pytest.fixture
def jira(both: JiraSandbox) -> Iterator[JiraSandbox]:
    both.faults.clear()
    both.log.clear()
    yield both
    both.faults.clear()


class Steady:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def tracker(jira: JiraSandbox, steady: Steady) -> Iterator[JiraTracker]:
    with tracker_at(jira.url, jira.flavour.value, monotonic=steady) as connected:
        yield connected


# --- how often Jira is asked ---------------------------------------------------------------------


def test_connecting_asks_nothing_and_does_not_even_load_the_library() -> None:
    code = (
        "import sys; from datetime import datetime, UTC\n"
        "from cadence.adapters.jira.tracker import JiraTracker\n"
        "clock = type('C', (), {'now': lambda self: datetime.now(UTC)})()\n"
        "JiraTracker.connect(url='http://127.0.0.1:9', email='a', token='b', clock=clock)\n"
        "assert 'jira' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_one_issue_costs_two_calls_at_most_and_one_when_warm(tracker: JiraTracker) -> None:
    tracker.issue("PAY-1")
    assert tracker.calls <= 2

    before = tracker.calls
    issue = tracker.issue("PAY-1")
    assert tracker.calls - before == 1
    assert issue.sprints == ("Sprint 7", "Sprint 8")


def test_a_search_that_fits_on_a_page_costs_one_call(tracker: JiraTracker) -> None:
    tracker.site()
    before = tracker.calls

    tracker.search(IssueQuery((Within(Moment.CREATED, Span(start=NOON - timedelta(days=30))),)))

    assert tracker.calls - before == 1


def test_a_count_with_its_first_issues_costs_two_calls_at_most(tracker: JiraTracker) -> None:
    tracker.site()
    before = tracker.calls

    found = tracker.search(OPEN, limit=2)

    assert (len(found.issues), found.total) == (2, 4)
    assert tracker.calls - before <= 2


def test_a_count_alone_costs_one_call(tracker: JiraTracker) -> None:
    assert tracker.search(OPEN, limit=0).total == 4
    assert tracker.calls == 1


def test_a_history_of_one_issue_costs_one_call(tracker: JiraTracker) -> None:
    tracker.histories(["PAY-1"])

    assert tracker.calls == 1


def test_a_history_that_lies_on_several_pages_is_put_together() -> None:
    """More than the forty entries that Jira tells of by the way, and more than a page of a hundred."""
    steps = tuple(
        {
            "id": str(number),
            "created": (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)).isoformat(),
            "items": [
                {"field": "status", "fieldId": "status", "fromString": "Open", "toString": "Done"}
            ],
        }
        for number in range(130)
    )
    site = a_jira_site((an_export("PAY-1", changelog=steps), an_export("PAY-2")))
    for flavour in ("cloud", "datacenter"):
        with a_jira(flavour, site) as jira, tracker_at(jira.url, flavour) as tracker:
            alone = tracker.histories(["PAY-1"])["PAY-1"]
            among = tracker.histories(["PAY-1", "PAY-2"])["PAY-1"]
        assert len(alone) == 130
        assert alone == among
        assert [change.at for change in alone] == sorted(change.at for change in alone)


# --- what is remembered --------------------------------------------------------------------------


def test_the_site_is_read_again_after_some_minutes_only(
    tracker: JiraTracker, steady: Steady
) -> None:
    tracker.site()
    read = tracker.calls
    tracker.site()
    assert tracker.calls == read

    steady.seconds += 601
    tracker.site()
    assert tracker.calls > read


def test_the_site_that_was_read_last_stands_in_while_jira_is_away(
    jira: JiraSandbox, tracker: JiraTracker, steady: Steady
) -> None:
    site = tracker.site()
    steady.seconds += 601
    jira.faults.add(Fault(kind=Kind.ERROR, status=410, times=None))

    assert tracker.site() == site


def test_a_site_that_was_never_read_is_no_empty_site(
    jira: JiraSandbox, tracker: JiraTracker
) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=410, times=None))

    with pytest.raises(TrackerUnavailable):
        tracker.site()


def test_a_part_of_the_site_that_cannot_be_read_is_named(
    jira: JiraSandbox, tracker: JiraTracker, steady: Steady
) -> None:
    jira.faults.add(Fault(kind=Kind.ERROR, status=410, path="*/priority"))
    jira.faults.add(Fault(kind=Kind.ERROR, status=410, path="*/project/WEB"))

    site = tracker.site()

    assert site.priorities == ()
    assert [project.key for project in site.projects] == ["PAY"]
    assert any(gap.startswith("priorities: ") for gap in site.gaps)
    assert any(gap.startswith("project WEB: ") for gap in site.gaps)
    steady.seconds += 61
    assert tracker.site().gaps == ()


def test_only_the_projects_that_are_set_are_read(jira: JiraSandbox) -> None:
    with tracker_at(jira.url, jira.flavour.value, projects=("PAY",)) as tracker:
        assert [project.key for project in tracker.site().projects] == ["PAY"]
    assert not jira.log.to("/project/search")
    assert not jira.log.to("/project/WEB")


# --- people and zones ----------------------------------------------------------------------------


def test_times_are_asked_for_in_the_accounts_own_zone() -> None:
    """Midnight in Kolkata is 18:30 UTC of the day before."""
    site = a_jira_site(zone="Asia/Kolkata")
    midnight = datetime(2026, 11, 16, 18, 30, tzinfo=UTC)
    query = IssueQuery((Within(Moment.CREATED, Span(start=midnight)),))
    with a_jira("cloud", site) as jira, tracker_at(jira.url, "cloud") as tracker:
        found = tracker.search(query)

    assert '"2026-11-17 00:00"' in found.jql
    assert [issue.key for issue in found.issues] == ["PAY-10"]


def test_somebody_whom_jira_does_not_know_is_said() -> None:
    with a_jira("cloud") as jira, tracker_at(jira.url, "cloud") as tracker:
        with pytest.raises(QueryRefused, match="nobody called Nemo"):
            tracker.jql(IssueQuery((Among(Field.ASSIGNEE, ("Nemo",)),)))
        known = tracker.jql(IssueQuery((Among(Field.REPORTER, ("grace@shop.test",)),)))

    assert f'reporter IN ("{"a2" * 12}")' in known


def test_two_people_of_one_name_are_not_confused() -> None:
    site = a_jira_site()
    site.add_user(User(account_id="b" * 24, display_name="Ada Byron", email="other@shop.test"))
    query = IssueQuery((Among(Field.ASSIGNEE, ("Ada Byron",)),))
    with (
        a_jira("cloud", site) as jira,
        tracker_at(jira.url, "cloud") as tracker,
        pytest.raises(QueryRefused, match="2 people called Ada Byron"),
    ):
        tracker.search(query)


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_an_issue_that_was_moved_is_found_by_its_old_key(flavour: str) -> None:
    site = a_jira_site()
    site.move("PAY-3", "WEB")
    with a_jira(flavour, site) as jira, tracker_at(jira.url, flavour) as tracker:
        assert tracker.issue("PAY-3").key == "WEB-2"
        asked = tracker.issues(["PAY-2", "PAY-3", "PAY-404"])
        assert [issue.key for issue in asked] == ["PAY-2", "WEB-2"]
        assert set(tracker.histories(["PAY-3", "PAY-404"])) == {"PAY-3"}


# --- which Jira, and how we are known ------------------------------------------------------------


def settings(url: str, **more: Any) -> dict[str, Any]:
    return {"url": url, "clock": FakeClock()} | more


@pytest.mark.parametrize("flavour", ["cloud", "datacenter"])
def test_with_a_token_alone_jira_itself_is_asked_what_it_is(flavour: str) -> None:
    with a_jira(flavour) as jira:
        tracker = JiraTracker.connect(**settings(jira.url, token=TOKEN))
        try:
            assert tracker.site().flavour == flavour
        finally:
            tracker.close()


def test_the_flavour_can_be_set() -> None:
    with a_jira("datacenter") as jira:
        tracker = JiraTracker.connect(**settings(jira.url + "/", token=TOKEN, flavour="datacenter"))
        try:
            assert tracker.issue("PAY-1").key == "PAY-1"
        finally:
            tracker.close()
        assert not jira.log.to("/serverInfo")


def test_wrong_settings_are_named() -> None:
    with pytest.raises(SettingsError, match="JIRA_API_TOKEN"):
        JiraTracker.connect(**settings("http://127.0.0.1:9", email=EMAIL))
    with pytest.raises(SettingsError, match="auto, cloud, datacenter"):
        JiraTracker.connect(**settings("http://127.0.0.1:9", token="x", flavour="server"))


def test_a_scoped_token_asks_the_gateway_and_people_browse_elsewhere() -> None:
    site = a_jira_site()
    scoped = Account(user_id="c" * 24, email="svc@shop.test", token="scoped", scoped=True)
    site.add_account(scoped)
    with a_jira("cloud", site, cloud_id="1-2-3") as jira:
        tracker = JiraTracker.connect(
            **settings(
                jira.gateway_url,
                email=scoped.email,
                token=scoped.token,
                browse_url="https://shop.test/",
            )
        )
        try:
            assert tracker.issue("PAY-1").key == "PAY-1"
            assert tracker.site().browse("PAY-1") == "https://shop.test/browse/PAY-1"
        finally:
            tracker.close()


# --- what is told of it --------------------------------------------------------------------------


def test_each_operation_is_observed_with_its_outcome(jira: JiraSandbox) -> None:
    seen: list[tuple[str, str]] = []
    with tracker_at(
        jira.url,
        jira.flavour.value,
        observe=lambda name, seconds, outcome: seen.append((name, outcome)),
    ) as tracker:
        tracker.issue("PAY-1")
        with pytest.raises(QueryRefused):
            tracker.search(IssueQuery((Among(Field.COMPONENT, ("none",)),)))
        list(tracker.every(OPEN, detail=Detail.FULL))

    assert seen == [("issue", "ok"), ("search", "QueryRefused"), ("every", "ok")]


def _at_the_real_time(jira: JiraSandbox, **more: Any) -> Any:
    clock = FakeClock(datetime.now(UTC))
    return tracker_at(jira.url, jira.flavour.value, clock=clock, **more)


def test_a_jira_that_works_is_healthy(jira: JiraSandbox) -> None:
    with _at_the_real_time(jira) as tracker:
        checks = tracker.checks()

    assert [check.connector for check in checks] == ["Jira", "Jira account", "Jira permissions"]
    assert {check.health for check in checks} == {Health.HEALTHY}
    assert checks[0].facts["flavour"] == jira.flavour.value
    assert checks[0].facts["latency"].endswith(" ms")
    assert checks[1].facts["account"] == "Cadence"


def test_a_clock_that_is_off_is_degraded(jira: JiraSandbox) -> None:
    with tracker_at(
        jira.url, jira.flavour.value, clock=FakeClock(datetime.now(UTC) + timedelta(hours=1))
    ) as tracker:
        reach = tracker.checks()[0]

    assert reach.health is Health.DEGRADED
    assert "clock" in reach.why
    assert reach.fix


def test_a_wrong_token_fails_with_what_to_do(jira: JiraSandbox) -> None:
    wrong = {"token": "old"} if jira.flavour == "cloud" else {"pat": "old"}
    with _at_the_real_time(jira, **wrong) as tracker:
        checks = tracker.checks()

    assert checks[-1].health is Health.FAILING
    assert "token" in (checks[-1].fix or "")


def test_the_wrong_flavour_fails_with_what_to_do() -> None:
    with a_jira("cloud") as jira:
        tracker = JiraTracker.connect(
            **settings(jira.url, email=EMAIL, token=TOKEN, flavour="datacenter")
        )
        try:
            (reach,) = tracker.checks()
        finally:
            tracker.close()

    assert reach.health is Health.FAILING
    assert reach.fix == "set the flavour to cloud"


def test_a_jira_that_is_away_is_reported_and_not_raised() -> None:
    with a_jira("cloud") as gone:
        url = gone.url
    with tracker_at(url, "cloud", sleep=lambda _: None) as tracker:
        (check,) = tracker.checks()

    assert check.health is Health.FAILING
    assert url in (check.fix or "")


def test_a_project_that_may_not_be_browsed_is_named(jira: JiraSandbox) -> None:
    with _at_the_real_time(jira, projects=("PAY", "SECRET")) as tracker:
        permissions = tracker.checks()[-1]

    assert permissions.health is Health.DEGRADED
    assert "SECRET" in permissions.why
    assert "PAY" not in permissions.why


def test_a_token_that_ends_soon_is_degraded() -> None:
    now = datetime.now(UTC)
    with (
        a_jira("cloud", token_expires=now + timedelta(days=3)) as jira,
        _at_the_real_time(jira) as tracker,
    ):
        account = tracker.checks()[1]

    assert account.health is Health.DEGRADED
    assert account.facts["token expires"] == (now + timedelta(days=3)).date().isoformat()
