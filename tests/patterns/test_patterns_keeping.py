"""From scan to scan: numbers, names, news, and what is stored with the scan."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from cadence.adapters.db.patterns import SqlPatterns
from cadence.core.errors import Overtaken
from cadence.delivery.job import Settlement
from cadence.patterns.model import life
from cadence.patterns.model.case import Release
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import State, Step
from fakes.patterns import FakePatterns
from kept_stores import STORES, kept_in
from pattern_builders import DAY, NIGHT, a_finding, a_scan
from pattern_keeping import KeptRoom

AREAS = {"projects": (("Checkout", ("PAY",)),)}


@pytest.fixture(params=STORES)
def room(request: pytest.FixtureRequest) -> Iterator[KeptRoom]:
    for store, make in kept_in(request, FakePatterns, SqlPatterns):
        made = KeptRoom(store, make)
        made.bugs(a_finding().tested.keys, group=7, title="Payment retries fail, {key}")
        made.bugs(("PAY-1", "PAY-2", "PAY-3"), title="Voucher {key} is refused")
        yield made


def test_what_is_new_is_named_by_its_bugs_and_told_once(room: KeptRoom) -> None:
    kept = room.scan(a_scan(a_finding(), **AREAS))
    ((pattern, step),) = kept.news
    assert (pattern.label, step) == ("P-1", Step.FOUND)
    assert pattern.sentence == "Payment retries fail: 9 similar bugs in 6 weeks, usually 1.4"
    assert (pattern.projects, pattern.area) == (("PAY",), "Checkout")
    assert room.patterns.pattern(1) == pattern
    assert [each.step for each in room.patterns.ledger(1)] == [Step.FOUND]
    again = room.scan(a_scan(a_finding(), at=NIGHT + DAY, **AREAS))
    assert again.news == ()
    assert len(room.patterns.ledger(1)) == 1


def test_a_scan_that_is_tried_again_gives_the_same_numbers(room: KeptRoom) -> None:
    scan = a_scan(a_finding(), a_finding(kind=Kind.AGEING), **AREAS)
    first = room.keeping.kept(scan)
    assert room.scan(scan).patterns == first.patterns
    assert [each.number for each in room.patterns.all()] == [1, 2]


def test_of_two_scans_at_once_one_is_stored(room: KeptRoom) -> None:
    scan = a_scan(a_finding(), **AREAS)
    first, second = room.keeping.kept(scan), room.keeping.kept(scan)
    room.make(*first.changes)
    with pytest.raises(Overtaken):
        room.make(*second.changes)
    assert len(room.patterns.ledger(1)) == 1


def test_the_scan_is_stored_with_what_it_found(room: KeptRoom) -> None:
    scan = a_scan(a_finding(), **AREAS)
    room.scan(scan)
    assert room.patterns.looked() == scan.looked


def test_an_escape_says_after_which_release(room: KeptRoom) -> None:
    room.feed.dated = (Release(id="10042", name="4.2", project="PAY", at=NIGHT - 20 * DAY),)
    kept = room.scan(a_scan(a_finding(kind=Kind.ESCAPES, subject="10042"), **AREAS))
    ((pattern, _),) = kept.news
    assert pattern.name == "Bugs after 4.2 in Checkout"
    assert pattern.sentence == "Checkout: 9 bugs found in 6 weeks after 4.2, usually 1.4"


def test_similar_bugs_whose_titles_share_nothing_are_called_by_their_area(room: KeptRoom) -> None:
    keys = ("PAY-1", "PAY-101")
    kept = room.scan(a_scan(a_finding(keys=keys, subject="8"), **AREAS))
    assert kept.news[0][0].name == "Similar bugs in Checkout"


def test_a_name_of_claudes_stays(room: KeptRoom) -> None:
    ((pattern, _),) = room.scan(a_scan(a_finding(), **AREAS)).news
    named = life.decided(pattern, 3)
    room.make(room.patterns.put(named))
    (after,) = room.scan(a_scan(a_finding(rate=10), at=NIGHT + DAY, **AREAS)).patterns
    assert (after.name, after.decisions) == (pattern.name, (3,))


def test_what_was_closed_for_its_silence_is_told_to_whoever_draws_its_cards(room: KeptRoom) -> None:
    room.scan(a_scan(a_finding(), **AREAS))
    late = NIGHT + timedelta(days=60)
    kept = room.scan(a_scan(at=late, **AREAS))
    assert [(each.label, each.state) for each in kept.patterns] == [("P-1", State.CLOSED)]
    assert room.patterns.ledger(1)[-1].says == "Not found for 8 weeks, and nobody owns it."


def test_a_mere_look_says_the_same_and_stores_nothing(room: KeptRoom) -> None:
    room.scan(a_scan(a_finding(), **AREAS))
    look = a_scan(a_finding(rate=12), a_finding(kind=Kind.SPIKE), at=NIGHT + DAY, **AREAS)
    known, new = room.keeping.seen(look)
    assert known.pattern is not None
    assert known.pattern.label == "P-1"
    assert known.sentence == "Payment retries fail: 12 similar bugs in 6 weeks, usually 1.4"
    assert (new.pattern, new.sentence) == (None, "Checkout: 9 new bugs in 6 weeks, usually 1.4")
    assert len(room.patterns.all()) == 1
    assert room.patterns.number_for("Checkout", Kind.SPIKE, "") == 2


def test_weeks_are_passed_without_a_store(room: KeptRoom) -> None:
    first = room.keeping.passed(a_scan(a_finding(), **AREAS), (), number=lambda _: 1)
    later = a_scan(a_finding(rate=11), at=NIGHT + 7 * DAY, **AREAS)
    second = room.keeping.passed(later, first.patterns, number=lambda _: 2)
    assert [(each.number, step) for each, step in first.news] == [(1, Step.FOUND)]
    assert (second.news, second.patterns[0].finding.tested.rate) == ((), 11)
    assert room.patterns.all() == ()


def test_a_bug_that_may_not_be_looked_at_any_more_is_no_evidence(room: KeptRoom) -> None:
    room.scan(a_scan(a_finding(), **AREAS))
    room.gone("PAY-109", "PAY-105")
    kept = room.scan(a_scan(at=NIGHT + DAY, **AREAS))
    (after,) = kept.patterns
    assert (len(after.keys), after.found_at, kept.news) == (7, NIGHT, ())
    assert not {"PAY-109", "PAY-105"} & {*after.keys, *after.finding.tested.keys}
    assert (after.finding.tested.rate, after.changed_at) == (9, NIGHT)
    assert room.patterns.pattern(1) == after
    still = a_finding(keys=after.keys, rate=7)
    after = room.scan(a_scan(still, at=NIGHT + 2 * DAY, **AREAS)).patterns[0]
    assert after.keys == still.tested.keys
    closed = room.patterns.put(life.closed(after, at=NIGHT + 3 * DAY))
    room.settle(Settlement(changes=(closed,)))
    room.gone("PAY-108")
    (over,) = room.scan(a_scan(at=NIGHT + 4 * DAY, **AREAS)).patterns
    assert (over.state, len(over.keys)) == (State.CLOSED, 6)
    assert room.patterns.pattern(1) == over
