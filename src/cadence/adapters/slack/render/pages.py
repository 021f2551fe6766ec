"""A whole message, modal or Home tab."""

from collections.abc import Sequence
from dataclasses import replace
from enum import IntEnum

from cadence.adapters.slack.render.blocks import blocks_of, note
from cadence.adapters.slack.render.elements import ACTION_ID, Sheet, input_block
from cadence.adapters.slack.text import EMPTY, Json, cut_saying, escaped, plain_text, size, sizes
from cadence.core.message import (
    Actions,
    Block,
    Feedback,
    Form,
    Input,
    Message,
    Note,
    Paragraph,
    Picture,
    Rule,
    Text,
    line,
)
from cadence.core.plain import plain

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
"""https://docs.slack.dev/reference/block-kit/blocks"""

MESSAGE_TEXT = 10_000
"""Characters of all blocks of a message. Slack answers `msg_blocks_too_long` somewhere between 11,300 and 13,300 and
documents no figure: https://github.com/slackapi/bolt-js/issues/2867"""

VIEW_TEXT = 40_000
"""Ours. Slack takes views of up to 250 kB: https://docs.slack.dev/reference/methods/views.publish"""

FALLBACK_TEXT = 4_000
"""https://docs.slack.dev/reference/methods/chat.postMessage#truncating"""

TITLE = 24
PRIVATE = 3_000
"""https://docs.slack.dev/reference/views/modal-views"""

FOOT = Actions | Feedback | Note | Rule
FOOT_BLOCKS, FOOT_TEXT = 12, 3_000
"""A foot that needs more than this is treated like the rest of its message."""

NOTES = 200
"""Room kept for the notes on what is left out."""


class Detail(IntEnum):
    """How much of Block Kit is used: each is refused by fewer workspaces than the one before."""

    FULL = 0
    SIMPLE = 1
    """Without the newer blocks, and at most half as long."""
    TEXT = 2


def message_args(message: Message, detail: Detail = Detail.FULL) -> Json:
    """`text`, and `blocks` unless only text is wanted, as `chat.postMessage` takes them."""
    if detail is Detail.TEXT:
        return {"text": _fallback(plain(message))}
    room = MESSAGE_TEXT if detail is Detail.FULL else MESSAGE_TEXT // 2
    summary = Paragraph(line(message.summary))
    blocks = _fit(
        message.blocks or (summary,),
        Sheet(newest=detail is Detail.FULL),
        most=MESSAGE_BLOCKS,
        room=room,
    )
    return {"text": _fallback(message.summary), "blocks": blocks}


def in_words(message: Message) -> Message:
    """With what each picture shows in its place."""
    told = (
        Note((Text(each.alt),)) if isinstance(each, Picture) else each for each in message.blocks
    )
    return replace(message, blocks=tuple(told))


def home_view(message: Message) -> Json:
    """The Home tab knows neither tables nor feedback: the simple blocks it is."""
    blocks = message.blocks or (Paragraph(line(message.summary)),)
    fit = _fit(blocks, Sheet(newest=False), most=VIEW_BLOCKS, room=VIEW_TEXT)
    return {"type": "home", "blocks": fit}


def modal_view(form: Form) -> Json:
    """Raises ValueError where `private`, `callback` or `name` would have to be cut, since they are read back."""
    if size(form.private) > PRIVATE or max(size(form.callback), size(form.name)) > ACTION_ID:
        raise ValueError(f"the form {form.callback[:50]!r} carries more than fits into a modal")
    view: Json = {
        "type": "modal",
        "callback_id": form.callback,
        "title": plain_text(form.title, TITLE),
        "close": plain_text(form.close, TITLE),
        "blocks": _fit(form.blocks, Sheet(newest=False), most=VIEW_BLOCKS, room=VIEW_TEXT),
    }
    if form.submit is not None or any(isinstance(block, Input) for block in form.blocks):
        view["submit"] = plain_text(form.submit or "Submit", TITLE)
    if form.tells_when_closed:
        view["notify_on_close"] = True
    if form.private:
        view["private_metadata"] = form.private
    if form.name:
        view["external_id"] = form.name
    return view


def _fallback(text: str) -> str:
    """Cut before it is escaped, since half an escape would be left otherwise; an escape is five characters at most."""
    shown = escaped(cut_saying(text, FALLBACK_TEXT))
    if size(shown) > FALLBACK_TEXT:
        shown = escaped(cut_saying(text, FALLBACK_TEXT // 5))
    return shown if shown.strip() else EMPTY


def _fit(blocks: Sequence[Block | Input], sheet: Sheet, *, most: int, room: int) -> list[Json]:
    """The blocks from the first on as far as they fit, notes on what is left out, and then always the foot."""
    head, foot = _split(blocks)
    below = [made for block in foot for made in _made(block, sheet, FOOT_TEXT)]
    if len(below) > FOOT_BLOCKS or sizes(below) > FOOT_TEXT:
        head, below, sheet.left_out = blocks, [], 0
    above = _as_many(head, sheet, most=most - len(below) - 2, room=room - sizes(below) - NOTES)
    return [*above, *_left_out(sheet), *below] or note("(Nothing to show.)")


def _as_many(blocks: Sequence[Block | Input], sheet: Sheet, *, most: int, room: int) -> list[Json]:
    shown: list[Json] = []
    for place, block in enumerate(blocks):
        made = _made(block, sheet, room)
        room -= sizes(made)
        if len(shown) + len(made) > most or room < 0:
            return [
                *shown,
                *note(f"Left out here for length: {_count(len(blocks) - place, 'part')}."),
            ]
        shown += made
    return shown


def _made(block: Block | Input, sheet: Sheet, room: int) -> list[Json]:
    if isinstance(block, Input):
        made = input_block(block, sheet)
        return [made] if made else []
    return blocks_of(block, sheet, room)


def _split(
    blocks: Sequence[Block | Input],
) -> tuple[Sequence[Block | Input], Sequence[Block | Input]]:
    """The foot is what a message ends with: its buttons, feedback and small print."""
    end = len(blocks)
    while end and isinstance(blocks[end - 1], FOOT):
        end -= 1
    return blocks[:end], blocks[end:]


def _left_out(sheet: Sheet) -> list[Json]:
    if not sheet.left_out:
        return []
    return note(f"{_count(sheet.left_out, 'control')} could not be shown here.")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
