"""`cadence manifest`: the Slack app's manifest."""

import json

import click

from cadence import assembly


@click.command()
def manifest() -> None:
    """Print the manifest from which the Slack app is made (api.slack.com/apps, From a manifest)."""
    click.echo(json.dumps(assembly.slack_manifest(), indent=2, ensure_ascii=False))
