"""`cadence patterns scan`: look at every area now."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from cadence import config
from cadence.adapters.db.jobs import SqlJobStore, job_store
from cadence.assembly.scans import Scans, existing_scans
from cadence.cli.pattern_json import Json, finding_json
from cadence.core.errors import Overtaken
from cadence.core.plain import clean
from cadence.core.words import counted, listed
from cadence.delivery.clock import SystemClock
from cadence.patterns.messages.looked import not_yet_lines
from cadence.patterns.model.scan import Progress, Scan, Watcher
from cadence.patterns.service.keeping import Seen

SHOWN = 8
"""Keys of a finding in a line."""
EARLIEST = 1970


SENT = "What leads are not yet told of goes out while `cadence serve` runs; `cadence patterns ledger P-3` has it."
NO_AREAS = "No [areas] are set, so nobody is told: name leads in cadence.toml."


def moment(_ctx: click.Context, _parameter: click.Parameter, said: str | None) -> datetime | None:
    """UTC where no zone is said."""
    if said is None:
        return None
    try:
        read = datetime.fromisoformat(said)
        at = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter("must be an instant, such as 2026-11-22T02:00") from None
    if at.year < EARLIEST:
        raise click.BadParameter(f"must be {EARLIEST} or later")
    return at


@click.command()
@click.option("--at", metavar="ISO", callback=moment, help="As it was then; UTC without a zone.")
@click.option("--look", is_flag=True, help="Store nothing of what is found, and tell nobody.")
@click.option("--json", "as_list", is_flag=True, help="One JSON list.")
def scan(*, at: datetime | None, look: bool, as_list: bool) -> None:
    """Take in what is new in the copy of Jira, test every area, and say what is found.

    May be stopped and run again: what was taken in stays.
    """
    settings, clock = config.read(), SystemClock()
    if at is not None and at > clock.now():
        # What was stored as of then would stand for every scan until then.
        raise click.UsageError("--at lies ahead: nothing is known of then.")
    parts, engine = existing_scans(settings, clock)
    last = parts.patterns.scanned_at()
    is_past = at is not None and last is not None and at < last
    if is_past and not look:
        click.echo(
            f"There is a scan of {last:%Y-%m-%d %H:%M} UTC already: this one only looks.", err=True
        )
    with watched() as watcher:
        if look or is_past:
            parts.scanning.taken_in(watcher)
            found = parts.looking.looked(at or clock.now(), watcher)
        else:
            found = _stored(parts, job_store(engine, clock), at, watcher)
    seen = parts.keeping.seen(found)
    if as_list:
        click.echo(json.dumps([seen_json(each) for each in seen], ensure_ascii=False))
    else:
        click.echo(clean("\n".join(_lines(found, seen))))
        if seen and not (look or is_past):
            click.echo(SENT if settings.areas else NO_AREAS)


def _stored(parts: Scans, jobs: SqlJobStore, at: datetime | None, watcher: Watcher) -> Scan:
    """Once more where another scan was stored meanwhile."""
    done = parts.scanning.scanned(key="command line", at=at, watcher=watcher)
    try:
        jobs.make(done.settlement)
    except Overtaken:
        done = parts.scanning.scanned(key="command line", at=at, watcher=watcher)
        jobs.make(done.settlement)
    return done.scan


def seen_json(seen: Seen) -> Json:
    pattern = seen.pattern
    label = pattern.label if pattern else None
    return {
        **finding_json(seen.finding, label=label, sentence=seen.sentence),
        "state": pattern.state.value if pattern else "new",
    }


def _lines(scan: Scan, seen: Sequence[Seen]) -> Iterator[str]:
    for each in seen:
        tested = each.finding.tested
        yield f"{each.pattern.label if each.pattern else 'new'}  {each.sentence}"
        yield f"     {listed(tested.keys[:SHOWN])}{' …' if len(tested.keys) > SHOWN else ''}"
    if not seen:
        yield "Nothing stands out."
    yield ""
    yield (
        f"{counted(scan.tested, 'question')} asked of {counted(scan.areas, 'area')} as of "
        f"{scan.at:%Y-%m-%d %H:%M} UTC; the copy of Jira is complete up to {scan.as_of:%Y-%m-%d %H:%M} UTC."
    )
    by_why: dict[str, list[str]] = {}
    for unlooked in scan.looked.whole_areas:
        by_why.setdefault(unlooked.why, []).append(unlooked.area)
    for why, areas in by_why.items():
        yield f"Not known: {why} ({listed(areas[:SHOWN]) if len(areas) <= SHOWN else counted(len(areas), 'area')})."
    yield from not_yet_lines(scan.looked)


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
