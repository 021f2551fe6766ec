"""`cadence patterns list`: the patterns, without looking anew."""

import json
from collections.abc import Iterator, Sequence

import click

from cadence import config
from cadence.adapters.db.patterns import SqlPatterns
from cadence.assembly.existing import existing_engine
from cadence.cli.pattern_json import looked_json, pattern_json
from cadence.cli.patterns_named import NONE
from cadence.config import Settings
from cadence.core.message import Line, Message, Table, Text
from cadence.core.plain import clean, plain, plain_line, plain_table
from cadence.core.words import listed
from cadence.delivery.clock import SystemClock
from cadence.patterns.messages.looked import not_yet, scanned, untested
from cadence.patterns.model.commands import areas_named
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.scan import Looked

WIDTH = 150
"""Cells of a line: a sentence must not be cut for want of them."""


MOST_NAMED = 20


@click.command("list")
@click.option("--all", "with_over", is_flag=True, help="Closed, dismissed and merged ones too.")
@click.option(
    "--area", metavar="NAME", help="Of this area alone, or of those with that in their name."
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def list_patterns(*, with_over: bool, area: str | None, as_object: bool) -> None:
    """List the patterns that are open, owned or quiet, and say when was scanned."""
    settings = config.read()
    store = SqlPatterns(existing_engine(settings))
    known, looked = store.all(), store.looked()
    areas = _areas(area, known, looked, settings) if area else None
    found = [
        each
        for each in known
        if (with_over or each.is_live) and (areas is None or each.area in areas)
    ]
    if as_object:
        told = {
            "patterns": [pattern_json(each) for each in found],
            "scanned": looked_json(looked) if looked else None,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n\n".join(_told(found, looked, f" in {listed(areas)}" if areas else "")))


def _areas(
    said: str, known: Sequence[Pattern], looked: Looked | None, settings: Settings
) -> tuple[str, ...]:
    """Raises ClickException where there is none: "no pattern there" would be no answer."""
    scanned = (area for area, _ in looked.projects) if looked else ()
    named = (each.area for each in known)
    there = tuple(dict.fromkeys((*settings.areas, *scanned, *named)))
    found = areas_named(said, there)
    if not found and there:
        shown = sorted(there)[:MOST_NAMED]
        more = f" and {len(there) - MOST_NAMED} more" if len(there) > MOST_NAMED else ""
        raise click.ClickException(
            clean(f"There is no area “{said}”. There are: {listed(shown)}{more}.")
        )
    return found


def _told(patterns: Sequence[Pattern], looked: Looked | None, where: str) -> Iterator[str]:
    """ "Nothing found" only where something was looked at."""
    if patterns:
        yield _table(patterns)
    elif looked:
        yield f"No live pattern{where}: nothing that was tested stands out from what is usual."
    if looked is None:
        yield NONE if not patterns else "No scan is stored."
    else:
        yield plain_line(scanned(looked, SystemClock().now()))
        if blocks := (*untested(looked), *not_yet(looked)):
            yield plain(Message(summary="", blocks=blocks))


def _table(patterns: Sequence[Pattern]) -> str:
    columns = ("", "State", "Area", "Sentence")
    rows = tuple(tuple(map(_cell, _facts(each))) for each in patterns)
    return plain_table(Table(caption="", columns=columns, rows=rows), width=WIDTH)


def _facts(pattern: Pattern) -> tuple[str, ...]:
    return pattern.label, pattern.state.value, pattern.area, pattern.sentence


def _cell(text: str) -> Line:
    return (Text(text),)
