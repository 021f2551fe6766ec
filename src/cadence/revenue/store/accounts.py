"""What was read of the accounts, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.revenue.model.account import Account, AccountReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    new: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPut:
    """When accounts were last put, and from where."""

    at: datetime
    source: str


class Accounts(Protocol):
    """Raises StoreUnavailable throughout."""

    def accounts(self, *, since: date) -> tuple[Account, ...]:
        """By name, with what was read on that day or later."""

    def put(
        self,
        readings: Sequence[AccountReading],
        *,
        source: str,
        at: datetime,
        also: Sequence[Change] = (),
    ) -> Put:
        """All in one transaction. What was read of an account for the same day before is replaced. Where that changes
        anything, what is measured on it is kept `also`."""

    def last_put(self) -> LastPut | None: ...
