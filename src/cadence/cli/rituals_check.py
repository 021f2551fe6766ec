"""`cadence rituals check`."""

import json
from itertools import islice

import click

from cadence import config
from cadence.delivery.clock import SystemClock
from cadence.rituals.model.described import schedule_said
from cadence.rituals.model.due import Due, dues
from cadence.rituals.model.ritual import Ritual

SHOWN = 4


@click.command()
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def check(*, as_object: bool) -> None:
    """Check the rituals of cadence.toml, and tell when each is due. What is wrong is told with its line."""
    now = SystemClock().now()
    rituals = config.read(thoroughly=True).rituals
    coming = {
        key: list(islice(dues(ritual.schedule, after=now), SHOWN))
        for key, ritual in rituals.items()
    }
    if as_object:
        told = [_object(ritual, coming[key]) for key, ritual in rituals.items()]
        click.echo(json.dumps({"rituals": told}, ensure_ascii=False))
        return
    if not rituals:
        click.echo("No ritual is defined in the file.")
    for key, ritual in rituals.items():
        click.echo(f"{key}  “{ritual.title}”, {schedule_said(ritual.schedule)}")
        for due in coming[key]:
            click.echo(f"  {_local(ritual, due)}{_but(due)}")
        if not coming[key]:
            click.echo("  never")


def _object(ritual: Ritual, coming: list[Due]) -> dict[str, object]:
    return {
        "key": ritual.key,
        "title": ritual.title,
        "when": schedule_said(ritual.schedule),
        "coming": [
            {
                "on": due.on.isoformat(),
                "at": due.at.isoformat(),
                "held": due.is_held,
                "why": _why(due),
            }
            for due in coming
        ],
    }


def _local(ritual: Ritual, due: Due) -> str:
    return f"{due.at.astimezone(ritual.schedule.zone):%a %Y-%m-%d %H:%M}"


def _but(due: Due) -> str:
    return "" if due.is_held else f"  not held: {_why(due)}"


def _why(due: Due) -> str:
    if due.pause is not None:
        return f"paused {due.pause.why}".strip()
    return due.off or ""
