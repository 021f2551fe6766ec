"""What rituals and the rooms they are about tell each other: what is asked, about what, what is known, what is due.

A ritual asks people questions (`Ask`), some once a person, some once a `Subject`: a bet, an indicator, an account
group. A room that knows such subjects offers a `Source` (delivery.between): it fills in what is `Known`, takes what was
`Given`, and has its part of the digest `Told`, with the `Call`s that are due.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cadence.core.chart import Chart
from cadence.core.message import Audience, Block, Choice, Line

Value = str | Decimal | date
"""An answer: a text, the value of a choice or a user id is a str, a number or a confidence (in percent) a Decimal."""


class Sort(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CONFIDENCE = "confidence"
    """0 to 100 %."""
    PERSON = "person"
    DATE = "date"


class Comparison(StrEnum):
    IS = "is"
    IS_NOT = "is not"
    BELOW = "below"
    ABOVE = "above"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Holds by the answer to an earlier question; where that is not answered, it holds for none."""

    ask: str
    comparison: Comparison
    value: Value | None = None
    """None with ANSWERED alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question of a ritual."""

    name: str
    """Unique in its ritual; lower-case letters, digits and underscores."""
    label: str
    sort: Sort = Sort.TEXT
    choices: tuple[Choice, ...] = ()
    """Of a choice: two at least."""
    hint: str | None = None
    unit: str | None = None
    """Of a number, as it is written after it."""
    least: Decimal | None = None
    most: Decimal | None = None
    optional: bool = False
    only_if: Condition | None = None
    """Asked only where this holds."""
    each: str | None = None
    """The name of the source about each of whose subjects it is asked; None: once a person."""
    is_call: bool = False
    """Whether an answer to it is something to be decided: it goes among the calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something that a source asks about."""

    key: str
    """Its own, for good, such as "bet:7"; begins with the source's own word."""
    source: str
    name: str
    owner: str | None = None
    """A user id. Nobody is asked about what has none, and the digest says so."""
    facts: tuple[Line, ...] = ()
    """What its owner sees above the questions: a few short lines, each with where it is from."""
    unit: str = ""
    """Of the numbers that are asked about it, where the question itself names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An answer that is filled in before anybody gave it."""

    subject: str | None
    """A subject's key; None for what is asked once a person."""
    ask: str
    value: Value
    source: str
    """In words: "Jira", "your answer of 16 November", "revenue of October"."""
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer that somebody gave, by confirming what was filled in or in their own words."""

    subject: str | None
    ask: str
    value: Value
    by: str
    """A user id."""
    at: datetime
    known: Known | None = None
    """What had been filled in, where something was."""
    is_late: bool = False
    """Given after the check-in closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture in a message that is yet to be painted."""

    chart: Chart
    title: str
    alt: str
    """All that it shows, in words and figures: it stands where the picture can't be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Something that is due to be decided, as a question to the people whose it is."""

    key: str
    """The same for the same question from occurrence to occurrence, such as "bet:7:flat"."""
    source: str
    """The source that raised it; "" for what was raised in an answer."""
    subject: str | None = None
    """Of the source's subjects."""
    title: str
    """What it is about, in a few words."""
    question: str
    why: tuple[Line, ...] = ()
    """The evidence: every figure with its definition and when it was read."""
    options: tuple[Choice, ...] = ()
    """What may be decided; besides, "no change" and "an owner, by a date" are always offered."""
    to: tuple[str, ...] = ()
    """User ids of those who are asked, and who alone may answer. Empty: the ritual's own people, in its channel."""
    is_private: bool = False
    """Whether the ritual's channel may not see what it is about: then nothing that follows from it names it there."""
    raised_by: str | None = None
    """Whose answer raised it."""


class Ended(StrEnum):
    """How a call ended, or that it has not."""

    OPEN = "open"
    DECIDED = "decided"
    """It is in the decision log."""
    GIVEN = "given"
    """Somebody has it, until a date, on which it is open again."""
    NO_CHANGE = "no change"
    SETTLED = "settled"
    """What raised it is no longer so, and its source raises it no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    ended: Ended
    by: str
    at: datetime
    option: str | None = None
    """The value of the option that was chosen."""
    words: str = ""
    owner: str | None = None
    due_on: date | None = None
    """By when the owner has it done, or until when something is kept."""
    decision: int | None = None
    """The number in the decision log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """For what a source is asked to tell its part."""

    ritual: str
    on: date
    """The occurrence's local date."""
    at: datetime
    """Now, or for a preview the moment that is looked at."""
    since: datetime | None
    """When the occurrence before was closed; None for the first."""
    given: tuple[Given, ...] = ()
    audience: Audience
    """Who will read it: nothing is told that they may not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A source's part of a digest."""

    changes: tuple[Line, ...] = ()
    """What is otherwise than last time, the most telling first."""
    parts: tuple[Block | Drawn, ...] = ()
    """The board, the figures."""
    calls: tuple[Call, ...] = ()
    """All that are due by what is known now. One of the source's open calls that is no longer among them is settled,
    unless there are gaps."""
    waiting: frozenset[str] = frozenset()
    """Keys of calls that are not raised now, since fewer are due first or since it could not be looked: one that is
    open already stays so."""
    gaps: tuple[str, ...] = ()
    """What could not be read, in plain words. While there is one, nothing passes for "nothing found"."""
    read_at: datetime
