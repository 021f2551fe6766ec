"""`cadence bets list`: the bets, without asking Jira."""

import json
from collections.abc import Sequence

import click

from cadence import config
from cadence.assembly.bets import existing_portfolio
from cadence.cli.bet_json import bet_json
from cadence.cli.bets_named import NO_BETS
from cadence.core.message import Line, Table, Text
from cadence.core.plain import plain_table
from cadence.delivery.clock import SystemClock
from cadence.portfolio.model.bet import Bet
from cadence.portfolio.model.figures import percent


@click.command("list")
@click.option("--all", "with_ended", is_flag=True, help="Those that ended too.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def list_bets(*, with_ended: bool, as_object: bool) -> None:
    """List the bets."""
    portfolio = existing_portfolio(config.read(), SystemClock())
    found = portfolio.store.all(ended=with_ended)
    if as_object:
        shown = {"bets": [bet_json(each) for each in found]}
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        click.echo(table(found) if found else NO_BETS)


def table(bets: Sequence[Bet]) -> str:
    columns = ("", "Horizon", "Stage", "Capacity", "Owner", "Name")
    rows = tuple(tuple(map(_cell, _facts(each))) for each in bets)
    return plain_table(Table(caption="", columns=columns, rows=rows, right=frozenset({0, 3})))


def _facts(bet: Bet) -> tuple[str, ...]:
    return (
        str(bet.number),
        bet.horizon.value,
        bet.stage.value,
        percent(bet.capacity),
        bet.owner or "",
        bet.name,
    )


def _cell(text: str) -> Line:
    return (Text(text),)
