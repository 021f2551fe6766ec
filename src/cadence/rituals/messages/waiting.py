"""What waits for somebody, wherever they look for it."""

from collections.abc import Sequence

from cadence.core.message import (
    Block,
    Button,
    Header,
    Message,
    Moment,
    Note,
    Paragraph,
    bold,
    line,
)
from cadence.delivery.replying import short
from cadence.rituals.messages.checkin import ANSWER, Card, card
from cadence.rituals.messages.words import day

MOST = 10
"""Check-ins that are listed at once: the newest."""


def listed(cards: Sequence[Card]) -> Message:
    """One is shown whole, so that it can be confirmed; several each with a way to answer."""
    if not cards:
        return short("No check-in waits for you.")
    if len(cards) == 1:
        return card(cards[0])
    return Message(
        summary=f"{len(cards)} check-ins wait for you.",
        blocks=(Paragraph(line(f"{len(cards)} check-ins wait for you.")), *_lines(cards)),
    )


def at_home(cards: Sequence[Card]) -> tuple[Block, ...]:
    """Nothing where nothing waits."""
    return (Header("What waits for you"), *_lines(cards)) if cards else ()


def _lines(cards: Sequence[Card]) -> tuple[Block, ...]:
    lines = tuple(_line(each) for each in cards[:MOST])
    more = len(cards) - MOST
    return (*lines, Note(line(f"{more} older ones are not listed."))) if more > 0 else lines


def _line(shown: Card) -> Paragraph:
    """It is confirmed where it can be read, in its own message."""
    closes = line(" – closes ", Moment(shown.occurrence.closes_at))
    when = closes if shown.is_open else line(" – closed; you can still answer, late")
    return Paragraph(
        (*line(bold(shown.ritual.title), f" · {day(shown.occurrence.on)}"), *when),
        Button(
            label="Answer…" if shown.is_open else "Answer late…",
            action=ANSWER,
            value=shown.occurrence.key,
        ),
    )
