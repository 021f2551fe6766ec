"""`cadence revenue restated`: what is otherwise than when it was last reported."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from cadence import config
from cadence.assembly.figures import existing_figures
from cadence.cli.revenue_json import NOT_APPLICABLE, restatement_json
from cadence.core.plain import clean
from cadence.delivery.clock import SystemClock
from cadence.revenue.model.definition import Definition
from cadence.revenue.model.figures import Figures
from cadence.revenue.model.restated import Restatement

MOST_ACCOUNTS = 10
"""Shown of one month; --json has all."""


@click.command()
@click.option(
    "--since",
    required=True,
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]),
    help="When the figures were reported, in UTC.",
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def restated(*, since: datetime, as_object: bool) -> None:
    """Months that were known then and are otherwise now: figures before and now, accounts, causes."""
    moment = since.replace(tzinfo=UTC)
    figures = existing_figures(config.read(), SystemClock())
    if figures.store.imported_by(moment) is None:
        raise click.ClickException(f"Nothing had been imported by {since:%Y-%m-%d %H:%M} UTC.")
    found = figures.reporting.restated(moment)
    if as_object:
        months = [restatement_json(each) for each in found]
        told = {
            "since": since.date().isoformat(),
            "definition": Definition().name,
            "months": months,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    elif not found:
        click.echo("Nothing of what was known then is otherwise now.")
    else:
        click.echo(clean("\n".join(line for each in found for line in _told(each))))


def _told(each: Restatement) -> Iterator[str]:
    yield f"{each.month} ({Definition().name}): {_figures(each.before)}; now {_figures(each.now)}"
    for account in each.accounts[:MOST_ACCOUNTS]:
        why = f"{account.cause}, {account.source}" + (f": {account.note}" if account.note else "")
        yield f"  {account.account}: {account.before:,.2f}, now {account.now:,.2f} ({why})"
    if len(each.accounts) > MOST_ACCOUNTS:
        yield f"  and {len(each.accounts) - MOST_ACCOUNTS:,} more accounts"
    for currency in each.rates:
        yield f"  the exchange rate of {currency} changed"
    if not each.accounts and not each.rates:
        yield "  follows from another month that changed"


def _figures(figures: Figures | None) -> str:
    if figures is None:
        return "no figures"
    nrr, grr = (
        NOT_APPLICABLE if each is None else f"{each:.2f} %" for each in (figures.nrr, figures.grr)
    )
    return f"closing {figures.closing:,.2f}, NRR {nrr}, GRR {grr}"
