"""`cadence rituals show`."""

import json

import click

from cadence import config
from cadence.assembly.ritual_book import existing_book
from cadence.cli.ask import readable
from cadence.cli.ritual_json import standing_json
from cadence.cli.rituals_list import next_of
from cadence.cli.rituals_named import ritual_named
from cadence.core.plain import plain
from cadence.delivery.clock import SystemClock
from cadence.rituals.messages.definitions import Shown, whole


@click.command()
@click.argument("ritual")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def show(*, ritual: str, as_object: bool) -> None:
    """Show one ritual, by its key or title, with its questions. People are told by their ids."""
    clock = SystemClock()
    book = existing_book(config.read(), clock)
    standing = ritual_named(book.definitions, ritual)
    next_at = next_of(standing, clock.now())
    if as_object:
        click.echo(json.dumps(standing_json(standing, next_at=next_at), ensure_ascii=False))
    else:
        shown = Shown(standing=standing, next_at=next_at, names={})
        click.echo(plain(readable(whole(shown))))
