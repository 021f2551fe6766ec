"""The board: columns, what stands at each bet, and for whom what is found is a question."""

from datetime import timedelta
from decimal import Decimal

from cadence.core.chart import Tile, Tiles, Tone
from cadence.core.message import Bullets, Message
from cadence.core.plain import plain
from cadence.portfolio.messages.board import board_message
from cadence.portfolio.messages.chart import drawn
from cadence.portfolio.model.bet import CONFIDENCE, Bet, Direction, Horizon, Reading, Stage
from cadence.portfolio.model.board import Board
from cadence.portfolio.model.columns import piles
from cadence.portfolio.model.criterion import criteria
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.service.looking import Looking
from fakes.bets import FakeBets
from portfolio_support import BERLIN, PAM
from portfolio_values import NOON, TODAY, a_bet, a_metric, a_reading, weekly

POLICY = Policy(owners=(PAM,))


def a_board(*bets: Bet, readings: tuple[Reading, ...] = ()) -> Board:
    store = FakeBets()
    store.put_in(*bets)
    store.given += readings
    return Looking(bets=store, policy=POLICY, zone=BERLIN).board(at=NOON, audience=None)


def told(board: Board, *, asked: bool = False) -> str:
    return plain(board_message(board, POLICY, TODAY, asked=asked))


def tiles(board: Board) -> dict[str, Tile]:
    chart = drawn(board, POLICY, TODAY).chart
    assert isinstance(chart, Tiles)
    return {tile.title: tile for column in chart.columns for tile in column.tiles}


def test_there_is_a_column_for_each_horizon_and_always_one_for_sunsetting() -> None:
    board = a_board(
        a_bet(1, horizon=Horizon.H1, capacity=Decimal(30)),
        a_bet(2, horizon=Horizon.H3, capacity=Decimal(10)),
        a_bet(3, stage=Stage.SUNSETTING, capacity=Decimal(5)),
    )
    found = piles(board, POLICY)
    names = [[each.bet.number for each in pile.standings] for pile in found]
    assert names == [[1], [], [2], [3]]
    assert [pile.note for pile in found] == [
        "75 % of the mix, target 70 %",
        "0 % of the mix, target 20 %",
        "25 % of the mix, target 10 %",
        "still holds 5 % of capacity",
    ]
    empty = piles(a_board(), POLICY)
    assert empty[3].title == "Sunsetting"
    assert empty[0].note == "nothing runs, target 70 %"


def test_a_bet_shows_its_metric_trend_confidence_and_capacity() -> None:
    board = a_board(
        a_bet(1, name="One-page checkout"),
        readings=(
            *weekly(range(20, 36)),
            a_reading(60, TODAY - timedelta(7), metric=CONFIDENCE),
            a_reading(75, metric=CONFIDENCE),
        ),
    )
    shown = told(board)
    assert "One-page checkout · 15 % of capacity" in shown
    assert "Weekly active teams 35 %, target 40, from 20; growing" in shown
    assert "confidence 75 %, up 15 points" in shown


def test_a_metric_that_gets_better_as_it_falls_does_not_grow() -> None:
    metric = a_metric(direction=Direction.DOWN, baseline=Decimal(40), target=Decimal(20))
    board = a_board(a_bet(1, metric=metric), readings=weekly(range(40, 24, -1)))
    assert "getting better" in told(board)


def test_what_is_stuck_tells_since_when() -> None:
    board = a_board(a_bet(1), readings=weekly([30] * 12))
    assert "stable, not growing for" in told(board)
    assert tiles(board)["Bet 1"].tone is Tone.BAD


def test_questions_are_told_to_those_whose_they_are() -> None:
    board = a_board(
        a_bet(1, exits=criteria("outcome below 35"), stage=Stage.EARN), readings=weekly([30] * 12)
    )
    everybody, owner = told(board), told(board, asked=True)
    assert "an exit criterion is met" in everybody
    assert "To decide" not in everybody
    assert "questions to decide" in owner
    assert "To decide: an exit criterion is met; stable, not growing" in owner


def test_a_bet_without_a_metric_or_a_reading_says_so() -> None:
    shown = told(a_board(a_bet(1, metric=None), a_bet(2, capacity=Decimal(0))))
    assert "no outcome metric" in shown
    assert "Weekly active teams not read yet" in shown
    assert "waits for capacity" in shown


def test_no_bets_are_told_as_such() -> None:
    assert told(a_board()) == "There are no bets yet."


def test_the_picture_holds_what_the_words_beside_it_hold() -> None:
    board = a_board(
        a_bet(1, name="Growing"),
        a_bet(2, name="Young"),
        a_bet(3, name="Leaving", stage=Stage.SUNSETTING, capacity=Decimal(0)),
        readings=(*weekly(range(20, 36)), a_reading(25, bet=2)),
    )
    made = tiles(board)
    assert made["Growing"].tone is Tone.GOOD
    assert made["Growing"].values == tuple(map(Decimal, range(24, 36)))
    assert "Weekly active teams: 35 %, target 40" in made["Growing"].lines
    assert made["Young"].tone is Tone.PLAIN
    assert made["Leaving"].tone is Tone.QUIET
    alt = drawn(board, POLICY, TODAY).alt
    assert all(name in alt for name in made)
    assert "35 %, target 40, from 20; growing" in alt


def test_names_from_outside_are_literal() -> None:
    message: Message = board_message(
        a_board(a_bet(1, name="<!channel> *now*")), POLICY, TODAY, asked=False
    )
    (bullets,) = [each for each in message.blocks if isinstance(each, Bullets)]
    assert bullets.lines[0][0].text == "<!channel> *now*"  # type: ignore[union-attr]  # it is a text
