"""`cadence decisions draft`: what a thread in a file seems to have decided. No Slack, no Jira, no database."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from cadence.cli.draft_json import as_json
from cadence.cli.thread_files import Malformed, named_thread, thread_in
from cadence.decisions.model.drafting import drafts

Json = dict[str, Any]


def _zone(_context: click.Context, _option: click.Parameter, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        why = f"“{name}” is no time zone; one is named like Europe/Berlin."
        raise click.BadParameter(why) from error


_FILE = click.Path(allow_dash=True, path_type=Path)


@click.command()
@click.option("--thread", type=_FILE, help="One thread: a JSON list of messages.")
@click.option(
    "--threads", type=_FILE, help="A thread a line; one JSON object a line comes back, in order."
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object instead of text.")
@click.option(
    "--zone",
    callback=_zone,
    default="UTC",
    show_default=True,
    help="Where “next Monday” is reckoned.",
)
def draft(*, thread: Path | None, threads: Path | None, as_object: bool, zone: ZoneInfo) -> None:
    """Draft the decisions that a thread holds, by rules.

    \b
    A message:        {"ts": "1763800000.000100", "user": "U1", "text": "…", "reactions": [{"name": "+1", "count": 2}]}
    --thread FILE:    a list of messages, oldest first
    --threads FILE:   {"id": "…", "messages": [message, …]} a line
    A file named - is standard input. Exit code: 0, or 1 when something could not be read.
    """
    if (thread is None) == (threads is None):
        raise click.ClickException("Give either --thread or --threads.")
    if threads is not None:
        sys.exit(_every(threads, zone))
    if thread is not None:
        click.echo(_one(thread, zone, as_object=as_object))


def _one(file: Path, zone: ZoneInfo, *, as_object: bool) -> str:
    try:
        said = thread_in(_bytes(file))
    except Malformed as error:
        raise click.ClickException(f"{file}: {error}") from error
    found = drafts(said, zone=zone)
    if as_object:
        return _line(as_json(found))
    from cadence.cli.draft_text import as_text  # noqa: PLC0415 - half of the time to start is for rich

    return as_text(found, said)


def _every(file: Path, zone: ZoneInfo) -> int:
    """Goes on after a line that can't be read; the exit code."""
    failed = 0
    for number, raw in enumerate(_lines(file), 1):
        if not raw.strip():
            continue
        try:
            id_, said = named_thread(raw)
        except Malformed as error:
            click.echo(f"cadence: {file}, line {number}: {error}", err=True)
            failed = 1
            continue
        click.echo(_line({"id": id_, **as_json(drafts(said, zone=zone))}))
    return failed


def _bytes(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error


def _lines(file: Path) -> Iterator[bytes]:
    try:
        if str(file) == "-":
            yield from sys.stdin.buffer
            return
        with file.open("rb") as opened:
            yield from opened
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error


def _line(value: Json) -> str:
    """As JSON. Half a character, which no encoding takes, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
