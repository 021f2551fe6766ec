"""A year of rituals in many zones, with replicas that are killed again and again and an outage of a day: none is
missed, none is doubled. What is to be expected is found by reading each day's clock, not by the code under test.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from life_support import MortalReplica, World, at, in_memory, on_database

from builders import a_ritual
from cadence.rituals.model.occurrence import Occurrence, Stage
from cadence.rituals.model.ritual import Participants, Ritual
from cadence.rituals.model.schedule import Monthly, Recurrence, Weekly
from fakes.clock import FakeClock

ZONES = (
    "Africa/Cairo",  # clocks skip midnight
    "America/New_York",
    "America/Santiago",  # the southern hemisphere, and midnight again
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # clocks change by half an hour
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "UTC",
)
TIMES = (
    time(0),
    time(0, 30),
    time(1, 45),
    time(2, 15),
    time(2, 30),
    time(9),
    time(16),
    time(23, 45),
)
BEGINS, ENDS = at("2026-03-01T00:00"), at("2027-03-01T00:00")
"""With both hemispheres' changes of clocks and the week 53 of 2026."""
OUTAGE = at("2026-10-25T00:05"), at("2026-10-26T00:05")
"""Over the night in which Europe's clocks change, and into a Monday in the east; at no ritual's minute."""
KILLED = 0.01
"""Of all claims, settlements and posts."""
SLACK = timedelta(minutes=4)
"""How late an opening may be that is none after an outage: a process was killed, its lease of a minute ran out, perhaps
more than once."""


@dataclass(frozen=True)
class Expected:
    ritual: Ritual
    on: date
    at: datetime


# --- what is to be expected ------------------------------------------------------------------------


def expected(ritual: Ritual) -> Iterator[Expected]:
    schedule = ritual.schedule
    day = date(2026, 2, 25)
    while day < date(2027, 3, 4):
        if _is_named(schedule.recurrence, day):
            moment = first_moment(day, schedule.at, schedule.zone)
            if BEGINS < moment <= ENDS:
                yield Expected(ritual, day, moment)
        day += timedelta(days=1)


def _is_named(recurrence: Recurrence, day: date) -> bool:
    if isinstance(recurrence, Weekly):
        if day.weekday() not in recurrence.weekdays:
            return False
        anchor = recurrence.anchor or day
        weeks = (day - timedelta(days=day.weekday())) - (anchor - timedelta(days=anchor.weekday()))
        return weeks.days // 7 % recurrence.every == 0
    if (day.month - recurrence.first_month) % recurrence.every:
        return False
    month = [date(day.year, day.month, 1) + timedelta(days=n) for n in range(31)]
    days = [
        each
        for each in month
        if each.month == day.month
        and (
            each.weekday() < 5
            if recurrence.weekday is None
            else each.weekday() == recurrence.weekday
        )
    ]
    place = recurrence.nth - 1 if recurrence.nth > 0 else recurrence.nth
    return -len(days) <= place < len(days) and days[place] == day


def first_moment(day: date, local: time, zone: ZoneInfo) -> datetime:
    """Minute by minute through the day's clock: the first at which it shows this time, or, where it never does, as much
    after the moment at which it jumped as the time lies in the gap."""
    wanted = datetime.combine(day, local)
    moment = datetime.combine(day, local, tzinfo=UTC) - timedelta(hours=16)
    before = moment.astimezone(zone).replace(tzinfo=None)
    while True:
        moment += timedelta(minutes=15)
        shown = moment.astimezone(zone).replace(tzinfo=None)
        if shown == wanted:
            return moment
        if before < wanted < shown:
            return moment - (shown - wanted) + (shown - before - timedelta(minutes=15))
        before = shown


@pytest.mark.parametrize(
    ("zone", "day", "local", "shown"),
    [
        ("Africa/Cairo", date(2026, 4, 24), time(0), time(1)),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), time(1, 30)),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 15), time(3, 15)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), time(2, 45)),
        ("Europe/Berlin", date(2026, 7, 1), time(9), time(9)),
    ],
)
def test_the_oracle_reads_the_clock(zone: str, day: date, local: time, shown: time) -> None:
    found = first_moment(day, local, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
    assert (found.date(), found.time()) == (day, shown)


def test_the_oracle_takes_the_first_of_two() -> None:
    found = first_moment(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin"))
    assert found == at("2026-10-25T00:30")


# --- the year --------------------------------------------------------------------------------------


def some_rituals(count: int, chance: Random) -> tuple[Ritual, ...]:
    """Each zone and each kind of recurrence comes again and again."""
    return tuple(
        a_ritual(
            f"r{n}",
            title=f"Review {n}",
            channel=f"C{n}",
            participants=Participants(people=("UDANA", "UOWEN") if n % 10 == 0 else ("UDANA",)),
            recurrence=_recurrence(n, chance),
            at=chance.choice(TIMES),
            zone=ZoneInfo(ZONES[n % len(ZONES)]),
        )
        for n in range(count)
    )


def _recurrence(n: int, chance: Random) -> Recurrence:
    kinds: tuple[Recurrence, ...] = (
        Weekly(weekdays=frozenset({chance.randrange(7)})),
        Weekly(
            weekdays=frozenset({chance.randrange(7)}),
            every=2,
            anchor=date(2025, 1, 1) + timedelta(days=chance.randrange(400)),
        ),
        Monthly(nth=chance.choice((1, 2, 3, 4, 5, -1)), weekday=chance.randrange(7)),
        Monthly(nth=chance.choice((1, 3, -1, -2))),
        Monthly(nth=1, every=3, first_month=chance.randint(1, 3)),
    )
    return kinds[(n + n // len(ZONES)) % len(kinds)]


def a_year(world: World, rituals: tuple[Ritual, ...], chance: Random) -> list[MortalReplica]:
    world.define(*rituals)
    replicas = [MortalReplica(world, f"web.{n}", chance, KILLED) for n in (1, 2, 3)]
    world.replicas = list(replicas)  # type: ignore[arg-type] - they beat as a replica does
    world.chance = chance
    world.go_to(OUTAGE[0])
    world.skip_to(OUTAGE[1])
    while world.clock.now() < ENDS + timedelta(days=4):
        world.go_to(world.clock.now() + timedelta(days=30))
        world.store.forget_done(before=world.clock.now() - timedelta(days=30))
    return replicas


def check(world: World, rituals: tuple[Ritual, ...]) -> Counter[str]:
    """Brings what came of all that was expected."""
    came = Counter[str]()
    digests = Counter(each.key for each in world.digests())
    asked = Counter(
        each.key for each in world.messenger.posted_messages if each.key.startswith("checkin:")
    )
    for ritual in rituals:
        kept = {
            each.on: each
            for each in world.occurrences.occurrences(ritual.key, limit=1000)
            if BEGINS < each.due_at <= ENDS
        }
        wanted = {each.on: each for each in expected(ritual)}
        assert kept.keys() == wanted.keys(), ritual
        for on, each in wanted.items():
            came[_checked(each, kept[on], asked, digests)] += 1
    return came


def _checked(
    wanted: Expected, kept: Occurrence, asked: Mapping[str, int], digests: Mapping[str, int]
) -> str:
    """Whether it was held, late after the outage, or left out for it; raises where it was anything else."""
    assert kept.due_at == wanted.at, kept
    is_out = OUTAGE[0] < wanted.at < OUTAGE[1]
    people = wanted.ritual.participants.people
    posts = [asked.get(f"checkin:{kept.key}:{person}", 0) for person in people]
    posts.append(digests.get(f"digest:{kept.key}:1", 0))
    if is_out and OUTAGE[1] > wanted.at + wanted.ritual.grace:
        assert kept.stage is Stage.SKIPPED, kept
        assert posts == [0] * len(posts), kept
        return "left out"
    assert kept.stage is Stage.PUBLISHED, kept
    assert posts == [1] * len(posts), kept
    assert kept.opened_at is not None
    began = max(wanted.at, OUTAGE[1]) if is_out else wanted.at
    assert began <= kept.opened_at <= began + SLACK, kept
    return "late" if is_out else "in time"


def lived(world: World, count: int, chance: Random) -> Counter[str]:
    """A year of so many rituals, checked."""
    rituals = some_rituals(count, chance)
    replicas = a_year(world, rituals, chance)
    came = check(world, rituals) + Counter(killed=sum(each.lives - 1 for each in replicas))
    print(dict(came))  # noqa: T201 - the soak's report
    return came


def test_a_year_in_twelve_zones_misses_and_doubles_nothing() -> None:
    came = lived(in_memory(FakeClock(BEGINS)), 15, seeded(53))
    assert came["in time"] > 300
    assert (came["late"], came["left out"]) == (1, 1)
    assert came["killed"] > 50


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_year_of_two_hundred_rituals_misses_and_doubles_nothing(sqlite_url: str) -> None:
    with on_database(sqlite_url, FakeClock(BEGINS)) as world:
        came = lived(world, 200, seeded(2026))
    assert came["in time"] > 4000
    assert (came["late"], came["left out"]) == (6, 4)
    assert came["killed"] > 200


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_year_of_fifty_rituals_on_postgresql_misses_and_doubles_nothing(
    postgres_url: str,
) -> None:
    with on_database(postgres_url, FakeClock(BEGINS)) as world:
        came = lived(world, 50, seeded(11))
    assert came["in time"] > 1000
    assert (came["late"], came["left out"]) == (3, 2)
    assert came["killed"] > 100


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - so that a run can be repeated
