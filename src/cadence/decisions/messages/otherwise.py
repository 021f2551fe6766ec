"""What is said when there is nothing to show: usage, failures, a form that waits."""

from cadence.core.message import Bullets, Form, Line, Message, Note, Paragraph, bold, code, line
from cadence.decisions.model.commands import Misused

WAITING = "decisions.waiting"
"""The callback of a form that has nothing to submit."""

COMMANDS = (
    ("new", "log a decision by hand"),
    ("list", "the newest ones; also “list accepted”, “list mine”, “list Payments”"),
    ("search WORDS", "find decisions by what they say, or ask “why do we …?”"),
    ("show D-42", "all of one: the reasons, the quotes, what it replaced"),
    ("supersede D-42", "put another decision in its place"),
    ("review D-42", "look at it again now, or “review D-42 on 1 March”"),
    ("link D-42 PAY-123", "what it rests on, or what would reopen it"),
    ("help", "this list"),
)


def usage(why: str = "") -> Message:
    """What can be typed; `why` says what was wrong with what was."""
    said = line(why) if why else line("I keep the team's decisions: who said what, why, and when.")
    return Message(
        summary=why or "What you can do with decisions",
        blocks=(
            Paragraph(said),
            Bullets(tuple(_command(name, what) for name, what in COMMANDS)),
            Note(
                line(
                    "To log what a thread decided, say “@Cadence log this” in it, or use the shortcut “Log decision” "
                    "on a message. To ask, say “@Cadence why do we …?” or write to me directly."
                )
            ),
        ),
    )


def _command(name: str, what: str) -> Line:
    return line(code(f"/decision {name}"), f" – {what}")


def misused(told: Misused) -> Message:
    return usage(told.why)


def waiting(title: str = "Decision") -> Form:
    """Stands in a modal until there is something to show."""
    return Form(callback=WAITING, title=title, blocks=(Paragraph(line("One moment…")),))


def done(text: str, *, title: str = "Decision") -> Form:
    """Ends a modal with one plain sentence."""
    return Form(callback=WAITING, title=title, blocks=(Paragraph(line(text)),))


def no_such(number: int) -> str:
    """The same where there is none and where it may not be seen."""
    return f"There is no D-{number} that I may show you."


def failed(reference: str) -> Message:
    """A fault of ours. The reference stands in the logs."""
    return Message(
        summary=f"Something failed on my side ({reference}).",
        blocks=(
            Paragraph(
                line(
                    "Something failed on my side, and I stopped trying. Nothing was changed. Please try again later; "
                    "if it keeps failing, give an admin this reference: ",
                    bold(reference),
                )
            ),
        ),
    )


def failed_form(reference: str) -> Form:
    return Form(callback=WAITING, title="Decision", blocks=failed(reference).blocks[:1])


def not_opened() -> Message:
    return short("Slack did not open the form in time. Nothing was changed; please try again.")


OLD_BUTTON = "That is from an older version of me. Please start anew."


def old_button() -> Message:
    return short(OLD_BUTTON)


def short(text: str) -> Message:
    """One plain sentence of ours."""
    return Message(summary=text, blocks=(Paragraph(line(text)),))
