"""What is written is read back to the last character, and shows nothing but itself."""

from hypothesis import given
from hypothesis import strategies as st
from madr_strategies import NAMES, records, texts

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


@given(records())
def test_what_was_read_is_written_to_the_same_bytes(record: Record) -> None:
    file = written(record, NAMES)
    assert written(record_in(page(file)), NAMES) == file


@given(records())
def test_line_ends_of_another_system_change_nothing(record: Record) -> None:
    file = written(record, NAMES).replace("\n", "\r\n")
    assert record_in(page(file)) == record
