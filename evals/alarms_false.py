"""How often detectors alarm where nothing changed: nights one by one, as in real life.

An alarm is a pattern that was not found in the 28 nights before. Areas that are scanned together share one
false-discovery rate, and each is also scanned as if it were alone, where that rate protects least.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import sqrt
from random import Random

from cadence.patterns.model.case import History
from cadence.patterns.model.detectors import escapes, tested
from cadence.patterns.model.discovery import found
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.policy import Policy
from evals import reshuffled, sites
from evals.changes import START
from evals.histories import YEAR, Shape, World, made

POLICY = Policy(history=3 * YEAR)
QUARTER = 91
QUIET = 28
"""Nights after which what is found again is another alarm."""
ALPHAS = (0.0005, 0.001, 0.002, 0.005, 0.01)
RATES = (0.5, 1.0, 2.0, 5.0)
"""Bugs a week."""

Asking = Callable[[History, datetime], Iterable[Tested]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    companies: int
    areas: int
    nights: int
    eras: int
    """Of the real tracker."""


class Alarms:
    """Begins of what is found, night by night."""

    def __init__(self) -> None:
        self.begun: Counter[Kind] = Counter()
        self._last: dict[tuple[str, Kind, str], int] = {}

    def hear(self, night: int, findings: Iterable[Tested]) -> None:
        for each in findings:
            mark = (each.area, each.kind, each.subject)
            if night - self._last.get(mark, -QUIET - 1) > QUIET:
                self.begun[each.kind] += 1
            self._last[mark] = night


@dataclass(slots=True, kw_only=True)
class Counted:
    """Of one sort of history."""

    quarters: float = 0.0
    """Of areas."""
    nights: int = 0
    """Of areas."""
    asked: Counter[Kind] = field(default_factory=Counter)
    """In how many of these nights a kind could be asked."""
    together: Counter[Kind] = field(default_factory=Counter)
    alone: Counter[Kind] = field(default_factory=Counter)
    looks: dict[float, Counter[Kind]] = field(default_factory=lambda: defaultdict(Counter))
    """Alarms by a bare threshold."""

    @property
    def most(self) -> int:
        return max(self.together.total(), self.alone.total())


def rate(alarms: int, quarters: float) -> str:
    """Per area and quarter, with its standard error; of none, the most that it may well be (with odds of 95 %)."""
    if not alarms:
        return f"0 (<{3 / quarters:.2f})"
    return f"{alarms / quarters:.3f} ±{sqrt(alarms) / quarters:.3f}"


def nights(worlds: Sequence[World], first: datetime, count: int, test: Asking = tested) -> Counted:
    """Each night of all areas, counted three ways: together, each alone, and by bare thresholds."""
    together = Alarms()
    alone = {world.area: Alarms() for world in worlds}
    bare = {alpha: Alarms() for alpha in ALPHAS}
    counted = Counted(quarters=len(worlds) * count / QUARTER, nights=len(worlds) * count)
    for night in range(count):
        now = first + timedelta(days=night)
        everything: list[Tested] = []
        for world in worlds:
            tests = list(test(world.at(now, POLICY.history), now))
            everything += tests
            counted.asked.update({each.kind for each in tests})
            alone[world.area].hear(night, (each.tested for each in found(tests, POLICY)))
        together.hear(night, (each.tested for each in found(everything, POLICY)))
        for alpha, heard in bare.items():
            heard.hear(night, [x for x in everything if x.matters and x.p_value <= alpha])
    counted.together = together.begun
    for heard in alone.values():
        counted.alone += heard.begun
    for alpha, heard in bare.items():
        counted.looks[alpha] += heard.begun
    return counted


def added(parts: Iterable[Counted]) -> Counted:
    total = Counted()
    for each in parts:
        total.quarters += each.quarters
        total.nights += each.nights
        total.asked += each.asked
        total.together += each.together
        total.alone += each.alone
        for alpha, begun in each.looks.items():
            total.looks[alpha] += begun
    return total


def stationary(size: Size, only: str = "") -> Iterator[tuple[str, Counted]]:
    for name, unrest in (("Poisson", 1.0), ("overdispersed", 2.0)):
        if only in name:
            companies = (
                company(size.areas, unrest, Random(f"{name} {number}"))  # noqa: S311
                for number in range(size.companies)
            )
            yield name, added(nights(each, START, size.nights) for each in companies)
    chance = Random("reshuffled 0")  # noqa: S311
    if sites.has_export() and only in (name := "real weeks reshuffled"):
        yield name, _real(reshuffled.weeks(chance), size, tested)
    if sites.has_export() and size.eras > 1 and only in (name := "real releases reshuffled"):
        chance = Random("reshuffled 0")  # noqa: S311
        yield name, _real(reshuffled.releases(chance), size, escapes.tested)


def company(areas: int, unrest: float, chance: Random) -> list[World]:
    return [
        made(f"A{number}", Shape(weekly=RATES[number % len(RATES)], unrest=unrest), chance)
        for number in range(areas)
    ]


def _real(all_worlds: Iterable[World], size: Size, test: Asking) -> Counted:
    """Areas of an era are one company; each is scanned in its third year."""
    eras: dict[str, list[World]] = defaultdict(list)
    for world in all_worlds:
        eras[world.area[-4:]].append(world)
    return added(
        nights(
            worlds[: size.areas],
            datetime.fromisoformat(f"{int(era) + 2}-01-01T02:00:00+00:00"),
            size.nights,
            test,
        )
        for era, worlds in sorted(eras.items())[: size.eras]
    )


def quiet_night(areas: int) -> list[Tested]:
    """What the tests of other areas say when nothing happened."""
    worlds = company(areas, 1.25, Random("others"))  # noqa: S311
    return [each for world in worlds for each in tested(world.at(START, POLICY.history), START)]
