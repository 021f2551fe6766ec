"""`cadence rituals preview`."""

import json
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from cadence import config
from cadence.assembly import parts
from cadence.assembly.ritual_book import Book, existing_book, painting, rehearsing
from cadence.cli.ask import readable
from cadence.cli.rituals_named import ritual_named
from cadence.config import Settings
from cadence.core.agenda import Drawn
from cadence.core.plain import plain
from cadence.delivery.clock import SystemClock
from cadence.rituals.messages.inert import inert
from cadence.rituals.model.due import next_held
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.model.written import name_of
from cadence.rituals.service.names import names_of
from cadence.rituals.service.rehearsing import Rehearsing


@click.command()
@click.argument("ritual")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The date; without it, that of the next occurrence.",
)
@click.option(
    "--as", "email", metavar="EMAIL", help="As this person would have it, with their rights."
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write the pictures there, as PNG files.",
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def preview(
    *,
    ritual: str,
    on: datetime | None,
    email: str | None,
    pictures: Path | None,
    as_object: bool,
) -> None:
    """Show the check-in and the digest as they would read, with what is known now. Nothing is sent or kept.

    A ritual of cadence.toml is shown as the file has it now, also before a start has taken that in.
    """
    settings, clock = config.read(), SystemClock()
    book = existing_book(settings, clock)
    definition = _definition(settings, book, ritual)
    now = clock.now()
    day = on.date() if on else _next(definition, now)
    rehearsal = rehearsing(settings, book)
    user = _user(settings, clock, email)
    messages = rehearsal.preview(definition, day, user=user, at=now)
    drawn = rehearsal.drawn(definition, day, user=user, at=now) if pictures else ()
    files = _painted(drawn, pictures)
    shown = [plain(readable(inert(each, partial(_name, rehearsal)))) for each in messages]
    if as_object:
        told = {
            "ritual": definition.key,
            "on": day.isoformat(),
            "messages": shown,
            "pictures": files,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n\n---\n\n".join(shown))
        for file in files:
            click.echo(f"\nWritten: {file}")


def _definition(settings: Settings, book: Book, said: str) -> Ritual:
    return settings.rituals.get(said) or ritual_named(book.definitions, said).version.ritual


def _next(ritual: Ritual, now: datetime) -> date:
    due = next_held(ritual.schedule, now)
    return due.on if due else now.astimezone(ritual.schedule.zone).date()


def _user(settings: Settings, clock: SystemClock, email: str | None) -> str | None:
    if email is None:
        return None
    person = parts.messenger(settings, clock).person_by_email(email)
    if person is None:
        raise click.ClickException(f"Slack knows nobody with the address {email}")
    return person.id


def _painted(drawn: tuple[Drawn, ...], folder: Path | None) -> list[str]:
    if folder is None or not drawn:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    paint = painting()
    files = []
    for at, each in enumerate(drawn, 1):
        file = folder / f"{at}-{name_of(each.title)}.png"
        file.write_bytes(paint(each.chart))
        files.append(str(file))
    return files


def _name(rehearsal: Rehearsing, user: str) -> str:
    return names_of((user,), rehearsal.messenger).get(user, user)
