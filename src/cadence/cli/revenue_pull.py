"""`cadence revenue pull`: what the warehouse says now."""

import json
import sys

import click

from cadence.cli.revenue_told import imported_json, imported_text, to_fill


@click.command()
@click.option("--note", default="", help="Why figures of earlier months change.")
@click.option("--json", "as_object", is_flag=True, help="One JSON object.")
def pull(*, note: str, as_object: bool) -> None:
    """Ask the warehouse its query, and take in the answer as a file would be.

    Exit code: 0, or 1 where a row was rejected; then nothing is stored.
    """
    done = to_fill().pull(note=note)
    click.echo(
        json.dumps(imported_json(done), ensure_ascii=False) if as_object else imported_text(done)
    )
    sys.exit(0 if done.is_whole else 1)
