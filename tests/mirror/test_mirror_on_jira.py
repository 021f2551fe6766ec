"""The mirror with the real adapter and a real database, on a local Jira."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from cadence.adapters.db.archive import SqlArchive
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.jira.tracker import JiraTracker
from cadence.core.errors import IssueNotFound, TrackerError
from cadence.core.issue import Issue
from cadence.core.ports import Detail
from cadence.core.query import Among, Empty, Field, IssueQuery, Unresolved
from cadence.mirror.service import PAGE, Mirror
from cadence.sandbox.company import Company, generate
from cadence.sandbox.company.build import jira_site
from cadence.sandbox.jira import Account, JiraSandbox, SandboxClock, Site
from cadence.sandbox.jira.faults import Fault, Kind
from fakes.clock import FakeClock
from jira_world import EMAIL, TOKEN, tracker_at

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
PROJECTS = ("PAY", "MOB", "PLAT", "SEC")


@pytest.fixture(scope="module")
def company() -> Company:
    """Every truth, and a part of the rest."""
    whole = generate(seed=7, now=NOW)
    told = {key for truth in whole.truths for key in truth.keys[:20]}
    some = [i for place, i in enumerate(whole.issues) if i["key"] in told or place % 8 == 0]
    return replace(whole, issues=tuple(some))


@dataclass
class Timer:
    """Time that passes only while somebody sleeps."""

    at: float = 0.0

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class World:
    site: Site
    jira: JiraSandbox
    tracker: JiraTracker
    engine: Engine
    clock: FakeClock
    timer: Timer
    projects: tuple[str, ...] = PROJECTS

    @property
    def mirror(self) -> Mirror:
        return Mirror(
            tracker=self.tracker,
            store=SqlMirrorStore(self.engine),
            clock=self.clock,
            projects=self.projects,
        )

    @property
    def archive(self) -> SqlArchive:
        return SqlArchive(self.engine, self.clock)

    def later(self, **units: float) -> None:
        self.clock.advance(**units)
        self.timer.sleep(timedelta(**units).total_seconds())
        self.site.clock.hold(self.clock.now())


@contextmanager
def a_world(company: Company, flavour: str, url: str) -> Iterator[World]:
    clock, timer = FakeClock(NOW), Timer()
    site = jira_site(company, clock=SandboxClock(NOW))
    site.add_account(
        Account(user_id="c" * 24, email=EMAIL, token=TOKEN, levels=frozenset({"Security team"}))
    )
    engine = make_engine(url)
    patience = {"clock": clock, "sleep": timer.sleep, "monotonic": timer.monotonic}
    with (
        JiraSandbox(site, flavour=flavour) as jira,
        tracker_at(jira.url, flavour, **patience) as tracker,
    ):
        yield World(site=site, jira=jira, tracker=tracker, engine=engine, clock=clock, timer=timer)
    engine.dispose()


@pytest.fixture(params=["cloud", "datacenter"])
def world(request: pytest.FixtureRequest, company: Company, sqlite_url: str) -> Iterator[World]:
    with a_world(company, request.param, sqlite_url) as made:
        yield made


def plainly(issue: Issue) -> Issue:
    return replace(issue, read_at=NOW)


def test_the_copy_is_what_jira_has(world: World, company: Company) -> None:
    report = world.mirror.sync()
    assert report.kept == len(company.issues)
    live = {
        issue.key: plainly(issue)
        for issue in world.tracker.every(
            IssueQuery((Among(Field.PROJECT, PROJECTS),)), detail=Detail.FULL
        )
    }
    assert {issue.key: plainly(issue) for issue in world.archive.every(IssueQuery())} == live
    some = [*company.truth("long history").keys, *company.truth("reopening").keys]
    assert world.archive.histories(some) == world.tracker.histories(some)
    assert len(world.archive.histories(some)[some[0]]) > 40

    world.later(hours=7)
    again = world.mirror.sync()
    assert (again.kept, again.removed, again.reconciled) == (0, 0, True)


def test_counts_agree_with_jira(world: World) -> None:
    world.mirror.sync()
    for conditions in (
        (Unresolved(),),
        (Among(Field.PROJECT, ("PAY",)), Among(Field.COMPONENT, ("Checkout",)), Unresolved()),
        (Among(Field.PRIORITY, ("P1", "P2")), Empty(Field.FIX_VERSION)),
        (Empty(Field.LEVEL, negated=True),),
    ):
        query = IssueQuery(conditions)
        live, copied = world.tracker.search(query, limit=30), world.archive.search(query, limit=30)
        assert copied.total == live.total > 0
        assert [i.key for i in copied.issues] == [i.key for i in live.issues]


def test_edits_moves_and_deletions_arrive(world: World, company: Company) -> None:
    world.mirror.sync()
    edited, moved = company.truth("promised").keys[0], company.truth("stale blocker").keys[0]
    deleted = company.truth("regression").keys[1]
    world.later(minutes=2)
    world.site.transition(edited, "Done")
    world.site.comment(edited, "Fixed at last.")
    new_key = world.site.move(moved, "PLAT").key
    world.site.delete(deleted)
    report = world.mirror.sync()

    assert report.kept == 2
    assert not world.archive.issue(edited).is_open
    assert world.archive.issue(edited).comments[-1].text == "Fixed at last."
    last = world.archive.histories([edited])[edited][-2:]
    assert {change.after for change in last} == {"Done", "Fixed"}
    assert world.archive.issue(new_key).project == "PLAT"
    with pytest.raises(IssueNotFound):
        world.archive.issue(moved)

    world.later(hours=6)
    assert world.mirror.sync().removed == 1
    with pytest.raises(IssueNotFound):
        world.archive.issue(deleted)


def test_a_jira_that_fails_in_the_middle_is_taken_up_where_it_was(world: World) -> None:
    """Its histories of PLAT fail, of which there are more than one page."""
    if world.jira.flavour == "cloud":
        pages = sum(-(-_reported(world.site, key) // PAGE) for key in ("PAY", "MOB"))
        world.jira.faults.add(_failing("*/changelog/bulkfetch", skip=pages + 1))
    else:
        world.jira.faults.add(_failing("*/issue/PLAT-*", skip=PAGE))
    with pytest.raises(TrackerError):
        world.mirror.sync()
    held = SqlMirrorStore(world.engine).held(PROJECTS)
    assert len([key for key in held.values() if key.startswith("PLAT-")]) == PAGE
    assert world.archive.covers() == {"PAY", "MOB"}

    world.jira.faults.clear()
    world.later(minutes=10)
    report = world.mirror.sync()
    assert report.filled == ("PLAT", "SEC")
    assert world.archive.search(IssueQuery(), limit=0).total == len(world.site.issues)
    assert report.kept <= len(world.site.issues) - len(held) + PAGE
    assert world.archive.as_of() == world.clock.now()


def _failing(path: str, *, skip: int) -> Fault:
    return Fault(kind=Kind.ERROR, path=path, status=503, times=None, skip=skip)


def _reported(site: Site, project: str) -> int:
    return sum(issue is not None and issue.key.startswith(f"{project}-") for issue in site.issues)
