"""An answer: what was found, on what it rests, and how the question was understood. Values only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cadence.core.issue import Issue, StatusChange
from cadence.core.people import Area
from cadence.status.model.question import Kind, Question, Understood


class Source(StrEnum):
    JIRA = "jira"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an answer rests on."""

    source: Source
    as_of: datetime
    """When Jira was read, or up to when the copy is complete."""
    jql: str = ""
    """The query, as it was or would be sent; empty where issues were read by key."""
    url: str | None = None
    """Where the query or the issue opens in Jira."""
    warnings: tuple[str, ...] = ()
    """What must be said about it: Jira's own warnings, a copy that stands in, a gap in the vocabulary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One row of a breakdown. `name` is None for issues that hold nothing in that field."""

    name: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """How long similar bugs took, as a service-level expectation and never as a promise.

    Half were done within `half`, 85 % within `most`; None where the history does not reach that far.
    """

    n: int
    """How many bugs it rests on, open ones included as far as they have come."""
    half: timedelta | None
    most: timedelta | None
    like: str
    """What "similar" means here, in words: "bugs of component iOS in TIMOB"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """A release: what of it is open and what is done."""

    open: int
    done: int
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said. One shape for every kind of question; what a kind has no use for stays empty."""

    question: Question
    basis: Basis
    issues: tuple[Issue, ...] = ()
    """Those that are shown, in order."""
    total: int = 0
    """How many there are in all."""
    exact: bool = True
    histories: tuple[tuple[str, tuple[StatusChange, ...]], ...] = ()
    """For changes: what happened to each shown issue in the window."""
    counts: tuple[Count, ...] = ()
    overlapping: bool = False
    """Whether one issue can stand in several rows of `counts`."""
    expectation: Expectation | None = None
    readiness: Readiness | None = None
    seen_before: tuple[Issue, ...] = ()
    """Of one issue: earlier ones that may well be of the same cause, likest first."""
    areas: tuple[Area, ...] = ()
    """Whom to ask about it."""
    since: datetime | None = None
    """For news: when this person last asked."""
    missing: tuple[str, ...] = ()
    """Keys for which there is nothing that may be shown."""
    closest: bool = False
    """For a description: no issue stood out, and these are the closest."""
    corrected: tuple[tuple[str, str], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every issue that is counted is shown; of a breakdown, whether every one is in its rows."""
        shown_by_rows = self.question.kind is Kind.BREAKDOWN
        return self.exact and (shown_by_rows or len(self.issues) >= self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBack:
    """No answer yet: what could not be read, and the nearest question that can be answered."""

    understood: Understood
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CouldNotLook:
    """Neither Jira nor a copy could be read. This is not "nothing found"."""

    why: str
    question: Question | None = None
    areas: tuple[Area, ...] = ()


Reply = Answer | AskedBack | CouldNotLook
