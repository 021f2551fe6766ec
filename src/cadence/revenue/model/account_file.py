"""A CSV file of accounts: which columns it has, and what is wrong with its rows."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cadence.revenue.model.account import AccountReading

ACCOUNT, DATE, OWNER = "account", "date", "owner"
DAY = "_on"
"""The ending of a column that holds dates; any other column holds numbers."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
LONGEST = 200
"""Characters of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A row that can't be taken."""

    line: int
    """In the file, from 1; the header is one."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFile:
    """Either everything was understood, or nothing is to be taken."""

    readings: tuple[AccountReading, ...]
    wrong: tuple[Wrong, ...]


class _Wrong(ValueError):
    """Says in plain words what is wrong with a cell."""


def read(lines: Iterable[str]) -> AccountFile:
    """Columns: `account`, `date` (YYYY-MM-DD), perhaps `owner` (a user id or an e-mail address); a name that ends in
    `_on` holds dates (`started_on`, `activated_on`, `renews_on`), every other one numbers (`active_users`, `seats`,
    `open_tickets`, `api_calls_used` with `api_calls_limit`). An empty cell was not read, which is not zero."""
    wrong: list[Wrong] = []
    rows = _numbered(lines, wrong)
    _, first = next(rows, (1, []))
    header = [name.removeprefix("\ufeff").strip().casefold() for name in first]
    if why := None if wrong else _wrong_header(header):
        return _nothing(1, why)
    found = _readings(header, rows, wrong)
    if not found and not wrong:
        return _nothing(1, "there is no row below the header")
    return AccountFile(readings=() if wrong else tuple(found), wrong=tuple(wrong))


def _nothing(line: int, why: str) -> AccountFile:
    return AccountFile(readings=(), wrong=(Wrong(line=line, why=why),))


def _wrong_header(header: list[str]) -> str | None:
    if missing := [name for name in (ACCOUNT, DATE) if name not in header]:
        return f"the header names no column “{missing[0]}”"
    if odd := [name for name in header if not _NAME.fullmatch(name)]:
        return (
            f"“{odd[0][:60]}” is no name of a column; one has small letters, digits and underscores"
        )
    twice = {name for name in header if header.count(name) > 1}
    return f"two columns are named “{min(twice)}”" if twice else None


def _numbered(lines: Iterable[str], wrong: list[Wrong]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line it ends on."""
    rows = csv.reader(lines, strict=True)
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, cells
    except csv.Error as error:
        wrong.append(Wrong(line=rows.line_num, why=f"this is no CSV: {error}"))


def _readings(
    header: list[str], rows: Iterable[tuple[int, list[str]]], wrong: list[Wrong]
) -> list[AccountReading]:
    found: dict[tuple[str, date], AccountReading] = {}
    for line, cells in rows:
        try:
            reading = _reading(header, cells)
        except _Wrong as error:
            wrong.append(Wrong(line=line, why=str(error)))
            continue
        if found.setdefault((reading.account, reading.on), reading) != reading:
            why = f"{reading.account} was given for {reading.on} before, with other values"
            wrong.append(Wrong(line=line, why=why))
    return list(found.values())


def _reading(header: list[str], cells: list[str]) -> AccountReading:
    if len(cells) != len(header):
        raise _Wrong(f"has {len(cells)} cells under {len(header)} columns")
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    values = {name: cell for name, cell in row.items() if name not in (ACCOUNT, DATE, OWNER)}
    return AccountReading(
        account=_name(row[ACCOUNT]),
        on=_day(DATE, row[DATE]),
        owner=row.get(OWNER, ""),
        days=tuple(
            (name, _day(name, cell)) for name, cell in values.items() if cell and name.endswith(DAY)
        ),
        measures=tuple(_measures(values)),
    )


def _measures(values: Mapping[str, str]) -> Iterator[tuple[str, Decimal]]:
    for name, cell in values.items():
        if cell and not name.endswith(DAY):
            yield name, _number(name, cell)


def _name(cell: str) -> str:
    if not cell:
        raise _Wrong("names no account")
    if len(cell) > LONGEST or not cell.isprintable():
        raise _Wrong(
            f"the account's name has over {LONGEST} characters, or some that can't be shown"
        )
    return cell


def _day(name: str, cell: str) -> date:
    try:
        return date.fromisoformat(cell) if len(cell) == len("2026-11-20") else _no_day(name, cell)
    except ValueError:
        return _no_day(name, cell)


def _no_day(name: str, cell: str) -> date:
    raise _Wrong(f"{name}: “{cell[:40]}” is no date, such as 2026-11-20")


_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")


def _number(name: str, cell: str) -> Decimal:
    if not _NUMBER.fullmatch(cell):
        raise _Wrong(f"{name}: “{cell[:40]}” is no number, such as 1250 or 12.5")
    return Decimal(cell)
