"""`cadence revenue import`: what accounts pay, from a CSV file."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from cadence.cli.revenue_told import imported_json, imported_text, to_fill
from cadence.core.errors import SettingsError
from cadence.revenue.model.intake import cells
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.sheet import SheetRefused, sheet_of


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--column",
    "columns",
    metavar="WHAT=NAME",
    multiple=True,
    help="Which column is what: account=customer_id, plan=tier. May be given again; others are then left out.",
)
@click.option("--annual", is_flag=True, help="Amounts are a year's: a twelfth is a month's.")
@click.option("--add-up", is_flag=True, help="Several rows of an account and month are summed.")
@click.option("--decimal", type=click.Choice([".", ","]), default=".", help="The decimal mark.")
@click.option("--currency", default="", help="Of amounts beside which none stands.")
@click.option(
    "--whole", is_flag=True, help="An account that is not in it pays nothing in its months."
)
@click.option(
    "--note",
    default="",
    help="Why figures of earlier months change; it stands beside their restatement.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be rejected, and store nothing.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def import_file(
    *,
    file: Path,
    columns: tuple[str, ...],
    annual: bool,
    add_up: bool,
    decimal: str,
    currency: str,
    whole: bool,
    note: str,
    dry_run: bool,
    as_object: bool,
) -> None:
    """Take in a CSV file with the columns account, month and mrr; optional are currency and any number of segments.

    \b
    month is YYYY-MM or a date. Other forms: account, date, amount and optional kind (movements);
    account, start, end, mrr (subscriptions). arr stands for mrr where amounts are a year's.
    The same file again changes nothing. Where a row is rejected, nothing is stored and the exit code is 1.
    """
    reading = Reading(
        columns=dict(map(_named, columns)),
        is_annual=annual,
        adds_up=add_up,
        decimal=decimal,
        currency=_currency(currency),
    )
    figures = to_fill()
    with opened(file) as lines:
        done = figures.importing.take(
            sheet_of(lines),
            file.name,
            reading=reading,
            is_whole=whole,
            note=note,
            is_rehearsal=dry_run,
        )
    click.echo(
        json.dumps(imported_json(done), ensure_ascii=False)
        if as_object
        else imported_text(done, is_rehearsal=dry_run)
    )
    sys.exit(0 if done.is_whole else 1)


@contextmanager
def opened(file: Path) -> Iterator[TextIO]:
    """A file of text; what can't be read is said plainly."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            yield lines
    except UnicodeDecodeError as error:
        raise SheetRefused(f"{file} is not UTF-8 text: export it as “CSV UTF-8”.") from error
    except OSError as error:
        raise SettingsError(f"{file} can't be read: {error.strerror}") from error


def _named(said: str) -> tuple[str, str]:
    what, mark, name = said.partition("=")
    if not (what.strip() and mark and name.strip()):
        raise click.BadParameter(f"{said!r} is not WHAT=NAME, such as account=customer_id.")
    return what.strip().casefold(), name.strip()


def _currency(said: str) -> str:
    try:
        return cells.currency(said)
    except ValueError as error:
        raise click.BadParameter(f"--currency: {error}") from None
