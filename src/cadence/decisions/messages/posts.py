"""The record as it stands in the log channel and in its thread."""

from collections.abc import Iterator, Sequence
from datetime import date

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
    Span,
    Text,
    bold,
    line,
)
from cadence.core.words import begun, cut, listed
from cadence.decisions.model.decision import Board, Decision, Scope, Status

MOST_DECIDED = 700
MOST_WHY = 300
MOST_REASON = 200
"""Characters shown in a channel; Show has the rest."""
REASONS = 3
"""Reasons shown in a channel."""


def posted(decision: Decision, board: Board, *, may_name: frozenset[int] = frozenset()) -> Message:
    """`may_name` are the numbers of other decisions that everyone who reads there may see."""
    title = f"{decision.ref} · {decision.body.title}"
    return Message(
        summary=f"{title}: {cut(decision.body.decided, MOST_WHY)}",
        blocks=(
            Header(title),
            *_state(decision, may_name),
            Paragraph(line(cut(begun(decision.body.decided), MOST_DECIDED))),
            *_why(decision.body.reasons),
            Note(_joined(_facts(decision, board))),
            Actions(buttons(decision)),
        ),
    )


def buttons(decision: Decision) -> tuple[Button, ...]:
    number = str(decision.number)
    show = Button(label="Show", action="decisions.show", value=number)
    wrong = Button(label="Wrong?", action="decisions.open.wrong", value=number)
    if not decision.is_live:
        return (show, wrong)
    return (
        *_proposed(decision),
        show,
        Button(label="Supersede", action="decisions.open.supersede", value=number),
        Button(label="Link", action="decisions.open.link", value=number),
        wrong,
    )


def _proposed(decision: Decision) -> tuple[Button, ...]:
    if decision.status is not Status.PROPOSED:
        return ()
    number = str(decision.number)
    return (
        Button(label="Accept", action="decisions.accept", value=number, style="primary"),
        Button(
            label="Reject",
            action="decisions.reject",
            value=number,
            confirm="This says that it was not decided. Your name stands beside it.",
        ),
    )


def _state(decision: Decision, may_name: frozenset[int]) -> Iterator[Block]:
    """How it stands, unless it simply holds."""
    said = standing(decision, may_name)
    replaced = [f"D-{number}" for number in decision.supersedes if number in may_name]
    if replaced:
        said = f"{said} It takes the place of {listed(replaced)}.".strip()
    if said:
        yield Paragraph((bold(said),))


def standing(decision: Decision, may_name: frozenset[int]) -> str:
    match decision.status:
        case Status.ACCEPTED:
            return ""
        case Status.PROPOSED:
            return "Proposed, not accepted yet."
        case Status.REJECTED:
            return "Rejected: this was not decided."
        case Status.DEPRECATED:
            return "No longer followed."
        case Status.SUPERSEDED:
            by = decision.superseded_by
            known = f" by D-{by}" if by in may_name else ""
            return f"Superseded{known}: this no longer holds."


def _why(reasons: Sequence[str]) -> Iterator[Block]:
    if len(reasons) == 1:
        yield Paragraph((bold("Why: "), Text(cut(begun(reasons[0]), MOST_WHY))))
    elif reasons:
        shown = [line(cut(begun(each), MOST_REASON)) for each in reasons[:REASONS]]
        more = len(reasons) - REASONS
        yield Paragraph((bold("Why:"),))
        yield Bullets((*shown, *((line(f"and {more} more"),) if more > 0 else ())))


def _facts(decision: Decision, board: Board) -> Iterator[Line]:
    body = decision.body
    if body.decider:
        yield line(f"Decided by {body.decider.name}, ", _on(decision))
    else:
        yield line("Decided ", _on(decision))
    if body.review_on:
        yield line(f"review on {day(body.review_on)}")
    if body.reopen_if:
        yield line(f"looked at again: {cut(body.reopen_if, MOST_REASON)}")
    if not body.scope.is_empty:
        yield line(f"about {scope(body.scope)}")
    yield line(f"recorded by {decision.recorded_by.name}")
    if board is Board.LOG and decision.origin.permalink:
        yield line(Link("thread", decision.origin.permalink))


def _on(decision: Decision) -> Moment:
    return Moment(decision.decided_at, "{date_short_pretty}")


def scope(about: Scope) -> str:
    """ "Payments, Checkout app, PAY, PAY-12"."""
    return ", ".join(
        each for each in (about.area, about.product, about.project, about.epic) if each
    )


def day(on: date) -> str:
    """ "1 Mar 2027"."""
    return f"{on.day} {on:%b %Y}"


def _joined(facts: Iterator[Line]) -> Line:
    spans: list[Span] = []
    for fact in facts:
        spans += [Text(" · "), *fact] if spans else fact
    return tuple(spans)
