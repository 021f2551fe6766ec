"""What is now known otherwise about months that were reported before."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cadence.revenue.model.figures import Figures
from cadence.revenue.model.month import Month


class Cause(StrEnum):
    LATE = "came late"
    """There had been nothing for this account and month."""
    CORRECTED = "was corrected"
    REMOVED = "was removed"
    MERGED = "was merged"
    """With another account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """An account's month, before and now."""

    account: str
    month: Month
    before: Decimal
    now: Decimal
    """In the currency it is paid in."""
    currency: str
    cause: Cause
    source: str
    """By which import."""
    note: str
    """What was said with that import."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """A month whose figures are otherwise than they were."""

    month: Month
    before: Figures | None
    """None where it could not be reported then."""
    now: Figures | None
    """None where it can't be reported now."""
    accounts: tuple[Restated, ...]
    """Those whose amounts of this month changed, the greatest change first. Empty where only the opening did: then the
    month before is restated too."""
    rates: tuple[str, ...] = ()
    """Currencies whose exchange rate for this month is another one now."""
