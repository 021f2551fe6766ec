"""Calls that rest."""

from collections.abc import Mapping
from typing import Protocol

from cadence.core.ports import Change
from cadence.revenue.model.resting import Rest


class Rests(Protocol):
    """Raises StoreUnavailable throughout."""

    def resting(self) -> Mapping[str, Rest]:
        """By the call's key; those too whose day has come."""

    def rest(self, rest: Rest) -> Change:
        """Takes the place of what was kept of this call."""
