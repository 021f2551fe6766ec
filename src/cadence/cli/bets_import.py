"""`cadence bets import`: bets, or readings of them, from a file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import click

from cadence import config
from cadence.assembly.bets import by_address, existing_portfolio
from cadence.core.plain import clean
from cadence.core.words import counted
from cadence.delivery.clock import SystemClock
from cadence.portfolio.model.files import Contents, Faulty, Find, contents
from cadence.portfolio.service.importing import Fate, Imported, Importing, Taken


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, and store nothing.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def import_file(*, file: Path, dry_run: bool, as_object: bool) -> None:
    """Read bets from a TOML file (sections as in cadence.toml) or a CSV file (the same keys as columns), or readings
    from a CSV file with the columns bet, on and value.

    \b
    All of the file is taken, or nothing; the same file again changes nothing.
    Exit code: 0, or 1 if anything in it could not be taken.
    """
    settings, clock = config.read(), SystemClock()
    text = _text(file)
    portfolio = existing_portfolio(settings, clock)
    try:
        found = _contents(file, text, by_address(settings, clock))
        done = _taken(portfolio.importing, found, file, clock, is_rehearsal=dry_run)
    except Faulty as error:
        _refuse(file, error, as_object=as_object)
    click.echo(_object(file, done, dry_run) if as_object else clean(_told(done, dry_run)))


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not text in UTF-8.") from error
    except OSError as error:
        raise click.ClickException(f"{file} could not be read: {error.strerror}.") from error


def _contents(file: Path, text: str, find: Find) -> Contents:
    return contents(text, is_toml=file.suffix.casefold() == ".toml", find=find)


def _taken(
    importing: Importing,
    found: Contents,
    file: Path,
    clock: SystemClock,
    *,
    is_rehearsal: bool,
) -> Imported:
    return importing.take_in(found, source=file.name, at=clock.now(), is_rehearsal=is_rehearsal)


def _refuse(file: Path, error: Faulty, *, as_object: bool) -> NoReturn:
    told = [{"line": each.line, "words": each.words} for each in error.faults]
    if as_object:
        shown = {"file": str(file), "complete": False, "faults": told}
        click.echo(json.dumps(shown, ensure_ascii=False))
    else:
        for each in error.faults:
            where = f"{file}:{each.line}" if each.line else str(file)
            click.echo(clean(f"{where}: {each.words}"), err=True)
        click.echo("Nothing was stored.", err=True)
    raise SystemExit(1)


def _told(done: Imported, is_rehearsal: bool) -> str:
    lines = [line for each in done.bets if each.fate is not Fate.UNCHANGED for line in _bet(each)]
    parts = [counted(done.count(fate), f"{fate} bet") for fate in Fate if done.count(fate)]
    if done.readings or done.known:
        parts.append(f"{counted(done.readings, 'new reading')}, {done.known:,} known")
    head = "Nothing was stored; this would happen" if is_rehearsal else "Done"
    return "\n".join((*lines, f"{head}: {', '.join(parts) or 'the file holds nothing'}."))


def _bet(taken: Taken) -> Iterator[str]:
    yield f"{taken.bet.key}: {taken.fate}"
    for change in taken.event.changes if taken.event and taken.fate is Fate.CHANGED else ():
        yield f"  {change.field}: {change.before or 'nothing'} → {change.after or 'nothing'}"


def _object(file: Path, done: Imported, is_rehearsal: bool) -> str:
    told = {
        "file": str(file),
        "dry_run": is_rehearsal,
        "complete": True,
        **{fate.value: done.count(fate) for fate in Fate},
        "readings": done.readings,
        "known_readings": done.known,
        "bets": [
            {"key": each.bet.key, "number": each.bet.number or None, "fate": each.fate.value}
            for each in done.bets
        ],
    }
    return json.dumps(told, ensure_ascii=False)
