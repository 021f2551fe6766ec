"""From values to pixels, and the figures of an axis."""

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from matplotlib.ticker import MaxNLocator

STEPS = (1, 2, 2.5, 5, 10)
MOST_TICKS = 5
NOUGHT = Decimal("5e-7")
"""What is less is a rounding error of a tick at 0."""
THOUSAND = Decimal("1e3")
THOUSANDS = (
    (Decimal("1e12"), "T"),
    (Decimal("1e9"), "B"),
    (Decimal("1e6"), "M"),
    (THOUSAND, "k"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    low: float
    high: float
    top: float
    """The pixel of `high`."""
    bottom: float
    whole: bool = False
    """Whether there is nothing between whole numbers."""

    def y(self, value: float) -> float:
        part = (value - self.low) / (self.high - self.low)
        return self.bottom - part * (self.bottom - self.top)

    @property
    def ticks(self) -> tuple[float, ...]:
        found = round_values(self.low, self.high, whole=self.whole)
        return tuple(each for each in found if self.low <= each <= self.high)


def round_values(low: float, high: float, *, whole: bool = False) -> tuple[float, ...]:
    """Evenly apart, from at or below `low` to at or above `high`."""
    found = MaxNLocator(nbins=MOST_TICKS, steps=STEPS, integer=whole).tick_values(low, high)
    return tuple(float(each) for each in found)


def number(value: Decimal | None) -> float | None:
    """None for a gap, and for what is no number."""
    if value is None:
        return None
    found = float(value)
    return found if isfinite(found) else None


MARGIN = 0.08
"""Of what is spanned, that much air on both sides."""


def around(values: list[float]) -> tuple[float, float]:
    """A range that holds them all, with some air; never empty."""
    low, high = min(values), max(values)
    air = (high - low) * MARGIN or abs(high) * MARGIN or 1.0
    return low - air, high + air


def brief(value: float, *, step: float) -> str:
    """A figure of an axis: "1.25M", "950k", "45,500", "0.4"; as exact as the step to the next one needs."""
    exact, apart = Decimal(repr(value)), Decimal(repr(step))
    for size, letter in THOUSANDS:
        if abs(exact) >= size and not (size == THOUSAND and apart % size):
            return f"{_plain(exact / size, apart / size)}{letter}"
    return _plain(exact, apart)


def _plain(value: Decimal, step: Decimal) -> str:
    places = max(0, -step.normalize().as_tuple().exponent) if step else 0  # type: ignore[operator]  # it is finite
    shown = f"{value:,.{min(places, 6)}f}"
    return "0" if abs(value) < NOUGHT else shown.replace("-", "−")
