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


Chart = Waterfall | Trend | Tiles
