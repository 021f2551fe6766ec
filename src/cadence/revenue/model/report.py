"""A month's report: figures, segments, and which accounts moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cadence.revenue.model.definition import Definition
from cadence.revenue.model.figures import Figures, Kind
from cadence.revenue.model.level import Segments
from cadence.revenue.model.month import Month

COHORT = "cohort"
"""The dimension that needs no column: the quarter in which an account first paid."""

WITHOUT = "(none)"
"""The value of an account that has none in a dimension."""

MINIMUM = 5
"""Accounts in a segment below which it would tell of single customers. Set by [revenue] minimum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """An account belongs where it was at the opening, or when it first paid within the window."""

    dimension: str
    value: str
    accounts: int
    """That paid at the opening or at the closing."""
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A movement of an account in the window: a RevenueMovement with where it happened."""

    account: str
    kind: Kind
    amount: Decimal
    """A magnitude, in the company's currency at the opening's rates."""
    opening: Decimal
    closing: Decimal
    segments: Segments = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    month: Month
    """The closing one."""
    definition: Definition
    currency: str
    """The company's own; "" where the data name none."""
    figures: Figures
    segments: tuple[Segment, ...] = ()
    moved: tuple[Moved, ...] = ()
    """The greatest first."""
    accounts: int = 0
    """That pay at the closing."""
    is_first: bool = False
    """Nothing was imported for the month before, so all that was there counts as new."""
    import_id: int
    """As of which import."""
    imported_at: datetime
    """When that was."""

    @property
    def opens(self) -> Month:
        """The month whose end is the opening."""
        return self.month.plus(-self.definition.months)

    @property
    def defined(self) -> str:
        """The name that every figure of it prints: "cohort, monthly, reactivation out, in EUR"."""
        money = f", in {self.currency}" if self.currency else ""
        return f"{self.definition.name}{money}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What of the segments may be said where others read along."""

    shown: tuple[Segment, ...]
    withheld: tuple[Segment, ...]


def shared(segments: Sequence[Segment], *, minimum: int = MINIMUM) -> Shared:
    """Withheld is a segment of fewer accounts than the minimum. Since the total gives away what all that are withheld
    come to, the next smallest of the dimension are too, until they are two at least and hold the minimum together."""
    hidden = {
        (each.dimension, each.value)
        for dimension in {each.dimension for each in segments}
        for each in _hidden([one for one in segments if one.dimension == dimension], minimum)
    }
    return Shared(
        shown=tuple(each for each in segments if (each.dimension, each.value) not in hidden),
        withheld=tuple(each for each in segments if (each.dimension, each.value) in hidden),
    )


def _hidden(segments: Sequence[Segment], minimum: int) -> Sequence[Segment]:
    smallest_first = sorted(segments, key=lambda each: (each.accounts, each.value))
    many = sum(each.accounts < minimum for each in segments)
    if many == 0:
        return ()
    while many < len(smallest_first) and (
        many == 1 or sum(each.accounts for each in smallest_first[:many]) < minimum
    ):
        many += 1
    return smallest_first[:many]
