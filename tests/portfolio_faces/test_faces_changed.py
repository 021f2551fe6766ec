"""What a digest says is otherwise with the bets."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from cadence.core.plain import plain_line
from cadence.portfolio.messages.changed import changed
from cadence.portfolio.model.bet import (
    CONFIDENCE,
    Bet,
    Changed,
    Event,
    Happened,
    Reading,
    Stage,
)
from cadence.portfolio.model.criterion import criteria
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.service.looking import Looking
from fakes.bets import FakeBets
from portfolio_support import BERLIN
from portfolio_values import NOON, TODAY, a_bet, a_reading, an_event

SINCE = NOON - timedelta(days=7)
BEFORE = TODAY - timedelta(days=8)


def told(
    *bets: Bet, readings: tuple[Reading, ...] = (), events: tuple[Event, ...] = ()
) -> list[str]:
    store = FakeBets()
    store.put_in(*bets)
    store.given += readings
    board = Looking(bets=store, policy=Policy(), zone=BERLIN).board(at=NOON, audience=None)
    before = store.readings([each.number for each in bets], known_at=SINCE)
    known = {each.number: each for each in bets}
    lines = changed(board, known, before, events, SINCE.date())
    return [plain_line(each) for each in lines]


def of(field: str, before: str, after: str, **fields: object) -> Event:
    change = Changed(field=field, before=before, after=after)
    return an_event(changes=(change,), **fields)


def test_nothing_new_is_nothing_told() -> None:
    assert told(a_bet(1), readings=(a_reading(30, BEFORE),)) == []


def test_a_reading_is_told_with_what_it_was_and_whether_that_is_better() -> None:
    readings = (a_reading(30, BEFORE), a_reading(33))
    assert told(a_bet(1), readings=readings) == ["Bet 1: Weekly active teams 30 → 33 %, better"]
    worse = (a_reading(30, BEFORE), a_reading("29.5"))
    assert told(a_bet(1), readings=worse) == ["Bet 1: Weekly active teams 30 → 29.5 %, worse"]


def test_the_same_value_again_is_no_change() -> None:
    assert told(a_bet(1), readings=(a_reading(30, BEFORE), a_reading(30))) == []


def test_a_first_reading_is_told_as_one() -> None:
    assert "for the first time: 33 %" in told(a_bet(1), readings=(a_reading(33),))[0]


def test_confidence_is_told() -> None:
    readings = (a_reading(80, BEFORE, metric=CONFIDENCE), a_reading(55, metric=CONFIDENCE))
    assert told(a_bet(1), readings=readings) == ["Bet 1: confidence 80 → 55 %"]


def test_a_change_that_was_taken_back_is_none() -> None:
    events = (of("capacity", "15 %", "20 %"), of("capacity", "20 %", "15 %"))
    assert told(a_bet(1), events=events) == []


def test_several_changes_are_told_from_the_first_to_the_last() -> None:
    events = (of("capacity", "15 %", "20 %"), of("capacity", "20 %", "25 %"))
    assert told(a_bet(1), events=events) == ["Bet 1: capacity 15 % → 25 %"]


def test_a_new_bet_is_told_once_whoever_made_it() -> None:
    event = of("name", "", "Bet 1", what=Happened.IMPORTED)
    readings = (a_reading(33),)
    assert told(a_bet(1), readings=readings, events=(event,)) == [
        "Bet 1: new, H1, learning, 15 % of capacity"
    ]


def test_a_bet_that_ended_is_told_though_it_left_the_board() -> None:
    event = of("stage", "sunsetting", "ended", what=Happened.STAGE)
    ended = a_bet(1, stage=Stage.ENDED, capacity=Decimal(0))
    assert told(ended, events=(event,)) == ["Bet 1: was sunsetting, is ended"]


def test_a_criterion_is_told_when_it_came_to_be_met() -> None:
    bet = a_bet(1, exits=criteria("outcome below 25"))
    lines = told(bet, readings=(a_reading(26, BEFORE), a_reading(24)))
    assert lines[0].startswith("Bet 1: an exit criterion is met; ")
    assert told(bet, readings=(a_reading(24, BEFORE), a_reading(24))) == []


def test_the_most_telling_is_told_first() -> None:
    bets = tuple(a_bet(number) for number in (1, 2, 3))
    lines = told(
        *bets,
        readings=(
            a_reading(30, BEFORE, bet=1),
            a_reading(33, bet=1),
            a_reading(30, BEFORE, bet=2),
            a_reading(20, bet=2),
        ),
        events=(of("stage", "learn", "earn", bet=3, what=Happened.STAGE),),
    )
    assert [each.partition(":")[0] for each in lines] == ["Bet 3", "Bet 2", "Bet 1"]


@pytest.mark.parametrize(("after", "says"), [("UPAM", "has another owner"), ("", "has no owner")])
def test_owners_are_told_without_naming_them(after: str, says: str) -> None:
    assert told(a_bet(1), events=(of("owner", "UOLA", after),)) == [f"Bet 1: {says}"]


def test_what_was_known_before_is_what_was_given_before() -> None:
    """A reading of an earlier day that was given only since is new."""
    late = a_reading(20, BEFORE, at=datetime(2026, 11, 17, 9, tzinfo=NOON.tzinfo))
    assert "for the first time" in told(a_bet(1), readings=(late,))[0]
