"""Areas in which nothing changes, made by seeded chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random

from cadence.patterns.model.case import Case, History, Release

BEGIN = datetime(2023, 1, 2, tzinfo=UTC)
"""A Monday."""
WEEK = timedelta(days=7)
YEAR = timedelta(days=364)
WEEKDAYS = (1.2, 1.3, 1.2, 1.1, 1.0, 0.2, 0.2)
RELEASES_EVERY = timedelta(days=42)


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A bug's whole life; what of it is known at a moment is a `Case`."""

    key: str
    created_at: datetime
    turns: tuple[datetime, ...] = ()
    """Resolved, reopened, resolved …"""
    affects: tuple[str, ...] = ()
    fixed_in: tuple[str, ...] = ()
    group: int | None = None
    bulk: bool = False

    def at(self, now: datetime) -> Case:
        known = [each for each in self.turns if each < now]
        is_open = len(known) % 2 == 0
        return Case(
            key=self.key,
            created_at=self.created_at,
            resolved_at=None if is_open else known[-1],
            reopened_at=tuple(known[1::2]),
            affects=self.affects,
            fixed_in=() if is_open else self.fixed_in,
            group=self.group,
            bulk=self.bulk,
        )


@dataclass(frozen=True, kw_only=True)
class World:
    """An area with all that ever happens in it."""

    area: str
    lives: tuple[Life, ...]
    """By creation."""
    releases: tuple[Release, ...] = ()
    is_told: bool = True
    """How states changed."""

    def at(self, now: datetime, reach: timedelta) -> History:
        since = max(now - reach, self.lives[0].created_at) if self.lives else now - reach
        cases = []
        for life, (last, settled) in zip(self.lives, self._settled, strict=True):
            if life.created_at >= now:
                break
            case = settled if last < now else life.at(now)
            if life.created_at < since and case.resolved_at and case.resolved_at < since:
                continue
            cases.append(case)
        return History(
            area=self.area,
            since=since,
            cases=tuple(cases),
            releases=tuple(each for each in self.releases if each.at < now + WEEK),
            is_told=self.is_told,
        )

    @cached_property
    def _settled(self) -> list[tuple[datetime, Case]]:
        """After its last turn, a life is the same whenever it is looked at."""
        ends = [max((each.created_at, *each.turns)) for each in self.lives]
        return [
            (end, life.at(end + timedelta.resolution))
            for end, life in zip(ends, self.lives, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Of an area that is made."""

    weekly: float
    unrest: float = 1.0
    """Variance by mean of a week's bugs."""
    grouped: float = 0.3
    """The part of bugs that is like others, of themes which come at rates of their own."""
    themes: int = 40
    reopened: float = 0.07
    median_days: float = 12.0
    affecting: float = 0.6
    """The part of bugs of which the newest release is said to be the one that they were found in."""
    years: float = 3.0


def made(area: str, shape: Shape, chance: Random) -> World:
    """An area of independent bugs, on weekdays mostly, with a release every six weeks."""
    end = BEGIN + shape.years * YEAR
    releases = _releases(area, end, chance)
    themes = [chance.paretovariate(1.2) for _ in range(shape.themes)]
    fate = Fate(shape=shape, releases=releases, chance=chance)
    lives: list[Life] = []
    week = BEGIN
    while week < end:
        for moment in _moments(week, shape, chance):
            is_alike = chance.random() < shape.grouped
            group = chance.choices(range(len(themes)), themes)[0] if is_alike else None
            key = f"{area}-{len(lives) + 1}"
            lives.append(fate.of(key, moment, group))
        week += WEEK
    lives.sort(key=lambda each: each.created_at)
    return World(area=area, lives=tuple(lives), releases=releases)


def _moments(week: datetime, shape: Shape, chance: Random) -> Iterator[datetime]:
    pace = shape.weekly
    if shape.unrest > 1:
        spread = (shape.unrest - 1) / pace
        pace *= chance.gammavariate(1 / spread, spread)
    for _ in range(poisson(pace, chance)):
        yield within(week, chance)


def within(week: datetime, chance: Random) -> datetime:
    """A moment at which people work, of the week that begins then."""
    day = chance.choices(range(7), WEEKDAYS)[0]
    return week + timedelta(days=day, hours=7 + chance.random() * 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """How bugs of an area fare."""

    shape: Shape
    releases: Sequence[Release]
    chance: Random

    def of(self, key: str, moment: datetime, group: int | None = None) -> Life:
        """A bug that was created then."""
        took = timedelta(days=self.shape.median_days * self.chance.lognormvariate(0, 1.3))
        turns = [moment + took]
        while self.chance.random() < self.shape.reopened and len(turns) < 6:
            turns += again(turns[-1], self.chance)
        out = [each for each in self.releases if each.at <= moment]
        coming = [each for each in self.releases if each.at > turns[0]]
        is_found = self.chance.random() < self.shape.affecting
        return Life(
            key=key,
            created_at=moment,
            turns=tuple(turns),
            affects=(out[-1].id,) if out and is_found else (),
            fixed_in=(coming[0].id,) if coming else (),
            group=group,
        )


def again(resolved_at: datetime, chance: Random) -> tuple[datetime, datetime]:
    """When it is reopened, and when it is resolved after that."""
    reopened_at = resolved_at + timedelta(days=1 + chance.expovariate(1 / 20))
    return reopened_at, reopened_at + timedelta(days=chance.expovariate(1 / 8))


def _releases(area: str, end: datetime, chance: Random) -> tuple[Release, ...]:
    found: list[Release] = []
    moment = BEGIN + timedelta(days=chance.randrange(42))
    while moment < end:
        name = f"{area}/{len(found) + 1}"
        found.append(Release(id=name, name=name, project=area, at=moment))
        moment += RELEASES_EVERY
    return tuple(found)


def poisson(mean: float, chance: Random) -> int:
    """Arrivals in one unit of time (Knuth)."""
    count, passed = 0, chance.expovariate(mean) if mean > 0 else 2.0
    while passed < 1:
        count += 1
        passed += chance.expovariate(mean)
    return count
