"""`cadence db`: the database."""

import click

from cadence import assembly, config


@click.group()
def db() -> None:
    """The database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to the newest revision. Safe to run again, and by several processes at once."""
    before, after = assembly.upgrade_database(config.read())
    click.echo(f"The database is at revision {after}{' already' if before == after else ''}.")
