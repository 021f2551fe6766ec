"""`cadence indicators <verb>`: what moves before revenue does, on a terminal."""

import json
import sys
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

import click

from cadence import config
from cadence.assembly.revenue import Inputs, existing_inputs
from cadence.cli.indicator_json import account_json, standing_json
from cadence.cli.revenue_import import opened
from cadence.core.message import Message, Note
from cadence.core.plain import clean, plain, plain_table
from cadence.delivery.clock import SystemClock
from cadence.revenue.messages import accounts, inputs
from cadence.revenue.model.account_file import Wrong
from cadence.revenue.model.asks import wrong
from cadence.revenue.model.customer import suggested
from cadence.revenue.model.indicator import Reading
from cadence.revenue.model.month import FIRST_YEAR
from cadence.revenue.service.account_import import AccountsRefused

DAY = click.DateTime(["%Y-%m-%d"])
MOST_WRONG = 20
"""Rows that are told on a terminal; --json has all."""


@click.group()
def indicators() -> None:
    """Leading indicators, and the accounts that they are measured on."""


@indicators.command("list")
@click.option("--on", "day", type=DAY, help="As of that day; without it, today.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def list_indicators(*, day: datetime | None, as_object: bool) -> None:
    """Where each stands: reading, target, owner, trend."""
    known, on = _inputs(), _on(day)
    standings = known.looking.standings(on)
    if as_object:
        told = {"on": on.isoformat(), "indicators": [standing_json(each, on) for each in standings]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(plain_table(inputs.table(standings, on)))
    click.echo(plain(Message(summary="", blocks=(Note(inputs.definitions(standings)),))))


@indicators.command()
@click.argument("key")
@click.argument("value")
@click.option("--on", "day", type=DAY, help="Of that day; without it, today.")
@click.option("--note", default="", help="What is behind it.")
def record(*, key: str, value: str, day: datetime | None, note: str) -> None:
    """Record a reading of the indicator KEY."""
    known = _inputs()
    indicator = next((each for each in known.looking.defined() if each.key == key), None)
    if indicator is None:
        keys = ", ".join(each.key for each in known.looking.defined())
        raise click.ClickException(f"There is no indicator “{key}”; there are {keys}.")
    number, on = _number(value), _on(day)
    if on > _today():
        raise click.ClickException(f"{on} is ahead.")
    if why := wrong(indicator, number):
        raise click.ClickException(why)
    now = SystemClock().now()
    reading = Reading(
        indicator=key, on=on, value=number, taken_at=now, source="the command line", note=note
    )
    known.record(reading, key=f"cli:{now.isoformat()}")
    click.echo(f"Recorded: {indicator.name}, {value} on {on}.")


@indicators.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def import_accounts(*, file: Path, as_object: bool) -> None:
    """Take in how accounts use the product, from a CSV file, and measure the built-in indicators on it.

    \b
    Columns: account, date (YYYY-MM-DD); optional: owner (a Slack user id or an e-mail address),
    started_on, activated_on, renews_on, active_users, seats, open_tickets, and any pair such as
    api_calls_used with api_calls_limit. An empty cell was not read, which is not zero.
    The same file again changes nothing. Where a row can't be taken, nothing is stored and the exit code is 1.
    """
    known = _inputs()
    try:
        with opened(file) as lines:
            put = known.importing.take(lines, source=file.name)
    except AccountsRefused as error:
        _refused(error.wrong, as_object=as_object)
    counts = {"new": put.new, "changed": put.changed, "same": put.same}
    if as_object:
        click.echo(json.dumps({**counts, "rejected": []}))
    else:
        click.echo(f"{put.new:,} new, {put.changed:,} changed, {put.same:,} known already.")


@indicators.command("accounts")
@click.option("--on", "day", type=DAY, help="As of that day; without it, today.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def list_accounts(*, day: datetime | None, as_object: bool) -> None:
    """Accounts at risk and ready to expand, each with its reasons and who should take it."""
    settings, on = config.read(), _on(day)
    review = existing_inputs(settings, SystemClock()).looking.review(on, since=None)
    owners, found = settings.revenue.account_owners, review.watchlist
    if as_object:
        told = {
            "on": on.isoformat(),
            "at_risk": [account_json(e.customer, e.reasons, owners) for e in found.at_risk],
            "ready": [account_json(e.customer, e.reasons, owners) for e in found.ready],
            "gaps": list(review.gaps_told(names=True)),
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    currency = review.numbers.report.currency if review.numbers else ""
    blocks = accounts.blocks(
        found, lambda each: suggested(each, owners), currency, names=True, most=accounts.MORE
    )
    click.echo(plain(Message(summary="", blocks=tuple(blocks))))
    for gap in review.gaps_told(names=True):
        click.echo(f"\n{clean(gap)}", err=True)


def _inputs() -> Inputs:
    return existing_inputs(config.read(), SystemClock())


def _today() -> date:
    return SystemClock().now().astimezone(UTC).date()


def _on(day: datetime | None) -> date:
    if day and day.year < FIRST_YEAR:
        raise click.ClickException(f"Nothing is known of before {FIRST_YEAR}.")
    return day.date() if day else _today()


def _number(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise click.ClickException(f"“{value}” is no number, such as 62.5.") from None


def _refused(found: tuple[Wrong, ...], *, as_object: bool) -> NoReturn:
    if as_object:
        rejected = [{"line": each.line, "why": each.why} for each in found]
        click.echo(
            json.dumps(
                {"new": 0, "changed": 0, "same": 0, "rejected": rejected}, ensure_ascii=False
            )
        )
    else:
        for each in found[:MOST_WRONG]:
            click.echo(clean(f"line {each.line}: {each.why}"), err=True)
        if len(found) > MOST_WRONG:
            click.echo(f"and {len(found) - MOST_WRONG:,} more", err=True)
        click.echo("Nothing was stored.", err=True)
    sys.exit(1)
