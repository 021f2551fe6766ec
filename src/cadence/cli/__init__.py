"""`cadence <verb>`: one thin module per room."""

import importlib
import sys

import click

from cadence.core.errors import CadenceError

VERBS = {
    "ask": "cadence.cli.ask:ask",
    "db": "cadence.cli.db:db",
    "doctor": "cadence.cli.doctor:doctor",
    "manifest": "cadence.cli.manifest:manifest",
    "sandbox": "cadence.cli.sandbox:sandbox",
    "serve": "cadence.cli.serve:serve",
    "sync": "cadence.cli.sync:sync",
}


class Verbs(click.Group):
    """Imports a verb's module when the verb is called: nobody waits for what they don't use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cadence-bot", prog_name="cadence")
def cli() -> None:
    """Cadence: direct answers about bugs, in Slack, straight from Jira.

    \b
    To try it out with no account anywhere:  cadence sandbox demo
    To see whether everything is set up:     cadence doctor
    """


def main() -> None:
    """The entry of the command line. An error of ours is one plain line and exit code 1."""
    try:
        cli()
    except CadenceError as error:
        click.echo(f"cadence: {error}", err=True)
        sys.exit(1)
