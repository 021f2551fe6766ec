"""What happened to a decision, and what it said before."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from cadence.core.message import (
    Block,
    Bullets,
    Line,
    Message,
    Moment,
    Note,
    Paragraph,
    Span,
    Text,
    bold,
    line,
)
from cadence.core.words import cut
from cadence.decisions.messages.posts import day, scope
from cadence.decisions.model.access import told
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Event,
    Happened,
    Part,
    Party,
    Revision,
    Scope,
)

MOST_EVENTS = 40
MOST_SHOWN = 200

_SAID: Mapping[Happened, str] = {
    Happened.RECORDED: "recorded",
    Happened.CORRECTED: "corrected",
    Happened.ACCEPTED: "accepted",
    Happened.REJECTED: "said never to have been decided",
    Happened.SUPERSEDED: "superseded",
    Happened.SUPERSEDES: "put in the place of another",
    Happened.DEPRECATED: "said to be no longer followed",
    Happened.CONFIRMED: "looked at again: still right",
    Happened.EXTENDED: "given another review date",
    Happened.LINKED: "linked",
    Happened.UNLINKED: "unlinked",
    Happened.KEPT: "kept beside another",
    Happened.HANDED_ON: "handed to an arbiter",
    Happened.REOPENED: "to be looked at again: what would reopen it came about",
    Happened.DOUBTED: "doubted",
}
_BESIDE: Mapping[Happened, str] = {
    Happened.SUPERSEDED: "superseded by",
    Happened.SUPERSEDES: "put in the place of",
    Happened.KEPT: "kept beside",
    Happened.LINKED: "made to rest on",
    Happened.UNLINKED: "no longer resting on",
}


def history(
    decision: Decision,
    events: tuple[Event, ...],
    revisions: tuple[Revision, ...],
    *,
    may_name: frozenset[int],
) -> Message:
    """`may_name` are numbers of other decisions that the reader may see."""
    head = f"History of {decision.ref} · {decision.body.title}"
    events = told(events, may_name)
    lines = tuple(_event(each) for each in events[-MOST_EVENTS:])
    left_out = len(events) - len(lines)
    return Message(
        summary=head,
        blocks=(
            Paragraph((bold(head),)),
            *((Note(line(f"{left_out} earlier lines are left out.")),) if left_out else ()),
            Bullets(lines),
            *_revisions(revisions),
        ),
    )


def _event(event: Event) -> Line:
    said = _SAID[event.what]
    if event.other is not None and event.what in _BESIDE:
        said = f"{_BESIDE[event.what]} D-{event.other}"
    by = f" by {event.by.name}" if event.by else ""
    words = f": {event.words}" if event.words else ""
    return (Moment(event.at), Text(f" – {said}{by}{words}"))


def _revisions(revisions: tuple[Revision, ...]) -> Iterator[Block]:
    """What each correction changed, the latest first: the words before it, since those after it are shown elsewhere."""
    for before, after in reversed(list(pairwise(revisions))):
        spans: list[Span] = [bold(f"Revision {after.revision}"), Text(f" by {after.by.name}, ")]
        why = f": {after.why}" if after.why else ""
        yield Paragraph((*spans, Moment(after.at), Text(why)))
        changed = tuple(
            _before(part, before.body)
            for part in Part
            if said(part, before.body) != said(part, after.body)
        )
        if changed:
            yield Bullets(changed)


def _before(part: Part, body: Body) -> Line:
    return line(
        f"{NAMES[part]} was: ", Text(cut(said(part, body), MOST_SHOWN) or "empty", italic=True)
    )


NAMES = {
    part: part.value.replace("_", " ").capitalize()
    for part in Part
    if part not in (Part.DECIDED, Part.REVIEW_ON, Part.REOPEN_IF)
} | {
    Part.DECIDED: "What was decided",
    Part.REVIEW_ON: "The review date",
    Part.REOPEN_IF: "What would reopen it",
}


def said(part: Part, body: Body) -> str:
    """What a body says in one field, as text."""
    value = getattr(body, part.value)
    match value:
        case None:
            return ""
        case Party():
            return value.name
        case Scope():
            return scope(value)
        case tuple():
            return "; ".join(_item(each) for each in value)
        case str():
            return value
        case _:
            return day(value) if part is Part.REVIEW_ON else str(value)


def _item(value: object) -> str:
    if isinstance(value, Party):
        return value.name
    text = getattr(value, "text", None)
    if text is None:
        return str(value)
    chosen = "chosen" if getattr(value, "is_chosen", False) else "rejected"
    why = getattr(value, "why", "")
    return f"{text} ({chosen}{f': {why}' if why else ''})"
