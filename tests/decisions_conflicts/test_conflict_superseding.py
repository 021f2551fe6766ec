"""A decision that is in dispute is not superseded past its arbiter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from conflicts_support import DANA, MONDAY, OLGA, PAY, RITA, SECRET, WAITING, Room, a_room

from builders import an_origin
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Kind
from cadence.decisions.messages.changing import EXISTING, HOW, NUMBER, OPEN_SUPERSEDE, SUPERSEDE
from cadence.decisions.model.clash import Dispute, Outcome
from cadence.decisions.model.decision import Status

AFTER_ITS_DAY = MONDAY + timedelta(days=4)


def in_dispute() -> Room:
    """D-17 is in dispute with D-18, which Olga settles by Thursday; D-30 is about something else."""
    room = a_room()
    room.put(17)
    view = room.confirm()
    answers = {"way_17": "arbiter", "words_17": "Which one.", "until_17": "2026-11-26"}
    assert room.choose(view, arbiter_17=OLGA, **answers) == {}
    room.put(30, "Invoices are sent by email.")
    return room


def the_dispute(room: Room) -> Dispute:
    (found,) = room.kept.held.values()
    return found


def opened(room: Room, number: int, user: str = DANA) -> str:
    """The form that “Supersede” opens."""
    view = room.messenger.open_form("trigger", WAITING)
    pressed = Pressed(
        id=f"open:{number}:{user}",
        action=OPEN_SUPERSEDE,
        value=str(number),
        user=user,
        channel=PAY,
        view=view,
        at=room.clock.now(),
    )
    room.settle(lambda: room.superseding.open(pressed))
    return room.shown(view)


def superseded(room: Room, old: int, new: int, user: str = DANA) -> str:
    """What the form says once it was submitted, whenever it was opened."""
    view = room.messenger.open_form("trigger", WAITING)
    submitted = Submitted(
        id=f"supersede:{old}:{new}",
        callback=SUPERSEDE,
        view=view,
        private=f'{{"n": {old}, "c": "{PAY}"}}',
        answers=((HOW, EXISTING), (NUMBER, f"D-{new}")),
        user=user,
        team="T1",
        at=room.clock.now(),
    )
    room.settle(lambda: room.superseding.submit(submitted))
    return room.shown(view)


@pytest.mark.parametrize(("number", "other"), [(17, 18), (18, 17)])
def test_neither_side_is_superseded_before_its_day_and_who_settles_it_is_said(
    number: int, other: int
) -> None:
    room = in_dispute()
    why = (
        f"D-{number} is in dispute: Olga decides between it and D-{other} by 26 Nov 2026. Until then no other decision "
        "takes its place."
    )
    assert why in opened(room, number)
    assert f"{why} Nothing was changed." in superseded(room, number, 30)
    assert room.one(number).is_live
    assert the_dispute(room).is_open


def test_the_arbiter_is_pointed_to_the_question() -> None:
    room = in_dispute()
    assert "you settle it by 26 Nov 2026: please use the buttons" in opened(room, 17, OLGA)


def test_the_other_side_is_not_named_to_who_may_not_see_it() -> None:
    room = in_dispute()
    room.records.held[18] = replace(room.one(18), origin=an_origin(SECRET, kind=Kind.PRIVATE))
    said = opened(room, 17, RITA)
    assert "D-17 is in dispute: Olga decides by 26 Nov 2026." in said
    assert "D-18" not in said


def test_what_is_only_proposed_takes_no_place_while_it_is_in_dispute() -> None:
    room = in_dispute()
    assert "D-18 is in dispute" in superseded(room, 30, 18)
    assert room.one(30).is_live


def test_another_decision_is_superseded_as_ever() -> None:
    room = in_dispute()
    room.put(31, "Invoices are sent by post.")
    assert "D-30 is superseded by D-31" in superseded(room, 30, 31)


def test_after_its_day_it_ends_the_dispute_and_arbiter_and_parties_are_told() -> None:
    room = in_dispute()
    room.until(AFTER_ITS_DAY)
    assert "D-17 is superseded by D-30" in superseded(room, 17, 30)
    assert the_dispute(room).outcome is Outcome.MOOT
    said = (
        "Dana put another decision in the place of D-17 before it was settled, so nothing is left to settle between "
        "D-18 and D-17. D-18 is still proposed: please accept or reject it."
    )
    for user in (OLGA, RITA):
        assert room.told(user)[-1] == said
    assert said not in room.told(DANA)


def test_a_new_decision_that_was_written_to_take_its_place_is_not_recorded() -> None:
    room = in_dispute()
    view = room.confirm("We stop keeping a ledger.", supersedes=17)
    assert "D-17 is in dispute: Olga decides" in room.shown(view)
    assert "Nothing was recorded." in room.shown(view)
    assert room.one(17).is_live
    assert set(room.records.held) == {17, 18, 30}


def test_a_new_decision_that_says_otherwise_does_not_supersede_it_either() -> None:
    room = in_dispute()
    view = room.confirm("We use MySQL for the ledger.")
    room.choose(view, **dict.fromkeys(("way_17", "way_18"), "supersede"))
    assert "D-17 is in dispute: Olga decides" in room.shown(view)
    assert set(room.records.held) == {17, 18, 30}
    assert the_dispute(room).is_open


def test_after_its_day_a_new_decision_takes_its_place_and_they_are_told() -> None:
    room = in_dispute()
    room.until(AFTER_ITS_DAY)
    room.confirm("We stop keeping a ledger.", supersedes=18, scope=room.one(30).body.scope)
    assert room.one(18).status is Status.SUPERSEDED
    assert the_dispute(room).outcome is Outcome.MOOT
    assert room.told(OLGA)[-1] == (
        "Dana put another decision in the place of D-18 before it was settled, so nothing is left to settle between "
        "D-18 and D-17."
    )
