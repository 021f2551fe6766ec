"""What comes back from the API, read without trusting it."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.adapters.claude.answer import Answer, from_events, from_message
from cadence.adapters.claude.budget import Budget, tokens_in
from cadence.adapters.claude.failure import Passing, failure, retry_after
from cadence.core.errors import BudgetSpent, WriterError, WriterRefused, WriterUnavailable
from fakes.clock import FakeClock

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["type", "index", "delta", "message", "usage", "content_block", "error", "text"]
)
NAMES = st.sampled_from(
    [
        *("message_start", "content_block_start", "content_block_delta", "message_delta"),
        *("message_stop", "error", "ping", "something_new"),
    ]
)


def read(run: Any, *args: Any) -> Answer | None:
    try:
        return run(*args)
    except WriterError:
        return None


@given(body=st.one_of(st.binary(max_size=40), JSON.map(orjson.dumps)))
def test_any_body_is_an_answer_or_one_of_our_errors(body: bytes) -> None:
    read(from_message, body)


@given(events=st.lists(st.tuples(st.one_of(st.none(), NAMES), st.dictionaries(KEYS, JSON))))
def test_any_stream_is_an_answer_or_one_of_our_errors(
    events: list[tuple[str | None, dict[str, Any]]],
) -> None:
    read(from_events, [(name, orjson.dumps(data).decode()) for name, data in events])


@given(data=st.text(max_size=20))
def test_what_is_not_known_in_a_stream_is_not_read(data: str) -> None:
    end = ("message_stop", "{}")
    assert from_events([("something_new", data), (None, data), end]).text == ""


@given(
    texts=st.lists(st.text(max_size=30), min_size=1, max_size=4),
    cut=st.integers(min_value=1, max_value=9),
)
def test_a_stream_says_the_same_as_the_message(texts: list[str], cut: int) -> None:
    blocks = [{"type": "text", "text": text} for text in texts]
    usage = {"input_tokens": 3, "output_tokens": 7}
    message = {"type": "message", "content": blocks, "stop_reason": "end_turn", "usage": usage}
    events: list[tuple[str, dict[str, Any]]] = [("message_start", {"message": {"usage": usage}})]
    for index, text in enumerate(texts):
        opening = {"index": index, "content_block": {"type": "text", "text": ""}}
        events.append(("content_block_start", opening))
        for at in range(0, len(text), cut):
            delta = {"type": "text_delta", "text": text[at : at + cut]}
            events.append(("content_block_delta", {"index": index, "delta": delta}))
    events.append(("message_delta", {"delta": {"stop_reason": "end_turn"}, "usage": usage}))
    events.append(("message_stop", {}))
    streamed = from_events((name, orjson.dumps(data).decode()) for name, data in events)
    assert streamed == from_message(orjson.dumps(message))


# --- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        (None, None),
        ("7", timedelta(seconds=7)),
        ("0.5", timedelta(seconds=0.5)),
        ("-1", timedelta(hours=1)),
        ("nan", timedelta(hours=1)),
        ("1e9", timedelta(hours=1)),
        ("Wed, 18 Nov 2026 12:00:30 GMT", timedelta(hours=1)),
    ],
)
def test_a_wait_is_read_in_seconds_and_not_believed_beyond_an_hour(
    said: str | None, wait: timedelta | None
) -> None:
    assert retry_after({} if said is None else {"retry-after": said}) == wait


@given(status=st.integers(min_value=300, max_value=599))
def test_every_status_is_one_of_our_errors(status: int) -> None:
    error = failure(status=status, said="x\n" * 500)
    assert isinstance(error, WriterRefused | WriterUnavailable)
    assert len(str(error)) < 400
    assert "\n" not in str(error)
    assert isinstance(error, Passing) == (status >= 500 or status == 408)


# --- the budget --------------------------------------------------------------------------------------------


@given(calls=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=12))
def test_no_more_is_reserved_than_the_budget_holds(calls: list[tuple[int, int]]) -> None:
    budget = Budget(most=1000, clock=FakeClock())
    spent = 0
    for reserved, wanted in calls:
        used = min(reserved, wanted)
        try:
            with budget.reserved(reserved) as bill:
                assert spent + reserved <= 1000
                bill.spent = used
            spent += used
        except BudgetSpent:
            assert spent + reserved > 1000
        assert budget.left == 1000 - spent


def test_a_call_over_midnight_counts_for_the_day_on_which_it_began() -> None:
    clock = FakeClock()
    budget = Budget(most=1000, clock=clock)
    with budget.reserved(400) as bill:
        clock.advance(days=1)
        assert budget.left == 1000
        bill.spent = 300
    assert budget.left == 1000


@given(text=st.text(max_size=200))
def test_tokens_are_guessed_upward_for_every_script(text: str) -> None:
    assert tokens_in(text) >= len(text) / 3
