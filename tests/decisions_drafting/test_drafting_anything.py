"""Whatever people write: nothing raises, nothing is invented, and it takes no long time."""

import re
from dataclasses import replace
from time import process_time

import pytest
from draft_rules_support import BEGAN, ZONE, a_thread
from hypothesis import given
from hypothesis import strategies as st

from cadence.core.message import Reaction, Said
from cadence.decisions.model.decision import Body, Part
from cadence.decisions.model.draft import Draft
from cadence.decisions.model.drafting import drafts
from cadence.decisions.model.drafting.text import own_words

SOON = 3.0
"""Seconds of the processor, many times what it takes."""

PIECES = (
    "Decision: we keep Kafka", "let's go with SQS", "+1", "agreed", "option B: use Rust", "(1) do nothing", "B then",
    "no, that's too slow", "scratch that", "because it is cheaper", "we should drop IE11", "should we?", "we decided",
    "A or B?", "Candidates: a, b or c", "instead of Redis", "revisit in Q1", "if it breaks we reopen this", "PAY-12",
    "<https://x.test/a|the label>", "<@U0ABC123>", "<#C1|general>", "&gt; quoted", "```code```", "~struck~", ":tada:",
    "&amp;", "do it", "that's now the rule", "tell support", "ok then", "can't undo this", "*bold*", "İSTANBUL it is",
    "Options: (a) wait (b) queue it, (c) İgo", "1. wait 2. go", "- wait\n- go", "b it is", "(c)", "the second one",
    "against (a): slow", "Do we wait or go?", "works for me, we have it",
    "look at it again on 15 January, or when it breaks", "İ or b?",
)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=5).map(
    " ".join
) | st.lists(st.sampled_from(PIECES), max_size=4).map(". ".join)
reactions = st.builds(
    Reaction,
    name=st.sampled_from(["+1", "-1", "eyes", "white_check_mark"]),
    users=st.just(()),
    count=st.integers(min_value=0, max_value=5),
)


@st.composite
def threads(draw: st.DrawFn) -> tuple[Said, ...]:
    return tuple(
        Said(
            ts=f"{BEGAN + number}.000100",
            user=draw(st.sampled_from(["U0ANN001", "U0BEN001", "U0CLEO01", None])),
            text=text,
            is_ours=draw(st.sampled_from([False, False, False, True])),
            reactions=tuple(draw(st.lists(reactions, max_size=2))),
        )
        for number, text in enumerate(draw(st.lists(texts, max_size=9)))
    )


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def texts_of(body: Body) -> dict[Part, str]:
    """Every field that holds somebody's words."""
    return {
        Part.TITLE: body.title,
        Part.DECIDED: body.decided,
        Part.CONTEXT: body.context,
        Part.OPTIONS: " ".join(f"{each.text} {each.why}" for each in body.options),
        Part.REASONS: " ".join(body.reasons),
        Part.CONSEQUENCES: " ".join(body.consequences),
        Part.REOPEN_IF: body.reopen_if,
    }


def filled(draft: Draft) -> set[Part]:
    body = draft.body
    values = {part: getattr(body, part.value) for part in Part}
    values[Part.SCOPE] = not body.scope.is_empty
    return {part for part, value in values.items() if value}


@given(threads())
def test_every_word_of_a_draft_stands_in_the_messages_it_quotes(thread: tuple[Said, ...]) -> None:
    said = {each.ts: words(own_words(each.text)) for each in thread}
    for draft in drafts(thread, zone=ZONE):
        for part, text in texts_of(draft.body).items():
            quoted = set[str]().union(*(said[ts] for ts in draft.resting_on(part)))
            assert words(text) <= quoted, (part, text)


@given(threads())
def test_a_field_is_filled_exactly_when_it_rests_on_messages(thread: tuple[Said, ...]) -> None:
    for draft in drafts(thread, zone=ZONE):
        assert filled(draft) == {each.part for each in draft.support}
        assert draft.body.title
        assert draft.body.decided
        assert 0 < draft.score <= 1


@given(threads())
def test_only_what_people_said_is_quoted_and_in_order(thread: tuple[Said, ...]) -> None:
    theirs = [each.ts for each in thread if not each.is_ours]
    for draft in drafts(thread, zone=ZONE):
        assert draft.decisive in draft.resting_on(Part.DECIDED)
        for each in draft.support:
            at = [theirs.index(ts) for ts in each.said]
            assert at == sorted(set(at))


@given(threads())
def test_a_message_that_stands_in_it_twice_counts_once(thread: tuple[Said, ...]) -> None:
    twice = tuple(each for said in thread for each in (said, said))

    assert drafts(twice, zone=ZONE) == drafts(thread, zone=ZONE)


@given(threads())
def test_what_cadence_says_in_between_changes_nothing(thread: tuple[Said, ...]) -> None:
    without = tuple(each for each in thread if not each.is_ours)
    ours = tuple(replace(each, ts=f"{each.ts}9", is_ours=True) for each in thread)
    mixed = tuple(each for pair in zip(thread, ours, strict=True) for each in pair)

    assert drafts(mixed, zone=ZONE) == drafts(without, zone=ZONE)


@given(st.lists(st.text(), max_size=4), st.text(max_size=12))
def test_no_text_and_no_time_breaks_it(said: list[str], ts: str) -> None:
    thread = tuple(
        Said(ts=f"{ts}{number}", user="U0ANN001", text=f"Decision: {text}")
        for number, text in enumerate(said)
    )
    drafts(thread, zone=ZONE, areas=(ts,), products=(ts,), projects=(ts,))


@pytest.mark.parametrize(
    "repeated",
    [
        "*", "_a", "~", "~a", "`", "```", "<", "<@", ":", ":a", "> ", "&gt;", ". ", "a. ", "\n", " ", "ok ", "so, ",
        "we ", "we all ", "we just decided ", "let's go ", "x or ", "either a or ", "instead of a ", "because ", "PAY-",
        "http://", "@a ", "cc @a ", "option 1: ", "decision: ", "end of ", "1.", "if ", "i'd ", "no ", "é", "1. a\n",
        "(a) b (b) ", "1) 2) ", "option 1: x option 2: ", "- a\n", "a or b, ", "do we a or ", "candidates: ", "b, ",
        "the second ",
        ", or if ",
    ],
)  # fmt: skip
def test_a_thread_of_long_texts_is_read_soon(repeated: str) -> None:
    text = repeated * (40_000 // len(repeated))
    thread = a_thread(*(f"ann: {text}x" for _ in range(5)), f"ben: Decision: {text}", "ann: +1")
    began = process_time()
    drafts(thread, zone=ZONE, areas=("Checkout",), projects=("PAY",))
    assert process_time() - began < SOON


def test_a_thread_that_settles_something_with_every_message_is_read_soon() -> None:
    thread = a_thread(
        *(f"u{n % 7}: Decision: rule {n} of team {n % 50} is kept" for n in range(2_000))
    )
    began = process_time()
    drafts(thread, zone=ZONE)
    assert process_time() - began < 2 * SOON
