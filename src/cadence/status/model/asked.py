"""A question as it came in: who asked, where, when; and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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


class Surface(StrEnum):
    """Through what somebody addressed Cadence."""

    MENTION = "mention"
    DIRECT = "direct message"
    COMMAND = "command"
    """`/bug`: answered to the asker alone."""
    SHORTCUT = "shortcut"
    """"What's the status of this?" on somebody's message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody addressed Cadence: what a listener keeps, before anything is looked up."""

    id: str
    surface: Surface
    text: str
    """Without the mention and Slack's escapes."""
    user: str
    team: str = ""
    channel: str
    thread: str | None = None
    """The `ts` of the thread it was said in, where it was said in one."""
    ts: str | None = None
    """The message's own `ts`; a command has none."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CameHome:
    """Somebody opened Cadence's Home tab."""

    id: str
    user: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Somebody pressed a button of ours."""

    id: str
    action: str
    value: str
    user: str
    team: str = ""
    channel: str
    """The person's own id where the button stands in the Home tab."""
    thread: str | None = None
    ts: str | None = None
    """The `ts` of the message that holds the button."""
    private: bool = False
    """Whether that message is ephemeral, and so can't be changed afterwards."""
    at: datetime

    @property
    def at_home(self) -> bool:
        return self.channel == self.user


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
