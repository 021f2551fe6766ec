"""What forms say of bets, and what is wrong with it."""

from datetime import date
from decimal import Decimal

import pytest

from cadence.portfolio.model.bet import CONFIDENCE, Direction, Horizon, Stage
from cadence.portfolio.model.criterion import criteria
from cadence.portfolio.model.draft import Draft, as_draft
from cadence.portfolio.model.filled import (
    criteria_filled,
    criteria_wrong,
    decision,
    filled,
    reading_wrong,
    stage_wrong,
)
from portfolio_values import TODAY, a_bet, a_draft

LEAST = {"name": "Faster checkout", "horizon": "H2", "better": "up"}


def draft(**answers: str) -> Draft:
    found = filled({**LEAST, **answers})
    assert isinstance(found, Draft)
    return found


def wrong(**answers: str) -> dict[str, str]:
    found = filled({**LEAST, **answers})
    assert not isinstance(found, Draft)
    return dict(found)


def test_a_name_and_a_horizon_are_enough() -> None:
    made = draft()
    assert (made.name, made.horizon, made.stage) == ("Faster checkout", Horizon.H2, Stage.LEARN)
    assert made.metric is None
    assert made.capacity == 0


def test_everything_that_is_filled_in_is_taken() -> None:
    made = draft(
        owner="U012AB3CD",
        stage="earn",
        metric="Days to refund",
        unit="days",
        baseline="9",
        target="2.5",
        better="down",
        capacity="12.5",
        exit="outcome above 9 for 4 weeks\nconfidence below 30",
        success="at most 2.5 for 30 days",
        jira="project = PAY; component = Refunds",
        decisions="D-12, 30",
    )
    assert made.metric is not None
    assert made.metric.direction is Direction.DOWN
    assert (made.metric.baseline, made.metric.target) == (Decimal(9), Decimal("2.5"))
    assert made.capacity == Decimal("12.5")
    assert [str(each) for each in made.exits] == [
        "outcome above 9 for 4 weeks",
        "confidence below 30",
    ]
    assert made.decisions == (12, 30)
    assert str(made.jira) == "project = PAY; component = Refunds"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"name": ""}, "name"),
        ({"capacity": "120"}, "capacity"),
        ({"capacity": "a lot"}, "capacity"),
        ({"target": "40"}, "metric"),
        ({"better": "down"}, "metric"),
        ({"metric": "Refunds", "target": "NaN"}, "target"),
        ({"exit": "when it fails"}, "exit"),
        ({"jira": "status = Open"}, "jira"),
        ({"decisions": "the one of Monday"}, "decisions"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(answers: dict[str, str], field: str) -> None:
    found = wrong(**answers)
    assert list(found) == [field]
    assert found[field].endswith(".")
    assert "Value error" not in found[field]


def test_a_form_leaves_alone_what_it_does_not_ask() -> None:
    was = as_draft(a_bet(stage=Stage.EARN, exits=criteria("confidence below 30")))
    found = filled({**LEAST}, was)
    assert isinstance(found, Draft)
    assert (found.stage, found.exits) == (Stage.EARN, was.exits)


def test_the_form_of_criteria_changes_criteria_alone() -> None:
    was = a_draft(capacity=Decimal(10), stage=Stage.EARN)
    found = criteria_filled({"exit": "confidence below 20", "success": None}, was)
    assert isinstance(found, Draft)
    assert [str(each) for each in found.exits] == ["confidence below 20"]
    assert (found.capacity, found.stage, found.successes) == (Decimal(10), Stage.EARN, ())
    assert list(criteria_wrong({"success": "some day"})) == ["success"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"value": "many", "on": "2026-11-18"}, "value"),
        ({"value": None, "on": "2026-11-18"}, "value"),
        ({"value": "Infinity", "on": "2026-11-18"}, "value"),
        ({"value": "101", "on": "2026-11-18", "metric": CONFIDENCE}, "value"),
        ({"value": "5", "on": None}, "on"),
        ({"value": "5", "on": "2026-11-20"}, "on"),
        ({"value": "5", "on": "2019-11-20"}, "on"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(answers: dict[str, str | None], field: str) -> None:
    assert list(reading_wrong(answers, today=TODAY)) == [field]


def test_a_reading_of_tomorrow_may_be_of_today_elsewhere() -> None:
    assert reading_wrong({"value": "101.5", "on": "2026-11-19"}, today=date(2026, 11, 18)) == {}


@pytest.mark.parametrize(("said", "number"), [("D-12", 12), ("d-7", 7), ("30", 30), ("D-0", None)])
def test_a_decision_is_named_by_its_number(said: str, number: int | None) -> None:
    assert decision(said) == number
    assert bool(stage_wrong({"decision": said})) is (number is None)
