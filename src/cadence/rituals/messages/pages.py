"""More than one message where one would be too long: nothing of a digest is cut."""

from collections.abc import Iterator, Sequence
from itertools import chain, takewhile

from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Header,
    Line,
    Message,
    Note,
    Paragraph,
    Quoted,
    Rule,
    Span,
    Table,
    Text,
    line,
)
from cadence.core.plain import plain, plain_line

MOST_BLOCKS = 40
"""Of Slack's, of which a message takes 50: https://docs.slack.dev/reference/block-kit/blocks"""

MOST_TEXT = 7_500
"""Characters of one message. Slack refuses one somewhere above 11,000."""

MOST_LINE = 900
"""Of one bullet; a longer one is a paragraph. Slack is shown at most 1,000 of it."""
MOST_PARAGRAPH = 2_700
MOST_BULLETS = 30
"""Items, and as many characters as a paragraph."""


def pages(title: str, summary: str, blocks: Sequence[Block]) -> tuple[Message, ...]:
    """All of it, in as many messages as it takes, at least one. Each after the first says which it is."""
    parts = [block for each in blocks for block in _in_parts(each)]
    filled = list(_filled(_bound(parts)))
    if len(filled) < 2:
        return (Message(summary=summary, blocks=tuple(parts)),)
    return tuple(
        Message(
            summary=summary if number == 1 else f"{title}, part {number} of {len(filled)}",
            blocks=page
            if number == 1
            else (Note(line(f"{title} · part {number} of {len(filled)}")), *page),
        )
        for number, page in enumerate(filled, 1)
    )


def fits(blocks: Sequence[Block]) -> bool:
    """Whether Slack shows all of it in one message."""
    too_many = sum(map(_blocks_of, blocks)) > MOST_BLOCKS
    return not too_many and sum(map(_text_of, blocks)) <= MOST_TEXT


def split_lines(lines: Sequence[Line]) -> Iterator[Block]:
    """As lists that Slack shows whole; what is too long for a bullet stands by itself."""
    waiting: list[Line] = []
    room = MOST_PARAGRAPH
    for each in lines:
        length = size(plain_line(each))
        if length > MOST_LINE:
            if waiting:
                yield Bullets(tuple(waiting))
            waiting, room = [], MOST_PARAGRAPH
            yield from _paragraphs(each)
            continue
        if length > room or len(waiting) == MOST_BULLETS:
            yield Bullets(tuple(waiting))
            waiting, room = [], MOST_PARAGRAPH
        waiting.append(each)
        room -= length
    if waiting:
        yield Bullets(tuple(waiting))


def size(text: str) -> int:
    """In UTF-16 units, as the strictest of Slack's limits count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _in_parts(block: Block) -> Iterator[Block]:
    match block:
        case Bullets(lines):
            yield from split_lines(lines)
        case Paragraph(text, None):
            yield from _paragraphs(text)
        case Quoted(text):
            yield from (Quoted(each) for each in _texts(text))
        case Note(text) if size(plain_line(text)) > MOST_PARAGRAPH:
            yield from (Note(each) for each in _lines(text))
        case _:
            yield block


def _paragraphs(text: Line) -> Iterator[Block]:
    yield from (Paragraph(each) for each in _lines(text))


def _lines(text: Line) -> Iterator[Line]:
    """A line that is too long, as several: cut where words end."""
    waiting: list[Span] = []
    room = MOST_PARAGRAPH
    for span in chain.from_iterable(map(_spans, text)):
        length = size(plain_line((span,)))
        if length > room and waiting:
            yield tuple(waiting)
            waiting, room = [], MOST_PARAGRAPH
        waiting.append(span)
        room -= length
    if waiting:
        yield tuple(waiting)


def _spans(span: Span) -> Iterator[Span]:
    if isinstance(span, Text) and size(span.text) > MOST_PARAGRAPH:
        for each in _texts(span.text):
            yield Text(each, span.bold, span.italic, span.code, span.struck)
    else:
        yield span


def _texts(text: str) -> Iterator[str]:
    while size(text) > MOST_PARAGRAPH:
        most = MOST_PARAGRAPH
        while size(text[:most]) > MOST_PARAGRAPH:
            most -= size(text[:most]) - MOST_PARAGRAPH
        end = text.rfind(" ", most // 2, most) + 1 or most
        yield text[:end]
        text = text[end:]
    yield text


# --- pages -----------------------------------------------------------------------------------------


def _bound(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """What must not be parted: a heading and what it is over, a question with its evidence and its buttons."""
    place = 0
    while place < len(blocks):
        end = _end(blocks, place)
        bound = tuple(blocks[place:end])
        end = end if fits(bound) else place + 1
        yield tuple(blocks[place:end])
        place = end


def _end(blocks: Sequence[Block], start: int) -> int:
    """Behind the last block that belongs to this one."""
    if start + 1 >= len(blocks):
        return len(blocks)
    if isinstance(blocks[start], Header):
        return _end(blocks, start + 1)
    if isinstance(blocks[start], Paragraph):
        run = takewhile(
            lambda place: not isinstance(blocks[place], _BEGINS), range(start + 1, len(blocks))
        )
        below = list(run)
        pressed = [place for place in below if isinstance(blocks[place], Actions)]
        if pressed:
            return pressed[0] + 1
        return start + 2 if below and isinstance(blocks[start + 1], Bullets | Quoted) else start + 1
    return start + 1


_BEGINS = Paragraph | Header | Rule
"""With these something new begins."""


def _filled(groups: Iterator[tuple[Block, ...]]) -> Iterator[tuple[Block, ...]]:
    page: list[Block] = []
    blocks = text = 0
    for group in groups:
        more = sum(map(_blocks_of, group)), sum(map(_text_of, group))
        if page and (blocks + more[0] > MOST_BLOCKS or text + more[1] > MOST_TEXT):
            yield tuple(page)
            page, blocks, text = [], 0, 0
        page += group
        blocks, text = blocks + more[0], text + more[1]
    if page:
        yield tuple(page)


def _blocks_of(block: Block) -> int:
    """How many of Slack's it may become."""
    if isinstance(block, Table):
        return 3
    return 2 if getattr(block, "button", None) is not None else 1


def _text_of(block: Block) -> int:
    return size(plain(Message(summary="", blocks=(block,)), width=10_000))
