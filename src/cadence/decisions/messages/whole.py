"""All of one decision."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cadence.core.message import (
    Actions,
    Block,
    Bullets,
    Button,
    Header,
    Line,
    Link,
    Message,
    Moment,
    Note,
    Paragraph,
    Quoted,
    Span,
    Text,
    bold,
    line,
)
from cadence.core.plain import is_address
from cadence.core.words import begun
from cadence.decisions.messages.posts import buttons, day, scope, standing
from cadence.decisions.messages.records import SHOW
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Option,
    Part,
    Party,
    Quote,
    Standing,
    Status,
)

HISTORY = "decisions.history"
QUOTES = "decisions.quotes"
"""Of both the value is a number."""

ROOM = 8_000
"""Characters, of the 10,000 that a message may have, after which no more quotes are shown."""
MOST_QUOTED = 600
FEW = 6

_KEY = re.compile(r"[A-Z][A-Z0-9_]+-[0-9]+")

_RESTS_ON = {
    Part.TITLE: "its title",
    Part.DECIDED: "what was decided",
    Part.CONTEXT: "the context",
    Part.OPTIONS: "the options",
    Part.REASONS: "the reasons",
    Part.CONSEQUENCES: "the consequences",
    Part.DECIDER: "who decided",
    Part.CONSULTED: "who was consulted",
    Part.INFORMED: "who was informed",
    Part.REVERSIBILITY: "whether it can be reversed",
    Part.REVIEW_ON: "the review",
    Part.REOPEN_IF: "what would reopen it",
    Part.SCOPE: "what it is about",
    Part.LINKS: "the links",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is shown beside a decision. Nothing that its readers may not see is in it."""

    replaced: tuple[Decision, ...] = ()
    """Those whose place it took."""
    successor: Decision | None = None
    chain: tuple[Block, ...] = ()
    """What it rests on and what rests on it."""
    browse: str = ""
    """Where issues open."""


def whole(decision: Decision, around: Around) -> Message:
    body = tuple(_body(decision, around))
    room = ROOM - sum(len(each) for each in _texts(decision.body))
    title = f"{decision.ref} · {decision.body.title}"
    return Message(
        summary=f"{title}: {decision.body.decided[:300]}",
        blocks=(
            Header(title),
            *body,
            *_quotes(decision, room),
            *around.chain,
            Note(_recorded(decision)),
            Actions(_buttons(decision)),
        ),
    )


def _texts(body: Body) -> Iterator[str]:
    yield from (body.title, body.decided, body.context, body.reopen_if, *body.reasons)
    yield from (*body.consequences, *body.links)
    yield from (text for each in body.options for text in (each.text, each.why))


# --- what it says ----------------------------------------------------------------------------------


def _body(decision: Decision, around: Around) -> Iterator[Block]:
    body = decision.body
    yield standing_of(decision, around)
    yield Paragraph(line(begun(body.decided)))
    yield from replaced(around.replaced)
    yield from _listed("Options", [_option(each) for each in body.options])
    yield from _listed("Why", [line(begun(each)) for each in body.reasons])
    yield from _listed("What follows from it", [line(each) for each in body.consequences])
    if body.context:
        yield Paragraph((bold("Context: "), Text(body.context)))
    facts = [
        *_people(body),
        *_review(body),
        *_about(body),
        *_links(body.links, around.browse),
    ]
    if facts:
        yield Bullets(tuple(facts))


def standing_of(decision: Decision, around: Around) -> Paragraph:
    """How it stands, with a way to what took its place."""
    successor = around.successor
    way = _show(successor) if successor else None
    return Paragraph(state(decision, successor), way)


def _show(decision: Decision) -> Button:
    return Button(label=f"Show {decision.ref}", action=SHOW, value=str(decision.number))


def state(decision: Decision, successor: Decision | None) -> Line:
    """How it stands, by whom it was decided and when; with what took its place, where that may be shown."""
    spans: list[Span] = [*_standing(decision, successor), Text(" Decided ")]
    if decision.body.decider:
        spans.append(Text(f"by {decision.body.decider.name}, "))
    spans += [Moment(decision.decided_at, "{date_short_pretty}"), Text(".")]
    return tuple(spans)


def _standing(decision: Decision, successor: Decision | None) -> Iterator[Span]:
    if decision.status is Status.ACCEPTED:
        yield bold("Accepted.")
    elif decision.status is Status.SUPERSEDED and successor:
        yield bold("Superseded: this no longer holds.")
        yield Text(" In its place: ")
        yield from named(successor)
        yield Text(".")
    else:
        yield bold(standing(decision, frozenset()))


def named(decision: Decision) -> Iterator[Span]:
    """Its number and title, leading to where it was decided."""
    label = f"{decision.ref} · {decision.body.title}"
    link = decision.origin.permalink
    yield Link(label, link) if link else Text(label)


def replaced(decisions: Sequence[Decision]) -> Iterator[Block]:
    for each in decisions:
        spans = (Text("It took the place of "), *named(each), Text(": "), Text(each.body.decided))
        yield Paragraph(_cut(spans), _show(each))


def _cut(spans: Sequence[Span]) -> Line:
    *head, last = spans
    text = last.text if isinstance(last, Text) else ""
    return (*head, Text(text if len(text) <= 300 else f"{text[:299].rstrip()}…"))


def _option(option: Option) -> Line:
    why = f" – {option.why}" if option.why else ""
    if option.is_chosen:
        return line(bold("Chosen: "), f"{option.text}{why}")
    return line("Rejected: ", Text(option.text, struck=True), why)


def _listed(title: str, lines: list[Line]) -> Iterator[Block]:
    if lines:
        yield Paragraph((bold(title),))
        yield Bullets(tuple(lines))


def _people(body: Body) -> Iterator[Line]:
    if body.consulted:
        yield (bold("Consulted: "), Text(_names(body.consulted)))
    if body.informed:
        yield (bold("Informed: "), Text(_names(body.informed)))


def _names(parties: tuple[Party, ...]) -> str:
    return ", ".join(each.name for each in parties)


def _review(body: Body) -> Iterator[Line]:
    if body.reversibility:
        yield (bold("To reverse: "), Text(_REVERSING[body.reversibility.value]))
    if body.review_on:
        yield (bold("To be looked at again: "), Text(f"on {day(body.review_on)}"))
    if body.reopen_if:
        yield (bold("Reopened if: "), Text(body.reopen_if))


_REVERSING = {"reversible": "easy", "hard to reverse": "hard"}


def _about(body: Body) -> Iterator[Line]:
    if not body.scope.is_empty:
        yield (bold("About: "), Text(scope(body.scope)))


def _links(links: tuple[str, ...], browse: str) -> Iterator[Line]:
    if not links:
        return
    spans: list[Span] = [bold("Links: ")]
    for place, each in enumerate(links):
        spans += [Text(", ")] if place else []
        spans.append(_link(each, browse))
    yield tuple(spans)


def _link(written: str, browse: str) -> Span:
    if is_address(written):
        return Link(written if len(written) <= 60 else f"{written[:59]}…", written)
    if browse and _KEY.fullmatch(written):
        return Link(written, f"{browse}/browse/{written}")
    return Text(written)


def _recorded(decision: Decision) -> Line:
    at = Moment(decision.recorded_at, "{date_short_pretty} {time}")
    revised = f" · revision {decision.revision}" if decision.revision > 1 else ""
    place = decision.origin.permalink
    where: Line = (Text(" · "), Link("where it was decided", place)) if place else ()
    source = f" · imported from {decision.origin.source}" if decision.origin.source else ""
    said = f"Recorded by {decision.recorded_by.name}, "
    return (Text(said), at, Text(f"{revised}{source}"), *where)


def _buttons(decision: Decision) -> tuple[Button, ...]:
    """Those of its posts, but for the one that shows what is shown here."""
    others = tuple(each for each in buttons(decision) if each.action != SHOW)
    return (*others, Button(label="History", action=HISTORY, value=str(decision.number)))


# --- on whose words it rests -----------------------------------------------------------------------


def _quotes(decision: Decision, room: int) -> Iterator[Block]:
    messages = by_message(decision.quotes)
    if not messages:
        return
    yield Paragraph((bold("What was said"),))
    shown = 0
    for quotes in messages[:FEW]:
        room -= min(len(quotes[0].text), MOST_QUOTED) + 100
        if room < 0 and shown:
            break
        yield from quoted(quotes)
        shown += 1
    if shown < len(messages):
        label = f"All {len(messages)} quotes"
        yield Actions((Button(label=label, action=QUOTES, value=str(decision.number)),))


def by_message(quotes: Sequence[Quote]) -> list[tuple[Quote, ...]]:
    """A message may support several fields: its quotes together, in the order in which they were said."""
    ordered = sorted(quotes, key=lambda each: (each.at, *_message(each)))
    return [tuple(same) for _, same in groupby(ordered, key=_message)]


def _message(quote: Quote) -> tuple[str, str, str]:
    """Quotes of an imported record may name no message: then they are told apart by what they say."""
    return quote.channel, quote.ts, quote.text


def quoted(quotes: tuple[Quote, ...], *, with_parts: bool = True) -> Iterator[Block]:
    """One message as it was when the decision was recorded, and what became of it since."""
    quote = quotes[0]
    spans: list[Span] = [bold(quote.name), Text(", "), Moment(quote.at)]
    if quote.permalink:
        spans += [Text(" · "), Link("open", quote.permalink)]
    if quote.standing is not Standing.AS_SAID:
        spans += [Text(" · "), bold(quote.standing.value)]
    if with_parts:
        spans.append(Text(f" · for {', '.join(_RESTS_ON[each.part] for each in quotes)}"))
    text = quote.text
    yield Quoted(text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 1].rstrip()}…")
    yield Note(tuple(spans))


def all_quotes(decision: Decision) -> Message:
    messages = by_message(decision.quotes)
    head = f"What {decision.ref} · {decision.body.title} rests on"
    return Message(
        summary=head,
        blocks=(
            Paragraph((bold(head),)),
            *(block for each in messages[:20] for block in quoted(each)),
        ),
    )
