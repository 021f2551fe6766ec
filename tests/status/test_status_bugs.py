"""What the status room tells other rooms: live, and within an audience's rights."""

from zoneinfo import ZoneInfo

import pytest

from builders import a_project, a_site, an_issue
from cadence.core.errors import IssueNotFound, NotUnderstood, TrackerRefused, TrackerUnavailable
from cadence.core.issue import Category
from cadence.core.message import Audience, Kind
from cadence.core.query import Among, Field, Unresolved
from cadence.status.model.access import Rule
from cadence.status.service.bugs import StatusBugs
from cadence.status.service.status import Status
from fakes.archive import FakeArchive
from fakes.clock import NOON, FakeClock
from fakes.tracker import FakeTracker

BERLIN = ZoneInfo("Europe/Berlin")
EVERYBODY = Audience(user=None, channel="C1", kind=Kind.PUBLIC)
LEAD = Audience(user="U1", channel=None, kind=Kind.DIRECT)
STRANGER = Audience(user="U9", channel=None, kind=Kind.DIRECT)
RULES = (
    Rule(channels=frozenset({"*"}), projects=frozenset({"PAY"})),
    Rule(users=frozenset({"U1"}), projects=frozenset({"PAY", "SEC"})),
)
DONE = {"status": "Done", "category": Category.DONE, "resolution": "Fixed"}
ISSUES = (
    an_issue("PAY-1", priority="High"),
    an_issue("PAY-2", priority="High"),
    an_issue("PAY-3", priority="Low"),
    an_issue("PAY-4", priority="High", **DONE),
    an_issue("SEC-7", priority="High"),
)


@pytest.fixture
def tracker() -> FakeTracker:
    site = a_site(projects=(a_project(), a_project("SEC")))
    return FakeTracker(ISSUES, site=site, clock=FakeClock())


@pytest.fixture
def bugs(tracker: FakeTracker) -> StatusBugs:
    return StatusBugs(
        status=Status(tracker=tracker, archive=FakeArchive(ISSUES), clock=FakeClock(), rules=RULES)
    )


def test_an_issue_is_told_live_to_whoever_may_see_it(bugs: StatusBugs) -> None:
    assert bugs.issue("PAY-1", EVERYBODY).priority == "High"
    assert bugs.issue("SEC-7", LEAD).key == "SEC-7"


def test_of_several_those_are_told_that_are_there_and_may_be_seen(bugs: StatusBugs) -> None:
    keys = ("PAY-2", "SEC-7", "PAY-99", "PAY-1")
    assert {each.key for each in bugs.issues(keys, EVERYBODY)} == {"PAY-1", "PAY-2"}
    assert {each.key for each in bugs.issues(keys, LEAD)} == {"PAY-1", "PAY-2", "SEC-7"}
    assert bugs.issues(keys, STRANGER) == ()


def test_a_jira_that_is_away_is_not_a_jira_without_issues(
    bugs: StatusBugs, tracker: FakeTracker
) -> None:
    tracker.is_down = True
    with pytest.raises(TrackerUnavailable):
        bugs.issues(("PAY-1",), EVERYBODY)


@pytest.mark.parametrize("key", ["SEC-7", "PAY-99"])
def test_there_is_none_and_may_not_be_seen_are_one(bugs: StatusBugs, key: str) -> None:
    with pytest.raises(IssueNotFound):
        bugs.issue(key, EVERYBODY)


def test_an_audience_without_rights_is_shown_nothing(bugs: StatusBugs) -> None:
    with pytest.raises(IssueNotFound):
        bugs.issue("PAY-1", STRANGER)
    with pytest.raises(NotUnderstood, match="Nothing from Jira may be shown"):
        bugs.figure("open bugs", STRANGER, zone=BERLIN)


@pytest.mark.parametrize(
    ("words", "audience", "value"),
    [
        ("open High bugs", EVERYBODY, 2),
        ("open High bugs", LEAD, 3),
        ("how many open bugs are there in PAY?", EVERYBODY, 3),
        ("High bugs in SEC", LEAD, 1),
        ("open Highest bugs", EVERYBODY, 0),
    ],
)
def test_a_figure_counts_what_its_audience_may_see(
    bugs: StatusBugs, words: str, audience: Audience, value: int
) -> None:
    figure = bugs.figure(words, audience, zone=BERLIN)
    assert figure.value == value
    assert figure.read_at == NOON
    assert figure.jql


def test_a_figure_says_how_it_was_understood(bugs: StatusBugs) -> None:
    understood = bugs.figure("open High bugs in PAY", EVERYBODY, zone=BERLIN).understood
    assert "2 open bugs" in understood
    assert "High" in understood


@pytest.mark.parametrize(
    "words",
    [
        "the mood of the team",
        "is PAY-1 fixed?",
        "open bugs by priority",
        "what changed since Monday?",
        "help",
        "",
        "SEC-7",
    ],
)
def test_what_is_no_count_is_said_not_to_be_understood(bugs: StatusBugs, words: str) -> None:
    with pytest.raises(NotUnderstood) as told:
        bugs.figure(words, EVERYBODY, zone=BERLIN)
    assert str(told.value).endswith((".", "?"))


def test_a_jira_that_is_away_is_no_figure_and_the_copy_stands_in_for_none(
    bugs: StatusBugs, tracker: FakeTracker
) -> None:
    tracker.is_down = True
    with pytest.raises(TrackerUnavailable):
        bugs.figure("open bugs", EVERYBODY, zone=BERLIN)
    with pytest.raises(TrackerUnavailable):
        bugs.issue("PAY-1", EVERYBODY)
    tracker.is_down, tracker.refuses = False, True
    with pytest.raises(TrackerRefused):
        bugs.figure("open bugs", EVERYBODY, zone=BERLIN)


def test_a_figure_that_jira_only_estimates_is_none(bugs: StatusBugs, tracker: FakeTracker) -> None:
    tracker.counts = False
    with pytest.raises(NotUnderstood, match="only estimates"):
        bugs.figure("open bugs", EVERYBODY, zone=BERLIN)


def test_what_a_filter_names_is_counted_within_the_audiences_rights(bugs: StatusBugs) -> None:
    high = Among(Field.PRIORITY, ("High",))
    assert bugs.count(high, audience=LEAD).value == bugs.count(high, audience=EVERYBODY).value + 1
    found = bugs.count(high, Unresolved(), audience=EVERYBODY)
    assert (found.value, found.understood) == (2, "")
    assert "priority" in found.jql
    with pytest.raises(NotUnderstood, match="Nothing from Jira may be shown"):
        bugs.count(high, audience=STRANGER)


def test_bugs_alone_are_counted_where_bugs_are_asked_for(tracker: FakeTracker) -> None:
    tracker.put(an_issue("PAY-9", type="Task"))
    status = Status(tracker=tracker, archive=FakeArchive(()), clock=FakeClock(), rules=RULES)
    bugs = StatusBugs(status=status)
    pay = Among(Field.PROJECT, ("PAY",))
    of_all = bugs.count(pay, audience=EVERYBODY).value
    assert bugs.count(pay, audience=EVERYBODY, bugs_only=True).value == of_all - 1
