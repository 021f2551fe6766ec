"""`cadence patterns ledger`: what happened to one pattern."""

import json
from collections.abc import Sequence

import click

from cadence import config
from cadence.adapters.db.patterns import SqlPatterns
from cadence.assembly.existing import existing_engine
from cadence.cli.pattern_json import entry_json
from cadence.cli.patterns_named import pattern_named
from cadence.core.message import Table, Text
from cadence.core.plain import clean, plain_table
from cadence.patterns.model.pattern import Entry

WIDTH = 150


@click.command()
@click.argument("pattern", metavar="PATTERN")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def ledger(*, pattern: str, limit: int, as_object: bool) -> None:
    """Tell what happened to one pattern, the oldest line first: PATTERN is P-3, or a part of its name."""
    store = SqlPatterns(existing_engine(config.read()))
    found = pattern_named(store, pattern)
    entries = store.ledger(found.number, limit=limit)
    is_whole = len(entries) < limit
    if as_object:
        told = {"id": found.label, "entries": [*map(entry_json, entries)], "complete": is_whole}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(clean(f"{found.label}  {found.name}\n"))
    click.echo(_table(entries) if entries else "Nothing has happened yet.")
    if not is_whole:
        click.echo(f"\nThe latest {limit:,}; --limit shows more.")


def _table(entries: Sequence[Entry]) -> str:
    columns = ("When (UTC)", "Step", "By", "What")
    rows = tuple(tuple((Text(text),) for text in _row(each)) for each in entries)
    return plain_table(Table(caption="", columns=columns, rows=rows), width=WIDTH)


def _row(entry: Entry) -> tuple[str, ...]:
    return f"{entry.at:%Y-%m-%d %H:%M}", entry.step.value, entry.by or "", entry.says
