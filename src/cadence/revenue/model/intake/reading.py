"""A table as levels or movements, with every row that could not be understood."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cadence.revenue.model.figures import LOSSES, Kind
from cadence.revenue.model.intake import cells
from cadence.revenue.model.intake.columns import (
    ACCOUNT,
    CURRENCY,
    DATE,
    END,
    KIND,
    MONTH,
    START,
    Places,
    Reading,
    places,
)
from cadence.revenue.model.intake.sheet import Rejected, Sheet, SheetRefused
from cadence.revenue.model.level import Form, Level, Segments
from cadence.revenue.model.money import cents, money
from cadence.revenue.model.month import Month

MOST_VALUES = 200
"""Of one dimension. A column with more names something, such as a person; it does not divide accounts into segments."""

MOST_TOLD = 1000
"""Rejected rows that are told one by one."""

Key = tuple[str, Month, str]
"""Account, month, currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A dated movement as it stands in its row."""

    line: int
    account: str
    on: date
    change: Decimal
    """To the cent; below 0 for less revenue."""
    kind: Kind | None
    currency: str
    segments: Segments


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a table says. Where anything was rejected, nothing of it is to be stored."""

    form: Form
    levels: tuple[Level, ...] = ()
    changes: tuple[Change, ...] = ()
    """Of movements, in the order of their dates."""
    rows: int
    rejected: tuple[Rejected, ...] = ()
    """In the order of the lines, the first MOST_TOLD of them."""
    rejections: int = 0
    rounded: int = 0
    """Amounts that were no whole cents."""


def read(sheet: Sheet, reading: Reading) -> Read:
    """Raises SheetRefused where the header, or a column as a whole, can't be understood."""
    found = places(sheet.header, reading)
    table = _Table(places=found, reading=reading)
    return {Form.LEVELS: _levels, Form.MOVEMENTS: _changes, Form.PERIODS: _periods}[found.form](
        table, sheet
    )


@dataclass(slots=True)
class _Table:
    """A table while it is read."""

    places: Places
    reading: Reading
    rows: int = 0
    rounded: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    rejections: int = 0
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _names: dict[str, str] = field(default_factory=dict)
    _segments: dict[tuple[str, ...], Segments] = field(default_factory=dict)

    def each(self, sheet: Sheet) -> Iterator[tuple[int, Sequence[str]]]:
        for row in sheet.rows:
            self.rows += 1
            if isinstance(row, Rejected):
                self.reject(row.line, row.reason)
            else:
                yield row

    def reject(self, line: int, reason: str) -> None:
        self.rejections += 1
        if len(self.rejected) < MOST_TOLD:
            self.rejected.append(Rejected(line=line, reason=reason))

    def account(self, row: Sequence[str]) -> str:
        written = row[self.places.of[ACCOUNT]]
        known = self._names.get(written)
        if known is None:
            known = self._names[written] = cells.name(written, "account")
        return known

    def amount(self, row: Sequence[str]) -> Decimal:
        """To the cent, a month's."""
        value = cells.amount(row[self.places.amount], decimal=self.reading.decimal)
        if self.reading.is_annual or self.places.is_annual:
            value /= 12
        exact = money(cents(value))
        self.rounded += exact != value
        return exact

    def mrr(self, row: Sequence[str]) -> Decimal:
        amount = self.amount(row)
        if amount < 0:
            raise ValueError(f"{amount} is below 0: what an account pays a month can't be")
        return amount

    def currency(self, row: Sequence[str]) -> str:
        at = self.places.of.get(CURRENCY)
        return (cells.currency(row[at]) if at is not None else "") or self.reading.currency

    def segments(self, row: Sequence[str]) -> Segments:
        written = tuple(row[at] for _, at in self.places.dimensions)
        known = self._segments.get(written)
        if known is None:
            known = self._segments[written] = self._named(written)
        return known

    def _named(self, written: Sequence[str]) -> Segments:
        held = tuple(
            (dimension, cells.name(value, dimension))
            for (dimension, _), value in zip(self.places.dimensions, written, strict=True)
            if value.strip()
        )
        for dimension, value in held:
            self.values[dimension].add(value)
            if len(self.values[dimension]) > MOST_VALUES:
                raise SheetRefused(
                    f"The column {dimension} has more than {MOST_VALUES} values, so it does not divide accounts "
                    "into segments. Leave it out, or name the columns that count with --column."
                )
        return held

    def done(self, levels: Sequence[Level] = (), changes: Sequence[Change] = ()) -> Read:
        whole = not self.rejections
        return Read(
            form=self.places.form,
            levels=tuple(levels) if whole else (),
            changes=tuple(changes) if whole else (),
            rows=self.rows,
            rejected=tuple(sorted(self.rejected, key=lambda each: each.line)),
            rejections=self.rejections,
            rounded=self.rounded,
        )


# --- what accounts pay a month -----------------------------------------------------------------------


def _levels(table: _Table, sheet: Sheet) -> Read:
    sums = _Sums(table=table)
    month_at = table.places.of[MONTH]
    months: dict[str, Month] = {}
    for line, row in table.each(sheet):
        try:
            written = row[month_at]
            month = months.get(written)
            if month is None:
                month = months[written] = Month.read(written)
            key = (table.account(row), month, table.currency(row))
            sums.add(line, key, table.mrr(row), table.segments(row))
        except ValueError as error:
            table.reject(line, str(error))
    return table.done(levels=sums.levels())


@dataclass(slots=True)
class _Sums:
    """Levels by account, month and currency, each with its first line."""

    table: _Table
    held: dict[Key, tuple[int, Decimal, Segments]] = field(default_factory=dict)

    def add(self, line: int, key: Key, mrr: Decimal, segments: Segments) -> None:
        there = self.held.get(key)
        if there is None:
            self.held[key] = (line, mrr, segments)
            return
        first, sum_, others = there
        if not self.table.reading.adds_up:
            raise ValueError(
                f"{key[0]} has an amount for {key[1]} already, in line {first}; if several add up, say --add-up"
            )
        if segments != others:
            raise ValueError(
                f"{key[0]} is in other segments in line {first} of the same month; what adds up must be in the same"
            )
        self.held[key] = (first, sum_ + mrr, others)

    def levels(self) -> list[Level]:
        return [
            Level(account=account, month=month, mrr=mrr, currency=currency, segments=segments)
            for (account, month, currency), (_, mrr, segments) in self.held.items()
        ]


# --- subscriptions from a date to a date -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Period:
    line: int
    account: str
    currency: str
    first: Month
    """The first month on whose last day it runs."""
    last: Month | None
    """The last such month; None: it has no end."""
    mrr: Decimal
    segments: Segments


def _periods(table: _Table, sheet: Sheet) -> Read:
    found = []
    newest = date.min
    for line, row in table.each(sheet):
        try:
            period, latest = _period(table, line, row)
        except ValueError as error:
            table.reject(line, str(error))
            continue
        found.append(period)
        newest = max(newest, latest)
    if not found:
        return table.done()
    return table.done(levels=_by_month(table, found, Month.of(newest)))


def _period(table: _Table, line: int, row: Sequence[str]) -> tuple[_Period, date]:
    """It counts in a month on whose last day it runs; its end is the last day that it does."""
    start = cells.day(row[table.places.of[START]])
    end = cells.last_day(row[table.places.of[END]])
    if end is not None and end < start:
        raise ValueError(f"it ends on {end}, before it starts on {start}")
    last = None
    if end is not None:
        month = Month.of(end)
        last = month if _is_last_day(end) else month.plus(-1)
    period = _Period(
        line=line,
        account=table.account(row),
        currency=table.currency(row),
        first=Month.of(start),
        last=last,
        mrr=table.mrr(row),
        segments=table.segments(row),
    )
    return period, max(start, end or start)


def _is_last_day(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1


def _by_month(table: _Table, periods: Sequence[_Period], newest: Month) -> list[Level]:
    """Open ones run until the newest month that the table speaks of."""
    at: dict[Key, list[_Period]] = defaultdict(list)
    for each in periods:
        for ordinal in range(each.first.ordinal, (each.last or newest).ordinal + 1):
            at[each.account, Month.from_ordinal(ordinal), each.currency].append(each)
    if not table.reading.adds_up:
        _reject_overlaps(table, at)
    return [
        Level(
            account=account,
            month=month,
            mrr=sum((each.mrr for each in mine), Decimal(0)),
            currency=currency,
            segments=max(mine, key=lambda each: (each.mrr, -each.line)).segments,
        )
        for (account, month, currency), mine in at.items()
    ]


def _reject_overlaps(table: _Table, at: dict[Key, list[_Period]]) -> None:
    """Once an account and currency, where most of its subscriptions run at once."""
    worst: dict[tuple[str, str], tuple[int, Month]] = {}
    for (account, month, currency), mine in at.items():
        if len(mine) > max(1, worst.get((account, currency), (1, month))[0]):
            worst[account, currency] = (len(mine), month)
    for (account, currency), (many, month) in worst.items():
        lines = sorted(each.line for each in at[account, month, currency])
        shown = ", ".join(map(str, lines[:5])) + (" …" if many > 5 else "")
        table.reject(
            lines[1],
            f"{account} has {many} subscriptions at the same time in {month} (lines {shown}), and nothing says which "
            "of them replaces another: what it pays needs a rule; if they add up, say --add-up",
        )


# --- dated movements ---------------------------------------------------------------------------------


def _changes(table: _Table, sheet: Sheet) -> Read:
    found = []
    for line, row in table.each(sheet):
        try:
            found.append(_change(table, line, row))
        except ValueError as error:
            table.reject(line, str(error))
    found.sort(key=lambda each: (each.on, each.line))
    return table.done(changes=found)


def _change(table: _Table, line: int, row: Sequence[str]) -> Change:
    amount, kind = table.amount(row), _kind(table, row)
    if kind in LOSSES:
        amount = -abs(amount)
    elif kind is not None and amount < 0:
        raise ValueError(f"{amount} is below 0, but it is called {kind}")
    return Change(
        line=line,
        account=table.account(row),
        on=cells.day(row[table.places.of[DATE]]),
        change=amount,
        kind=kind,
        currency=table.currency(row),
        segments=table.segments(row),
    )


def _kind(table: _Table, row: Sequence[str]) -> Kind | None:
    at = table.places.of.get(KIND)
    said = row[at].strip().casefold() if at is not None else ""
    if not said:
        return None
    try:
        return Kind(said)
    except ValueError:
        raise ValueError(f"{said!r:.40} is no kind of movement: it is {', '.join(Kind)}") from None
