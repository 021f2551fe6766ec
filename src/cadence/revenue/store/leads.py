"""Leads for expansion."""

from collections.abc import Collection
from typing import Protocol

from cadence.core.ports import Change
from cadence.revenue.model.expansion import Lead, LeadState


class Leads(Protocol):
    """Raises StoreUnavailable throughout."""

    def lead(self, key: str) -> Lead | None: ...

    def raised(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys that were raised before."""

    def leads(self, *states: LeadState, limit: int = 100) -> tuple[Lead, ...]:
        """In one of these states, the newest first."""

    def told_with(self, lead: Lead) -> tuple[Lead, ...]:
        """All that the same person was told of in the same message, itself too; by key. Nobody was: none."""

    def raise_(self, *leads: Lead) -> Change:
        """Raises Overtaken when the change is made, where one of them was raised meanwhile."""

    def answer(self, lead: Lead, *, was: LeadState) -> Change:
        """Puts this in its place. Raises Overtaken when the change is made, where its state is not `was` any more."""
