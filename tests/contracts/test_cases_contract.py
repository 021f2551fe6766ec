"""What scans remember of bugs: in memory, and on both databases."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cadence.adapters.db.pattern_cases import SqlCases
from cadence.core.errors import Overtaken
from cadence.core.people import Area, Lead
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.case import History
from cadence.patterns.model.scan import Progress
from cadence.patterns.store.cases import Cases, Taking
from fakes.pattern_cases import FakeCases
from kept_stores import STORES, kept_in
from pattern_bugs import MONDAY, a_bug, resolved

CHECKOUT = Area(name="Checkout", components=frozenset({"Checkout"}), lead=Lead(name="Nora"))
LATER = MONDAY + timedelta(days=30)
Make = Callable[..., None]


@pytest.fixture(params=STORES)
def kept(request: pytest.FixtureRequest) -> Iterator[tuple[Cases, Make]]:
    yield from kept_in(
        request, lambda: FakeCases((CHECKOUT,)), lambda engine: SqlCases(engine, (CHECKOUT,))
    )


@pytest.fixture
def cases(kept: tuple[Cases, Make]) -> Cases:
    return kept[0]


def take_in(cases: Cases, *bugs: Bug, **fields: object) -> int:
    """The next page."""
    mark = cases.mark()
    plain = {"groups": {}, "opened": {}, "after": mark, "mark": str(int(mark or 0) + 1)}
    return cases.take_in(Taking(bugs=bugs, **(plain | fields)))  # type: ignore[arg-type]


def looked(cases: Cases, area: str = "PAY", *, at: datetime = LATER, days: int = 365) -> History:
    return cases.history(area, since=at - timedelta(days=days), at=at)


def keys(history: History) -> list[str]:
    return [each.key for each in history.cases]


def test_nothing_is_known_at_first(cases: Cases) -> None:
    assert cases.mark() is None
    assert cases.areas() == ()
    assert cases.members(1) == ()
    assert looked(cases).cases == ()


def test_a_bug_is_in_the_first_area_that_owns_it_or_where_it_lies(cases: Cases) -> None:
    take_in(
        cases,
        a_bug("PAY-1", components=("Checkout",)),
        a_bug("PAY-2", components=("Refunds",)),
        a_bug("MOB-3"),
    )
    assert cases.areas() == ("Checkout", "MOB", "PAY / Refunds")
    assert cases.projects("Checkout") == ("PAY",)
    assert cases.projects("MOB") == ("MOB",)


def test_a_page_is_taken_in_once(cases: Cases) -> None:
    page = Taking(bugs=(a_bug(),), groups={}, opened={}, after=None, mark="1")
    assert cases.take_in(page) == 1
    assert cases.take_in(page) == 0
    assert keys(looked(cases)) == ["PAY-1"]


def test_a_page_that_was_read_from_elsewhere_is_refused(cases: Cases) -> None:
    take_in(cases, a_bug())
    with pytest.raises(Overtaken):
        cases.take_in(Taking(bugs=(a_bug("PAY-2"),), groups={}, opened={}, after=None, mark="9"))
    assert keys(looked(cases)) == ["PAY-1"]


def test_only_what_is_otherwise_than_before_counts_as_changed(cases: Cases) -> None:
    take_in(cases, a_bug("PAY-1"), a_bug("PAY-2"))
    assert take_in(cases, a_bug("PAY-1"), a_bug("PAY-2", components=("Refunds",))) == 1
    assert cases.areas() == ("PAY", "PAY / Refunds")


def test_what_is_gone_is_forgotten(cases: Cases) -> None:
    first, second = a_bug("PAY-1"), a_bug("PAY-2")
    take_in(cases, first, second)
    take_in(cases, gone=(first.id,))
    assert keys(looked(cases)) == ["PAY-2"]


def test_a_change_of_areas_moves_known_bugs_and_costs_nothing_again(cases: Cases) -> None:
    take_in(cases, a_bug("PAY-1", components=("Refunds",)), a_bug("PAY-2"))
    assert cases.rehome() == 0
    owned = (Area(name="Money", components=frozenset({"refunds"}), lead=Lead(name="Otto")),)
    now = replace(cases, owned=owned)  # type: ignore[type-var]
    assert now.rehome() == 1
    assert now.rehome() == 0
    assert now.areas() == ("Money", "PAY")


# --- as it was at a moment ----------------------------------------------------------------------------


def test_nothing_that_happened_later_is_in_a_history(cases: Cases) -> None:
    old = a_bug("PAY-1", created_at=MONDAY)
    take_in(
        cases,
        replace(old, **resolved(old, timedelta(days=10))),
        a_bug("PAY-2", created_at=MONDAY + timedelta(days=5)),
    )
    early = looked(cases, at=MONDAY + timedelta(days=3))
    assert [(each.key, each.resolved_at) for each in early.cases] == [("PAY-1", None)]
    late = looked(cases, at=MONDAY + timedelta(days=11))
    assert [(each.key, each.resolved_at) for each in late.cases] == [
        ("PAY-1", MONDAY + timedelta(days=10)),
        ("PAY-2", None),
    ]


def test_a_bug_that_came_back_was_resolved_in_between(cases: Cases) -> None:
    first, back, last = (MONDAY + timedelta(days=each) for each in (2, 6, 9))
    take_in(
        cases,
        a_bug(
            resolved_at=last,
            resolution="Fixed",
            resolutions=(first, last),
            reopened_at=(back,),
        ),
    )
    states = [looked(cases, at=MONDAY + timedelta(days=each)).cases[0] for each in (1, 4, 8, 20)]
    assert [each.resolved_at for each in states] == [None, first, None, last]
    assert [each.reopened_at for each in states] == [(), (), (back,), (back,)]


def test_what_was_over_before_the_window_is_left_out_and_what_was_open_is_not(
    cases: Cases,
) -> None:
    before = MONDAY - timedelta(days=400)
    over, still = a_bug("PAY-1", created_at=before), a_bug("PAY-2", created_at=before)
    take_in(cases, replace(over, **resolved(over)), still)
    assert keys(looked(cases)) == ["PAY-2"]


def test_what_will_never_be_done_was_not_fixed(cases: Cases) -> None:
    bug = a_bug()
    take_in(cases, replace(bug, **resolved(bug, resolution="Won't Fix")))
    assert [each.fixed for each in looked(cases).cases] == [False]


def test_an_import_is_no_inflow(cases: Cases) -> None:
    imported = [a_bug(f"PAY-{n}", created_at=MONDAY + timedelta(seconds=n)) for n in range(1, 41)]
    usual = [
        a_bug(f"PAY-{100 + n}", created_at=MONDAY - timedelta(days=n, hours=3))
        for n in range(1, 21)
    ]
    take_in(cases, *imported, *usual)
    bulk = [each.key for each in looked(cases).cases if each.bulk]
    assert sorted(bulk) == sorted(each.key for each in imported)


def test_an_area_whose_tracker_tells_no_history_says_so(cases: Cases) -> None:
    bug = a_bug(is_told=False)
    take_in(cases, replace(bug, **resolved(bug)))
    assert not looked(cases).is_told


def test_all_areas_come_one_by_one(cases: Cases) -> None:
    take_in(cases, a_bug("PAY-1"), a_bug("MOB-2"))
    every = cases.histories(since=MONDAY - timedelta(days=9), at=LATER)
    assert [(each.area, keys(each)) for each in every] == [
        ("MOB", ["MOB-2"]),
        ("PAY", ["PAY-1"]),
    ]


# --- groups -------------------------------------------------------------------------------------------


def grouped(cases: Cases) -> None:
    """PAY-1 and PAY-2 are alike, PAY-3 is like PAY-4, PAY-5 like none."""
    one, two, three, four, five = (a_bug(f"PAY-{n}") for n in range(1, 6))
    take_in(cases, one, three, five)
    take_in(
        cases,
        two,
        four,
        groups={two.id: -1, four.id: -2},
        opened={one.id: -1, three.id: -2},
    )


def test_a_new_group_takes_in_who_was_alone_before(cases: Cases) -> None:
    grouped(cases)
    assert cases.members(1) == ("PAY-1", "PAY-2")
    assert cases.members(2) == ("PAY-3", "PAY-4")
    alone = a_bug("PAY-5").id
    assert cases.known([alone])[alone].group is None


def test_whoever_is_in_a_group_stays_there(cases: Cases) -> None:
    grouped(cases)
    bug = a_bug("PAY-1", summary="Rewritten")
    take_in(cases, bug, groups={bug.id: 2})
    assert cases.known([bug.id])[bug.id].group == 1


def test_what_is_gone_is_not_there_still(cases: Cases) -> None:
    take_in(cases, a_bug("PAY-1"), a_bug("PAY-2"))
    take_in(cases, gone=(a_bug("PAY-2").id,))
    assert cases.still(("PAY-1", "PAY-2", "PAY-3\0")) == {"PAY-1"}
    assert cases.still(()) == frozenset()


def test_groups_that_people_merged_are_one(kept: tuple[Cases, Make]) -> None:
    cases, make = kept
    grouped(cases)
    make(cases.merged(2, into=1))
    assert cases.members(1) == ("PAY-1", "PAY-2", "PAY-3", "PAY-4")
    assert cases.members(2) == ()


def test_what_people_split_off_has_a_number_of_its_own_which_stays(
    kept: tuple[Cases, Make],
) -> None:
    cases, make = kept
    grouped(cases)
    number, change = cases.split(("PAY-2",), key="press:1")
    assert "PAY-2" in cases.members(1), "nothing is changed before the settlement"
    assert cases.split(("PAY-2",), key="press:1")[0] == number == 3
    make(change)
    assert cases.members(3) == ("PAY-2",)
    assert cases.split(("PAY-3",), key="press:2")[0] == 4
    make(cases.placed(("PAY-2",), group=1))
    assert cases.members(1) == ("PAY-1", "PAY-2")


def test_new_groups_take_no_number_that_people_were_given(kept: tuple[Cases, Make]) -> None:
    cases, make = kept
    grouped(cases)
    make(cases.split(("PAY-2",), key="press:1")[1])
    new = a_bug("PAY-9")
    take_in(cases, new, groups={new.id: -1})
    assert cases.members(4) == ("PAY-9",)


def test_how_far_a_scan_is_can_be_read_from_elsewhere(cases: Cases) -> None:
    assert cases.progress() is None
    now = datetime(2026, 11, 2, 2, tzinfo=UTC)
    cases.stand(Progress(step="reading bugs", done=500, total=2000), at=now)
    assert cases.progress() == (Progress(step="reading bugs", done=500, total=2000), now)
    cases.stand(None, at=now)
    assert cases.progress() is None
