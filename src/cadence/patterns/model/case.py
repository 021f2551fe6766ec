"""What detectors know of an area: no texts, only what happened and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One bug of an area. Every instant is aware UTC."""

    key: str
    created_at: datetime
    resolved_at: datetime | None = None
    """When it was last resolved; None: it is open."""
    fixed: bool = True
    """Whether its resolution says that something was mended, and not that it is a duplicate, works as designed …"""
    reopened_at: tuple[datetime, ...] = ()
    affects: tuple[str, ...] = ()
    """Ids of the releases that it was found in."""
    fixed_in: tuple[str, ...] = ()
    """Ids of the releases that it was fixed in."""
    group: int | None = None
    """The group of similar bugs that it is in; None: like no other."""
    bulk: bool = False
    """Whether it came with many at once (an import, a sweep): it is no inflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    id: str
    name: str
    project: str
    at: datetime
    """The beginning of its release date, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An area's bugs from `since` on, oldest first. What was open at `since` is among them too, however old."""

    area: str
    since: datetime
    """Nothing is known of what was created before, unless it was still open then."""
    cases: tuple[Case, ...]
    releases: tuple[Release, ...] = ()
    """Of the area's projects, with a date, oldest first."""
    not_patterns: tuple["Learned", ...] = ()
    """What leads said is no pattern: the detectors ask more of what is like it."""
    is_told: bool = True
    """Whether the tracker tells how states changed; False: of reopenings nothing is known, which is not "none"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Feedback on an earlier alarm of this area."""

    kind: str
    """A `finding.Kind`."""
    subject: str
    """As the finding's."""
    rate: int
    """What was observed then: it takes more to be told again."""
    reason: str
    """A `pattern.NoPattern`."""
    at: datetime | None = None
    """When that was said: what was learned is forgotten by and by. None: lately."""
    window_days: int | None = None
    """Of that rate; None: as long as that of what is compared."""
