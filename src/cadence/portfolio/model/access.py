"""Who may see the portfolio: everybody of the company, so that ending a bet is a normal thing to see. What Jira tells
of a bet has rules of its own."""

from collections.abc import Sequence

from cadence.core.message import Audience, Kind
from cadence.portfolio.model.bet import Bet


def may_read(audience: Audience) -> bool:
    """Not where another company reads along."""
    return audience.kind is not Kind.SHARED


def may_change(bet: Bet, user: str, owners: Sequence[str]) -> bool:
    """Its owner, and the portfolio's owners; everybody, where the portfolio has none."""
    return not owners or user in owners or user == bet.owner
