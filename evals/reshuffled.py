"""A real tracker's areas with what came in another order, so that nothing changes but by chance."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from cadence.patterns.model import bulk
from cadence.patterns.model.case import Release
from evals import sites
from evals.histories import WEEK, Life, World

ERAS = ((2012, 2015), (2015, 2018), (2018, 2021))
LEAST_BUGS = 40
LEAST_FOUND = 20
"""Bugs that were found in a release soon after it came out, for an area's releases to be put in another order."""
SOON = timedelta(days=28)


def weeks(chance: Random) -> Iterator[World]:
    """Each area and era of three years with enough bugs, its weeks in another order within the same season (quarter of
    a year) of all three: what it had of trends is gone, its bursts within a week and its seasons stay. How states
    changed is not in the export, and what is alike is not asked."""
    for area, lives in _real().items():
        for first, last in ERAS:
            begin = datetime(first, 1, 1, tzinfo=UTC)
            count = int((datetime(last, 1, 1, tzinfo=UTC) - begin) / WEEK)
            mine = [each for each in lives if not each.bulk]
            mine = [each for each in mine if begin <= each.created_at < begin + count * WEEK]
            if len(mine) >= LEAST_BUGS:
                yield _shuffled(f"{area} {first}", mine, begin, count, chance)


def _shuffled(
    area: str, lives: Sequence[Life], begin: datetime, count: int, chance: Random
) -> World:
    order = list(range(count))
    for season in range(4):
        there = [week for week in range(count) if week % 52 // 13 == season]
        for week, other in zip(there, chance.sample(there, len(there)), strict=True):
            order[week] = other
    moved = []
    for each in lives:
        week = (each.created_at - begin) // WEEK
        moved.append(_moved(replace(each, affects=()), (order[week] - week) * WEEK))
    return _world(area, moved)


def releases(chance: Random) -> Iterator[World]:
    """Each area and era in which enough was found soon after releases, what was found in one being that of another."""
    dated = _dated()
    for area, lives in _real().items():
        project = area.partition(" / ")[0]
        for first, last in ERAS:
            out = [each for each in dated[project] if first <= each.at.year < last]
            by = dict(zip((each.id for each in out), chance.sample(out, len(out)), strict=True))
            at = {each.id: each.at for each in out}
            moved = []
            for each in lives:
                soon = [
                    id_
                    for id_ in each.affects
                    if id_ in at and at[id_] <= each.created_at < at[id_] + SOON
                ]
                if soon and not each.bulk:
                    new = by[soon[-1]]
                    life = _moved(each, new.at - at[soon[-1]])
                    moved.append(replace(life, affects=(new.id,)))
            if len(moved) >= LEAST_FOUND:
                world = _world(f"{area} {first}", moved)
                yield replace(world, releases=tuple(out))


def _moved(life: Life, by: timedelta) -> Life:
    return replace(
        life, created_at=life.created_at + by, turns=tuple(each + by for each in life.turns)
    )


def _world(area: str, lives: Sequence[Life]) -> World:
    return World(
        area=area, lives=tuple(sorted(lives, key=lambda each: each.created_at)), is_told=False
    )


def _real() -> dict[str, tuple[Life, ...]]:
    """By "PROJECT / first component", each bug with its import marked; no history of states is in the export."""
    by_project: dict[str, list[tuple[str, Life]]] = defaultdict(list)
    for raw in sites.raw_issues():
        fields = raw["fields"]
        if fields["issuetype"]["name"] != "Bug":
            continue
        project = fields["project"]["key"]
        component = fields["components"][0]["name"] if fields["components"] else ""
        by_project[project].append((f"{project} / {component}", _life(raw["key"], fields)))
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


def _life(key: str, fields: dict[str, Any]) -> Life:
    resolved = fields["resolutiondate"] if fields["resolution"] else None
    return Life(
        key=key,
        created_at=datetime.fromisoformat(fields["created"]).astimezone(UTC),
        turns=(datetime.fromisoformat(resolved).astimezone(UTC),) if resolved else (),
        affects=tuple(each["id"] for each in fields["versions"]),
    )


def _dated() -> dict[str, tuple[Release, ...]]:
    """By project, oldest first."""
    found: dict[str, list[Release]] = defaultdict(list)
    for project in sites.titanium().projects:
        for each in project.versions:
            if isinstance(each.release_date, date):
                at = datetime(*each.release_date.timetuple()[:3], tzinfo=UTC)
                found[project.key].append(
                    Release(id=each.id, name=each.name, project=project.key, at=at)
                )
    return {key: tuple(sorted(those, key=lambda each: each.at)) for key, those in found.items()}
