"""Waterfalls: levels stand on the ground, movements on what is before them."""

from dataclasses import dataclass, replace
from itertools import pairwise

from cadence.adapters.charts.canvas import Canvas
from cadence.adapters.charts.frame import (
    LITTLE,
    MARGIN,
    NORMAL,
    Field,
    axis,
    axis_width,
    empty,
    figures,
    head,
)
from cadence.adapters.charts.ink import GROUND, SMALL, TEXT, TONES
from cadence.adapters.charts.letters import broken, width
from cadence.adapters.charts.scale import Scale, number, round_values
from cadence.core.chart import Step, Waterfall

WIDTH, HEIGHT = 960.0, 480.0
A_BAR = 88.0
"""With many steps the picture grows wider, rather than the bars narrower than this."""
LABEL_LINES = 2
THICKEST = 96.0

CUT_BELOW = 0.6
"""The axis is cut where everything happens in less than its upper 40 %, and the picture says so."""
BELOW = 0.6
"""How far below, in parts of what happens, it is cut, at most."""
STUMP = 0.2
"""And at least, so that something is left of each level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    step: Step
    start: float
    end: float


def draw_waterfall(chart: Waterfall) -> Canvas:
    bars = _bars(chart.steps)
    canvas = Canvas(max(WIDTH, 2 * MARGIN + 64 + A_BAR * len(bars)), HEIGHT)
    if not bars:
        empty(canvas, head(canvas, chart.title, chart.unit))
        return canvas
    ground = _ground(bars)
    low, high = _range(bars, ground)
    scale = Scale(low=low, high=high, top=0, bottom=1)
    top = head(canvas, chart.title, _small(chart.unit, scale))
    field = Field(
        left=MARGIN + axis_width(low, high),
        right=canvas.width - MARGIN,
        top=top + NORMAL,
        bottom=canvas.height - MARGIN - LABEL_LINES * (LITTLE + 4),
    )
    scale = replace(scale, top=field.top, bottom=field.bottom)
    axis(canvas, field, scale)
    _draw(canvas, field, scale, bars)
    return canvas


def _bars(steps: tuple[Step, ...]) -> tuple[_Bar, ...]:
    made: list[_Bar] = []
    level = 0.0
    for step in steps:
        amount = number(step.amount) or 0.0
        start = 0.0 if step.is_level else level
        level = start + amount
        made.append(_Bar(step=step, start=start, end=level))
    return tuple(made)


def _ground(bars: tuple[_Bar, ...]) -> float:
    """Where the bars begin: 0, or where the axis is cut, so that small movements between high levels can be seen."""
    reached = [bar.end for bar in bars]
    reached += [bar.start for bar in bars if not bar.step.is_level]
    low, high = min(reached), max(reached)
    if low <= 0 or low < CUT_BELOW * high or low == high:
        return 0.0
    marks = round_values(low - (high - low) * BELOW, high)
    return max((each for each in marks if 0 < each <= low - (high - low) * STUMP), default=0.0)


def _range(bars: tuple[_Bar, ...], ground: float) -> tuple[float, float]:
    values = [ground, *(bar.end for bar in bars)]
    low, high = min(values), max(values)
    air = (high - low) * 0.08 or 1.0
    return (low if low == ground else low - air), high + air


def _small(unit: str, scale: Scale) -> str:
    if not scale.low > 0:
        return unit
    cut = f"the axis begins at {figures(scale.ticks)[0]}, not at 0"
    return f"{unit}; {cut}" if unit else f"{cut[0].upper()}{cut[1:]}"


def _draw(canvas: Canvas, field: Field, scale: Scale, bars: tuple[_Bar, ...]) -> None:
    pitch = (field.right - field.left) / len(bars)
    thick = min(pitch * 0.66, THICKEST)
    middles = [field.left + pitch * (index + 0.5) for index in range(len(bars))]
    for (left, bar), (right, _) in pairwise(zip(middles, bars, strict=True)):
        y = scale.y(bar.end)
        canvas.line(((left + thick / 2, y), (right - thick / 2, y)), SMALL, dashed=True)
    for middle, bar in zip(middles, bars, strict=True):
        _bar(canvas, scale, bar, middle, thick)
        _figure(canvas, scale, bar, middle, pitch)
        _label(canvas, bar.step.label, middle, pitch, field.bottom)
    y = scale.y(max(scale.low, 0.0))
    canvas.line(((field.left, y), (field.right, y)), SMALL, wide=1.2)


def _bar(canvas: Canvas, scale: Scale, bar: _Bar, middle: float, thick: float) -> None:
    is_cut = bar.step.is_level and scale.low > 0
    start = scale.low if is_cut else bar.start
    top, bottom = sorted((scale.y(start), scale.y(bar.end)))
    canvas.bar(middle - thick / 2, top, thick, max(bottom, top + 2), TONES[bar.step.tone])
    if is_cut:
        _torn(canvas, middle - thick / 2, bottom - 16, thick)


def _torn(canvas: Canvas, left: float, y: float, wide: float) -> None:
    """A zigzag through a bar that begins below the picture."""
    teeth = 8
    xs = [left - 1 + (wide + 2) * index / teeth for index in range(teeth + 1)]
    upper = [(x, y - (4 if index % 2 else 0)) for index, x in enumerate(xs)]
    canvas.shape([*upper, *((x, below + 5) for x, below in reversed(upper))], GROUND)


def _figure(canvas: Canvas, scale: Scale, bar: _Bar, middle: float, pitch: float) -> None:
    room = pitch - 4
    size = NORMAL if width(bar.step.shown, NORMAL, bold=True) <= room else LITTLE
    y = scale.y(max(bar.start, bar.end)) - 6
    if bar.end < 0 and bar.step.is_level:
        y = scale.y(bar.end) + size + 4
    canvas.text(
        middle,
        y,
        bar.step.shown,
        size,
        bold=True,
        colour=TEXT,
        across="center",
        room=room,
        halo=True,
    )


def _label(canvas: Canvas, label: str, middle: float, pitch: float, bottom: float) -> None:
    for index, part in enumerate(broken(label, pitch - 6, LITTLE, most=LABEL_LINES)):
        canvas.text(
            middle,
            bottom + 18 + index * (LITTLE + 3),
            part,
            LITTLE,
            across="center",
            room=pitch,
        )
