"""`cadence bets board`: the board, and what there is to decide."""

import json
from collections.abc import Iterator
from datetime import datetime

import click

from cadence import config
from cadence.assembly import parts
from cadence.assembly.bets import Portfolio, existing_portfolio
from cadence.cli.bet_json import board_json
from cadence.core.agenda import Call
from cadence.core.message import Message
from cadence.core.plain import clean, plain, plain_line
from cadence.delivery.clock import SystemClock
from cadence.portfolio.messages.board import board_blocks
from cadence.portfolio.model.access import may_read
from cadence.portfolio.model.board import Board
from cadence.portfolio.model.columns import piles


@click.command("board")
@click.option("--as", "email", metavar="EMAIL", help="Jira's work as this person may see it.")
@click.option("--channel", metavar="ID", help="Jira's work as everyone in this channel may see it.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def board(*, email: str | None, channel: str | None, as_object: bool) -> None:
    """Show H1, H2, H3 and what is sunsetting, with each bet's outcome, confidence and work in Jira, and the questions
    to the portfolio's owners."""
    if email and channel:
        raise click.ClickException("Give one of --as and --channel.")
    settings, clock = config.read(), SystemClock()
    portfolio = existing_portfolio(settings, clock)
    who = parts.asked_as(settings, clock, email=email, channel=channel)
    if not may_read(who.audience):
        raise click.ClickException(
            "The portfolio is not shown in a channel that is shared with another company."
        )
    now = clock.now()
    found = portfolio.looking.board(at=now, audience=who.audience)
    calls = portfolio.looking.calls(found)
    if as_object:
        shown = board_json(found, piles(found, portfolio.policy), calls)
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        click.echo(clean("\n".join((_shown(portfolio, found, now), *_asked(calls), *_gaps(found)))))


def _shown(portfolio: Portfolio, found: Board, now: datetime) -> str:
    blocks = board_blocks(found, portfolio.policy, portfolio.looking.day(now))
    return plain(Message(summary="", blocks=blocks))


def _asked(calls: tuple[Call, ...]) -> Iterator[str]:
    if calls:
        yield "\nTo decide:"
    for each in calls:
        yield f"\n  {each.title}"
        yield f"  {each.question}"
        yield from (f"    {plain_line(why)}" for why in each.why)
        yield f"    Options: {', '.join(option.label for option in each.options)}"


def _gaps(found: Board) -> Iterator[str]:
    yield from (f"\n{gap}" for gap in found.gaps)
