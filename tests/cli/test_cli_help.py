"""The command line's own help."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from cadence.cli import VERBS, cli

HEAVY = (
    "jira",
    "slack_bolt",
    "sqlalchemy",
    "uvicorn",
    "pydantic",
    "scipy",
    "matplotlib",
    "holidays",
)


def test_every_verb_is_listed_and_is_there() -> None:
    told = CliRunner().invoke(cli, ["--help"]).output
    for verb, (_, _, what) in VERBS.items():
        assert f"{verb} " in told
        assert what in told
        assert CliRunner().invoke(cli, [verb, "--help"]).exit_code == 0


ROOMS = ("bets", "decisions", "jobs", "revenue", "rituals")


@pytest.mark.parametrize("room", ROOMS)
def test_every_verb_of_a_room_is_there(room: str) -> None:
    group = cli.get_command(click.Context(cli), room)
    assert isinstance(group, click.Group)
    for verb in group.list_commands(click.Context(group)):
        assert CliRunner().invoke(cli, [room, verb, "--help"]).exit_code == 0


def test_help_waits_for_no_library() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from cadence.cli import cli; "
        "CliRunner().invoke(cli, ['--help']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
