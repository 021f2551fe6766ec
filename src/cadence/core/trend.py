"""How fast readings rise or fall, and how often chance alone would look like it.

Both look at the order of the readings and at medians, so that a single odd reading moves neither. How much of either is
enough is the rule of whoever asks.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from math import isnan
from statistics import median
from typing import Literal, TypeVar

Figure = TypeVar("Figure", float, Decimal)
Point = tuple[int, Figure]
"""A day, counted from any, and what was read on it."""
Alternative = Literal["two-sided", "greater", "less"]
"""What chance is to pass for: a trend in either direction, a rise, a fall."""


def slope(points: Sequence[Point[Figure]]) -> Figure:
    """Theil and Sen's, a day: the median of the slopes between all pairs. Of at least two, by day, one a day."""
    return median(
        (later[1] - earlier[1]) / (later[0] - earlier[0])
        for earlier, later in combinations(points, 2)
    )


def chance(points: Sequence[Point[Figure]], alternative: Alternative) -> float:
    """Mann and Kendall's: how often readings in no order at all show as much of a trend.

    Exact without ties, else by the normal approximation.
    """
    # Takes seconds to import, and most of Cadence never asks for a trend.
    from scipy.stats import kendalltau  # noqa: PLC0415 - see above

    days, values = zip(*points, strict=True)
    found = kendalltau(days, [float(each) for each in values], alternative=alternative)
    return 1.0 if isnan(found.pvalue) else float(found.pvalue)  # NaN: all readings are alike
