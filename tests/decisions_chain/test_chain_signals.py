"""Figures that are read again: who is told when one goes past its threshold, and how often."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import a_party, an_origin
from cadence.core.errors import TrackerError
from cadence.core.message import Audience, Kind
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import (
    Node,
    Reading,
    Ref,
    Signal,
    SignalKind,
    Sort,
    Threshold,
    turned,
)
from cadence.decisions.model.decision import Origin, Status
from cadence.decisions.service.chaining import EVERYONE, Signals
from cadence.status.model.access import Rule, grant
from decisions_support import MONDAY, PAY, Room, a_room, due_decision, labels

BUGS = "open P1 bugs in Checkout"
S1 = Ref(Sort.SIGNAL, 1)
NINE = MONDAY + timedelta(hours=3)


@pytest.fixture
def room() -> Room:
    """D-42 rests on a number of bugs, 12 now."""
    room = a_room(now=NINE)
    due_decision(room, review_on=None)
    room.bugs.counts[BUGS] = 12
    room.command(f'link D-42 "{BUGS}" above 20')
    return room


def count(room: Room, *values: int) -> None:
    """Hour by hour."""
    for value in values:
        room.bugs.counts[BUGS] = value
        room.until(room.clock.now() + timedelta(hours=1))


def test_the_decider_is_told_once_with_figure_definition_and_time(room: Room) -> None:
    count(room, 15, 20, 21, 30, 25)
    (told,) = room.to("UDANA")
    assert "Something changed under D-42 · Use PostgreSQL for the ledger" in told.text
    assert f"It rests on S-1, {BUGS}, which went above 20: it is 21 read 18 Nov 2026" in told.text
    assert "20 before." in told.text
    assert f'Counted: text ~ "{BUGS}".' in told.text
    assert labels(told.message) == ["Still right", "Supersede", "Look again on…"]
    assert room.history()[-1] == ("reopened", None, "S-1 went above 20: 21")


def test_it_is_told_again_only_after_it_came_back(room: Room) -> None:
    count(room, 21, 22, 20, 19, 25)
    assert len(room.told("UDANA")) == 2
    assert "it is 25" in room.told("UDANA")[1]


def test_what_is_told_is_not_handed_on(room: Room) -> None:
    count(room, 21)
    room.until(MONDAY + timedelta(days=10), every=timedelta(hours=6))
    assert len(room.told("UDANA")) == 1
    assert room.told("UOLGA") == []
    assert room.reviewing.overdue(Seen(everything=True)) == ()


def test_what_is_told_can_be_answered(room: Room) -> None:
    count(room, 21)
    (told,) = room.to("UDANA")
    room.press(told, "Still right", "UDANA")
    assert "confirmed as still right by Dana" in room.told("UDANA")[0]


def test_it_is_told_in_working_hours(room: Room) -> None:
    room.clock.set(MONDAY + timedelta(hours=15))
    count(room, 21)
    assert room.told("UDANA") == []
    room.until(MONDAY + timedelta(days=1, hours=2))
    assert len(room.told("UDANA")) == 1


def test_every_live_decision_on_it_is_told_of_and_no_other(room: Room) -> None:
    uma = a_party("Uma", "UUMA")
    for number, status in ((43, Status.ACCEPTED), (44, Status.SUPERSEDED), (45, Status.ACCEPTED)):
        due_decision(room, number, review_on=None, decider=uma)
        room.command(f"link D-{number} S-1")
        room.alter(number, status=status)
    due_decision(room, 46, review_on=None, decider=a_party("Rita", "URITA"))
    room.command("link D-46 learning phones are old")
    room.link("L-1 S-1")
    count(room, 21)
    assert len(room.told("UDANA")) == len(room.told("URITA")) == 1
    assert len(room.told("UUMA")) == 2


def test_who_cant_be_told_leaves_it_to_the_owner(room: Room) -> None:
    room.messenger.people["UDANA"] = replace(room.messenger.people["UDANA"], is_gone=True)
    count(room, 21)
    assert "Something changed under D-42" in room.told("UOLGA")[0]


def test_while_jira_is_away_nothing_is_told_and_nothing_is_lost(room: Room) -> None:
    room.bugs.is_down = True
    signals = Signals(
        store=room.chain, bugs=room.bugs, asking=room.questions.asking, clock=room.clock
    )
    with pytest.raises(TrackerError):
        signals.look()
    room.bugs.is_down = False
    count(room, 21)
    assert len(room.told("UDANA")) == 1


def test_what_can_no_longer_be_counted_holds_up_nothing(room: Room) -> None:
    room.bugs.counts["open bugs"] = 1
    room.command('link D-42 "open bugs" above 3')
    del room.bugs.counts[BUGS]
    room.bugs.counts["open bugs"] = 4
    room.until(room.clock.now() + timedelta(hours=2))
    (told,) = room.told("UDANA")
    assert "S-2, open bugs, which went above 3" in told
    node = room.chain.node(S1, Seen(everything=True))
    assert node is not None
    assert node.latest is not None
    assert node.latest.value == 12


def test_a_round_that_is_repeated_tells_once(room: Room) -> None:
    signals = Signals(
        store=room.chain, bugs=room.bugs, asking=room.questions.asking, clock=room.clock
    )
    room.bugs.counts[BUGS] = 21
    first, second = signals.look(), signals.look()
    assert [job.key for job in first.jobs] == [job.key for job in second.jobs] == ["42:S-1:1"]
    first.changes[0](None)
    with pytest.raises(Exception, match="meanwhile"):
        second.changes[0](None)


def test_a_reading_by_hand_tells_too(room: Room) -> None:
    room.command('link D-42 figure "activation 41 % on 2026-11-01" below 38')
    told = room.link("S-2 36.5 on 2026-11-20")
    assert "That is below 38: whoever decided on it is told." in told
    room.pass_a_minute()
    (dana,) = room.told("UDANA")
    assert "S-2, activation, which went below 38: it is 36.5 % on 20 Nov 2026, 41 % before." in dana
    assert "Told by Uma." in dana


def test_a_reading_of_an_earlier_day_tells_nobody(room: Room) -> None:
    room.command('link D-42 figure "activation 41 % on 2026-11-01" below 38')
    assert "whoever decided" not in room.link("S-2 3 on 2026-10-20")
    room.pass_a_minute()
    assert room.told("UDANA") == []


@pytest.mark.parametrize(
    ("origin", "audience"),
    [
        (an_origin(PAY), EVERYONE),
        (an_origin(None, kind=Kind.TERMINAL), EVERYONE),
        (
            an_origin("GOWN", kind=Kind.PRIVATE),
            Audience(user=None, channel="GOWN", kind=Kind.PRIVATE),
        ),
        (
            an_origin("DUMA", kind=Kind.DIRECT),
            Audience(user="UUMA", channel=None, kind=Kind.DIRECT),
        ),
    ],
)
def test_it_is_counted_with_the_rights_of_those_who_may_see_it(
    room: Room, origin: Origin, audience: Audience
) -> None:
    signals = Signals(
        store=room.chain, bugs=room.bugs, asking=room.questions.asking, clock=room.clock
    )
    signals.count(BUGS, origin, a_party("Uma", "UUMA"), ZoneInfo("UTC"))
    assert room.bugs.asked[-1] == audience


def test_what_everyone_may_count_is_what_every_channel_may_see() -> None:
    rules = (
        Rule(channels=frozenset({"*"}), projects=frozenset({"PAY"})),
        Rule(channels=frozenset({"C1"}), projects=frozenset({"SEC"})),
        Rule(users=frozenset({"*"}), projects=frozenset({"HR"})),
    )
    rights = grant(EVERYONE, rules)
    assert [rights.sees(project) for project in ("PAY", "SEC", "HR")] == [True, False, False]


@given(
    st.booleans(),
    st.integers(-50, 50),
    st.lists(st.integers(-60, 60), min_size=1, max_size=30),
)
def test_it_is_told_exactly_as_often_as_it_goes_past(
    is_above: bool, limit: int, values: list[int]
) -> None:
    threshold = Threshold(above=is_above, value=Decimal(limit))
    node = Node(
        ref=S1,
        text=BUGS,
        by=a_party(),
        at=NINE,
        origin=an_origin(),
        signal=Signal(kind=SignalKind.FILTER, threshold=threshold),
    )
    told = 0
    for place, value in enumerate(values):
        after = turned(node, Reading(value=Decimal(value), at=NINE + timedelta(hours=place)))
        told += after.is_told
        node = replace(node, latest=after.reading, is_passed=after.is_passed)
    past = [threshold.is_passed_by(Decimal(value)) for value in values]
    crossings = sum(now and not before for before, now in pairwise(past))
    assert told == crossings
