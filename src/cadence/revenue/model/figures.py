"""The figures of a window: from opening to closing, and what is kept of it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

_PLACES = Decimal("0.0001")


class Kind(StrEnum):
    NEW = "new"
    EXPANSION = "expansion"
    CONTRACTION = "contraction"
    CHURN = "churn"
    REACTIVATION = "reactivation"


LOSSES = frozenset({Kind.CONTRACTION, Kind.CHURN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All in the company's own currency, at the rates of the opening month; movements are magnitudes, never below 0."""

    opening: Decimal
    new: Decimal
    expansion: Decimal
    contraction: Decimal
    churn: Decimal
    reactivation: Decimal
    closing: Decimal
    exchange: Decimal = Decimal("0.00")
    """By how much the closing is worth more, or less, at the rates of its own month. In no other figure."""
    reactivated_counts: bool = False
    """Whether reactivation is retained revenue: by period sum, where the definition counts it in."""

    @property
    def difference(self) -> Decimal:
        """What the movements leave unexplained. Anything but 0 is an error, and nothing is published."""
        gained = self.new + self.expansion + self.reactivation
        return self.closing - (self.opening + gained - self.contraction - self.churn)

    @property
    def reconciles(self) -> bool:
        return self.difference == 0

    @property
    def nrr(self) -> Decimal | None:
        """Net revenue retention in percent: (opening + expansion - contraction - churn) / opening, reactivation added
        where the definition counts it; None where the opening is 0."""
        back = self.reactivation if self.reactivated_counts else Decimal(0)
        kept = self.opening + self.expansion - self.contraction - self.churn + back
        return self._of_opening(kept)

    @property
    def grr(self) -> Decimal | None:
        """Gross revenue retention in percent: (opening - contraction - churn) / opening, never above 100; None where
        the opening is 0. A period sum can fall below 0, since it also holds what accounts lost that came later."""
        return self._of_opening(self.opening - self.contraction - self.churn)

    def _of_opening(self, kept: Decimal) -> Decimal | None:
        """To four places."""
        if self.opening == 0:
            return None
        return (kept / self.opening * 100).quantize(_PLACES, ROUND_HALF_EVEN)

    def of(self, kind: Kind) -> Decimal:
        amount: Decimal = getattr(self, kind.value)
        return amount
