"""`cadence revenue merge` and `rates`: small files beside the amounts."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from cadence.assembly.figures import Figures
from cadence.cli.revenue_import import opened
from cadence.cli.revenue_told import rejected_json, rejected_text, taken_json, taken_text, to_fill
from cadence.core.plain import clean
from cadence.revenue.model.intake.pairs import merges, rates
from cadence.revenue.model.intake.sheet import Rejected, Sheet, sheet_of
from cadence.revenue.model.level import Taken

Take = Callable[[Figures], Taken]

FILE = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
NOTE = click.option("--note", default="", help="Why; it stands beside what it restates.")
JSON = click.option("--json", "as_object", is_flag=True, help="One JSON object.")


@click.command()
@FILE
@NOTE
@JSON
def merge(*, file: Path, note: str, as_object: bool) -> None:
    """Take in a CSV file with the columns account and into: what the one paid counts as the other's, in every month."""

    def understood(sheet: Sheet) -> tuple[Take, tuple[Rejected, ...]]:
        found, rejected = merges(sheet)
        return lambda figures: figures.importing.merge(found, note=note), rejected

    _take("Merges", file, understood, as_object=as_object)


@click.command("rates")
@FILE
@NOTE
@JSON
def take_rates(*, file: Path, note: str, as_object: bool) -> None:
    """Take in a CSV file with the columns currency, month and rate: what one unit costs in the company's currency."""

    def understood(sheet: Sheet) -> tuple[Take, tuple[Rejected, ...]]:
        found, rejected = rates(sheet)
        return lambda figures: figures.importing.rate(found, note=note), rejected

    _take("Rates", file, understood, as_object=as_object)


def _take(
    what: str,
    file: Path,
    understood: Callable[[Sheet], tuple[Take, tuple[Rejected, ...]]],
    *,
    as_object: bool,
) -> None:
    figures = to_fill()
    with opened(file) as lines:
        take, rejected = understood(sheet_of(lines))
    try:
        taken = None if rejected else take(figures)
    except ValueError as error:
        raise click.ClickException(clean(f"{error}; nothing was stored.")) from None
    if as_object:
        told = {"rejected": rejected_json(rejected), "complete": not rejected}
        click.echo(json.dumps(taken_json(taken) | told, ensure_ascii=False))
    else:
        lines_told = rejected_text(rejected, len(rejected))
        last = f"{what}: {taken_text(taken)}" if taken else "Nothing was stored."
        click.echo(clean("\n".join((*lines_told, last))))
    sys.exit(1 if rejected else 0)
