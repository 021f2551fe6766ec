"""`cadence jobs list | retry | drop`."""

import json
import re
from collections.abc import Sequence
from typing import Any

import click

from cadence import config
from cadence.assembly.asides import asides
from cadence.core.message import Table, line
from cadence.core.plain import plain_table
from cadence.delivery.clock import HELD, SystemClock
from cadence.delivery.job import Aside

WIDTH = 150
"""Cells of a line: when it was must not be cut for want of them."""

as_json = click.option("--json", "as_object", is_flag=True, help="One JSON object.")


class Reference(click.ParamType[int]):
    """`C-123`, as people are shown it, or `123`."""

    name = "reference"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(?:C-)?([0-9]{1,18})", str(value), re.IGNORECASE | re.ASCII)
        if found is None:
            self.fail(f"{value!r} is no reference; one reads C-123.", param, ctx)
        return int(found[1])


references = click.argument("references", nargs=-1, required=True, type=Reference())


@click.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@as_json
def list_jobs(*, limit: int, as_object: bool) -> None:
    """List jobs that were set aside, newest first. What they held is not shown."""
    with asides(config.read(), SystemClock()) as kept:
        found, total = kept.newest(limit=limit), kept.count()
    if as_object:
        told = {"set_aside": [_json(each) for each in found], "total": total}
        click.echo(json.dumps(told, ensure_ascii=False))
    elif not found:
        click.echo("Nothing is set aside.")
    else:
        click.echo(_table(found))
        if total > len(found):
            click.echo(f"\nThe newest {len(found):,} of {total:,}; --limit shows more.")


@click.command()
@references
@as_json
def retry(*, references: tuple[int, ...], as_object: bool) -> None:
    """Do these again, as C-123. A running `cadence serve` takes them up."""
    with asides(config.read(), SystemClock()) as kept:
        emptied = {each.id for each in kept.named(references) if each.is_emptied}
        done = kept.retry(references)
    gone = f"what it held was forgotten after {HELD.days} days, so it can't be done again; `cadence jobs drop` ends it"
    whys = {each: gone if each in emptied else _NOT_THERE for each in references}
    _tell("will be done again", done, references, whys, as_object=as_object)


@click.command()
@references
@as_json
def drop(*, references: tuple[int, ...], as_object: bool) -> None:
    """Give these up, as C-123, and forget what they held. Nobody is told."""
    with asides(config.read(), SystemClock()) as kept:
        done = kept.drop(references)
    whys = dict.fromkeys(references, _NOT_THERE)
    _tell("dropped", done, references, whys, as_object=as_object)


_NOT_THERE = "no job of this reference is set aside"


def _tell(
    what: str,
    done: Sequence[int],
    asked: Sequence[int],
    whys: dict[int, str],
    *,
    as_object: bool,
) -> None:
    """Exit code 1 where one of them could not be."""
    left = {each: whys[each] for each in asked if each not in done}
    if as_object:
        not_done = [{"reference": f"C-{each}", "why": why} for each, why in left.items()]
        told = {"done": [f"C-{each}" for each in done], "not_done": not_done}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for each in done:
            click.echo(f"C-{each}: {what}.")
        for each, why in left.items():
            click.echo(f"C-{each}: {why}.", err=True)
    if left:
        raise SystemExit(1)


def _table(found: Sequence[Aside]) -> str:
    rows = tuple(tuple(line(text) for text in _row(each)) for each in found)
    columns = ("Reference", "Kind", "Key", "Set aside (UTC)", "Holds", "Why")
    return plain_table(Table(caption="", columns=columns, rows=rows), width=WIDTH)


def _row(each: Aside) -> tuple[str, ...]:
    held = "nothing any more" if each.is_emptied else "what it was about"
    return each.reference, each.kind, each.key, f"{each.at:%Y-%m-%d %H:%M}", held, each.error


def _json(each: Aside) -> dict[str, Any]:
    return {
        "reference": each.reference,
        "kind": each.kind,
        "key": each.key,
        "enqueued_at": each.enqueued_at.isoformat(),
        "set_aside_at": each.at.isoformat(),
        "error": each.error,
        "can_be_retried": not each.is_emptied,
    }
