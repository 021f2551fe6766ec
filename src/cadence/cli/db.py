"""`cadence db`: the database."""

import click

from cadence import config
from cadence.assembly import upkeep


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to the newest revision. Safe to run again, and by several processes at once."""
    before, after = upkeep.upgrade_database(config.read())
    click.echo(f"The database is at revision {after}{' already' if before == after else ''}.")
