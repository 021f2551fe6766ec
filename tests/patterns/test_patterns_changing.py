"""People's word on which bugs belong together, and that later scans keep to it."""

from collections.abc import Iterator

import pytest

from cadence.adapters.db.pattern_cases import SqlCases
from cadence.adapters.db.patterns import SqlPatterns
from cadence.core.errors import Overtaken
from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.pattern import Pattern, State, Step
from cadence.patterns.model.version import Refusal
from fakes.pattern_cases import FakeCases
from fakes.patterns import FakePatterns
from kept_stores import kept_in
from pattern_builders import DAY, NIGHT, a_finding, a_scan
from pattern_keeping import OWNED, KeptRoom

AREAS = {"projects": (("Checkout", ("PAY",)),)}
RETRIES, DECLINES = ("PAY-13", "PAY-12", "PAY-11"), ("PAY-23", "PAY-22", "PAY-21")
GROUPS = {7: RETRIES, 8: DECLINES}
NEW = -1
"""A group that there was none of yet: the next number."""
LENA = "ULENA"


@pytest.fixture(params=["fake", "sqlite"])
def room(request: pytest.FixtureRequest) -> Iterator[KeptRoom]:
    """P-1 of group 7, P-2 of group 8; in the database bugs and patterns change in one transaction."""
    stores = kept_in(
        request,
        lambda: (FakePatterns(), FakeCases(owned=OWNED)),
        lambda engine: (SqlPatterns(engine), SqlCases(engine, owned=OWNED)),
    )
    for (patterns, cases), make in stores:
        made = KeptRoom(patterns, make, cases=cases)
        for group in range(1, 9):
            made.bugs(GROUPS.get(group, (f"PAY-{group}",)), group=NEW)
        made.scan(a_scan(of_group(7, RETRIES), of_group(8, DECLINES), **AREAS))
        yield made


def of_group(group: int, keys: tuple[str, ...]) -> Finding:
    return a_finding(subject=str(group), keys=keys, rate=len(keys))


def standing(room: KeptRoom, number: int) -> Pattern:
    pattern = room.patterns.pattern(number)
    assert pattern is not None
    return pattern


def merge(room: KeptRoom, number: int, into: int) -> None:
    at = NIGHT + DAY
    settlement = room.changing.merged(standing(room, number), standing(room, into), by=LENA, at=at)
    room.settle(settlement)


def test_a_merge_makes_one_group_and_one_pattern_which_later_scans_feed(room: KeptRoom) -> None:
    merge(room, 2, into=1)
    assert set(room.cases.members(7)) == {*RETRIES, *DECLINES}
    assert (standing(room, 2).state, standing(room, 2).merged_into) == (State.MERGED, 1)
    assert set(standing(room, 1).keys) == {*RETRIES, *DECLINES}
    grown = of_group(7, ("PAY-30", *RETRIES, *DECLINES))
    kept = room.scan(a_scan(grown, at=NIGHT + 2 * DAY, **AREAS))
    assert [each.state for each in kept.patterns] == [State.OPEN, State.MERGED]
    assert standing(room, 1).keys[0] == "PAY-30"
    assert [(each.step, each.by) for each in room.patterns.ledger(2)][-1] == (Step.MERGED, LENA)
    assert room.patterns.ledger(1)[-1].says.startswith("P-2, “")


def test_a_merge_taken_back_leaves_both_as_they_were_and_new_bugs_with_the_whole(
    room: KeptRoom,
) -> None:
    merge(room, 2, into=1)
    room.bugs(("PAY-30",), group=7)
    room.settle(room.changing.unmerged(standing(room, 2), by=LENA, at=NIGHT + 3 * DAY))
    assert set(room.cases.members(8)) == set(DECLINES)
    assert set(room.cases.members(7)) == {*RETRIES, "PAY-30"}
    assert (standing(room, 2).state, standing(room, 2).keys) == (State.OPEN, DECLINES)
    assert standing(room, 1).keys == RETRIES
    assert [each.step for each in room.patterns.ledger(2)][-1] is Step.REOPENED
    after = a_scan(of_group(7, RETRIES), of_group(8, DECLINES), at=NIGHT + 4 * DAY, **AREAS)
    assert room.scan(after).news == ()


def test_a_merge_is_taken_back_from_the_pattern_that_has_it_in_the_end(room: KeptRoom) -> None:
    third = ("PAY-33", "PAY-32", "PAY-31")
    room.bugs(third, group=NEW)
    room.scan(a_scan(of_group(9, third), at=NIGHT + DAY, **AREAS))
    merge(room, 2, into=1)
    merge(room, 1, into=3)
    assert set(room.cases.members(9)) == {*third, *RETRIES, *DECLINES}
    room.settle(room.changing.unmerged(standing(room, 2), by=LENA, at=NIGHT + 3 * DAY))
    assert set(room.cases.members(8)) == set(DECLINES)
    assert not set(DECLINES) & set(standing(room, 3).keys)
    assert standing(room, 1).state is State.MERGED


def test_a_rise_of_new_bugs_can_be_part_of_what_brings_it_about(room: KeptRoom) -> None:
    others = tuple(f"PAY-{each}" for each in range(40, 48))
    spike = a_finding(kind=Kind.SPIKE, keys=(*others, *RETRIES), rate=11)
    room.scan(a_scan(spike, at=NIGHT + DAY, **AREAS))
    merge(room, 3, into=1)
    assert set(room.cases.members(7)) == set(RETRIES)
    kept = room.scan(a_scan(spike, at=NIGHT + 2 * DAY, **AREAS))
    assert kept.news == ()
    room.settle(room.changing.unmerged(standing(room, 3), by=LENA, at=NIGHT + 3 * DAY))
    assert standing(room, 1).keys == RETRIES


def test_bugs_split_off_are_a_group_that_the_next_scan_tests_by_itself(room: KeptRoom) -> None:
    room.settle(
        room.changing.split(
            standing(room, 1), ("PAY-12", "PAY-11"), by=LENA, at=NIGHT + DAY, key="form:1"
        )
    )
    assert standing(room, 1).keys == ("PAY-13",)
    assert set(room.cases.members(9)) == {"PAY-12", "PAY-11"}
    line = room.patterns.ledger(1)[-1]
    assert (line.step, line.says) == (Step.SPLIT, "2 bugs split off: PAY-12, PAY-11.")
    ((new, step),) = room.scan(
        a_scan(of_group(9, ("PAY-12", "PAY-11")), at=NIGHT + 2 * DAY, **AREAS)
    ).news
    assert (new.label, step) == ("P-3", Step.FOUND)


def test_one_form_sent_twice_splits_once(room: KeptRoom) -> None:
    pattern = standing(room, 1)
    first, second = (
        room.changing.split(pattern, ("PAY-11",), by=LENA, at=NIGHT + DAY, key="form:1")
        for _ in range(2)
    )
    room.settle(first)
    with pytest.raises(Overtaken):
        room.settle(second)
    assert set(room.cases.members(9)) == {"PAY-11"}


def test_what_counts_all_bugs_of_an_area_cannot_be_split(room: KeptRoom) -> None:
    room.scan(a_scan(a_finding(kind=Kind.SPIKE), at=NIGHT + DAY, **AREAS))
    with pytest.raises(Refusal, match="none can be split off"):
        room.changing.split(standing(room, 3), ("PAY-101",), by=LENA, at=NIGHT, key="form:1")


def test_nothing_is_taken_back_that_was_not_done(room: KeptRoom) -> None:
    with pytest.raises(Refusal, match="Nothing of P-1 was merged"):
        room.changing.unmerged(standing(room, 1), by=LENA, at=NIGHT)
