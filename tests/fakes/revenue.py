"""Revenue by account and month, in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.revenue.model.level import (
    MERGES,
    RATES,
    Batch,
    Form,
    Import,
    Level,
    Rate,
    Segments,
    Stated,
    Taken,
)
from cadence.revenue.model.merging import resolved
from cadence.revenue.model.money import cents
from cadence.revenue.model.month import Month
from cadence.revenue.store.revenue import Amount, Changed, Paid

Key = tuple[Month, str, str]


@dataclass
class State:
    """All of it after one import."""

    levels: dict[Key, Level] = field(default_factory=dict)
    stated: dict[Key, Stated] = field(default_factory=dict)
    months: set[Month] = field(default_factory=set)
    derived: set[Month] = field(default_factory=set)
    stated_months: set[Month] = field(default_factory=set)
    merges: dict[str, str] = field(default_factory=dict)
    rates: dict[tuple[str, Month], Decimal] = field(default_factory=dict)

    def copy(self) -> "State":
        return State(
            levels=dict(self.levels),
            stated=dict(self.stated),
            months=set(self.months),
            derived=set(self.derived),
            stated_months=set(self.stated_months),
            merges=dict(self.merges),
            rates=dict(self.rates),
        )


@dataclass
class FakeRevenue:
    """`Revenue`, one copy an import. While it `is_down`, everything raises StoreUnavailable."""

    is_down: bool = False
    states: list[State] = field(default_factory=lambda: [State()])
    made: list[Import] = field(default_factory=list)
    numbers: dict[Segments, int] = field(default_factory=lambda: {(): 0})

    def latest(self) -> Import | None:
        return next(iter(self.imports(limit=1)), None)

    def imports(self, *, limit: int = 20) -> tuple[Import, ...]:
        self._reach()
        return tuple(reversed(self.made))[:limit]

    def imported_by(self, moment: datetime) -> Import | None:
        self._reach()
        return next((each for each in reversed(self.made) if each.at <= moment), None)

    def months(self, *, as_of: int) -> tuple[Month, ...]:
        return tuple(sorted(self._at(as_of).months))

    def derived_months(self) -> frozenset[Month]:
        return frozenset(self._at(-1).derived)

    def amounts(self, first: Month, last: Month, *, as_of: int) -> Iterator[Amount]:
        for each in self._at(as_of).levels.values():
            if first <= each.month <= last:
                yield Amount(
                    each.account,
                    each.month.ordinal,
                    each.currency,
                    cents(each.mrr),
                    self.numbers[each.segments],
                )

    def paid(self, month: Month, *, as_of: int) -> Sequence[Paid]:
        return [
            Paid(each.account, each.currency, each.cents, each.kind)
            for each in self.amounts(month, month, as_of=as_of)
            if each.cents > 0
        ]

    def kinds(self) -> Mapping[int, Segments]:
        self._reach()
        return {number: segments for segments, number in self.numbers.items() if number}

    def paid_before(self, accounts: Sequence[str], month: Month, *, as_of: int) -> frozenset[str]:
        wanted = set(accounts)
        return frozenset(
            each.account
            for each in self._at(as_of).levels.values()
            if each.account in wanted and each.month < month and cents(each.mrr) > 0
        )

    def first_paid(self, *, as_of: int) -> Mapping[str, Month]:
        found: dict[str, Month] = {}
        for each in self._at(as_of).levels.values():
            if cents(each.mrr) > 0:
                found[each.account] = min(each.month, found.get(each.account, each.month))
        return found

    def stated(self, first: Month, last: Month, *, as_of: int) -> tuple[Stated, ...]:
        found = sorted(self._at(as_of).stated.items())
        return tuple(each for (month, _, _), each in found if first <= month <= last)

    def stated_months(self, first: Month, last: Month, *, as_of: int) -> frozenset[Month]:
        return frozenset(each for each in self._at(as_of).stated_months if first <= each <= last)

    def merges(self, *, as_of: int) -> Mapping[str, str]:
        return self._at(as_of).merges

    def rates(self, *, as_of: int) -> Mapping[tuple[str, Month], Decimal]:
        return self._at(as_of).rates

    def changed(self, since: int, until: int) -> tuple[Changed, ...]:
        old, new = self._at(since).levels, self._at(until).levels
        return tuple(
            Changed(
                account=key[1],
                month=key[0],
                currency=key[2],
                before=old[key].mrr if key in old else None,
                now=new[key].mrr if key in new else None,
                by=self._last_change(key, until),
            )
            for key in sorted(old.keys() | new.keys())
            if _amount(old, key) != _amount(new, key)
        )

    def take(self, batch: Batch, *, at: datetime) -> Taken:
        self._reach()
        if batch.follows is not None and batch.follows != len(self.made):
            raise Overtaken("Something else was imported meanwhile; nothing of this was.")
        for each in batch.levels:
            self.numbers.setdefault(each.segments, len(self.numbers))
        state, new = self.states[-1].copy(), {_key(each): each for each in batch.levels}
        months = {each.month for each in batch.levels} | set(batch.whole)
        missing = {key for key in state.levels if key[0] in months and key not in new}
        gone = {key for key in missing if key[0] in batch.whole}
        fresh = new.keys() - state.levels.keys()
        same = {key for key in new.keys() - fresh if _same(new[key], state.levels[key])}
        for key in gone:
            del state.levels[key]
        state.levels |= new
        state.months |= months | set(batch.stated_months)
        if batch.form is Form.MOVEMENTS:
            state.derived |= (months | set(batch.stated_months)) - self.states[-1].months
            state.stated_months |= set(batch.stated_months)
            state.stated = {
                key: each for key, each in state.stated.items() if key[0] not in batch.stated_months
            } | {_key(each): each for each in batch.stated}
        else:
            state.derived -= months
        return self._made(
            state,
            Taken(
                id=None,
                added=len(fresh),
                changed=len(new) - len(fresh) - len(same),
                removed=len(gone),
                unchanged=len(same),
                kept=len(missing) - len(gone),
            ),
            at=at,
            source=batch.source,
            note=batch.note,
        )

    def take_merges(self, merges: Mapping[str, str], *, at: datetime, note: str = "") -> Taken:
        self._reach()
        state = self.states[-1].copy()
        known, whole = state.merges, resolved({**state.merges, **merges})
        changed = {name for name, into in whole.items() if known.get(name) != into}
        state.merges = whole
        old = len(changed & known.keys())
        counts = Taken(
            id=None,
            added=len(changed) - old,
            changed=old,
            unchanged=len(merges.keys() - changed),
        )
        return self._made(state, counts, at=at, source=MERGES, note=note)

    def take_rates(self, rates: Sequence[Rate], *, at: datetime, note: str = "") -> Taken:
        self._reach()
        state = self.states[-1].copy()
        new = {(each.currency, each.month): each.rate for each in rates}
        changed = {key for key, rate in new.items() if state.rates.get(key) != rate}
        old = len(changed & state.rates.keys())
        state.rates |= new
        counts = Taken(
            id=None, added=len(changed) - old, changed=old, unchanged=len(new) - len(changed)
        )
        return self._made(state, counts, at=at, source=RATES, note=note)

    def _made(self, state: State, counts: Taken, *, at: datetime, source: str, note: str) -> Taken:
        if state == self.states[-1]:
            return counts
        self.states.append(state)
        self.made.append(
            Import(
                id=len(self.made) + 1,
                at=at,
                source=source,
                note=note,
                added=counts.added,
                changed=counts.changed,
                removed=counts.removed,
            )
        )
        return Taken(
            id=len(self.made),
            added=counts.added,
            changed=counts.changed,
            removed=counts.removed,
            unchanged=counts.unchanged,
            kept=counts.kept,
        )

    def _at(self, number: int) -> State:
        self._reach()
        return self.states[number]

    def _last_change(self, key: Key, until: int) -> int:
        return max(
            number
            for number in range(1, until + 1)
            if self.states[number].levels.get(key) != self.states[number - 1].levels.get(key)
        )

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")


def _key(each: Level | Stated) -> Key:
    return (each.month, each.account, each.currency)


def _same(one: Level, other: Level) -> bool:
    return (cents(one.mrr), one.segments) == (cents(other.mrr), other.segments)


def _amount(levels: Mapping[Key, Level], key: Key) -> Decimal | None:
    return levels[key].mrr if key in levels else None
