"""Boards: tiles in columns, and columns in rows where they are many."""

from dataclasses import dataclass

from cadence.adapters.charts.canvas import Canvas
from cadence.adapters.charts.frame import LITTLE, MARGIN, NORMAL, empty, head
from cadence.adapters.charts.ink import FRAME, GRID, PANEL, SMALL, TEXT, TILE, TONES
from cadence.adapters.charts.letters import broken
from cadence.adapters.charts.scale import number
from cadence.core.chart import Column, Tile, Tiles

COLUMN = 268.0
GAP = 12.0
PAD = 12.0
MOST_BESIDE = 5
"""Columns; further ones stand below."""
MOST_TILES = 10
"""In one column; it is said how many more there are."""
TITLE_LINES = 2
LINE_LINES = 2
MOST_LINES = 8
LEADING = LITTLE + 5
TITLE_LEADING = NORMAL + 4
SPARK = 34.0
LEAST_REACH = 0.1
"""What a small line spans at least, in parts of its level: a wobble of a hundredth doesn't look like one of a half."""
BAND = 5.0
"""The coloured edge of a tile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    tile: Tile
    title: tuple[str, ...]
    lines: tuple[str, ...]
    height: float


def draw_tiles(chart: Tiles) -> Canvas:
    columns = chart.columns
    rows = [columns[at : at + MOST_BESIDE] for at in range(0, len(columns), MOST_BESIDE)]
    beside = min(len(columns), MOST_BESIDE)
    wide = max(2 * MARGIN + beside * COLUMN + (beside - 1) * GAP, 560.0)
    heights = [max(_height(column) for column in row) for row in rows]
    top = head_height()
    canvas = Canvas(wide, top + sum(heights) + GAP * len(heights) + 12 if rows else 220.0)
    head(canvas, chart.title, "")
    if not rows:
        empty(canvas, top)
        return canvas
    y = top
    for row, height in zip(rows, heights, strict=True):
        for index, column in enumerate(row):
            _column(canvas, MARGIN + index * (COLUMN + GAP), y, height, column)
        y += height + GAP
    return canvas


def head_height() -> float:
    return MARGIN + 35


def _laid(tile: Tile) -> _Laid:
    title = broken(tile.title, _inside(), NORMAL, most=TITLE_LINES, bold=True)
    lines = [
        part for each in tile.lines for part in broken(each, _inside(), LITTLE, most=LINE_LINES)
    ]
    shown = tuple(lines[:MOST_LINES])
    spark = SPARK + 8 if _drawable(tile) else 0
    height = 2 * PAD + len(title) * TITLE_LEADING + len(shown) * LEADING + spark - 4
    return _Laid(tile=tile, title=title, lines=shown, height=height)


def _inside() -> float:
    return COLUMN - 4 * PAD - BAND + 6


def _drawable(tile: Tile) -> bool:
    return sum(number(each) is not None for each in tile.values) > 1


def _height(column: Column) -> float:
    laid = [_laid(tile) for tile in column.tiles[:MOST_TILES]]
    more = LEADING + 4 if len(column.tiles) > MOST_TILES else 0
    empty_line = 0 if laid else LEADING + 12
    return _above(column) + sum(each.height + GAP for each in laid) + more + empty_line + 4


def _above(column: Column) -> float:
    return PAD + NORMAL + 10 + (LEADING if column.note else 0)


def _column(canvas: Canvas, x: float, y: float, height: float, column: Column) -> None:
    canvas.box(x, y, COLUMN, height, PANEL, round_=8)
    room = COLUMN - 2 * PAD
    canvas.text(x + PAD, y + PAD + NORMAL, column.title, NORMAL + 1, bold=True, room=room)
    if column.note:
        below = y + PAD + NORMAL + LEADING
        canvas.text(x + PAD, below, column.note, LITTLE, colour=SMALL, room=room)
    at = y + _above(column)
    if not column.tiles:
        canvas.text(x + PAD, at + LITTLE + 4, "–", NORMAL, colour=SMALL)
    for tile in column.tiles[:MOST_TILES]:
        laid = _laid(tile)
        _tile(canvas, x + PAD - 3, at, laid)
        at += laid.height + GAP
    if len(column.tiles) > MOST_TILES:
        more = f"… and {len(column.tiles) - MOST_TILES} more"
        canvas.text(x + PAD, at + LITTLE, more, LITTLE, colour=SMALL, room=room)


def _tile(canvas: Canvas, x: float, y: float, laid: _Laid) -> None:
    tile = laid.tile
    wide = COLUMN - 2 * PAD + 6
    canvas.box(x, y, wide, laid.height, TILE, edge=FRAME, round_=6)
    canvas.bar(x + 6, y + PAD - 3, BAND, y + laid.height - PAD + 3, TONES[tile.tone])
    left = x + 6 + BAND + 9
    at = y + PAD + NORMAL - 2
    for part in laid.title:
        canvas.text(left, at, part, NORMAL, bold=True, colour=TEXT, room=_inside())
        at += TITLE_LEADING
    for words in laid.lines:
        canvas.text(left, at, words, LITTLE, colour=SMALL, room=_inside())
        at += LEADING
    if _drawable(tile):
        _spark(canvas, left, at - LITTLE + 6, _inside(), tile)


def _spark(canvas: Canvas, x: float, y: float, wide: float, tile: Tile) -> None:
    values = [found for each in tile.values if (found := number(each)) is not None]
    middle = (min(values) + max(values)) / 2
    reach = max(max(values) - min(values), LEAST_REACH * abs(middle)) or 1.0
    foot = y + SPARK - 4
    points = [
        (
            x + 4 + (wide - 8) * index / (len(values) - 1),
            foot - (SPARK - 8) * (0.5 + (value - middle) / reach),
        )
        for index, value in enumerate(values)
    ]
    canvas.line(((x, foot + 3), (x + wide, foot + 3)), GRID)
    canvas.line(points, TONES[tile.tone], wide=2)
    canvas.mark(points[-1], TONES[tile.tone], size=7)
