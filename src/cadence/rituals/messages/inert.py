"""A message as it would read, with nothing in it that can be pressed: for previews."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from cadence.core.message import (
    Actions,
    Beside,
    Block,
    Bullets,
    Button,
    Card,
    Feedback,
    Line,
    Menu,
    Message,
    Note,
    Paragraph,
    Table,
    Text,
    Who,
    line,
)

Name = Callable[[str], str]
"""Of a person, by user id."""


def inert(message: Message, name: Name) -> Message:
    """Buttons are told of in small print, and nobody is pinged."""
    blocks = (each for block in message.blocks for each in _of(block, name))
    return replace(message, blocks=tuple(blocks))


def _of(block: Block, name: Name) -> Iterator[Block]:
    if isinstance(block, Actions):
        yield _told(*block.elements)
    elif isinstance(block, Paragraph | Card) and block.button is not None:
        yield _quiet(replace(block, button=None), name)
        yield _told(block.button)
    elif not isinstance(block, Feedback):
        yield _quiet(block, name)


def _quiet(block: Block, name: Name) -> Block:
    def unpinged(text: Line) -> Line:
        return tuple(Text(name(each.user)) if isinstance(each, Who) else each for each in text)

    match block:
        case Paragraph() | Note():
            return replace(block, line=unpinged(block.line))
        case Bullets():
            return replace(block, lines=tuple(map(unpinged, block.lines)))
        case Beside():
            return replace(block, left=unpinged(block.left), right=unpinged(block.right))
        case Card():
            return replace(block, facts=unpinged(block.facts))
        case Table():
            rows = tuple(tuple(map(unpinged, row)) for row in block.rows)
            return replace(block, rows=rows)
    return block


def _told(*pressable: Button | Menu) -> Note:
    labels = (each.label if isinstance(each, Button) else each.placeholder for each in pressable)
    return Note(line("Here: " + " ".join(f"[{label or 'More'}]" for label in labels)))
