"""Rituals and their life beside replicas that may be killed at any moment: the clock moves, the heart beats, jobs are
done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from sqlite3 import Connection
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event

from cadence.adapters.db.engine import SQLITE, make_engine, writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.core.message import Message, Place
from cadence.core.people import Person
from cadence.core.ports import Change
from cadence.delivery.clock import Heartbeat
from cadence.delivery.job import JobStore, Settlement
from cadence.delivery.post import POST, PostHandler, say
from cadence.delivery.worker import Backoff, Workers
from cadence.rituals.model.due import next_due
from cadence.rituals.model.occurrence import Entry, Occurrence, Step
from cadence.rituals.model.ritual import Origin, Ritual, Version
from cadence.rituals.service.ledger import Ledger, about
from cadence.rituals.service.life import Life
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage
from fakes.ritual_definitions import FakeDefinitions
from fakes.ritual_occurrences import FakeOccurrences

EVE = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""The Sunday before a Monday."""
BEAT = timedelta(seconds=15)
PEOPLE = {
    user: Person(id=user, name=user[1:].title(), zone=ZoneInfo("Europe/Berlin"))
    for user in ("UDANA", "UOWEN")
}


class Killed(BaseException):
    """The process ended here: nothing that would handle an error runs."""


@dataclass
class Asks:
    """`steps.Asking` that asks everybody named, in one sentence."""

    fails: Exception | None = None
    opened_for: list[tuple[Ritual, Occurrence]] = field(default_factory=list)
    closed_for: list[Occurrence] = field(default_factory=list)

    def opened(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        self._try()
        self.opened_for.append((ritual, occurrence))
        jobs = tuple(
            say(
                Place(channel=person),
                Message(summary=f"{ritual.title}, {occurrence.on}: what changed?"),
                key=f"checkin:{occurrence.key}:{person}",
                about=about(occurrence, Step.ASKED, person),
            )
            for person in ritual.participants.people
        )
        return Settlement(jobs=jobs)

    def closed(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        self._try()
        self.closed_for.append(occurrence)
        return Settlement()

    def _try(self) -> None:
        if self.fails is not None:
            raise self.fails


@dataclass
class Publishes:
    """`steps.Publishing` with one sentence as the digest."""

    fails: Exception | None = None

    def published(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        if self.fails is not None:
            raise self.fails
        told = about(occurrence, Step.PUBLISHED, ritual.channel, digest=occurrence.key, page=1)
        digest = Message(summary=f"{ritual.title}, {occurrence.on}: the digest")
        key = f"digest:{occurrence.key}:1"
        return Settlement(jobs=(say(Place(channel=ritual.channel), digest, key=key, about=told),))

    def preview(
        self, ritual: Ritual, on: date, *, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        raise NotImplementedError("no life asks for a preview")


@dataclass
class World:
    clock: FakeClock
    store: JobStore
    definitions: Definitions
    occurrences: Occurrences
    make: Callable[..., None]
    """Makes changes, in one transaction."""
    messenger: FakeMessenger = field(default_factory=lambda: FakeMessenger(people=PEOPLE))
    asking: Asks = field(default_factory=Asks)
    publishing: Publishes = field(default_factory=Publishes)
    replicas: list["Replica"] = field(default_factory=list)
    chance: Random | None = None
    """By which some of the replicas beat at a moment, in any order; None: all of them do."""

    def __post_init__(self) -> None:
        self.replicas = [Replica(self)]

    # --- what happens -------------------------------------------------------------------------------

    def define(self, *rituals: Ritual) -> None:
        now = self.clock.now()
        for ritual in rituals:
            due = next_due(ritual.schedule, now)
            version = Version(number=1, ritual=ritual, origin=Origin.SLACK, by=None, at=now)
            self.make(self.definitions.define(version, next_at=due.at if due else None))

    def go_to(self, moment: datetime | str) -> None:
        """Cadence runs until then."""
        until = at(moment) if isinstance(moment, str) else moment
        while (now := self.clock.now()) < until:
            self.clock.set(min(until, max(now + BEAT, self._next())))
            self.run()

    def skip_to(self, moment: datetime | str) -> None:
        """Nothing runs until then."""
        self.clock.set(at(moment) if isinstance(moment, str) else moment)

    def run(self) -> None:
        self.messenger.now = self.clock.now()
        for replica in self._awake():
            replica.beat()

    def _awake(self) -> list["Replica"]:
        if self.chance is None:
            return list(self.replicas)
        return self.chance.sample(self.replicas, self.chance.choice((1, 1, 2, 3)))

    def _next(self) -> datetime:
        """When something happens by itself, at the first heartbeat from then on."""
        far = self.clock.now() + timedelta(days=40)
        kinds = frozenset(self.replicas[0].handlers)
        due = [at for _, at in self.definitions.due(far, limit=1)]
        job = self.store.next_due(kinds=kinds)
        moments = [each for each in (*due, job) if each is not None]
        epoch = datetime(2026, 1, 1, tzinfo=UTC)
        return epoch + -((epoch - min(moments, default=far)) // BEAT) * BEAT

    # --- what came of it ----------------------------------------------------------------------------

    def occurrence(self, on: str, ritual: str = "weekly") -> Occurrence:
        found = self.occurrences.occurrence(ritual, date.fromisoformat(on))
        assert found is not None
        return found

    def said(self, channel: str) -> list[str]:
        return [each.text for each in self.messenger.in_channel(channel)]

    def digests(self) -> list[PostedMessage]:
        return [each for each in self.messenger.posted_messages if each.key.startswith("digest:")]

    def steps(self, on: str, ritual: str = "weekly") -> list[tuple[Step, str, bool]]:
        """The ledger of an occurrence, oldest first."""
        return [(each.step, each.whom, each.done) for each in self.lines(on, ritual)]

    def lines(self, on: str, ritual: str = "weekly") -> list[Entry]:
        found = self.occurrences.ledger(ritual=ritual, on=date.fromisoformat(on), limit=10_000)
        return list(reversed(found))


class Replica:
    """One process of several: its own workers and its own heartbeat."""

    def __init__(
        self,
        world: World,
        *,
        name: str = "web.1:1",
        store: JobStore | None = None,
        messenger: Any = None,
    ) -> None:
        self.world = world
        mine = store or world.store
        ledger = Ledger(occurrences=world.occurrences, clock=world.clock, process=name)
        life = Life(
            definitions=world.definitions,
            occurrences=world.occurrences,
            asking=world.asking,
            publishing=world.publishing,
            ledger=ledger,
            clock=world.clock,
        )
        posting = PostHandler(
            messenger=messenger or world.messenger,
            on_posted=lambda job, posted: _both(
                ledger.posted(job, posted), life.posted(job, posted)
            ),
            on_refused=ledger.refused,
            clock=world.clock,
        )
        self.life = life
        self.handlers = {**life.handlers(), POST: posting.handler()}
        self.workers = Workers(
            store=mine,
            handlers=self.handlers,
            clock=world.clock,
            backoff=Backoff(chance=Random(1)),  # noqa: S311 - seeded, so that a run can be repeated
            name=name,
        )
        self.heart = Heartbeat(store=mine, beats=(life.beat,), clock=world.clock, wake=lambda: None)

    def beat(self) -> None:
        self.heart.tick()
        self.workers.drain()


def _both(*settlements: Settlement) -> Settlement:
    return Settlement(changes=tuple(change for each in settlements for change in each.changes))


@dataclass
class Mortal:
    """A job store, or a messenger, of a process that is killed by chance while it writes: before anything of it is
    stored or said, or after."""

    of: Any
    chance: Random
    rate: float
    calls: frozenset[str]
    """What it dies in."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.of, name)
        return self._deadly(found) if name in self.calls else found

    def _deadly(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*args: Any, **named: Any) -> Any:
            fate = self.chance.random()
            if fate < self.rate / 2:
                raise Killed
            result = call(*args, **named)
            if fate < self.rate:
                raise Killed
            return result

        return tried


DEADLY = {
    "store": frozenset({"claim", "settle", "put_back", "enqueue"}),
    "messenger": frozenset({"post"}),
}


def mortal(world: World, name: str, chance: Random, rate: float) -> Replica:
    return Replica(
        world,
        name=name,
        store=Mortal(world.store, chance, rate, DEADLY["store"]),  # type: ignore[arg-type] - it hands on what it is asked
        messenger=Mortal(world.messenger, chance, rate, DEADLY["messenger"]),
    )


class MortalReplica:
    """Is killed again and again, and started anew under another name each time."""

    def __init__(self, world: World, name: str, chance: Random, rate: float) -> None:
        self._make = lambda life: mortal(world, f"{name}:{life}", chance, rate)
        self.lives = 1
        self._now = self._make(1)

    @property
    def handlers(self) -> Any:
        return self._now.handlers

    def beat(self) -> None:
        try:
            self._now.beat()
        except Killed:
            self.lives += 1
            self._now = self._make(self.lives)


# --- worlds ----------------------------------------------------------------------------------------


def in_memory(clock: FakeClock) -> World:
    def make(*changes: Change) -> None:
        for change in changes:
            change(None)

    store = FakeJobStore(clock)
    return World(clock, store, FakeDefinitions(), FakeOccurrences(), make)


@contextmanager
def on_database(url: str, clock: FakeClock) -> Iterator[World]:
    engine = make_engine(url)
    if engine.dialect.name == SQLITE:
        event.listen(engine, "connect", _without_waiting_for_the_disk)
    try:
        yield _world(engine, clock)
    finally:
        engine.dispose()


def _without_waiting_for_the_disk(connection: Connection, _record: object) -> None:
    """Processes are killed here, and no power is cut."""
    connection.execute("PRAGMA synchronous = OFF")


def _world(engine: Engine, clock: FakeClock) -> World:
    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    store = SqlJobStore(engine=engine, clock=clock)
    return World(clock, store, SqlDefinitions(engine), SqlOccurrences(engine), make)


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
