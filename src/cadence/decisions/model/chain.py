"""What a decision rests on and what it founds: signal → learning → decision → principle."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cadence.core.message import Kind
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision, Origin, Party


class Sort(StrEnum):
    """A kind of node, by the letter that its numbers begin with."""

    SIGNAL = "S"
    LEARNING = "L"
    DECISION = "D"
    PRINCIPLE = "P"

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    sort: Sort
    number: int

    def __str__(self) -> str:
        return f"{self.sort.value}-{self.number}"


def decision(number: int) -> Ref:
    return Ref(Sort.DECISION, number)


RESTS_ON = {
    Sort.LEARNING: frozenset({Sort.SIGNAL}),
    Sort.DECISION: frozenset({Sort.SIGNAL, Sort.LEARNING, Sort.DECISION}),
    Sort.PRINCIPLE: frozenset({Sort.DECISION}),
}
"""What may lie directly beneath what. Only decisions can lie beneath their own kind, so only they could form a loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """`upper` rests on `lower`, which founds it."""

    upper: Ref
    lower: Ref
    by: Party
    at: datetime

    def __post_init__(self) -> None:
        if self.lower.sort not in RESTS_ON.get(self.upper.sort, frozenset()):
            raise ValueError(f"{self.upper} can't rest on {self.lower}")


def tied(one: Ref, other: Ref, *, by: Party, at: datetime) -> Tie | None:
    """The tie between two nodes in the order of the chain: of two decisions, the first rests on the second. None where
    the chain has no such tie."""
    for upper, lower in ((one, other), (other, one)):
        if lower.sort in RESTS_ON.get(upper.sort, frozenset()):
            return Tie(upper=upper, lower=lower, by=by, at=at)
    return None


# --- signals -------------------------------------------------------------------------------------


class SignalKind(StrEnum):
    MESSAGE = "message"
    FILTER = "filter"
    """A number of issues, counted again and again."""
    FIGURE = "figure"
    """A number with its date, which somebody read elsewhere."""
    ANSWER = "answer"
    """Of a check-in, by its reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Where a figure has changed so far that whoever relied on it is told."""

    above: bool
    value: Decimal

    def is_passed_by(self, figure: Decimal) -> bool:
        return figure > self.value if self.above else figure < self.value

    def __str__(self) -> str:
        return f"{'above' if self.above else 'below'} {plain_number(self.value)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure as it was at a time."""

    value: Decimal
    at: datetime
    """When it was read or told to us."""
    on: date | None = None
    """The day that it holds for, where somebody read it elsewhere."""
    by: Party | None = None
    """Who told it; None for what was counted."""
    understood: str = ""
    """What was counted, in words, as it was understood."""
    jql: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The message that a signal is, as it was when it was linked."""

    channel: str
    ts: str
    name: str
    at: datetime
    thread: str | None = None
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    kind: SignalKind
    unit: str = ""
    """Of a figure: "%", "€", "days"."""
    reference: str = ""
    """Of a check-in's answer."""
    said: Said | None = None
    threshold: Threshold | None = None
    zone: str = "UTC"
    """In which the dates of a filter are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A signal, learning or principle. What it says never changes; what is read of a figure does."""

    ref: Ref
    text: str
    """A message's or answer's own words, what is counted, what a figure is called, what was learnt, the principle."""
    by: Party
    at: datetime
    origin: Origin
    """Who may see it follows from where this was said or linked, as with decisions."""
    signal: Signal | None = None
    latest: Reading | None = None
    is_passed: bool = False
    """Whether the figure was past its threshold when it was read last: what was told once is told again only after it
    has come back."""
    passes: int = 0
    """How often it went past."""

    def is_shown_to(self, seen: Seen) -> bool:
        return seen.allows(self.origin, self.by)

    @property
    def threshold(self) -> Threshold | None:
        return self.signal.threshold if self.signal else None


def is_as_visible(lower: Origin, upper: Origin) -> bool:
    """Whether everyone who may see what was decided or learnt in `upper` may see this too."""
    if lower.channel is None or lower.kind is Kind.PUBLIC:
        return True
    return lower.kind is not Kind.DIRECT and lower.channel == upper.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What a new reading does to a signal."""

    reading: Reading
    is_passed: bool
    is_told: bool
    """Whether it went past its threshold with this reading."""


def turned(node: Node, reading: Reading) -> Turned:
    """A first reading that is past its threshold already is no change: it is said when it is linked."""
    is_passed = node.threshold is not None and node.threshold.is_passed_by(reading.value)
    is_first = node.latest is None
    return Turned(
        reading=reading,
        is_passed=is_passed,
        is_told=is_passed and not node.is_passed and not is_first,
    )


def is_later(reading: Reading, than: Reading | None) -> bool:
    """Of what people tell, the day counts for which it holds; a reading of an earlier day changes nothing."""
    if than is None:
        return True
    if reading.on is not None and than.on is not None:
        return reading.on >= than.on
    return reading.at >= than.at


def plain_number(value: Decimal) -> str:
    """ "20", "1,204", "38.5"."""
    whole = value == value.to_integral_value()
    return f"{int(value):,}" if whole else f"{value.normalize():,f}"


def with_unit(value: Decimal, unit: str) -> str:
    return f"{plain_number(value)} {unit}".strip()


# --- the tree ------------------------------------------------------------------------------------

DEEPEST = 6
"""Steps up and down that are shown."""

MOST = 60
"""Nodes that are shown in all: more can't be read in a message."""

Item = Decision | Node


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTie:
    """A Jira issue that has to do with a decision."""

    number: int
    key: str
    by: Party
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    ref: Ref
    item: Item
    onward: tuple["Branch", ...] = ()
    is_repeated: bool = False
    """Shown in full elsewhere in the tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    root: Decision
    below: tuple[Branch, ...] = ()
    """What it rests on, and what that rests on."""
    above: tuple[Branch, ...] = ()
    """What it founds, and what that founds."""
    is_cut: bool = False
    """Whether there is more than is shown."""
    issues: tuple[str, ...] = ()
    """Keys of the Jira issues that it is tied to."""
    reopened_by: tuple[str, ...] = ()
    """In words, the states that reopen it."""

    @property
    def is_bare(self) -> bool:
        return not (self.below or self.above or self.issues or self.reopened_by)
