"""Who is told what of the issues they watch: each real change of state once, and then the end."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from status_support import BROWSE, CRASH, LATE, Desk, a_desk, later

from builders import an_issue
from cadence.core.errors import LeaseLost, TrackerError
from cadence.core.issue import Category, Issue
from cadence.core.message import Message, Place
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.delivery.job import Settlement
from cadence.delivery.wire import MESSAGES
from cadence.status.model.access import Rule
from cadence.status.service.watching import Watching
from fakes.messenger import FakeMessenger
from fakes.status_store import FakeStatusStore

DONE = {"status": "Done", "category": Category.DONE, "resolution": "Fixed"}
REVIEW = {"status": "In Review"}


@dataclass
class Rounds:
    desk: Desk
    store: FakeStatusStore
    messenger: FakeMessenger
    watching: Watching

    def begin(self, issue: Issue, user: str = "U1") -> None:
        self.store.watch(user=user, team="T1", issue=issue, at=self.desk.clock.now())(None)

    def look(self) -> list[tuple[str, str, str]]:
        """Who is told what in this round, by key."""
        settlement = self.watching.look()
        for change in settlement.changes:
            change(None)
        return told_in(settlement)


def told_in(settlement: Settlement) -> list[tuple[str, str, str]]:
    found = []
    for job in settlement.jobs:
        place: Place = MESSAGES.load(job.args["place"])
        message: Message = MESSAGES.load(job.args["message"])
        found.append((place.channel, job.key, plain(message)))
    return found


def some_rounds(*issues: Issue, rules: tuple[Rule, ...] | None = None) -> Rounds:
    desk = a_desk(issues or (CRASH, LATE), rules=rules)
    uma = Person(id="U1", name="Uma", email="uma@x.example", zone=ZoneInfo("UTC"))
    messenger = FakeMessenger(people={"U1": uma}, groups={"U1": frozenset({"S1"})})
    store = FakeStatusStore()
    watching = Watching(
        status=desk.status, store=store, messenger=messenger, clock=desk.clock, browse=BROWSE
    )
    return Rounds(desk=desk, store=store, messenger=messenger, watching=watching)


@pytest.fixture
def rounds() -> Rounds:
    every = some_rounds()
    every.begin(CRASH)
    return every


def test_a_change_of_state_is_told_once_to_the_watcher_directly(rounds: Rounds) -> None:
    rounds.begin(CRASH, user="U2")
    rounds.begin(LATE)
    assert rounds.look() == []
    rounds.desk.tracker.put(later(CRASH, **REVIEW))
    told = rounds.look()
    assert [user for user, _, _ in told] == ["U1", "U2"]
    assert "moved from In Progress to In Review" in told[0][2]
    assert rounds.look() == []


def test_what_is_no_change_of_state_is_not_told(rounds: Rounds) -> None:
    rounds.desk.tracker.put(
        later(CRASH, priority="Low", assignee="Somebody", summary="Another title")
    )
    assert rounds.look() == []


def test_done_is_told_and_ends_the_watch(rounds: Rounds) -> None:
    rounds.desk.tracker.put(later(CRASH, **DONE))
    ((_, _, text),) = rounds.look()
    assert "moved from In Progress to Done (Fixed)" in text
    assert "this watch has ended" in text
    assert rounds.store.watches() == ()
    rounds.desk.tracker.put(later(CRASH, **REVIEW))
    assert rounds.look() == []


def test_a_resolution_alone_is_a_change_of_state(rounds: Rounds) -> None:
    rounds.desk.tracker.put(later(CRASH, resolution="Won't Fix"))
    ((_, _, text),) = rounds.look()
    assert "In Progress (Won't Fix)" in text


def test_to_and_fro_is_two_changes_under_two_keys(rounds: Rounds) -> None:
    keys = []
    for hours, fields in ((1, REVIEW), (2, {"status": "In Progress"}), (3, REVIEW)):
        at = rounds.desk.clock.advance(hours=1)
        rounds.desk.tracker.put(replace(CRASH, updated_at=at, **fields))
        ((_, key, _),) = rounds.look()
        keys.append(key)
        assert hours
    assert len(set(keys)) == 3


def test_a_round_that_is_repeated_says_nothing_twice(rounds: Rounds) -> None:
    rounds.desk.tracker.put(later(CRASH, **REVIEW))
    first, second = rounds.watching.look(), rounds.watching.look()
    assert [job.key for job in first.jobs] == [job.key for job in second.jobs]
    for change in first.changes:
        change(None)
    with pytest.raises(LeaseLost):
        second.changes[0](None)


def test_a_moved_issue_is_followed(rounds: Rounds) -> None:
    del rounds.desk.tracker.all["PAY-1"]
    rounds.desk.tracker.put(an_issue("MOB-7", status="In Progress", category=Category.IN_PROGRESS))
    rounds.desk.tracker.moved["PAY-1"] = "MOB-7"
    assert rounds.look() == []
    rounds.desk.tracker.put(an_issue("MOB-7", **REVIEW))
    ((_, _, text),) = rounds.look()
    assert text.startswith("MOB-7")


@pytest.mark.parametrize("what", ["deleted", "given a level", "moved out of sight"])
def test_what_is_gone_and_what_may_not_be_seen_end_alike(what: str) -> None:
    rounds = some_rounds(rules=(Rule(users=frozenset({"U1"}), projects=frozenset({"PAY"})),))
    rounds.begin(CRASH)
    if what == "given a level":
        rounds.desk.tracker.put(replace(CRASH, level="Board", status="Secretly in review"))
    else:
        del rounds.desk.tracker.all["PAY-1"]
    if what == "moved out of sight":
        rounds.desk.tracker.put(an_issue("SEC-1"))
        rounds.desk.tracker.moved["PAY-1"] = "SEC-1"
    assert rounds.look() == [
        ("U1", "watch:1:over", "PAY-1 can no longer be seen, so your watch on it has ended.")
    ]
    assert rounds.look() == []


@pytest.mark.parametrize("fault", ["is_down", "refuses"])
def test_while_the_tracker_is_away_nobody_is_told_anything(rounds: Rounds, fault: str) -> None:
    setattr(rounds.desk.tracker, fault, True)
    with pytest.raises(TrackerError):
        rounds.look()
    assert len(rounds.store.watches()) == 1
    setattr(rounds.desk.tracker, fault, False)
    rounds.desk.tracker.put(later(CRASH, **REVIEW))
    assert len(rounds.look()) == 1


def test_with_nothing_watched_jira_is_not_asked() -> None:
    rounds = some_rounds()
    assert rounds.look() == []
    assert rounds.desk.calls() == []


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"users": frozenset({"uma@x.example"})}, True),
        ({"groups": frozenset({"S1"})}, True),
        ({"users": frozenset({"U2"})}, False),
        ({"channels": frozenset({"*"})}, False),
    ],
)
def test_the_watchers_own_rights_of_now_decide(rule: dict[str, Any], told: bool) -> None:
    rounds = some_rounds(rules=(Rule(projects=frozenset({"PAY"}), **rule),))
    rounds.begin(CRASH)
    rounds.desk.tracker.put(later(CRASH, **REVIEW))
    ((_, _, text),) = rounds.look()
    assert ("In Review" in text) is told


def test_who_left_slack_is_judged_by_their_id_alone() -> None:
    rounds = some_rounds(rules=(Rule(users=frozenset({"U9"}), projects=frozenset({"PAY"})),))
    rounds.begin(CRASH, user="U9")
    rounds.desk.tracker.put(later(CRASH, **REVIEW))
    ((_, _, text),) = rounds.look()
    assert "In Review" in text
