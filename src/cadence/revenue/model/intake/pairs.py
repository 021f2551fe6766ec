"""Small tables beside the amounts: which accounts were merged, and what currencies cost."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from cadence.revenue.model.intake import cells
from cadence.revenue.model.intake.sheet import Rejected, Sheet, SheetRefused
from cadence.revenue.model.level import Rate
from cadence.revenue.model.month import Month


def merges(sheet: Sheet) -> tuple[dict[str, str], tuple[Rejected, ...]]:
    """Columns `account` and `into`. Raises SheetRefused."""
    account, into = _places(sheet, "account", "into")
    found: dict[str, str] = {}

    def take(row: Sequence[str]) -> None:
        old, new = cells.name(row[account], "account"), cells.name(row[into], "account")
        if old == new:
            raise ValueError(f"{old} would be merged into itself")
        if found.setdefault(old, new) != new:
            raise ValueError(f"{old} is merged into {found[old]} already")

    return found, _rejected(sheet, take)


def rates(sheet: Sheet) -> tuple[tuple[Rate, ...], tuple[Rejected, ...]]:
    """Columns `currency`, `month` and `rate`: what one unit costs in the company's own. Raises SheetRefused."""
    currency, month, rate = _places(sheet, "currency", "month", "rate")
    found: dict[tuple[str, Month], Decimal] = {}

    def take(row: Sequence[str]) -> None:
        name, on = cells.currency(row[currency]), Month.read(row[month])
        value = cells.amount(row[rate])
        if not name:
            raise ValueError("it names no currency")
        if value <= 0:
            raise ValueError(f"{value} is no rate: what a currency costs is above 0")
        if found.setdefault((name, on), value) != value:
            raise ValueError(f"{name} has the rate {found[name, on]} for {on} already")

    rejected = _rejected(sheet, take)
    read = (Rate(currency=name, month=on, rate=value) for (name, on), value in found.items())
    return tuple(read), rejected


def _rejected(sheet: Sheet, take: Callable[[Sequence[str]], None]) -> tuple[Rejected, ...]:
    rejected: list[Rejected] = []
    for row in sheet.rows:
        if isinstance(row, Rejected):
            rejected.append(row)
            continue
        try:
            take(row[1])
        except ValueError as error:
            rejected.append(Rejected(line=row[0], reason=str(error)))
    return tuple(rejected)


def _places(sheet: Sheet, *names: str) -> list[int]:
    known = {name.casefold(): at for at, name in enumerate(sheet.header)}
    if missing := [name for name in names if name not in known]:
        raise SheetRefused(
            f"The header has no column {', no '.join(missing)}; needed are {', '.join(names)}."
        )
    return [known[name] for name in names]
