"""`cadence patterns ledger`: what happened to one pattern."""

import json
import textwrap
from collections.abc import Iterator, Sequence

import click
from rich.cells import cell_len, set_cell_size

from cadence import config
from cadence.adapters.db.patterns import SqlPatterns
from cadence.assembly.existing import existing_engine
from cadence.cli.pattern_json import entry_json
from cadence.cli.patterns_named import pattern_named
from cadence.core.plain import clean
from cadence.patterns.model.pattern import Entry

WIDTH = 150
"""Cells of a line; what says more goes on below itself, since why nobody could be told must not be cut."""


LEAST = 40
GAP = "  "
COLUMNS = ("When (UTC)", "Step", "By", "What")


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
    click.echo(clean("\n".join(_lines(entries))) if entries else "Nothing has happened yet.")
    if not is_whole:
        click.echo(f"\nThe latest {limit:,}; --limit shows more.")


def _lines(entries: Sequence[Entry]) -> Iterator[str]:
    rows = (COLUMNS, *map(_row, entries))
    *widths, _ = (max(map(cell_len, column)) for column in zip(*rows, strict=True))
    before = " " * sum(width + len(GAP) for width in widths)
    for row in rows:
        *cells, what = row
        padded = (set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=True))
        wrapped = textwrap.wrap(what, max(LEAST, WIDTH - len(before))) or [""]
        yield f"{''.join(f'{cell}{GAP}' for cell in padded)}{wrapped[0]}".rstrip()
        yield from (f"{before}{line}" for line in wrapped[1:])


def _row(entry: Entry) -> tuple[str, ...]:
    return f"{entry.at:%Y-%m-%d %H:%M}", entry.step.value, entry.by or "", entry.says
