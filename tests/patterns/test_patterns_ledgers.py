"""A ledger as it is read: no key of a bug that its reader may not see by now."""

import pytest

from cadence.patterns.model import said
from cadence.patterns.model.pattern import Step
from pattern_bugs import a_bug
from pattern_builders import a_pattern, an_entry
from patterns_surfaces import ELSE, LENA, Room

SPLIT = "3 bugs split off: PAY-101, PAY-102, PAY-103."


@pytest.fixture
def room() -> Room:
    made = Room()
    made.scanned()
    made.patterns.put_in(a_pattern(1))
    made.feed.put(*(a_bug(f"PAY-{number}") for number in (101, 102, 103)))
    return made


def line(room: Room, says: str, user: str = LENA) -> str:
    room.patterns.written[:] = [an_entry(1, step=Step.SPLIT, says=says)]
    return room.reads(user, "ledger P-1")


def test_keys_that_their_reader_may_see_stand_as_they_were_written(room: Room) -> None:
    assert SPLIT in line(room, SPLIT)


def test_what_was_hidden_since_is_counted_and_not_named(room: Room) -> None:
    room.feed.remove("PAY-102")
    assert "3 bugs split off: PAY-101, PAY-103 and 1 you can’t see." in line(room, SPLIT)
    room.feed.remove("PAY-101", "PAY-103")
    assert "3 bugs split off: 3 bugs you can’t see." in line(room, SPLIT)
    assert room.patterns.written[0].says == SPLIT, "the ledger itself never changes"


def test_a_bug_of_another_project_is_named_to_who_may_see_it(room: Room) -> None:
    """A lead named it in their own words."""
    room.feed.put(a_bug("SEC-7", project="SEC"))
    room.hidden("SEC", LENA)
    words = "Same cause as sec-7, since UTF-8 and P-1 and D-5 are no bugs."
    assert words in line(room, words)
    told = line(room, words, ELSE)
    assert "Same cause as a bug you can’t see, since UTF-8 and P-1 and D-5 are no bugs." in told


def test_without_a_copy_no_bug_is_named(room: Room) -> None:
    room.feed.read_at = None
    assert "3 bugs split off: 3 bugs you can’t see." in line(room, SPLIT)


def test_keys_are_looked_for_once_each() -> None:
    entries = [an_entry(says="PAY-1, pay-2 and PAY-1"), an_entry(says="XPAY-3, PAY-4x, A-PAY-5")]
    assert said.keys_in(entries, {"PAY"}) == ("PAY-1", "PAY-2")
