"""What every chart has: a title, a line of small print, and a field to draw in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from cadence.adapters.charts.canvas import Canvas
from cadence.adapters.charts.ink import GRID, SMALL
from cadence.adapters.charts.letters import letters, width
from cadence.adapters.charts.scale import Scale, brief

MARGIN = 24.0
TITLE = 21.0
NORMAL = 14.0
LITTLE = 13.0
"""The smallest: still read when Slack shows the picture at half its width."""

NOTHING = "There is nothing to show yet."


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    left: float
    right: float
    top: float
    bottom: float


def head(canvas: Canvas, title: str, small: str) -> float:
    """Brings where the space below begins."""
    room = canvas.width - 2 * MARGIN
    canvas.text(MARGIN, MARGIN + TITLE * 0.8, title, TITLE, bold=True, room=room)
    if not small:
        return MARGIN + TITLE + 14
    below = MARGIN + TITLE * 0.8 + LITTLE + 9
    canvas.text(MARGIN, below, small, LITTLE, colour=SMALL, room=room)
    return below + 16


def empty(canvas: Canvas, top: float) -> None:
    canvas.text(
        canvas.width / 2, (top + canvas.height) / 2, NOTHING, NORMAL, colour=SMALL, across="center"
    )


def axis(canvas: Canvas, field: Field, scale: Scale) -> None:
    """Lines across, each with its figure to the left."""
    ticks = scale.ticks
    for tick, shown in zip(ticks, figures(ticks), strict=True):
        y = scale.y(tick)
        canvas.line(((field.left, y), (field.right, y)), GRID)
        canvas.text(
            field.left - 8, y, shown, LITTLE, colour=SMALL, across="right", upright="center"
        )


def figures(ticks: Sequence[float]) -> tuple[str, ...]:
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 0.0
    return tuple(brief(round(tick, 9), step=round(step, 9)) for tick in ticks)


def along(
    canvas: Canvas, field: Field, labels: Sequence[str], place: Callable[[int], float], below: float
) -> None:
    """What stands along the foot of a field: as many as don't touch, the last always."""
    widest = max(width(letters(each), LITTLE) for each in labels) + 14
    every = max(1, ceil(widest * len(labels) / (field.right - field.left)))
    for index in range(len(labels) - 1, -1, -every):
        canvas.text(
            place(index),
            field.bottom + LITTLE + below,
            labels[index],
            LITTLE,
            colour=SMALL,
            across="center",
        )


def axis_width(low: float, high: float, *, whole: bool = False) -> float:
    """What the figures of an axis take to the left of it."""
    ticks = Scale(low=low, high=high, top=0, bottom=1, whole=whole).ticks
    return max((width(shown, LITTLE) for shown in figures(ticks)), default=0) + 8
