"""Sentences that were found, corrections, and messages of any decision at all."""

from dataclasses import replace
from datetime import UTC, date, datetime
from string import ascii_lowercase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters_slack.slack_rules import pings
from builders import LONG_AGO, a_body, a_decision, a_party, a_quote
from cadence.adapters.slack.render import message_args, modal_view
from cadence.core.message import Form, Message
from cadence.core.plain import clean, plain_line
from cadence.decisions.messages import answers, changing, history, records, whole
from cadence.decisions.messages.records import Found, Page
from cadence.decisions.messages.whole import Around
from cadence.decisions.model.correcting import KEPT, corrected, parts_changed, unseen_kept
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Event,
    Happened,
    Option,
    Part,
    Reversibility,
    Revision,
    Scope,
    Standing,
    Status,
)
from cadence.decisions.model.form import Field
from cadence.decisions.model.passages import coverage, passage, telling
from cadence.sandbox.slack.blocks import Surface, problems_in, problems_in_view

words = st.text(ascii_lowercase, min_size=3, max_size=9)
texts = st.text(max_size=80) | st.sampled_from(
    ["<!channel> *bold* & <@U123>", "x" * 700, "a. b! c?\nd", "https://x.example/?a=1"]
)
said = texts.filter(lambda text: bool(text.strip()))
parties = st.builds(a_party, name=said, user=st.none() | st.just("U0MAYA"))
several = st.lists(said, max_size=3).map(tuple)
bodies = st.builds(
    Body,
    title=said.map(lambda text: text[:120]).filter(str.strip),
    decided=said,
    context=texts,
    options=st.lists(
        st.builds(Option, text=said, is_chosen=st.booleans(), why=texts), max_size=3
    ).map(tuple),
    reasons=several,
    consequences=several,
    decider=st.none() | parties,
    consulted=st.lists(parties, max_size=2).map(tuple),
    reversibility=st.none() | st.sampled_from(Reversibility),
    review_on=st.none() | st.dates(date(2026, 1, 1), date(2036, 1, 1)),
    reopen_if=texts,
    scope=st.builds(Scope, area=st.none() | said, product=st.none() | said),
    links=several,
)
quotes = st.builds(
    a_quote,
    part=st.sampled_from(Part),
    ts=st.sampled_from(["1.1", "1.2", ""]),
    name=said,
    text=texts,
    permalink=st.none() | st.just("https://x.example/p1"),
    standing=st.sampled_from(Standing),
)
decisions = st.builds(
    a_decision,
    number=st.integers(1, 10**6),
    body=bodies,
    status=st.sampled_from(Status),
    quotes=st.lists(quotes, max_size=8).map(tuple),
    revision=st.integers(1, 9),
)


# --- passages --------------------------------------------------------------------------------------


def test_the_sentence_that_holds_most_of_the_words_is_told() -> None:
    decision = a_decision(
        decided="We keep logs. Logs of payments are kept for ten years.",
        quotes=(a_quote(text="ten years for payments, says the auditor", name="Lena"),),
    )
    assert passage(decision, ("payments", "years")).text.startswith("Logs of payments")
    assert passage(decision, ("auditor",)).by == "Lena"
    assert passage(decision, ()).text == "We keep logs."


@given(decisions, st.lists(words, max_size=4).map(tuple))
def test_a_passage_stands_in_the_record(decision: Decision, matched: tuple[str, ...]) -> None:
    body = decision.body
    options = [text for each in body.options for text in (each.text, each.why)]
    everything = [body.decided, body.context, *body.reasons, *body.consequences, *options]
    everything += [quote.text for quote in decision.quotes]
    found = passage(decision, matched)
    assert any(found.text in text for text in everything)


@pytest.mark.parametrize(
    ("asked", "matched", "instead", "share"),
    [
        ("use Kafka", ("Kafka",), {}, 1.0),
        ("retention of logs", ("log", "retention"), {}, 1.0),
        ("retention of logs", ("retention",), {}, 0.5),
        ("legder", ("ledger",), {"legder": "ledger"}, 1.0),
        ("the logging", ("Logs",), {}, 0.0),
        ("that", (), {}, 0.0),
        ("", ("anything",), {}, 0.0),
    ],
)
def test_what_a_question_asks_is_covered_by_what_was_found(
    asked: str, matched: tuple[str, ...], instead: dict[str, str], share: float
) -> None:
    assert coverage(asked, matched, instead) == share


@given(st.text(max_size=80), st.lists(words, max_size=4).map(tuple))
def test_a_share_is_one(asked: str, matched: tuple[str, ...]) -> None:
    assert 0 <= coverage(asked, matched, {}) <= 1
    if telling(asked):
        assert coverage(asked, telling(asked), {}) == 1


@given(st.text(max_size=200), st.lists(words, max_size=3))
def test_marked_words_change_nothing_of_the_text(text: str, marked: list[str]) -> None:
    assert plain_line(records.marked(text, marked)) == clean(text)


# --- corrections -----------------------------------------------------------------------------------


@given(bodies, bodies)
def test_a_correction_of_nothing_changes_nothing(old: Body, new: Body) -> None:
    assert corrected(old, new, frozenset()) == old
    assert parts_changed(old, old) == ()


@given(bodies, bodies)
def test_a_correction_of_everything_takes_everything_but_people_without_an_account(
    old: Body, new: Body
) -> None:
    after = corrected(old, new, frozenset(Field))
    unknown = {each for each in old.consulted if each.user is None}
    assert unknown <= set(after.consulted)
    assert set(new.consulted) <= set(after.consulted)
    kept = replace(new, consulted=after.consulted, decider=after.decider, review_on=old.review_on)
    assert after == kept
    assert after.decider in {new.decider, old.decider}


@given(bodies, bodies)
def test_what_can_not_be_seen_of_a_text_is_no_change(old: Body, new: Body) -> None:
    marked = replace(new, decided=f"\u202e{new.decided}", reopen_if=f"{new.reopen_if}\u202c")
    assert unseen_kept(new, marked) == new
    assert unseen_kept(old, old) == old
    assert unseen_kept(old, replace(new, title=f"{old.title}!")).title == f"{old.title}!"


def test_a_field_that_was_not_asked_for_stays() -> None:
    old = a_body(scope=Scope(area="Payments", product="Till", project="PAY"), reasons=("cheap",))
    new = a_body("New title", scope=Scope(product="Shop"))
    after = corrected(old, new, frozenset({Field.TITLE, Field.PRODUCT}))
    assert after.scope == Scope(area="Payments", product="Shop", project="PAY")
    assert (after.title, after.reasons) == ("New title", ("cheap",))
    assert parts_changed(old, after) == (Part.TITLE, Part.SCOPE)
    assert Field.REVIEW_ON in KEPT


# --- messages --------------------------------------------------------------------------------------


def check(message: Message) -> None:
    args = message_args(message)
    assert problems_in(args["blocks"], Surface.MESSAGE) == []
    assert pings(args["blocks"]) == set()


def check_form(form: Form) -> None:
    assert problems_in_view(modal_view(form), "modal") == []


@settings(max_examples=12, deadline=None)
@given(decisions, decisions)
def test_any_decision_can_be_shown_and_pings_nobody(decision: Decision, other: Decision) -> None:
    around = Around(replaced=(other,), successor=other, browse="https://jira.test")
    found = Found(decision=decision, passage=passage(decision, ("a",)), matched=("a",))
    check(whole.whole(decision, around))
    check(whole.all_quotes(decision))
    check(answers.answer(decision, around, instead=(("a", "b"),), others=(other,)))
    check(answers.not_sure("words <!channel>", [found, found]))
    check(records.found("words <!channel>", [found] * 20, total=99, more="x"))
    check(records.page(Page(decisions=(decision,) * 10, total=99, what="about *it*", older="x")))
    check(changing.doubted(decision, "Maya <!here>", decision.body.decided))
    check(changing.notice(decision, "accepted by <!channel>.", "why"))


@settings(max_examples=12, deadline=None)
@given(decisions, bodies)
def test_any_history_can_be_shown(decision: Decision, before: Body) -> None:
    by = a_party("Maya <!here>")
    revisions = tuple(
        Revision(revision=number, body=body, at=LONG_AGO, by=by, why="why *not*")
        for number, body in enumerate((before, decision.body), 1)
    )
    events = tuple(
        Event(
            number=decision.number,
            at=datetime(2026, 1, 5, tzinfo=UTC),
            what=what,
            by=by,
            words="so & so",
            other=7,
        )
        for what in Happened
    )
    check(history.history(decision, events * 4, revisions, may_name=frozenset({7})))


@settings(max_examples=12, deadline=None)
@given(decisions)
def test_any_decision_can_be_changed_in_a_form(decision: Decision) -> None:
    check_form(changing.supersede_form(decision, "{}"))
    check_form(changing.wrong_form(decision, "{}"))
    check_form(changing.correct_form(decision, "{}", areas=("Payments", "Mobile")))
    check_form(changing.ended("Done.", changing.revert(decision)))
