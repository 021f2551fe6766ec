"""`cadence serve`: the bot itself."""

import signal
import threading

import click

from cadence import config
from cadence.assembly.whole import assemble


@click.command()
@click.option(
    "--http/--socket", default=None, help="How Slack's events come in; [serve] mode says otherwise."
)
def serve(http: bool | None) -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C), finishing what it has begun."""
    run(config.read(thoroughly=True), http=http)


def run(settings: config.Settings, *, http: bool | None = None) -> None:
    """Serve until a signal comes."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    cadence = assemble(settings, http=http)
    cadence.start()
    try:
        stop.wait()
    finally:
        cadence.stop()
