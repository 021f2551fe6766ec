"""Writing an import: what differs from what stands, and no more."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, bindparam, func, insert, select, update

from cadence.adapters.db.engine import insert_into
from cadence.adapters.db.revenue_tables import (
    revenue_amounts,
    revenue_kinds,
    revenue_months,
    revenue_stated,
)
from cadence.adapters.db.texts import storable
from cadence.revenue.model.level import Batch, Form, Level, Segments, Taken
from cadence.revenue.model.money import cents

_AT_ONCE = 10_000


class _New(NamedTuple):
    month: int
    account: str
    currency: str
    cents: int
    kind: int


class _Old(NamedTuple):
    cents: int
    kind: int
    by: int
    """The import that brought it."""


@dataclass(slots=True)
class Taking:
    """One import under way, in a transaction of its caller's."""

    engine: Engine
    connection: Connection
    id: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: int = 0
    months: set[int] = field(default_factory=set)
    """In which an amount changed."""
    _is_marked: bool = False
    """Whether a month came to be known, or anything else that is no amount changed."""

    @property
    def has_changed(self) -> bool:
        return bool(self.added or self.changed or self.removed or self._is_marked)

    @property
    def taken(self) -> Taken:
        return Taken(
            id=self.id if self.has_changed else None,
            added=self.added,
            changed=self.changed,
            removed=self.removed,
            unchanged=self.unchanged,
            kept=self.kept,
        )

    def write(self, batch: Batch) -> None:
        kinds = self._kinds({each.segments for each in batch.levels})
        levels: dict[int, list[_New]] = {each.ordinal: [] for each in batch.whole}
        for each in batch.levels:
            levels.setdefault(each.month.ordinal, []).append(_new(each, kinds[each.segments]))
        whole = {each.ordinal for each in batch.whole}
        for month, rows in sorted(levels.items()):
            self._amounts(month, sorted(rows), is_whole=month in whole)
        self._stated(batch)
        self._know(set(levels), batch)

    def put(self, table: Table, rows: Sequence[Mapping[str, Any]], *, known: int) -> None:
        """Rows that take effect by being newer; `known` of them replace one."""
        if rows:
            self.connection.execute(insert(table), rows)
        self.added += len(rows) - known
        self.changed += known

    # --- amounts -----------------------------------------------------------------------------------

    def _amounts(self, month: int, rows: Iterable[_New], *, is_whole: bool) -> None:
        old = self._standing(revenue_amounts, month)
        new = {(each.account, each.currency): each for each in rows}
        fresh = [each for key, each in new.items() if key not in old]
        other = [
            each
            for key, each in new.items()
            if key in old and (each.cents, each.kind) != old[key][:2]
        ]
        missing = [key for key in old if key not in new]
        gone = missing if is_whole else []
        self._replace(revenue_amounts, month, old, [each[1:3] for each in other] + gone)
        self._insert(revenue_amounts, [*fresh, *other])
        self.added += len(fresh)
        self.changed += len(other)
        self.removed += len(gone)
        self.unchanged += len(new) - len(fresh) - len(other)
        self.kept += len(missing) - len(gone)
        if fresh or other or gone:
            self.months.add(month)

    def _stated(self, batch: Batch) -> None:
        """The movements of a month are replaced as a whole."""
        if batch.form is not Form.MOVEMENTS:
            return
        by_month: dict[int, list[_New]] = {each.ordinal: [] for each in batch.stated_months}
        for each in batch.stated:
            row = _New(
                each.month.ordinal, storable(each.account), each.currency, cents(each.change), 0
            )
            by_month[row.month].append(row)
        for month, rows in sorted(by_month.items()):
            old = self._standing(revenue_stated, month)
            new = {(each.account, each.currency): each for each in rows}
            other = [each for key, each in new.items() if key in old and each.cents != old[key][0]]
            fresh = [each for key, each in new.items() if key not in old]
            gone = [key for key in old if key not in new]
            self._replace(revenue_stated, month, old, [each[1:3] for each in other] + gone)
            self._insert(revenue_stated, [*fresh, *other])
            self._is_marked = self._is_marked or bool(other or fresh or gone)

    def _standing(self, table: Table, month: int) -> dict[tuple[str, str], _Old]:
        held = table.c
        wanted = select(held.account, held.currency, held.cents, held.kind, held.brought_by).where(
            held.month == month, held.replaced_by.is_(None)
        )
        return {
            (account, currency): _Old(amount, kind, by)
            for account, currency, amount, kind, by in self.connection.execute(wanted)
        }

    def _replace(
        self,
        table: Table,
        month: int,
        old: Mapping[tuple[str, str], _Old],
        keys: Sequence[tuple[str, str]],
    ) -> None:
        if not keys:
            return
        held = table.c
        this = update(table).where(
            held.month == month,
            held.account == bindparam("of"),
            held.currency == bindparam("paid_in"),
            held.brought_by == bindparam("was_brought_by"),
        )
        self.connection.execute(
            this.values(replaced_by=self.id),
            [
                {"of": account, "paid_in": currency, "was_brought_by": old[account, currency].by}
                for account, currency in keys
            ],
        )

    def _insert(self, table: Table, rows: Sequence[_New]) -> None:
        for begin in range(0, len(rows), _AT_ONCE):
            some = rows[begin : begin + _AT_ONCE]
            self.connection.execute(
                insert(table), [{**each._asdict(), "brought_by": self.id} for each in some]
            )

    # --- what rows refer to ------------------------------------------------------------------------

    def _kinds(self, wanted: set[Segments]) -> Mapping[Segments, int]:
        """Their numbers; new ones are counted up."""
        held = self.connection.execute(select(revenue_kinds.c.segments, revenue_kinds.c.id))
        known = dict(held.all())
        written = {each: _written(each) for each in wanted if each}
        fresh = sorted(set(written.values()) - known.keys())
        most = self.connection.execute(select(func.max(revenue_kinds.c.id))).scalar() or 0
        rows = [{"id": most + at, "segments": each} for at, each in enumerate(fresh, start=1)]
        if rows:
            self.connection.execute(insert(revenue_kinds), rows)
        known |= {each["segments"]: each["id"] for each in rows}
        return {(): 0, **{each: known[words] for each, words in written.items()}}

    def _know(self, months: set[int], batch: Batch) -> None:
        """A month that holds levels of its own is derived no more."""
        derives = batch.form is Form.MOVEMENTS
        stated = {each.ordinal for each in batch.stated_months} if derives else set()
        known = {
            row.month: (row.is_derived, row.stated)
            for row in self.connection.execute(select(revenue_months))
        }
        for month in sorted(months | stated):
            derived, since = known.get(month, (derives, None))
            is_derived = derived and (derives or month not in months)
            now = (is_derived, since or (self.id if month in stated else None))
            if known.get(month) == now:
                continue
            self._is_marked = True
            put = insert_into(self.engine, revenue_months).values(
                {"month": month, "brought_by": self.id, "is_derived": now[0], "stated": now[1]}
            )
            self.connection.execute(
                put.on_conflict_do_update(
                    index_elements=["month"], set_={"is_derived": now[0], "stated": now[1]}
                )
            )


def _new(level: Level, kind: int) -> _New:
    return _New(
        level.month.ordinal, storable(level.account), level.currency, cents(level.mrr), kind
    )


def _written(segments: Segments) -> str:
    return json.dumps(
        [[storable(dimension), storable(value)] for dimension, value in segments],
        ensure_ascii=False,
        separators=(",", ":"),
    )
