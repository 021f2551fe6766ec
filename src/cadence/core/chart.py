"""Charts as values: what is drawn, not how. In a message each has all of it in words beside it (`Drawn.alt`)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Tone(StrEnum):
    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    TOTAL = "total"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A bar of a waterfall: a level (`is_level`) stands on the ground, a movement on what is before it."""

    label: str
    amount: Decimal
    shown: str
    """The amount as it is written."""
    tone: Tone = Tone.PLAIN
    is_level: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    title: str
    unit: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    name: str
    values: tuple[Decimal | None, ...]
    """One for each of the chart's `x`; None is a gap, and no zero."""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Lines over time."""

    title: str
    unit: str
    x: tuple[str, ...]
    series: tuple[Series, ...]
    marks: tuple[tuple[str, Decimal], ...] = ()
    """Levels that are drawn across: a target, a baseline, a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    title: str
    lines: tuple[str, ...]
    """A few short ones."""
    tone: Tone = Tone.PLAIN
    values: tuple[Decimal, ...] = ()
    """A small line of readings, oldest first; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str
    note: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """A board: tiles in columns."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was counted in one stretch of time, and what is held against it."""

    label: str
    value: Decimal | None
    """None: that time has not come yet."""
    centre: Decimal
    """What is usual in it."""
    upper: Decimal | None = None
    """More than this is rarer than chance brings about."""
    is_partial: bool = False
    """Whether that time is not over yet: its limits are those of the part that is."""

    @property
    def is_beyond(self) -> bool:
        return self.value is not None and self.upper is not None and self.value > self.upper


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something that happened."""

    label: str
    at: Decimal
    """0 is where the first count's time begins, 1 where it ends, and so on; what is beyond stands at the edge."""
    is_ahead: bool = False
    """Whether it is yet to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A control chart of counts (a c-chart; Shewhart 1931), with what happened meanwhile."""

    title: str
    unit: str
    counts: tuple[Count, ...]
    centre: str
    """What the line of what is usual is called: "usual 1.4"."""
    upper: str = ""
    about: tuple[Decimal, Decimal] | None = None
    """From where to where that is which it is about; as a flag's `at`."""
    counted: str = ""
    """What is said of it: "9 in 6 weeks"."""
    flags: tuple[Flag, ...] = ()


Chart = Waterfall | Trend | Tiles | Control
