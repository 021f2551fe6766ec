"""What people read when a decision is looked at again."""

from collections.abc import Iterator
from datetime import date, timedelta

from cadence.core.issue import Issue
from cadence.core.message import (
    Actions,
    Block,
    Button,
    Form,
    Input,
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
from cadence.decisions.messages.posts import day
from cadence.decisions.model.decision import Decision, Status
from cadence.decisions.model.review import Due, Outcome, Review, Role, Why
from cadence.delivery.replying import short

RIGHT = "decisions.review.right"
OPEN = "decisions.open.review"
SUPERSEDE = "decisions.open.supersede"
FORM = "decisions.review"
"""The callback of the form that asks for a date."""

MOST_DECIDED = 700

USAGE = (
    "“/decision review D-42” asks its decider now; “/decision review D-42 2027-03-01” sets the date, also as "
    "“1 March” or “in 3 months”."
)


def asked(
    decision: Decision,
    review: Review,
    role: Role,
    *,
    now: Line = (),
    before: str | None = None,
) -> Message:
    """Whether it is still right. `now` is why this is asked at this moment, and `before` the name of whoever was asked
    first and has not answered, or could not be asked."""
    title = f"{decision.ref} · {decision.body.title}"
    told = review.why is Why.SIGNAL
    head = f"Something changed under {title}" if told else f"Is {title} still right?"
    return Message(
        summary=head,
        blocks=(
            Paragraph(line(bold(head))),
            Paragraph(now or line(_why(review))),
            Quoted(_cut(decision.body.decided)),
            *_reopen(decision),
            Note(_facts(decision, review, role, before)),
            Actions(answers(review)),
        ),
    )


def answers(review: Review) -> tuple[Button, ...]:
    return (
        Button(label="Still right", action=RIGHT, value=review.key, style="primary"),
        Button(label="Supersede", action=SUPERSEDE, value=str(review.number)),
        Button(label="Look again on…", action=OPEN, value=review.key),
    )


def came_about(words: str, issue: Issue | None, browse: str) -> Line:
    """Why a reopened decision is asked about; without the issue where the reader may not see it."""
    if issue is None:
        return line("Something that was named to reopen it has come about.")
    url = f"{browse}/browse/{issue.key}"
    key: Span = Link(issue.key, url, bold=True) if is_address(url) else bold(issue.key)
    state = f"{issue.status} ({issue.resolution})" if issue.resolution else issue.status
    return line(
        f"It was to be looked at again when {words}. ", key, f" is {state} now: {issue.summary}"
    )


def _why(review: Review) -> str:
    match review.why:
        case Why.DATE:
            return f"It was to be looked at again on {day(review.on)}." if review.on else ""
        case Why.REOPENED:
            return f"It was to be looked at again when {review.words}, and that has come about."
        case Why.ASKED:
            return f"{review.words} asks."
        case Why.SIGNAL:
            return review.words


def _reopen(decision: Decision) -> Iterator[Block]:
    if decision.body.reopen_if:
        yield Note(line(f"Reopen it if: {_cut(decision.body.reopen_if)}"))


def _facts(decision: Decision, review: Review, role: Role, before: str | None) -> Line:
    spans: tuple[str | Span, ...] = (
        f"Decided{_by(decision)} ",
        Moment(decision.decided_at, "{date_short_pretty}"),
    )
    if decision.origin.permalink and is_address(decision.origin.permalink):
        spans += (" · ", Link("thread", decision.origin.permalink))
    return line(*spans, f". {_you(decision, review, role, before)}")


def _by(decision: Decision) -> str:
    return f" by {decision.body.decider.name}" if decision.body.decider else ""


def _you(decision: Decision, review: Review, role: Role, before: str | None) -> str:
    match role:
        case Role.DECIDER:
            return "You are asked since you decided it."
        case Role.RECORDER if decision.body.decider:
            return (
                f"You are asked since you recorded it, and {decision.body.decider.name} is not "
                "somebody whom I can ask in Slack."
            )
        case Role.RECORDER:
            return "You are asked since you recorded it, and it names no decider."
        case Role.OWNER:
            return f"{_unanswered(review, before)}, so it comes to you as the channel's owner."
        case Role.LOG:
            return f"{_unanswered(review, before)}, so it is asked here. Anybody may answer."


def _unanswered(review: Review, before: str | None) -> str:
    if before is None:
        return "Whoever decided it can't be asked any more"
    if not review.asked:
        return f"{before} can't be asked any more"
    return f"{before} was asked on {day(review.opened_at.date())} and has not answered"


# --- after the answer ----------------------------------------------------------------------------


def closed(decision: Decision | None, review: Review) -> Message:
    """What stands in the place of the question once it has an answer; `decision` as its reader may see it now."""
    if decision is None:
        return short("This has been dealt with.")
    title = f"{decision.ref} · {decision.body.title}"
    said = f"{title}: {_outcome(decision, review)}"
    return Message(
        summary=said, blocks=(Paragraph(line(bold(title), f": {said[len(title) + 2 :]}")),)
    )


def _outcome(decision: Decision, review: Review) -> str:
    by = f" by {review.closed_by.name}" if review.closed_by else ""
    on = f" on {day(review.closed_at.date())}" if review.closed_at else ""
    match review.outcome:
        case Outcome.STILL_RIGHT:
            return f"confirmed as still right{by}{on}.{_next(decision)}"
        case Outcome.AGAIN:
            return f"put off{by}{on}.{_next(decision)}"
        case _:
            return _gone(decision)


def _next(decision: Decision) -> str:
    if decision.body.review_on:
        return f" It is looked at again on {day(decision.body.review_on)}."
    return " No date is set for another look."


def _gone(decision: Decision) -> str:
    match decision.status:
        case Status.SUPERSEDED:
            by = f" by D-{decision.superseded_by}" if decision.superseded_by else ""
            return f"superseded{by} meanwhile, so there is nothing left to answer."
        case Status.REJECTED:
            return "rejected meanwhile, so there is nothing left to answer."
        case _:
            return "no longer followed, so there is nothing left to answer."


# --- the date --------------------------------------------------------------------------------------


def form(decision: Decision, private: str, *, today: date) -> Form:
    on = decision.body.review_on
    ahead = on if on and on > today else today + timedelta(days=90)
    return Form(
        callback=FORM,
        title="Look again",
        blocks=(
            Paragraph(line(bold(f"{decision.ref} · {_cut(decision.body.title)}"))),
            Input(
                name="on",
                label="Look at it again on",
                kind="date",
                value=ahead,
                hint="Its decider is asked in the morning of that day.",
            ),
            Input(
                name="why",
                label="Why then",
                kind="lines",
                optional=True,
                most=500,
                hint="It is kept in the decision's history.",
            ),
        ),
        submit="Set the date",
        private=private,
    )


def date_is_set(decision: Decision, on: date) -> str:
    return f"{decision.ref} is looked at again on {day(on)}."


def is_not_ahead(on: date) -> str:
    return f"{day(on)} is not ahead: choose a day from tomorrow on."


def is_too_far(on: date) -> str:
    return f"{day(on)} is more than five years ahead: choose an earlier day."


# --- replies -----------------------------------------------------------------------------------------


def is_not_live(decision: Decision) -> Message:
    return short(f"{decision.ref} is {decision.status}: only what still holds is looked at again.")


def misused(why: str) -> Message:
    return Message(summary=why, blocks=(Paragraph(line(why)), Note(line(USAGE))))


def has_asked(decision: Decision, name: str) -> Message:
    return short(f"I asked {name} in a direct message whether {decision.ref} is still right.")


def nobody_to_ask(decision: Decision, review: Review) -> Message:
    text = (
        f"Neither the decider of {decision.ref} nor an owner of its channel can be asked in Slack. "
        "You may answer yourself:"
    )
    return Message(summary=text, blocks=(Paragraph(line(text)), Actions(answers(review))))


def was_asked_already(decision: Decision, review: Review, names: str) -> Message:
    text = (
        f"{names} was asked on {day(review.opened_at.date())} whether {decision.ref} is still right, and has not "
        "answered yet. You may answer yourself:"
    )
    return Message(summary=text, blocks=(Paragraph(line(text)), Actions(answers(review))))


def could_not_open(review_or_number: str) -> Message:
    """A modal could not be opened in time."""
    text = "Slack did not open the form in time. Open it here, or type the date: “/decision review D-42 1 March”."
    again = Button(label="Look again on…", action=OPEN, value=review_or_number)
    return Message(summary=text, blocks=(Paragraph(line(text)), Actions((again,))))


def overdue(due: Due, today: date) -> Span:
    """Beside an overdue decision in a list."""
    late = (today - due.on).days
    return Text(f"review overdue for {late} day{'' if late == 1 else 's'}", italic=True)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_DECIDED else f"{text[: MOST_DECIDED - 1].rstrip()}…"
