"""`cadence patterns scan`: look at every area now."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from cadence import config
from cadence.assembly.scans import Scans, existing_scans
from cadence.core.plain import clean
from cadence.core.words import counted
from cadence.delivery.clock import SystemClock
from cadence.patterns.model.finding import Finding
from cadence.patterns.model.identity import matched
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.scan import Progress, Scan
from cadence.patterns.service.intake import Watcher


def moment(_ctx: click.Context, _parameter: click.Parameter, said: str | None) -> datetime | None:
    """UTC where no zone is said."""
    if said is None:
        return None
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        raise click.BadParameter("must be an instant, such as 2026-11-22T02:00") from None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


@click.command()
@click.option("--at", metavar="ISO", callback=moment, help="As it was then; UTC without a zone.")
@click.option("--look", is_flag=True, help="Store nothing of what is found, and tell nobody.")
@click.option("--json", "as_list", is_flag=True, help="One JSON list.")
def scan(*, at: datetime | None, look: bool, as_list: bool) -> None:
    """Take in what is new in the copy of Jira, test every area, and say what is found.

    May be stopped and run again: what was taken in stays.
    """
    del look
    parts = existing_scans(config.read())
    with watched() as watcher:
        parts.intake.take_in(watcher)
        found = parts.looking.looked(at or SystemClock().now(), watcher)
    _show(found, parts, as_list=as_list)


def _show(scan: Scan, parts: Scans, *, as_list: bool) -> None:
    known = parts.patterns.all()
    told = [(each, matched(each, known)) for each in scan.findings]
    if as_list:
        click.echo(json.dumps([finding_json(*each) for each in told], ensure_ascii=False))
    else:
        click.echo(clean("\n".join(_lines(scan, told))))


def finding_json(finding: Finding, pattern: Pattern | None) -> dict[str, Any]:
    tested = finding.tested
    return {
        "id": pattern.label if pattern else None,
        "kind": tested.kind.value,
        "area": tested.area,
        "sentence": pattern.sentence if pattern else _sentence(finding),
        "keys": list(tested.keys),
        "rate": tested.rate,
        "baseline": round(tested.baseline, 2),
        "window_days": tested.window_days,
        "p_value": tested.p_value,
        "q_value": finding.q_value,
        "since": tested.since.isoformat(),
        "state": pattern.state.value if pattern else "new",
    }


def _lines(scan: Scan, told: list[tuple[Finding, Pattern | None]]) -> Iterator[str]:
    for finding, pattern in told:
        yield f"{pattern.label if pattern else 'new':>6}  {_sentence(finding)}"
        yield f"        {', '.join(finding.tested.keys[:8])}"
    if not told:
        yield "Nothing stands out."
    yield (
        f"{counted(scan.tested, 'question')} asked of {counted(scan.areas, 'area')}, "
        f"as of {scan.at:%Y-%m-%d %H:%M} UTC; the copy of Jira is from {scan.as_of:%Y-%m-%d %H:%M} UTC."
    )
    for each in scan.unlooked:
        yield f"{each.area}: {each.why}."


def _sentence(finding: Finding) -> str:
    tested = finding.tested
    return (
        f"{tested.area}: {tested.kind.value} {tested.subject}: {tested.rate} in {tested.window_days} days, "
        f"usually {tested.baseline:.1f}; p {tested.p_value:.2g}, q {finding.q_value:.2g}"
    )


@contextmanager
def watched() -> Iterator[Watcher]:
    """A bar on stderr, where somebody looks at it."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def tell(progress: Progress) -> None:
            bar.update(
                task, description=progress.step, completed=progress.done, total=progress.total
            )

        yield tell
