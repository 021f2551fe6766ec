"""What a pattern rests on, as a lead sees it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_high

from cadence.patterns.model.pattern import Cause, State, Verdict

STALE = timedelta(days=1)
"""A copy of the tracker that is older is told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A bug of a pattern. Of its texts it has the title alone; who reported or works on it is nothing it can hold."""

    key: str
    title: str
    created_at: datetime
    resolved_at: datetime | None = None
    resolution: str | None = None
    """None: it is open."""
    priority: str | None = None
    affects: tuple[str, ...] = ()
    """Names of the versions that it was found in."""
    fixed_in: tuple[str, ...] = ()
    """Names of the versions that were to mend it."""
    reopened_at: tuple[datetime, ...] = ()
    """Oldest first."""
    is_customers: bool = False
    """Whether a customer escalated it, by its labels."""

    @property
    def is_open(self) -> bool:
        return self.resolution is None

    def age(self, at: datetime) -> timedelta:
        """How long it has been open, or was until it was resolved."""
        end = at if self.is_open or self.resolved_at is None else self.resolved_at
        return max(end - self.created_at, timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is otherwise than when somebody was last told."""

    at: datetime
    new: tuple[str, ...] = ()
    """Keys, latest first."""
    resolved: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.new or self.resolved or self.reopened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Another pattern whose bugs are like this one's."""

    number: int
    name: str
    state: State
    changed_at: datetime
    cause: Cause | None = None
    action: str | None = None
    verdict: Verdict | None = None

    @property
    def label(self) -> str:
        return f"P-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Read at `read_at` from a copy of the tracker that is whole up to `as_of`."""

    counted: tuple[Exhibit, ...]
    """The bugs that the latest finding counted, the most telling first."""
    earlier: tuple[Exhibit, ...] = ()
    """Its other bugs, latest first."""
    unseen: tuple[str, ...] = ()
    """Keys that are not in the copy any more, or may not be looked at any more."""
    since: Since | None = None
    """None: nobody was told before."""
    past: tuple[Past, ...] = ()
    """Most alike first."""
    decisions: tuple[tuple[int, str], ...] = ()
    """Number and title of those in the decision log that name it; an empty title where the reader may not see it."""
    as_of: datetime
    uncovered: tuple[str, ...] = ()
    """Keys of its projects of which nothing is copied any more."""
    browse: str | None = None
    """The tracker's address for people, without "/" at its end."""
    read_at: datetime

    @property
    def is_stale(self) -> bool:
        return self.read_at - self.as_of > STALE

    @property
    def all(self) -> tuple[Exhibit, ...]:
        return (*self.counted, *self.earlier)

    def address(self, key: str) -> str | None:
        return f"{self.browse}/browse/{key}" if self.browse else None


def most_telling(exhibits: Iterable[Exhibit]) -> tuple[Exhibit, ...]:
    """What customers escalated, then what was reopened, then what is open, and in each the latest first."""
    latest = sorted(exhibits, key=lambda each: (each.created_at, each.key), reverse=True)
    return tuple(sorted(latest, key=_rank))


def _rank(exhibit: Exhibit) -> tuple[bool, bool, bool]:
    return not exhibit.is_customers, not exhibit.reopened_at, not exhibit.is_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Of a pattern's bugs."""

    bugs: int
    open: int
    reopened: int
    customers: int
    oldest: timedelta | None
    """Age of the oldest that is open."""
    usual: timedelta | None
    """Median age of those that are open: half of them are as old or older."""
    affects: tuple[tuple[str, int], ...]
    """Versions with how many were found in each, most first."""
    fixed_in: tuple[tuple[str, int], ...]
    """Of those that are resolved."""


def share(exhibits: Sequence[Exhibit], at: datetime) -> Share:
    ages = [each.age(at) for each in exhibits if each.is_open]
    return Share(
        bugs=len(exhibits),
        open=len(ages),
        reopened=sum(bool(each.reopened_at) for each in exhibits),
        customers=sum(each.is_customers for each in exhibits),
        oldest=max(ages, default=None),
        usual=median_high(ages) if ages else None,
        affects=_by_version(each.affects for each in exhibits),
        fixed_in=_by_version(each.fixed_in for each in exhibits if not each.is_open),
    )


def _by_version(named: Iterable[tuple[str, ...]]) -> tuple[tuple[str, int], ...]:
    found = Counter(name for names in named for name in dict.fromkeys(names))
    return tuple(sorted(found.items(), key=lambda each: (-each[1], each[0])))
