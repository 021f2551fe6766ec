"""Colours. A picture brings its own ground, since Slack's may be light or dark, and a frame that parts them."""

from itertools import cycle, islice

from cadence.core.chart import Series, Tone

GROUND = "#f7f8fa"
FRAME = "#aeb6c2"
PANEL = "#e9ecf1"
TILE = "#ffffff"
TEXT = "#1b2430"
SMALL = "#525d6b"
GRID = "#d5dae1"

TONES = {
    Tone.PLAIN: "#0b5fa8",
    Tone.GOOD: "#00705a",
    Tone.BAD: "#b23c06",
    Tone.TOTAL: "#2d3b4e",
    Tone.QUIET: "#6f7a88",
}
"""Blue-green and vermilion, which most colour-blind people tell apart; nothing is said by colour alone."""

LINES = ("#0b5fa8", "#a84f00", "#7a3d9e", "#00757a", "#a8256a", "#6b5900")
"""For plain series, in turn."""

MARKERS = ("o", "s", "^", "D", "v", "P")


def colours(series: tuple[Series, ...]) -> tuple[str, ...]:
    plain = cycle(LINES)
    return tuple(next(plain) if each.tone is Tone.PLAIN else TONES[each.tone] for each in series)


def markers(series: tuple[Series, ...]) -> tuple[str, ...]:
    return tuple(islice(cycle(MARKERS), len(series)))
