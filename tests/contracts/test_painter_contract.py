"""What every Painter does: the fake, and matplotlib."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from cadence.adapters.charts.painter import ChartPainter
from cadence.core.chart import Chart
from cadence.core.ports import Painter
from charts_samples import a_board, a_control, a_flag, a_month, a_series, a_tile, a_trend
from fakes.painter import FakePainter

CHARTS = (
    a_month(),
    a_trend(a_series("NRR", "101", None, "104")),
    a_board(a_tile("One-page checkout", "Confidence 70 %", values=("1", "2"))),
    a_control("0", "1", "3", about=("1", "3"), flags=(a_flag("told", "2"),)),
)


@pytest.fixture(params=[FakePainter, ChartPainter])
def painter(request: pytest.FixtureRequest) -> Painter:
    made: Painter = request.param()
    return made


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_becomes_a_png(painter: Painter, chart: Chart) -> None:
    assert painter.paint(chart).startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("chart", CHARTS)
def test_the_same_chart_brings_the_same_picture(painter: Painter, chart: Chart) -> None:
    assert painter.paint(chart) == painter.paint(replace(chart))


@pytest.mark.parametrize("chart", CHARTS)
def test_another_chart_brings_another_picture(painter: Painter, chart: Chart) -> None:
    assert painter.paint(chart) != painter.paint(replace(chart, title="Another"))


def test_threads_that_paint_at_once_bring_what_one_alone_brings(painter: Painter) -> None:
    alone = [painter.paint(chart) for chart in CHARTS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(painter.paint, CHARTS * 2))
    assert together == alone * 2
