"""What every account paid in some months, and what a window of it comes to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cadence.revenue.model.definition import Basis, Definition
from cadence.revenue.model.level import HOME, Segments
from cadence.revenue.model.money import converted, money
from cadence.revenue.model.month import Month
from cadence.revenue.model.movements import movements
from cadence.revenue.model.refused import CurrencyUnclear, PaidTwice, RateMissing
from cadence.revenue.model.report import COHORT, WITHOUT, Moved, Segment
from cadence.revenue.model.tally import Tally

Row = tuple[str, str, int, int]
"""Account, currency, cents, kind: as `store.revenue.Paid`."""

Cents = dict[str, int]
"""By account; one that pays nothing is not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A month."""

    paid: Mapping[str, Cents]
    """By currency."""
    kinds: Mapping[str, int]
    """By account, which segments it is in; 0 is none."""

    @classmethod
    def of(cls, rows: Sequence[Row], *, merges: Mapping[str, str]) -> "Ledger":
        """What is paid under a merged account's name counts as that of the account it went into; so do its segments,
        where the other has none of its own."""
        if not rows:
            return cls(paid={}, kinds={})
        accounts, currencies, cents, numbers = zip(*rows, strict=True)
        paid: dict[str, Cents] = defaultdict(dict)
        if len(set(currencies)) == 1:
            paid[currencies[0]] = dict(zip(accounts, cents, strict=True))
            kinds = dict(zip(accounts, numbers, strict=True)) if any(numbers) else {}
        else:
            kinds = {}
            for account, currency, amount, kind in sorted(rows):
                paid[currency][account] = amount
                kinds[account] = kind or kinds.get(account, 0)
        _merge(paid, kinds, merges)
        return cls(paid=paid, kinds=kinds)


def _merge(paid: Mapping[str, Cents], kinds: dict[str, int], merges: Mapping[str, str]) -> None:
    for old, into in sorted(merges.items()):
        for lines in paid.values():
            if old in lines:
                lines[into] = lines.get(into, 0) + lines.pop(old)
        if old in kinds:
            kinds[into] = kinds.get(into) or kinds[old]
            del kinds[old]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    by_month: Mapping[tuple[str, Month], Decimal]

    def of(self, currencies: Iterable[str], month: Month) -> Mapping[str, Decimal]:
        """Raises RateMissing."""
        return {each: self._rate(each, month) for each in currencies}

    def _rate(self, currency: str, month: Month) -> Decimal:
        try:
            return self.by_month[currency, month]
        except KeyError:
            raise RateMissing(currency, month) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The months from opening to closing."""

    first: Month
    ledgers: tuple[Ledger, ...]

    @property
    def last(self) -> Month:
        return self.first.plus(len(self.ledgers) - 1)

    def home(self, named: str | None) -> str:
        """The company's own currency: the one that is set, or the only one there is.

        Raises CurrencyUnclear.
        """
        if named:
            return named
        found = sorted(
            {name for each in self.ledgers for name, lines in each.paid.items() if lines}
        )
        if len(found) > 1:
            said = ", ".join(each or "none" for each in found)
            raise CurrencyUnclear(
                f"Amounts are in several currencies ({said}); set revenue.currency to the "
                "company's own."
            )
        return found[0] if found else HOME

    def _refuse_doubled(self, home: str) -> None:
        for at, each in enumerate(self.ledgers):
            twice = each.paid.get(HOME, {}).keys() & each.paid.get(home, {}).keys()
            if home != HOME and twice:
                raise PaidTwice(min(twice), self.first.plus(at), home)

    def window(self, home: str, rates: Rates, *, rated: Month) -> "Window":
        """All in one currency, at the rates of one month. Raises RateMissing, and CurrencyUnclear where an account has
        amounts both in the company's own currency and without one: they may be the same ones, imported twice."""
        own = {home, HOME}
        self._refuse_doubled(home)
        foreign = {name for each in self.ledgers for name in each.paid if name not in own}
        then = {**rates.of(foreign, rated), **dict.fromkeys(own, Decimal(1))}
        now = rates.of(self.ledgers[-1].paid.keys() - own, self.last)
        return Window(
            paid=tuple(_in_one(each.paid, then) for each in self.ledgers),
            kinds=tuple(each.kinds for each in self.ledgers),
            exchange=_exchange(self.ledgers[-1].paid, then, now),
        )


def _in_one(paid: Mapping[str, Cents], rates: Mapping[str, Decimal]) -> Cents:
    if len(paid) == 1 and rates[next(iter(paid))] == 1:
        return next(iter(paid.values()))
    sums: Cents = defaultdict(int)
    for currency, lines in paid.items():
        rate = rates[currency]
        for account, cents in lines.items():
            sums[account] += cents if rate == 1 else converted(cents, rate)
    return {account: cents for account, cents in sums.items() if cents}


def _exchange(
    paid: Mapping[str, Cents], then: Mapping[str, Decimal], now: Mapping[str, Decimal]
) -> Cents:
    effects: Cents = defaultdict(int)
    for currency, rate in now.items():
        for account, cents in paid[currency].items():
            effects[account] += converted(cents, rate) - converted(cents, then[currency])
    return effects


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From the opening, first, to the closing, last; in cents of the company's own currency."""

    paid: tuple[Cents, ...]
    kinds: tuple[Mapping[str, int], ...]
    exchange: Mapping[str, int]
    """By account, what the closing is worth more at the rates of its own month."""

    @property
    def opening(self) -> Cents:
        return self.paid[0]

    @property
    def closing(self) -> Cents:
        return self.paid[-1]

    def course(self, account: str) -> tuple[int, ...]:
        return tuple(each.get(account, 0) for each in self.paid)

    def kind(self, account: str) -> int:
        """Where it was at the opening, or when it first paid."""
        for paid, kinds in zip(self.paid, self.kinds, strict=True):
            if account in paid:
                return kinds.get(account, 0)
        return 0

    def newcomers(self) -> set[str]:
        """Accounts that did not pay at the opening and did later."""
        return set().union(*self.paid[1:]) - self.opening.keys()

    def moving(self, definition: Definition) -> set[str]:
        """Every account that has a movement; of most others there is not even a look at their months."""
        if definition.basis is Basis.PERIOD:
            return set().union(*(_changed(*each) for each in pairwise(self.paid)))
        stayed = self.opening.keys() & self.closing.keys()
        left = set().union(*(stayed - each.keys() for each in self.paid[1:-1]))
        return _changed(self.opening, self.closing) | left


def _changed(before: Cents, now: Cents) -> set[str]:
    return {account for account, cents in now.items() if before.get(account) != cents} | (
        before.keys() - now.keys()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a window comes to."""

    total: Tally
    segments: tuple[Segment, ...]
    moved: tuple[Moved, ...]
    """The greatest first."""


def counted(
    window: Window,
    definition: Definition,
    *,
    paid_before: frozenset[str],
    kinds: Mapping[int, Segments],
    dimensions: Sequence[str] = (),
    cohorts: Mapping[str, str] | None = None,
) -> Counted:
    """`paid_before`: those of the window's newcomers that had paid before the opening. `cohorts`: by account, the value
    of the dimension COHORT, where that is asked for."""
    groups = _Groups(window=window, cohorts=cohorts or {}, is_one=not dimensions)
    moved: list[Moved] = []
    for account in window.moving(definition):
        course = window.course(account)
        tally, kind = groups.tally(account), window.kind(account)
        for what, amount in movements(course, definition, paid_before=account in paid_before):
            tally.moved[what] += amount
            moved.append(
                Moved(
                    account=account,
                    kind=what,
                    amount=money(amount),
                    opening=money(course[0]),
                    closing=money(course[-1]),
                    segments=kinds.get(kind, ()),
                )
            )
    moved.sort(key=lambda each: (-each.amount, each.account, each.kind))
    groups.sum_up()
    return Counted(
        total=Tally().add(groups.tallies.values()),
        segments=tuple(_segments(groups.tallies, definition, kinds, dimensions)),
        moved=tuple(moved),
    )


class _Groups:
    """Accounts that belong to the same segments, each group with its tally."""

    def __init__(self, *, window: Window, cohorts: Mapping[str, str], is_one: bool) -> None:
        self.tallies: dict[tuple[int, str], Tally] = defaultdict(Tally)
        self._window, self._cohorts, self._is_one = window, cohorts, is_one

    def tally(self, account: str) -> Tally:
        if self._is_one:
            return self.tallies[0, WITHOUT]
        return self.tallies[self._window.kind(account), self._cohorts.get(account, WITHOUT)]

    def sum_up(self) -> None:
        opening, closing = self._window.opening, self._window.closing
        if self._is_one:
            whole = self.tallies[0, WITHOUT]
            whole.opening, whole.closing = sum(opening.values()), sum(closing.values())
            whole.accounts, whole.paying = len(opening.keys() | closing.keys()), len(closing)
            whole.exchange = sum(self._window.exchange.values())
            return
        for account, cents in opening.items():
            tally = self.tally(account)
            tally.opening += cents
            tally.accounts += 1
        for account, cents in closing.items():
            tally = self.tally(account)
            tally.closing += cents
            tally.paying += 1
            tally.accounts += account not in opening
        for account, cents in self._window.exchange.items():
            self.tally(account).exchange += cents


def _segments(
    tallies: Mapping[tuple[int, str], Tally],
    definition: Definition,
    kinds: Mapping[int, Segments],
    dimensions: Sequence[str],
) -> Iterator[Segment]:
    for dimension in dimensions:
        found: dict[str, list[Tally]] = defaultdict(list)
        for (kind, cohort), tally in tallies.items():
            value = dict(kinds.get(kind, ())).get(dimension, WITHOUT)
            found[cohort if dimension == COHORT and value == WITHOUT else value].append(tally)
        for value, mine in sorted(found.items()):
            whole = Tally().add(mine)
            if whole.accounts or any(whole.moved.values()):
                yield Segment(
                    dimension=dimension,
                    value=value,
                    accounts=whole.accounts,
                    figures=whole.figures(definition),
                )
