"""What can be typed after `/decision`, and what a mention may ask of the decision log."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    NEW = "new"
    LIST = "list"
    SEARCH = "search"
    SHOW = "show"
    SUPERSEDE = "supersede"
    REVIEW = "review"
    LINK = "link"
    HELP = "help"
    LOG = "log"
    """Draft from this thread; by mention or shortcut, never typed as a command."""
    ASK = "ask"
    """A question in plain words: why, what, who; by mention or direct message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    verb: Verb
    number: int | None = None
    """Of D-42."""
    words: str = ""
    """What was searched for, asked, said after "log decision", linked to, or given as a new review date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misused:
    """It can't be read as a command: what is wrong with it, to be shown with the usage."""

    why: str
    verb: Verb | None = None
