"""What a lead takes on, in the decision log."""

from dataclasses import dataclass

from cadence.core.heard import Submitted
from cadence.core.words import cut
from cadence.delivery.between import DecisionLog, Logged, NewDecision
from cadence.patterns.model.pattern import Ownership, Pattern
from cadence.patterns.service.whom import Whom

MOST_TITLE = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    log: DecisionLog
    whom: Whom

    def logged(self, pattern: Pattern, owned: Ownership, submitted: Submitted) -> Logged:
        """In the area's channel, where it has one: what is decided about an area all of its people may see. It is
        looked at again on the action's date."""
        area = self.whom.area(pattern)
        channel = area.channel if area and area.channel else submitted.user
        new = NewDecision(
            title=cut(f"{pattern.area}: {owned.action}", MOST_TITLE),
            decided=owned.action,
            context=f"{pattern.label}: {pattern.sentence}",
            why=f"Systemic cause: {owned.cause.value}.",
            decided_by=owned.by,
            decided_at=owned.at,
            channel=channel,
            team=submitted.team,
            review_on=owned.until,
            about=(pattern.label, pattern.area),
        )
        return self.log.log(new, key=f"pattern:{submitted.id}")
