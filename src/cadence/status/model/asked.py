"""A question as it came in: who asked, where, when; and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cadence.core.issue import Category
from cadence.core.message import Audience, Place
from cadence.status.model.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody's words, before they are understood."""

    id: str
    """Stable across retries: Slack's event id, or a command's own."""
    text: str
    audience: Audience
    place: Place
    """Where the answer goes."""
    conversation: str
    """What a follow-up refers to: a channel and the thread in it."""
    zone: ZoneInfo
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CameHome:
    """Somebody opened Cadence's Home tab."""

    id: str
    user: str


ANSWERED, ASKED_BACK, COULD_NOT_LOOK = "answered", "asked back", "could not look"
"""What came of a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A question that was asked before, and how it was understood."""

    id: str
    text: str
    user: str | None
    question: Question | None
    """None where it was asked back."""
    nearest: Question | None = None
    """What was offered instead."""
    place: Place
    audience: Audience
    conversation: str
    at: datetime
    keys: tuple[str, ...] = ()
    """The issues that the answer showed."""
    areas: tuple[str, ...] = ()
    """Names of the areas whose leads were named."""
    outcome: str = ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Somebody wants to be told when an issue's state changes. It ends by itself when the issue is done."""

    id: int
    user: str
    team: str
    key: str
    status: str
    """The state that the watcher knows of."""
    category: Category
    resolution: str | None = None
    since: datetime
    ended_at: datetime | None = None


GOOD, BAD = "good", "bad"
"""The verdicts that people press under an answer."""
