"""What the ledger says happened to a pattern."""

from collections.abc import Sequence

from cadence.core.message import (
    Actions,
    Bullets,
    Button,
    Line,
    Message,
    Moment,
    Note,
    Paragraph,
    bold,
    line,
)
from cadence.core.words import counted, cut
from cadence.patterns.messages.actions import SHOW, value_of
from cadence.patterns.messages.words import MOST_SENTENCE, Names, named
from cadence.patterns.model.pattern import Entry, Pattern

MOST_LINES = 25


def ledger(pattern: Pattern, entries: Sequence[Entry], names: Names) -> Message:
    """The latest lines, the oldest of them first."""
    title = f"{pattern.label} {pattern.name}: what happened"
    shown = entries[-MOST_LINES:]
    left = len(entries) - len(shown)
    earlier = (Note(line(f"{counted(left, 'earlier line')}: `cadence patterns ledger`.")),) * bool(
        left
    )
    lines = tuple(_entry(each, names) for each in shown)
    return Message(
        summary=title,
        blocks=(
            Paragraph((bold(cut(title, 300)),)),
            *earlier,
            *((Bullets(lines),) if lines else (Paragraph(line("Nothing yet.")),)),
            Actions((Button(label="Show it", action=SHOW, value=value_of(pattern.number)),)),
        ),
    )


def _entry(entry: Entry, names: Names) -> Line:
    by = f" ({named(entry.by, names)})" if entry.by else ""
    says = f": {cut(entry.says, MOST_SENTENCE)}" if entry.says else ""
    return line(Moment(entry.at), " ", bold(entry.step.value), f"{says}{by}")
