"""`cadence rituals history`."""

import json

import click

from cadence import config
from cadence.assembly.ritual_book import existing_book
from cadence.cli.ritual_json import occurrence_json, version_json
from cadence.cli.rituals_named import ritual_named
from cadence.core.message import Table, line
from cadence.core.plain import plain_table
from cadence.delivery.clock import SystemClock
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.ritual import Version


@click.command()
@click.argument("ritual")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def history(*, ritual: str, limit: int, as_object: bool) -> None:
    """List all versions of a ritual and its last occurrences, newest first."""
    book = existing_book(config.read(), SystemClock())
    key = ritual_named(book.definitions, ritual).version.ritual.key
    versions = book.definitions.versions(key)
    held = book.occurrences.occurrences(key, limit=limit)
    if as_object:
        told = {
            "key": key,
            "versions": [version_json(each) for each in versions],
            "occurrences": [occurrence_json(each) for each in held],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(_versions(versions))
    click.echo()
    click.echo(_occurrences(held) if held else "There was no occurrence yet.")


def _versions(versions: tuple[Version, ...]) -> str:
    rows = tuple(
        (
            line(str(each.number)),
            line(f"{each.at:%Y-%m-%d %H:%M} UTC"),
            line(each.by or each.origin.value),
            line(each.note),
        )
        for each in versions
    )
    columns = ("Version", "Since", "By", "What changed")
    return plain_table(Table(caption="", columns=columns, rows=rows, right=frozenset({0})))


def _occurrences(held: tuple[Occurrence, ...]) -> str:
    rows = tuple(
        (
            line(each.on.isoformat()),
            line(each.stage.value),
            line(str(each.version)),
            line(each.why),
        )
        for each in held
    )
    columns = ("Occurrence", "Stage", "Version", "Why")
    return plain_table(Table(caption="", columns=columns, rows=rows, right=frozenset({2})))
