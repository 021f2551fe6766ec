"""Who reads and changes bets."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.core.errors import NotSent
from cadence.core.message import Audience, Kind
from cadence.core.ports import Messenger
from cadence.delivery.between import DecisionLog
from cadence.portfolio.model.access import is_ours, may_change
from cadence.portfolio.model.bet import Bet
from cadence.portfolio.model.policy import Policy

SOMEBODY = "somebody who is gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Raises MessengerError where Slack can't be asked."""

    messenger: Messenger
    policy: Policy
    decisions: DecisionLog | None = None

    def alone(self, user: str) -> Audience | None:
        """What is said to this person alone; None where they are not of the company."""
        try:
            person = self.messenger.person(user)
        except NotSent:
            return None
        if not is_ours(person):
            return None
        groups = self.messenger.groups_of(user)
        return Audience(
            user=user, channel=None, kind=Kind.DIRECT, groups=groups, email=person.email
        )

    def name(self, user: str) -> str:
        try:
            return self.messenger.person(user).name
        except NotSent:
            return SOMEBODY

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
