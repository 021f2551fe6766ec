"""`cadence <verb>`: one thin module per room."""

import importlib
import sys

import click

from cadence.assembly import interpreter
from cadence.core.errors import CadenceError

VERBS = {
    "ask": "Ask about bugs, straight from Jira.",
    "db": "The database.",
    "decisions": "The decision log.",
    "doctor": "Check Slack, Jira, the database and the clock.",
    "manifest": "Print the manifest from which the Slack app is made.",
    "sandbox": "A local Slack and a local Jira, and a sample company in them.",
    "serve": "Run the bot until it is told to stop.",
    "sync": "Copy what changed in Jira since the last time.",
}
"""What each does; it is a command of that name in a module of that name."""


class Verbs(click.Group):
    """Imports a verb's module when the verb is called: nobody waits for what they don't use, least of all for help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"cadence.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl(sorted(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cadence-bot", prog_name="cadence")
def cli() -> None:
    """Cadence: direct answers about bugs, in Slack, straight from Jira.

    \b
    To try it out with no account anywhere:  cadence sandbox demo
    To see whether everything is set up:     cadence doctor
    """


def main() -> None:
    """The entry of the command line. What goes wrong is one plain line and exit code 1.

    A misused command too: click's own code for it, 2, is what `cadence ask` says when it asks back.
    """
    interpreter.tune()
    try:
        sys.exit(cli(standalone_mode=False))
    except click.ClickException as error:
        error.show()
    except click.Abort:
        click.echo("Stopped.", err=True)
    except CadenceError as error:
        click.echo(f"cadence: {error}", err=True)
    sys.exit(1)
