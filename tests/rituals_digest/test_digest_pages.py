"""A digest in as many messages as it takes: nothing is cut, by us or by what renders it for Slack."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cadence.adapters.slack.render.pages import MESSAGE_BLOCKS, message_args
from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Header,
    Message,
    Note,
    Paragraph,
    Quoted,
    bold,
    line,
)
from cadence.core.plain import clean, plain
from cadence.rituals.messages.pages import fits, pages

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=60
)
TEXT = st.builds(lambda words, times: f"{words} " * times, WORDS, st.integers(1, 90))
LINE = st.lists(st.one_of(TEXT, TEXT.map(bold)), min_size=1, max_size=3).map(
    lambda parts: line(*parts)
)
BLOCK: st.SearchStrategy[Block] = st.one_of(
    WORDS.map(Header),
    LINE.map(Paragraph),
    LINE.map(Note),
    TEXT.map(Quoted),
    st.lists(LINE, min_size=1, max_size=40).map(lambda lines: Bullets(tuple(lines))),
    st.just(Actions((Button(label="Decide…", action="rituals.open.decide", value="weekly#1"),))),
)


def words_of(messages: tuple[Message, ...]) -> str:
    """All that is read, without space, bullets and marks of quotation."""
    text = "".join(plain(each, width=100_000) for each in messages)
    return "".join(each for each in clean(text) if not each.isspace() and each not in "•>")


@settings(deadline=None, max_examples=60)
@given(st.lists(BLOCK, max_size=25))
def test_every_page_is_shown_whole_and_nothing_is_lost(blocks: list[Block]) -> None:
    made = pages("Weekly review", "Weekly review: 2 changes", blocks)
    for each in made:
        shown = message_args(each)
        assert len(shown["blocks"]) <= MESSAGE_BLOCKS
        assert "Left out here for length" not in str(shown)
        assert "more characters)" not in str(shown)
    said = tuple(
        Message(summary="", blocks=each.blocks[1 if number else 0 :])
        for number, each in enumerate(made)
        if each.blocks
    )
    assert words_of(said) == words_of((Message(summary="", blocks=tuple(blocks)),))


def test_what_fits_is_one_message_without_a_number() -> None:
    blocks = (Header("What changed"), Paragraph(line("Much.")))
    (only,) = pages("Weekly review", "1 change", blocks)
    assert (only.summary, only.blocks) == ("1 change", blocks)


def test_buttons_stand_beside_what_they_are_about() -> None:
    button = Actions((Button(label="Decide…", action="a"),))
    calls = [
        block
        for number in range(30)
        for block in (Paragraph(line(f"question {number} " * 30)), Note(line("Options")), button)
    ]
    made = pages("Weekly review", "30 calls due", calls)
    assert len(made) > 1
    for each in made[1:]:
        first = each.blocks[1]
        assert isinstance(first, Paragraph)
    assert all(isinstance(each.blocks[-1], Actions) for each in made)


def test_a_heading_is_never_the_last_of_a_page() -> None:
    blocks = [
        block for number in range(60) for block in (Header(f"part {number}"), Paragraph(line("x")))
    ]
    made = pages("Weekly review", "s", blocks)
    assert len(made) > 1
    assert not any(isinstance(each.blocks[-1], Header) for each in made)


def test_whether_it_fits_is_told_before() -> None:
    assert fits((Paragraph(line("x")),))
    assert not fits(tuple(Paragraph(line("x")) for _ in range(60)))
    assert not fits(tuple(Paragraph(line("x" * 2_000)) for _ in range(5)))
