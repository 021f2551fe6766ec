"""Nobody answered in the agreed working time: one level up, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cadence.core.ports import Clock
from cadence.delivery.job import DONE, Handler, Job, Settlement
from cadence.delivery.post import patiently
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Entry, Pattern, State, Step
from cadence.patterns.service.telling import OVERDUE, UNTIL_DONE, Telling
from cadence.patterns.service.whom import ABOVE, LEAD, Whom


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    telling: Telling
    whom: Whom
    clock: Clock

    def handlers(self) -> Mapping[str, Handler]:
        return {OVERDUE: Handler(run=self.up, tries=UNTIL_DONE)}

    def up(self, job: Job) -> Settlement:
        """Nothing where somebody answered, or where it was told to somebody else meanwhile."""
        number: int = job.args["pattern"]
        at: str = job.args["at"]
        with patiently():
            return self.telling.latest(
                number, lambda each: self._up(each) if self._is_unanswered(each, at) else DONE
            )

    def _is_unanswered(self, pattern: Pattern, at: str) -> bool:
        told = pattern.escalated
        if told is None or told.level != LEAD or told.at.isoformat() != at:
            return False
        return pattern.state is State.OPEN or _is_asked_again(pattern, told.at)

    def _up(self, pattern: Pattern) -> Settlement:
        told = pattern.escalated
        name = told.name if told else ""
        chosen = self.whom.chosen(pattern, self.clock.now(), first=ABOVE, channel_too=False)
        above = chosen.escalated
        if above is None or (told and above.to and above.to == told.to):
            why = "; ".join(chosen.passed) or "the settings name nobody one level up"
            says = f"No answer from {name} in the agreed working time, and {why}."
            line = self.telling.line(pattern, Step.NOT_TOLD, says)
            return Settlement(changes=(self.telling.patterns.noted(line),))
        says = f"No answer from {name} in the agreed working time: it goes to {above.name}."
        occasion = Occasion.ONE_UP if pattern.state is State.OPEN else Occasion.DUE
        return self.telling.told(pattern, chosen, occasion, self._line(pattern, says))

    def _line(self, pattern: Pattern, says: str) -> Entry:
        return self.telling.line(pattern, Step.ESCALATED, says)


def _is_asked_again(pattern: Pattern, at: datetime) -> bool:
    """Whether its owner was asked what now, after a test that did not show less, and said nothing since."""
    owned = pattern.ownership
    return pattern.state is State.OWNED and owned is not None and owned.tested > 0 and owned.at < at
