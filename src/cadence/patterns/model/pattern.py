"""A pattern: a recurring quality problem with a number of its own, from the first finding until its rate fell."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cadence.patterns.model.finding import Finding, Kind


class Cause(StrEnum):
    """Systemic causes: what a lead can change, never a person."""

    STAFFING = "staffing"
    SKILLS = "skills"
    CODE_HEALTH = "code health"
    CI_CD = "CI/CD"
    OBSERVABILITY = "observability"
    PROCESS = "process"
    REQUIREMENTS = "requirements"
    DEPENDENCY = "dependency"


class NoPattern(StrEnum):
    """Why a lead says that it is none."""

    UNRELATED = "the bugs have nothing in common"
    EXPECTED = "we expected this many"
    DATA = "the data is wrong: an import, a sweep, a label"
    KNOWN = "known and accepted"
    OTHER = "something else"


class State(StrEnum):
    OPEN = "open"
    """Told to a lead, or with nobody to tell, and nobody has taken it on."""
    OWNED = "owned"
    """A lead owns it, with an action and a date."""
    SNOOZED = "snoozed"
    """Until it gets worse."""
    CLOSED = "closed"
    """Its rate fell, or it was no longer found for long."""
    NO_PATTERN = "not a pattern"
    MERGED = "merged"
    """Into another, which has its evidence now."""


LIVE = frozenset({State.OPEN, State.OWNED, State.SNOOZED})
"""Somebody still has to do something about it, or wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    by: str
    """A lead's user id."""
    at: datetime
    cause: Cause
    action: str
    """In their own words."""
    until: date
    """When the rate is tested, in the lead's zone."""
    tested: int = 0
    """How often it was tested already: after each the owner is asked again, or it is closed."""
    finding: Finding | None = None
    """What it was owned with: the rate has to fall against this, whatever later scans count. One that goes on after a
    test keeps it. None: not known, so the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """Who was told, and by when somebody has to answer."""

    to: str | None
    """A user id; None: it stands in the area's channel alone."""
    name: str
    """Of the lead, as the settings have it."""
    level: int = 0
    """0 the lead, 1 one level up; it goes up once."""
    at: datetime
    answer_by: datetime | None = None
    """In working time; None: nobody is waited for."""


class Verdict(StrEnum):
    """What the test on the action's date says of the rate."""

    FELL = "fell"
    UNCHANGED = "no change yet"
    WORSE = "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    at: datetime
    verdict: Verdict
    before: int
    """How many there were in the window that the pattern was owned with."""
    before_days: int
    after: int
    """How many since."""
    after_days: int
    p_value: float
    """Of this few or fewer (this many or more where it got worse), had nothing changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untested:
    """It could not be looked for, which is not "not found"."""

    since: datetime
    why: str
    """A clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    number: int
    """Shown as "P-12"; it never changes and never comes back."""
    area: str
    kind: Kind
    subject: str = ""
    """As the finding's: with area and kind it is unique among the patterns that are not merged."""
    projects: tuple[str, ...]
    """Of its bugs, by key, in one order."""
    counted_in: tuple[str, ...] = ()
    """All projects whose bugs its figures ever counted, by key: those of its area at each time."""
    name: str
    """A few words: Claude's, or the terms that set its bugs apart."""
    sentence: str
    """One plain sentence with the figures; composed by rules."""
    told: str | None = None
    """One sentence of Claude's, each figure and key of it checked; None without."""
    state: State = State.OPEN
    finding: Finding
    """The latest."""
    keys: tuple[str, ...]
    """All the evidence that it ever had and still has, latest first."""
    opened_at: datetime
    """When this bout of it was first found."""
    found_at: datetime
    """When it was last found."""
    changed_at: datetime
    told_rate: int = 0
    """The rate when it was last told of; 0: never told."""
    told_days: int = 0
    """Of that rate's window."""
    told_at: datetime | None = None
    worse_rate: int = 0
    """At which it was found worse than told, until that is told too: it is news once, whether or not anybody could be
    told. 0: it is not."""
    worse_days: int = 0
    """Of that rate's window."""
    again: int = 0
    """How often it came back after it was closed."""
    escalated: Escalated | None = None
    ownership: Ownership | None = None
    verified: Verified | None = None
    """The last test."""
    untested: Untested | None = None
    """As of the last scan; None: it would have been found."""
    no_pattern: NoPattern | None = None
    merged_into: int | None = None
    decisions: tuple[int, ...] = ()
    """Numbers in the decision log."""
    version: int = 1
    """Counts its changes: one that was prepared for another version is refused (Overtaken)."""

    @property
    def label(self) -> str:
        return f"P-{self.number}"

    @property
    def tells_of(self) -> tuple[str, ...]:
        """The projects of its bugs and of its figures: whoever may not see one of them sees nothing of it."""
        return tuple(sorted({*self.projects, *self.counted_in}))

    def is_within(self, projects: Collection[str]) -> bool:
        """Whether all its bugs are of these projects; of no bugs that can't be said."""
        return bool(self.projects) and set(self.projects) <= set(projects)

    @property
    def owned_with(self) -> Finding:
        """What a test on the action's date holds the rate against."""
        owned = self.ownership
        return self.finding if owned is None or owned.finding is None else owned.finding

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Step(StrEnum):
    """What the ledger says happened."""

    FOUND = "found"
    WORSE = "worse"
    AGAIN = "again"
    TOLD = "told"
    NOT_TOLD = "could not be told"
    ESCALATED = "one level up"
    OWNED = "owned"
    SNOOZED = "snoozed"
    HANDED = "handed on"
    NO_PATTERN = "not a pattern"
    REOPENED = "taken up again"
    MERGED = "merged"
    SPLIT = "split"
    VERIFIED = "verified"
    CLOSED = "closed"
    UNTESTED = "could not be tested"
    TESTABLE = "can be tested again"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a pattern's ledger; lines are added and never changed."""

    pattern: int
    at: datetime
    step: Step
    by: str | None = None
    """A lead's user id; None: Cadence itself."""
    says: str = ""
    """With its figures, in a plain sentence."""
    facts: dict[str, str] = field(default_factory=dict)
