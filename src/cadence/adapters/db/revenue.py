"""Revenue by account and month on SQLAlchemy: rows are replaced, never changed, so that every state can be read."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    and_,
    func,
    insert,
    or_,
    select,
    text,
)

from cadence.adapters.db.engine import POSTGRESQL, reading, writing
from cadence.adapters.db.revenue_tables import (
    revenue_amounts,
    revenue_imports,
    revenue_kinds,
    revenue_merges,
    revenue_months,
    revenue_rates,
    revenue_stated,
)
from cadence.adapters.db.revenue_taking import Taking
from cadence.core.errors import Overtaken
from cadence.revenue.model.level import MERGES, RATES, Batch, Import, Rate, Segments, Stated, Taken
from cadence.revenue.model.merging import resolved
from cadence.revenue.model.money import money
from cadence.revenue.model.month import Month
from cadence.revenue.store.revenue import Amount, Changed, Paid

_AT_ONCE = 10_000
"""Rows read, and accounts asked for, in one go."""


@dataclass(frozen=True, slots=True)
class SqlRevenue:
    """`Revenue` on SQLAlchemy."""

    engine: Engine

    def latest(self) -> Import | None:
        return next(iter(self.imports(limit=1)), None)

    def imports(self, *, limit: int = 20) -> tuple[Import, ...]:
        return self._imports(_NEWEST.limit(limit))

    def imported_by(self, moment: datetime) -> Import | None:
        found = self._imports(_NEWEST.where(revenue_imports.c.at <= moment).limit(1))
        return next(iter(found), None)

    def months(self, *, as_of: int) -> tuple[Month, ...]:
        wanted = select(revenue_months.c.month).where(revenue_months.c.brought_by <= as_of)
        with reading(self.engine) as connection:
            found = connection.execute(wanted.order_by(revenue_months.c.month)).scalars()
            return tuple(map(Month.from_ordinal, found))

    def derived_months(self) -> frozenset[Month]:
        wanted = select(revenue_months.c.month).where(revenue_months.c.is_derived)
        with reading(self.engine) as connection:
            return frozenset(map(Month.from_ordinal, connection.execute(wanted).scalars()))

    def amounts(self, first: Month, last: Month, *, as_of: int) -> Iterator[Amount]:
        held = revenue_amounts.c
        wanted = select(held.account, held.month, held.currency, held.cents, held.kind).where(
            held.month.between(first.ordinal, last.ordinal), _stands(revenue_amounts, as_of)
        )
        with reading(self.engine) as connection:
            streamed = connection.execution_options(yield_per=_AT_ONCE)
            for some in streamed.execute(wanted).partitions():
                yield from some  # type: ignore[misc] # rows of these five columns

    def paid(self, month: Month, *, as_of: int) -> Sequence[Paid]:
        held = revenue_amounts.c
        wanted = select(held.account, held.currency, held.cents, held.kind).where(
            held.month == month.ordinal, held.cents > 0, _stands(revenue_amounts, as_of)
        )
        with reading(self.engine) as connection:
            return connection.execute(wanted).all()  # type: ignore[return-value] # rows of these four columns

    def kinds(self) -> Mapping[int, Segments]:
        with reading(self.engine) as connection:
            return {
                number: tuple((dimension, value) for dimension, value in json.loads(held))
                for number, held in connection.execute(select(revenue_kinds))
            }

    def paid_before(self, accounts: Sequence[str], month: Month, *, as_of: int) -> frozenset[str]:
        held = revenue_amounts.c
        wanted = (
            select(held.account)
            .where(held.month < month.ordinal, held.cents > 0, _stands(revenue_amounts, as_of))
            .distinct()
        )
        found: set[str] = set()
        with reading(self.engine) as connection:
            if not accounts or not _anything_before(connection, month):
                return frozenset()
            for begin in range(0, len(accounts), _AT_ONCE):
                some = accounts[begin : begin + _AT_ONCE]
                found |= set(connection.execute(wanted.where(held.account.in_(some))).scalars())
        return frozenset(found)

    def first_paid(self, *, as_of: int) -> Mapping[str, Month]:
        held = revenue_amounts.c
        wanted = (
            select(held.account, func.min(held.month))
            .where(held.cents > 0, _stands(revenue_amounts, as_of))
            .group_by(held.account)
        )
        with reading(self.engine) as connection:
            return {
                account: Month.from_ordinal(month) for account, month in connection.execute(wanted)
            }

    def stated(self, first: Month, last: Month, *, as_of: int) -> tuple[Stated, ...]:
        held = revenue_stated.c
        wanted = (
            select(held.account, held.month, held.currency, held.cents)
            .where(held.month.between(first.ordinal, last.ordinal), _stands(revenue_stated, as_of))
            .order_by(held.month, held.account, held.currency)
        )
        with reading(self.engine) as connection:
            return tuple(
                Stated(
                    account=account,
                    month=Month.from_ordinal(month),
                    change=money(cents),
                    currency=currency,
                )
                for account, month, currency, cents in connection.execute(wanted)
            )

    def stated_months(self, first: Month, last: Month, *, as_of: int) -> frozenset[Month]:
        held = revenue_months.c
        wanted = select(held.month).where(
            held.month.between(first.ordinal, last.ordinal), held.stated <= as_of
        )
        with reading(self.engine) as connection:
            return frozenset(map(Month.from_ordinal, connection.execute(wanted).scalars()))

    def merges(self, *, as_of: int) -> Mapping[str, str]:
        with reading(self.engine) as connection:
            return _merges(connection, as_of)

    def rates(self, *, as_of: int) -> Mapping[tuple[str, Month], Decimal]:
        with reading(self.engine) as connection:
            return _rates(connection, as_of)

    def changed(self, since: int, until: int) -> tuple[Changed, ...]:
        held = revenue_amounts.c
        with reading(self.engine) as connection:
            touched = _touched(connection, since, until)
            wanted = select(revenue_amounts).where(
                held.month.in_(touched),
                held.brought_by <= until,
                or_(held.brought_by > since, held.replaced_by > since),
            )
            rows = connection.execute(wanted).all()
        return tuple(_differences(rows, since, until))

    # --- taking in ---------------------------------------------------------------------------------

    def take(self, batch: Batch, *, at: datetime) -> Taken:
        with self._in_turn() as (connection, latest):
            if batch.follows is not None and batch.follows != latest:
                raise Overtaken("Something else was imported meanwhile; nothing of this was.")
            taking = Taking(engine=self.engine, connection=connection, id=latest + 1)
            taking.write(batch)
            return _noted(connection, taking, at=at, source=batch.source, note=batch.note)

    def take_merges(self, merges: Mapping[str, str], *, at: datetime, note: str = "") -> Taken:
        with self._in_turn() as (connection, latest):
            known = _merges(connection, latest)
            whole = resolved({**known, **merges})
            changed = {name: into for name, into in whole.items() if known.get(name) != into}
            rows = [
                {"account": name, "brought_by": latest + 1, "into": into}
                for name, into in sorted(changed.items())
            ]
            taking = Taking(engine=self.engine, connection=connection, id=latest + 1)
            taking.put(revenue_merges, rows, known=len(changed.keys() & known.keys()))
            taking.unchanged = len(merges.keys() - changed.keys())
            return _noted(connection, taking, at=at, source=MERGES, note=note)

    def take_rates(self, rates: Sequence[Rate], *, at: datetime, note: str = "") -> Taken:
        with self._in_turn() as (connection, latest):
            known = _rates(connection, latest)
            changed = [
                each for each in rates if known.get((each.currency, each.month)) != each.rate
            ]
            rows = [
                {
                    "currency": each.currency,
                    "month": each.month.ordinal,
                    "brought_by": latest + 1,
                    "rate": str(each.rate),
                }
                for each in changed
            ]
            taking = Taking(engine=self.engine, connection=connection, id=latest + 1)
            old = sum((each.currency, each.month) in known for each in changed)
            taking.put(revenue_rates, rows, known=old)
            taking.unchanged = len(rates) - len(changed)
            return _noted(connection, taking, at=at, source=RATES, note=note)

    @contextmanager
    def _in_turn(self) -> Iterator[tuple[Connection, int]]:
        """One import at a time, so that their numbers are in the order in which they can be read."""
        with writing(self.engine) as connection:
            if self.engine.dialect.name == POSTGRESQL:
                connection.execute(text("LOCK TABLE revenue_imports IN EXCLUSIVE MODE"))
            latest = connection.execute(select(func.max(revenue_imports.c.id))).scalar()
            yield connection, latest or 0

    def _imports(self, wanted: Select[tuple[object, ...]]) -> tuple[Import, ...]:
        with reading(self.engine) as connection:
            return tuple(map(_import, connection.execute(wanted)))


_NEWEST = select(revenue_imports).order_by(revenue_imports.c.id.desc())


def _stands(table: Table, as_of: int) -> ColumnElement[bool]:
    return and_(
        table.c.brought_by <= as_of,
        or_(table.c.replaced_by.is_(None), table.c.replaced_by > as_of),
    )


def _anything_before(connection: Connection, month: Month) -> bool:
    earlier = select(revenue_months.c.month).where(revenue_months.c.month < month.ordinal)
    return connection.execute(earlier.limit(1)).first() is not None


def _merges(connection: Connection, as_of: int) -> dict[str, str]:
    """The last word on each account, in the order in which it was said."""
    held = revenue_merges.c
    wanted = select(held.account, held.into).where(held.brought_by <= as_of)
    return dict(connection.execute(wanted.order_by(held.brought_by)).all())


def _rates(connection: Connection, as_of: int) -> dict[tuple[str, Month], Decimal]:
    held = revenue_rates.c
    wanted = select(held.currency, held.month, held.rate).where(held.brought_by <= as_of)
    return {
        (currency, Month.from_ordinal(month)): Decimal(rate)
        for currency, month, rate in connection.execute(wanted.order_by(held.brought_by))
    }


def _touched(connection: Connection, since: int, until: int) -> list[int]:
    held = revenue_imports.c
    between = select(held.months).where(held.id > since, held.id <= until)
    return sorted({month for some in connection.execute(between).scalars() for month in some})


def _differences(
    rows: Iterable[Row[tuple[object, ...]]], since: int, until: int
) -> Iterator[Changed]:
    by_key: dict[tuple[int, str, str], list[Row[tuple[object, ...]]]] = {}
    for row in rows:
        by_key.setdefault((row.month, row.account, row.currency), []).append(row)
    for (month, account, currency), mine in sorted(by_key.items()):
        before, now = (_standing(mine, as_of) for as_of in (since, until))
        if before != now:
            yield Changed(
                account=account,
                month=Month.from_ordinal(month),
                currency=currency,
                before=None if before is None else money(before),
                now=None if now is None else money(now),
                by=max(
                    number
                    for row in mine
                    for number in (row.brought_by, row.replaced_by)
                    if number is not None and number <= until
                ),
            )


def _standing(rows: Iterable[Row[tuple[object, ...]]], as_of: int) -> int | None:
    for row in rows:
        begun = row.brought_by <= as_of
        if begun and (row.replaced_by is None or row.replaced_by > as_of):
            cents: int = row.cents
            return cents
    return None


def _noted(
    connection: Connection, taking: Taking, *, at: datetime, source: str, note: str
) -> Taken:
    """An import that changes nothing leaves no trace."""
    if taking.has_changed:
        connection.execute(
            insert(revenue_imports).values(
                id=taking.id,
                at=at,
                source=source,
                note=note,
                added=taking.added,
                changed=taking.changed,
                removed=taking.removed,
                months=sorted(taking.months),
            )
        )
    return taking.taken


def _import(row: Row[tuple[object, ...]]) -> Import:
    return Import(
        id=row.id,
        at=row.at,
        source=row.source,
        note=row.note,
        added=row.added,
        changed=row.changed,
        removed=row.removed,
    )
