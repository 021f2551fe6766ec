"""`cadence manifest`: the Slack app's manifest."""

import json

import click

from cadence.adapters.slack.manifest import manifest as the_manifest


@click.command()
def manifest() -> None:
    """Print the manifest from which the Slack app is made (api.slack.com/apps, From a manifest)."""
    click.echo(json.dumps(the_manifest(), indent=2, ensure_ascii=False))
