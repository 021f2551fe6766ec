"""Which bet is meant on a terminal."""

import click

from cadence.portfolio.model.bet import Bet
from cadence.portfolio.store.bets import Bets


def bet_named(bets: Bets, said: str) -> Bet:
    """By number, key or name; an ended one too. Raises ClickException, which names those there are."""
    known = bets.all(ended=True)
    wanted = said.strip().casefold()
    for names in (_by_number, _by_key, _by_name):
        found = [bet for bet in known if names(bet) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            numbers = ", ".join(str(bet.number) for bet in found)
            raise click.ClickException(f"“{said}” is the name of bets {numbers}: give the number.")
    if not known:
        raise click.ClickException(NO_BETS)
    names_of_all = "\n".join(f"  {bet.number}  {bet.name}" for bet in known)
    raise click.ClickException(f"There is no bet “{said}”. There are:\n{names_of_all}")


NO_BETS = (
    "There are no bets yet. They begin in Slack, with `/cadence bets`, in cadence.toml, or with "
    "`cadence bets import FILE`."
)


def _by_number(bet: Bet) -> str:
    return str(bet.number)


def _by_key(bet: Bet) -> str:
    return bet.key or ""


def _by_name(bet: Bet) -> str:
    return bet.name.casefold()
