"""Why there is no report. A wrong figure is worse than none."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cadence.core.errors import CadenceError
from cadence.revenue.model.month import Month


class ReportRefused(CadenceError):
    """There are no figures for this month, and the message says in plain words why and what to do."""

    @property
    def unnamed(self) -> str:
        """The same where no account may be named, nor what a single one pays."""
        return str(self)


class NoRevenue(ReportRefused):
    """No revenue was ever imported."""


class MonthMissing(ReportRefused):
    """A month of the window was not imported. That nobody paid in it is not known."""

    def __init__(self, month: Month) -> None:
        super().__init__(f"No revenue was imported for {month}, so what moved can't be told.")
        self.month = month


class NoSegment(ReportRefused):
    """The data have no such dimension."""


class RateMissing(ReportRefused):
    """An amount can't be converted."""

    def __init__(self, currency: str, month: Month) -> None:
        super().__init__(
            f"There is no exchange rate of {currency} for {month}; `cadence revenue rates FILE` takes it in."
        )
        self.currency, self.month = currency, month


class CurrencyUnclear(ReportRefused):
    """There are several currencies, and which of them is the company's own is not set."""


class PaidTwice(CurrencyUnclear):
    """An account has amounts of a month in the company's own currency and without one."""

    def __init__(self, account: str, month: Month, home: str) -> None:
        self._rest = (
            f"has amounts for {month} both in {home} and without a currency, which may be "
            f"the same ones twice: import the whole of {month} again with --whole --currency {home}."
        )
        super().__init__(f"{account} {self._rest}")

    @property
    def unnamed(self) -> str:
        return f"An account {self._rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexplained:
    account: str
    month: Month
    currency: str
    moved: Decimal
    """By how much its revenue of this month is more than that of the month before."""
    stated: Decimal
    """What its movements in this month come to."""

    @property
    def difference(self) -> Decimal:
        return self.moved - self.stated


class NotReconciled(ReportRefused):
    """Opening and movements do not come to the closing."""

    def __init__(
        self, month: Month, difference: Decimal, accounts: Sequence[Unexplained] = ()
    ) -> None:
        what = (
            f"opening and movements miss the closing by {difference:,.2f}"
            if difference
            else "what accounts paid and their movements differ, by amounts that cancel out"
        )
        said = f"The figures of {month} do not reconcile: {what}."
        super().__init__(f"{said}{_named(accounts)}")
        self.month, self.difference, self.accounts = month, difference, tuple(accounts)
        many = f"{len(accounts):,} accounts" if len(accounts) > 1 else "one account"
        self._unnamed = (
            f"The figures of {month} do not reconcile: what {many} paid and the movements that were imported "
            "say otherwise. `/cadence revenue` and `cadence revenue report` name what differs."
            if accounts
            else said
        )

    @property
    def unnamed(self) -> str:
        return self._unnamed


_NAMED = 5


def _named(accounts: Sequence[Unexplained]) -> str:
    if not accounts:
        return ""
    named = "; ".join(
        f"{each.account}: its revenue changed by {each.moved:,.2f} in {each.month}, "
        f"its movements come to {each.stated:,.2f}"
        for each in accounts[:_NAMED]
    )
    rest = f"; and {len(accounts) - _NAMED:,} more" if len(accounts) > _NAMED else ""
    return f" {named}{rest}."


class WarehouseUnavailable(CadenceError):
    """The warehouse did not answer, or not in time. Nothing was imported."""


class WarehouseRefused(CadenceError):
    """The warehouse does not let us in, or not with this query. Nothing was imported, and asking again won't help."""
