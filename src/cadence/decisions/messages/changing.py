"""Forms and words with which decisions are changed."""

from collections.abc import Iterator

from cadence.core.message import (
    Actions,
    Block,
    Button,
    Choice,
    Form,
    Input,
    Line,
    Message,
    Note,
    Paragraph,
    Quoted,
    Text,
    bold,
    line,
)
from cadence.core.plain import clean
from cadence.decisions.messages.forms import fields
from cadence.decisions.messages.posts import buttons
from cadence.decisions.model.correcting import KEPT
from cadence.decisions.model.decision import Body, Decision, Status
from cadence.decisions.model.form import MOST, MOST_TEXT, Field, values
from cadence.delivery.replying import WAITING

OPEN_SUPERSEDE = "decisions.open.supersede"
OPEN_WRONG = "decisions.open.wrong"
ACCEPT = "decisions.accept"
REJECT = "decisions.reject"
RESTORE = "decisions.restore"
"""Accept again what was rejected or deprecated a moment ago. Of all these the value is a number."""
REVERT = "decisions.revert"
"""Take the latest correction back; the value is `<number>:<revision>`."""

SUPERSEDE = "decisions.supersede"
WRONG = "decisions.wrong"
CORRECT = "decisions.correct"
"""Callbacks of forms."""

HOW, NUMBER, WHY = "how", "number", "why"
"""Names of fields."""
NEW, EXISTING = "new", "existing"
FIX, NEVER, NO_LONGER, TELL = "fix", "never", "no_longer", "tell"

MOST_WHY = 600


def title_of(decision: Decision) -> Line:
    return (bold(f"{decision.ref} · {decision.body.title}"),)


# --- superseding -----------------------------------------------------------------------------------


def supersede_form(decision: Decision, private: str) -> Form:
    return Form(
        callback=SUPERSEDE,
        title=f"Supersede {decision.ref}",
        submit="Go on",
        close="Cancel",
        private=private,
        blocks=(
            Paragraph(title_of(decision)),
            Quoted(decision.body.decided[:600]),
            Input(
                name=HOW,
                label="What takes its place?",
                kind="choice",
                choices=(
                    Choice("A new decision, to be written now", NEW),
                    Choice("One that is logged already", EXISTING),
                ),
                value=NEW,
            ),
            Input(
                name=NUMBER,
                label="Its number, if it is logged already",
                placeholder="D-50",
                optional=True,
                most=20,
            ),
            Note(
                line(
                    "Both stay readable and name each other. This can't be taken back, and your name stands beside it."
                )
            ),
        ),
    )


def offer(decision: Decision) -> Message:
    """Where no form could be opened."""
    said = f"Press to put another decision in the place of {decision.ref}."
    button = Button(
        label="Supersede", action=OPEN_SUPERSEDE, value=str(decision.number), style="primary"
    )
    return Message(
        summary=said,
        blocks=(Paragraph(title_of(decision)), Paragraph(line(said)), Actions((button,))),
    )


def open_again(action: str, label: str, value: str) -> Message:
    """Slack did not open a form in time."""
    said = "Slack did not open the form in time. Nothing was changed; open it here."
    button = Button(label=label, action=action, value=value, style="primary")
    return Message(summary=said, blocks=(Paragraph(line(said)), Actions((button,))))


def is_over(decision: Decision, successor: int | None) -> str:
    """Why nothing can take its place."""
    by = f" by D-{successor}" if successor else ""
    return f"{decision.ref} is {decision.status}{by} already, so nothing can take its place."


# --- what is wrong -----------------------------------------------------------------------------------


def wrong_form(decision: Decision, private: str) -> Form:
    return Form(
        callback=WRONG,
        title=f"Is {decision.ref} wrong?",
        submit="Go on",
        close="Cancel",
        private=private,
        blocks=(
            Paragraph(title_of(decision)),
            Quoted(decision.body.decided[:600]),
            Input(
                name=HOW,
                label="What is wrong?",
                kind="choice",
                choices=tuple(_ways(decision)),
                value=FIX,
            ),
            Input(
                name=WHY,
                label="Why?",
                kind="lines",
                hint="It stands in the history of the decision, with your name.",
                most=MOST_WHY,
            ),
        ),
    )


def _ways(decision: Decision) -> Iterator[Choice]:
    yield Choice("The record says it wrongly: correct it", FIX)
    if decision.status is not Status.SUPERSEDED:
        if decision.status is not Status.REJECTED:
            yield Choice("This was never decided", NEVER)
        if decision.status is not Status.DEPRECATED:
            yield Choice("It is no longer followed", NO_LONGER)
    yield Choice("I doubt it: tell whoever decided", TELL)


def correct_form(decision: Decision, private: str, *, areas: tuple[str, ...]) -> Form:
    """All that a correction can change, as it stands."""
    left_out = too_long(decision.body, areas)
    return Form(
        callback=CORRECT,
        title=f"Correct {decision.ref}",
        submit="Correct it",
        close="Cancel",
        private=private,
        blocks=(
            Paragraph(line("What it says now is kept as an earlier revision.")),
            *((Note(line(_too_long(left_out))),) if left_out else ()),
            *fields(decision.body, areas=areas, parts=frozenset(Field) - KEPT - left_out),
        ),
    )


def too_long(body: Body, areas: tuple[str, ...]) -> frozenset[Field]:
    """Fields that say more than a form takes: what is over would be lost."""
    held = values(body, areas).items()
    return frozenset(
        field
        for field, value in held
        if isinstance(value, str) and len(clean(value)) > MOST.get(field, MOST_TEXT)
    )


def _too_long(left_out: frozenset[Field]) -> str:
    names = ", ".join(sorted(each.value.replace("_", " ") for each in left_out))
    return f"Too long for a form, and left as it is: {names}."


# --- how it ended ------------------------------------------------------------------------------------


def ended(text: str, undo: Button | None = None) -> Form:
    return Form(callback=WAITING, title="Decision", blocks=_ended(text, undo))


def ended_message(text: str, undo: Button | None = None) -> Message:
    return Message(summary=text, blocks=_ended(text, undo))


def _ended(text: str, undo: Button | None) -> tuple[Block, ...]:
    return (Paragraph(line(text)), *((Actions((undo,)),) if undo else ()))


def restore(decision: Decision) -> Button:
    return Button(label="Undo", action=RESTORE, value=str(decision.number))


def revert(decision: Decision) -> Button:
    """Takes its latest revision back."""
    return Button(label="Undo", action=REVERT, value=f"{decision.number}:{decision.revision}")


def notice(decision: Decision, did: str, words: str = "") -> Message:
    """In the thread it came from: what somebody did with it."""
    said = f"{decision.ref} · {decision.body.title}: {did}"
    blocks: tuple[Block, ...] = (Paragraph((*title_of(decision), Text(f": {did}"))),)
    return Message(summary=said, blocks=(*blocks, *((Quoted(words),) if words else ())))


def doubted(decision: Decision, by: str, words: str) -> Message:
    """To whoever decided it."""
    said = f"{by} doubts {decision.ref} · {decision.body.title}"
    return Message(
        summary=said,
        blocks=(
            Paragraph((Text(f"{by} doubts "), *title_of(decision), Text(":"))),
            Quoted(words),
            Actions(buttons(decision)),
        ),
    )
