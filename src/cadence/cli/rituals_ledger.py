"""`cadence rituals ledger`."""

import json
from datetime import date, datetime

import click

from cadence import config
from cadence.assembly.ritual_book import existing_book
from cadence.cli.ritual_json import entry_json
from cadence.cli.rituals_named import ritual_named
from cadence.core.message import Table, line
from cadence.core.plain import plain_table
from cadence.delivery.clock import SystemClock
from cadence.rituals.model.occurrence import Entry, Step


@click.command()
@click.argument("ritual", required=False)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), help="Of the occurrence of this date alone."
)
@click.option("--failed", is_flag=True, help="Only what failed or could not be delivered.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def ledger(
    *, ritual: str | None, on: datetime | None, failed: bool, limit: int, as_object: bool
) -> None:
    """List every step of every occurrence, newest first: of one ritual, or of all.

    Each step stands in it before it is done, as "intended", and after; with when, by which process, and why it failed.
    """
    book = existing_book(config.read(), SystemClock())
    key = ritual_named(book.definitions, ritual).version.ritual.key if ritual else None
    day: date | None = on.date() if on else None
    found = book.occurrences.ledger(ritual=key, on=day, limit=limit)
    entries = [each for each in found if not failed or each.step in WRONG]
    if as_object:
        told = {"entries": [entry_json(each) for each in entries], "complete": len(found) < limit}
        click.echo(json.dumps(told, ensure_ascii=False))
    elif not entries:
        click.echo("Nothing failed." if failed else "Nothing has happened yet.")
    else:
        click.echo(_table(entries))
        if len(found) == limit:
            click.echo(f"\nThe newest {limit:,}; --limit shows more.")


WRONG = (Step.FAILED, Step.UNREACHED)

WIDTH = 150
"""Cells of a line: when it was must not be cut for want of them."""


def _table(entries: list[Entry]) -> str:
    rows = tuple(tuple(line(text) for text in _row(each)) for each in entries)
    columns = ("Ritual", "Occurrence", "When (UTC)", "Step", "", "Whom", "Process", "Why")
    return plain_table(Table(caption="", columns=columns, rows=rows), width=WIDTH)


def _row(entry: Entry) -> tuple[str, ...]:
    how = "" if entry.step in WRONG else "done" if entry.done else "intended"
    return (
        entry.ritual,
        entry.on.isoformat(),
        f"{entry.at:%Y-%m-%d %H:%M:%S}",
        entry.step.value,
        how,
        entry.whom,
        entry.process,
        entry.why,
    )
