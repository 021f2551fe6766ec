"""Who reads and changes bets."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.core.message import Audience
from cadence.core.ports import Messenger
from cadence.core.readers import name_or_somebody, ours_alone
from cadence.delivery.between import DecisionLog
from cadence.portfolio.model.access import may_change
from cadence.portfolio.model.bet import Bet
from cadence.portfolio.model.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Raises MessengerError where Slack can't be asked."""

    messenger: Messenger
    policy: Policy
    decisions: DecisionLog | None = None

    def alone(self, user: str) -> Audience | None:
        """What is said to this person alone; None where they are not of the company."""
        return ours_alone(self.messenger, user)

    def name(self, user: str) -> str:
        return name_or_somebody(self.messenger, user)

    def is_asked(self, user: str) -> bool:
        """Whether the portfolio's questions go to this person."""
        return user in self.policy.owners

    def may_change(self, bet: Bet, user: str) -> bool:
        return may_change(bet, user, self.policy.owners)

    def titles(self, bet: Bet, user: str) -> Mapping[int, str]:
        """Of the bet's decisions, those that this person may see."""
        if self.decisions is None or not bet.decisions:
            return {}
        return self.decisions.titles(bet.decisions, user=user)
