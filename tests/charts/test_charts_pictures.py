"""Pictures, by their pixels: what is legible, what is said of what was cut, and that nothing breaks them."""

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from cadence.adapters.charts.drawing import png
from cadence.adapters.charts.ink import GROUND, LINES, PANEL, SMALL, TEXT, TILE, TONES, colours
from cadence.adapters.charts.painter import ChartPainter
from cadence.adapters.charts.waterfall import draw_waterfall
from cadence.core.chart import Chart, Column, Series, Tiles, Tone, Trend
from cadence.core.errors import NotPainted
from charts_samples import a_board, a_month, a_series, a_step, a_tile, a_trend, a_waterfall

LIGHT, DARK = "#ffffff", "#1a1d21"
"""Slack's grounds."""


def picture(chart: Chart) -> Image.Image:
    return Image.open(BytesIO(png(chart)))


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 has it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _rgb(colour)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", [GROUND, PANEL, TILE])
@pytest.mark.parametrize("colour", [TEXT, SMALL])
def test_text_stands_out_from_every_ground_it_is_written_on(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize("colour", sorted({*LINES, *(TONES.values())}))
def test_lines_and_bars_stand_out_from_every_ground(colour: str) -> None:
    assert min(contrast(colour, ground) for ground in (GROUND, TILE, PANEL)) >= 3
    if colour in LINES:  # the names of lines are written in their colour
        assert contrast(colour, GROUND) >= 4.5


@pytest.mark.parametrize("slack", [LIGHT, DARK])
def test_a_picture_brings_its_own_ground_whatever_slacks_is(slack: str) -> None:
    painted = picture(a_month())
    shown = Image.new("RGBA", painted.size, slack)
    shown.alpha_composite(painted)
    inner = shown.crop((40, 40, painted.width - 40, painted.height - 40)).convert("RGB")
    amounts = {colour: count for count, colour in inner.getcolors(1 << 20) or ()}
    assert max(amounts, key=amounts.__getitem__) == _rgb(GROUND)
    assert _rgb(slack) not in amounts or slack == LIGHT


def test_corners_are_left_to_slack() -> None:
    painted = picture(a_month())
    assert painted.getpixel((0, 0))[3] == 0
    assert painted.getpixel((painted.width // 2, painted.height - 20))[3] == 255


def test_plain_lines_differ_and_toned_ones_have_the_colour_of_their_tone() -> None:
    series = (a_series("a", "1"), a_series("b", "1", tone=Tone.BAD), a_series("c", "1"))
    assert colours(series) == (LINES[0], TONES[Tone.BAD], LINES[1])


def test_an_axis_that_does_not_begin_at_nought_says_so() -> None:
    assert "begins at 1.18M" in " ".join(_texts(a_month()))


def test_an_axis_begins_at_nought_where_movements_can_be_seen_from_there() -> None:
    steps = (a_step("Opening", "100", is_level=True), a_step("Churn", "-60"))
    assert "begins" not in " ".join(_texts(a_waterfall(*steps)))


def test_every_step_is_named_and_has_its_amount() -> None:
    found = _texts(a_month())
    assert {"Opening", "New", "Churn", "Closing", "38200", "-27300"} <= set(found)


def _texts(chart: Chart) -> list[str]:
    canvas = draw_waterfall(chart)  # type: ignore[arg-type]  # only waterfalls are asked for
    return [text.get_text() for text in canvas._axes.texts]


HOSTILE = (
    "$\\frac{1}{0}$ <!channel>",
    "日本語 한국어 ไทย",
    "\u202egnirts \x00\x1b[31m\n\n two lines",
    "\ud800 half",
    "العربية ועברית",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "x" * 5_000,
    "",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_from_outside_breaks_a_picture(text: str) -> None:
    png(a_board(a_tile(text, text, text), title=text))
    png(a_trend(a_series(text, "1", "2"), title=text, marks=((text, Decimal(1)),)))
    png(a_waterfall(a_step(text, "1"), title=text))


@pytest.mark.parametrize(
    "chart",
    [
        a_waterfall(),
        a_trend(),
        a_trend(a_series("all gaps", None, None)),
        a_trend(Series(name="too long", values=(Decimal(1),) * 5)),
        replace(a_trend(a_series("short", "1", "2")), x=("W1", "W2", "W3", "W4")),
        replace(a_trend(a_series("no dates", "1")), x=()),
        a_trend(a_series("no number", "NaN", "Infinity", "2")),
        a_trend(a_series("flat", "0", "0", "0")),
        a_trend(*(a_series(f"line {number}", "1", "2") for number in range(40))),
        a_trend(a_series("long", *("7" for _ in range(400)))),
        a_waterfall(*(a_step(f"step {number}", "-1E+9") for number in range(30))),
        a_waterfall(a_step("nothing", "0", is_level=True)),
        Tiles(title="none", columns=()),
        Tiles(title="empty", columns=(Column(title="H3", note="", tiles=()),) * 9),
        a_board(*(a_tile(f"bet {number}", *["line"] * 30, values=("1",)) for number in range(30))),
        a_board(a_tile("flat", values=("5", "5", "5"))),
    ],
)
def test_odd_charts_are_painted_too(chart: Chart) -> None:
    assert picture(chart).width >= 1_000


def test_tiles_that_find_no_room_are_counted() -> None:
    few = picture(a_board(*(a_tile(f"bet {number}") for number in range(10))))
    many = picture(a_board(*(a_tile(f"bet {number}") for number in range(40))))
    more = picture(a_board(*(a_tile(f"bet {number}") for number in range(41))))
    assert few.height < many.height == more.height
    assert many.tobytes() != more.tobytes()


def test_what_cannot_be_painted_is_one_error_of_ours() -> None:
    broken = Trend(title="NRR", unit="%", x=("W1",), series=(None,))  # type: ignore[arg-type]  # it is to fail
    with pytest.raises(NotPainted, match="Trend"):
        ChartPainter().paint(broken)


def test_matplotlib_is_imported_by_the_first_picture_alone() -> None:
    look = "import sys, cadence.adapters.charts.painter; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False, timeout=60).returncode == 0
