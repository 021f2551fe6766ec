"""Whether a metric moves."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from cadence.portfolio.model.bet import Direction, Reading
from cadence.portfolio.model.policy import USUAL
from cadence.portfolio.model.trend import STUCK, Course, motion
from portfolio_values import TODAY, WEEK, a_metric, a_reading, weekly

UP = a_metric()
"""From 20 to 40: a gain of two points in twelve weeks is the least that counts."""


def course(*values: float, **fields: object) -> Course:
    return motion(UP, weekly(values, **fields), TODAY, USUAL).course


def noisy(seed: int, *, gain: float, noise: float, count: int = 12) -> tuple[Reading, ...]:
    chance = Random(seed)  # noqa: S311 - seeded chance, not cryptography
    return weekly(
        round(30 + gain * place / (count - 1) + chance.gauss(0, noise), 3) for place in range(count)
    )


# --- what it is called -----------------------------------------------------------------------------


def test_what_rises_enough_is_growing() -> None:
    found = motion(UP, weekly(range(25, 37)), TODAY, USUAL)
    assert found.course is Course.GROWING
    assert found.since is None
    assert found.slope is not None
    assert found.slope.gain == 11
    assert found.slope.chance < 0.001


def test_what_stays_is_stable() -> None:
    assert course(*[30] * 12) is Course.FLAT
    assert course(30, 31, 30, 29, 30, 31, 30, 30, 29, 31, 30, 30) is Course.FLAT


def test_what_falls_is_getting_worse_and_for_a_metric_that_is_to_fall_it_is_growing() -> None:
    falling = weekly(range(36, 24, -1))
    assert motion(UP, falling, TODAY, USUAL).course is Course.FALLING
    down = a_metric(baseline=Decimal(40), target=Decimal(20), direction=Direction.DOWN)
    assert motion(down, falling, TODAY, USUAL).course is Course.GROWING


def test_a_trend_that_is_sure_but_too_small_to_matter_is_stable() -> None:
    found = motion(UP, weekly(30 + place / 10 for place in range(12)), TODAY, USUAL)
    assert found.slope is not None
    assert found.slope.chance < 0.001
    assert found.course is Course.FLAT


def test_ups_and_downs_as_large_as_the_rise_are_too_uneven_to_tell() -> None:
    assert course(24, 36, 25, 37, 23, 36, 26, 38, 24, 39, 30, 37) is Course.UNSURE


@pytest.mark.parametrize("odd", [0.0, 99.0])
def test_one_odd_reading_changes_nothing(odd: float) -> None:
    flat, growing = [30.0] * 12, [float(each) for each in range(25, 37)]
    assert course(*flat[:5], odd, *flat[6:]) is Course.FLAT
    assert course(*growing[:5], odd, *growing[6:]) is Course.GROWING


# --- how much must be known ------------------------------------------------------------------------


def test_few_readings_say_nothing() -> None:
    found = motion(UP, weekly([30] * (USUAL.least_readings - 1)), TODAY, USUAL)
    assert (found.course, found.readings, found.slope) == (Course.UNKNOWN, 5, None)
    assert motion(UP, (), TODAY, USUAL).course is Course.UNKNOWN


def test_readings_that_are_no_longer_fresh_say_nothing() -> None:
    last = TODAY - USUAL.fresh
    assert course(*[30] * 12, last=last) is Course.FLAT
    assert course(*[30] * 12, last=last - timedelta(days=1)) is Course.UNKNOWN


def test_a_metric_that_is_read_monthly_is_looked_at_over_more_than_the_window() -> None:
    monthly = weekly([30] * 7, step=timedelta(days=30))
    found = motion(UP, monthly, TODAY, USUAL)
    assert (found.course, found.readings) == (Course.FLAT, USUAL.least_readings)
    quarterly = weekly([30] * 7, step=timedelta(days=91))
    assert motion(UP, quarterly, TODAY, USUAL).course is Course.UNKNOWN


def test_what_is_to_come_and_what_was_before_the_window_does_not_count() -> None:
    later = a_reading(99, TODAY + WEEK)
    long_ago = weekly([1] * 12, last=TODAY - 13 * WEEK)
    flat = weekly([30] * 12)
    assert motion(UP, (*long_ago, *flat, later), TODAY, USUAL) == replace(
        motion(UP, flat, TODAY, USUAL), since=motion(UP, (*long_ago, *flat), TODAY, USUAL).since
    )


def test_without_a_way_to_go_a_gain_is_held_against_the_readings_themselves() -> None:
    bare = a_metric(baseline=None, target=None)
    assert motion(bare, weekly(range(100, 112)), TODAY, USUAL).course is Course.GROWING
    assert motion(bare, weekly(range(1000, 1012)), TODAY, USUAL).course is Course.FLAT
    assert motion(bare, weekly([0] * 12), TODAY, USUAL).course is Course.FLAT


# --- since when ------------------------------------------------------------------------------------


def test_it_is_stuck_since_the_first_reading_at_which_it_was() -> None:
    grew = [20 + 2 * place for place in range(10)]
    found = motion(UP, weekly([*grew, *[38] * 14]), TODAY, USUAL)
    assert found.course is Course.FLAT
    assert found.since is not None
    then = weekly([*grew, *[38] * 14])
    before = [each for each in then if each.on < found.since]
    at_it = [each for each in then if each.on <= found.since]
    assert motion(UP, at_it, found.since, USUAL).course in STUCK
    assert motion(UP, before, before[-1].on, USUAL).course not in STUCK
    assert found.days(TODAY) == (TODAY - found.since).days > 0


def test_what_was_never_otherwise_is_stuck_since_there_were_readings_enough() -> None:
    found = motion(UP, weekly([30] * 12), TODAY, USUAL)
    assert found.since == TODAY - 6 * WEEK


# --- how often it is wrong: figures of the docs -----------------------------------------------------


def test_what_stands_still_is_hardly_ever_called_growing() -> None:
    called = [motion(UP, noisy(seed, gain=0, noise=1), TODAY, USUAL).course for seed in range(100)]
    assert called.count(Course.GROWING) <= 5
    assert called.count(Course.FLAT) >= 80


def test_what_grows_by_a_third_of_its_way_is_hardly_ever_called_stuck() -> None:
    called = [
        motion(UP, noisy(seed, gain=20 / 3, noise=1), TODAY, USUAL).course for seed in range(100)
    ]
    assert sum(each in STUCK for each in called) <= 1
    assert called.count(Course.GROWING) >= 95


# --- properties ------------------------------------------------------------------------------------

figures = st.lists(st.decimals(min_value=-1000, max_value=1000, places=2), min_size=6, max_size=12)


@given(figures)
def test_a_metric_upside_down_moves_the_same_way(values: list[Decimal]) -> None:
    down = a_metric(baseline=Decimal(-20), target=Decimal(-40), direction=Direction.DOWN)
    one = motion(UP, weekly(map(str, values)), TODAY, USUAL)
    other = motion(down, weekly(str(-each) for each in values), TODAY, USUAL)
    assert one == other


@given(figures)
def test_what_is_growing_is_so_by_the_test_and_by_the_slope(values: list[Decimal]) -> None:
    readings = weekly(map(str, values))
    found = motion(UP, readings, TODAY, USUAL)
    assert found.slope is not None
    rises = kendalltau(range(len(values)), [float(each) for each in values], alternative="greater")
    if found.course is Course.GROWING:
        assert found.slope.gain >= 2
        assert rises.pvalue < 0.05
    if found.course is Course.FLAT:
        assert abs(found.slope.gain) < Decimal("2.00001")
