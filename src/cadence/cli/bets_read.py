"""`cadence bets read`: a reading."""

import json
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

import click

from cadence import config
from cadence.assembly.bets import existing_portfolio
from cadence.cli.bets_named import bet_named
from cadence.delivery.clock import SystemClock
from cadence.portfolio.model.asks import ASSURANCE, READING, wrong
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME
from cadence.portfolio.model.figures import day, figure

SOURCE = "terminal"


@click.command("read", context_settings={"ignore_unknown_options": True})
@click.argument("bet", metavar="BET")
@click.argument("value", metavar="VALUE")
@click.option(
    "--on", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="The day; today if not given."
)
@click.option("--metric", default=OUTCOME, help="“confidence”, or one that a criterion names.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def read_bet(*, bet: str, value: str, on: datetime | None, metric: str, as_object: bool) -> None:
    """Say what a metric of a bet was on a day: its outcome, unless another is named.

    A reading of a day that has one takes its place; the earlier one is kept.
    """
    clock = SystemClock()
    portfolio = existing_portfolio(config.read(), clock)
    found, now = bet_named(portfolio.store, bet), clock.now()
    number, name = _number(value), " ".join(metric.casefold().split())
    if name not in found.metrics():
        raise click.ClickException(f"{found.name} has {', '.join(found.metrics())}, and no {name}.")
    if words := wrong(ASSURANCE if name == CONFIDENCE else READING, number):
        raise click.ClickException(words)
    today = portfolio.looking.day(now)
    that_day = on.date() if on else today
    if that_day > today:
        raise click.ClickException(f"{day(that_day)} is still to come.")
    read = portfolio.managing.read(
        found,
        number,
        on=that_day,
        metric=name,
        source=SOURCE,
        by=None,
        at=now,
        key=f"{SOURCE}:{uuid4()}",
    )
    portfolio.store.commit(*read)
    told = {"bet": found.number, "metric": name, "on": that_day.isoformat(), "value": f"{number:f}"}
    kept = f"{found.name}: {name} was {figure(number)} on {day(that_day)}."
    click.echo(json.dumps(told, ensure_ascii=False) if as_object else kept)


def _number(value: str) -> Decimal:
    try:
        number = Decimal(value.strip().removesuffix("%").strip())
    except ArithmeticError as error:
        raise click.ClickException(f"“{value}” is no number; write 42 or 3.5.") from error
    if not number.is_finite():
        raise click.ClickException(f"“{value}” is no number; write 42 or 3.5.")
    return number
