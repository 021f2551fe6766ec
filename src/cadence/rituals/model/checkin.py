"""The ask to one participant, and what came back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cadence.core.agenda import Given, Known, Subject


class Answering(StrEnum):
    """How a check-in stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    LATE = "late"
    """Answered only after it closed."""
    AWAY = "away"
    """Not asked, or gone before they answered: never "missed"."""
    MISSED = "missed"
    UNREACHED = "unreached"
    """Slack would not take the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Unique by occurrence and person."""

    occurrence: str
    """Its key."""
    person: str
    """A user id."""
    standing: Answering
    subjects: tuple[Subject, ...] = ()
    """What this person is asked about, as it was when it was asked."""
    known: tuple[Known, ...] = ()
    """What had been filled in."""
    gaps: tuple[str, ...] = ()
    """What could not be read to be filled in, in plain words."""
    why: str = ""
    """Of away and unreached."""
    asked_at: datetime | None = None
    reminded: int = 0
    channel: str | None = None
    ts: str | None = None
    """Where the message stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """All that one person answered, as of their last word."""

    occurrence: str
    person: str
    given: tuple[Given, ...]
    at: datetime
    edits: int = 0
    """How often it was changed."""
    confirmed: bool = False
    """Whether it was what had been filled in, unchanged, by one press."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Half-open, in instants. From Slack's status or said to Cadence."""

    person: str
    start: datetime
    end: datetime | None
    """None: until they say that they are back."""
    said_by: str
    """A user id; "" of Slack's status."""
