"""Files of bets and of readings: CSV and TOML, read whole or with every fault and its line."""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from cadence.core.toml_lines import line_of
from cadence.portfolio.model.bet import OUTCOME
from cadence.portfolio.model.draft import Draft
from cadence.portfolio.model.written import LONGEST_KEY, USER, BetEntry, Figure, Key, Name

T = TypeVar("T")

Find = Callable[[str], str | None]
"""Whose id an e-mail address is; None where nobody is known by it."""

BETS = frozenset({"key", *BetEntry.model_fields})
READINGS = frozenset({"bet", "on", "value", "metric"})
"""Columns."""
SEPARATORS = ",;\t"
"""Of a CSV file's cells: the one that its first line has most of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    line: int | None
    """From 1; None where it is about the file as a whole."""
    words: str


class Faulty(ValueError):
    """The file can't be taken. Nothing was."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(each.words for each in faults))
        self.faults = tuple(sorted(faults, key=lambda each: each.line or 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A bet of a file."""

    key: str
    draft: Draft
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A reading of a file."""

    bet: str
    """A key, a number, or a name."""
    metric: str
    on: date
    value: Decimal
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    bets: tuple[Named, ...] = ()
    readings: tuple[Read, ...] = ()


class _BetRow(BetEntry):
    key: Key


class _ReadingRow(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bet: Name
    on: date
    value: Figure
    metric: str = OUTCOME


def contents(text: str, *, is_toml: bool, find: Find) -> Contents:
    """What the file holds: bets of a TOML file's `[bets.<key>]`, or of a CSV file by its header; or readings, of a CSV
    file with the columns bet, on and value, and metric where it is another than the outcome. A bet without a key has
    its name for one. Raises Faulty."""
    if is_toml:
        return Contents(bets=_unlike(_sections(text, find)))
    rows, columns = _rows(text)
    if {"bet", "on", "value"} <= columns:
        _known(columns, READINGS)
        return Contents(readings=_all(rows, _reading))
    _known(columns, BETS)
    return Contents(bets=_unlike(_all(rows, lambda line, row: _bet(line, row, find))))


def key_of(name: str) -> str:
    """ "Faster checkout!" is "faster-checkout"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_KEY].strip("-")


# --- CSV -------------------------------------------------------------------------------------------

Row = Mapping[str, str]


def _rows(text: str) -> tuple[list[tuple[int, Row]], frozenset[str]]:
    """Each row with the line that it begins on, without its empty cells; and the columns."""
    bare = text.removeprefix("\ufeff")
    separator = max(SEPARATORS, key=bare.partition("\n")[0].count)
    reader = csv.reader(StringIO(bare, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Faulty(Fault(line=begins, words=f"is no CSV: {error}")) from error
    if not rows:
        raise Faulty(Fault(line=None, words="the file is empty"))
    header = [cell.casefold() for cell in rows[0][1]]
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise Faulty(Fault(line=rows[0][0], words=f"the column {twice[0]} is there twice"))
    long = [
        Fault(line=line, words=f"has {len(cells)} cells, the header {len(header)}")
        for line, cells in rows[1:]
        if len(cells) > len(header)
    ]
    if long:
        raise Faulty(*long)
    named: list[tuple[int, Row]] = [
        (line, {name: cell for name, cell in zip(header, cells, strict=False) if cell})
        for line, cells in rows[1:]
    ]
    return named, frozenset(header)


def _known(columns: frozenset[str], known: frozenset[str]) -> None:
    if unknown := sorted(columns - known):
        names = ", ".join(sorted(known))
        raise Faulty(
            Fault(line=1, words=f"there is no column “{unknown[0][:40]}”; there is {names}")
        )


def _all(rows: Sequence[tuple[int, Row]], read: Callable[[int, Row], T]) -> tuple[T, ...]:
    """Every row, or every fault of every row."""
    found: list[T] = []
    faults: list[Fault] = []
    for line, row in rows:
        try:
            found.append(read(line, row))
        except Faulty as error:
            faults += error.faults
    if faults:
        raise Faulty(*faults)
    return tuple(found)


def _bet(line: int, row: Row, find: Find) -> Named:
    values: dict[str, Any] = dict(row)
    if "key" not in values and (made := key_of(values.get("name", ""))):
        values["key"] = made
    try:
        read = _BetRow.model_validate(_with_owner(values, find))
    except ValidationError as error:
        told = [each for each in error.errors() if "name" in row or each["loc"] != ("key",)]
        raise Faulty(*(Fault(line=line, words=_plainly(each)) for each in told)) from None
    except ValueError as error:
        raise Faulty(Fault(line=line, words=str(error))) from None
    return Named(key=read.key, draft=read.draft, line=line)


def _reading(line: int, row: Row) -> Read:
    try:
        read = _ReadingRow.model_validate(row)
    except ValidationError as error:
        raise Faulty(*(Fault(line=line, words=_plainly(each)) for each in error.errors())) from None
    metric = " ".join(read.metric.casefold().split())
    return Read(bet=read.bet, metric=metric, on=read.on, value=read.value, line=line)


# --- TOML ------------------------------------------------------------------------------------------


def _sections(text: str, find: Find) -> tuple[Named, ...]:
    try:
        sections = tomllib.loads(text).get("bets")
    except tomllib.TOMLDecodeError as error:
        raise Faulty(Fault(line=None, words=f"is no TOML: {error}")) from error
    if not isinstance(sections, dict) or not sections:
        raise Faulty(Fault(line=None, words="the file holds no [bets.<key>]"))
    found: list[Named] = []
    faults: list[Fault] = []
    for key, values in sections.items():
        try:
            found.append(_section(text, key, values, find))
        except Faulty as error:
            faults += error.faults
    if faults:
        raise Faulty(*faults)
    return tuple(found)


def _section(text: str, key: str, values: Any, find: Find) -> Named:
    begins = line_of(text, ("bets", key))
    if not isinstance(values, dict):
        raise Faulty(Fault(line=begins, words=f"bets.{key} must be a section of its own"))
    try:
        read = _BetRow.model_validate({**_with_owner(values, find), "key": key})
    except ValidationError as error:
        raise Faulty(*_placed(text, key, error.errors())) from None
    except ValueError as error:
        line = line_of(text, ("bets", key, "owner"))
        raise Faulty(Fault(line=line, words=str(error))) from None
    return Named(key=read.key, draft=read.draft, line=begins)


def _placed(text: str, key: str, errors: Sequence[ErrorDetails]) -> Iterator[Fault]:
    for each in errors:
        yield Fault(line=line_of(text, ("bets", key, *each["loc"])), words=_plainly(each))


# --- both ------------------------------------------------------------------------------------------


def _with_owner(values: Mapping[str, Any], find: Find) -> dict[str, Any]:
    """With the id of an owner who is named by an address. Raises ValueError where nobody is known by it."""
    named = values.get("owner")
    if not isinstance(named, str) or USER.fullmatch(named) or "@" not in named:
        return dict(values)
    found = find(named)
    if found is None:
        raise ValueError(f"owner: nobody in Slack is known by {named[:80]}")
    return {**values, "owner": found}


def _unlike(named: tuple[Named, ...]) -> tuple[Named, ...]:
    """Raises Faulty where two have one key."""
    seen: dict[str, Named] = {}
    faults: list[Fault] = []
    for each in named:
        if each.key in seen:
            before = f" of line {seen[each.key].line}" if seen[each.key].line else ""
            faults.append(Fault(line=each.line, words=f"the key {each.key} is that{before} too"))
        seen[each.key] = each
    if faults:
        raise Faulty(*faults)
    return named


def _plainly(error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"])
    said = str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")
    words = _INSTEAD.get(error["type"], said)
    return f"{where}: {words}" if where else words


_INSTEAD: Mapping[str, str] = {
    "decimal_parsing": "must be a number, such as 42 or 3.5",
    "decimal_type": "must be a number, such as 42 or 3.5",
    "date_from_datetime_parsing": "must be a date, such as 2026-11-16",
    "date_from_datetime_inexact": "must be a date, such as 2026-11-16",
    "date_parsing": "must be a date, such as 2026-11-16",
    "date_type": "must be a date, such as 2026-11-16",
    "extra_forbidden": "there is no such column or key",
    "missing": "is missing",
    "string_type": "must be text",
}
"""Where pydantic's own words speak of Python's types."""
