"""Bugs from the copy: which of them, in which order, and without the people."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from builders import a_project, a_site, a_version, an_issue
from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.mirror import SqlMirrorStore
from cadence.adapters.db.pattern_cases import SqlCases
from cadence.adapters.db.pattern_feed import SqlFeed
from cadence.core.errors import ArchiveEmpty, IssueNotFound
from cadence.core.issue import Category, Comment, Issue, StatusChange
from cadence.core.site import IssueType
from cadence.mirror.model import Standing
from cadence.patterns.service.intake import Grouped, Intake

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class Copy:
    """A copy of a tracker, brought up to date minute by minute."""

    def __init__(self, engine: Engine) -> None:
        self.store = SqlMirrorStore(engine)
        self.now = NOON
        self.whole("PAY", "MOB")

    def whole(self, *projects: str) -> None:
        site = a_site(
            projects=tuple(a_project(each) for each in projects),
            types=(IssueType(name="Bug"), IssueType(name="Task")),
        )
        standings = [Standing(project=each, begun_at=NOON, as_of=self.now) for each in projects]
        self.store.stand(standings, site)

    def read(self, *issues: Issue, told: dict[str, tuple[StatusChange, ...]] | None = None) -> None:
        self.now += timedelta(minutes=1)
        self.store.keep([replace(each, read_at=self.now) for each in issues], told or {})

    def sync(self) -> None:
        self.now += timedelta(minutes=1)
        self.whole("PAY", "MOB")


@pytest.fixture(params=("sqlite_url", "postgres_url"))
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = make_engine(request.getfixturevalue(request.param))
    yield made
    made.dispose()


@pytest.fixture
def copy(engine: Engine) -> Copy:
    return Copy(engine)


@pytest.fixture
def feed(engine: Engine) -> SqlFeed:
    return SqlFeed(engine)


def keys(feed: SqlFeed, mark: str | None = None, limit: int = 100) -> list[str]:
    return [bug.key for bug in feed.changed(mark, limit=limit).bugs]


class Alone:
    def grouped(self, bugs: object, known: object) -> Grouped:
        return Grouped(groups={}, opened={})

    def gone(self, ids: object) -> None:
        """Nothing was remembered."""


def test_nothing_copied_is_not_nothing_found(engine: Engine) -> None:
    with pytest.raises(ArchiveEmpty):
        SqlFeed(engine).changed(None, limit=10)
    with pytest.raises(ArchiveEmpty):
        SqlFeed(engine).as_of()


def test_bugs_alone_come_and_none_with_a_security_level(copy: Copy, feed: SqlFeed) -> None:
    copy.read(
        an_issue("PAY-1"),
        an_issue("PAY-2", type="Task"),
        an_issue("PAY-3", level="Security"),
        an_issue("PAY-4", type="bug"),
        an_issue("WEB-5", project="WEB"),
    )
    assert keys(feed) == ["PAY-1", "PAY-4"]
    with pytest.raises(IssueNotFound):
        feed.bug("PAY-3")


def test_pages_come_in_the_order_in_which_they_were_read(copy: Copy, feed: SqlFeed) -> None:
    copy.read(*(an_issue(f"PAY-{n}") for n in range(1, 6)))
    copy.sync()
    first = feed.changed(None, limit=3)
    assert [bug.key for bug in first.bugs] == ["PAY-1", "PAY-2", "PAY-3"]
    assert not first.is_last
    second = feed.changed(first.mark, limit=3)
    assert [bug.key for bug in second.bugs] == ["PAY-4", "PAY-5"]
    assert second.is_last
    copy.read(an_issue("PAY-2", summary="Otherwise"))
    assert keys(feed, second.mark) == ["PAY-2"]


def test_what_a_running_sync_may_still_bring_is_read_again(copy: Copy, feed: SqlFeed) -> None:
    copy.read(an_issue("PAY-1"))
    mark = feed.changed(None, limit=10).mark
    late = replace(an_issue("PAY-2"), read_at=NOON + timedelta(seconds=30))
    copy.store.keep([late], {})
    assert sorted(keys(feed, mark)) == ["PAY-1", "PAY-2"]


@pytest.mark.parametrize(
    "becomes", [{"type": "Task"}, {"level": "Security"}, {"key": "WEB-9", "project": "WEB"}]
)
def test_what_is_no_bug_any_more_leaves_the_cases(
    copy: Copy, feed: SqlFeed, engine: Engine, becomes: dict[str, str]
) -> None:
    cases = SqlCases(engine)
    intake = Intake(feed=feed, cases=cases, grouping=Alone)
    copy.read(an_issue("PAY-1"), an_issue("PAY-2"))
    copy.sync()
    intake.take_in()
    copy.read(replace(an_issue("PAY-1"), **becomes))  # type: ignore[arg-type]
    copy.sync()
    taken = intake.take_in()
    assert taken.gone == 1
    assert cases.still(("PAY-1", "PAY-2")) == {"PAY-2"}


def test_what_was_deleted_leaves_the_cases_and_what_moved_does_not(
    copy: Copy, feed: SqlFeed, engine: Engine
) -> None:
    cases = SqlCases(engine)
    intake = Intake(feed=feed, cases=cases, grouping=Alone)
    gone, moved = an_issue("PAY-1"), an_issue("PAY-2")
    copy.read(gone, moved)
    intake.take_in()
    copy.store.remove([gone.id])
    copy.read(replace(moved, key="MOB-7", project="MOB"))
    assert intake.take_in().gone == 1
    assert cases.areas() == ("MOB",)
    assert cases.still(("MOB-7",)) == {"MOB-7"}


def test_a_project_that_is_not_whole_yet_is_not_there(copy: Copy, feed: SqlFeed) -> None:
    copy.store.stand([Standing(project="NEW", begun_at=NOON)])
    copy.read(an_issue("NEW-1"), an_issue("PAY-1"))
    assert keys(feed) == ["PAY-1"]
    assert feed.covers() == {"PAY", "MOB"}


# --- people -------------------------------------------------------------------------------------------


def test_whoever_the_copy_names_is_masked_in_every_text(copy: Copy, feed: SqlFeed) -> None:
    """Also in a text that was read before anything named them."""
    copy.read(
        an_issue(
            "PAY-1",
            summary="Retry fails, says Hannah Weiss",
            description="ask tomas.novak@fernhill.example or [~novakt]",
            comments=(Comment(author="Priya Shah", at=NOON, text="thanks tomas, Priya here"),),
        )
    )
    copy.read(
        an_issue(
            "PAY-2",
            reporter="Hannah Weiss",
            assignee="Tomas Novak",
            assignee_email="tomas.novak@fernhill.example",
        )
    )
    bug = feed.changed(None, limit=10).bugs[0]
    assert bug.summary == "Retry fails, says somebody"
    assert bug.description == "ask somebody or somebody"
    assert bug.comments == ("thanks somebody, somebody here",)
    assert feed.bug("PAY-1") == bug


# --- what happened ------------------------------------------------------------------------------------


def test_each_way_back_is_a_reopening_once(copy: Copy, feed: SqlFeed) -> None:
    hours = [NOON + timedelta(hours=each) for each in range(5)]
    steps = (
        StatusChange(at=hours[0], before="To Do", after="Done"),
        StatusChange(at=hours[0], field="resolution", before=None, after="Fixed"),
        StatusChange(at=hours[1], before="Done", after="In Progress"),
        StatusChange(at=hours[1], field="resolution", before="Fixed", after=None),
        StatusChange(at=hours[2], field="resolution", before=None, after="Duplicate"),
        StatusChange(at=hours[3], field="resolution", before="Duplicate", after="Fixed"),
        StatusChange(at=hours[4], before="In Progress", after="To Do"),
    )
    done = an_issue(
        "PAY-1", resolution="Fixed", resolved_at=hours[3], status="Done", category=Category.DONE
    )
    copy.read(done, told={"PAY-1": steps})
    bug = feed.bug("pay-1")
    assert bug.resolutions == (hours[0], hours[2])
    assert bug.reopened_at == (hours[1],)
    assert bug.is_told


def test_a_resolved_bug_without_history_says_that_none_was_told(copy: Copy, feed: SqlFeed) -> None:
    copy.read(an_issue("PAY-1", resolution="Fixed", resolved_at=NOON), an_issue("PAY-2"))
    assert [bug.is_told for bug in feed.bugs(("PAY-2", "PAY-9", "PAY-1"))] == [True, False]


def test_releases_are_those_that_came_out_on_a_day(copy: Copy, feed: SqlFeed) -> None:
    versions = (
        a_version("4.2", released=True, release_date=date(2026, 10, 5)),
        a_version("4.1", released=True, release_date=date(2026, 8, 3)),
        a_version("4.3", release_date=date(2026, 12, 1)),
        a_version("old", released=True),
    )
    copy.store.stand([], a_site(projects=(a_project("PAY", versions=versions),)))
    assert [(each.name, each.at) for each in feed.releases()] == [
        ("4.1", datetime(2026, 8, 3, tzinfo=UTC)),
        ("4.2", datetime(2026, 10, 5, tzinfo=UTC)),
    ]


def test_how_many_wait_is_counted(copy: Copy, feed: SqlFeed) -> None:
    assert feed.waiting(None) == 0
    copy.read(an_issue("PAY-1"), an_issue("PAY-2"), an_issue("PAY-3", type="Task"))
    copy.sync()
    assert feed.waiting(None) == 2
    assert feed.waiting(feed.changed(None, limit=10).mark) == 0


def test_nobody_is_named_by_a_component_or_a_version(copy: Copy, feed: SqlFeed) -> None:
    copy.read(
        an_issue(
            "PAY-1",
            assignee="Hannah\0 Weiss",
            reporter="Pat Search",
            components=("Hannah Weiss's inbox", "Search"),
            affects=(replace(a_version("4.2"), name="4.2 (Hannah Weiss)"),),
        )
    )
    copy.sync()
    (bug,) = feed.changed(None, limit=10).bugs
    assert bug.components == ("somebody's inbox", "Search")
    assert [each.name for each in bug.affects] == ["4.2 (somebody)"]
    out = date(2026, 11, 1)
    named = a_version("4.2 (Hannah Weiss)", released=True, release_date=out)
    copy.store.stand([], a_site(projects=(a_project("PAY", versions=(named,)),)))
    assert [each.name for each in feed.releases()] == ["4.2 (somebody)"]
