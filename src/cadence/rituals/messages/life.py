"""What a channel is told of occurrences that are not held."""

from collections.abc import Sequence
from datetime import datetime

from cadence.core.message import Bullets, Line, Message, Moment, Note, Paragraph, bold, line
from cadence.rituals.messages.words import day
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.model.schedule import Pause


def skipped(ritual: Ritual, which: Sequence[Occurrence], *, following: datetime | None) -> Message:
    """One or several; `following` is the next that will be held."""
    coming = (Note(_coming(following)),)
    if len(which) == 1:
        said = f" of {day(which[0].on)} is left out: {which[0].why}."
        return Message(
            summary=f"{ritual.title}{said}",
            blocks=(Paragraph(line(bold(ritual.title), said)), *coming),
        )
    said = f": {len(which)} are left out."
    listed = tuple(line(bold(day(each.on)), f": {each.why}.") for each in which)
    return Message(
        summary=f"{ritual.title}{said}",
        blocks=(Paragraph(line(bold(ritual.title), said)), Bullets(listed), *coming),
    )


def paused(ritual: Ritual, pause: Pause) -> Message:
    """Said when the first one falls into the pause."""
    until = f" until {day(pause.end)}" if pause.end else ""
    why = f": {pause.why}" if pause.why else ""
    said = f" is paused{until}{why}."
    return Message(
        summary=f"{ritual.title}{said}", blocks=(Paragraph(line(bold(ritual.title), said)),)
    )


def _coming(following: datetime | None) -> Line:
    if following is None:
        return line("No further one is planned.")
    return line("The next one: ", Moment(following))
