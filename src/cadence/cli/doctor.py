"""`cadence doctor`: does every connector work, and if not, what mends it."""

import dataclasses
import json
import sys

import click
from rich.console import Console
from rich.text import Text

from cadence import config
from cadence.assembly import upkeep
from cadence.core.errors import SettingsError
from cadence.core.ports import Check, Health

COLOURS = {Health.HEALTHY: "green", Health.DEGRADED: "yellow", Health.FAILING: "red"}
MARKS = {Health.HEALTHY: "✓", Health.DEGRADED: "!", Health.FAILING: "✗"}


@click.command()
@click.option("--json", "as_objects", is_flag=True, help="One JSON object with a list of checks.")
def doctor(as_objects: bool) -> None:
    """Check Slack, Jira, the database and the clock. Exit code 1 if anything fails."""
    checks = _checks()
    if as_objects:
        found = [{**dataclasses.asdict(check), "health": check.health.value} for check in checks]
        click.echo(json.dumps({"checks": found}, ensure_ascii=False, default=str))
    else:
        _show(checks)
    sys.exit(any(check.health is Health.FAILING for check in checks))


def _checks() -> tuple[Check, ...]:
    try:
        settings = config.read(thoroughly=True)
    except SettingsError as error:
        return (
            Check(
                connector="settings",
                health=Health.FAILING,
                why=str(error),
                fix="docs/configuration.md lists every setting",
            ),
        )
    return upkeep.checks(settings)


def _show(checks: tuple[Check, ...]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for check in checks:
        head = f"{MARKS[check.health]} {check.connector}: {check.health.value}. "
        # Text, not markup: what a connector says is printed as it is.
        console.print(Text(head, style=COLOURS[check.health]) + Text(check.why))
        if check.fix:
            console.print(Text(f"    → {check.fix}"))
