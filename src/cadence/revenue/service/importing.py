"""Taking in what accounts pay: understood as a whole and stored as a whole, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cadence.core.ports import Clock
from cadence.revenue.model.intake.columns import Reading
from cadence.revenue.model.intake.following import Followed, Paid, followed, stated_in
from cadence.revenue.model.intake.reading import Change, Read, read
from cadence.revenue.model.intake.sheet import Rejected, Sheet, SheetRefused
from cadence.revenue.model.level import HOME, Batch, Form, Rate, Taken
from cadence.revenue.model.money import money
from cadence.revenue.model.month import Month, months_between
from cadence.revenue.store.revenue import Revenue
from cadence.revenue.store.warehouse import Warehouse

WAREHOUSE = "warehouse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a source."""

    source: str
    form: Form
    rows: int
    months: tuple[Month, ...] = ()
    """That it speaks of, in order."""
    taken: Taken | None = None
    """None where rows were rejected, so that nothing was stored, or where it was tried out only."""
    rejected: tuple[Rejected, ...] = ()
    rejections: int = 0
    rounded: int = 0
    """Amounts that were no whole cents."""

    @property
    def is_whole(self) -> bool:
        return not self.rejections


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    store: Revenue
    clock: Clock
    home: str = HOME
    """The company's own currency, which amounts are in beside which none stands; HOME where none is set."""

    def take(
        self,
        sheet: Sheet,
        source: str,
        *,
        reading: Reading,
        is_whole: bool = False,
        note: str = "",
        is_rehearsal: bool = False,
    ) -> Imported:
        """`is_whole`: an account that is not in it pays nothing in its months.

        Raises SheetRefused, Overtaken and StoreUnavailable; then nothing was stored.
        """
        reading = replace(reading, currency=reading.currency or self.home)
        found = _begun(read(sheet, reading), Month.of(self.clock.now().date()))
        if found.form is Form.MOVEMENTS:
            batch, found = self._movements(found, source, note)
        else:
            batch = Batch(
                source=source,
                form=found.form,
                levels=found.levels,
                whole=_months(found) if is_whole else (),
                note=note,
            )
        is_fit = not found.rejections and not is_rehearsal and bool(found.rows)
        return Imported(
            source=source,
            form=found.form,
            rows=found.rows,
            months=batch.stated_months or _months(found),
            taken=self.store.take(batch, at=self.clock.now()) if is_fit else None,
            rejected=found.rejected,
            rejections=found.rejections,
            rounded=found.rounded,
        )

    def pull(
        self, warehouse: Warehouse, *, reading: Reading, is_whole: bool = True, note: str = ""
    ) -> Imported:
        """Raises what `take` does, WarehouseUnavailable and WarehouseRefused."""
        return self.take(
            warehouse.sheet(), WAREHOUSE, reading=reading, is_whole=is_whole, note=note
        )

    def merge(self, merges: Mapping[str, str], *, note: str = "") -> Taken:
        """Raises ValueError for a circle."""
        return self.store.take_merges(merges, at=self.clock.now(), note=note)

    def rate(self, rates: Sequence[Rate], *, note: str = "") -> Taken:
        return self.store.take_rates(rates, at=self.clock.now(), note=note)

    # --- movements ---------------------------------------------------------------------------------

    def _movements(self, found: Read, source: str, note: str) -> tuple[Batch, Read]:
        """The months from the first movement to the last hold these movements and no others; what follows in the
        derived months after them is derived anew. A month whose amounts were imported keeps those, and is held against
        its movements when it is reported."""
        latest = self.store.latest()
        as_of = latest.id if latest else 0
        batch = Batch(source=source, form=Form.MOVEMENTS, note=note, follows=as_of)
        if not found.changes:
            return batch, found
        first, last = (Month.of(each.on) for each in (found.changes[0], found.changes[-1]))
        known, derived = self.store.months(as_of=as_of), self.store.derived_months()
        _refuse_gap(known, first)
        until = _end_of_run(last, derived)
        changes = (*found.changes, *self._later(last, until, as_of))
        result = followed(changes, before=self._paid(first.plus(-1), as_of), until=until)
        mine = {
            each for each in months_between(first, until) if each in derived or each not in known
        }
        whole = replace(
            batch,
            levels=tuple(each for each in result.levels if each.month in mine),
            whole=tuple(sorted(mine)),
            stated=stated_in(found.changes),
            stated_months=tuple(months_between(first, last)),
        )
        return whole, _with_rejected(found, result)

    def _paid(self, month: Month, as_of: int) -> Paid:
        kinds = self.store.kinds()
        return {
            (each.account, each.currency): (money(each.cents), kinds.get(each.kind, ()))
            for each in self.store.amounts(month, month, as_of=as_of)
        }

    def _later(self, after: Month, until: Month, as_of: int) -> list[Change]:
        """Movements of later months, as they were summed; they carry on from what is now paid."""
        stated = self.store.stated(after.plus(1), until, as_of=as_of)
        return [
            Change(
                line=0,
                account=each.account,
                on=date(each.month.year, each.month.number, 1),
                change=each.change,
                kind=None,
                currency=each.currency,
                segments=(),
            )
            for each in stated
        ]


def _begun(found: Read, now: Month) -> Read:
    """A subscription that ends in two years is no revenue of then yet, and the newest month is not that far ahead."""
    if found.form is not Form.PERIODS:
        return found
    return replace(found, levels=tuple(each for each in found.levels if each.month <= now))


def _months(found: Read) -> tuple[Month, ...]:
    return tuple(sorted({each.month for each in found.levels}))


def _refuse_gap(known: Sequence[Month], first: Month) -> None:
    """Running sums need the month before, unless nothing is known before them at all."""
    if known and known[0] < first and first.plus(-1) not in known:
        raise SheetRefused(
            f"Its first movement is of {first}, but nothing was imported for {first.plus(-1)}. Movements carry on from "
            "the month before: begin with those of the month after the last one that was imported."
        )


def _end_of_run(last: Month, derived: frozenset[Month]) -> Month:
    while last.plus(1) in derived:
        last = last.plus(1)
    return last


def _with_rejected(found: Read, result: Followed) -> Read:
    if not result.rejected:
        return found
    rejected = sorted((*found.rejected, *result.rejected), key=lambda each: each.line)
    return replace(
        found,
        rejected=tuple(rejected),
        rejections=found.rejections + len(result.rejected),
    )
