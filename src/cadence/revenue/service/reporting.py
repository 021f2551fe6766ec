"""Reports: figures that reconcile, or the reason why there are none."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cadence.revenue.model.book import Book, Ledger, Rates, counted
from cadence.revenue.model.definition import Definition
from cadence.revenue.model.figures import Figures
from cadence.revenue.model.level import Import, Segments
from cadence.revenue.model.money import money
from cadence.revenue.model.month import Month, months_between
from cadence.revenue.model.reconciling import unexplained
from cadence.revenue.model.refused import (
    MonthMissing,
    NoRevenue,
    NoSegment,
    NotReconciled,
    ReportRefused,
)
from cadence.revenue.model.report import COHORT, Report
from cadence.revenue.model.restated import Restatement
from cadence.revenue.service.restating import Restating
from cadence.revenue.store.revenue import Revenue

MONTHLY_COHORT = Definition()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreported:
    """A month that has no figures."""

    month: Month
    why: ReportRefused


class _Read:
    """What reports as of one import are made of. Months are read when they are needed, and the last ones kept, so that
    reports on many months in a row hold no more than one window."""

    def __init__(self, store: Revenue, by: Import) -> None:
        self.store, self.by = store, by
        self.months = store.months(as_of=by.id)
        """All that were imported."""
        self.merges = store.merges(as_of=by.id)
        self.rates = Rates(by_month=store.rates(as_of=by.id))
        self.kinds = store.kinds()
        self._ledgers: dict[Month, Ledger] = {}

    def book(self, opening: Month, closing: Month) -> Book:
        months = tuple(months_between(opening, closing))
        self._ledgers = {each: self._ledger(each) for each in months}
        return Book(first=opening, ledgers=tuple(self._ledgers.values()))

    def _ledger(self, month: Month) -> Ledger:
        known = self._ledgers.get(month)
        if known is not None:
            return known
        return Ledger.of(self.store.paid(month, as_of=self.by.id), merges=self.merges)

    def paid_before(self, accounts: AbstractSet[str], month: Month) -> frozenset[str]:
        names = [*accounts, *(old for old, into in self.merges.items() if into in accounts)]
        found = self.store.paid_before(names, month, as_of=self.by.id)
        return frozenset(self.merges.get(each, each) for each in found)

    def cohorts(self) -> Mapping[str, str]:
        """By account, the quarter in which it first paid."""
        first: dict[str, Month] = {}
        for name, month in self.store.first_paid(as_of=self.by.id).items():
            account = self.merges.get(name, name)
            first[account] = min(month, first.get(account, month))
        return {account: month.quarter for account, month in first.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    store: Revenue
    home: str | None = None
    """The company's own currency; None: the only one there is."""

    def latest(self) -> Import | None:
        return self.store.latest()

    def months(self) -> tuple[Month, ...]:
        """Those that were imported, in order."""
        latest = self.store.latest()
        return self.store.months(as_of=latest.id) if latest else ()

    def report(
        self,
        month: Month | None = None,
        *,
        definition: Definition = MONTHLY_COHORT,
        dimensions: Sequence[str] | None = None,
        as_of: Import | None = None,
    ) -> Report:
        """The newest month's where none is named, by every dimension that the data have where none are.

        Raises ReportRefused and StoreUnavailable.
        """
        read = _Read(self.store, self._standing(as_of))
        return self._told(read, month or _newest(read), definition, dimensions)

    def reports(
        self,
        months: Sequence[Month] | None = None,
        *,
        definition: Definition = MONTHLY_COHORT,
        dimensions: Sequence[str] | None = (),
        as_of: Import | None = None,
    ) -> Iterator[Report | Unreported]:
        """One after the other, all from one read; of a month that has none, why. Where no months are named, all whose
        opening is known, and with monthly windows the first one too. Raises NoRevenue and StoreUnavailable."""
        read = _Read(self.store, self._standing(as_of))
        for month in months if months is not None else _windows(read.months, definition):
            try:
                yield self._told(read, month, definition, dimensions)
            except ReportRefused as error:
                yield Unreported(month=month, why=error)

    def levels(self, month: Month | None = None) -> Mapping[str, Decimal]:
        """What each account that pays pays in a month, in the company's currency at that month's rates.

        Raises ReportRefused and StoreUnavailable.
        """
        read = _Read(self.store, self._standing(None))
        closing = month or _newest(read)
        if closing not in read.months:
            raise MonthMissing(closing)
        book = read.book(closing, closing)
        window = book.window(book.home(self.home), read.rates, rated=closing)
        return {account: money(cents) for account, cents in window.closing.items()}

    def restated(
        self, since: datetime, *, definition: Definition = MONTHLY_COHORT
    ) -> tuple[Restatement, ...]:
        """Months that were known at this moment and are otherwise now, in order. Raises StoreUnavailable."""
        then, now = self.store.imported_by(since), self.store.latest()
        if then is None or now is None or then.id == now.id:
            return ()

        def figures(months: Sequence[Month], by: Import) -> Mapping[Month, Figures]:
            told = self.reports(months, definition=definition, as_of=by)
            return {each.month: each.figures for each in told if isinstance(each, Report)}

        return Restating(store=self.store, then=then, now=now, reported=figures).months()

    def _standing(self, as_of: Import | None) -> Import:
        by = as_of or self.store.latest()
        if by is None:
            raise NoRevenue(_NOTHING)
        return by

    def _told(
        self, read: _Read, closing: Month, definition: Definition, dimensions: Sequence[str] | None
    ) -> Report:
        opening = closing.plus(-definition.months)
        _check_whole(read.months, opening, closing)
        book = read.book(opening, closing)
        _check_explained(read, book)
        is_first = opening < read.months[0]
        home = book.home(self.home)
        window = book.window(home, read.rates, rated=closing if is_first else opening)
        chosen = _chosen(read.kinds, dimensions)
        result = counted(
            window,
            definition,
            paid_before=read.paid_before(window.newcomers(), opening),
            kinds=read.kinds,
            dimensions=chosen,
            cohorts=read.cohorts() if COHORT in chosen else None,
        )
        figures = result.total.figures(definition)
        if not figures.reconciles:
            raise NotReconciled(closing, figures.difference)
        return Report(
            month=closing,
            definition=definition,
            currency=home,
            figures=figures,
            segments=result.segments,
            moved=result.moved,
            accounts=result.total.paying,
            is_first=is_first,
            import_id=read.by.id,
            imported_at=read.by.at,
        )


_NOTHING = "No revenue was imported yet; `cadence revenue import FILE` does it."


def _newest(read: _Read) -> Month:
    if not read.months:
        raise NoRevenue(_NOTHING)
    return read.months[-1]


def _check_whole(months: Sequence[Month], opening: Month, closing: Month) -> None:
    """Of the first month that was imported the opening is taken for 0; any other that is missing is a gap."""
    if not months:
        raise NoRevenue(_NOTHING)
    known = set(months)
    is_first = closing == months[0] and opening.plus(1) == closing
    for month in (closing, *months_between(opening, closing)):
        if month not in known and not (is_first and month == opening):
            raise MonthMissing(month)


def _check_explained(read: _Read, book: Book) -> None:
    """Where the source has stated its movements, they are what moved."""
    first, last = book.first.plus(1), book.last
    covered = read.store.stated_months(first, last, as_of=read.by.id)
    if not covered:
        return
    told = read.store.stated(first, last, as_of=read.by.id)
    missing = unexplained(book, told, covered, merges=read.merges)
    if missing:
        difference = sum((each.difference for each in missing), Decimal(0))
        raise NotReconciled(last, difference, missing)


def _windows(known: Sequence[Month], definition: Definition) -> tuple[Month, ...]:
    """Every month where the window is one; else those whose opening is known."""
    if definition.months == 1 or not known:
        return tuple(known)
    return tuple(each for each in known if each.plus(-definition.months) >= known[0])


def _chosen(kinds: Mapping[int, Segments], dimensions: Sequence[str] | None) -> tuple[str, ...]:
    """Raises NoSegment."""
    known = sorted({dimension for held in kinds.values() for dimension, _ in held})
    if dimensions is None:
        return tuple(known)
    for each in dimensions:
        if each != COHORT and each not in known:
            raise NoSegment(f"There is no segment {each}; there are {', '.join((*known, COHORT))}.")
    return tuple(dimensions)
