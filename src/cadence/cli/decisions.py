"""`cadence decisions <verb>`: the decision log on a terminal."""

import click

from cadence.cli.verbs import Verb, Verbs

VERBS = {
    "draft": Verb("decisions_draft", "draft", "Draft the decisions that a thread in a file holds."),
    "export": Verb("decisions_export", "export", "Write the log as Markdown files (MADR)."),
    "import": Verb("decisions_import", "import_folder", "Read a folder of decision records."),
    "list": Verb("decisions_list", "list_decisions", "List decisions, newest first."),
    "search": Verb("decisions_search", "search", "Find decisions by words."),
    "show": Verb("decisions_show", "show", "Show one decision with its quotes and its history."),
}


@click.group(cls=Verbs, verbs=VERBS)
def decisions() -> None:
    """The decision log."""
