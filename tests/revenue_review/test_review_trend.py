"""Whether readings rise or fall."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cadence.revenue.model.trend import LEAST, MOST, Course, trend
from revenue_review.review_builders import TODAY, WEEK


def course(*values: float) -> Course:
    return trend(
        [(TODAY + place * WEEK, Decimal(str(each))) for place, each in enumerate(values)]
    ).course


def test_three_readings_say_nothing() -> None:
    assert course(1, 2, 3) is Course.UNKNOWN


def test_four_readings_in_a_row_are_a_trend_and_four_mixed_ones_are_none() -> None:
    assert course(1, 2, 3, 4) is Course.RISING
    assert course(9, 7, 6, 2) is Course.FALLING
    assert course(1, 3, 2, 4) is Course.FLAT


def test_readings_that_never_change_are_flat() -> None:
    assert course(5, 5, 5, 5, 5, 5) is Course.FLAT


def test_one_wild_reading_makes_no_trend() -> None:
    assert course(50, 51, 49, 50, 51, 49, 50, 400) is Course.FLAT


def test_what_is_older_than_the_last_twelve_readings_does_not_count() -> None:
    assert course(*range(100, 0, -5), *[3] * MOST) is Course.FLAT


def test_the_slope_is_in_units_of_thirty_days() -> None:
    found = trend([(TODAY + timedelta(days=10 * each), Decimal(each)) for each in range(LEAST)])
    assert found.a_month == 3


@given(st.lists(st.integers(-1000, 1000), min_size=LEAST, max_size=MOST))
def test_turned_upside_down_a_rise_is_a_fall(values: list[int]) -> None:
    turned = {Course.RISING: Course.FALLING, Course.FALLING: Course.RISING}
    found = course(*values)
    assert course(*(-each for each in values)) is turned.get(found, found)


@given(st.lists(st.integers(-1000, 1000), min_size=LEAST, max_size=MOST), st.integers(2, 50))
def test_another_unit_makes_no_other_trend(values: list[int], times: int) -> None:
    assert course(*values) is course(*(each * times for each in values))
