"""Commands that are imported when they are called."""

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class Verb(NamedTuple):
    module: str
    """In `cadence.cli`."""
    command: str
    """Its name there."""
    does: str


class Verbs(click.Group):
    """Imports a verb's module when the verb is called: nobody waits for what they don't use, least of all for help."""

    def __init__(self, *given: Any, verbs: Mapping[str, Verb], **more: Any) -> None:
        super().__init__(*given, **more)
        self._verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        verb = self._verbs.get(cmd_name)
        if verb is None:
            return None
        module = importlib.import_module(f"cadence.cli.{verb.module}")
        command: click.Command = getattr(module, verb.command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.does) for name, verb in sorted(self._verbs.items())])
