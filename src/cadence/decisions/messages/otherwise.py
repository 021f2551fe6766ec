"""What is said when there is nothing to show: usage, and what may not be shown."""

from cadence.core.message import Bullets, Line, Message, Note, Paragraph, code, line
from cadence.decisions.model.commands import Misused

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


def no_such(number: int) -> str:
    """The same where there is none and where it may not be seen."""
    return f"There is no D-{number} that I may show you."
