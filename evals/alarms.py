"""How often detectors alarm where nothing changed, and how soon they see what did: `python -m evals --set alarms`.

Nights are scanned one by one, as in real life. An alarm is a pattern that was not found in the 28 nights before; areas
that are scanned together share one false-discovery rate, and each is also scanned as if it were alone, where that rate
protects least.
"""

import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from cadence.patterns.model.detectors import drift, spike, tested
from cadence.patterns.model.discovery import found
from cadence.patterns.model.finding import Kind, Tested
from cadence.patterns.model.policy import Policy
from evals import sites
from evals.histories import BEGIN, YEAR, Change, Shape, World, made, reshuffled

HERE = Path(__file__).parent
POLICY = Policy(history=3 * YEAR)
QUARTER = 91
QUIET = 28
"""Nights after which what is found again is another alarm."""
ALPHAS = (0.0005, 0.001, 0.002, 0.005, 0.01)
FIRST = BEGIN + 2 * YEAR + timedelta(hours=2)
"""The first night."""
INFLOW = frozenset({Kind.SPIKE, Kind.DRIFT})
RATES = (0.5, 1.0, 2.0, 5.0)
"""Bugs a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    companies: int
    areas: int
    nights: int
    eras: int
    """Of the real tracker."""
    repeats: int
    rates: Sequence[float]
    times: Sequence[float] = (1.5, 2.0, 3.0)
    weeks: Sequence[int] = (2, 4, 8)


FULL = Size(companies=2, areas=20, nights=364, eras=3, repeats=20, rates=RATES)
SMALL = Size(
    companies=1, areas=8, nights=QUARTER, eras=1, repeats=10, rates=(2.0,), times=(3.0,), weeks=(4,)
)


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
    together: Counter[Kind] = field(default_factory=Counter)
    alone: Counter[Kind] = field(default_factory=Counter)
    looks: dict[float, Counter[Kind]] = field(default_factory=lambda: defaultdict(Counter))
    """By a bare threshold."""

    def a_quarter(self, alarms: Counter[Kind]) -> float:
        return alarms.total() / self.quarters


def nights(worlds: Sequence[World], first: datetime, count: int) -> Counted:
    """Each night of all areas, counted three ways: together, each alone, and by bare thresholds."""
    together = Alarms()
    alone = {world.area: Alarms() for world in worlds}
    bare = {alpha: Alarms() for alpha in ALPHAS}
    for night in range(count):
        now = first + timedelta(days=night)
        everything: list[Tested] = []
        for world in worlds:
            tests = tested(world.at(now, POLICY.history), now)
            everything += tests
            alone[world.area].hear(night, (each.tested for each in found(tests, POLICY)))
        together.hear(night, (each.tested for each in found(everything, POLICY)))
        for alpha, heard in bare.items():
            heard.hear(night, [x for x in everything if x.matters and x.p_value <= alpha])
    counted = Counted(quarters=len(worlds) * count / QUARTER, together=together.begun)
    for heard in alone.values():
        counted.alone += heard.begun
    for alpha, heard in bare.items():
        counted.looks[alpha] += heard.begun
    return counted


def added(parts: Iterable[Counted]) -> Counted:
    total = Counted()
    for each in parts:
        total.quarters += each.quarters
        total.together += each.together
        total.alone += each.alone
        for alpha, begun in each.looks.items():
            total.looks[alpha] += begun
    return total


# --- where nothing changes ------------------------------------------------------------------------


def stationary(size: Size) -> Iterator[tuple[str, Counted]]:
    for name, unrest in (("Poisson", 1.0), ("overdispersed", 2.0)):
        companies = (
            company(size.areas, unrest, Random(f"{name} {number}"))  # noqa: S311
            for number in range(size.companies)
        )
        yield name, added(nights(each, FIRST, size.nights) for each in companies)
    if sites.has_export():
        yield (
            "real weeks reshuffled",
            added(
                _reshuffled(size, Random(f"reshuffled {number}"))  # noqa: S311
                for number in range(max(1, size.companies // 2))
            ),
        )


def company(areas: int, unrest: float, chance: Random) -> list[World]:
    return [
        made(f"A{number}", Shape(weekly=RATES[number % len(RATES)], unrest=unrest), chance)
        for number in range(areas)
    ]


def _reshuffled(size: Size, chance: Random) -> Counted:
    """Areas of an era are one company; each is scanned in its third year."""
    eras: dict[str, list[World]] = defaultdict(list)
    for world in reshuffled(chance):
        eras[world.area[-4:]].append(world)
    return added(
        nights(
            worlds[: size.areas],
            datetime.fromisoformat(f"{int(era) + 2}-01-01T02:00:00+00:00"),
            size.nights,
        )
        for era, worlds in sorted(eras.items())[: size.eras]
    )


# --- where something does -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    times: float
    weeks: int
    part: float
    """Of the changes that were told, by a week after their end."""
    days: float | None
    """From the change until it was, the median of those that were."""


def power(rate: float, size: Size, others: Sequence[Tested]) -> Iterator[tuple[Seen, Seen]]:
    """Of a rise of the inflow of one area, scanned with what others' tests said on a quiet night, and alone."""
    for times in size.times:
        for weeks in size.weeks:
            change = Change(start=FIRST, lasts=timedelta(weeks=weeks), times=times)
            shape = Shape(weekly=rate, grouped=0)
            waits = [
                _until_told(
                    made("A", shape, Random(f"{rate} {times} {n}"), change),  # noqa: S311
                    change,
                    others,
                    INFLOW,
                )
                for n in range(size.repeats)
            ]
            yield (
                _seen(times, weeks, [among for among, _ in waits]),
                _seen(times, weeks, [alone for _, alone in waits]),
            )


def _until_told(
    world: World, change: Change, others: Sequence[Tested], kinds: frozenset[Kind]
) -> tuple[int | None, int | None]:
    """Nights until it is told, among others and alone. None: never."""
    alone = None
    for night in range(1, change.lasts.days + 8):
        now = change.start + timedelta(days=night)
        history = world.at(now, POLICY.history)
        tests = (
            (*spike.tested(history, now), *drift.tested(history, now))
            if kinds == INFLOW
            else tested(history, now)
        )
        if alone is None and _told(tests, world.area, kinds):
            alone = night
        if alone is not None and _told((*tests, *others), world.area, kinds):
            return night, alone
    return None, alone


def _told(tests: Iterable[Tested], area: str, kinds: frozenset[Kind]) -> bool:
    return any(
        each.tested.area == area and each.tested.kind in kinds for each in found(tests, POLICY)
    )


def _seen(times: float, weeks: int, waits: Sequence[int | None]) -> Seen:
    told = [each for each in waits if each is not None]
    return Seen(
        times=times,
        weeks=weeks,
        part=len(told) / len(waits),
        days=median(told) if told else None,
    )


OTHER = (
    *(
        (f"a new theme, {each:g} in 6 weeks", Kind.RECURRENCE, 2.0, 6, {"recurring": each / 6})
        for each in (4, 6, 9)
    ),
    *(
        (f"reopened {each:g} times as often", Kind.REOPENED, 5.0, 16, {"reopened": each})
        for each in (3, 6)
    ),
    *((f"open {each:g} times as long", Kind.AGEING, 5.0, 16, {"slower": each}) for each in (3, 8)),
)
"""What else changes, its kind, bugs a week in that area, for how many weeks."""


def otherwise(size: Size, others: Sequence[Tested]) -> Iterator[tuple[str, int, Seen]]:
    for name, kind, rate, weeks, what in OTHER:
        change = Change(start=FIRST, lasts=timedelta(weeks=weeks), **what)
        waits = [
            _until_told(
                made("A", Shape(weekly=rate), Random(f"{name} {n}"), change),  # noqa: S311
                change,
                others,
                frozenset({kind}),
            )[0]
            for n in range(max(4, size.repeats // 2))
        ]
        yield name, weeks, _seen(1.0, weeks, waits)


def quiet_night(areas: int) -> list[Tested]:
    """What the tests of other areas say when nothing happened."""
    worlds = company(areas, 1.25, Random("others"))  # noqa: S311
    return [
        each
        for number, world in enumerate(worlds)
        for each in tested(world.at(FIRST, POLICY.history), FIRST)
        if each.area == f"A{number}"
    ]


# --- the report -----------------------------------------------------------------------------------


def run(*, small: bool) -> list[str]:
    """Prints it all; returns what lies below the floors."""
    size = SMALL if small else FULL
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["alarms"]
    began = time.perf_counter()
    problems = _print_stationary(size, floors["false_alarms_at_most"])
    others = quiet_night(19)
    problems += _print_power(size, others, floors["threefold_in_4_weeks_at_least"])
    if not small:
        print("\n  what else is seen, in an area among 20")
        for name, weeks, seen in otherwise(size, others):
            days = f"after {seen.days:.0f} days" if seen.days is not None else ""
            print(f"    {name:28}for {weeks:2} weeks {seen.part:>6.0%}  {days}")
    print(f"\n  {time.perf_counter() - began:.0f} s")
    return problems


def _print_stationary(size: Size, at_most: float) -> list[str]:
    print("\nalarms where nothing changed, per area and quarter")
    everything = Counted()
    for name, counted in stationary(size):
        everything = added((everything, counted))
        together, alone = counted.a_quarter(counted.together), counted.a_quarter(counted.alone)
        print(f"\n  {name}: {counted.quarters:.0f} area-quarters")
        print(f"    {'':12}{'together':>10}{'alone':>8}   looks, at p <= {ALPHAS}")
        print(f"    {'all':12}{together:10.3f}{alone:8.3f}")
        for kind in Kind:
            looks = "".join(
                f"{counted.looks[alpha][kind] / counted.quarters / alpha:7.1f}" for alpha in ALPHAS
            )
            both = counted.together[kind] / counted.quarters, counted.alone[kind] / counted.quarters
            print(f"    {kind:12}{both[0]:10.3f}{both[1]:8.3f}   {looks}")
    most = max(map(everything.a_quarter, (everything.together, everything.alone)))
    print(f"\n  of all {everything.quarters:.0f} area-quarters: {most:.3f} at most")
    return [f"alarms: {most:.2f} false ones, at most {at_most} allowed"] if most > at_most else []


def _print_power(size: Size, others: Sequence[Tested], at_least: float) -> list[str]:
    problems = []
    for rate in size.rates:
        print(f"\n  seen of a rise from {rate:g} a week, in an area among 20, and alone")
        print(f"          {''.join(f'{weeks} weeks'.ljust(22) for weeks in size.weeks)}")
        seen = list(power(rate, size, others))
        for times in size.times:
            row = [each for each in seen if each[0].times == times]
            print(f"    {times:4g}x {''.join(_cell(*each).ljust(22) for each in row)}")
        for among, _ in seen:
            if (rate, among.times, among.weeks) == (2.0, 3.0, 4) and among.part < at_least:
                problems.append(f"alarms: {among.part:.0%} of threefold rises are seen in 4 weeks")
    return problems


def _cell(among: Seen, alone: Seen) -> str:
    days = f" {among.days:.0f} d" if among.days is not None else ""
    return f"{among.part:4.0%}, {alone.part:4.0%}{days}"
