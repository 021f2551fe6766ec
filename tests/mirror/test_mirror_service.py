from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_project, a_site, an_issue
from cadence.core.errors import ArchiveEmpty, IssueNotFound, PartialRead, TrackerUnavailable
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Detail
from cadence.core.query import IssueQuery
from cadence.mirror.model import Progress, Step
from cadence.mirror.service import Mirror
from fakes.archive import FakeArchive
from fakes.clock import NOON, FakeClock
from fakes.tracker import FakeTracker

SITE = a_site(projects=tuple(a_project(key) for key in ("PAY", "MOB", "HR")))


class Tracker(FakeTracker):
    """A fake whose stamps may be off from our clock, and whose listings may lack what they should hold."""

    def __init__(self, *issues: Issue, clock: FakeClock) -> None:
        super().__init__(issues, SITE, clock=clock)
        self.clock = clock
        self.ahead = timedelta(0)
        self.unlisted: set[str] = set()

    def every(self, query: IssueQuery, *, detail: Detail = Detail.BRIEF) -> Iterator[Issue]:
        found = super().every(query, detail=detail)
        return (issue for issue in found if issue.key not in self.unlisted)

    def change(self, key: str, **fields: object) -> Issue:
        changed = replace(self.all[key], updated_at=self.stamp, **fields)
        self.put(changed)
        return changed

    def report(self, key: str, **fields: object) -> Issue:
        issue = an_issue(key, created_at=self.stamp, updated_at=self.stamp, **fields)
        self.put(issue)
        return issue

    def move(self, key: str, to: str) -> None:
        issue = self.all.pop(key)
        self.moved[key] = to
        project = to.rpartition("-")[0]
        self.put(replace(issue, key=to, project=project, updated_at=self.stamp))

    @property
    def stamp(self) -> datetime:
        return self.clock.now() + self.ahead


@dataclass
class World:
    clock: FakeClock = field(default_factory=FakeClock)
    projects: tuple[str, ...] = ("PAY", "MOB")
    page: int = 3
    listed: int = 1000

    def __post_init__(self) -> None:
        self.tracker = Tracker(clock=self.clock)
        self.copy = FakeArchive(clock=self.clock)

    @property
    def mirror(self) -> Mirror:
        return Mirror(
            tracker=self.tracker,
            store=self.copy,
            clock=self.clock,
            projects=self.projects,
            page=self.page,
            listed=self.listed,
        )

    def reported(self, *keys: str) -> None:
        """Each a minute after the one before."""
        for key in keys:
            self.clock.advance(minutes=1)
            self.tracker.report(key, id=f"id-{key}")

    def keys(self) -> set[str]:
        return {issue.key for issue in self.copy.every(IssueQuery())}

    def asked(self, name: str) -> list[object]:
        return [what for asked, what in self.tracker.calls if asked == name]


@pytest.fixture
def world() -> World:
    return World()


def pay(*numbers: int) -> list[str]:
    return [f"PAY-{number}" for number in numbers]


# --- the first reading ---------------------------------------------------------------------------


def test_the_first_sync_copies_every_issue_with_its_history(world: World) -> None:
    world.reported(*pay(*range(1, 11)), "MOB-1", "HR-1")
    moved = StatusChange(at=NOON, before="To Do", after="Done")
    world.tracker.past["PAY-7"] = (moved,)
    report = world.mirror.sync()

    assert world.keys() == {*pay(*range(1, 11)), "MOB-1"}
    assert world.copy.histories(["PAY-7"]) == {"PAY-7": (moved,)}
    assert world.copy.site() == SITE
    assert (report.filled, report.kept, report.removed) == (("PAY", "MOB"), 11, 0)
    assert report.as_of == world.copy.as_of() == world.clock.now()


def test_progress_is_told_as_it_comes(world: World) -> None:
    world.reported(*pay(1, 2, 3, 4))
    told: list[Progress] = []
    world.mirror.sync(told.append)
    first = [(each.done, each.total) for each in told if each.project == "PAY"]
    assert first == [(0, 4), (3, 4), (4, 4)]
    assert {each.step for each in told} == {Step.FIRST_READING, Step.CHANGES}


def test_a_first_reading_that_breaks_off_keeps_what_it_has_and_answers_nothing(
    world: World,
) -> None:
    world.reported(*pay(*range(1, 11)))
    world.tracker.breaks_after = 7
    with pytest.raises(PartialRead):
        world.mirror.sync()
    assert len(world.copy.kept) == 6
    with pytest.raises(ArchiveEmpty):
        world.copy.as_of()


def test_the_next_sync_goes_on_where_the_first_reading_broke_off(world: World) -> None:
    world.reported(*pay(*range(1, 11)))
    world.tracker.breaks_after = 7
    with pytest.raises(PartialRead):
        world.mirror.sync()
    world.tracker.breaks_after = None
    world.clock.advance(hours=1)
    told: list[Progress] = []
    report = world.mirror.sync(told.append)
    assert world.keys() == set(pay(*range(1, 11)))
    assert told[0].done == 6
    assert report.kept < 10


def test_what_changes_during_the_first_reading_is_caught_up(world: World) -> None:
    world.reported(*pay(*range(1, 11)))
    world.tracker.breaks_after = 7
    with pytest.raises(PartialRead):
        world.mirror.sync()
    world.clock.advance(days=2)
    world.tracker.change("PAY-1", summary="changed meanwhile")
    world.tracker.breaks_after = None
    world.mirror.sync()
    assert world.copy.issue("PAY-1").summary == "changed meanwhile"


def test_many_issues_made_in_one_instant_are_all_read(world: World) -> None:
    for number in range(1, 11):
        world.tracker.report(f"PAY-{number}", id=str(number))
    world.tracker.breaks_after = 5
    with pytest.raises(PartialRead):
        world.mirror.sync()
    world.tracker.breaks_after = None
    world.mirror.sync()
    assert len(world.keys()) == 10


def test_a_project_that_is_added_later_is_read_then(world: World) -> None:
    world.reported("PAY-1", "HR-1")
    world.mirror.sync()
    world.projects = ("PAY", "HR")
    report = world.mirror.sync()
    assert report.filled == ("HR",)
    assert world.copy.covers() == {"PAY", "HR"}


def test_projects_without_issues_are_copied_too(world: World) -> None:
    world.mirror.sync()
    assert world.copy.covers() == {"PAY", "MOB"}
    world.reported("MOB-1")
    world.mirror.sync()
    assert world.keys() == {"MOB-1"}


# --- changes -------------------------------------------------------------------------------------


def test_only_what_changed_is_read_whole(world: World) -> None:
    world.reported(*pay(1, 2, 3))
    world.mirror.sync()
    world.clock.advance(minutes=2)
    world.tracker.change("PAY-2", status="Done")
    world.reported("PAY-4")
    world.tracker.calls.clear()
    report = world.mirror.sync()
    assert world.asked("issues") == [("PAY-2", "PAY-4")]
    assert report.kept == 2
    assert world.copy.issue("PAY-2").status == "Done"


def test_a_sync_in_which_nothing_happened_makes_one_request_beside_the_site(world: World) -> None:
    world.reported(*pay(1, 2, 3))
    world.mirror.sync()
    world.tracker.calls.clear()
    world.clock.advance(minutes=2)
    world.mirror.sync()
    assert [name for name, _ in world.tracker.calls] == ["site", "every"]
    assert world.copy.as_of() == world.clock.now()


def test_while_the_tracker_is_away_the_copy_stays_as_it_was(world: World) -> None:
    world.reported("PAY-1")
    world.mirror.sync()
    before = world.copy.as_of()
    world.clock.advance(hours=1)
    world.tracker.is_down = True
    with pytest.raises(TrackerUnavailable):
        world.mirror.sync()
    assert world.copy.as_of() == before
    assert world.keys() == {"PAY-1"}


def test_a_poll_that_breaks_off_does_not_claim_to_be_done(world: World) -> None:
    world.reported(*pay(*range(1, 9)))
    world.mirror.sync()
    before = world.copy.as_of()
    world.clock.advance(minutes=30)
    for key in pay(*range(1, 9)):
        world.tracker.change(key, status="Done")
    world.listed = 3
    world.tracker.breaks_after = 5
    with pytest.raises(PartialRead):
        world.mirror.sync()
    assert world.copy.as_of() == before
    assert world.copy.issue("PAY-1").status == "Done"
    world.tracker.breaks_after = None
    report = world.mirror.sync()
    assert report.kept == 5
    assert all(world.copy.issue(key).status == "Done" for key in pay(*range(1, 9)))
    assert world.copy.as_of() == world.clock.now()


@pytest.mark.parametrize("ahead", [timedelta(hours=-9), timedelta(hours=9)])
def test_a_tracker_whose_clock_is_off_loses_no_change(world: World, ahead: timedelta) -> None:
    world.tracker.ahead = ahead
    world.reported(*pay(1, 2, 3))
    world.mirror.sync()
    for status in ("In Progress", "Done", "To Do"):
        world.clock.advance(minutes=3)
        world.tracker.change("PAY-2", status=status)
        world.mirror.sync()
        assert world.copy.issue("PAY-2").status == status


def test_a_stamp_from_the_future_hides_nothing_that_comes_after_it(world: World) -> None:
    world.reported(*pay(1, 2))
    world.tracker.put(replace(world.tracker.all["PAY-1"], updated_at=NOON + timedelta(days=400)))
    world.mirror.sync()
    world.clock.advance(hours=1)
    world.tracker.change("PAY-2", status="Done")
    world.mirror.sync()
    assert world.copy.issue("PAY-2").status == "Done"


def test_a_change_that_the_search_shows_late_is_not_missed(world: World) -> None:
    world.reported(*pay(1, 2))
    world.mirror.sync()
    world.clock.advance(minutes=10)
    world.tracker.change("PAY-1", status="Done")
    world.tracker.unlisted = {"PAY-1"}
    world.clock.advance(minutes=2)
    world.tracker.change("PAY-2", status="Done")
    world.mirror.sync()
    world.tracker.unlisted = set()
    world.clock.advance(minutes=2)
    world.mirror.sync()
    assert world.copy.issue("PAY-1").status == "Done"


# --- moves and deletions -------------------------------------------------------------------------


def test_an_issue_that_moves_between_copied_projects_leaves_no_ghost(world: World) -> None:
    world.reported("PAY-1", "MOB-6")
    world.mirror.sync()
    world.clock.advance(minutes=2)
    world.tracker.move("PAY-1", "MOB-7")
    world.mirror.sync()
    assert world.keys() == {"MOB-6", "MOB-7"}
    with pytest.raises(IssueNotFound):
        world.copy.issue("PAY-1")


def test_an_issue_that_moves_out_is_gone_when_it_is_compared(world: World) -> None:
    world.reported("PAY-1", "PAY-2")
    world.mirror.sync()
    world.tracker.move("PAY-1", "HR-7")
    world.clock.advance(hours=6)
    report = world.mirror.sync()
    assert world.keys() == {"PAY-2"}
    assert (report.removed, report.reconciled) == (1, True)


def test_a_deleted_issue_is_gone_when_it_is_compared(world: World) -> None:
    world.reported(*pay(1, 2, 3))
    world.mirror.sync()
    del world.tracker.all["PAY-2"]
    world.clock.advance(hours=1)
    assert not world.mirror.sync().reconciled
    world.clock.advance(hours=5)
    report = world.mirror.sync()
    assert world.keys() == {"PAY-1", "PAY-3"}
    assert report.removed == 1


def test_an_issue_that_a_listing_lacks_but_that_is_there_stays(world: World) -> None:
    world.reported(*pay(1, 2))
    world.mirror.sync()
    world.tracker.unlisted = {"PAY-2"}
    world.clock.advance(hours=6)
    assert world.mirror.sync().removed == 0
    assert world.keys() == {"PAY-1", "PAY-2"}


def test_nothing_is_removed_by_a_comparison_that_broke_off(world: World) -> None:
    world.reported(*pay(*range(1, 8)))
    world.mirror.sync()
    del world.tracker.all["PAY-7"]
    world.clock.advance(hours=6)
    world.tracker.breaks_after = 4
    with pytest.raises(PartialRead):
        world.mirror.sync()
    assert len(world.copy.kept) == 7


def test_what_a_rename_changed_without_a_stamp_is_healed_by_comparing(world: World) -> None:
    world.reported("PAY-1")
    world.mirror.sync()
    world.tracker.put(replace(world.tracker.all["PAY-1"], components=("Renamed",)))
    world.clock.advance(hours=6)
    world.mirror.sync()
    assert world.copy.issue("PAY-1").components == ("Renamed",)


def test_a_project_that_is_no_longer_configured_is_forgotten(world: World) -> None:
    world.reported("PAY-1", "MOB-1")
    world.mirror.sync()
    world.projects = ("PAY",)
    report = world.mirror.sync()
    assert report.removed == 1
    assert world.copy.covers() == {"PAY"}


def test_a_project_that_is_not_shown_stops_no_other_and_goes_after_a_while(world: World) -> None:
    world.reported("PAY-1", "MOB-1")
    world.mirror.sync()
    last = world.copy.as_of()
    world.tracker.vocabulary = replace(SITE, projects=(a_project("PAY"),))
    world.clock.advance(hours=1)
    report = world.mirror.sync()
    assert (report.projects, report.unseen) == (("PAY",), ("MOB",))
    assert world.copy.as_of() == last
    assert world.keys() == {"PAY-1", "MOB-1"}
    world.clock.advance(hours=6)
    assert world.mirror.sync().removed == 1
    assert world.keys() == {"PAY-1"}
    assert world.copy.as_of() == world.clock.now()


def test_projects_are_found_whatever_the_case_they_are_written_in(world: World) -> None:
    world.projects = ("pay", "PAY")
    world.reported("PAY-1")
    assert world.mirror.sync().projects == ("PAY",)
    assert world.mirror.sync().kept == 0


# --- whatever happens ----------------------------------------------------------------------------

ACTS = st.one_of(
    st.tuples(st.just("report"), st.sampled_from(["PAY", "MOB", "HR"])),
    st.tuples(st.just("change"), st.integers(0, 50)),
    st.tuples(st.just("move"), st.integers(0, 50)),
    st.tuples(st.just("delete"), st.integers(0, 50)),
    st.tuples(st.just("wait"), st.integers(0, 400)),
    st.tuples(st.just("sync"), st.integers(0, 12)),
)


@settings(deadline=None, max_examples=150)
@given(acts=st.lists(ACTS, max_size=40), ahead=st.integers(-600, 600))
def test_whatever_happens_the_copy_becomes_what_the_tracker_is(
    acts: list[tuple[str, int | str]], ahead: int
) -> None:
    world = World()
    world.tracker.ahead = timedelta(minutes=ahead)
    numbers = iter(range(1, 1000))
    for act, what in acts:
        _do(world, act, what, numbers)
    world.tracker.breaks_after = None
    world.mirror.sync()
    world.clock.advance(hours=6)
    world.mirror.sync()
    there = {each.id: each for each in world.tracker.all.values() if each.project != "HR"}
    assert {each.id: _as_it_is(each) for each in world.copy.every(IssueQuery())} == {
        key: _as_it_is(each) for key, each in there.items()
    }
    assert world.copy.as_of() == world.clock.now()


def _do(world: World, act: str, what: int | str, numbers: Iterator[int]) -> None:
    keys = sorted(world.tracker.all)
    key = keys[int(what) % len(keys)] if keys and isinstance(what, int) else None
    world.clock.advance(seconds=7)
    match act:
        case "report":
            number = next(numbers)
            world.tracker.report(f"{what}-{number}", id=str(number))
        case "change" if key:
            world.tracker.change(key, summary=f"changed {next(numbers)}")
        case "move" if key:
            to = {"PAY": "MOB", "MOB": "HR", "HR": "PAY"}[key.rpartition("-")[0]]
            world.tracker.move(key, f"{to}-{next(numbers)}")
        case "delete" if key:
            del world.tracker.all[key]
        case "wait":
            world.clock.advance(minutes=int(what))
        case "sync":
            _sync(world, int(what))


def _sync(world: World, breaks_after: int) -> None:
    """As far as it comes."""
    world.tracker.breaks_after = breaks_after
    try:
        world.mirror.sync()
    except PartialRead:
        return


def _as_it_is(issue: Issue) -> Issue:
    return replace(issue, read_at=NOON)
