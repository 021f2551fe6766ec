"""`cadence patterns similar KEY`: the earlier bugs that are most like one."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cadence import config
from cadence.assembly.comparing import Comparing, existing_comparing
from cadence.cli.patterns_scan import watched
from cadence.core.plain import clean
from cadence.core.words import counted
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.similarity.near import Near

MOST = 100
"""So many at most can be told apart."""
UNKNOWN = "There is no such issue in the copy of Jira, or none that may be looked at."


@click.command()
@click.argument("key", required=False)
@click.option(
    "--file",
    "keys_file",
    metavar="KEYS.txt",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="One key a line; prints one JSON object a line.",
)
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, MOST), help="How many."
)
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def similar(*, key: str | None, keys_file: Path | None, limit: int, as_object: bool) -> None:
    """The earlier bugs that are most like this one, of all projects, likest first.

    A score of 0.5 says that they probably have one cause. What is new in the copy of Jira is compared first.
    """
    if (key is None) == (keys_file is None):
        raise click.UsageError("name one issue, or a file of them with --file")
    comparing = existing_comparing(config.read())
    with watched() as watcher:
        comparing.likening.catch_up(watcher)
    if keys_file is not None:
        sys.exit(_print_each(comparing, _keys_in(keys_file), limit))
    assert key is not None  # noqa: S101 - either is given
    found = comparing.similar.of(key.upper(), limit)
    if as_object:
        click.echo(json.dumps(_object(key.upper(), found)))
    else:
        bugs = {bug.key: bug for bug in comparing.feed.bugs([each.key for each in found])}
        click.echo(clean("\n".join(_lines(key.upper(), found, bugs))))


def _keys_in(file: Path) -> list[str]:
    """With or without a byte order mark, whatever ends its lines."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise click.BadParameter(f"{file} is no text in UTF-8.", param_hint="--file") from None
    return [line.strip().upper() for line in lines if line.strip()]


def _print_each(comparing: Comparing, keys: Sequence[str], limit: int) -> int:
    """The exit code: 1 where a key is unknown; the others are answered all the same."""
    failed = 0
    for key, found in comparing.similar.of_each(keys, limit):
        failed |= found is None
        told = {"key": key, "error": UNKNOWN} if found is None else _object(key, found)
        click.echo(json.dumps(told))
    return failed


def _object(key: str, found: Sequence[Near]) -> dict[str, Any]:
    similar = [{"key": each.key, "score": round(each.score, 4)} for each in found]
    return {"key": key, "similar": similar}


def _lines(key: str, found: Sequence[Near], bugs: Mapping[str, Bug]) -> list[str]:
    if not found:
        return [f"There is nothing earlier than {key} to compare it with."]
    width = max(len(each.key) for each in found)
    told = [f"{counted(len(found), 'earlier issue')} most like {key}:"]
    for each in found:
        bug = bugs.get(each.key)
        how = (bug.resolution or "open") if bug else "gone meanwhile"
        title = bug.summary if bug else ""
        told.append(f"  {each.score:.2f}  {each.key:<{width}}  {how:<12}  {title}".rstrip())
    return told
