"""What a scan leaves to be told, as jobs: nobody outside is asked, so that a scan ends where Slack is away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.delivery.job import NewJob
from cadence.patterns.model.passing import News
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.service.telling import CARD, redraw
from cadence.patterns.store.patterns import Patterns

UNTOLD = "untold"
"""In a card job's place of a step: nobody could be told before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreading:
    patterns: Patterns
    areas: frozenset[str]
    """Names of those that the settings give a lead."""

    def escalated(
        self, news: Iterable[News], known: Sequence[Pattern], *, at: datetime
    ) -> Iterator[NewJob]:
        """A job each for what is new, worse or again, and for what is open and was told to nobody so far; and the cards
        of what this scan closed. `known` are all patterns as they are after it, `at` is its moment."""
        told = {pattern.number: step.value for pattern, step in news}
        waiting = (
            each.number
            for each in known
            if _is_untold(each) and each.area in self.areas and each.number not in told
        )
        told |= dict.fromkeys(waiting, UNTOLD)
        for number, step in told.items():
            yield NewJob(
                kind=CARD,
                key=f"{number}:{step}:{at.isoformat()}",
                # One after the other: what a second scan finds while the first one's card is composed waits for it.
                lane=f"pattern card:{number}",
                args={"pattern": number, "step": step, "at": at.isoformat()},
            )
        for each in known:
            if each.state is State.CLOSED and each.changed_at == at:
                yield from self._redraws(each.number, at)

    def outdated(self, patterns: Iterable[Pattern], *, at: datetime) -> Iterator[NewJob]:
        """Their cards are drawn anew."""
        for each in patterns:
            yield from self._redraws(each.number, at)

    def _redraws(self, number: int, at: datetime) -> Iterator[NewJob]:
        for channel, ts in self.patterns.messages(number):
            yield redraw(number, channel, ts, key=f"scan:{at.isoformat()}")


def _is_untold(pattern: Pattern) -> bool:
    return pattern.state is State.OPEN and pattern.escalated is None
