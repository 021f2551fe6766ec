"""What is known otherwise than when it was last reported, and why."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cadence.revenue.model.figures import Figures
from cadence.revenue.model.level import MERGES, Import
from cadence.revenue.model.money import money
from cadence.revenue.model.month import Month
from cadence.revenue.model.restated import Cause, Restated, Restatement
from cadence.revenue.store.revenue import Changed, Revenue

ALL = 1_000_000
"""Imports: more than there will ever be."""

Reported = Callable[[Sequence[Month], Import], Mapping[Month, Figures]]
"""The figures of these months as of an import; without those that can't be reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restating:
    """Between two imports."""

    store: Revenue
    then: Import
    now: Import
    reported: Reported

    def months(self) -> tuple[Restatement, ...]:
        """Of the months that were known then, those whose amounts or figures are otherwise, in order.

        From the first one that anything changed in, all are looked at: an amount also moves the month after, and what
        was new in any later one may now be a reactivation.
        """
        known = self.store.months(as_of=self.then.id)
        accounts, rates = self._accounts(known), self._rates(known)
        if not accounts and not rates:
            return ()
        begin = min((*accounts, *rates))
        later = [month for month in known if month >= begin]
        before, after = self.reported(later, self.then), self.reported(later, self.now)
        return tuple(
            Restatement(
                month=month,
                before=before.get(month),
                now=after.get(month),
                accounts=_greatest_first(accounts.get(month, ())),
                rates=tuple(sorted(rates.get(month, ()))),
            )
            for month in later
            if month in accounts or before.get(month) != after.get(month)
        )

    def _accounts(self, known: Sequence[Month]) -> Mapping[Month, list[Restated]]:
        found: dict[Month, list[Restated]] = defaultdict(list)
        imports = {each.id: each for each in self._imports()}
        for each in self.store.changed(self.then.id, self.now.id):
            if each.month in known and (each.before or 0) != (each.now or 0):
                found[each.month].append(_restated(each, imports[each.by]))
        for merged in self._merged(known):
            found[merged.month].append(merged)
        return found

    def _imports(self) -> tuple[Import, ...]:
        """After the one and until the other, newest first."""
        found = self.store.imports(limit=ALL)
        return tuple(each for each in found if self.then.id < each.id <= self.now.id)

    def _merged(self, known: Sequence[Month]) -> Iterator[Restated]:
        before = self.store.merges(as_of=self.then.id)
        gone = {
            account
            for account, into in self.store.merges(as_of=self.now.id).items()
            if before.get(account) != into
        }
        if not gone or not known:
            return
        by = next((each for each in self._imports() if each.source == MERGES), self.now)
        for account, month, currency, cents, _ in self.store.amounts(
            known[0], known[-1], as_of=self.then.id
        ):
            if account in gone and cents:
                yield Restated(
                    account=account,
                    month=Month.from_ordinal(month),
                    before=money(cents),
                    now=Decimal(0),
                    currency=currency,
                    cause=Cause.MERGED,
                    source=by.source,
                    note=by.note,
                    at=by.at,
                )

    def _rates(self, known: Sequence[Month]) -> Mapping[Month, set[str]]:
        """Where there was a rate that is another one now."""
        before, now = (self.store.rates(as_of=each.id) for each in (self.then, self.now))
        found: dict[Month, set[str]] = defaultdict(set)
        for (currency, month), rate in before.items():
            if month in known and now.get((currency, month)) != rate:
                found[month].add(currency)
        return found


def _restated(changed: Changed, by: Import) -> Restated:
    cause = Cause.CORRECTED
    if changed.before is None:
        cause = Cause.LATE
    elif changed.now is None:
        cause = Cause.REMOVED
    return Restated(
        account=changed.account,
        month=changed.month,
        before=changed.before or Decimal(0),
        now=changed.now or Decimal(0),
        currency=changed.currency,
        cause=cause,
        source=by.source,
        note=by.note,
        at=by.at,
    )


def _greatest_first(accounts: Sequence[Restated]) -> tuple[Restated, ...]:
    return tuple(sorted(accounts, key=lambda it: (-abs(it.now - it.before), it.account)))
