"""`cadence bets <verb>`: the portfolio on a terminal."""

import click

from cadence.cli.verbs import Verb, Verbs

VERBS = {
    "board": Verb("bets_board", "board", "Show the board, and what there is to decide."),
    "import": Verb("bets_import", "import_file", "Read bets, or readings of them, from a file."),
    "list": Verb("bets_list", "list_bets", "List the bets."),
    "read": Verb("bets_read", "read_bet", "Say what a metric of a bet was on a day."),
    "show": Verb("bets_show", "show_bet", "Show one bet with its readings and its history."),
}


@click.group(cls=Verbs, verbs=VERBS)
def bets() -> None:
    """The portfolio of bets."""
