"""What people read where a decision from another room says otherwise than one that holds."""

from cadence.core.message import Actions, Button, Message, Note, Paragraph, Text, bold, line
from cadence.decisions.model.clash import Clash
from cadence.decisions.model.decision import Decision

REPLACE = "decisions.beside.replace"
KEEP = "decisions.beside.keep"
"""Of both the value is the numbers of the new one and of the earlier one: "12:7"."""

MOST_DECIDED = 300


def says_otherwise(new: Decision, clash: Clash) -> Message:
    """Under the new one, which is recorded already."""
    old, how = clash.decision, clash.judgement
    value = f"{new.number}:{old.number}"
    said = f"{new.ref} says otherwise than {old.ref}, which holds."
    return Message(
        summary=said,
        blocks=(
            Paragraph((bold(said), Text(f" {how.reason}"))),
            Paragraph(line(bold(f"{old.ref} · {old.body.title}"), f"\n{_cut(old.body.decided)}")),
            Note(line("Both stand until somebody chooses.")),
            Actions(
                (
                    Button(label=f"{new.ref} takes its place", action=REPLACE, value=value),
                    Button(label="Both hold", action=KEEP, value=value),
                )
            ),
        ),
    )


def chosen(text: str) -> Message:
    """In the place of that message."""
    return Message(summary=text, blocks=(Paragraph(line(text)),))


def replaced(new: Decision, old: Decision, by: str) -> str:
    return f"{new.ref} takes the place of {old.ref}, says {by}."


def both_hold(new: Decision, old: Decision, by: str) -> str:
    return f"{new.ref} and {old.ref} both hold, says {by}."


def _cut(text: str) -> str:
    return text if len(text) <= MOST_DECIDED else f"{text[: MOST_DECIDED - 1].rstrip()}…"
