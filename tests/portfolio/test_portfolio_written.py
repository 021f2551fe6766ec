"""Criteria, filters, figures and drafts as they are written and read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cadence.core.query import Among, Field
from cadence.portfolio.model.bet import Direction, Horizon, Metric, Stage
from cadence.portfolio.model.criterion import (
    Compared,
    ExitCriterion,
    NoCriterion,
    criteria,
    criterion,
)
from cadence.portfolio.model.draft import applied, as_draft, changes, merged
from cadence.portfolio.model.figures import difference, figure
from cadence.portfolio.model.jira import JiraFilter, NoFilter, jira_filter
from cadence.portfolio.model.written import BetEntry
from portfolio_values import TODAY, a_bet, a_draft, a_metric

# --- criteria --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "metric", "compared", "value", "days"),
    [
        ("outcome below 20 for 4 weeks", "outcome", Compared.BELOW, "20", 28),
        ("confidence < 30", "confidence", Compared.BELOW, "30", 0),
        ("at least 95 % for 30 days", "outcome", Compared.AT_LEAST, "95", 30),
        ("Monthly  Cost above 12000.50", "monthly cost", Compared.ABOVE, "12000.50", 0),
        ("net promoter score ≤ -5 for 1 month", "net promoter score", Compared.AT_MOST, "-5", 30),
        (">=1", "outcome", Compared.AT_LEAST, "1", 0),
        ("time at most 2 for 1 week", "time", Compared.AT_MOST, "2", 7),
    ],
)
def test_a_criterion_is_read(
    words: str, metric: str, compared: Compared, value: str, days: int
) -> None:
    read = ExitCriterion(metric=metric, compared=compared, value=Decimal(value), days=days)
    assert criterion(words) == read


@pytest.mark.parametrize(
    "words",
    ["", "outcome", "outcome falls", "outcome below", "below 20 for weeks", "below 2 for 4"],
)
def test_what_is_no_criterion_is_told_how_one_is_written(words: str) -> None:
    with pytest.raises(NoCriterion, match="outcome below 20 for 4 weeks"):
        criterion(words)


def test_several_stand_behind_semicolons_or_on_lines() -> None:
    one, two = criteria("below 20;\n confidence < 30 ; ")
    assert (one.metric, two.metric) == ("outcome", "confidence")
    assert criteria("") == ()


@given(
    metric=st.sampled_from(["outcome", "confidence", "monthly cost"]),
    compared=st.sampled_from(Compared),
    value=st.decimals(min_value=-(10**6), max_value=10**6, places=3),
    days=st.integers(0, 999),
)
def test_what_a_criterion_says_is_read_back(
    metric: str, compared: Compared, value: Decimal, days: int
) -> None:
    said = ExitCriterion(metric=metric, compared=compared, value=value, days=days)
    assert criterion(str(said)) == said


@given(st.text(max_size=60))
def test_any_words_are_a_criterion_or_are_refused(words: str) -> None:
    try:
        read = criterion(words)
    except NoCriterion:
        return
    assert criterion(str(read)) == read


# --- filters ---------------------------------------------------------------------------------------


def test_a_filter_is_read_and_says_what_it_is() -> None:
    read = jira_filter("project = pay, MOB; components = Checkout, Wallet; label = apple-pay")
    assert read == JiraFilter(
        projects=("PAY", "MOB"), components=("Checkout", "Wallet"), labels=("apple-pay",)
    )
    assert str(read) == "project = PAY, MOB; component = Checkout, Wallet; label = apple-pay"
    assert read.conditions == (
        Among(Field.PROJECT, ("PAY", "MOB")),
        Among(Field.COMPONENT, ("Checkout", "Wallet")),
        Among(Field.LABEL, ("apple-pay",)),
    )
    assert jira_filter(str(read)) == read


def test_an_epic_names_its_project() -> None:
    assert jira_filter("epic = PAY-12, MOB-3") == JiraFilter(
        projects=("PAY", "MOB"), epics=("PAY-12", "MOB-3")
    )


def test_no_words_are_no_filter() -> None:
    assert jira_filter(" ; ") is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("component = Checkout", "at least one project"),
        ("project in (PAY)", "no part of a filter"),
        ("assignee = dana", "no part of a filter"),
        ("project = PAY OR 1=1", "no key of a project"),
        ("epic = PAY", "no key of an epic"),
    ],
)
def test_what_is_no_filter_is_told_why(words: str, why: str) -> None:
    with pytest.raises(NoFilter, match=why):
        jira_filter(words)


@given(st.text(max_size=60))
def test_any_words_are_a_filter_or_are_refused(words: str) -> None:
    try:
        read = jira_filter(words)
    except NoFilter:
        return
    if read is not None:
        assert read.projects
        assert jira_filter(str(read)) == read


# --- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1250", "", "1,250"),
        ("0.50", "%", "0.5 %"),
        ("-12.0", "days", "-12 days"),
        ("1E+3", "", "1,000"),
        ("-0.00", "%", "0 %"),
    ],
)
def test_a_figure_has_no_zeros_too_many(value: str, unit: str, shown: str) -> None:
    assert figure(Decimal(value), unit) == shown


def test_between_percentages_are_points() -> None:
    assert difference(Decimal("1.0"), "%") == "1 point"
    assert difference(Decimal("2.5"), "%") == "2.5 points"
    assert difference(Decimal(2), "days") == "2 days"


def test_the_way_to_a_target_is_the_same_in_both_directions() -> None:
    up = a_metric()
    down = a_metric(baseline=Decimal(40), target=Decimal(20), direction=Direction.DOWN)
    assert up.way(Decimal(25)) == down.way(Decimal(35)) == Decimal("0.25")
    assert up.reaches(Decimal(40))
    assert down.reaches(Decimal(20))
    assert not down.reaches(Decimal(21))
    assert a_metric(target=None).way(Decimal(1)) is None
    assert a_metric(baseline=Decimal(40)).way(Decimal(1)) is None
    assert not a_metric(target=None).reaches(Decimal(10**9))


# --- entries ---------------------------------------------------------------------------------------


def test_an_entry_becomes_a_draft() -> None:
    entry = BetEntry.model_validate(
        {
            "name": "  Faster   checkout ",
            "owner": "U012AB3CD",
            "horizon": "h2",
            "stage": "Earn",
            "metric": "Paid baskets",
            "unit": "%",
            "baseline": 61.5,
            "target": "75 %",
            "capacity": "12.5%",
            "exit": ["outcome < 60 for 4 weeks", "confidence < 30"],
            "success": "outcome >= 75; confidence >= 90",
            "jira": "project = PAY",
            "decisions": "D-12, 30, d-12",
        }
    )
    assert entry.draft == a_draft(
        owner="U012AB3CD",
        horizon=Horizon.H2,
        stage=Stage.EARN,
        metric=Metric(name="Paid baskets", unit="%", baseline=Decimal("61.5"), target=Decimal(75)),
        capacity=Decimal("12.5"),
        exits=criteria("outcome < 60 for 4 weeks; confidence < 30"),
        successes=criteria("outcome >= 75; confidence >= 90"),
        jira=JiraFilter(projects=("PAY",)),
        decisions=(12, 30),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"horizon": "H4"},
        {"stage": "done"},
        {"owner": "dana"},
        {"capacity": 101},
        {"capacity": -1},
        {"capacity": "much"},
        {"unit": "%"},
        {"target": 3},
        {"metric": "M", "target": float("nan")},
        {"metric": "M", "target": "1e999"},
        {"metric": "M", "target": "1e-999999"},
        {"exit": "soon"},
        {"exit": 3},
        {"jira": "reporter = me"},
        {"decisions": ["x"]},
        {"decisions": 3},
        {"colour": "red"},
    ],
    ids=str,
)
def test_what_a_bet_may_not_have_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BetEntry.model_validate({"name": "A bet", "horizon": "H1"} | wrong)


# --- drafts ----------------------------------------------------------------------------------------


def test_a_bet_is_what_its_draft_says() -> None:
    bet = a_bet(7)
    assert applied(as_draft(bet), number=7, on=TODAY, was=bet) == bet
    new = applied(a_draft(), number=3, on=TODAY, key="faster-checkout")
    assert (new.number, new.stage_since, new.key, new.version) == (3, TODAY, "faster-checkout", 1)


def test_a_stage_is_new_on_the_day_it_changes() -> None:
    bet = a_bet(stage_since=date(2026, 1, 5))
    earning = replace(as_draft(bet), stage=Stage.EARN)
    assert applied(earning, number=1, on=TODAY, was=bet).stage_since == TODAY


def test_a_file_changes_what_it_says_otherwise_than_before_and_nothing_else() -> None:
    said = a_draft(owner="UOLA", capacity=Decimal(10))
    now = replace(said, stage=Stage.SUNSETTING, capacity=Decimal(5))
    anew = replace(said, owner="UDANA")
    assert merged(anew, said, now) == replace(now, owner="UDANA")
    assert merged(said, said, now) == now


def test_changes_are_told_field_by_field() -> None:
    before = a_bet(capacity=Decimal(10), owner=None)
    after = replace(before, capacity=Decimal(20), owner="UDANA", metric=None)
    told = {each.field: (each.before, each.after) for each in changes(before, after)}
    assert told["capacity"] == ("10 %", "20 %")
    assert told["owner"] == ("", "UDANA")
    assert told["target"] == ("40 %", "")
    assert "name" not in told
    assert changes(before, before) == ()
