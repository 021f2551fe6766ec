"""Which questions follow from which answers, and what is an answer: pure rules."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from checkin_world import a_bet
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.agenda import Ask, Comparison, Condition, Sort, Subject, Value
from cadence.core.message import Choice
from cadence.rituals.messages.words import figures, labelled, number, said
from cadence.rituals.model.answers import Wrong, is_answer, value_of
from cadence.rituals.model.pages import HEADS, MOST, Fields, pages
from cadence.rituals.model.questions import (
    Group,
    asked,
    groups,
    holds,
    missing,
    relevant,
)
from cadence.rituals.model.until import day_named

TODAY = date(2026, 11, 18)
"""A Wednesday."""

values = st.one_of(
    st.text(max_size=20),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-999, max_value=999),
    st.dates(),
)


def if_(ask: str, comparison: Comparison, value: Value | None = None) -> Condition:
    return Condition(ask=ask, comparison=comparison, value=value)


# --- conditions ------------------------------------------------------------------------------------


@given(comparison=st.sampled_from(Comparison), value=values)
def test_without_an_answer_nothing_follows(comparison: Comparison, value: Value) -> None:
    assert not holds(if_("a", comparison, value), None)


@given(answer=values, value=values)
def test_an_answer_is_or_is_not_and_never_both(answer: Value, value: Value) -> None:
    is_, is_not = (
        holds(if_("a", each, value), answer) for each in (Comparison.IS, Comparison.IS_NOT)
    )
    assert is_ != is_not
    assert holds(if_("a", Comparison.ANSWERED), answer)


@given(answer=values, value=values)
def test_below_above_and_same_are_told_apart(answer: Value, value: Value) -> None:
    below, above = (
        holds(if_("a", each, value), answer) for each in (Comparison.BELOW, Comparison.ABOVE)
    )
    assert not (below and above)
    if type(answer) is not type(value) or isinstance(answer, str):
        assert not below
        assert not above
    else:
        assert (below, above) == (answer < value, answer > value)  # type: ignore[operator]  # of one type


def test_words_are_compared_without_regard_to_case_and_space() -> None:
    assert holds(if_("a", Comparison.IS, "Yes "), " yes")


# --- what is asked ---------------------------------------------------------------------------------

MOOD = Ask(name="mood", label="Mood")
WHY = Ask(name="why", label="Why", only_if=if_("mood", Comparison.IS, "bad"))
WHO = Ask(name="who", label="Who", only_if=if_("why", Comparison.ANSWERED))
ABOUT = Ask(
    name="about", label="About", each="portfolio", only_if=if_("mood", Comparison.IS, "bad")
)
PLAIN = Ask(name="plain", label="Plain", each="portfolio")


def names(group: Group, answers: dict[tuple[str | None, str], Value]) -> list[str]:
    return [each.name for each in asked(group, answers)]


def test_a_question_behind_a_question_that_is_not_asked_is_not_asked() -> None:
    (group,) = groups((MOOD, WHY, WHO), ())
    stale: dict[tuple[str | None, str], Value] = {
        (None, "mood"): "fine",
        (None, "why"): "It was bad",
        (None, "who"): "UDANA",
    }
    assert names(group, stale) == ["mood"]
    assert relevant((group,), stale) == {(None, "mood"): "fine"}
    assert names(group, stale | {(None, "mood"): "bad"}) == ["mood", "why", "who"]


def test_a_question_about_a_subject_may_follow_from_one_asked_once() -> None:
    once, about = groups((MOOD, ABOUT, PLAIN), (a_bet(1),))
    assert names(about, {(None, "mood"): "bad"}) == ["about", "plain"]
    assert names(about, {("bet:1", "mood"): "bad"}) == ["plain"]
    assert missing((once, about), {(None, "mood"): "bad"}) == (
        ("bet:1", "about"),
        ("bet:1", "plain"),
    )


def test_groups_stand_in_the_order_of_the_definition() -> None:
    bets = (a_bet(1), Subject(key="x:1", source="other", name="X"), a_bet(2))
    assert [each.key for each in groups((MOOD, PLAIN), bets)] == [None, "bet:1", "bet:2"]
    assert [each.key for each in groups((PLAIN, MOOD), bets)] == ["bet:1", "bet:2", None]
    assert groups((PLAIN,), ()) == groups((), bets) == ()


@given(st.dictionaries(st.sampled_from(("mood", "why", "who")), st.sampled_from(("bad", "fine"))))
def test_what_is_relevant_is_asked_and_taking_it_again_changes_nothing(
    found: dict[str, str],
) -> None:
    group = groups((MOOD, WHY, WHO), ())
    kept = relevant(group, {(None, name): value for name, value in found.items()})
    assert relevant(group, kept) == kept
    assert {name for _, name in kept} <= {each.name for each in asked(group[0], kept)}


# --- values ----------------------------------------------------------------------------------------


@given(st.text(max_size=40), st.sampled_from(Sort))
def test_whatever_is_put_in_is_an_answer_or_wrong(words: str, sort: Sort) -> None:
    ask = Ask(name="a", label="A", sort=sort, choices=(Choice("Yes", "yes"), Choice("No", "no")))
    try:
        value = value_of(ask, words)
    except Wrong:
        return
    assert value is None or is_answer(ask, value)


@given(
    st.decimals(
        allow_nan=False,
        allow_infinity=False,
        places=9,
        min_value=-(10**18) + 1,
        max_value=10**18 - 1,
    )
)
def test_a_number_comes_back_as_it_was_shown(value: Decimal) -> None:
    ask = Ask(name="a", label="A", sort=Sort.NUMBER)
    assert value_of(ask, figures(value)) == value
    assert number(value).replace(",", "") == figures(value)
    assert "." not in figures(value) or figures(value)[-1] in "123456789"


@pytest.mark.parametrize("words", ["101", "-0.1", "99,5", "1e1", "٣", "0x10", "--1", "1" * 30])
def test_a_confidence_is_from_0_to_100(words: str) -> None:
    with pytest.raises(Wrong):
        value_of(Ask(name="a", label="A", sort=Sort.CONFIDENCE, most=Decimal(500)), words)


def test_bounds_of_a_confidence_may_be_narrower() -> None:
    ask = Ask(name="a", label="A", sort=Sort.CONFIDENCE, least=Decimal(10), most=Decimal(90))
    for words in ("9", "91"):
        with pytest.raises(Wrong):
            value_of(ask, words)
    assert value_of(ask, " 10 ") == Decimal(10)


def test_a_choice_must_be_one_of_those_offered() -> None:
    ask = Ask(name="a", label="A", sort=Sort.CHOICE, choices=(Choice("Yes", "yes"),))
    with pytest.raises(Wrong):
        value_of(ask, "no")
    assert not is_answer(ask, "no")
    assert said(ask, "yes", {}) == "Yes"
    assert said(ask, "an older one", {}) == "an older one"


def test_a_question_keeps_its_own_mark() -> None:
    assert labelled(Ask(name="a", label="Reading")) == "Reading: "
    assert labelled(Ask(name="a", label="Where does it stand?")) == "Where does it stand? "


def test_a_number_is_in_the_unit_of_what_it_is_asked_about() -> None:
    bet = a_bet(1, unit="merchants")
    plain = Ask(name="a", label="A", sort=Sort.NUMBER, each="portfolio")
    own = replace(plain, name="b", unit="days")
    words = replace(plain, name="c", sort=Sort.TEXT)
    (group,) = groups((plain, own, words), (bet,))
    assert [each.unit for each in group.asks] == ["merchants", "days", None]
    assert said(group.asks[0], Decimal("1204.50"), {}) == "1,204.5 merchants"


def test_a_person_is_told_by_name_and_an_unknown_one_by_id() -> None:
    ask = Ask(name="a", label="A", sort=Sort.PERSON)
    assert said(ask, "UDANA", {"UDANA": "Dana"}) == "Dana"
    assert said(ask, "UGONE", {}) == "UGONE"


def test_words_that_are_too_long_are_refused_rather_than_cut() -> None:
    with pytest.raises(Wrong):
        value_of(Ask(name="a", label="A"), "x" * 3_001)


# --- pages -----------------------------------------------------------------------------------------


@given(counts=st.lists(st.integers(min_value=1, max_value=MOST), max_size=30))
def test_no_page_holds_more_than_slack_takes_and_none_is_lost(counts: list[int]) -> None:
    many = [
        Group(
            subject=a_bet(number),
            asks=tuple(Ask(name=f"a{n}", label="A") for n in range(count)),
        )
        for number, count in enumerate(counts)
    ]
    found = pages(many)
    assert [group for page in found for group in page] == many
    for page in found:
        assert page
        assert len(page) == 1 or sum(HEADS + len(each.asks) for each in page) <= MOST


def test_fields_of_two_subjects_are_told_apart() -> None:
    both = groups((PLAIN,), (a_bet(1), a_bet(2)))
    fields = Fields(both)
    read = fields.read({"0.plain": "one", "1.plain": "two", "2.plain": "three", "x": None}, both)
    assert read.answers == {("bet:1", "plain"): "one", ("bet:2", "plain"): "two"}
    read = fields.read({"0.plain": "  ", "1.plain": None}, both[:1])
    assert (read.answers, read.blank) == ({}, {("bet:1", "plain")})


# --- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2020-01-01", date(2020, 1, 1)),
        ("tomorrow", date(2026, 11, 19)),
        ("Friday", date(2026, 11, 20)),
        ("wednesday", date(2026, 11, 25)),
        ("1 December", date(2026, 12, 1)),
        ("Dec 1", date(2026, 12, 1)),
        ("1 December 2027", date(2027, 12, 1)),
        ("3 January.", date(2027, 1, 3)),
        ("18 November", date(2027, 11, 18)),
        ("01/02", None),
        ("1.2.2027", None),
        ("12", None),
        ("2026-13-01", None),
        ("soon", None),
        ("31 February", None),
        ("", None),
    ],
)
def test_a_day_is_read_where_there_is_one(words: str, day: date | None) -> None:
    assert day_named(words, today=TODAY) == day


@given(st.text(max_size=40))
def test_no_words_about_a_day_break_anything(words: str) -> None:
    day_named(words, today=TODAY)


@given(st.dates(TODAY + timedelta(days=1), TODAY + timedelta(days=364)))
def test_a_day_ahead_without_its_year_is_that_day(day: date) -> None:
    assert day_named(f"{day.day} {day:%B}", today=TODAY) == day
