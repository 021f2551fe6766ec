"""What is new is taken in once, and a scan that is killed goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from cadence.patterns.model.bug import Bug
from cadence.patterns.model.kept import Known
from cadence.patterns.model.scan import Progress
from cadence.patterns.service.intake import Grouped, Intake, Taken
from cadence.patterns.store.cases import Taking
from fakes.pattern_cases import FakeCases
from fakes.pattern_feed import FakeFeed
from pattern_bugs import a_bug


class Killed(Exception):
    pass


@dataclass
class Grouper:
    """Remembers what it was asked about."""

    asked: list[str] = field(default_factory=list)

    def grouped(self, bugs: Sequence[Bug], known: Mapping[str, Known]) -> Grouped:
        self.asked += [bug.key for bug in bugs]
        return Grouped(groups={}, opened={})

    def gone(self, ids: Sequence[str]) -> None:
        """Nothing was remembered."""


@dataclass
class Dying(FakeCases):
    """Is killed before it keeps its third page."""

    pages: int = 0

    def take_in(self, taking: Taking) -> int:
        self.pages += 1
        if self.pages == 3:
            raise Killed
        return super().take_in(taking)


@pytest.fixture
def feed() -> FakeFeed:
    feed = FakeFeed()
    feed.put(*(a_bug(f"PAY-{n}") for n in range(1, 11)))
    return feed


def test_everything_is_taken_in_page_by_page(feed: FakeFeed) -> None:
    cases, said = FakeCases(), list[Progress]()
    intake = Intake(feed=feed, cases=cases, grouping=Grouper, page=4)
    assert intake.take_in(said.append) == Taken(changed=10, gone=0, moved=0)
    assert [(each.done, each.total) for each in said] == [(0, 10), (4, 10), (8, 10)]
    assert len(cases.held) == 10


def test_the_next_scan_reads_what_is_new_alone(feed: FakeFeed) -> None:
    cases, grouper = FakeCases(), Grouper()
    intake = Intake(feed=feed, cases=cases, grouping=lambda: grouper)
    intake.take_in()
    grouper.asked.clear()
    feed.put(a_bug("PAY-11"))
    feed.remove("PAY-3")
    assert intake.take_in() == Taken(changed=1, gone=1, moved=0)
    assert grouper.asked == ["PAY-11"]
    assert intake.take_in() == Taken(changed=0, gone=0, moved=0)


def test_only_new_words_are_compared_anew(feed: FakeFeed) -> None:
    cases, grouper = FakeCases(), Grouper()
    intake = Intake(feed=feed, cases=cases, grouping=lambda: grouper)
    intake.take_in()
    grouper.asked.clear()
    feed.put(a_bug("PAY-1", components=("Refunds",)), a_bug("PAY-2", summary="Otherwise"))
    assert intake.take_in().changed == 2
    assert grouper.asked == ["PAY-2"]


def test_a_scan_that_is_killed_goes_on_where_it_was(feed: FakeFeed) -> None:
    cases, grouper = Dying(), Grouper()
    intake = Intake(feed=feed, cases=cases, grouping=lambda: grouper, page=4)
    with pytest.raises(Killed):
        intake.take_in()
    assert len(cases.held) == 8
    grouper.asked.clear()
    assert intake.take_in().changed == 2
    assert grouper.asked == ["PAY-9", "PAY-10"]


def test_two_scans_at_once_take_in_each_page_once(feed: FakeFeed) -> None:
    cases = FakeCases()
    second = Intake(feed=feed, cases=cases, grouping=Grouper, page=3)
    taken = list[int]()

    class Slow(Grouper):
        """Lets another scan go by in the middle of its first page."""

        def grouped(self, bugs: Sequence[Bug], known: Mapping[str, Known]) -> Grouped:
            if not taken:
                taken.append(second.take_in().changed)
            return super().grouped(bugs, known)

    first = Intake(feed=feed, cases=cases, grouping=Slow, page=4)
    assert first.take_in().changed + taken[0] == 10
    assert len(cases.held) == 10


def test_what_is_a_bug_of_another_area_by_now_is_moved(feed: FakeFeed) -> None:
    cases = FakeCases()
    Intake(feed=feed, cases=cases, grouping=Grouper).take_in()
    feed.put(replace(a_bug("PAY-4"), components=("Refunds",)))
    Intake(feed=feed, cases=cases, grouping=Grouper).take_in()
    assert cases.areas() == ("PAY", "PAY / Refunds")
