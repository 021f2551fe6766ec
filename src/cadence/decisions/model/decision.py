"""A decision: what was decided, by whom, why, on whose words it rests, and how it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cadence.core.message import Kind
from cadence.core.plain import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody with a part in a decision. The name is kept as it was, so that a record reads alike years later."""

    name: str
    user: str | None = None
    """Slack's user id; None for somebody who was only named, as in an imported record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something that could have been decided."""

    text: str
    is_chosen: bool = False
    why: str = ""
    """Why it was chosen or rejected, where somebody said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a decision is about. What is None was not said, which is not "everything"."""

    area: str | None = None
    """The name of an area of the configuration, or in the team's own words."""
    product: str | None = None
    project: str | None = None
    """The key of a Jira project."""
    epic: str | None = None
    """The key of a Jira issue."""

    @property
    def is_empty(self) -> bool:
        return not (self.area or self.product or self.project or self.epic)


ANYTHING = Scope()
"""A scope of which nothing was said."""


class Reversibility(StrEnum):
    REVERSIBLE = "reversible"
    IRREVERSIBLE = "hard to reverse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a decision says. Once confirmed it never changes: a correction is a new revision.

    An empty field means that nothing was said about it.
    """

    title: str
    decided: str
    context: str = ""
    options: tuple[Option, ...] = ()
    reasons: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    decider: Party | None = None
    consulted: tuple[Party, ...] = ()
    informed: tuple[Party, ...] = ()
    reversibility: Reversibility | None = None
    review_on: date | None = None
    """A local date of whoever decides."""
    reopen_if: str = ""
    """In words, what would make the team look at it again."""
    scope: Scope = ANYTHING
    links: tuple[str, ...] = ()
    """Addresses and Jira keys, as they were written."""

    @property
    def as_it_reads(self) -> str:
        """What was decided, whatever its spaces and its letter case."""
        return " ".join(clean(self.decided).split()).casefold()


class Part(StrEnum):
    """A field of a body, in the order in which people read it."""

    TITLE = "title"
    DECIDED = "decided"
    CONTEXT = "context"
    OPTIONS = "options"
    REASONS = "reasons"
    CONSEQUENCES = "consequences"
    DECIDER = "decider"
    CONSULTED = "consulted"
    INFORMED = "informed"
    REVERSIBILITY = "reversibility"
    REVIEW_ON = "review_on"
    REOPEN_IF = "reopen_if"
    SCOPE = "scope"
    LINKS = "links"


class Standing(StrEnum):
    """What became of a message since it was quoted. The quote itself never changes."""

    AS_SAID = "as said"
    EDITED = "edited since"
    DELETED = "deleted since"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A message that a field rests on, as it was when the decision was recorded."""

    part: Part
    channel: str
    ts: str
    user: str | None
    name: str
    text: str
    at: datetime
    permalink: str | None = None
    standing: Standing = Standing.AS_SAID


class Status(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    DEPRECATED = "deprecated"
    """No longer followed, and nothing took its place."""


LIVE = frozenset({Status.PROPOSED, Status.ACCEPTED})
"""What still holds, or may come to hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where it was decided. Who may see a decision follows from it."""

    team: str = ""
    channel: str | None
    """None for one that was imported or recorded on a terminal: those are as visible as a public channel's."""
    kind: Kind
    thread: str | None = None
    permalink: str | None = None
    source: str | None = None
    """Of an imported record: its file's name."""


class Board(StrEnum):
    """Where a message that shows the decision stands."""

    LOG = "log"
    THREAD = "thread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message of ours that shows the decision and is changed when the decision's state is."""

    board: Board
    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A record, with its latest revision."""

    number: int
    body: Body
    revision: int = 1
    status: Status = Status.ACCEPTED
    decided_at: datetime
    """When it was said, which may be long before it was recorded."""
    recorded_at: datetime
    recorded_by: Party
    origin: Origin
    quotes: tuple[Quote, ...] = ()
    supersedes: tuple[int, ...] = ()
    superseded_by: int | None = None
    shown: tuple[Shown, ...] = ()

    @property
    def ref(self) -> str:
        return f"D-{self.number}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def resting_on(self, part: Part) -> tuple[Quote, ...]:
        return tuple(quote for quote in self.quotes if quote.part is part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A body as it was from `at` until the next revision."""

    revision: int
    body: Body
    at: datetime
    by: Party
    why: str = ""


class Happened(StrEnum):
    """What can happen to a decision."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    SUPERSEDES = "supersedes"
    """The same from the other side: it took the place of `other`."""
    DEPRECATED = "deprecated"
    CONFIRMED = "confirmed"
    """At a review: still right."""
    EXTENDED = "extended"
    """At a review: looked at again on another date."""
    LINKED = "linked"
    UNLINKED = "unlinked"
    KEPT = "kept beside another"
    HANDED_ON = "handed to an arbiter"
    REOPENED = "reopened"
    """What would reopen it has come about; its decider was asked."""
    DOUBTED = "doubted"
    """Somebody pressed "Wrong?" and said why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a decision's history."""

    number: int
    at: datetime
    what: Happened
    by: Party | None
    """None where Cadence did it by itself, on a date or a signal."""
    words: str = ""
    other: int | None = None
    """The other decision that it is about."""
