"""`cadence sync`: bring the copy of Jira's bugs up to date."""

import sys

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from cadence import config
from cadence.assembly import upkeep
from cadence.core.errors import SettingsError
from cadence.mirror.model import Progress, SyncReport


@click.command()
def sync() -> None:
    """Copy what changed in Jira since the last time; the first time, everything. May be stopped and run again."""
    settings = config.read()
    if not settings.mirrored:
        raise SettingsError(
            "mirror.projects: names no project to copy; list their keys under [mirror] or [jira] in cadence.toml"
        )
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Asking Jira", total=None)

        def tell(step: Progress) -> None:
            what = f"{step.project or 'all projects'}: {step.step}"
            bar.update(task, description=what, completed=step.done, total=step.total)

        report = upkeep.sync(settings, tell)
    click.echo(_told(report))
    if report.unseen:
        sys.exit(1)


def _told(report: SyncReport) -> str:
    """What is true now."""
    lines = []
    if report.as_of:
        lines.append(
            f"The copy of {', '.join(report.projects)} is complete up to "
            f"{report.as_of:%Y-%m-%d %H:%M:%S} UTC: {report.kept:,} issues stored, "
            f"{report.removed:,} removed, in {report.took.total_seconds():.0f} s."
        )
    if report.unseen:
        lines.append(
            f"Jira shows us no project {', '.join(report.unseen)}: check [mirror] projects "
            "in cadence.toml and what the account may browse."
        )
    return "\n".join(lines)
