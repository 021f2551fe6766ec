"""Control charts, by what is drawn: bars, levels, flags, and what is not over yet."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import combinations
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from PIL import Image

from cadence.adapters.charts.canvas import Canvas
from cadence.adapters.charts.control import (
    BEYOND,
    COUNTED,
    MOST_FLAG_ROWS,
    OTHERS,
    WIDTH,
    _Placed,
    _placed,
    draw_control,
)
from cadence.adapters.charts.drawing import png
from cadence.adapters.charts.frame import LITTLE, NOTHING, Field
from cadence.adapters.charts.ink import GROUND, PANEL
from cadence.adapters.charts.letters import width
from cadence.core.chart import Control, Count
from charts_samples import a_control, a_flag

FIELD = Field(left=50, right=800, top=60, bottom=380)


def texts(canvas: Canvas) -> list[str]:
    return [text.get_text() for text in canvas._axes.texts]


def bars(canvas: Canvas) -> list[Rectangle]:
    return [each for each in canvas._axes.patches if type(each) is Rectangle]


def of_colour(canvas: Canvas, colour: str) -> list[Rectangle]:
    wanted = tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [
        each for each in bars(canvas) if tuple(each.get_facecolor()[:3]) == pytest.approx(wanted)
    ]


def hatched(canvas: Canvas) -> list[Rectangle]:
    return [each for each in bars(canvas) if each.get_hatch()]


def test_each_count_is_a_bar_with_its_figure_and_none_is_no_bar() -> None:
    canvas = draw_control(a_control("0", "1", "2"))
    assert len(of_colour(canvas, OTHERS)) == 2
    assert {"1", "2"} <= set(texts(canvas))


def test_what_is_above_its_limit_has_a_colour_and_a_mark_of_its_own() -> None:
    canvas = draw_control(a_control("2", "3"))
    assert len(of_colour(canvas, BEYOND)) == 1
    assert [line.get_marker() for line in canvas._axes.lines].count("v") == 1


def test_what_the_chart_is_about_has_a_ground_and_its_words() -> None:
    canvas = draw_control(a_control("0", "0", "2", "1", about=("2", "4")))
    assert len(of_colour(canvas, PANEL)) == 1
    assert len(of_colour(canvas, COUNTED)) == 2
    assert "6 in 2 weeks" in texts(canvas)


def test_a_bar_of_which_less_than_half_is_meant_is_like_the_others() -> None:
    canvas = draw_control(a_control("1", "1", "1", about=("0.6", "2")))
    assert len(of_colour(canvas, OTHERS)) == 2
    assert len(of_colour(canvas, COUNTED)) == 1


def test_what_is_not_over_is_hatched_and_held_against_its_own_limit() -> None:
    last = Count(
        label="W3",
        value=Decimal(2),
        centre=Decimal("0.1"),
        upper=Decimal(1),
        is_partial=True,
    )
    whole = a_control("2", "2")
    canvas = draw_control(replace(whole, counts=(*whole.counts, last)))
    assert len(hatched(canvas)) == 1
    assert [line.get_marker() for line in canvas._axes.lines].count("v") == 1


def test_weeks_to_come_have_no_bar_but_the_lines_go_on() -> None:
    canvas = draw_control(a_control("1", None, None))
    assert len(of_colour(canvas, OTHERS)) == 1
    longest = max(line.get_xdata()[-1] for line in canvas._axes.lines if len(line.get_xdata()) > 4)
    assert longest > WIDTH * 0.8


def test_lines_are_named_for_whole_weeks_where_the_last_is_a_part() -> None:
    found = texts(draw_control(a_control("1", "1", last_is_partial=True)))
    assert {"usual 0.4", "limit 2"} <= set(found)


def test_flags_stand_where_something_happened_and_what_is_ahead_is_dashed() -> None:
    flags = (a_flag("told 12 Nov", "1.5"), a_flag("test 11 Dec", "2.5", is_ahead=True))
    canvas = draw_control(a_control("1", "1", None, flags=flags))
    assert {"told 12 Nov", "test 11 Dec"} <= set(texts(canvas))
    upright = [
        line
        for line in canvas._axes.lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]
    ]
    assert sorted(line.get_linestyle() for line in upright) == ["-", "--"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-5, 40, allow_nan=False), st.text("told ownd", min_size=1)), max_size=8
    )
)
def test_flags_stay_in_the_picture_and_those_of_one_row_do_not_touch(
    found: list[tuple[float, str]],
) -> None:
    flags = tuple(a_flag(label, repr(at)) for at, label in found)
    placed = _placed(flags, FIELD, 30)
    assert len(placed) == len(flags)
    assert all(FIELD.left <= each.x <= FIELD.right for each in placed)
    assert all(0 <= each.row < MOST_FLAG_ROWS for each in placed)
    if len(flags) <= MOST_FLAG_ROWS:
        for one, other in combinations(placed, 2):
            assert one.row != other.row or _end(one) <= _begin(other) or _end(other) <= _begin(one)


def _begin(placed: _Placed) -> float:
    return placed.x - width(placed.shown, LITTLE) if placed.is_left else placed.x


def _end(placed: _Placed) -> float:
    return placed.x if placed.is_left else placed.x + width(placed.shown, LITTLE)


@pytest.mark.parametrize(
    "chart",
    [
        a_control(),
        a_control("3"),
        a_control("3", last_is_partial=True),
        a_control(*("0" for _ in range(26))),
        a_control(*(None for _ in range(5))),
        a_control(*(str(number % 7) for number in range(160)), about=("150", "160")),
        a_control("1000000", "5", "1000001", about=("0", "3")),
        a_control("NaN", "Infinity", "2"),
        a_control("1", about=("5", "2")),
        a_control("1", about=("-50", "90")),
        a_control("1", flags=tuple(a_flag("x" * 500, str(number)) for number in range(40))),
        replace(a_control("1", "2"), centre="", upper=""),
        replace(a_control("1"), counts=(Count(label="", value=None, centre=Decimal("NaN")),)),
    ],
)
def test_odd_counts_are_painted_too(chart: Control) -> None:
    painted = Image.open(BytesIO(png(chart)))
    assert painted.size == (1920, 840)
    assert painted.getpixel((960, 30)) == (*bytes.fromhex(GROUND[1:]), 255)


@pytest.mark.parametrize("highest", ["1", "3", "9", "10", "24", "47", "130"])
def test_the_axis_of_counts_has_whole_figures_alone(highest: str) -> None:
    canvas = draw_control(a_control("0", highest))
    figures = [text for text in texts(canvas) if text.replace(".", "").isdecimal()]
    assert figures
    assert not any("." in each for each in figures)


SEEN = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""How colours are seen: Machado, Oliveira and Fernandes 2009, severity 1.0, of linear RGB."""


@pytest.mark.parametrize("sight", sorted(SEEN))
@pytest.mark.parametrize(("one", "other"), [*combinations((BEYOND, COUNTED, OTHERS), 2)])
def test_bars_are_told_apart_by_who_sees_few_colours(sight: str, one: str, other: str) -> None:
    """20 is far: from about 2.3 on, a difference is noticed (Mahy et al. 1994)."""
    seen = [_lab([_dot(row, _linear(colour)) for row in SEEN[sight]]) for colour in (one, other)]
    assert dist(*seen) >= 20


def _dot(row: tuple[float, ...], parts: list[float]) -> float:
    return min(1.0, max(0.0, sum(a * b for a, b in zip(row, parts, strict=True))))


def _linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]


def _lab(rgb: list[float]) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* of linear sRGB under D65."""
    red, green, blue = rgb
    x, y, z = (
        _root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047),
        _root(0.2126 * red + 0.7152 * green + 0.0722 * blue),
        _root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883),
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > 0.008856 else 7.787 * part + 16 / 116


def test_without_counts_it_says_so() -> None:
    assert NOTHING in texts(draw_control(a_control()))


@pytest.mark.parametrize(
    "text",
    [
        "$\\frac{1}{0}$ <!channel>",
        "\u202egnirts \x00",
        "\ud800",
        "العربية",
        "👩\u200d👩",
        "x" * 5_000,
    ],
)
def test_no_text_from_outside_breaks_it(text: str) -> None:
    chart = a_control("1", "3", title=text, about=("0", "2"), flags=(a_flag(text, "1"),))
    png(replace(chart, unit=text, centre=text, upper=text, counted=text))
