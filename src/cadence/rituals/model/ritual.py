"""What a ritual is: its definition, of which an occurrence keeps the version that it ran with."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from cadence.core.agenda import Ask
from cadence.rituals.model.schedule import Schedule

MOST_REMINDERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    """Who is asked. Whoever is named twice is asked once."""

    people: tuple[str, ...] = ()
    """User ids."""
    groups: tuple[str, ...] = ()
    """User groups, by id or handle."""
    owners: bool = False
    """Also the owners of what its sources are about, each about their own."""
    observers: tuple[str, ...] = ()
    """User ids: they are told of the digest and asked nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """When a check-in closes, in the ritual's zone: at a time of day, so many working days after it opened."""

    days: int = 1
    """0 is the same day, if the time is after the opening; else the next working day."""
    at: time = time(16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ritual:
    """One version of a definition."""

    key: str
    """Lower-case letters, digits and hyphens; unique, and for good."""
    title: str
    purpose: str = ""
    """One sentence that stands at the head of its check-ins."""
    schedule: Schedule
    channel: str
    """Where the digest goes."""
    participants: Participants
    asks: tuple[Ask, ...]
    """In order. Those with `each` are asked once about each of a source's subjects."""
    sources: tuple[str, ...] = ()
    """By name. Each fills in what it knows and tells its part of the digest."""
    closing: Closing = Closing()
    reminders: tuple[timedelta, ...] = (timedelta(hours=4),)
    """Before closing, at most two; each is moved into the working hours of whom it goes to, or left out."""
    grace: timedelta = timedelta(hours=12)
    """How long after it was due it may still open; later it is skipped, and that is said."""
    calls_to: tuple[str, ...] = ()
    """User ids of those who answer the calls that name nobody else; empty: whoever is in the channel."""
    template: str | None = None
    """The template that it was made from."""


class Origin(StrEnum):
    FILE = "file"
    """cadence.toml: it is changed there, not from Slack."""
    SLACK = "slack"


class State(StrEnum):
    ON = "on"
    PAUSED = "paused"
    """By hand, until taken up again; a pause with dates stands in the schedule."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    number: int
    """1, 2, 3 … of one ritual."""
    ritual: Ritual
    origin: Origin
    by: str | None
    """A user id; None of a file."""
    at: datetime
    note: str = ""
    """What was changed, in words: "rolled back to version 2"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A ritual as it stands now."""

    version: Version
    state: State
    why: str = ""
    """Of a pause."""
    next_at: datetime | None = None
    """When it is due next; None when never."""
