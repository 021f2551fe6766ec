import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira_conditions import unhurried

from cadence.adapters.jira.text import plain


def doc(*content: object) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": list(content)}


def node(kind: str, *content: object, **attrs: object) -> dict[str, Any]:
    return {"type": kind, "content": list(content), "attrs": attrs}


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def test_blocks_of_a_document_become_lines() -> None:
    document = doc(
        node("heading", words("Steps"), level=2),
        node("paragraph", words("Open the "), words("app"), {"type": "hardBreak"}, words("now")),
        node("codeBlock", words("x = 1\n  y = 2")),
    )

    assert plain(document) == "Steps\nOpen the app\nnow\nx = 1\n  y = 2"


def test_lists_keep_their_items_apart() -> None:
    item = node("listItem", node("paragraph", words("one")))
    other = node("listItem", node("paragraph", words("two")))

    assert plain(doc(node("bulletList", item, other))).split() == ["-", "one", "-", "two"]


def test_what_is_seen_of_a_mention_a_card_an_emoji_and_a_date_is_kept() -> None:
    paragraph = node(
        "paragraph",
        {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}},
        words(" "),
        {"type": "inlineCard", "attrs": {"url": "https://x.test/1"}},
        words(" "),
        {"type": "emoji", "attrs": {"shortName": ":bug:"}},
        words(" "),
        {"type": "date", "attrs": {"timestamp": "1763251200000"}},
        {"type": "status", "attrs": {"text": " BLOCKED"}},
    )

    assert plain(doc(paragraph)) == "@Ada https://x.test/1 :bug: 2025-11-16 BLOCKED"


def test_cells_of_a_table_are_apart_and_rows_are_lines() -> None:
    cells = [node("tableCell", node("paragraph", words(text))) for text in ("a", "b")]

    assert plain(doc(node("table", node("tableRow", *cells)))).split() == ["a", "b"]


def test_words_inside_an_unknown_block_are_found() -> None:
    assert plain(doc(node("hologram", node("beam", words("hello"))))) == "hello"


def test_a_document_of_absurd_depth_is_cut_and_not_an_error() -> None:
    deep: dict[str, Any] = words("at the bottom")
    for _ in range(5000):
        deep = {"type": "panel", "content": [deep]}

    assert plain(doc(node("paragraph", words("top")), deep)) == "top"


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("h1. Title", "Title"),
        ("bq. said", "said"),
        ("*bold* and _soft_ and +under+", "bold and soft and under"),
        ("a snake_case_name and 2*3*4", "a snake_case_name and 2*3*4"),
        ("use {{x = 1}} here", "use x = 1 here"),
        ("[docs|https://x.test/a]", "docs (https://x.test/a)"),
        ("[https://x.test/a]", "https://x.test/a"),
        ("[~ada] see", "@ada see"),
        ("[~accountid:5f1] see", "@5f1 see"),
        ("* one\n** two\n# three", "- one\n- two\n- three"),
        ("{quote}said{quote}", "said"),
        ("{color:red}hot{color}", "hot"),
        ("{panel:title=A}in{panel}", "in"),
        ("!shot.png|thumbnail!", "shot.png"),
        ("Oh no! It broke!", "Oh no! It broke!"),
        ("one\\\\two", "one\ntwo"),
        ("a\r\nb", "a\nb"),
        ("text\n----\nmore", "text\nmore"),
        (r"\*not bold\*", "*not bold*"),
    ],
)
def test_wiki_marks_are_taken_off(markup: str, seen: str) -> None:
    assert plain(markup) == seen


def test_a_table_in_wiki_markup_keeps_its_cells_apart() -> None:
    assert plain("||a||b||\n|1|2|").split() == ["a", "b", "1", "2"]


def test_markup_in_code_is_text() -> None:
    markup = "before\n{code:java}\n*a* [x|y] h1. z\n{code}\n*after*"

    assert plain(markup) == "before\n*a* [x|y] h1. z\nafter"


def test_code_that_is_never_closed_is_kept_as_it_is() -> None:
    assert plain("{code}*a* b") == "*a* b"


def test_other_fences_inside_code_are_text() -> None:
    assert plain("{noformat}{code}*x*{code}{noformat}") == "{code}*x*{code}"


@pytest.mark.parametrize("value", [None, 7, [], {}, True, {"content": 5}, [None, "x"]])
def test_what_holds_no_words_is_empty(value: object) -> None:
    assert plain(value) == ""


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "content", "attrs", "text", "url"]), inner)
    ),
    max_leaves=20,
)


@unhurried
@given(json)
def test_no_document_is_an_error(value: object) -> None:
    assert isinstance(plain(value), str)


@unhurried
@given(st.text(alphabet="*_+-{}[]|!~hcode:noformat.\\ \n1#", max_size=300))
def test_no_markup_is_an_error(markup: str) -> None:
    assert isinstance(plain(markup), str)


@pytest.mark.parametrize("piece", ["{code:a}", "[", "[a|", "*a", "{{", "!a", "|", "\\", "[~", "- "])
def test_hostile_markup_takes_no_time(piece: str) -> None:
    """Jira keeps 32,767 characters of a text; a pattern that backs up would take minutes over them."""
    began = time.process_time()

    plain(piece * (32_767 // len(piece)))

    assert time.process_time() - began < 2
