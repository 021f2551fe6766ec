"""Where things stand in a picture, and how figures are written."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.adapters.charts.letters import MORE, broken, cut, letters, width
from cadence.adapters.charts.scale import Scale, around, brief, number
from cadence.adapters.charts.trend import _apart

FIGURES = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "step", "shown"),
    [
        (0.0, 0.5, "0"),
        (1_250_000.0, 50_000.0, "1.25M"),
        (950_000.0, 50_000.0, "950k"),
        (1_200_000.0, 200_000.0, "1.2M"),
        (-20.0, 10.0, "−20"),
        (0.4, 0.2, "0.4"),
        (45_500.0, 250.0, "45,500"),
        (45_000.0, 1_000.0, "45k"),
        (100.0, 5.0, "100"),
        (-0.0, 5.0, "0"),
    ],
)
def test_a_figure_of_an_axis_is_brief(value: float, step: float, shown: str) -> None:
    assert brief(value, step=step) == shown


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1e12))
def test_any_figure_can_be_written(value: float, step: float) -> None:
    assert brief(value, step=step)


def test_a_gap_is_no_nought() -> None:
    assert number(None) is None
    assert number(Decimal("NaN")) is None
    assert number(Decimal("-Infinity")) is None
    assert number(Decimal(0)) == 0


@given(st.lists(FIGURES, min_size=1, max_size=20))
def test_a_scale_holds_all_values_in_their_order(values: list[float]) -> None:
    low, high = around(values)
    scale = Scale(low=low, high=high, top=10, bottom=400)
    heights = [scale.y(value) for value in sorted(values)]
    assert all(10 <= y <= 400 for y in heights)
    assert heights == sorted(heights, reverse=True)
    assert all(low <= tick <= high for tick in scale.ticks)


@given(st.lists(st.floats(min_value=0, max_value=400), max_size=30))
def test_names_keep_their_order_and_stay_in_the_picture(wanted: list[float]) -> None:
    wanted.sort()
    placed = _apart(wanted, 50, 350)
    assert placed == sorted(placed)
    assert all(49.999 <= y <= 350.001 for y in placed)


@given(st.lists(st.floats(min_value=60, max_value=340), min_size=2, max_size=12))
def test_names_do_not_cover_each_other_while_there_is_room(wanted: list[float]) -> None:
    placed = _apart(sorted(wanted), 50, 350)
    assert all(lower - upper >= 17.9 for upper, lower in pairwise(placed))


@settings(max_examples=40)
@given(st.text(max_size=80), st.floats(min_value=30, max_value=400))
def test_what_is_cut_fits_and_says_so(text: str, room: float) -> None:
    shown = cut(text, room, 14)
    assert width(shown, 14) <= room
    assert shown == letters(text) or shown.endswith(MORE)


@settings(max_examples=40)
@given(st.text(alphabet="ab cd ", max_size=80))
def test_what_is_broken_into_lines_that_suffice_loses_nothing(text: str) -> None:
    assert " ".join(broken(text, 400, 14, most=3)).split() == text.split()


@settings(max_examples=40)
@given(st.text(max_size=80), st.integers(min_value=1, max_value=3))
def test_there_are_never_more_lines_than_asked_for(text: str, most: int) -> None:
    assert len(broken(text, 60, 14, most=most)) <= most
