"""Decisions that other rooms bring, and the earlier ones that say otherwise."""

from datetime import date, timedelta
from typing import Any

import pytest
from conflicts_support import DANA, GUS, LOG, MONDAY, PAY, RITA, SECRET, Room, a_room

from builders import an_origin
from cadence.core.message import Kind
from cadence.decisions.model.decision import Option, Scope, Status
from cadence.delivery.between import NewDecision
from fakes.messenger import PostedMessage

THREAD = "1763892000.000100"


def a_new_decision(**fields: Any) -> NewDecision:
    plain: dict[str, Any] = {
        "title": "Ledger: Postgres",
        "decided": "We use Postgres for the ledger.",
        "decided_by": DANA,
        "decided_at": MONDAY,
        "channel": PAY,
        "thread": THREAD,
        "team": "T1",
        "about": ("Ledger", "Billing"),
    }
    return NewDecision(**(plain | fields))


def logged(room: Room, *, key: str = "call:1", **fields: Any) -> int:
    """Log it; brings its number."""
    found: list[int] = []

    def log() -> Any:
        known = room.elsewhere.log(a_new_decision(**fields), key=key)
        found.append(known.number)
        return known.settlement

    room.settle(log)
    pass_on(room)
    return found[-1]


def pass_on(room: Room) -> None:
    """What keeps a channel's pace is said too."""
    room.until(room.clock.now() + timedelta(seconds=10), every=timedelta(seconds=1))


def press(room: Room, label: str, user: str, *, on: PostedMessage | None = None) -> None:
    room.press(on or question(room), label, user, times=2)
    pass_on(room)


def question(room: Room) -> PostedMessage:
    """The message that names the earlier decision."""
    said = room.messenger.in_channel(PAY)
    return next(each for each in said if "says otherwise than" in each.text)


def in_channel(room: Room, channel: str = PAY) -> list[str]:
    return [each.text for each in room.messenger.in_channel(channel)]


@pytest.fixture
def room() -> Room:
    return a_room()


def test_it_is_recorded_with_all_that_was_offered(room: Room) -> None:
    number = logged(
        room,
        context="31 for 28 days",
        why="DynamoDB is too dear",
        options=("Postgres", "Keep DynamoDB"),
        chosen="Postgres",
        review_on=date(2027, 3, 1),
    )
    decision = room.one(number)
    body = decision.body
    assert (decision.status, decision.origin.channel, decision.origin.thread) == (
        Status.ACCEPTED,
        PAY,
        THREAD,
    )
    assert body.options == (Option(text="Postgres", is_chosen=True), Option(text="Keep DynamoDB"))
    assert (body.reasons, body.context, body.review_on) == (
        ("DynamoDB is too dear",),
        "31 for 28 days",
        date(2027, 3, 1),
    )
    assert body.scope == Scope(area="Ledger", product="Billing")
    assert body.decider is not None
    assert body.decider.name == decision.recorded_by.name == "Dana"


def test_it_stands_in_its_thread_and_in_the_log_and_nobody_is_told_twice(room: Room) -> None:
    number = logged(room)
    (in_thread,) = room.messenger.in_channel(PAY)
    assert in_thread.place.thread == THREAD
    assert f"D-{number} · Ledger: Postgres" in in_thread.text
    assert f"D-{number} · Ledger: Postgres" in in_channel(room, LOG)[0]
    assert room.told(DANA) == []


def test_the_same_key_brings_the_same_number_and_one_record(room: Room) -> None:
    first, again, other = logged(room), logged(room), logged(room, key="call:2")
    assert first == again != other
    assert sorted(room.records.held) == sorted({first, other})


def test_one_that_says_otherwise_is_named_under_it_and_both_stand(room: Room) -> None:
    room.put(17)
    number = logged(room)
    assert room.one(17).is_live
    assert room.one(number).is_live
    said = question(room)
    assert said.place.thread == THREAD
    assert f"D-{number} says otherwise than D-17, which holds." in said.text
    assert "The ledger stays on DynamoDB." in said.text


def test_one_press_puts_it_in_the_place_of_the_earlier_one(room: Room) -> None:
    room.put(17)
    number = logged(room)
    press(room, f"D-{number} takes its place", RITA)
    assert (room.one(17).status, room.one(17).superseded_by) == (Status.SUPERSEDED, number)
    assert f"D-{number} takes the place of D-17, says Rita." in in_channel(room)
    assert "It takes the place of D-17." in in_channel(room)[0]


def test_one_press_keeps_both_and_both_histories_say_so(room: Room) -> None:
    room.put(17)
    number = logged(room)
    press(room, "Both hold", RITA)
    assert room.one(17).is_live
    assert ("kept beside another", "", number) in room.history(17)
    assert ("kept beside another", "", 17) in room.history(number)
    assert f"D-{number} and D-17 both hold, says Rita." in in_channel(room)


def test_who_may_not_see_both_can_choose_nothing(room: Room) -> None:
    room.put(17)
    logged(room)
    room.messenger.kinds[PAY] = Kind.PRIVATE
    press(room, "Both hold", GUS)
    assert "that I may show you" in room.messenger.posted_messages[-1].text
    assert not [each for each in room.history(17) if each[0] == "kept beside another"]


def test_what_the_channel_may_not_see_is_named_to_who_decided_alone(room: Room) -> None:
    room.messenger.memberships[DANA] |= {SECRET}
    room.put(17, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    number = logged(room)
    assert not any("D-17" in each for each in in_channel(room))
    (told,) = room.told(DANA)
    assert f"D-{number} says otherwise than D-17" in told


def test_one_that_holds_no_more_is_told_so(room: Room) -> None:
    room.put(17)
    number = logged(room)
    said = question(room)
    press(room, f"D-{number} takes its place", RITA)
    press(room, "Both hold", DANA, on=said)
    assert "D-17 is superseded already." in in_channel(room)
    assert ("kept beside another", "", number) not in room.history(17)


def test_titles_are_told_to_who_may_see_them(room: Room) -> None:
    number = logged(room)
    assert room.elsewhere.titles([number, 99], user=DANA) == {number: "Ledger: Postgres"}
    room.put(17, origin=an_origin(SECRET, kind=Kind.PRIVATE))
    assert room.elsewhere.titles([17], user=RITA) == {}
