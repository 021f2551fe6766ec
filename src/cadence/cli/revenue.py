"""`cadence revenue <verb>`: retention on a terminal."""

import click

from cadence.cli.verbs import Verb, Verbs

VERBS = {
    "import": Verb("revenue_import", "import_file", "Take in what accounts pay, from a CSV file."),
    "merge": Verb(
        "revenue_pairs", "merge", "Count accounts that became one as one, from a CSV file."
    ),
    "pull": Verb("revenue_pull", "pull", "Take in what the warehouse says now."),
    "rates": Verb("revenue_pairs", "take_rates", "Take in exchange rates, from a CSV file."),
    "report": Verb("revenue_report", "report", "NRR and GRR of a month, and what moved."),
    "restated": Verb(
        "revenue_restated", "restated", "What is otherwise than when it was last reported."
    ),
}


@click.group(cls=Verbs, verbs=VERBS)
def revenue() -> None:
    """Revenue: what accounts pay a month, and what is kept of it (NRR, GRR)."""
