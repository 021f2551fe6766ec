"""What a review of revenue has before it: everything that was read, and what could not be."""

from dataclasses import dataclass
from datetime import date

from cadence.revenue.model.expansion import Lead, Ready
from cadence.revenue.model.groups import Sign
from cadence.revenue.model.indicator import Standing
from cadence.revenue.model.month import Month
from cadence.revenue.model.report import Report
from cadence.revenue.model.restated import Restatement
from cadence.revenue.model.risk import AtRisk


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The figures of a month, and of the months that led to it."""

    report: Report
    trailing: Report | None
    """The trailing twelve months; None where a month of them is missing."""
    history: tuple[Report, ...] = ()
    """Monthly, oldest first, this one last; months without figures are left out."""
    is_new: bool
    """Whether the month was not known when the review was last told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Customers that want somebody's attention."""

    at_risk: tuple[AtRisk, ...] = ()
    ready: tuple[Ready, ...] = ()
    newly_at_risk: frozenset[str] = frozenset()
    """Accounts, since the review was last told; none in the first one."""
    recovered: frozenset[str] = frozenset()
    leads: tuple[Lead, ...] = ()
    """Open ones, newest first."""
    read_on: date | None = None
    """The newest day that any account's use was read for; None where none was in the last four months."""
    unread: int = 0
    """Accounts that pay and whose use was not read in the last five weeks: nothing is known of them but what they
    pay."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be read, in plain words."""

    says: str
    unnamed: str
    """The same where no account may be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    on: date
    month: Month | None
    """Whose figures they are, or would be; None where no whole month is known."""
    numbers: Numbers | None
    """None: there are no figures, and `gaps` says why."""
    standings: tuple[Standing, ...]
    watchlist: Watchlist
    signs: tuple[Sign, ...] = ()
    """Of the accounts that paid less or left in the month."""
    restated: tuple[Restatement, ...] = ()
    """Since the review was last told."""
    gaps: tuple[Gap, ...] = ()

    def gaps_told(self, *, names: bool) -> tuple[str, ...]:
        return tuple(each.says if names else each.unnamed for each in self.gaps)
