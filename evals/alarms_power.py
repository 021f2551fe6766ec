"""How much of what changed is told, and how soon: each kind where something of its sort happens.

The area that changes is scanned with what the tests of 19 others said on a quiet night, and alone. What happens is told
when a finding of its kind is, or one that explains it: a lead hears of the same bugs either way.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from random import Random
from statistics import median, quantiles
from typing import NamedTuple

from cadence.patterns.model.budget import threshold
from cadence.patterns.model.case import History
from cadence.patterns.model.detectors import (
    ageing,
    drift,
    escapes,
    recurrence,
    regressed,
    reopened,
    spike,
    tested,
)
from cadence.patterns.model.discovery import explained, found
from cadence.patterns.model.finding import Tested
from evals import changes
from evals.alarms_false import POLICY
from evals.changes import Change, Changed
from evals.histories import Shape, made

Detector = Callable[[History, datetime], tuple[Tested, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens, where, and for how long it is looked for."""

    name: str
    change: Change
    detectors: tuple[Detector, ...]
    """Of the kinds that ask for it."""
    times: Sequence[float] = (1.5, 2.0, 3.0)
    weeks: Sequence[int] = (2, 4, 8)
    weekly: Sequence[float] = (2.0, 5.0)
    unrest: float = 1.0
    patience: int = 7
    """Nights after its end in which it may still be told."""
    every: int = 2
    """Nights from look to look: seven for what counts 8 weeks or more, since it hardly changes overnight."""
    is_nested: bool = True
    """Whether a longer change of one history is, until a shorter one ends, the same."""
    unit: str = "x"


INFLOW = (spike.tested, drift.tested)
PLANS = (
    Plan(
        name="more new bugs",
        change=changes.risen,
        detectors=INFLOW,
        weekly=(0.5, 2.0, 5.0),
    ),
    Plan(
        name="more new bugs, scattered twice as much",
        change=changes.risen,
        detectors=INFLOW,
        weekly=(2.0,),
        unrest=2.0,
    ),
    Plan(
        name="a slow rise over 13 weeks that stays",
        change=changes.crept_up,
        detectors=INFLOW,
        weeks=(13, 26),
        every=7,
    ),
    Plan(
        name="a new theme, so many bugs in all",
        change=changes.new_theme,
        detectors=(recurrence.tested,),
        times=(4, 6, 9),
        is_nested=False,
        unit=" bugs",
    ),
    Plan(
        name="a theme that brought a bug in three weeks",
        change=changes.known_theme,
        detectors=(recurrence.tested,),
        weekly=(2.0,),
    ),
    Plan(
        name="more of what is resolved is reopened, usually 7 %",
        change=changes.reopened,
        detectors=(reopened.tested,),
        patience=28,
        every=7,
    ),
    Plan(
        name="more comes back after a release that had fixed it",
        change=changes.regressed,
        detectors=(regressed.tested,),
        every=7,
    ),
    Plan(
        name="open for longer, usually 12 days in the median",
        change=changes.slower,
        detectors=(ageing.tested,),
        patience=70,
        every=7,
    ),
    Plan(
        name="more found in the first two weeks of a release",
        change=changes.escaped,
        detectors=(escapes.tested,),
        weeks=(2,),
        patience=14,
    ),
)


class Told(NamedTuple):
    """By which night. None: never."""

    among: int | None
    alone: int | None
    is_own: bool = True
    """Among others, by a kind that asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    times: float
    weeks: int
    all: tuple[Told, ...]

    @property
    def among(self) -> "Part":
        return Part.of(each.among is not None for each in self.all)

    @property
    def alone(self) -> "Part":
        return Part.of(each.alone is not None for each in self.all)

    @property
    def waits(self) -> list[int]:
        """Days until it was told, of those that were."""
        return sorted(each.among for each in self.all if each.among is not None)

    @property
    def by_another(self) -> int:
        return sum(1 for each in self.all if each.among is not None and not each.is_own)


class Part(NamedTuple):
    of_all: float
    error: float
    """Its standard error (Agresti and Coull 1998, so that none of few is not "never")."""

    @classmethod
    def of(cls, hits: Iterable[bool]) -> "Part":
        each = list(hits)
        near = (sum(each) + 2) / (len(each) + 4)
        return cls(sum(each) / len(each), sqrt(near * (1 - near) / (len(each) + 4)))

    def __str__(self) -> str:
        return f"{self.of_all:.0%}"


def days(waits: Sequence[int]) -> str:
    """The median, and the middle half."""
    if not waits:
        return ""
    if len(waits) < 4:
        return f"{median(waits):.0f} d"
    low, middle, high = quantiles(waits, method="inclusive")
    return f"{middle:.0f} d ({low:.0f}-{high:.0f})"


def seen(plan: Plan, weekly: float, repeats: int, others: Sequence[Tested]) -> list[Seen]:
    """Each size of the change by each length of it."""
    told: dict[tuple[float, int], list[Told]] = {}
    for number in range(repeats):
        for (times, weeks), each in _of_one(plan, weekly, number, others):
            told.setdefault((times, weeks), []).append(each)
    return [
        Seen(times=times, weeks=weeks, all=tuple(told[times, weeks]))
        for times in plan.times
        for weeks in plan.weeks
    ]


def _of_one(
    plan: Plan, weekly: float, number: int, others: Sequence[Tested]
) -> Iterator[tuple[tuple[float, int], Told]]:
    shape = Shape(weekly=weekly, unrest=plan.unrest)
    name = f"{weekly} {plan.unrest} {number}"
    world = made("A", shape, Random(name))  # noqa: S311
    for times in plan.times:
        longest: Told | None = None
        for weeks in sorted(plan.weeks, reverse=True):
            end = 7 * weeks
            if longest is not None and plan.is_nested and (longest.among or end + 1) <= end:
                yield (times, weeks), longest
                continue
            changed = plan.change(world, shape, times, weeks, Random(f"{name} changed"))  # noqa: S311
            since = end if longest is not None and plan.is_nested else 0
            known = longest.alone if longest is not None and since else None
            told = _until_told(
                changed,
                plan.detectors,
                range(since + plan.every, end + plan.patience + 1, plan.every),
                others,
                alone=known if known is not None and known <= end else None,
            )
            if longest is None:
                longest = told
            yield (times, weeks), told


def _until_told(
    changed: Changed,
    detectors: Sequence[Detector],
    nights: Iterable[int],
    others: Sequence[Tested],
    *,
    alone: int | None = None,
) -> Told:
    for night in nights:
        now = changed.start + timedelta(days=night)
        history = changed.world.at(now, POLICY.history)
        asked = [each for detector in detectors for each in detector(history, now) if _passes(each)]
        asked = [each for each in asked if changed.subject in (None, each.subject)]
        if not asked:
            continue
        everything = tested(history, now)
        if alone is None and _tells(everything, asked) is not None:
            alone = night
        is_own = _tells((*everything, *others), asked)
        if is_own is not None:
            return Told(night, alone if alone is not None else night, is_own)
    return Told(None, alone)


def _passes(test: Tested) -> bool:
    return test.matters and test.p_value <= threshold(test.kind, POLICY.false_alarms)


def _tells(tests: Iterable[Tested], asked: Sequence[Tested]) -> bool | None:
    """Whether it is told, and if so whether by what was asked itself."""
    area = asked[0].area
    mine = [each.tested for each in found(tests, POLICY) if each.tested.area == area]
    marks = {(each.kind, each.subject) for each in asked}
    if any((each.kind, each.subject) in marks for each in mine):
        return True
    return False if any(explained(each, other) for each in asked for other in mine) else None
