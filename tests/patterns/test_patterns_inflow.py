"""Spikes and drifts of the inflow: what is told, and what is not."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from cadence.patterns.model.case import Case
from cadence.patterns.model.detectors import drift, spike, untestable
from pattern_histories import DAY, NOW, WEEK, a_case, a_history, steady


def extra(count: int, within_days: float, *, from_days: float = 0.0) -> list[Case]:
    step = within_days / count
    return [a_case(f"NEW-{n}", from_days + step * (n + 0.5)) for n in range(count)]


def test_a_steady_inflow_surprises_nobody() -> None:
    history = a_history(steady(2))
    tests = [*spike.tested(history, NOW), *drift.tested(history, NOW)]
    assert [each.rate for each in tests[:3]] == [2, 4, 8]
    assert all(each.p_value > 0.2 for each in tests)


def test_ten_in_two_weeks_where_two_are_usual_is_a_spike() -> None:
    history = a_history([*steady(1), *extra(8, 14)])
    two_weeks = spike.tested(history, NOW)[1]
    assert two_weeks.rate == 10
    assert two_weeks.baseline == pytest.approx(2.0)
    assert two_weeks.p_value < 0.001
    assert two_weeks.matters
    assert two_weeks.keys[0] == "NEW-0"
    assert two_weeks.since >= NOW - 2 * WEEK


def test_each_window_is_held_against_windows_as_long() -> None:
    history = a_history(steady(3))
    assert [each.window_days for each in spike.tested(history, NOW)] == [7, 14, 28]
    assert [round(each.baseline) for each in spike.tested(history, NOW)] == [3, 6, 12]


def test_an_area_that_never_had_a_bug_in_a_year_has_a_baseline_of_nearly_none() -> None:
    history = a_history([a_case("OLD-1", 400), *extra(6, 20)])
    month = spike.tested(history, NOW)[2]
    assert month.baseline == 0
    assert month.times is None
    assert 0 < month.p_value < 1e-4


def test_what_came_in_a_day_or_two_is_an_incident_and_no_spike() -> None:
    history = a_history([*steady(1), *extra(9, 1.5)])
    assert not any(each.matters for each in spike.tested(history, NOW))


def test_an_import_neither_alarms_nor_becomes_what_is_usual() -> None:
    imported = [replace(each, bulk=True) for each in extra(500, 0.01, from_days=40)]
    lately = [replace(each, bulk=True, key=f"X{each.key}") for each in extra(500, 0.01)]
    plain = a_history(steady(2))
    with_imports = a_history([*steady(2), *imported, *lately])
    assert spike.tested(with_imports, NOW) == spike.tested(plain, NOW)
    assert drift.tested(with_imports, NOW) == drift.tested(plain, NOW)


def test_with_less_than_half_a_year_nothing_is_tested_and_it_is_said() -> None:
    young = a_history(steady(3, weeks=12), days=400)
    assert spike.tested(young, NOW) == ()
    assert drift.tested(young, NOW) == ()
    assert untestable(young, NOW) == "11 weeks of history, and it takes 27 to know what is usual"
    assert untestable(a_history([]), NOW) == "no bugs as far back as is looked"
    assert untestable(a_history(steady(3)), NOW) is None


def test_a_hole_in_the_copy_is_no_time_without_bugs() -> None:
    whole = a_history(steady(4))
    holed = a_history(
        each for each in steady(4) if not NOW - 40 * WEEK < each.created_at < NOW - 20 * WEEK
    )
    month, without = spike.tested(whole, NOW)[2], spike.tested(holed, NOW)[2]
    assert without.baseline == pytest.approx(month.baseline, rel=0.15)


def test_bugs_of_the_future_are_left_for_later() -> None:
    ahead = [a_case(f"SOON-{n}", -0.5 - n) for n in range(20)]
    assert spike.tested(a_history([*steady(2), *ahead]), NOW) == spike.tested(
        a_history(steady(2)), NOW
    )


def test_a_season_that_always_brings_more_is_no_spike() -> None:
    """Three Novembers with 12 bugs more than the other months."""
    autumns = [
        a_case(f"NOV-{year}-{n}", 364 * year + 2 * n + 1) for year in range(4) for n in range(12)
    ]
    seasonal = a_history([*steady(2, weeks=208), *autumns], days=1400)
    first_time = a_history([*steady(2, weeks=208), *autumns[:12]], days=1400)
    assert spike.tested(seasonal, NOW)[2].p_value > 20 * spike.tested(first_time, NOW)[2].p_value


def test_an_area_of_bursts_is_asked_for_more() -> None:
    chance = Random(5)  # noqa: S311
    bursts = [
        a_case(f"B-{week}-{n}", 7 * week + 6.9 * chance.random())
        for week in range(4, 104)
        for n in range(8 if week % 4 == 0 else 0)
    ]
    new = extra(16, 13)
    restless = spike.tested(a_history([*bursts, *new]), NOW)[1]
    calm = spike.tested(a_history([*steady(2, until=28, weeks=100), *new]), NOW)[1]
    assert restless.p_value > 10 * calm.p_value


def test_a_slow_rise_is_a_drift_and_begins_where_it_began() -> None:
    history = a_history([*steady(2), *extra(30, 10 * 7)])
    (rise,) = drift.tested(history, NOW)
    assert rise.p_value < 0.001
    assert rise.matters
    assert abs(rise.since - (NOW - 10 * WEEK)) <= 2 * WEEK
    assert rise.baseline == pytest.approx(2 * rise.window_days / 7)


def test_a_drift_needs_nearly_a_year() -> None:
    assert drift.tested(a_history(steady(2, weeks=45), days=800), NOW) == ()
    assert drift.tested(a_history(steady(2, weeks=52), days=365), NOW) != ()


def test_the_odds_of_a_cusum_are_those_of_chance() -> None:
    """Against 20,000 simulated runs whose rate is known and steady."""
    weekly = np.random.default_rng(11).poisson(2.0, size=(20_000, drift.RUN))
    reference, step, height = 10, 4, 24
    at = np.zeros(len(weekly))
    for week in weekly.T:
        at = np.maximum(0, at + week * step - reference)
    reached = (at >= height).mean()
    known = drift._odds(height, reference, step, before=200_000, known=100_000, restless=1.0)
    assert known == pytest.approx(reached, rel=0.08)


def test_a_short_burst_is_no_drift() -> None:
    (rise,) = drift.tested(a_history([*steady(1), *extra(15, 2 * 7)]), NOW)
    assert not rise.matters
    assert NOW - rise.since < 4 * WEEK + DAY
