"""A table with a header, from a CSV file or a query."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cadence.core.errors import CadenceError

SEPARATORS = ",;\t|"


class SheetRefused(CadenceError):
    """This is no table that can be read as revenue; nothing was imported. The message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    line: int
    """Of the file, its first being 1; of a query, the row."""
    reason: str


Row = tuple[int, Sequence[str]]
"""Its line, and its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    header: tuple[str, ...]
    rows: Iterable[Row | Rejected]
    """Read once."""


def sheet_of(lines: Iterable[str]) -> Sheet:
    """A CSV file's lines, with their ends. The separator is the one of , ; | and tab that the header has most of.

    Raises SheetRefused where there is no header.
    """
    every = iter(lines)
    first = next(every, "").removeprefix("\ufeff")
    if not first.strip():
        raise SheetRefused("The file is empty: its first line must be a header.")
    rows = _rows(_all(first, every), max(SEPARATORS, key=first.count))
    header = next(rows)
    if isinstance(header, Rejected):
        raise SheetRefused(f"The header can't be read: {header.reason}.")
    names = tuple(each.strip() for each in header[1])
    return Sheet(header=names, rows=_fitting(rows, len(names)))


def _all(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _rows(lines: Iterator[str], separator: str) -> Iterator[Row | Rejected]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(line=line, reason=f"it is no CSV: {error}")
            continue
        if any(row):
            yield line, row


def _fitting(rows: Iterable[Row | Rejected], width: int) -> Iterator[Row | Rejected]:
    for row in rows:
        if isinstance(row, Rejected) or len(row[1]) == width:
            yield row
        else:
            reason = f"it has {len(row[1])} cells and the header has {width}"
            yield Rejected(line=row[0], reason=reason)
