"""`cadence decisions export`: the log as Markdown files."""

import json
import sys
from pathlib import Path

import click

from cadence import config
from cadence.assembly.log import existing_log
from cadence.cli.decisions_seen import EVERYTHING, HOW_TO_BEGIN
from cadence.core.plain import clean
from cadence.decisions.model.access import Seen
from cadence.decisions.service.exporting import Exported
from cadence.delivery.clock import SystemClock


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--channel",
    "channels",
    metavar="ID",
    multiple=True,
    help="This private channel's decisions too; may be given again.",
)
@click.option("--everything", is_flag=True, help="All decisions, private channels' too.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def export(*, folder: Path, channels: tuple[str, ...], everything: bool, as_object: bool) -> None:
    """Write the log as Markdown files (MADR 4): one a decision, and an index with a graph.

    \b
    What everybody may see, unless more is asked for. The same log gives the same bytes, so that a
    Git diff shows what changed. Files of ours that no longer belong there are removed; other files
    are never touched. Exit code: 0, or 1 if something stood in the way.
    """
    if everything and channels:
        raise click.ClickException("Give either --channel or --everything.")
    log = existing_log(config.read(), SystemClock())
    seen = EVERYTHING if everything else Seen(public=True, channels=frozenset(channels))
    done = log.exporting(folder).export(seen)
    click.echo(_object(folder, done) if as_object else clean(_told(folder, done)))
    sys.exit(0 if done.is_whole else 1)


def _told(folder: Path, done: Exported) -> str:
    left = f", {done.left_out:,} from private channels left out" if done.left_out else ""
    lines = [
        f"{_counted(done.decisions, 'decision')} written to {folder}{left}.",
        f"{_counted(len(done.changed), 'file')} changed, {len(done.removed):,} removed.",
    ]
    lines += [f"{name} is not a file of ours and was left as it is." for name in done.in_the_way]
    if not done.decisions and not done.left_out and done.is_whole:
        lines.append(HOW_TO_BEGIN)
    return "\n".join(lines)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _object(folder: Path, done: Exported) -> str:
    told = {
        "folder": str(folder),
        "decisions": done.decisions,
        "left_out": done.left_out,
        "changed": list(done.changed),
        "removed": list(done.removed),
        "in_the_way": list(done.in_the_way),
        "complete": done.is_whole,
    }
    return json.dumps(told, ensure_ascii=False)
