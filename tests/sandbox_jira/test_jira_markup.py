"""Wiki markup as documents: the shape is right whatever the text, and no word is lost."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cadence.sandbox.jira.markup import document

INSIDE = {
    "doc": {"paragraph", "heading", "bulletList", "orderedList", "codeBlock", "blockquote", "panel", "table", "rule"},
    "paragraph": {"text", "hardBreak", "mention"},
    "heading": {"text", "hardBreak", "mention"},
    "bulletList": {"listItem"},
    "orderedList": {"listItem"},
    "listItem": {"paragraph", "bulletList", "orderedList"},
    "codeBlock": {"text"},
    "blockquote": {"paragraph", "heading", "bulletList", "orderedList", "codeBlock"},
    "panel": {"paragraph", "heading", "bulletList", "orderedList", "codeBlock"},
    "table": {"tableRow"},
    "tableRow": {"tableHeader", "tableCell"},
    "tableHeader": {"paragraph"},
    "tableCell": {"paragraph"},
}  # fmt: skip
"""Which node may stand in which, of those that are made."""

_PIECES = (
    "word two * ** # - _ + ^ ~ {{ }} {code} {code:java} {noformat} {quote} {panel:title=T} {panel} || | h1. bq. ---- "
    "[a|http://b.c] [~accountid:x] http://d.e/f. {html} {color:red} {color}"
)
MARKUP = st.lists(
    st.sampled_from([*_PIECES.split(" "), "\\\\", "\\*", "\n", "\n\n"]),
    max_size=40,
).map(" ".join)


def as_document(wiki: str) -> Any:
    return document(wiki, lambda account: f"Name of {account}")


def nodes(node: Any) -> Any:
    yield node
    for inside in node.get("content", ()):
        yield from nodes(inside)


def plain(node: Any) -> str:
    return "".join(
        one.get("text", "\n" if one["type"] == "hardBreak" else "") for one in nodes(node)
    )


@given(st.one_of(MARKUP, st.text(max_size=200)))
def test_any_text_becomes_a_document_of_the_right_shape(wiki: str) -> None:
    for node in nodes(as_document(wiki)):
        kinds = {inside["type"] for inside in node.get("content", ())}
        assert kinds <= INSIDE.get(node["type"], set())
        if node["type"] == "text":
            assert node["text"]
        marks = [mark["type"] for mark in node.get("marks", ())]
        assert len(marks) == len(set(marks)) or "subsup" in marks


@given(MARKUP)
def test_no_word_is_lost(wiki: str) -> None:
    text = plain(as_document(wiki))
    for word in ("word", "two"):
        assert text.count(word) == wiki.count(word)


@given(st.text(alphabet=st.characters(whitelist_categories=("L", "N")), min_size=1, max_size=40))
def test_text_without_markup_is_one_paragraph(text: str) -> None:
    content = [{"type": "text", "text": text}]
    assert as_document(text)["content"] == [{"type": "paragraph", "content": content}]


def test_marks_links_and_mentions() -> None:
    (paragraph,) = as_document(
        "*Bold _both_* {{c*d}} [site|http://x.y] http://z.w. [~accountid:a1]"
    )["content"]
    told = [
        (n.get("text") or n["attrs"]["text"], [m["type"] for m in n.get("marks", ())])
        for n in paragraph["content"]
    ]
    assert told == [
        ("Bold ", ["strong"]),
        ("both", ["strong", "em"]),
        (" ", []),
        ("c*d", ["code"]),
        (" ", []),
        ("site", ["link"]),
        (" ", []),
        ("http://z.w", ["link"]),
        (". ", []),
        ("@Name of a1", []),
    ]


def test_lists_nest_and_change_their_kind() -> None:
    content = as_document("* a\n** b\n*# c\n* d\n# e")["content"]
    assert [block["type"] for block in content] == ["bulletList", "orderedList"]
    first, second = content[0]["content"]
    assert plain(first) == "abc"
    assert plain(second) == "d"


def test_words_with_underscores_and_dashes_are_left_alone() -> None:
    text = "snake_case_name is well-known - or not - at 2 * 3 * 4"
    assert plain(as_document(text)) == text


def test_code_is_kept_as_it_is() -> None:
    (block,) = as_document("{code:java}\n*a*  [b]\n{code}")["content"]
    assert block == {
        "type": "codeBlock",
        "attrs": {"language": "java"},
        "content": [{"type": "text", "text": "*a*  [b]"}],
    }
