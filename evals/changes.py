"""What is otherwise in an area from START on, for so many weeks and by so much; before it, nothing is.

Changes of one area share their chance: until a shorter one ends, a longer one brings the same, and a larger one has all
that a smaller one has. So what was told by then was told of both.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from cadence.patterns.model.happenings import regressions
from evals.histories import BEGIN, WEEK, YEAR, Fate, Life, Shape, World, again, poisson, within

START = BEGIN + 2 * YEAR + timedelta(hours=2)
"""A Monday night."""
NEW_THEME = 9_999
KNOWN_THEME = 8_888
FIRST_AGAIN = 10_000
"""Groups from here on are of what came back."""
KNOWN_EVERY = 3 * WEEK
"""How often bugs of a theme come that is known for long."""
MOST = 2
"""Times the usual that can come beside it."""
RAMP = 13
"""Weeks in which a slow rise reaches what it rises to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    world: World
    start: datetime
    subject: str | None = None
    """What the finding has to be about; None: the area."""


Change = Callable[[World, Shape, float, int, Random], Changed]
"""Of a world and its shape, by so many times, for so many weeks."""


def risen(world: World, shape: Shape, times: float, weeks: int, chance: Random) -> Changed:
    """So many times as much comes in."""
    more = _more(world, _fate(world, shape, chance), weeks, lambda _: times - 1)
    return Changed(world=_with(world, more), start=START)


def crept_up(world: World, shape: Shape, times: float, weeks: int, chance: Random) -> Changed:
    """It rises slowly to so many times as much, and stays there."""
    more = _more(
        world,
        _fate(world, shape, chance),
        weeks,
        lambda week: (times - 1) * min(1.0, (week + 0.5) / RAMP),
    )
    return Changed(world=_with(world, more), start=START)


def _more(world: World, fate: Fate, weeks: int, beyond: Callable[[int], float]) -> list[Life]:
    """What comes beside the usual, by the week in times the usual: of MOST, so many."""
    lives = []
    for week in range(weeks):
        for number in range(poisson(MOST * fate.shape.weekly, fate.chance)):
            mark = fate.chance.random()
            life = fate.of(
                f"{world.area}-X{week}-{number}", within(START + week * WEEK, fate.chance)
            )
            if mark < beyond(week) / MOST:
                lives.append(life)
    return lives


def new_theme(world: World, shape: Shape, times: float, weeks: int, chance: Random) -> Changed:
    """A theme that was never there: so many bugs in all."""
    fate = _fate(world, shape, chance)
    lives = [
        fate.of(
            f"{world.area}-N{number}",
            START + chance.random() * weeks * WEEK,
            NEW_THEME,
        )
        for number in range(round(times))
    ]
    return Changed(world=_with(world, lives), start=START, subject=str(NEW_THEME))


def known_theme(world: World, shape: Shape, times: float, weeks: int, chance: Random) -> Changed:
    """A theme that brings a bug in three weeks brings so many times as many."""
    fate = _fate(world, shape, chance)
    most = 1 + MOST
    lives: list[Life] = []
    moment = BEGIN
    while moment < BEGIN + shape.years * YEAR:
        moment += KNOWN_EVERY / most * chance.expovariate(1)
        pace = times if START <= moment < START + weeks * WEEK else 1.0
        mark = chance.random()
        life = fate.of(f"{world.area}-K{mark:.6f}", moment, KNOWN_THEME)
        if mark < pace / most:
            lives.append(life)
    return Changed(world=_with(world, lives), start=START, subject=str(KNOWN_THEME))


def reopened(world: World, shape: Shape, times: float, weeks: int, chance: Random) -> Changed:
    """What is resolved then is reopened so many times as often."""
    beyond = shape.reopened * (times - 1) / (1 - shape.reopened)
    lives = []
    for life in world.lives:
        mark, turns = chance.random(), again(life.turns[0], chance)
        is_more = mark < beyond and len(life.turns) == 1 and _is_then(life.turns[0], weeks)
        lives.append(replace(life, turns=life.turns + turns) if is_more else life)
    return Changed(world=replace(world, lives=tuple(lives)), start=START)


def slower(world: World, _shape: Shape, times: float, weeks: int, _chance: Random) -> Changed:
    """What comes in then is open for so many times as long."""
    lives = [
        _slower(each, times) if _is_then(each.created_at, weeks) else each for each in world.lives
    ]
    return Changed(world=replace(world, lives=tuple(lives)), start=START)


def _slower(life: Life, times: float) -> Life:
    later = (times - 1) * (life.turns[0] - life.created_at)
    return replace(life, turns=tuple(each + later for each in life.turns))


def regressed(world: World, shape: Shape, times: float, weeks: int, chance: Random) -> Changed:
    """So many times as much comes back after it was fixed: what a release had fixed is filed again, found in the newest
    one."""
    fate = _fate(world, shape, chance)
    usual = len(regressions(world.at(START, YEAR), START)) / 52
    lives = {each.key: each for each in world.lives}
    for week in range(weeks):
        for number in range(poisson(MOST * usual, chance)):
            mark = chance.random()
            new = fate.of(f"{world.area}-R{week}-{number}", within(START + week * WEEK, chance))
            out = [each.id for each in world.releases if each.at <= new.created_at]
            old = chance.choice(_fixed(world, out, new.created_at))
            if mark < (times - 1) / MOST:
                group = lives[old].group or FIRST_AGAIN + len(lives)
                lives[old] = replace(lives[old], group=group)
                lives[new.key] = replace(new, group=group, affects=(out[-1],))
    return Changed(world=_sorted(world, lives.values()), start=START)


def _fixed(world: World, out: Sequence[str], moment: datetime) -> list[str]:
    """Bugs of no theme that such a release had fixed by then."""
    return [
        each.key
        for each in world.lives
        if each.group is None and each.turns[-1] < moment and not set(out).isdisjoint(each.fixed_in)
    ]


def escaped(world: World, shape: Shape, times: float, weeks: int, chance: Random) -> Changed:
    """The next release has so many times as many bugs in its first weeks."""
    fate = _fate(world, shape, chance)
    release = next(each for each in world.releases if each.at >= START)
    lives = []
    for week in range(weeks):
        for number in range(poisson(MOST * shape.weekly * shape.affecting, chance)):
            mark = chance.random()
            moment = within(release.at + week * WEEK, chance)
            life = fate.of(f"{world.area}-E{week}-{number}", moment)
            if mark < (times - 1) / MOST:
                lives.append(replace(life, affects=(release.id,)))
    return Changed(world=_with(world, lives), start=release.at, subject=release.id)


def _fate(world: World, shape: Shape, chance: Random) -> Fate:
    return Fate(shape=shape, releases=world.releases, chance=chance)


def _is_then(moment: datetime, weeks: int) -> bool:
    return START <= moment < START + weeks * WEEK


def _with(world: World, lives: Sequence[Life]) -> World:
    return _sorted(world, (*world.lives, *lives))


def _sorted(world: World, lives: Iterable[Life]) -> World:
    return replace(world, lives=tuple(sorted(lives, key=lambda each: each.created_at)))
