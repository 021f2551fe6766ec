"""Leading indicators that were defined in Slack, and the readings of all of them."""

from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.revenue.model.indicator import LeadingIndicator, Reading


class Indicators(Protocol):
    """Raises StoreUnavailable throughout."""

    def defined(self) -> tuple[tuple[LeadingIndicator, int], ...]:
        """Each in its last version, with that version's number; by key."""

    def define(self, indicator: LeadingIndicator, number: int, *, by: str, at: datetime) -> Change:
        """Makes this the version that counts; earlier ones are kept. Raises Overtaken when the change is made, where
        its number is not the next one."""

    def readings(self, *, since: date) -> tuple[Reading, ...]:
        """Of every indicator, taken for that day or later."""

    def take(self, *readings: Reading, key: str) -> Change:
        """The same key twice takes nothing twice."""
