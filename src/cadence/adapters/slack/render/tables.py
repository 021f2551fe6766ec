"""Tables, as Slack's own block or as simpler ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from cadence.adapters.slack.text import (
    EMPTY,
    Json,
    literal,
    rich_section,
    rich_text,
    shortened,
    size,
)
from cadence.core.message import Line, Link, Moment, Table, Text, Where, Who, line
from cadence.core.plain import clean, plain_table

Part = TypeVar("Part")

# Limits: https://docs.slack.dev/reference/block-kit/blocks/table-block
ROWS = 100
"""The row of column names included."""
COLUMNS = 20
CELL = 500
"""Ours, so that one long cell doesn't push out the rows below it."""

TEXT_WIDTH = 78
"""Cells of a table set in monospaced text; wider ones wrap in a window of usual size."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The part of a table that fits, and what must be said about the rest."""

    table: Table
    said: str


def fitted(table: Table, room: int) -> Fitted:
    """At most ROWS rows and `room` characters; at least the column names, even where these take more."""
    width = max([len(table.columns), *(len(row) for row in table.rows)], default=0)
    columns = tuple(_cut_name(name) for name in _filled(table.columns, min(width, COLUMNS), ""))
    shown: list[tuple[Line, ...]] = []
    room -= sum(size(name) or 1 for name in columns)
    for row in table.rows[: ROWS - 1]:
        cells = tuple(shortened(cell, CELL) for cell in _filled(row, len(columns), ()))
        room -= sum(size(literal(cell)) or 1 for cell in cells)
        if room < 0:
            break
        shown.append(cells)
    said = [
        f"the first {len(shown):,} of {len(table.rows):,} rows" * (len(shown) < len(table.rows)),
        f"the first {COLUMNS} of {width} columns" * (width > COLUMNS),
    ]
    return Fitted(
        replace(table, columns=columns, rows=tuple(shown)),
        f"Shown here: {' and '.join(part for part in said if part)}." if any(said) else "",
    )


def table_block(table: Table) -> Json:
    head = [{"type": "raw_text", "text": name} for name in table.columns]
    return {
        "type": "table",
        "rows": [head, *([_cell(cell) for cell in row] for row in table.rows)],
        "column_settings": [
            {"align": "right" if place in table.right else "left", "is_wrapped": True}
            for place in range(len(table.columns))
        ],
    }


def simple_table(table: Table) -> Json:
    """Monospaced where it fits and loses no link by it, else a list with a row an item."""
    text = plain_table(table, width=10_000)
    fits = all(len(row) <= TEXT_WIDTH for row in text.splitlines())
    if fits and not any(_is_live(cell) for row in table.rows for cell in row):
        return rich_text(
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
        )
    items = [rich_section(_as_line(table.columns, row)) for row in table.rows]
    return rich_text({"type": "rich_text_list", "style": "bullet", "elements": items})


def _cell(cell: Line) -> Json:
    seen = literal(cell)
    if not seen.strip():
        return {"type": "raw_text", "text": EMPTY}
    if all(span == Text(span.text) for span in cell if isinstance(span, Text)) and not _is_live(
        cell
    ):
        return {"type": "raw_text", "text": seen}
    return rich_text(rich_section(cell))


def _is_live(cell: Line) -> bool:
    return any(isinstance(span, Link | Moment | Who | Where) for span in cell)


def _as_line(columns: tuple[str, ...], row: tuple[Line, ...]) -> Line:
    return tuple(_joined(columns, row))


def _joined(
    columns: tuple[str, ...], row: tuple[Line, ...]
) -> Iterator[Text | Link | Moment | Who | Where]:
    first = True
    for name, cell in zip(columns, row, strict=True):
        if not literal(cell).strip():
            continue
        yield from () if first else line(f" · {name}: " if name != EMPTY else " · ")
        yield from cell
        first = False


def _cut_name(name: str) -> str:
    return literal(shortened((Text(" ".join(clean(name).split())),), CELL)) or EMPTY


def _filled(parts: tuple[Part, ...], length: int, with_: Part) -> tuple[Part, ...]:
    return parts[:length] + (with_,) * (length - len(parts))
