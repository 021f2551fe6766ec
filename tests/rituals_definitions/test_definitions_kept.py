"""What the editor does is kept in a real database, on both."""

from collections.abc import Iterator

import pytest
from definitions_world import DANA, OWEN, REVIEW, World, in_database

from cadence.rituals.model.ritual import State


@pytest.fixture
def kept(database_url: str) -> Iterator[World]:
    with in_database(database_url) as each:
        yield each


def test_a_ritual_is_set_up_changed_rolled_back_paused_and_ended(kept: World) -> None:
    kept.type(DANA, "rituals new roadmap-review", channel=REVIEW)
    kept.submit(DANA, {"Who is asked": (DANA, OWEN)})
    kept.press_in(DANA, "Start it")
    first = kept.ritual("roadmap-review")
    assert kept.standing("roadmap-review").next_at is not None
    kept.type(OWEN, "rituals edit roadmap-review")
    kept.press_in(OWEN, "Questions…")
    kept.press_in(OWEN, "Add a question…")
    kept.submit(OWEN, {"Question": "Anything else?"})
    assert [each.label for each in kept.ritual("roadmap-review").asks][-1] == "Anything else?"
    kept.type(DANA, "rituals rollback roadmap 1")
    assert kept.ritual("roadmap-review") == first
    assert [each.by for each in kept.definitions.versions("roadmap-review")] == [DANA, OWEN, DANA]
    kept.type(DANA, "rituals pause roadmap busy")
    assert kept.standing("roadmap-review").why == "by Dana: busy"
    kept.type(DANA, "rituals resume roadmap")
    kept.type(DANA, "rituals end roadmap")
    assert kept.standing("roadmap-review").state is State.ENDED
    assert len(kept.told()) == 4


def test_of_two_who_change_it_at_once_the_second_sees_how_it_is_now(kept: World) -> None:
    kept.define()
    kept.type(DANA, "rituals edit weekly")
    kept.press_in(DANA, "Name and channel…")
    kept.type(OWEN, "rituals pause weekly until 2026-12-07")
    kept.submit(DANA, {"Name": "Mine"})
    assert "Somebody else changed it meanwhile" in kept.shown()
    assert kept.ritual().title == "Weekly review"
