"""`cadence jobs <verb>`: pieces of work that failed for good."""

import click

from cadence.cli.verbs import Verb, Verbs

VERBS = {
    "drop": Verb(
        "jobs_aside", "drop", "Give up jobs that were set aside, and forget what they held."
    ),
    "list": Verb("jobs_aside", "list_jobs", "List jobs that were set aside, with why."),
    "retry": Verb("jobs_aside", "retry", "Do jobs that were set aside again."),
}


@click.group(cls=Verbs, verbs=VERBS)
def jobs() -> None:
    """Pieces of work that failed again and again, and were set aside."""
