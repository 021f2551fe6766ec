"""What is asked of the portfolio's owners."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from cadence.core.plain import plain_line
from cadence.portfolio.model.bet import CONFIDENCE, Horizon, Stage
from cadence.portfolio.model.board import Board, Finding, Load, Rule, Standing
from cadence.portfolio.model.policy import USUAL
from cadence.portfolio.model.questions import ABOUT_BETS, MOST_WAITING, STAGES, Quiet, calls
from cadence.portfolio.model.trend import NOT_KNOWN
from portfolio_values import NOON, TODAY, a_bet, a_reading

POLICY = replace(USUAL, owners=("UCHIEF", "UCPO"))
DAY = timedelta(days=1)


def a_finding(rule: Rule = Rule.FLAT, bet: int | None = 1, **fields: object) -> Finding:
    plain = {"says": "stable, not growing", "why": ("It was 30 %.",)}
    return Finding(rule=rule, bet=bet, **(plain | fields))


def a_standing(number: int = 1, *findings: Finding, **fields: object) -> Standing:
    return Standing(bet=a_bet(number, **fields), motion=NOT_KNOWN, findings=findings)


def a_board(*standings: Standing, **fields: object) -> Board:
    return Board(**({"standings": standings, "read_at": NOON} | fields))


def test_a_finding_is_a_question_to_the_owners_with_its_evidence() -> None:
    load = Load(
        open=9, in_progress=4, delivered=1, bugs=3, new_bugs=2, days=28, jql="", read_at=NOON
    )
    standing = replace(
        a_standing(1, a_finding(), name="Wallet"),
        load=load,
        readings=(a_reading(30), a_reading(60, metric=CONFIDENCE)),
    )
    other = a_standing(2, capacity=Decimal(45))
    waiting = a_standing(3, name="New bank", capacity=Decimal(0), horizon=Horizon.H3)
    (call,) = calls(a_board(standing, other, waiting), POLICY, {})
    assert (call.key, call.source, call.subject) == ("bet:1", "portfolio", "bet:1")
    assert call.to == ("UCHIEF", "UCPO")
    assert call.title == "Wallet: stable, not growing"
    assert call.question.endswith("?")
    assert [plain_line(each) for each in call.why] == [
        "It was 30 %.",
        "Its owner's confidence was 60 % on 18 Nov 2026.",
        "Jira: 1 issue resolved in 28 days, 4 in progress, 3 open bugs, 2 new.",
        "It holds 15 % of capacity, 25 % of what H1 has.",
        "Waiting for capacity: New bank (H3).",
    ]
    assert [each.value for each in call.options] == ["double", "shift", "sunset", "keep"]


def test_the_alternatives_that_are_too_many_to_name_are_counted() -> None:
    waiting = [a_standing(number, capacity=Decimal(0)) for number in range(2, 9)]
    (call,) = calls(a_board(a_standing(1, a_finding()), *waiting), POLICY, {})
    assert plain_line(call.why[-1]).endswith(f"Bet {MOST_WAITING + 1} (H1) and 2 more.")


def test_where_nothing_waits_that_is_said() -> None:
    (call,) = calls(a_board(a_standing(1, a_finding())), POLICY, {})
    assert plain_line(call.why[-1]) == "No other bet waits for capacity."


def test_what_holds_nothing_costs_nothing() -> None:
    standing = a_standing(1, a_finding(Rule.CONFIDENCE), capacity=Decimal(0))
    (call,) = calls(a_board(standing, a_standing(2, capacity=Decimal(0))), POLICY, {})
    assert [plain_line(each) for each in call.why] == [
        "It was 30 %.",
        "There is no reading of Weekly active teams.",
    ]


def test_questions_come_by_the_capacity_they_are_about() -> None:
    small = a_standing(1, a_finding(bet=1), capacity=Decimal(5))
    large = a_standing(2, a_finding(bet=2), capacity=Decimal(30))
    whole = a_finding(Rule.BALANCE, None, says="the mix is off its target")
    found = calls(a_board(small, large, findings=(whole,)), POLICY, {})
    keys = [each.key for each in found]
    assert keys == ["bet:2", "bet:1", "portfolio:balance"]


def test_about_one_bet_there_is_one_question_with_all_that_was_found() -> None:
    findings = (
        a_finding(Rule.EXIT, says="an exit criterion is met", why=("It was 10 %.",)),
        a_finding(Rule.CONFIDENCE, says="confidence fell by 20 points", why=("It was 80 %.",)),
        a_finding(Rule.MISMATCH, says="it earns without evidence", why=("There is none.",)),
    )
    standing = a_standing(1, *findings, stage=Stage.EARN)
    (call,) = calls(a_board(standing), POLICY, {})
    assert call.key == "bet:1"
    assert call.title == (
        "Bet 1: an exit criterion is met; confidence fell by 20 points; it earns without evidence"
    )
    assert [plain_line(each) for each in call.why][:3] == [
        "It was 10 %.",
        "It was 80 %.",
        "There is none.",
    ]
    offered = [each.value for each in call.options]
    assert offered == ["sunset", "shift", "double", "learn", "keep"]
    quiet = {"bet:1:exit": Quiet(since=NOON, until=NOON + DAY)}
    (rest,) = calls(a_board(standing), POLICY, quiet)
    assert rest.key == "bet:1"


@pytest.mark.parametrize("rule", ABOUT_BETS)
@pytest.mark.parametrize("stage", [Stage.LEARN, Stage.EARN, Stage.SUNSETTING])
def test_no_question_offers_the_stage_that_it_is_in(rule: Rule, stage: Stage) -> None:
    (call,) = calls(a_board(a_standing(1, a_finding(rule), stage=stage)), POLICY, {})
    offered = [each.value for each in call.options]
    assert stage not in [STAGES.get(each) for each in offered]
    assert "keep" in offered
    assert len(offered) >= 3


def test_what_was_answered_is_not_asked_again_yet() -> None:
    board = a_board(a_standing(1, a_finding(since=TODAY + DAY)))
    quiet = {"bet:1:flat": Quiet(since=NOON, until=NOON + 28 * DAY)}
    assert calls(board, POLICY, quiet) == ()
    assert calls(board, POLICY, {"bet:2:flat": quiet["bet:1:flat"]}) != ()


@pytest.mark.parametrize("rule", [Rule.EXIT, Rule.SUCCESS, Rule.CONFIDENCE])
def test_what_came_about_after_the_answer_is_asked_about_at_once(rule: Rule) -> None:
    quiet = {f"bet:1:{rule}": Quiet(since=NOON, until=NOON + 28 * DAY)}

    def asked(days: int) -> int:
        finding = a_finding(rule, since=TODAY + days * DAY)
        return len(calls(a_board(a_standing(1, finding)), POLICY, quiet))

    assert asked(0) == 0
    assert asked(1) == 1


def test_the_mix_is_asked_about_with_who_holds_what() -> None:
    finding = a_finding(Rule.BALANCE, None, says="the mix is off its target", why=("H1 has 80 %.",))
    leaving = a_standing(2, stage=Stage.SUNSETTING, name="Fax")
    (call,) = calls(a_board(a_standing(1), leaving, findings=(finding,)), POLICY, {})
    assert call.subject is None
    assert call.title == "The mix: the mix is off its target"
    assert [plain_line(each) for each in call.why] == [
        "H1 has 80 %.",
        "H1: Bet 1 15 %.",
        "H2: no bet.",
        "H3: no bet.",
        "Sunsetting: Fax 15 %.",
    ]
