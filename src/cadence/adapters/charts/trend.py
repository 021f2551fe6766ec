"""Lines over time, each named where it ends."""

from dataclasses import dataclass

from cadence.adapters.charts.canvas import Canvas, Point
from cadence.adapters.charts.frame import (
    LITTLE,
    MARGIN,
    Field,
    along,
    axis,
    axis_width,
    empty,
    head,
)
from cadence.adapters.charts.ink import SMALL, colours, markers
from cadence.adapters.charts.letters import letters, width
from cadence.adapters.charts.scale import Scale, around, number
from cadence.core.chart import Series, Trend

WIDTH, HEIGHT = 960.0, 480.0
NAMES_AT_MOST = 220.0
BETWEEN_NAMES = LITTLE + 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    name: str
    points: tuple[float | None, ...]
    colour: str
    marker: str


def draw_trend(chart: Trend) -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT)
    top = head(canvas, chart.title, chart.unit)
    lines = _lines(chart)
    values = [value for line in lines for value in line.points if value is not None]
    if not values:
        empty(canvas, top)
        return canvas
    marks = [(name, found) for name, level in chart.marks if (found := number(level)) is not None]
    low, high = around([*values, *(level for _, level in marks)])
    if min(values) >= 0 and all(level >= 0 for _, level in marks):
        low = max(low, 0.0)
    field = Field(
        left=MARGIN + axis_width(low, high) + 4,
        right=canvas.width - MARGIN - _names_width(lines, [name for name, _ in marks]),
        top=top + 8,
        bottom=canvas.height - MARGIN - LITTLE - 11,
    )
    scale = Scale(low=low, high=high, top=field.top, bottom=field.bottom)
    axis(canvas, field, scale)
    along(canvas, field, chart.x, lambda index: _x(field, index, len(chart.x)), below=11)
    for _, level in marks:
        y = scale.y(level)
        canvas.line(((field.left, y), (field.right, y)), SMALL, wide=1.3, dashed=True)
    for line in lines:
        _draw(canvas, field, scale, line)
    _names(canvas, field, scale, lines, marks)
    return canvas


def _lines(chart: Trend) -> tuple[_Line, ...]:
    each = zip(chart.series, colours(chart.series), markers(chart.series), strict=True)
    return tuple(
        _Line(
            name=series.name,
            points=_points(series, len(chart.x)),
            colour=colour,
            marker=marker,
        )
        for series, colour, marker in each
    )


def _points(series: Series, count: int) -> tuple[float | None, ...]:
    values = [number(each) for each in series.values[:count]]
    return (*values, *([None] * (count - len(values))))


def _draw(canvas: Canvas, field: Field, scale: Scale, line: _Line) -> None:
    """A gap parts the line; a value alone between two gaps is a point."""
    dots = len(line.points) <= 40
    for run in _runs(field, scale, line.points):
        if len(run) > 1:
            canvas.line(run, line.colour, wide=2.4)
        for index, point in enumerate(run):
            if dots or len(run) == 1 or index == len(run) - 1:
                canvas.mark(point, line.colour, marker=line.marker, size=7)


def _runs(field: Field, scale: Scale, values: tuple[float | None, ...]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((_x(field, index, len(values)), scale.y(value)))
    return [run for run in runs if run]


def _x(field: Field, index: int, count: int) -> float:
    inside = 10.0
    if count == 1:
        return (field.left + field.right) / 2
    return field.left + inside + (field.right - field.left - 2 * inside) * index / (count - 1)


# --- names at the end of lines ----------------------------------------------------------------------


def _names_width(lines: tuple[_Line, ...], marks: list[str]) -> float:
    widest = [width(letters(line.name), LITTLE, bold=True) for line in lines]
    widest += [width(letters(name), LITTLE) for name in marks]
    return min(max(widest), NAMES_AT_MOST) + 14


def _names(
    canvas: Canvas,
    field: Field,
    scale: Scale,
    lines: tuple[_Line, ...],
    marks: list[tuple[str, float]],
) -> None:
    wanted = [
        (scale.y(last), line.name, line.colour, True)
        for line in lines
        if (last := _last(line.points)) is not None
    ]
    wanted += [(scale.y(level), name, SMALL, False) for name, level in marks]
    wanted.sort(key=lambda each: (each[0], each[1]))
    places = _apart([each[0] for each in wanted], field.top, field.bottom)
    for y, (at, name, colour, is_bold) in zip(places, wanted, strict=True):
        canvas.line(((field.right + 1, at), (field.right + 9, y)), colour)
        canvas.text(
            field.right + 12,
            y,
            name,
            LITTLE,
            bold=is_bold,
            colour=colour,
            upright="center",
            room=canvas.width - field.right - 16,
        )


def _last(points: tuple[float | None, ...]) -> float | None:
    return next((value for value in reversed(points) if value is not None), None)


def _apart(wanted: list[float], top: float, bottom: float) -> list[float]:
    """Places in the same order, near the wanted ones, far enough apart to be read; closer where there are too many."""
    gap = min(BETWEEN_NAMES, (bottom - top) / max(1, len(wanted) - 1))
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + gap) if placed else max(y, top))
    over = bottom
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], over)
        over = placed[index] - gap
    return placed
