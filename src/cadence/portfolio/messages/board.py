"""The board as blocks."""

from collections.abc import Iterator
from datetime import date

from cadence.core.message import (
    Block,
    Bullets,
    Line,
    Message,
    Moment,
    Note,
    Paragraph,
    Text,
    bold,
    line,
)
from cadence.core.words import counted
from cadence.portfolio.messages.words import capacity, confidence, course, outcome, work
from cadence.portfolio.model.board import SEEN, Board, Standing
from cadence.portfolio.model.columns import Pile, piles
from cadence.portfolio.model.policy import Policy

NONE_YET = "There are no bets yet."


def board_blocks(
    board: Board, policy: Policy, on: date, *, asked: bool = False
) -> tuple[Block, ...]:
    """A heading and a list a column. `asked`: whether its readers are those whom the questions go to."""
    return (
        *(block for pile in piles(board, policy) for block in _pile(pile, on, asked=asked)),
        *(Paragraph(line(f"To decide: {each.says}.")) for each in board.findings if asked),
        *(Note(each) for each in _sources(board)),
    )


def _pile(pile: Pile, on: date, *, asked: bool) -> Iterator[Block]:
    note = f"\n{pile.note}" if pile.note else ""
    yield Paragraph(line(bold(pile.title), note))
    if pile.standings:
        yield Bullets(tuple(_bet(each, on, asked=asked) for each in pile.standings))
    else:
        yield Note(line("No bet."))


def _bet(standing: Standing, on: date, *, asked: bool) -> Line:
    parts = [outcome(standing), course(standing, on), confidence(standing)]
    told = "; ".join(part for part in parts if part)
    jira = f"\nJira: {work(standing.load)}" if standing.load else ""
    shown = [each.says for each in standing.findings if asked or each.rule in SEEN]
    found = f"\n{'To decide' if asked else 'Found'}: {'; '.join(shown)}" if shown else ""
    share = capacity(standing.bet.capacity)
    return line(bold(standing.bet.name), f" · {share}\n{told}{jira}", Text(found, italic=True))


def _sources(board: Board) -> Iterator[Line]:
    """By what is counted, and when it was read."""
    loads = [each.load for each in board.standings if each.load]
    if loads:
        yield line(
            "Jira, by each bet's own filter, read ",
            Moment(min(each.read_at for each in loads)),
            f"; resolved and new: in the last {loads[0].days} days.",
        )
    if board.standings:
        yield line(
            "“Stable, not growing” is the Mann-Kendall test on the readings, with Theil and Sen's slope. "
            "The mix is of the capacity that running bets hold."
        )


def board_message(
    board: Board, policy: Policy, on: date, *, asked: bool, below: tuple[Block, ...] = ()
) -> Message:
    gaps = tuple(Note(line(f"Not read: {each}")) for each in board.gaps)
    if not board.standings:
        return Message(summary=NONE_YET, blocks=(*gaps, Paragraph(line(NONE_YET)), *below))
    summary = (
        f"The board: {counted(len(board.standings), 'bet')}{_questions(board) if asked else ''}."
    )
    blocks = board_blocks(board, policy, on, asked=asked)
    return Message(summary=summary, blocks=(Paragraph(line(summary)), *gaps, *blocks, *below))


def _questions(board: Board) -> str:
    found = sum(len(each.findings) for each in board.standings) + len(board.findings)
    return f", {counted(found, 'question')} to decide" if found else ""
