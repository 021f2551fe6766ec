"""Taking times by turns, and showing them."""

import gc
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

_CONSOLE = Console(width=118, highlight=False)


@dataclass(frozen=True, slots=True)
class Spread:
    """Measurements of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def p99(self) -> float:
        """The least value that at least 99 % don't exceed: of fewer than a hundred the greatest."""
        ordered = sorted(self.values)
        return ordered[math.ceil(len(ordered) * 0.99) - 1]

    @property
    def most(self) -> float:
        return max(self.values)

    def shown(self, unit: str = "ms") -> str:
        """The median, and in brackets the middle half of the values."""
        scale, digits = _SCALES[unit]
        ordered = sorted(self.values)
        low, high = ordered[len(ordered) // 4], ordered[(len(ordered) * 3) // 4]
        return (
            f"{self.median * scale:,.{digits}f} "
            f"({low * scale:,.{digits}f}–{high * scale:,.{digits}f}) {unit}"
        )


_SCALES = {"s": (1.0, 2), "ms": (1e3, 2), "µs": (1e6, 1), "MB": (1.0, 0), "/s": (1.0, 1)}
"""Of seconds, megabytes and rates: the factor to the unit, and its digits."""


def seconds(do: Callable[[], object]) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


def by_turns(
    rounds: int, measures: Mapping[str, Callable[[], float]]
) -> Mapping[str, tuple[float, ...]]:
    """Each measure once a round: A B, then B A, and so on, so that neither always has the warmer caches."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    names = list(measures)
    for _ in range(rounds):
        for name in names:
            gc.collect()
            taken[name].append(measures[name]())
        names.reverse()
    return {name: tuple(values) for name, values in taken.items()}


def ratio(ours: Sequence[float], theirs: Sequence[float], digits: int = 2) -> str:
    """Round by round: the median, and in brackets the middle half."""
    each = sorted(mine / other for mine, other in zip(ours, theirs, strict=True))
    low, high = each[len(each) // 4], each[(len(each) * 3) // 4]
    return f"{median(each):.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
    table = Table(title=title, title_justify="left", title_style="bold", caption=note or None)
    table.caption_justify = "left"
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=place == 0)
    for row in rows:
        table.add_row(*row)
    _CONSOLE.print(table)
    _CONSOLE.print()


def say(line: str) -> None:
    _CONSOLE.print(line, style="dim")
