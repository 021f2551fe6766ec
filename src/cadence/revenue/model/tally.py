"""Summing up what accounts paid and how that moved."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cadence.revenue.model.definition import Basis, Definition, Reactivation
from cadence.revenue.model.figures import Figures, Kind
from cadence.revenue.model.money import money


@dataclass(slots=True)
class Tally:
    """In cents. Opening and closing are summed by themselves, so that they can be held against the movements."""

    opening: int = 0
    closing: int = 0
    exchange: int = 0
    accounts: int = 0
    """That paid at the opening or at the closing."""
    paying: int = 0
    """At the closing."""
    moved: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))

    def add(self, others: Iterable["Tally"]) -> "Tally":
        for each in others:
            self.opening += each.opening
            self.closing += each.closing
            self.exchange += each.exchange
            self.accounts += each.accounts
            self.paying += each.paying
            for kind, amount in each.moved.items():
                self.moved[kind] += amount
        return self

    def figures(self, definition: Definition) -> Figures:
        return Figures(
            opening=money(self.opening),
            new=money(self.moved[Kind.NEW]),
            expansion=money(self.moved[Kind.EXPANSION]),
            contraction=money(self.moved[Kind.CONTRACTION]),
            churn=money(self.moved[Kind.CHURN]),
            reactivation=money(self.moved[Kind.REACTIVATION]),
            closing=money(self.closing),
            exchange=money(self.exchange),
            reactivated_counts=definition.basis is Basis.PERIOD
            and definition.reactivation is Reactivation.IN,
        )
