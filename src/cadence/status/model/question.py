"""A question as it was understood, in types: whoever understood it, rules or a language model, fills this shape."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from cadence.core.calendar import Span
from cadence.core.query import Condition, IssueQuery, Order, OrderBy


class Kind(StrEnum):
    ISSUE = "issue"
    """One issue, by key, link or description."""
    LIST = "list"
    COUNT = "count"
    BREAKDOWN = "breakdown"
    CHANGES = "changes"
    """What happened during a window."""
    READINESS = "readiness"
    """What still blocks a release."""
    AGEING = "ageing"
    """The oldest, or those that nobody has touched for long."""
    REOPENED = "reopened"
    """Those that came back: reopened, or fixed once and broken again."""
    WHEN = "when"
    """When will it be fixed?"""
    WHO = "who"
    """Whom to talk to: an area and its lead, not an engineer."""
    NEWS = "news"
    """What is new since this person last asked."""
    HELP = "help"


class Dimension(StrEnum):
    """What a breakdown counts by."""

    COMPONENT = "component"
    PRIORITY = "priority"
    STATUS = "status"
    VERSION = "version"
    """By fix version."""
    AFFECTED_VERSION = "affected version"
    AGE = "age"
    """Since it was created: under a week, 1-4 weeks, 1-3 months, 3-12 months, over a year."""
    TYPE = "type"
    LABEL = "label"
    PROJECT = "project"
    RESOLUTION = "resolution"
    CREATED_WEEK = "created week"
    CREATED_MONTH = "created month"


class Event(StrEnum):
    """What may have happened to a bug during a window."""

    CREATED = "created"
    RESOLVED = "resolved"
    """Any resolution."""
    FIXED = "fixed"
    """Resolved as fixed or done, not as a duplicate, invalid, won't do, …"""
    UPDATED = "updated"
    REOPENED = "reopened"
    MOVED = "moved"
    """Its status changed in any way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One thing that the question says, which one press can take away."""

    condition: Condition
    label: str
    """As it is shown: "priority is Critical", "component is iOS", "created since Mon 16 Nov"."""
    assumed: bool = False
    """Not said but taken for granted: bugs rather than all issues, open ones, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    kind: Kind
    filters: tuple[Filter, ...] = ()
    keys: tuple[str, ...] = ()
    """Issues that were named by key or link."""
    words: tuple[str, ...] = ()
    """Description of an issue that was named by what it is about."""
    by: Dimension | None = None
    """For BREAKDOWN."""
    span: Span | None = None
    """For CHANGES: the window."""
    span_label: str = ""
    """The window in words: "since Mon 16 Nov", "last week (9-15 Nov)"."""
    events: tuple[Event, ...] = ()
    """For CHANGES: empty is any."""
    quiet_for: timedelta | None = None
    """For AGEING: untouched for at least this long; None asks for the oldest."""
    order: tuple[Order, ...] = (Order(OrderBy.PRIORITY), Order(OrderBy.UPDATED))
    limit: int | None = None
    """How many were asked for, as in "the ten oldest"."""

    @property
    def query(self) -> IssueQuery:
        return IssueQuery(tuple(each.condition for each in self.filters), self.order)

    def without(self, place: int) -> "Question":
        """The question without its filter at this place."""
        return replace(self, filters=self.filters[:place] + self.filters[place + 1 :])


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A name that the site does not have, and those it has that are nearest, best first."""

    said: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What came of reading a question's words.

    Either `question` stands and may be answered, or it is None and the asker is asked back: with `why`, with what was
    understood all the same (`partly`), and with `nearest`, the nearest question that can be answered.
    """

    question: Question | None
    why: str = ""
    """Plain words for the asker: what could not be read."""
    partly: tuple[Filter, ...] = ()
    nearest: Question | None = None
    described: Question | None = None
    """For the one issue whose title the words may be. To be looked for before it is asked back."""
    unread: tuple[str, ...] = ()
    """Words that bear meaning and were not used."""
    suggestions: tuple[Suggestion, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    """Slight misspellings: what was said, and the name it was taken for."""
