"""`cadence decisions import`: a folder of decision records into the log."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from cadence import config
from cadence.assembly.log import existing_log
from cadence.core.plain import clean
from cadence.decisions.model.madr.record import Note
from cadence.decisions.model.madr.taking import Fate, Imported, Taken
from cadence.delivery.clock import SystemClock


@click.command("import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and store nothing.")
@click.option(
    "--name",
    metavar="NAME",
    help="What this folder is called among others, where its place in its Git repository doesn't tell.",
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def import_folder(*, folder: Path, dry_run: bool, name: str | None, as_object: bool) -> None:
    """Read a folder of decision records: an export of ours, MADR 2 to 4, Nygard's form, log4brains.

    \b
    The same folder again changes nothing; a changed file becomes a new revision.
    Exit code: 0, or 1 if a file could not be read or contradicts the log. The others are taken.
    """
    if not folder.is_dir():
        raise click.ClickException(f"{folder} is not a folder.")
    log = existing_log(config.read(), SystemClock())
    done = log.importing(folder).take_in(name or collection(folder), is_rehearsal=dry_run)
    click.echo(_object(folder, done) if as_object else clean(_told(folder, done)))
    sys.exit(0 if done.is_whole else 1)


def collection(folder: Path) -> str:
    """The folder's place in its Git repository, with the repository's name; elsewhere its own name.

    It stays the same wherever the repository is checked out under that name.
    """
    there = folder.resolve()
    for above in (there, *there.parents):
        if (above / ".git").exists():
            return "/".join((above.name, *there.relative_to(above).parts))
    return there.name


def _told(folder: Path, done: Imported) -> str:
    if not done.files:
        return f"{folder} holds no decision record."
    lines = [line for each in done.files for line in _file(each, done.is_rehearsal)]
    counts = ", ".join(f"{done.count(fate):,} {fate}" for fate in Fate if done.count(fate))
    whole = "" if done.is_whole else " NOT everything was read in: see above."
    head = "Nothing was stored; this would happen" if done.is_rehearsal else "Done"
    return "\n".join((*lines, f"{head}: {counts}.{whole}"))


def _file(taken: Taken, is_rehearsal: bool) -> list[str]:
    """Nothing of what is as it was."""
    if taken.fate is Fate.UNCHANGED and not taken.notes:
        return []
    what = f"D-{taken.number} {taken.fate}" if taken.number else taken.fate.value
    if is_rehearsal and taken.fate is Fate.NEW:
        what = f"new as D-{taken.number}" if taken.number else "new"
    return [f"{taken.file}: {what}", *(f"  {_note(taken.file, each)}" for each in taken.notes)]


def _note(file: str, note: Note) -> str:
    return f"{file}:{note.line}: {note.words}" if note.line else note.words


def _object(folder: Path, done: Imported) -> str:
    told: dict[str, Any] = {
        "folder": str(folder),
        "dry_run": done.is_rehearsal,
        "complete": done.is_whole,
        **{fate.value: done.count(fate) for fate in Fate},
        "files": [
            {
                "file": each.file,
                "fate": each.fate.value,
                "decision": f"D-{each.number}" if each.number else None,
                "notes": [{"line": note.line, "words": note.words} for note in each.notes],
            }
            for each in done.files
        ],
        "passed_over": list(done.passed_over),
    }
    return json.dumps(told, ensure_ascii=False)
