"""A chart as a PNG, whatever chart it is."""

import matplotlib as mpl

from cadence.adapters.charts.canvas import Canvas
from cadence.adapters.charts.control import draw_control
from cadence.adapters.charts.tiles import draw_tiles
from cadence.adapters.charts.trend import draw_trend
from cadence.adapters.charts.waterfall import draw_waterfall
from cadence.core.chart import Chart, Control, Tiles, Trend, Waterfall


def png(chart: Chart) -> bytes:
    """Of what matplotlib ships, and of no settings that a machine may have."""
    with mpl.rc_context(rc=mpl.rcParamsDefault):
        return _drawn(chart).png()


def _drawn(chart: Chart) -> Canvas:
    match chart:
        case Waterfall():
            return draw_waterfall(chart)
        case Trend():
            return draw_trend(chart)
        case Tiles():
            return draw_tiles(chart)
        case Control():
            return draw_control(chart)
