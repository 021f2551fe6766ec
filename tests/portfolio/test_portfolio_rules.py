"""What gives reason to ask: each rule at its edges."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cadence.portfolio.model.bet import CONFIDENCE, Bet, Horizon, Reading, Stage
from cadence.portfolio.model.board import Finding, Rule, Work
from cadence.portfolio.model.criterion import criteria, criterion
from cadence.portfolio.model.policy import USUAL, Policy
from cadence.portfolio.model.rules import (
    balance,
    confidence_falling,
    exit_met,
    flat,
    met,
    mismatch,
    mix,
    stray_work,
    success_met,
)
from cadence.portfolio.model.trend import motion
from portfolio_values import NOON, TODAY, WEEK, a_bet, a_metric, a_reading, weekly

DAY = timedelta(days=1)
BELOW = criterion("outcome below 20 for 4 weeks")


# --- exit and success ------------------------------------------------------------------------------


def test_a_criterion_is_met_once_it_has_held_for_its_days() -> None:
    held = weekly([25, 19, 18, 19, 18, 17])
    found = met(BELOW, held, TODAY, USUAL)
    assert found is not None
    assert (found.since, found.last) == (TODAY - 4 * WEEK, held[-1])
    assert met(BELOW, held[:-1], TODAY - WEEK, USUAL) is None


def test_one_reading_between_that_does_not_hold_it_begins_it_anew() -> None:
    assert met(BELOW, weekly([19, 19, 19, 20, 19, 19, 19]), TODAY, USUAL) is None
    assert met(BELOW, weekly([19, 19, 20, 19, 19, 19, 19, 19]), TODAY, USUAL) is not None


def test_time_after_the_latest_reading_does_not_count() -> None:
    three_weeks = weekly([19, 19, 19, 19], last=TODAY - WEEK)
    assert met(BELOW, three_weeks, TODAY, USUAL) is None


def test_a_latest_reading_that_is_no_longer_fresh_meets_nothing() -> None:
    held = weekly([19] * 8, last=TODAY - USUAL.fresh)
    assert met(BELOW, held, TODAY, USUAL) is not None
    assert met(BELOW, held, TODAY + DAY, USUAL) is None


def test_between_readings_far_apart_nothing_is_known() -> None:
    far = (a_reading(19, TODAY - 46 * DAY), a_reading(19, TODAY))
    assert met(BELOW, far, TODAY, USUAL) is None
    near = (a_reading(19, TODAY - 45 * DAY), a_reading(19, TODAY))
    assert met(BELOW, near, TODAY, USUAL) is not None


def test_one_reading_meets_what_has_no_duration() -> None:
    at_once = criterion("outcome at least 40")
    assert met(at_once, (a_reading(40),), TODAY, USUAL) is not None
    assert met(at_once, (a_reading("39.99"),), TODAY, USUAL) is None


def test_only_readings_of_its_metric_and_up_to_the_day_count() -> None:
    sure = criterion("confidence < 30")
    assert met(sure, (a_reading(10),), TODAY, USUAL) is None
    tomorrow = a_reading(10, TODAY + DAY, metric=CONFIDENCE)
    assert met(sure, (tomorrow,), TODAY, USUAL) is None
    assert met(sure, (tomorrow,), TODAY + DAY, USUAL) is not None


def test_any_exit_criterion_raises_the_question_with_its_evidence() -> None:
    bet = a_bet(exits=criteria("outcome below 20 for 4 weeks; outcome below 10; confidence < 30"))
    found = exit_met(bet, weekly([25, *[19] * 6]), TODAY, USUAL)
    assert found is not None
    assert (found.rule, found.bet, found.key) == (Rule.EXIT, 1, "bet:1:exit")
    assert found.says == "an exit criterion is met"
    assert found.why == (
        "“outcome below 20 for 4 weeks”: it was 19 % on 18 Nov 2026, and it has held since 14 Oct 2026.",
    )
    assert found.since == TODAY - WEEK, "met a week ago, when the four weeks were over"


@pytest.mark.parametrize("stage", [Stage.SUNSETTING, Stage.ENDED])
def test_what_is_on_its_way_out_is_not_asked_to_go(stage: Stage) -> None:
    bet = a_bet(exits=(BELOW,), stage=stage)
    assert exit_met(bet, weekly([19] * 6), TODAY, USUAL) is None


def test_success_is_when_all_of_it_is_met() -> None:
    both = criteria("outcome at least 40 for 2 weeks; confidence at least 80")
    bet = a_bet(successes=both)
    reached = weekly([30, 40, 41, 42])
    assert success_met(bet, reached, TODAY, USUAL) is None
    found = success_met(bet, (*reached, a_reading(80, metric=CONFIDENCE)), TODAY, USUAL)
    assert found is not None
    assert found.since == TODAY
    assert len(found.why) == 2
    assert success_met(a_bet(), reached, TODAY, USUAL) is None


# --- flat ------------------------------------------------------------------------------------------


def found_flat(bet: Bet, readings: tuple[Reading, ...]) -> Finding | None:
    assert bet.metric is not None
    return flat(bet, motion(bet.metric, readings, TODAY, USUAL), readings, TODAY)


def test_a_bet_that_does_not_grow_and_holds_capacity_is_asked_about() -> None:
    found = found_flat(a_bet(), weekly([30] * 12))
    assert found is not None
    assert found.says == "stable, not growing for 42 days"
    assert found.why == (
        "Weekly active teams was 30 % on 18 Nov 2026 (check-in); baseline 20 %, target 40 %.",
        (
            "Its 12 readings from 2 Sep 2026 to 18 Nov 2026 make no change by Theil-Sen's slope; "
            "chance alone shows as much in 100 % of cases (Mann-Kendall's test)."
        ),
    )


def test_one_that_gets_worse_is_asked_about_too() -> None:
    found = found_flat(a_bet(), weekly(range(36, 24, -1)))
    assert found is not None
    assert found.says.startswith("getting worse")
    assert "11 points worse" in found.why[1]


@pytest.mark.parametrize(
    "fields",
    [
        {"capacity": Decimal(0)},
        {"stage": Stage.SUNSETTING},
        {"stage": Stage.ENDED},
        {"metric": a_metric(target=Decimal(30))},
    ],
    ids=["holds nothing", "sunsetting", "ended", "has reached its target"],
)
def test_a_flat_bet_is_left_alone_that(fields: dict[str, object]) -> None:
    assert found_flat(a_bet(**fields), weekly([30] * 12)) is None


def test_a_bet_that_grows_or_of_which_too_little_is_known_is_not_flat() -> None:
    assert found_flat(a_bet(), weekly(range(25, 37))) is None
    assert found_flat(a_bet(), weekly([30] * 5)) is None
    assert found_flat(a_bet(), ()) is None


# --- confidence ------------------------------------------------------------------------------------


def sure(*values: float) -> tuple[Reading, ...]:
    return weekly(values, metric=CONFIDENCE)


def falling(*values: float, policy: Policy = USUAL, **fields: object) -> Finding | None:
    return confidence_falling(a_bet(**fields), sure(*values), TODAY, policy)


def test_confidence_that_fell_far_enough_is_asked_about() -> None:
    found = falling(60, 70, 65, 55)
    assert found is not None
    assert found.says == "confidence fell by 15 points"
    assert found.why == ("Its owner's confidence was 70 % on 4 Nov 2026 and 55 % on 18 Nov 2026.",)
    assert falling(60, 70, 65, 56) is None


def test_confidence_has_fallen_since_it_was_first_as_low() -> None:
    found = falling(60, 70, 55, 54, 50)
    assert found is not None
    assert found.since == TODAY - 2 * WEEK
    unsteady = falling(60, 70, 55, 60, 50)
    assert unsteady is not None
    assert unsteady.since == TODAY


def test_confidence_that_rises_again_is_not_falling() -> None:
    assert falling(80, 50, 55) is None
    assert falling(80, 55, 55) is not None


def test_what_was_before_the_window_is_forgotten() -> None:
    assert falling(90, *[60] * 12) is None
    assert falling(90, *[60] * 11) is not None


def test_confidence_of_old_or_of_one_reading_says_nothing() -> None:
    assert falling(20) is None
    old = weekly([80, 20], metric=CONFIDENCE, last=TODAY - USUAL.fresh - DAY)
    assert confidence_falling(a_bet(), old, TODAY, USUAL) is None
    assert falling(80, 20, stage=Stage.SUNSETTING) is None


# --- stage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "readings", "why"),
    [
        ({"metric": None}, (), "It has no outcome metric."),
        ({}, (), "There is no reading of Weekly active teams."),
        (
            {},
            weekly([30], last=TODAY - 46 * DAY),
            "The latest reading of Weekly active teams is of 3 Oct 2026.",
        ),
        ({}, weekly([20]), "It is no better than its baseline"),
    ],
)
def test_a_bet_that_earns_shows_evidence(
    fields: dict[str, object], readings: tuple[Reading, ...], why: str
) -> None:
    found = mismatch(a_bet(stage=Stage.EARN, **fields), readings, TODAY, USUAL)
    assert found is not None
    assert found.says == "it earns without evidence"
    assert found.why[0].startswith(why)
    assert mismatch(a_bet(**fields), readings, TODAY, USUAL) is None, "it may learn without"


def test_a_bet_that_earns_and_is_better_than_its_baseline_fits() -> None:
    assert mismatch(a_bet(stage=Stage.EARN), weekly(["20.1"]), TODAY, USUAL) is None
    bare = a_bet(stage=Stage.EARN, metric=a_metric(baseline=None))
    assert mismatch(bare, weekly([1]), TODAY, USUAL) is None


def test_a_bet_that_reached_its_target_has_learnt() -> None:
    found = mismatch(a_bet(), weekly([40]), TODAY, USUAL)
    assert found is not None
    assert found.says == "it still learns and has reached its target"
    assert mismatch(a_bet(), weekly([39]), TODAY, USUAL) is None
    assert mismatch(a_bet(), weekly([40], last=TODAY - 46 * DAY), TODAY, USUAL) is None


def test_what_is_sunsetting_for_a_quarter_holds_nothing_any_more() -> None:
    leaving = a_bet(stage=Stage.SUNSETTING, stage_since=TODAY - 90 * DAY)
    found = mismatch(leaving, (), TODAY, USUAL)
    assert found is not None
    assert found.says == "it is sunsetting and still holds 15 % of capacity"
    assert mismatch(leaving, (), TODAY - DAY, USUAL) is None


# --- the whole -------------------------------------------------------------------------------------


def held(h1: int, h2: int, h3: int) -> tuple[Bet, ...]:
    shares = zip(Horizon, (h1, h2, h3), strict=True)
    return tuple(
        a_bet(number, horizon=horizon, capacity=Decimal(share))
        for number, (horizon, share) in enumerate(shares, 1)
    )


def test_a_mix_within_tolerance_is_not_asked_about() -> None:
    assert balance(held(80, 10, 10), USUAL) is None
    assert balance(held(40, 10, 5), USUAL) is None, "of what is held, whatever it is of all"
    assert balance((), USUAL) is None


def test_a_horizon_that_is_further_off_is_named_with_its_target() -> None:
    found = balance(held(85, 15, 0), USUAL)
    assert found is not None
    assert found.key == "portfolio:balance"
    assert found.why == (
        "H1 has 85 % of the capacity that running bets hold; its target is 70 %, 15 points less.",
    )


def test_what_is_sunsetting_is_in_no_horizon_but_takes_capacity() -> None:
    leaving = a_bet(9, stage=Stage.SUNSETTING, capacity=Decimal(20))
    assert mix((*held(70, 20, 10), leaving)) == mix(held(70, 20, 10))
    found = balance((*held(70, 20, 10), leaving), USUAL)
    assert found is not None
    assert found.says == "more capacity is given than there is"
    assert found.why == ("All bets together hold 120 % of the capacity there is.",)


def test_work_that_belongs_to_no_bet_is_asked_about_above_the_share() -> None:
    def stray(count: int, in_bets: int) -> Finding | None:
        work = Work(all=count, in_bets=in_bets, days=28, jql="", read_at=NOON)
        return stray_work(work, USUAL)

    found = stray(40, 31)
    assert found is not None
    assert found.says == "22 % of the work belongs to no bet"
    assert found.why == (
        "Of 40 issues that are in progress or were resolved in the last 28 days, 9 match no bet's filter.",
    )
    assert stray(40, 32) is None
    assert stray(9, 0) is None, "of so few a share says nothing"
    assert stray_work(None, USUAL) is None
