"""What we say and where, before any messenger's own format.

Text is made of spans, and a span's text is always taken literally: whoever renders a message escapes it. That is what
keeps a title such as "<!channel>" from pinging anyone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

# --- text ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text, from us or from outside."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Literal text that leads to an address. An address that is not http(s) is shown as text alone."""

    text: str
    url: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, shown to each reader in the reader's own zone."""

    at: datetime
    style: str = "{date_short_pretty} {time}"
    """Slack's date tokens."""


@dataclass(frozen=True, slots=True)
class Who:
    """A person, by Slack user id. Rendered so that the person is notified: use it only where that is meant."""

    user: str


@dataclass(frozen=True, slots=True)
class Where:
    """A channel, by Slack id."""

    channel: str


Span = Text | Link | Moment | Who | Where
Line = tuple[Span, ...]
"""Text with its marks. A newline inside a `Text` is a line break."""


def line(*parts: "str | Span") -> Line:
    """A line of literal strings and spans."""
    return tuple(Text(part) if isinstance(part, str) else part for part in parts if part != "")


def bold(text: str) -> Text:
    return Text(text, bold=True)


def code(text: str) -> Text:
    return Text(text, code=True)


# --- what one can press --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Pressing it brings back `action` and `value`, unless it has an address, which it opens instead."""

    label: str
    """At most 75 characters are shown."""
    action: str
    """A dotted name, `<room>.<verb>`; unique in its message together with `value`."""
    value: str = ""
    """At most 2,000 characters, ours to read back; never secret and never trusted."""
    url: str | None = None
    style: str | None = None
    """None, "primary" or "danger"."""
    confirm: str | None = None
    """A question to be answered before it counts."""


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    value: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Choices behind one place to press: an overflow menu, or a select with a placeholder."""

    action: str
    choices: tuple[Choice, ...]
    placeholder: str | None = None


# --- blocks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Header:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line
    button: Button | Menu | None = None


@dataclass(frozen=True, slots=True)
class Bullets:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: sources, times, definitions."""

    line: Line


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's words, as they were. Never more than the first 3,000 characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Preformatted:
    """Monospaced, with its line breaks: JQL, a small table."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One issue: a linked key and title, and a line of facts."""

    key: str
    url: str | None
    title: str
    facts: Line
    button: Button | Menu | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells under column names. More rows than a messenger takes are cut, and `caption` must have said so."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    right: frozenset[int] = frozenset()
    """Columns of figures, set to the right."""


@dataclass(frozen=True, slots=True)
class Actions:
    elements: tuple[Button | Menu, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Right or wrong, by one press."""

    action: str
    value: str
    good: str = "This helped"
    bad: str = "This is wrong"


@dataclass(frozen=True, slots=True)
class Beside:
    """Two texts beside each other, or one above the other where there is no room."""

    left: Line
    right: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that was handed to Slack before (`Messenger.upload`)."""

    file: str
    """Slack's id of the file."""
    title: str
    alt: str
    """All that it shows, in words and figures: it stands where the picture can't be."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = (
    Header
    | Paragraph
    | Bullets
    | Note
    | Quoted
    | Preformatted
    | Card
    | Table
    | Actions
    | Feedback
    | Beside
    | Picture
    | Rule
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said at once. `summary` says it alone where blocks aren't shown: notifications, screen readers."""

    summary: str
    blocks: tuple[Block, ...] = ()


# --- forms ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One field of a form. `kind` is "text", "lines", "number", "choice", "choices", "ticks" (choices that all stand
    there, ten at most), "date", "user", "users" or "channel"."""

    name: str
    label: str
    kind: str = "text"
    choices: tuple[Choice, ...] = ()
    value: str | tuple[str, ...] | date | None = None
    hint: str | None = None
    placeholder: str | None = None
    optional: bool = False
    most: int | None = None
    """Characters at most."""
    watched: str | None = None
    """An action, `<room>.<verb>`, that is pressed when something is chosen here, with all that is filled in so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A modal. `private` comes back with the press: at most 3,000 characters, never secret."""

    callback: str
    title: str
    """At most 24 characters."""
    blocks: tuple[Block | Input, ...]
    submit: str | None = None
    close: str = "Close"
    private: str = ""
    tells_when_closed: bool = False
    """Whether we are told of a form that was closed without being submitted."""
    name: str = ""
    """Our own, of `form_name`, by which it can be changed before anybody has told us its view id."""


FORM_NAME = "form:"
"""What tells our own names of forms from Slack's view ids, which have no colon."""


def form_name(key: str) -> str:
    """A name for the form that is opened for what `key` tells: always the same, of 69 characters."""
    return f"{FORM_NAME}{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


# --- where ---------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a conversation is, as far as who can read along is concerned."""

    DIRECT = "direct"
    GROUP = "group"
    """A direct message among several."""
    PRIVATE = "private"
    PUBLIC = "public"
    SHARED = "shared"
    """Shared with another company."""
    TERMINAL = "terminal"
    """Nobody but who typed the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something is said: a channel, and in it a thread, or one reader alone."""

    channel: str
    thread: str | None = None
    """The `ts` of the thread's first message."""
    only_for: str | None = None
    """A user id: the message is ephemeral, seen by that person alone and kept nowhere."""
    team: str = ""

    @property
    def lane(self) -> str:
        """What is said in one channel is said in order."""
        return f"{self.team}:{self.channel}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Who will read the answer: the asker, and everyone who can read in the channel."""

    user: str | None
    channel: str | None
    kind: Kind
    groups: frozenset[str] = frozenset()
    """Ids or handles of the user groups that the asker is in."""
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    name: str
    """Without colons and skin tone: "+1", "white_check_mark"."""
    users: tuple[str, ...]
    """Some of those who reacted; Slack does not name all of many."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message as it stands in a conversation."""

    ts: str
    user: str | None
    text: str
    is_ours: bool = False
    key: str | None = None
    """The intent's id that we put into its metadata."""
    thread: str | None = None
    reactions: tuple[Reaction, ...] = ()
    is_edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a message of ours stands. `ts` is None for an ephemeral one, which can't be found again."""

    channel: str
    ts: str | None
    permalink: str | None = None
