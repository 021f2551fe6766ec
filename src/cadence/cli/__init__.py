"""`cadence <verb>`: one thin module per room."""

import sys

import click

from cadence.assembly import interpreter
from cadence.cli.verbs import Verb, Verbs
from cadence.core.errors import CadenceError

VERBS = {
    "ask": Verb("ask", "ask", "Ask about bugs, straight from Jira."),
    "bets": Verb("bets", "bets", "The portfolio of bets."),
    "db": Verb("db", "db", "The database."),
    "decisions": Verb("decisions", "decisions", "The decision log."),
    "doctor": Verb("doctor", "doctor", "Check Slack, Jira, the database and the clock."),
    "indicators": Verb(
        "indicators", "indicators", "What moves before revenue does, and the accounts at risk."
    ),
    "jobs": Verb("jobs", "jobs", "Pieces of work that failed for good: see, retry or drop them."),
    "manifest": Verb(
        "manifest", "manifest", "Print the manifest from which the Slack app is made."
    ),
    "patterns": Verb("patterns", "patterns", "Recurring quality patterns."),
    "revenue": Verb("revenue", "revenue", "What accounts pay a month, and what is kept of it."),
    "rituals": Verb("rituals", "rituals", "Scheduled check-ins and their digests."),
    "sandbox": Verb(
        "sandbox", "sandbox", "A local Slack and a local Jira, and a sample company in them."
    ),
    "serve": Verb("serve", "serve", "Run the bot until it is told to stop."),
    "sync": Verb("sync", "sync", "Copy what changed in Jira since the last time."),
}


@click.group(cls=Verbs, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cadence-bot", prog_name="cadence")
def cli() -> None:
    """Cadence: answers about bugs straight from Jira, rituals that run themselves, and a log of decisions, in Slack.

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
