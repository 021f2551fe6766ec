"""`cadence rituals pause | resume | end | rollback`."""

import json
from collections.abc import Callable

import click

from cadence import config
from cadence.assembly.ritual_book import Book, existing_book
from cadence.cli.rituals_named import ritual_named
from cadence.delivery.clock import SystemClock
from cadence.rituals.model.ritual import Standing
from cadence.rituals.service.turning import Turned

NAME = "an administrator"
"""Who did it, as the ritual's channel is told."""

Turn = Callable[[Book, Standing], Turned]

as_json = click.option("--json", "as_object", is_flag=True, help="One JSON object.")


@click.command()
@click.argument("ritual")
@click.option("--why", default="", help="The reason, as people are told it.")
@as_json
def pause(*, ritual: str, why: str, as_object: bool) -> None:
    """Pause a ritual until it is resumed. Its channel is told."""
    _do(ritual, as_object, lambda book, it: book.turning.pause(it, by=None, name=NAME, why=why))


@click.command()
@click.argument("ritual")
@as_json
def resume(*, ritual: str, as_object: bool) -> None:
    """Take up a ritual that is paused or ended. Its channel is told."""
    _do(ritual, as_object, lambda book, it: book.turning.resume(it, by=None, name=NAME))


@click.command()
@click.argument("ritual")
@click.option("--why", default="", help="The reason, as people are told it.")
@as_json
def end(*, ritual: str, why: str, as_object: bool) -> None:
    """End a ritual that was set up in Slack. Its channel is told, and its history stays."""
    _do(ritual, as_object, lambda book, it: book.turning.end(it, by=None, name=NAME, why=why))


@click.command()
@click.argument("ritual")
@click.argument("version", type=click.IntRange(1))
@as_json
def rollback(*, ritual: str, version: int, as_object: bool) -> None:
    """Make an earlier version of a ritual count again, as a new version."""
    _do(ritual, as_object, lambda book, it: book.turning.roll_back(it, version, by=None))


def _do(ritual: str, as_object: bool, turn: Turn) -> None:
    """What can't be done is one plain line and exit code 1."""
    book = existing_book(config.read(), SystemClock())
    standing = ritual_named(book.definitions, ritual)
    turned = turn(book, standing)
    if not turned.changes:
        raise click.ClickException(turned.says)
    book.turn(turned, standing)
    key = standing.version.ritual.key
    now = book.definitions.standing(key)
    if as_object and now is not None:
        told = {"key": key, "state": now.state.value, "version": now.version.number}
        click.echo(json.dumps({**told, "says": turned.says}, ensure_ascii=False))
    else:
        click.echo(turned.says)
