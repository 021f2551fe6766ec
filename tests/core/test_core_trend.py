"""How fast readings rise or fall, and how often by chance."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import theilslopes

from cadence.core.trend import chance, slope

READINGS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(-1000, 1000)),
    min_size=2,
    max_size=30,
    unique_by=lambda each: each[0],
).map(sorted)


@given(READINGS)
def test_the_slope_is_that_of_theil_and_sen(readings: list[tuple[int, int]]) -> None:
    points = [(day, float(value)) for day, value in readings]
    days, values = zip(*points, strict=True)
    assert slope(points) == theilslopes(values, days).slope


def test_of_decimals_the_slope_is_exact() -> None:
    assert slope([(0, Decimal("0.1")), (1, Decimal("0.2")), (2, Decimal("0.3"))]) == Decimal("0.1")


def test_four_readings_in_a_row_are_chance_twice_in_twenty_four() -> None:
    rising = [(day, float(day)) for day in range(4)]
    assert chance(rising, "two-sided") == pytest.approx(2 / 24)
    assert chance(rising, "greater") == pytest.approx(1 / 24)
    assert chance(rising, "less") == 1


def test_readings_that_never_change_are_always_chance() -> None:
    assert chance([(day, 5.0) for day in range(8)], "two-sided") == 1
