"""What is written is read back to the last character, and shows nothing but itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from madr_strategies import NAMES, records, texts

from builders import a_body, a_decision, a_party
from cadence.decisions.model.decision import Option, Revision
from cadence.decisions.model.madr import text
from cadence.decisions.model.madr.reading import is_ours, record_in
from cadence.decisions.model.madr.record import Record
from cadence.decisions.model.madr.sections import page
from cadence.decisions.model.madr.writing import written


@given(texts)
def test_any_text_comes_back_from_one_line(said: str) -> None:
    line = text.inline(said)
    assert "\n" not in line
    assert text.unescaped(line) == said


@given(texts, st.booleans())
def test_any_text_comes_back_from_a_block(said: str, flowing: bool) -> None:
    assert text.unescaped(text.block(said, flowing=flowing)) == said


@given(st.lists(texts))
def test_any_texts_come_back_from_a_list(said: list[str]) -> None:
    lines = "\n".join(text.item(text.block(each)) for each in said).split("\n")
    assert [text.unescaped(each) for each in text.items(lines)] == said


@given(records())
def test_a_record_comes_back_whole(record: Record) -> None:
    file = written(record, NAMES)
    read = page(file)
    assert is_ours(read)
    assert record_in(read) == record


@pytest.mark.parametrize("said", ["\\", "C:\\", "a\\\\"])
def test_an_option_that_ends_in_a_backslash_ends_where_it_ends(said: str) -> None:
    decision = a_decision(body=a_body(options=(Option(text=said, is_chosen=True, why=""),)))
    revision = Revision(revision=1, body=decision.body, at=decision.decided_at, by=a_party())
    file = written(Record(decision=decision, revisions=(revision,), history=()), NAMES)
    assert record_in(page(file)).decision.body == decision.body


@given(records())
def test_what_was_read_is_written_to_the_same_bytes(record: Record) -> None:
    file = written(record, NAMES)
    assert written(record_in(page(file)), NAMES) == file


@given(records())
def test_line_ends_of_another_system_change_nothing(record: Record) -> None:
    file = written(record, NAMES).replace("\n", "\r\n")
    assert record_in(page(file)) == record
