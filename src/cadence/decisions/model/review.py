"""Looking at a decision again: why it is asked now, who was asked, and what came of it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cadence.core.issue import Category, Issue, Version
from cadence.decisions.model.decision import Party


class Why(StrEnum):
    """What makes somebody be asked."""

    DATE = "date"
    REOPENED = "reopened"
    """A linked issue or version reached the state that was named."""
    SIGNAL = "signal"
    """A signal that the decision rests on went past its threshold. This is told: no answer is waited for."""
    ASKED = "asked"
    """Somebody asked for it by hand."""


class Outcome(StrEnum):
    STILL_RIGHT = "still right"
    AGAIN = "again on a date"
    OVER = "no longer live"
    """Superseded, rejected or deprecated meanwhile: nothing was left to be asked."""


class Role(StrEnum):
    """As what somebody is asked."""

    DECIDER = "decider"
    RECORDER = "recorder"
    """Where the record names no decider who is in Slack."""
    OWNER = "owner"
    """Of the channel in which it was decided."""
    LOG = "log channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody who was asked, and where that message stands once it does."""

    to: str
    """A user id, or the log channel's."""
    role: Role
    at: datetime
    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One asking, from the first message to its answer."""

    key: str
    """What makes it this one and no other: the decision, and the date or what came about."""
    number: int
    why: Why
    words: str = ""
    """Why now, as it was told."""
    on: date | None = None
    """The date that it was asked for, where a date was the reason."""
    opened_at: datetime
    hand_on_at: datetime | None = None
    """When it goes to the channel's owner if nobody has answered; None where it never does or already did."""
    asked: tuple[Asked, ...] = ()
    """Empty where nobody was left to ask: it stays open, and is listed as overdue."""
    closed_at: datetime | None = None
    closed_by: Party | None = None
    outcome: Outcome | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A live decision whose date has come, somewhere on earth."""

    number: int
    on: date


def key_of_date(number: int, on: date) -> str:
    return f"{number}:{on.isoformat()}"


EARLIEST_ZONE = timedelta(hours=14)
"""Kiritimati is furthest ahead of UTC, so a date begins there first."""


def begun(now: datetime) -> date:
    """The latest date that has begun anywhere, for a moment in UTC."""
    return (now + EARLIEST_ZONE).date()


# --- what reopens a decision ---------------------------------------------------------------------


class Subject(StrEnum):
    ISSUE = "issue"
    VERSION = "version"


DONE = "done"
RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A state of an issue or version that reopens a decision once it is reached."""

    subject: Subject
    name: str
    """The issue's key, or the version's own name."""
    project: str = ""
    """Of a version: its project's key."""
    state: str
    """DONE, RELEASED, or the name of a status."""

    @property
    def words(self) -> str:
        """ "PAY-12 is done", "PAY-12 is in “In Review”", "PAY 4.2 is released"."""
        if self.subject is Subject.VERSION:
            return f"{self.project} {self.name} is released"
        return f"{self.name} is done" if self.state == DONE else f"{self.name} is “{self.state}”"

    def is_reached_by(self, issue: Issue) -> bool:
        if self.state == DONE:
            return issue.category is Category.DONE or not issue.is_open
        return issue.status.casefold() == self.state.casefold()

    def is_of(self, version: Version) -> bool:
        return version.name.casefold() == self.name.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed:
    """A trigger that was set on a decision and has not fired."""

    number: int
    trigger: Trigger
    by: Party
    at: datetime
    known: str | None = None
    """The state that was seen last; None: nobody has looked yet."""
    looked_at: datetime | None = None

    @property
    def key(self) -> str:
        """Of the review that it leads to. A trigger that is set again after it fired leads to another."""
        return f"{self.number}:{self.trigger.words.casefold()}:{self.at.isoformat()}"


_KEY = r"(?P<key>[A-Z][A-Z0-9_]{1,9}-[1-9][0-9]{0,8})"
_VERSION = r"(?P<project>[A-Z][A-Z0-9_]{1,9}) (?P<version>v?[0-9][\w.+-]{0,40})"
_IS = r"(?:is|are|gets?|becomes?|has been|reaches|moves to|goes to|when|once)"
_DONE_WORDS = r"(?P<done>done|closed|fixed|resolved|finished|complete[d]?)"
_NAMED = r"(?:in )?[\"“'](?P<status>[^\"”'\n]{1,60})[\"”']"
_TRIGGER = re.compile(
    rf"\b{_KEY}\s+(?:{_IS}\s+)+(?:{_DONE_WORDS}\b|{_NAMED})"
    rf"|\b{_VERSION}\s+(?:{_IS}\s+)+(?P<released>released|shipped|out)\b"
)


def triggers_in(words: str) -> tuple[Trigger, ...]:
    """The states of issues and versions that a text names: "PAY-12 is done", "PAY-12 is “In Review”", "PAY 4.2 is
    released". Keys are upper-case, since that is what tells them from words; all else is left unread."""
    found = (_trigger(each) for each in _TRIGGER.finditer(" ".join(words.split())))
    return tuple(dict.fromkeys(found))


def _trigger(found: "re.Match[str]") -> Trigger:
    if found["key"] is None:
        return Trigger(
            subject=Subject.VERSION,
            name=found["version"],
            project=found["project"],
            state=RELEASED,
        )
    state = DONE if found["status"] is None else found["status"].strip()
    return Trigger(subject=Subject.ISSUE, name=found["key"], state=state)
