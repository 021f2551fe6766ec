"""How many alarms were worth it, by what leads themselves said of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from cadence.patterns.model.pattern import Entry, Step

FEW = 5
"""Fewer answers say nothing as a percentage: of four, one more or less is 25 points."""

_BEGINS = frozenset({Step.FOUND, Step.AGAIN})
_ANSWERS = frozenset({Step.OWNED, Step.NO_PATTERN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of the alarms that leads answered by taking them on, or by saying that they are none. What was only snoozed,
    handed on or merged says neither."""

    taken_on: int = 0
    dismissed: int = 0

    @property
    def answered(self) -> int:
        return self.taken_on + self.dismissed

    @property
    def share(self) -> float | None:
        """None with fewer than FEW answers."""
        return self.taken_on / self.answered if self.answered >= FEW else None


def precision(entries: Iterable[Entry]) -> Precision:
    """Each alarm counts once, by its last answer; one that was undone counts as unanswered.

    An alarm is a pattern that is found, that is back, or that is told again after it was said to be none. `entries` are
    in the order in which they happened; an answer to an alarm before the first of them counts too.
    """
    standing: dict[int, Step | None] = {}
    over: list[Step] = []
    for each in entries:
        before = standing.get(each.pattern)
        is_new = each.step in _BEGINS or (each.step is Step.WORSE and before is Step.NO_PATTERN)
        if is_new:
            over += [before] if before else []
            standing[each.pattern] = None
        elif each.step in _ANSWERS:
            standing[each.pattern] = each.step
        elif each.step is Step.REOPENED:
            standing[each.pattern] = None
    last = [*over, *(step for step in standing.values() if step)]
    return Precision(taken_on=last.count(Step.OWNED), dismissed=last.count(Step.NO_PATTERN))
