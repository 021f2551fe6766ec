"""What people did in Slack, as listeners keep it before anything is looked up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cadence.core.message import Said


class Surface(StrEnum):
    """Through what somebody addressed Cadence."""

    MENTION = "mention"
    DIRECT = "direct message"
    COMMAND = "command"
    """`/bug`, `/decision`: answered to the asker alone."""
    SHORTCUT = "shortcut"
    """Used on somebody's message: "What's the status of this?", "Log decision"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody addressed Cadence."""

    id: str
    """Stable across deliveries."""
    surface: Surface
    text: str
    """Without the mention and Slack's escapes; of a command, what follows its name; of a shortcut, the message's."""
    user: str
    team: str = ""
    channel: str
    thread: str | None = None
    """The `ts` of the thread it was said in, where it was said in one. Of a shortcut: of the message's thread."""
    ts: str | None = None
    """The message's own; a command has none."""
    message: Said | None = None
    """Of a shortcut: the message it was used on, since Cadence may not be able to read there."""
    view: str | None = None
    """The modal that was opened at once and waits to be filled; None where none is needed or none could be opened."""
    at: datetime
    """When it was said or, of what Slack gives no time for, when it came in."""


Answer = str | tuple[str, ...] | None
"""What was put into a field: a date is "2026-11-22", a person or channel an id, several a tuple, nothing None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Somebody pressed a button of ours, in a message or in a modal."""

    id: str
    action: str
    value: str
    user: str
    team: str = ""
    channel: str
    """The person's own id where the button stands in no channel."""
    thread: str | None = None
    ts: str | None = None
    """Of the message that holds the button; None in a modal."""
    private: bool = False
    """Whether that message is ephemeral."""
    view: str | None = None
    """The modal that was opened at once for this press, or the one the button stands in."""
    view_private: str = ""
    """What the modal that the button stands in carries."""
    answers: tuple[tuple[str, Answer], ...] = ()
    """What is filled in so far in the modal that the button, or the watched field, stands in, by the name of the
    field."""
    at: datetime

    @property
    def at_home(self) -> bool:
        """Whether the button stands in no channel, as in the Home tab."""
        return self.channel == self.user


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """Somebody submitted a form of ours, and it passed its check. The modal now says that it is being dealt with."""

    id: str
    callback: str
    view: str
    private: str
    """What the form carried."""
    answers: tuple[tuple[str, Answer], ...]
    """By the name of the field."""
    user: str
    team: str = ""
    at: datetime

    def answer(self, name: str) -> Answer:
        return dict(self.answers).get(name)

    def text(self, name: str) -> str:
        """What was written or chosen, without space around it; "" for nothing."""
        found = self.answer(name)
        return found.strip() if isinstance(found, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        found = self.answer(name)
        return found if isinstance(found, tuple) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Somebody closed a form of ours without submitting it."""

    id: str
    callback: str
    private: str
    user: str
    at: datetime
