"""What is in one file of our own, and what can be wrong with a file."""

from dataclasses import dataclass

from cadence.core.errors import CadenceError
from cadence.decisions.model.decision import Decision, Event, Revision

FORMAT = 1
"""Of the files we write. A reader refuses a higher one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A decision with all that happened to it."""

    decision: Decision
    revisions: tuple[Revision, ...]
    """Oldest first, the latest one too."""
    history: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that its reader should know, and the line it is about, counted from 1."""

    words: str
    line: int | None = None


class NotReadable(CadenceError):
    """The file can't be read as a decision; nothing of it is used."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.note = Note(why, line)
