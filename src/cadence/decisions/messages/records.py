"""Decisions in a list, and those that a search found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Card,
    Line,
    Message,
    Moment,
    Note,
    Paragraph,
    Span,
    Text,
    line,
)
from cadence.decisions.messages.posts import scope
from cadence.decisions.messages.reviews import overdue
from cadence.decisions.model.decision import Decision
from cadence.decisions.model.passages import Passage
from cadence.decisions.model.review import Due

SHOW = "decisions.show"
"""Its value is a number."""
OLDER = "decisions.older"
MORE = "decisions.more"

MOST_SENTENCE = 300
MOST_OVERDUE = 5
_WORD = re.compile(r"[^\W_]+")


def card(decision: Decision) -> Card:
    return Card(
        key=decision.ref,
        url=decision.origin.permalink,
        title=decision.body.title,
        facts=facts(decision),
        button=show(decision),
    )


def show(decision: Decision) -> Button:
    return Button(label="Show", action=SHOW, value=str(decision.number))


def facts(decision: Decision) -> Line:
    """ "accepted · 12 Nov 2026 · Dana · Payments"."""
    spans: list[Span] = [
        Text(f"{decision.status} · "),
        Moment(decision.decided_at, "{date_short_pretty}"),
    ]
    if decision.body.decider:
        spans.append(Text(f" · {decision.body.decider.name}"))
    if not decision.body.scope.is_empty:
        spans.append(Text(f" · {scope(decision.body.scope)}"))
    return tuple(spans)


# --- a list --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some decisions of a list, newest first."""

    decisions: tuple[Decision, ...]
    total: int
    what: str
    """What was asked for: "accepted decisions about Payments"."""
    begins: int = 1
    """The place of the first."""
    older: str | None = None
    """What the button for those after them carries; None where there are no more."""
    overdue: tuple[Line, ...] = ()
    """Those of all that should have been looked at again."""


def page(given: Page) -> Message:
    if not given.decisions:
        return nothing_listed(given.what)
    last = given.begins + len(given.decisions) - 1
    of = f"{given.begins}–{last} of " if given.total > len(given.decisions) else ""
    head = f"{of}{counted(given.total)} {given.what}".strip()
    return Message(
        summary=head,
        blocks=(
            Paragraph(line(f"{head}, newest first.")),
            *(card(each) for each in given.decisions),
            *_overdue(given.overdue),
            *_older(given.older),
        ),
    )


def _overdue(overdue: tuple[Line, ...]) -> Iterator[Block]:
    if overdue:
        yield Paragraph(line("To be looked at again:"))
        yield Bullets(overdue[:MOST_OVERDUE])
    if len(overdue) > MOST_OVERDUE:
        yield Note(line(f"and {len(overdue) - MOST_OVERDUE} more"))


def late(decision: Decision, due: Due, today: date) -> Line:
    return (Text(f"{decision.ref} · {decision.body.title} – "), overdue(due, today))


def _older(value: str | None) -> Iterator[Block]:
    if value is not None:
        yield Actions((Button(label="Older ones", action=OLDER, value=value),))


def nothing_listed(what: str) -> Message:
    said = f"No decision {what} is logged that I may show here.".replace("  ", " ")
    return Message(summary=said, blocks=(Paragraph(line(said)), Note(how_to_log())))


def how_to_log() -> Line:
    return line(
        "I know only what was logged. To log what a thread decided, say “@Cadence log this” in it."
    )


def counted(number: int) -> str:
    return f"{number:,} decision" + ("" if number == 1 else "s")


# --- a search ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One that a search found, and by what."""

    decision: Decision
    passage: Passage
    matched: tuple[str, ...]


def found(
    words: str,
    hits: Sequence[Found],
    *,
    total: int,
    instead: tuple[tuple[str, str], ...] = (),
    more: str | None = None,
) -> Message:
    """`more` is what the button carries that shows more of them."""
    head = f"{counted(total)} for “{words}”"
    said = f"{head}, best first." if total == len(hits) else f"{head}; the best {len(hits)}:"
    button = Button(label="Show more", action=MORE, value=more) if more is not None else None
    return Message(
        summary=head,
        blocks=(
            Paragraph(line(said)),
            *_corrected(instead),
            *(block for hit in hits for block in _hit(hit)),
            *((Actions((button,)),) if button else ()),
        ),
    )


def _corrected(instead: tuple[tuple[str, str], ...]) -> Iterator[Block]:
    if instead:
        yield Note(line(corrected(instead)))


def corrected(instead: tuple[tuple[str, str], ...]) -> str:
    """What was searched for in the place of words that no decision holds."""
    taken = ", ".join(f"“{said}” for “{meant}”" for said, meant in instead)
    return f"I took {taken}." if taken else ""


def _hit(hit: Found) -> Iterator[Block]:
    yield card(hit.decision)
    if hit.passage.text:
        said = marked(_around(hit.passage.text, hit.matched), hit.matched)
        yield Note((*said, Text(f" – {hit.passage.by}")) if hit.passage.by else said)


def marked(text: str, words: Sequence[str]) -> Line:
    """The text with these words in bold."""
    wanted = {word.casefold() for word in words}
    spans: list[Span] = []
    last = 0
    for each in _WORD.finditer(text):
        if each[0].casefold() in wanted:
            spans += [Text(text[last : each.start()]), Text(each[0], bold=True)]
            last = each.end()
    return tuple(span for span in (*spans, Text(text[last:])) if span.text)  # type: ignore[union-attr] # Texts alone


def _around(text: str, words: Sequence[str]) -> str:
    """As much of a long sentence as is read, around the first of the words."""
    if len(text) <= MOST_SENTENCE:
        return text
    wanted = {word.casefold() for word in words}
    at = next((each.start() for each in _WORD.finditer(text) if each[0].casefold() in wanted), 0)
    start = max(0, min(at - MOST_SENTENCE // 3, len(text) - MOST_SENTENCE))
    piece = text[start : start + MOST_SENTENCE].strip()
    return f"{'…' if start else ''}{piece}{'…' if start + MOST_SENTENCE < len(text) else ''}"


def nothing_found(words: str, instead: tuple[tuple[str, str], ...] = ()) -> Message:
    """None that may be shown, which says nothing of those that may not."""
    said = f"I find no decision about “{words}” that I may show here."
    blocks: tuple[Block, ...] = (Paragraph(line(said)), *_corrected(instead))
    other = "Try other or fewer words, or look at the newest ones with “/decision list”. "
    return Message(summary=said, blocks=(*blocks, Note((Text(other), *how_to_log()))))
