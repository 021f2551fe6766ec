"""`cadence ask`: a question on the terminal, through the very same service as in Slack."""

import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import click

from cadence import config
from cadence.assembly import parts
from cadence.cli.answer_json import as_json
from cadence.core.message import Actions, Audience, Feedback, Message, Place
from cadence.core.plain import plain
from cadence.delivery.clock import SystemClock
from cadence.status.messages.answering import answered
from cadence.status.messages.otherwise import asked_back, could_not_look
from cadence.status.model.answer import Answer, AskedBack, Reply
from cadence.status.model.asked import Asked
from cadence.status.service.status import Status

ANSWERED, FAILED, ASKED_BACK = 0, 1, 2
"""Exit codes."""

AT_ONCE = 4
"""How many questions of a file are worked on at once."""

SHOWN_AS_JSON = 100
"""How many issues a JSON answer lists unless --limit says otherwise."""


class Asking(click.Command):
    """Exit code 2 is taken: it says that the question was asked back. A slip on the command line is a failure."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            why = f"{error.format_message()} `cadence ask --help` tells more."
            raise click.ClickException(why) from error


@click.command(cls=Asking)
@click.argument("question", required=False)
@click.option(
    "--as", "email", metavar="EMAIL", help="Answer as this person would be answered alone."
)
@click.option("--channel", metavar="ID", help="Answer as in this channel.")
@click.option("--json", "as_objects", is_flag=True, help="One JSON object an answer.")
@click.option("--limit", type=click.IntRange(1, 1000), help="Show at most this many issues.")
@click.option(
    "--file",
    type=click.Path(allow_dash=True, path_type=Path),
    help="One question a line; one answer a line, in order (with --json).",
)
def ask(
    *,
    question: str | None,
    email: str | None,
    channel: str | None,
    as_objects: bool,
    limit: int | None,
    file: Path | None,
) -> None:
    """Ask about bugs, straight from Jira.

    \b
    cadence ask "how many critical bugs are open in iOS?"
    Exit code: 0 answered, 2 asked back, 1 failed. With --file: 1 if any failed, else 0.
    """
    if (question is None) == (file is None):
        raise click.ClickException("Give either a question or --file.")
    desk = Desk.open(email=email, channel=channel)
    shown = limit or (SHOWN_AS_JSON if as_objects else None)
    if file is None:
        asked, reply = desk.ask(question or "", shown)
        click.echo(_shown(desk, asked, reply, as_objects))
        sys.exit(exit_code(reply))
    failed = False
    for asked, reply in desk.ask_all(questions_in(file), shown):
        click.echo(_shown(desk, asked, reply, as_objects))
        failed = failed or exit_code(reply) == FAILED
    sys.exit(FAILED if failed else ANSWERED)


def exit_code(reply: Reply) -> int:
    if isinstance(reply, Answer):
        return ANSWERED
    return ASKED_BACK if isinstance(reply, AskedBack) else FAILED


def questions_in(file: Path) -> list[str]:
    """One a line, and a line ends with a line feed alone: other breaks inside a question begin no new one."""
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    lines = raw.decode("utf-8-sig", errors="replace").split("\n")
    return lines if lines[-1] else lines[:-1]


def _shown(desk: "Desk", asked: Asked, reply: Reply, as_objects: bool) -> str:
    message = readable(desk.message(asked, reply))
    if as_objects:
        return json.dumps(as_json(reply, text=plain(message), at=asked.at), ensure_ascii=False)
    return plain(message)


def readable(message: Message) -> Message:
    """The message without what can't be pressed on a terminal."""
    return replace(
        message,
        blocks=tuple(each for each in message.blocks if not isinstance(each, Actions | Feedback)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the terminal's questions are answered."""

    status: Status
    audience: Audience
    zone: ZoneInfo
    browse: str
    clock: SystemClock

    @classmethod
    def open(cls, *, email: str | None, channel: str | None) -> "Desk":
        settings = config.read()
        clock = SystemClock()
        tracker = parts.tracker(settings, clock)
        archive = parts.existing_archive(settings, clock)
        who = parts.asked_as(settings, clock, email=email, channel=channel)
        return cls(
            status=parts.status(
                settings,
                clock=clock,
                tracker=tracker,
                archive=archive,
                before=parts.existing_before(archive),
            ),
            audience=who.audience,
            zone=who.zone,
            browse=parts.browse_url(settings),
            clock=clock,
        )

    def ask(self, text: str, shown: int | None) -> tuple[Asked, Reply]:
        asked = Asked(
            id=f"terminal:{uuid4()}",
            text=text,
            audience=self.audience,
            place=Place(channel=self.audience.channel or "terminal"),
            conversation="terminal",
            zone=self.zone,
            at=self.clock.now(),
        )
        return asked, self.status.reply(asked, shown=shown)

    def ask_all(self, texts: Iterable[str], shown: int | None) -> Iterator[tuple[Asked, Reply]]:
        """Several at once, answered in order."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(lambda text: self.ask(text, shown), texts)

    def message(self, asked: Asked, reply: Reply) -> Message:
        if isinstance(reply, Answer):
            return answered(reply, id=asked.id, browse=self.browse, now=self.clock.now())
        if isinstance(reply, AskedBack):
            return asked_back(reply, id=asked.id)
        return could_not_look(reply, id=asked.id, kept=False)
