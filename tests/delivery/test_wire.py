"""Values survive being written as JSON."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadence.core import calendar, message, people, query
from cadence.core.people import Person
from cadence.delivery.wire import MESSAGES, Wire, WireError, types_in
from cadence.status.model import question

QUESTIONS = Wire(*types_in(question, query, calendar))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One of everything."""

    whole: int = 0
    part: float = 0.0
    amount: Decimal = Decimal(0)
    for_long: timedelta = timedelta(0)
    day: date = date(2026, 1, 1)
    at: datetime | None = None
    words: tuple[str, ...] = ()
    among: frozenset[str | int] = frozenset()


class Colour(StrEnum):
    RED = "red"


HELD = Wire(Held)

texts = st.text(max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
spans_of_text = st.one_of(
    st.builds(message.Text, texts, bold=st.booleans()),
    st.builds(message.Link, texts, texts),
    st.builds(message.Moment, moments),
    st.builds(message.Who, texts),
    st.builds(message.Where, texts),
)
lines = st.lists(spans_of_text, max_size=3).map(tuple)
buttons = st.builds(message.Button, label=texts, action=texts, url=st.none() | texts)
menus = st.builds(
    message.Menu,
    action=texts,
    choices=st.lists(st.builds(message.Choice, texts, texts), max_size=2).map(tuple),
)
presses = buttons | menus
blocks = st.one_of(
    st.builds(message.Header, texts),
    st.builds(message.Paragraph, lines, st.none() | presses),
    st.builds(message.Bullets, st.lists(lines, max_size=2).map(tuple)),
    st.builds(message.Note, lines),
    st.builds(message.Quoted, texts),
    st.builds(message.Preformatted, texts),
    st.builds(message.Card, key=texts, url=st.none() | texts, title=texts, facts=lines),
    st.builds(
        message.Table,
        caption=texts,
        columns=st.lists(texts, max_size=2).map(tuple),
        rows=st.lists(st.lists(lines, max_size=2).map(tuple), max_size=2).map(tuple),
        right=st.frozensets(st.integers(0, 5)),
    ),
    st.builds(message.Actions, st.lists(presses, max_size=2).map(tuple)),
    st.builds(message.Feedback, action=texts, value=texts),
    st.builds(message.Rule),
)
messages = st.builds(message.Message, summary=texts, blocks=st.lists(blocks, max_size=4).map(tuple))
places = st.builds(message.Place, channel=texts, thread=st.none() | texts, team=texts)

spans_of_time = st.builds(calendar.Span, start=st.none() | moments, end=st.none() | moments)
plain_conditions = st.one_of(
    st.builds(query.Among, st.sampled_from(query.Field), st.lists(texts).map(tuple), st.booleans()),
    st.builds(query.Empty, st.sampled_from(query.Field)),
    st.builds(query.Within, st.sampled_from(query.Moment), spans_of_time),
    st.builds(query.Unresolved, st.booleans()),
    st.builds(query.Says, st.lists(texts).map(tuple)),
    st.builds(query.Moved, spans_of_time),
    st.builds(query.InOpenSprint),
)
conditions = plain_conditions | st.lists(plain_conditions, min_size=1, max_size=3).map(
    lambda parts: query.AnyOf((query.AllOf(tuple(parts)),))
)
questions = st.builds(
    question.Question,
    kind=st.sampled_from(question.Kind),
    filters=st.lists(st.builds(question.Filter, condition=conditions, label=texts), max_size=3).map(
        tuple
    ),
    by=st.none() | st.sampled_from(question.Dimension),
    span=st.none() | spans_of_time,
    events=st.lists(st.sampled_from(question.Event), max_size=2).map(tuple),
    quiet_for=st.none() | st.timedeltas(),
)


def there_and_back(wire: Wire, value: object) -> object:
    return wire.load(json.loads(json.dumps(wire.dump(value), allow_nan=False)))


@given(messages, places)
def test_a_message_and_its_place_come_back_as_they_were(
    said: message.Message, place: message.Place
) -> None:
    assert there_and_back(MESSAGES, said) == said
    assert there_and_back(MESSAGES, place) == place


@given(questions)
def test_a_question_comes_back_as_it_was(asked: question.Question) -> None:
    assert there_and_back(QUESTIONS, asked) == asked


@given(
    st.builds(
        Held,
        whole=st.integers(),
        part=st.floats(allow_nan=False, allow_infinity=False),
        amount=st.decimals(allow_nan=False, allow_infinity=False),
        for_long=st.timedeltas(),
        day=st.dates(),
        at=st.none() | moments,
        words=st.lists(st.text()).map(tuple),
        among=st.frozensets(st.text() | st.integers()),
    )
)
def test_what_the_standard_library_has_comes_back_as_it_was(held: Held) -> None:
    assert there_and_back(HELD, held) == held


def test_every_kind_of_block_and_span_can_be_written() -> None:
    known = set(types_in(message))
    unions = (*message.Block.__args__, *message.Span.__args__)
    assert {message.Message, message.Place, message.Form, *unions} <= known


def test_a_person_keeps_their_zone() -> None:
    ada = Person(id="U1", name="Ada", zone=ZoneInfo("Europe/Berlin"))
    assert there_and_back(Wire(*types_in(people)), ada) == ada


def test_an_instant_is_kept_in_utc() -> None:
    there = datetime(2026, 11, 18, 9, 30, tzinfo=ZoneInfo("America/New_York"))
    assert HELD.dump(there) == {"$": "datetime", "at": "2026-11-18T14:30:00+00:00"}
    assert there_and_back(HELD, there) == there


def test_values_of_one_shape_are_told_apart() -> None:
    words = message.line("the same")
    assert there_and_back(MESSAGES, message.Note(words)) == message.Note(words)
    assert there_and_back(MESSAGES, message.Paragraph(words)) == message.Paragraph(words)
    assert MESSAGES.dump(message.Note(words)) == {
        "$": "message.Note",
        "line": [
            {
                "$": "message.Text",
                "text": "the same",
                "bold": False,
                "italic": False,
                "code": False,
                "struck": False,
            }
        ],
    }


def test_the_same_set_is_always_written_alike() -> None:
    assert HELD.dump(frozenset("abc")) == {"$": "set", "items": ["a", "b", "c"]}


@pytest.mark.parametrize(
    "value",
    [
        Colour.RED,
        object(),
        [1],
        {"a": 1},
        b"bytes",
        float("nan"),
        float("inf"),
        datetime(2026, 1, 1),  # noqa: DTZ001 - the point
        Held(words=([],)),
    ],
)
def test_what_is_not_registered_is_not_written(value: object) -> None:
    with pytest.raises(WireError):
        HELD.dump(value)


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"a": 1},
        {"$": "message.Note", "line": []},
        {"$": ["unhashable"]},
        {"$": "wire.Held"},
        {"$": "test_wire.Held", "nobody knows": 1},
        {"$": "datetime"},
        {"$": "datetime", "at": "yesterday"},
        {"$": "decimal", "value": "much"},
        {"$": "zone", "key": "../../etc/passwd"},
        {"$": "set", "items": [{"$": "never"}]},
    ],
)
def test_what_we_did_not_write_is_not_read(written: object) -> None:
    with pytest.raises(WireError):
        HELD.load(written)


def test_a_name_that_no_member_has_is_not_read() -> None:
    with pytest.raises(WireError, match=r"question\.Kind"):
        QUESTIONS.load({"$": "question.Kind", "value": "gossip"})


def test_a_field_that_an_older_writer_did_not_know_takes_its_default() -> None:
    assert HELD.load({"$": "test_wire.Held", "whole": 3}) == Held(whole=3)


def test_two_types_of_one_name_are_refused() -> None:
    other = dataclass(type("Held", (), {"__module__": "elsewhere.test_wire"}))
    with pytest.raises(ValueError, match="one name"):
        Wire(Held, other)


def test_only_dataclasses_and_enums_can_be_registered() -> None:
    with pytest.raises(TypeError, match="neither"):
        Wire(int)
