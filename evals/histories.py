"""Areas in which nothing changes, or one thing does from a given day on: made by seeded chance, or of a real tracker's
weeks in another order."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from cadence.patterns.model import bulk
from cadence.patterns.model.case import Case, History, Release
from evals import sites

BEGIN = datetime(2023, 1, 2, tzinfo=UTC)
"""A Monday."""
WEEK = timedelta(days=7)
YEAR = timedelta(days=364)
WEEKDAYS = (1.2, 1.3, 1.2, 1.1, 1.0, 0.2, 0.2)
RELEASES_EVERY = timedelta(days=42)
NEW_THEME = 9_999


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


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An area with all that ever happens in it."""

    area: str
    lives: tuple[Life, ...]
    """By creation."""
    releases: tuple[Release, ...] = ()

    def at(self, now: datetime, reach: timedelta) -> History:
        since = max(now - reach, self.lives[0].created_at) if self.lives else now - reach
        cases = []
        for life in self.lives:
            if life.created_at >= now:
                break
            case = life.at(now)
            if life.created_at < since and case.resolved_at and case.resolved_at < since:
                continue
            cases.append(case)
        return History(
            area=self.area,
            since=since,
            cases=tuple(cases),
            releases=tuple(each for each in self.releases if each.at < now + WEEK),
        )


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
    years: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From `start` on for so long, one thing is otherwise."""

    start: datetime
    lasts: timedelta
    times: float = 1.0
    """The inflow by so much."""
    reopened: float = 1.0
    """The part of resolved ones that comes back, by so much."""
    recurring: float = 0.0
    """A new theme, so many a week."""
    slower: float = 1.0
    """Times to resolution of what comes then, by so much."""

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.start + self.lasts


def made(area: str, shape: Shape, chance: Random, change: Change | None = None) -> World:
    """An area of independent bugs, on weekdays mostly, with a release every six weeks."""
    return _Making(area=area, shape=shape, chance=chance, change=change).world()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Making:
    area: str
    shape: Shape
    chance: Random
    change: Change | None

    def world(self) -> World:
        end = BEGIN + self.shape.years * YEAR
        releases = _releases(self.area, end, self.chance)
        themes = [self.chance.paretovariate(1.2) for _ in range(self.shape.themes)]
        lives: list[Life] = []
        week = BEGIN
        while week < end:
            for moment in self._moments(week):
                is_alike = self.chance.random() < self.shape.grouped
                group = self.chance.choices(range(len(themes)), themes)[0] if is_alike else None
                lives.append(self._life(len(lives), moment, group, releases))
            week += WEEK
        for moment in self._recurring():
            lives.append(self._life(len(lives), moment, NEW_THEME, releases))
        lives.sort(key=lambda each: each.created_at)
        return World(area=self.area, lives=tuple(lives), releases=releases)

    def _moments(self, week: datetime) -> Iterator[datetime]:
        change, pace = self.change, self.shape.weekly
        if self.shape.unrest > 1:
            spread = (self.shape.unrest - 1) / pace
            pace *= self.chance.gammavariate(1 / spread, spread)
        most = max(1.0, change.times) if change else 1.0
        for _ in range(_poisson(pace * most, self.chance)):
            day = self.chance.choices(range(7), WEEKDAYS)[0]
            moment = week + timedelta(days=day, hours=7 + self.chance.random() * 11)
            times = change.times if change and moment in change else 1.0
            if self.chance.random() < times / most:
                yield moment

    def _recurring(self) -> Iterator[datetime]:
        change = self.change
        if change and change.recurring:
            for _ in range(_poisson(change.recurring * (change.lasts / WEEK), self.chance)):
                yield change.start + self.chance.random() * change.lasts

    def _life(
        self, number: int, moment: datetime, group: int | None, releases: Sequence[Release]
    ) -> Life:
        change = self.change if self.change and moment in self.change else None
        slower = change.slower if change else 1.0
        again = self.shape.reopened * (change.reopened if change else 1.0)
        chance = self.chance
        took = timedelta(days=self.shape.median_days * chance.lognormvariate(0, 1.3))
        turns = [moment + slower * took]
        while chance.random() < again and len(turns) < 6:
            turns.append(turns[-1] + timedelta(days=1 + chance.expovariate(1 / 20)))
            turns.append(turns[-1] + timedelta(days=chance.expovariate(1 / 8)))
        out = [each for each in releases if each.at <= moment]
        coming = [each for each in releases if each.at > turns[0]]
        return Life(
            key=f"{self.area}-{number + 1}",
            created_at=moment,
            turns=tuple(turns),
            affects=(out[-1].id,) if out and chance.random() < 0.6 else (),
            fixed_in=(coming[0].id,) if coming else (),
            group=group,
        )


def _releases(area: str, end: datetime, chance: Random) -> tuple[Release, ...]:
    found = []
    moment = BEGIN + timedelta(days=chance.randrange(42))
    while moment < end:
        name = f"{area}/{len(found) + 1}"
        found.append(Release(id=name, name=name, project=area, at=moment))
        moment += RELEASES_EVERY
    return tuple(found)


def _poisson(mean: float, chance: Random) -> int:
    """Arrivals in one unit of time (Knuth)."""
    count, passed = 0, chance.expovariate(mean) if mean > 0 else 2.0
    while passed < 1:
        count += 1
        passed += chance.expovariate(mean)
    return count


# --- a real tracker's -----------------------------------------------------------------------------

ERAS = ((2012, 2015), (2015, 2018), (2018, 2021))
LEAST_BUGS = 40


def real() -> dict[str, tuple[Life, ...]]:
    """By "PROJECT / first component", each bug with its import marked; no history of states is in the export."""
    by_project: dict[str, list[tuple[str, Life]]] = defaultdict(list)
    for raw in sites.raw_issues():
        fields = raw["fields"]
        if fields["issuetype"]["name"] != "Bug":
            continue
        project = fields["project"]["key"]
        component = fields["components"][0]["name"] if fields["components"] else ""
        resolved = fields["resolutiondate"] if fields["resolution"] else None
        created = datetime.fromisoformat(fields["created"]).astimezone(UTC)
        turns = (datetime.fromisoformat(resolved).astimezone(UTC),) if resolved else ()
        life = Life(key=raw["key"], created_at=created, turns=turns)
        by_project[project].append((f"{project} / {component}", life))
    areas: dict[str, list[Life]] = defaultdict(list)
    for bugs in by_project.values():
        imported = bulk.imports(life.created_at for _, life in bugs)
        for area, life in bugs:
            is_bulk = bulk.within(imported, life.created_at)
            areas[area].append(replace(life, bulk=True) if is_bulk else life)
    return {
        area: tuple(sorted(lives, key=lambda each: each.created_at))
        for area, lives in sorted(areas.items())
    }


def reshuffled(chance: Random) -> Iterator[World]:
    """Each area and era of three years with enough bugs, its weeks in another order within the same season (quarter of
    a year) of all three: what it had of trends is gone, its bursts within a week and its seasons stay."""
    for area, lives in real().items():
        for first, last in ERAS:
            begin = datetime(first, 1, 1, tzinfo=UTC)
            weeks = int((datetime(last, 1, 1, tzinfo=UTC) - begin) / WEEK)
            mine = [each for each in lives if not each.bulk]
            mine = [each for each in mine if begin <= each.created_at < begin + weeks * WEEK]
            if len(mine) >= LEAST_BUGS:
                yield _shuffled(f"{area} {first}", mine, begin, weeks, chance)


def _shuffled(
    area: str, lives: Sequence[Life], begin: datetime, weeks: int, chance: Random
) -> World:
    order = list(range(weeks))
    for season in range(4):
        there = [week for week in range(weeks) if week % 52 // 13 == season]
        for week, other in zip(there, chance.sample(there, len(there)), strict=True):
            order[week] = other
    moved = []
    for each in lives:
        week = (each.created_at - begin) // WEEK
        by = (order[week] - week) * WEEK
        moved.append(
            replace(
                each,
                created_at=each.created_at + by,
                turns=tuple(turn + by for turn in each.turns),
            )
        )
    return World(area=area, lives=tuple(sorted(moved, key=lambda each: each.created_at)))
