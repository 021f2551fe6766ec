"""How NRR and GRR are defined. They are published under one name in several meanings, so each figure says its own."""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    COHORT = "cohort"
    """The accounts that paid at the opening, each compared with itself at the closing: nobody else's growth counts."""
    PERIOD = "period"
    """The movements of all months of the window, summed. Accounts that came in the window bring their expansion,
    contraction and churn too."""


class Reactivation(StrEnum):
    """Where revenue counts of an account that had stopped paying and pays again."""

    OUT = "out"
    """Apart: an account that stopped within the window has churned, whatever it pays at the end."""
    IN = "in"
    """By cohort, an account that stopped within the window and came back counts as if it had never left. By period,
    all reactivated revenue counts as retained."""


MONTHLY, TRAILING = 1, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    basis: Basis = Basis.COHORT
    months: int = MONTHLY
    """From opening to closing: 1, or 12 for the trailing twelve months."""
    reactivation: Reactivation = Reactivation.OUT

    def __post_init__(self) -> None:
        if self.months < 1:
            raise ValueError("a window has at least one month")

    @property
    def name(self) -> str:
        """As every figure prints it: "cohort, monthly, reactivation out"."""
        return f"{self.basis}, {self.window}, reactivation {self.reactivation}"

    @property
    def window(self) -> str:
        if self.months == MONTHLY:
            return "monthly"
        return (
            "trailing twelve months"
            if self.months == TRAILING
            else f"trailing {self.months} months"
        )
