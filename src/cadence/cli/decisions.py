"""`cadence decisions <verb>`: the decision log on a terminal."""

import click

from cadence.cli.decisions_draft import draft


@click.group()
def decisions() -> None:
    """The decision log."""


decisions.add_command(draft)
