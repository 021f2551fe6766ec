"""`cadence decisions <verb>`: the decision log on a terminal."""

import importlib

import click

VERBS = {
    "draft": ("decisions_draft", "Draft the decisions that a thread in a file holds."),
    "export": ("decisions_export", "Write the log as Markdown files (MADR)."),
    "import": ("decisions_import", "Read a folder of decision records."),
    "list": ("decisions_list", "List decisions, newest first."),
    "search": ("decisions_search", "Find decisions by words."),
    "show": ("decisions_show", "Show one decision with its quotes and its history."),
}
"""The module of each, in which it is `COMMAND`, and what it does."""


class LogVerbs(click.Group):
    """Imports a verb's module when the verb is called: a draft needs no database, a list no rules of drafting."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"cadence.cli.{VERBS[cmd_name][0]}")
        command: click.Command = module.COMMAND
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in sorted(VERBS.items())])


@click.group(cls=LogVerbs)
def decisions() -> None:
    """The decision log."""
