"""The portfolio at a moment: where each bet stands, and what there is to ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cadence.portfolio.model.bet import RUNNING, Bet, Horizon, Reading, Stage, latest
from cadence.portfolio.model.trend import Motion


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The work of a bet, by its Jira filter: what an audience may see of it."""

    open: int
    in_progress: int
    delivered: int
    """Resolved in the last `days`, bugs too."""
    bugs: int
    """Open ones."""
    new_bugs: int
    """Created in the last `days`."""
    days: int
    jql: str
    """Of the open ones, to be shown and opened."""
    read_at: datetime


class Rule(StrEnum):
    """What a question rests on; each is a function in `rules`, whose docstring is the rule."""

    EXIT = "exit"
    SUCCESS = "success"
    FLAT = "flat"
    CONFIDENCE = "confidence"
    MISMATCH = "mismatch"
    BALANCE = "balance"
    STRAY = "stray"


SEEN = frozenset({Rule.EXIT, Rule.SUCCESS})
"""What a bet's own figures say, for everybody to see. All else that is found is a question, for those whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """That a rule holds: by itself neither good nor bad, a reason to ask."""

    rule: Rule
    bet: int | None = None
    """None where it is about the portfolio."""
    says: str
    """In a few words, without the bet's name."""
    why: tuple[str, ...]
    """The evidence, a sentence each: every figure with what it is and of when."""
    since: date | None = None

    @property
    def key(self) -> str:
        """Of the call that comes of it."""
        return f"portfolio:{self.rule}" if self.bet is None else f"bet:{self.bet}:{self.rule}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A bet with all that is known of it."""

    bet: Bet
    readings: tuple[Reading, ...] = ()
    """Of every metric, oldest day first."""
    motion: Motion
    """How the outcome has moved."""
    load: Load | None = None
    """None where there is no filter, or the work could not be read or may not be seen."""
    findings: tuple[Finding, ...] = ()

    def of(self, metric: str) -> tuple[Reading, ...]:
        """Oldest first."""
        return tuple(each for each in self.readings if each.metric == metric)

    def latest(self, metric: str) -> Reading | None:
        return latest(self.readings, metric)

    def before(self, metric: str) -> Reading | None:
        """The one before the latest."""
        return next(iter(self.of(metric)[-2:-1]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Issues of the portfolio's projects that are in progress or were resolved lately, and how many belong to a bet."""

    all: int
    in_bets: int
    days: int
    jql: str
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    standings: tuple[Standing, ...]
    """Of all that have not ended, by number."""
    findings: tuple[Finding, ...] = ()
    """About the portfolio as a whole; those about a bet are with it."""
    work: Work | None = None
    gaps: tuple[str, ...] = ()
    """What could not be read, in plain words: what is missing there is not known, and not nothing."""
    read_at: datetime

    def column(self, horizon: Horizon) -> tuple[Standing, ...]:
        """Those that run, the most capacity first."""
        return _sized(
            each for each in self.standings if each.bet.horizon is horizon and each.bet.is_running
        )

    @property
    def sunsetting(self) -> tuple[Standing, ...]:
        return _sized(each for each in self.standings if each.bet.stage is Stage.SUNSETTING)

    @property
    def waiting(self) -> tuple[Standing, ...]:
        """Alternatives: those that would run if they had capacity."""
        return tuple(each for each in self.standings if each.bet.is_waiting)

    def standing(self, number: int) -> Standing | None:
        return next((each for each in self.standings if each.bet.number == number), None)

    def capacity(self, *stages: Stage) -> Decimal:
        """Percent held by bets of these stages; by all that run where none is named."""
        held = frozenset(stages) or RUNNING
        return sum(
            (each.bet.capacity for each in self.standings if each.bet.stage in held), Decimal(0)
        )


def _sized(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    return tuple(sorted(standings, key=lambda each: (-each.bet.capacity, each.bet.number)))
