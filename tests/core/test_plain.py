from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cadence.core.message import (
    Actions,
    Bullets,
    Button,
    Card,
    Choice,
    Feedback,
    Header,
    Link,
    Menu,
    Message,
    Moment,
    Note,
    Paragraph,
    Preformatted,
    Quoted,
    Rule,
    Table,
    Where,
    Who,
    bold,
    line,
)
from cadence.core.plain import clean, is_address, is_visible, plain, plain_table


def said(*blocks) -> str:
    return plain(Message(summary="A summary", blocks=blocks))


def test_a_message_reads_like_a_letter():
    assert (
        said(
            Header("Checkout"),
            Paragraph(
                line("There are ", bold("2"), " open bugs, see ", Link("all", "https://j/x"))
            ),
            Card(
                key="PAY-1",
                url="https://j/browse/PAY-1",
                title="It\n breaks",
                facts=line("Open · P1"),
                button=Button(label="Watch", action="a"),
            ),
            Bullets((line("one"), line("two\nlines"))),
            Quoted("he said\nso"),
            Preformatted("project = PAY"),
            Note(line("as of ", Moment(datetime(2026, 11, 22, 9, 5, tzinfo=UTC)))),
            Actions(
                (
                    Button(label="Jira", action="b", url="https://j/"),
                    Menu(action="c", choices=(Choice("iOS", "i"), Choice("Web", "w"))),
                )
            ),
            Feedback(action="d", value="q"),
            Rule(),
        )
        == """Checkout

There are 2 open bugs, see all (https://j/x)

PAY-1  It breaks
    Open · P1
    https://j/browse/PAY-1
[Watch]

• one
• two
  lines

> he said
> so

    project = PAY

as of 22 Nov 2026, 09:05 UTC

[Jira] (https://j/) [More: iOS | Web]

[This helped] [This is wrong]

----------------------------------------"""
    )


def test_without_blocks_it_is_the_summary():
    assert plain(Message(summary="Only this")) == "Only this"
    assert said(Header("")) == "A summary"


def test_people_and_channels_are_named_by_their_ids():
    assert said(Paragraph(line("ask ", Who("U1"), " in ", Where("C1")))) == "ask @U1 in #C1"


def test_columns_are_aligned_and_figures_set_to_the_right():
    table = Table(
        caption="By component",
        columns=("Component", "Open"),
        rows=((line("iOS"), line("12")), (line("日本語"), line("3")), (line("Web"), ())),
        right=frozenset({1}),
    )
    assert (
        said(table)
        == """By component
Component  Open
---------  ----
iOS          12
日本語        3
Web"""
    )


def test_a_table_is_cut_to_the_width():
    row = (line("PAY-1"), line("A very long title that nobody reads to its end"), line("Open"))
    text = plain_table(Table(caption="", columns=("Key", "Title", "State"), rows=(row,)), width=30)
    assert text.splitlines()[2] == "PAY-1  A very long tit…  Open"
    assert all(cell_len(each) <= 30 for each in text.splitlines())
    assert "…" in text


@given(
    st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=5), max_size=6),
    st.integers(60, 120),
)
def test_a_table_never_exceeds_the_width_and_loses_no_row(grid, width):
    table = Table(
        caption="",
        columns=("a", "b"),
        rows=tuple(tuple(line(cell) for cell in row) for row in grid),
    )
    lines = plain_table(table, width=width).split("\n")
    assert len(lines) == len(grid) + 2
    assert all(cell_len(each) <= width for each in lines)


@given(st.text())
def test_no_text_can_command_a_terminal(text):
    shown = said(Paragraph(line(text)), Quoted(text), Preformatted(text), Header(text))
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    assert shown.encode()


def test_what_is_no_text_is_taken_out():
    assert clean("a\x00\x1b[31mb\r\nc\u202ed\ud800\te") == "a[31mb\ncd\ufffd\te"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://jira.example/browse/PAY-1?a=1&b=2#c", True),
        ("http://localhost:8080/x", True),
        ("javascript:alert(1)", False),
        ("ftp://x.example/", False),
        ("https://", False),
        ("https://x.example/a b", False),
        ("https://x.example/<b>", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(address, shown):
    assert is_address(address) is shown
    assert (f"({address})" in said(Paragraph(line(Link("here", address))))) is shown


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\x00", "\u200b\u200b", "\u202e\u202c", "\u3164", "\u2800\ufe0f"]
)
def test_what_shows_nothing_is_not_visible(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "\u200bx", "🎉", "決", "٣", "–", "❤\ufe0f"])
def test_whatever_a_reader_sees_is_visible(text: str) -> None:
    assert is_visible(text)
