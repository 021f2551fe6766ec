"""Control charts: counts as bars, what is usual and its limit across them, and what happened as flags above."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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
from cadence.adapters.charts.ink import PANEL, SMALL, TEXT, TONES
from cadence.adapters.charts.letters import cut, letters, width
from cadence.adapters.charts.scale import Scale, number
from cadence.core.chart import Control, Count, Flag, Tone

WIDTH, HEIGHT = 960.0, 420.0
NAMES_AT_MOST = 150.0
LEAST_HIGH = 4.0
"""A single bug is no peak."""
AIR = 1.12
"""Above the highest, for its figure."""
FLAG = LITTLE + 6
MOST_FLAG_ROWS = 3
MOST_FLAGS = 8
FLAG_AT_MOST = 240.0
THICKEST = 40.0

BEYOND, COUNTED, OTHERS = TONES[Tone.BAD], TONES[Tone.PLAIN], TONES[Tone.QUIET]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    count: Count
    value: float | None
    centre: float
    upper: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    flag: Flag
    shown: str
    x: float
    row: int
    is_left: bool
    """Whether its words stand to the left of it."""


def draw_control(chart: Control) -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT)
    top = head(canvas, chart.title, chart.unit)
    bars = tuple(_bar(each) for each in chart.counts)
    if not bars:
        empty(canvas, top)
        return canvas
    high = AIR * max(LEAST_HIGH, *(max(_levels(bar)) for bar in bars))
    field = Field(
        left=MARGIN + axis_width(0.0, high, whole=True) + 4,
        right=canvas.width - MARGIN - _names_width(chart),
        top=top,
        bottom=canvas.height - MARGIN - LITTLE - 24,
    )
    flags = _placed(chart.flags, field, len(bars))
    rows = 1 + max((each.row for each in flags), default=-1)
    below = field.top + rows * FLAG + 8
    scale = Scale(low=0.0, high=high, top=below, bottom=field.bottom, whole=True)
    about = _edges(chart, field)
    if about:
        _about(canvas, field, below, about, chart.counted)
    axis(canvas, field, scale)
    _bars(canvas, field, scale, bars, about or (0.0, 0.0))
    _levels_across(canvas, field, scale, bars, chart)
    _labels(canvas, field, bars)
    _flags(canvas, field, flags)
    return canvas


def _bar(count: Count) -> _Bar:
    return _Bar(
        count=count,
        value=number(count.value),
        centre=number(count.centre) or 0.0,
        upper=number(count.upper),
    )


def _levels(bar: _Bar) -> tuple[float, ...]:
    return (bar.value or 0.0, bar.centre, bar.upper or 0.0)


def _pitch(field: Field, bars: int) -> float:
    return (field.right - field.left) / bars


def _about(canvas: Canvas, field: Field, top: float, about: tuple[float, float], said: str) -> None:
    """A ground behind what it is about, with its words below."""
    left, right = about
    canvas.bar(left, top, right - left, field.bottom, PANEL)
    y = field.bottom + LITTLE + 21
    canvas.line(((left + 2, y - 11), (right - 2, y - 11)), COUNTED, wide=3)
    wide = width(letters(said), LITTLE, bold=True)
    middle = min(max((left + right) / 2, MARGIN + wide / 2), canvas.width - MARGIN - wide / 2)
    canvas.text(middle, y + 7, said, LITTLE, bold=True, colour=COUNTED, across="center")


def _edges(chart: Control, field: Field) -> tuple[float, float] | None:
    if chart.about is None:
        return None
    pitch, last = _pitch(field, len(chart.counts)), float(len(chart.counts))
    start, end = (min(max(number(each) or 0.0, 0.0), last) for each in chart.about)
    return (field.left + start * pitch, field.left + end * pitch) if start < end else None


def _bars(
    canvas: Canvas,
    field: Field,
    scale: Scale,
    bars: tuple[_Bar, ...],
    about: tuple[float, float],
) -> None:
    pitch = _pitch(field, len(bars))
    thick = max(1.0, min(pitch * 0.72, THICKEST))
    for place, bar in enumerate(bars):
        if bar.value is None:
            continue
        middle, y = field.left + pitch * (place + 0.5), scale.y(bar.value)
        inside = _is_inside(bar, middle, pitch, about)
        ink = BEYOND if bar.count.is_beyond else COUNTED if inside else OTHERS
        if bar.value > 0:
            draw = canvas.hatched if bar.count.is_partial else canvas.bar
            draw(middle - thick / 2, y, thick, field.bottom, ink)
        shown = f"{bar.value:,g}"
        fits = width(shown, LITTLE, bold=True) <= pitch - 1
        if bar.count.is_beyond:
            canvas.mark((middle, y - (21 if fits else 7)), BEYOND, size=8, marker="v")
        if fits and bar.value > 0:
            canvas.text(middle, y - 5, shown, LITTLE, bold=True, across="center", halo=True)
    canvas.line(((field.left, field.bottom), (field.right, field.bottom)), SMALL, wide=1.2)


def _is_inside(bar: _Bar, middle: float, pitch: float, about: tuple[float, float]) -> bool:
    """Whether more than half of it is what the chart is about; of what is not over, anything."""
    common = min(about[1], middle + pitch / 2) - max(about[0], middle - pitch / 2)
    return common > (0 if bar.count.is_partial else pitch / 2)


def _levels_across(
    canvas: Canvas, field: Field, scale: Scale, bars: tuple[_Bar, ...], chart: Control
) -> None:
    """In steps, since of a part of a week less is usual."""
    centre = _stepped(field, scale, [bar.centre for bar in bars])
    for run in centre:
        canvas.line(run, TEXT, wide=1.6)
    upper = _stepped(field, scale, [bar.upper for bar in bars])
    for run in upper:
        canvas.line(run, BEYOND, wide=1.6, dashed=True)
    named = [
        (scale.y(level), name, colour)
        for level, name, colour in (
            (_last_whole(bars, "upper"), chart.upper, BEYOND),
            (_last_whole(bars, "centre"), chart.centre, TEXT),
        )
        if level is not None and name
    ]
    _names(canvas, field, named)


def _last_whole(bars: tuple[_Bar, ...], level: Literal["centre", "upper"]) -> float | None:
    """Of the last time that is no part: its level is what the line is named for."""
    found = [each for each in bars if not each.count.is_partial] or list(bars)
    last = found[-1]
    return last.upper if level == "upper" else last.centre


def _names(canvas: Canvas, field: Field, named: Sequence[tuple[float, str, str]]) -> None:
    """As high as the lines, apart from each other, the upper one first."""
    low = field.bottom + LITTLE
    for y, name, colour in reversed(named):
        low = min(y, low - LITTLE - 4)
        canvas.text(
            field.right + 7, low, name, LITTLE, colour=colour, upright="center", room=NAMES_AT_MOST
        )


def _stepped(
    field: Field, scale: Scale, levels: Sequence[float | None]
) -> tuple[tuple[Point, ...], ...]:
    pitch = _pitch(field, len(levels))
    runs: list[list[Point]] = [[]]
    for place, level in enumerate(levels):
        if level is None:
            runs.append([])
            continue
        left = field.left + pitch * place
        runs[-1] += [(left, scale.y(level)), (left + pitch, scale.y(level))]
    return tuple(tuple(run) for run in runs if run)


def _labels(canvas: Canvas, field: Field, bars: tuple[_Bar, ...]) -> None:
    pitch = _pitch(field, len(bars))
    labels = [bar.count.label for bar in bars]
    along(canvas, field, labels, lambda place: field.left + pitch * (place + 0.5), below=3)


def _names_width(chart: Control) -> float:
    widest = max(width(letters(name), LITTLE) for name in (chart.centre, chart.upper))
    return min(widest, NAMES_AT_MOST) + 14


# --- flags ------------------------------------------------------------------------------------------


def _placed(flags: Sequence[Flag], field: Field, bars: int) -> tuple[_Placed, ...]:
    """Each in the first row where it has room."""
    pitch = _pitch(field, bars)
    ends = [field.left - 1] * MOST_FLAG_ROWS
    placed = []
    for flag in sorted(flags, key=lambda each: each.at)[-MOST_FLAGS:]:
        at = min(max(number(flag.at) or 0.0, 0.0), float(bars))
        shown = cut(flag.label, FLAG_AT_MOST, LITTLE)
        wide, x = width(shown, LITTLE) + 8, field.left + at * pitch
        is_left = x + wide > WIDTH - MARGIN
        begin = x - wide if is_left else x
        row = next((row for row, end in enumerate(ends) if end <= begin), MOST_FLAG_ROWS - 1)
        ends[row] = max(ends[row], begin + wide + 8)
        placed.append(_Placed(flag=flag, shown=shown, x=x, row=row, is_left=is_left))
    return tuple(placed)


def _flags(canvas: Canvas, field: Field, flags: tuple[_Placed, ...]) -> None:
    for each in flags:
        y = field.top + each.row * FLAG + FLAG / 2
        canvas.line(((each.x, y), (each.x, field.bottom)), SMALL, dashed=each.flag.is_ahead)
        canvas.mark((each.x, y), TEXT, size=7, marker="D" if each.flag.is_ahead else "o")
        canvas.text(
            each.x - 7 if each.is_left else each.x + 7,
            y,
            each.shown,
            LITTLE,
            across="right" if each.is_left else "left",
            upright="center",
            halo=True,
        )
