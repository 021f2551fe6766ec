"""A bet: something that the company puts capacity into because it expects an outcome of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cadence.portfolio.model.criterion import ExitCriterion
from cadence.portfolio.model.jira import JiraFilter

OUTCOME = "outcome"
"""The metric of the bet itself, among those that readings and criteria name."""
CONFIDENCE = "confidence"
"""How sure its owner is that the target will be reached, in percent."""


class Horizon(StrEnum):
    """McKinsey's three: today's business, the next one, the one after."""

    H1 = "H1"
    H2 = "H2"
    H3 = "H3"


class Stage(StrEnum):
    LEARN = "learn"
    """What is bought is evidence."""
    EARN = "earn"
    """What is bought is the outcome."""
    SUNSETTING = "sunsetting"
    ENDED = "ended"


RUNNING = frozenset({Stage.LEARN, Stage.EARN})


class Direction(StrEnum):
    """In which direction the metric gets better."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """The outcome that the bet is about."""

    name: str
    unit: str = ""
    """As it is written after the figure: "%", "days"."""
    baseline: Decimal | None = None
    """What it was before the bet."""
    target: Decimal | None = None
    direction: Direction = Direction.UP
    counted: str = ""
    """What Jira can be asked to count it by, in words: "open P1 bugs in Checkout"; "" where people read it."""

    def gain(self, before: Decimal, after: Decimal) -> Decimal:
        """How much better `after` is; below zero where it is worse."""
        return after - before if self.direction is Direction.UP else before - after

    def reaches(self, value: Decimal) -> bool:
        """Whether this is the target or better; a metric without one is never there."""
        return self.target is not None and self.gain(self.target, value) >= 0

    def way(self, value: Decimal) -> Decimal | None:
        """How far along the way from baseline to target this is: 0 at the baseline, 1 at the target, and beyond either
        where it is worse or better. None where one of them is unknown, or both are the same."""
        if self.baseline is None or self.target is None or self.baseline == self.target:
            return None
        return (value - self.baseline) / (self.target - self.baseline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bet:
    """As it stands now; what it was before is its history."""

    number: int
    """Its own, for good."""
    name: str
    owner: str | None = None
    """A user id."""
    horizon: Horizon
    stage: Stage = Stage.LEARN
    stage_since: date
    metric: Metric | None = None
    capacity: Decimal = Decimal(0)
    """Share of the capacity of all, in percent. 0: it waits for some."""
    exits: tuple[ExitCriterion, ...] = ()
    """Any one of them met: whether the bet goes on is to be decided."""
    successes: tuple[ExitCriterion, ...] = ()
    """All of them met: it may end as a success."""
    jira: JiraFilter | None = None
    """Where its work is."""
    decisions: tuple[int, ...] = ()
    """Numbers in the decision log, oldest first."""
    key: str | None = None
    """By which a file names it; None of one that was made in Slack."""
    version: int = 1
    """Counts up with every change."""

    @property
    def ref(self) -> str:
        """As a subject of rituals, and in the keys of calls."""
        return f"bet:{self.number}"

    @property
    def is_running(self) -> bool:
        return self.stage in RUNNING

    @property
    def is_waiting(self) -> bool:
        """It would run, if it had capacity."""
        return self.is_running and self.capacity == 0

    def metrics(self) -> tuple[str, ...]:
        """Every metric that readings of it may be about: its outcome, confidence, and what its criteria name."""
        named = (each.metric for each in (*self.exits, *self.successes))
        own = (OUTCOME,) if self.metric else ()
        return tuple(dict.fromkeys((*own, CONFIDENCE, *named)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a metric of a bet was on a day. The last one that was given for a day counts; those before are kept."""

    bet: int
    metric: str = OUTCOME
    """OUTCOME, CONFIDENCE, or what a criterion names."""
    on: date
    value: Decimal
    source: str
    """In words: "check-in", "file bets.csv", "terminal"."""
    by: str | None = None
    """A user id."""
    at: datetime
    """When it was given."""


def latest(readings: Sequence[Reading], metric: str) -> Reading | None:
    """Of this metric; `readings` are by day, the oldest first."""
    return next((each for each in reversed(readings) if each.metric == metric), None)


class Happened(StrEnum):
    """What became of a bet."""

    MADE = "made"
    CHANGED = "changed"
    IMPORTED = "imported"
    """Made or changed by a file."""
    STAGE = "stage"
    ANSWERED = "answered"
    """A question about it ended."""
    LINKED = "linked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One field, before and after, as people read it; "" is nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of a bet's history; never changed, never deleted."""

    bet: int
    what: Happened
    at: datetime
    by: str | None = None
    """A user id; None of a file."""
    words: str = ""
    changes: tuple[Changed, ...] = ()
    decision: int | None = None
    """The number in the decision log."""
