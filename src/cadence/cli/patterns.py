"""`cadence patterns <verb>`: recurring quality patterns on a terminal."""

import click

from cadence.adapters import logs
from cadence.cli.verbs import Verb, Verbs

VERBS = {
    "backtest": Verb("patterns_backtest", "backtest", "What would have been told, month by month."),
    "ledger": Verb("patterns_ledger", "ledger", "What happened to one pattern, line by line."),
    "list": Verb("patterns_list", "list_patterns", "The patterns that are open, owned or quiet."),
    "scan": Verb("patterns_scan", "scan", "Look at every area now."),
    "show": Verb("patterns_show", "show", "One pattern with its evidence."),
    "similar": Verb("patterns_similar", "similar", "Earlier bugs like this one."),
}


@click.group(cls=Verbs, verbs=VERBS)
def patterns() -> None:
    """Patterns: recurring quality problems, found in the bugs, tested, and told to the lead who owns the area."""
    # What a scan has to say for operators goes beside what is printed, and only where something is wrong.
    logs.configure(level="WARNING", form="text")
