"""What every tracker does: the fake, and the real adapter on a local Jira of either flavour."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from builders import a_project, a_site, a_version
from cadence.core.calendar import Span
from cadence.core.errors import IssueNotFound
from cadence.core.issue import Category, Link
from cadence.core.ports import Detail, IssueTracker
from cadence.core.query import (
    Among,
    AnyOf,
    Condition,
    Empty,
    Field,
    InOpenSprint,
    IssueQuery,
    Moment,
    Moved,
    Order,
    OrderBy,
    Says,
    Unresolved,
    Was,
    Within,
)
from cadence.core.site import IssueType, Status
from fakes.clock import NOON
from fakes.tracker import FakeTracker
from jira_world import a_jira, as_histories, as_read, tracker_at

OLDEST_FIRST = (Order(OrderBy.CREATED, descending=False),)


def the_fake() -> FakeTracker:
    versions = (
        a_version("4.1", project="PAY", released=True, release_date=date(2026, 10, 1)),
        a_version("4.2", project="PAY", release_date=date(2026, 12, 1)),
    )
    site = a_site(
        projects=(
            a_project("PAY", components=("iOS", "Checkout"), versions=versions),
            a_project("WEB"),
        ),
        priorities=("Highest", "High", "Medium", "Low"),
        statuses=(
            Status(name="Open", category=Category.TO_DO),
            Status(name="Done", category=Category.DONE),
            Status(name="In Progress", category=Category.IN_PROGRESS),
        ),
        resolutions=("Fixed",),
        labels=("needs-info", "payments"),
        sprint_field=True,
        read_at=NOON,
    )
    fake = FakeTracker(as_read(), site, histories=as_histories(), open_sprints={"Sprint 8"})
    fake.moved["PAY-99"] = "WEB-1"
    return fake


@pytest.fixture(scope="module")
def jiras() -> Iterator[dict[str, str]]:
    """Addresses of a local Jira of each flavour; nothing here changes what they hold."""
    with a_jira("cloud") as cloud, a_jira("datacenter") as datacenter:
        yield {"cloud": cloud.url, "datacenter": datacenter.url}


@pytest.fixture(params=["fake", "cloud", "datacenter"])
def tracker(request: pytest.FixtureRequest) -> Iterator[IssueTracker]:
    if request.param == "fake":
        yield the_fake()
        return
    url = request.getfixturevalue("jiras")[request.param]
    with tracker_at(url, request.param) as real:
        yield real


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def keys(tracker: IssueTracker, *conditions: Condition) -> list[str]:
    query = IssueQuery(conditions, OLDEST_FIRST)
    found = tracker.search(query, limit=50)
    assert found.complete
    assert [issue.key for issue in tracker.every(query)] == [issue.key for issue in found.issues]
    return [issue.key for issue in found.issues]


def test_the_site_tells_its_own_words(tracker: IssueTracker) -> None:
    site = tracker.site()

    assert [project.key for project in site.projects] == ["PAY", "WEB"]
    assert site.projects[0].components == ("iOS", "Checkout")
    assert [version.name for version in site.projects[0].versions] == ["4.1", "4.2"]
    assert site.projects[0].versions[0].released
    assert site.projects[0].versions[1].release_date == date(2026, 12, 1)
    assert site.priorities == ("Highest", "High", "Medium", "Low")
    assert Status(name="In Progress", category=Category.IN_PROGRESS) in site.statuses
    assert site.resolutions == ("Fixed",)
    assert site.types == (IssueType(name="Bug"), IssueType(name="Task"))
    assert set(site.labels) == {"payments", "needs-info"}
    assert site.sprint_field
    assert site.gaps == ()


def test_an_issue_is_read_with_everything_it_holds(tracker: IssueTracker) -> None:
    issue = tracker.issue("PAY-1")

    assert issue.summary == "Checkout crash on iOS"
    assert (issue.project, issue.type, issue.priority) == ("PAY", "Bug", "High")
    assert (issue.status, issue.category) == ("Open", Category.TO_DO)
    assert issue.is_open
    assert issue.components == ("iOS", "Checkout")
    assert issue.labels == ("payments",)
    assert [version.name for version in issue.fix_versions] == ["4.2"]
    assert [version.name for version in issue.affects] == ["4.1"]
    assert issue.sprints == ("Sprint 7", "Sprint 8")
    assert (issue.assignee, issue.assignee_email) == ("Ada Byron", "ada@shop.test")
    assert issue.reporter == "Grace Hopper"
    assert issue.due == date(2026, 11, 20)
    assert issue.created_at == at(2, 9)
    assert issue.updated_at == at(17, 8).replace(minute=30)
    assert issue.description == "It crashes when paying."
    assert [comment.text for comment in issue.comments] == ["Seen on iOS 19."]
    assert issue.links == (Link(wording="blocks", kind="Blocks", key="PAY-2"),)
    assert issue.read_at == NOON


def test_a_brief_issue_comes_without_its_text(tracker: IssueTracker) -> None:
    full, brief = tracker.issue("PAY-1"), tracker.issue("PAY-1", detail=Detail.BRIEF)

    assert brief == replace(full, description=None, comments=(), links=())


def test_a_security_level_is_told(tracker: IssueTracker) -> None:
    assert tracker.issue("WEB-1").level == "Staff"
    assert tracker.issue("PAY-1").level is None


def test_keys_are_found_in_small_letters_too(tracker: IssueTracker) -> None:
    assert tracker.issue("pay-2").key == "PAY-2"


@pytest.mark.parametrize(
    "key", ["PAY-404", "SECRET-1", "NONE-1", "PAY", "", "../../myself", "PAY-1?x=1", "PAY-1 "]
)
def test_not_there_and_not_allowed_look_the_same(tracker: IssueTracker, key: str) -> None:
    with pytest.raises(IssueNotFound) as raised:
        tracker.issue(key)

    assert raised.value.key == key


def test_issues_come_in_the_order_of_their_keys_without_those_that_cannot_be_seen(
    tracker: IssueTracker,
) -> None:
    asked = ["WEB-1", "PAY-404", "PAY-3", "SECRET-1", "nonsense", "PAY-1"]

    assert [issue.key for issue in tracker.issues(asked)] == ["WEB-1", "PAY-3", "PAY-1"]
    assert tracker.issues([]) == ()
    assert tracker.issues(["SECRET-1"]) == ()


def test_an_issue_read_among_others_is_the_same(tracker: IssueTracker) -> None:
    (among,) = tracker.issues(["PAY-1"], detail=Detail.FULL)

    assert among == tracker.issue("PAY-1")


def test_a_search_brings_the_first_issues_and_the_number_of_all(tracker: IssueTracker) -> None:
    query = IssueQuery((Unresolved(),), (Order(OrderBy.PRIORITY), Order(OrderBy.UPDATED)))

    found = tracker.search(query, limit=2)

    assert [issue.key for issue in found.issues] == ["PAY-3", "PAY-10"]
    assert (found.total, found.exact, found.complete) == (4, True, False)
    assert found.jql.startswith("resolution IS EMPTY ORDER BY priority DESC")
    assert found.jql == tracker.jql(query)
    assert found.read_at == NOON


def test_a_count_needs_no_issues(tracker: IssueTracker) -> None:
    found = tracker.search(IssueQuery((Among(Field.TYPE, ("Bug",)),)), limit=0)

    assert (found.issues, found.total, found.exact) == ((), 4, True)


def test_nothing_found_is_an_answer(tracker: IssueTracker) -> None:
    found = tracker.search(IssueQuery((Among(Field.LABEL, ("no-such-label",)),)))

    assert (found.issues, found.total, found.complete) == ((), 0, True)


def test_without_conditions_everything_that_may_be_seen_is_found(tracker: IssueTracker) -> None:
    assert keys(tracker) == ["PAY-1", "PAY-2", "WEB-1", "PAY-3", "PAY-10"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Among(Field.PROJECT, ("WEB",)), ["WEB-1"]),
        (Among(Field.KEY, ("PAY-2", "PAY-3")), ["PAY-2", "PAY-3"]),
        (Among(Field.TYPE, ("task",)), ["PAY-3"]),
        (Among(Field.COMPONENT, ("iOS", "Checkout")), ["PAY-1", "PAY-2"]),
        (Among(Field.COMPONENT, ("iOS",), negated=True), ["PAY-2", "WEB-1", "PAY-3", "PAY-10"]),
        (Among(Field.LABEL, ("needs-info",), negated=True), ["PAY-1", "WEB-1", "PAY-3", "PAY-10"]),
        (Among(Field.PRIORITY, ("High",)), ["PAY-1", "WEB-1"]),
        (Among(Field.PRIORITY, ("High", "Low"), negated=True), ["PAY-3", "PAY-10"]),
        (Among(Field.STATUS, ("In Progress",)), ["PAY-10"]),
        (Among(Field.CATEGORY, ("new", "indeterminate")), ["PAY-1", "WEB-1", "PAY-3", "PAY-10"]),
        (Among(Field.CATEGORY, ("done",)), ["PAY-2"]),
        (Among(Field.RESOLUTION, ("Fixed",)), ["PAY-2"]),
        (Among(Field.FIX_VERSION, ("4.2",)), ["PAY-1"]),
        (Among(Field.FIX_VERSION, ("4.2",), negated=True), ["PAY-2", "WEB-1", "PAY-3", "PAY-10"]),
        (Among(Field.AFFECTED_VERSION, ("4.1",)), ["PAY-1"]),
        (Among(Field.SPRINT, ("Sprint 7",)), ["PAY-1", "PAY-3"]),
        (Among(Field.ASSIGNEE, ("Ada Byron",)), ["PAY-1"]),
        (Among(Field.ASSIGNEE, ("ada@shop.test",)), ["PAY-1"]),
        (
            Among(Field.ASSIGNEE, ("Ada Byron",), negated=True),
            ["PAY-2", "WEB-1", "PAY-3", "PAY-10"],
        ),
        (Among(Field.LEVEL, ("Staff",)), ["WEB-1"]),
        (Among(Field.LEVEL, ("Staff",), negated=True), ["PAY-1", "PAY-2", "PAY-3", "PAY-10"]),
        (Among(Field.COMPONENT, ()), []),
        (Empty(Field.ASSIGNEE), ["PAY-2", "WEB-1", "PAY-3"]),
        (Empty(Field.PRIORITY), ["PAY-3"]),
        (Empty(Field.FIX_VERSION, negated=True), ["PAY-1", "PAY-2"]),
        (Empty(Field.STATUS), []),
        (Empty(Field.PARENT, negated=True), []),
        (Unresolved(), ["PAY-1", "WEB-1", "PAY-3", "PAY-10"]),
        (Unresolved(negated=True), ["PAY-2"]),
        (Says(("crash",)), ["PAY-1", "WEB-1"]),
        (Says(("crash", "iOS")), ["PAY-1"]),
        (Says(("dark mode",), summary_only=True), ["PAY-10"]),
        (Says(("crash",), negated=True), ["PAY-2", "PAY-3", "PAY-10"]),
        (Says(('<!channel> OR "quotes"',)), []),
        (Was(("Done",)), ["PAY-1", "PAY-2"]),
        (Was(("Done",), negated=True), ["WEB-1", "PAY-3", "PAY-10"]),
        (InOpenSprint(), ["PAY-1"]),
        (InOpenSprint(negated=True), ["PAY-2", "WEB-1", "PAY-3", "PAY-10"]),
        (Moved(Span(start=at(9)), into=("Done",)), ["PAY-1", "PAY-2"]),
        (Moved(Span(start=at(12), end=at(13)), out_of=("Done",), into=("Open",)), ["PAY-1"]),
        (Moved(Span(start=at(17))), ["PAY-10"]),
        (Moved(Span(end=at(6))), ["PAY-1"]),
        (AnyOf((Says(("refund",)), Among(Field.PROJECT, ("WEB",)))), ["WEB-1", "PAY-3"]),
        (Within(Moment.CREATED, Span(start=at(16), end=at(17))), ["PAY-3"]),
        (
            Within(Moment.CREATED, Span(start=at(16), end=at(17)), negated=True),
            ["PAY-1", "PAY-2", "WEB-1", "PAY-10"],
        ),
        (Within(Moment.UPDATED, Span(start=at(17))), ["PAY-1", "PAY-10"]),
        (Within(Moment.RESOLVED, Span(start=at(10), end=at(11))), ["PAY-2"]),
        (Within(Moment.RESOLVED, Span(end=at(10))), []),
        (Within(Moment.RESOLVED, Span()), ["PAY-2"]),
        (Within(Moment.DUE, Span(start=at(20), end=at(21))), ["PAY-1"]),
        (Within(Moment.DUE, Span(start=at(20, 23), end=at(21, 23)), zone_name="Asia/Tokyo"), []),
        (Within(Moment.DUE, Span(start=at(1), end=at(20, 5))), ["PAY-1"]),
    ],
)
def test_a_condition_finds(
    tracker: IssueTracker, condition: Condition, expected: list[str]
) -> None:
    assert keys(tracker, condition) == expected


def test_conditions_hold_together(tracker: IssueTracker) -> None:
    assert keys(tracker, Unresolved(), Says(("crash",)), Among(Field.PROJECT, ("PAY",))) == [
        "PAY-1"
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order(OrderBy.KEY), ["WEB-1", "PAY-10", "PAY-3", "PAY-2", "PAY-1"]),
        (Order(OrderBy.UPDATED), ["PAY-10", "PAY-1", "PAY-3", "WEB-1", "PAY-2"]),
        (
            Order(OrderBy.PRIORITY, descending=False),
            ["PAY-2", "PAY-1", "WEB-1", "PAY-10", "PAY-3"],
        ),
    ],
)
def test_issues_come_in_order_and_ties_by_key(
    tracker: IssueTracker, order: Order, expected: list[str]
) -> None:
    found = tracker.search(IssueQuery((), (order,)))

    assert [issue.key for issue in found.issues] == expected


def test_a_history_tells_changes_of_status_and_resolution_oldest_first(
    tracker: IssueTracker,
) -> None:
    histories = tracker.histories(["PAY-1", "PAY-3", "SECRET-1", "PAY-404"])

    assert set(histories) == {"PAY-1", "PAY-3"}
    assert histories["PAY-3"] == ()
    assert [(c.at.day, c.field, c.before, c.after) for c in histories["PAY-1"]] == [
        (5, "status", "Open", "In Progress"),
        (9, "status", "In Progress", "Done"),
        (9, "resolution", None, "Fixed"),
        (12, "status", "Done", "Open"),
        (12, "resolution", "Fixed", None),
    ]


def test_one_history_alone_is_the_same(tracker: IssueTracker) -> None:
    assert tracker.histories(["PAY-1"])["PAY-1"] == tracker.histories(["PAY-1", "PAY-2"])["PAY-1"]
    assert tracker.histories(["SECRET-1"]) == {}
    assert tracker.histories([]) == {}
