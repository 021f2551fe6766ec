"""Leading indicators: what moves before revenue does, who owns each, where it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from cadence.revenue.model.trend import Course, Trend, trend

SOURCE = "revenue"
SUBJECT = "indicator:"
"""What the key of an indicator begins with where rituals speak of it."""

PERCENT = "%"
FRESH = timedelta(days=35)
"""A monthly figure that is five weeks old has missed its month."""


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Origin(StrEnum):
    BUILT_IN = "built in"
    FILE = "file"
    """cadence.toml: it is changed there, not from Slack."""
    SLACK = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadingIndicator:
    key: str
    """Lower-case letters, digits and hyphens; unique, and for good."""
    name: str
    definition: str
    """What is measured, in a sentence that stands beside its figure."""
    unit: str = ""
    better: Better = Better.HIGHER
    target: Decimal | None = None
    owner: str | None = None
    """A user id. Nobody is asked about what has none, and the review says so."""
    origin: Origin = Origin.SLACK

    @property
    def subject(self) -> str:
        return SUBJECT + self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an indicator was on a day. Of several on one day, the last one that was taken counts."""

    indicator: str
    on: date
    value: Decimal
    taken_at: datetime
    source: str
    """In words: "accounts read on 20 November", "an answer"."""
    by: str | None = None
    """A user id, of what somebody said."""
    accounts: int | None = None
    """How many it rests on, where it was counted."""
    note: str = ""


class State(StrEnum):
    MET = "on target"
    SHORT = "short of target"
    NO_TARGET = "no target"
    UNREAD = "no reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An indicator with its readings."""

    indicator: LeadingIndicator
    readings: tuple[Reading, ...]
    """One a day, oldest first."""

    @property
    def last(self) -> Reading | None:
        return self.readings[-1] if self.readings else None

    @property
    def before(self) -> Reading | None:
        """The one before the last."""
        return self.readings[-2] if len(self.readings) > 1 else None

    @property
    def state(self) -> State:
        if self.last is None:
            return State.UNREAD
        if self.indicator.target is None:
            return State.NO_TARGET
        return State.SHORT if self.shortfall else State.MET

    @property
    def shortfall(self) -> Decimal:
        """How far the last reading is from the target on the wrong side of it; 0 where it is met, or there is none."""
        target = self.indicator.target
        if target is None or self.last is None:
            return Decimal(0)
        missing = target - self.last.value
        return max(missing if self.indicator.better is Better.HIGHER else -missing, Decimal(0))

    @property
    def trend(self) -> Trend:
        return trend([(each.on, each.value) for each in self.readings])

    def is_stale(self, on: date) -> bool:
        """Whether it has no reading that can speak for this day."""
        return self.last is None or on - self.last.on > FRESH

    def as_of(self, on: date) -> "Standing":
        """As it stood on that day."""
        return Standing(
            indicator=self.indicator,
            readings=tuple(each for each in self.readings if each.on <= on),
        )

    def is_improving(self) -> bool:
        good = Course.RISING if self.indicator.better is Better.HIGHER else Course.FALLING
        return self.trend.course is good

    def is_worsening(self) -> bool:
        bad = Course.FALLING if self.indicator.better is Better.HIGHER else Course.RISING
        return self.trend.course is bad


def standing(indicator: LeadingIndicator, readings: Iterable[Reading]) -> Standing:
    """Of readings in any order; of those of one day the one that was taken last counts."""
    by_day = {each.on: each for each in sorted(readings, key=lambda each: (each.on, each.taken_at))}
    return Standing(indicator=indicator, readings=tuple(by_day.values()))


ACTIVATION, TIME_TO_VALUE = "activation", "time-to-value"
ADOPTION_DEPTH, EXPANSION_READINESS = "adoption-depth", "expansion-readiness"

BUILT_IN = (
    LeadingIndicator(
        key=ACTIVATION,
        name="Activation",
        definition="share of the accounts that started 30 to 120 days ago and were activated within 30 days",
        unit=PERCENT,
        origin=Origin.BUILT_IN,
    ),
    LeadingIndicator(
        key=TIME_TO_VALUE,
        name="Time to value",
        definition="median days from start to activation, of accounts activated in the last 90 days",
        unit="days",
        better=Better.LOWER,
        origin=Origin.BUILT_IN,
    ),
    LeadingIndicator(
        key=ADOPTION_DEPTH,
        name="Adoption depth",
        definition="median share of an account's seats that had an active user",
        unit=PERCENT,
        origin=Origin.BUILT_IN,
    ),
    LeadingIndicator(
        key=EXPANSION_READINESS,
        name="Expansion readiness",
        definition="share of accounts that use 80 % or more of a limit of their plan",
        unit=PERCENT,
        origin=Origin.BUILT_IN,
    ),
)
"""They are computed where the company's accounts are imported (`inputs`), and else asked of their owners."""


def defined(
    in_file: Sequence[LeadingIndicator], in_slack: Sequence[LeadingIndicator]
) -> tuple[LeadingIndicator, ...]:
    """All indicators, the built-in ones first: what the file says goes before what was said in Slack, and that before
    what is built in."""
    merged: Mapping[str, LeadingIndicator] = {
        each.key: each for each in (*BUILT_IN, *in_slack, *in_file)
    }
    return tuple(merged.values())
