"""Answers to "why do we…?", "what did we decide about…?" and "who decided…?"."""

from collections.abc import Iterator, Sequence

from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Header,
    Message,
    Note,
    Paragraph,
    Text,
    bold,
    line,
)
from cadence.core.words import begun
from cadence.decisions.messages.posts import buttons
from cadence.decisions.messages.records import Found, card, corrected, how_to_log
from cadence.decisions.messages.whole import Around, by_message, quoted, replaced, standing_of
from cadence.decisions.model.decision import Decision, Part, Quote

MOST_REASONS = 5
MOST_QUOTES = 3


def answer(
    decision: Decision,
    around: Around,
    *,
    instead: tuple[tuple[str, str], ...] = (),
    others: Sequence[Decision] = (),
) -> Message:
    """What holds, why, on whose words, and what it replaced. `others` may be meant as well."""
    title = f"{decision.ref} · {decision.body.title}"
    return Message(
        summary=f"{title}: {decision.body.decided[:300]}",
        blocks=(
            Header(title),
            standing_of(decision, around),
            Paragraph(line(begun(decision.body.decided))),
            *_why(decision),
            *_rejected(decision),
            *(block for each in _telling(decision) for block in quoted(each, with_parts=False)),
            *replaced(around.replaced),
            *_notes(instead, others),
            Actions(buttons(decision)),
        ),
    )


def _why(decision: Decision) -> Iterator[Block]:
    reasons = decision.body.reasons
    if reasons:
        yield Paragraph((bold("Why"),))
        yield Bullets(tuple(line(begun(each)) for each in reasons[:MOST_REASONS]))
    elif decision.body.context:
        yield Paragraph((bold("Context: "), Text(decision.body.context[:600])))
    else:
        yield Note(line("The record gives no reason."))


def _rejected(decision: Decision) -> Iterator[Block]:
    rejected = [each for each in decision.body.options if not each.is_chosen]
    if rejected:
        said = "; ".join(
            f"{each.text} ({each.why.rstrip('.')})" if each.why else each.text for each in rejected
        )
        yield Paragraph((bold("Not chosen: "), Text(said[:600])))


def _telling(decision: Decision) -> list[tuple[Quote, ...]]:
    """Messages that say what was decided, and why, before any other."""
    first = [each for each in decision.quotes if each.part in (Part.DECIDED, Part.REASONS)]
    return by_message(first or decision.quotes)[:MOST_QUOTES]


def _notes(instead: tuple[tuple[str, str], ...], others: Sequence[Decision]) -> Iterator[Block]:
    if instead:
        yield Note(line(corrected(instead)))
    if others:
        named = "; ".join(f"{each.ref} · {each.body.title}" for each in others)
        yield Note(line(f"Also about it: {named}."))


def not_sure(
    words: str, hits: Sequence[Found], instead: tuple[tuple[str, str], ...] = ()
) -> Message:
    said = f"I looked for “{words}” and am not sure which decision you mean. The nearest:"
    return Message(
        summary=said,
        blocks=(
            Paragraph(line(said)),
            *((Note(line(corrected(instead))),) if instead else ()),
            *(card(hit.decision) for hit in hits),
            Note(how_to_log()),
        ),
    )


def nothing_of_this_thread() -> Message:
    said = "I know of no decision that was logged from this thread."
    ask = "Ask with a few words of what it is about, as in “why do we use Kafka?”. "
    return Message(summary=said, blocks=(Paragraph(line(said)), Note((Text(ask), *how_to_log()))))
