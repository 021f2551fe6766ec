"""`cadence rituals list`."""

import json
from datetime import datetime

import click

from cadence import config
from cadence.assembly.ritual_book import existing_book
from cadence.cli.ritual_json import standing_json
from cadence.cli.rituals_named import NO_RITUALS
from cadence.core.message import Table, line
from cadence.core.plain import plain_table
from cadence.delivery.clock import SystemClock
from cadence.rituals.model.due import next_held
from cadence.rituals.model.ritual import Standing, State
from cadence.rituals.model.when import in_words


@click.command("list")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def list_rituals(*, as_object: bool) -> None:
    """List rituals by key, with when each will be held next; the ended ones too."""
    clock = SystemClock()
    book = existing_book(config.read(), clock)
    now = clock.now()
    found = [(each, next_of(each, now)) for each in book.definitions.all()]
    if as_object:
        shown = [standing_json(each, next_at=next_at) for each, next_at in found]
        click.echo(json.dumps({"rituals": shown}, ensure_ascii=False))
    else:
        click.echo(_table(found) if found else NO_RITUALS)


def next_of(standing: Standing, now: datetime) -> datetime | None:
    """When it will really be held next; None where it won't."""
    due = next_held(standing.version.ritual.schedule, now) if standing.state is State.ON else None
    return due.at if due else None


def _table(found: list[tuple[Standing, datetime | None]]) -> str:
    rows = tuple(
        tuple(line(text) for text in _row(standing, next_at)) for standing, next_at in found
    )
    columns = ("Key", "When", "Next", "Channel", "Title")
    return plain_table(Table(caption="", columns=columns, rows=rows))


def _row(standing: Standing, next_at: datetime | None) -> tuple[str, ...]:
    ritual = standing.version.ritual
    local = next_at.astimezone(ritual.schedule.zone) if next_at else None
    state = standing.state.value if standing.state is not State.ON else "never"
    return (
        ritual.key,
        in_words(ritual.schedule.recurrence),
        f"{local:%a %Y-%m-%d %H:%M %Z}" if local else state,
        ritual.channel,
        ritual.title,
    )
