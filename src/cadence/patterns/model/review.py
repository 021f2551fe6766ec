"""Patterns as a quality review looks at them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cadence.patterns.model.pattern import Entry, Pattern, State, Step, Verdict
from cadence.patterns.model.precision import Precision
from cadence.patterns.model.scan import Looked
from cadence.patterns.model.standing import Standing

TELLING = (
    Step.AGAIN,
    Step.WORSE,
    Step.FOUND,
    Step.VERIFIED,
    Step.CLOSED,
    Step.NO_PATTERN,
    Step.OWNED,
    Step.SNOOZED,
    Step.REOPENED,
    Step.SPLIT,
    Step.MERGED,
)
"""Steps that make a pattern otherwise than it was, the most telling first. Who was told of it is no change of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What is otherwise with a pattern than last time."""

    pattern: Pattern
    step: Step
    """The most telling of what happened."""
    is_quiet: bool = False
    """Whether it was closed since it was no longer found, and not since its rate was tested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    at: datetime
    on: date
    live: Mapping[Standing, Sequence[Pattern]]
    changed: tuple[Changed, ...]
    """The most telling first; nothing in the first review."""
    precision: Precision
    looked: Looked | None
    has_areas: bool

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(each for these in self.live.values() for each in these)


def changes(patterns: Iterable[Pattern], entries: Iterable[Entry]) -> tuple[Changed, ...]:
    """One for each of the patterns to which something happened."""
    steps: dict[int, set[Step]] = {}
    for entry in entries:
        if entry.step in TELLING:
            steps.setdefault(entry.pattern, set()).add(entry.step)
    found = (_changed(each, steps[each.number]) for each in patterns if each.number in steps)
    return tuple(sorted(found, key=lambda each: (TELLING.index(each.step), each.pattern.number)))


def _changed(pattern: Pattern, steps: set[Step]) -> Changed:
    """What was found and is over already is told by how it ended."""
    fits = steps & _FITS[pattern.state] or steps
    step = next(each for each in TELLING if each in fits)
    tested = pattern.verified is not None and pattern.verified.verdict is Verdict.FELL
    return Changed(
        pattern=pattern, step=step, is_quiet=pattern.state is State.CLOSED and not tested
    )


_EVER = frozenset(TELLING)
_FITS: Mapping[State, frozenset[Step]] = {
    State.OPEN: _EVER - {Step.CLOSED, Step.NO_PATTERN, Step.OWNED, Step.SNOOZED},
    State.OWNED: _EVER - {Step.CLOSED, Step.NO_PATTERN, Step.SNOOZED},
    State.SNOOZED: _EVER - {Step.CLOSED, Step.NO_PATTERN},
    State.CLOSED: frozenset({Step.VERIFIED, Step.CLOSED}),
    State.NO_PATTERN: frozenset({Step.NO_PATTERN}),
    State.MERGED: frozenset({Step.MERGED}),
}
