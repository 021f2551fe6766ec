"""Takes in what was read of the accounts, and with it the readings of the built-in indicators."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cadence.core.errors import CadenceError
from cadence.core.ports import Clock
from cadence.revenue.model.account import AccountReading, accounts, as_of
from cadence.revenue.model.account_file import Wrong, read
from cadence.revenue.model.indicator import Reading
from cadence.revenue.model.inputs import MEASURES, Measured
from cadence.revenue.store.accounts import Accounts, Put
from cadence.revenue.store.indicators import Indicators

BEFORE = timedelta(days=130)
"""How far back an indicator looks from its day: accounts that began 120 days before count for activation."""

MOST_DAYS = 60
"""Days of one file that indicators are measured for, the newest ones: a year of weeks."""


class AccountsRefused(CadenceError):
    """Some rows can't be taken. Nothing was stored."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        rows = "row" if len(wrong) == 1 else "rows"
        super().__init__(f"{len(wrong):,} {rows} can't be taken; nothing was stored")
        self.wrong = tuple(wrong)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountImport:
    accounts: Accounts
    indicators: Indicators
    clock: Clock

    def take(self, lines: Iterable[str], *, source: str) -> Put:
        """All in one transaction; the same file again changes nothing. Raises AccountsRefused and StoreUnavailable."""
        file = read(lines)
        if file.wrong:
            raise AccountsRefused(file.wrong)
        now = self.clock.now()
        measured = tuple(self._measured(file.readings, source))
        taken = self.indicators.take(*measured, key=f"accounts:{now.isoformat()}")
        return self.accounts.put(file.readings, source=source, at=now, also=(taken,))

    def _measured(self, new: Sequence[AccountReading], source: str) -> Iterator[Reading]:
        days = sorted({each.on for each in new})[-MOST_DAYS:]
        known = self.accounts.accounts(since=days[0] - BEFORE)
        replaced = {(each.account, each.on) for each in new}
        kept = (each for account in known for each in account.readings)
        whole = accounts(
            [*(each for each in kept if (each.account, each.on) not in replaced), *new]
        )
        for on in days:
            since = as_of(whole, on)
            for key, measure in MEASURES.items():
                if reading := self._reading(key, on, measure(since, on), source):
                    yield reading

    def _reading(self, key: str, on: date, found: Measured, source: str) -> Reading | None:
        if found.value is None:
            return None
        return Reading(
            indicator=key,
            on=on,
            value=found.value,
            taken_at=self.clock.now(),
            source=f"{found.accounts:,} accounts in {source}",
            accounts=found.accounts,
        )
