"""The patterns room as people look at it, with fakes, and what they do in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.heard import Heard, Pressed, Surface
from cadence.core.message import Audience, Kind, Message
from cadence.core.people import Area, Lead, Person
from cadence.core.plain import plain
from cadence.delivery.desk import Desk
from cadence.delivery.job import Job, NewJob, Settlement
from cadence.delivery.post import CHANGE, POST
from cadence.delivery.wire import MESSAGES
from cadence.patterns.model.pattern import Ownership, Pattern
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.scan import Progress, Scan
from cadence.patterns.service.asked_scan import AskedScan
from cadence.patterns.service.ledgers import Ledgers
from cadence.patterns.service.pressing import Pressing
from cadence.patterns.service.reckoning import Reckoning
from cadence.patterns.service.reviewing import Reviewing
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.service.showing import Showing
from cadence.patterns.service.source import PatternsSource
from cadence.patterns.service.telling import Telling
from cadence.patterns.service.whom import Whom
from fakes.bugs import FakeBugs
from fakes.clock import FakeClock
from fakes.messenger import FakeMessenger
from fakes.pattern_feed import FakeFeed
from fakes.patterns import FakePatterns
from pattern_builders import NIGHT, a_scan

BERLIN = ZoneInfo("Europe/Berlin")
LENA, MARK, ELSE, GUEST = "ULENA", "UMARK", "UELSE", "UGUEST"
"""Lena leads Checkout, Mark is one level up, somebody else leads nothing, a guest is of another company."""
MORNING = NIGHT + timedelta(hours=7)
CHECKOUT = Area(
    name="Checkout",
    projects=frozenset({"PAY"}),
    lead=Lead(name="Lena Ito", user=LENA),
    next_level=Lead(name="Mark Roy", user=MARK),
    channel="C0CHECKOUT",
)


def people() -> dict[str, Person]:
    names = {LENA: "Lena Ito", MARK: "Mark Roy", ELSE: "Els Else", GUEST: "Gus Guest"}
    return {
        user: Person(id=user, name=name, zone=BERLIN, is_guest=user == GUEST)
        for user, name in names.items()
    }


@dataclass(slots=True)
class FakeCards:
    """Cards of one sentence."""

    def shown(self, pattern: Pattern, *, audience: Audience, pressable: bool) -> Message:
        return Message(
            summary=f"card of {pattern.label}, {'to be pressed' if pressable else 'to be read'}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    settlement: Settlement
    scan: Scan


@dataclass(slots=True)
class FakeScans:
    """Scans that find what they are told to."""

    clock: FakeClock
    patterns: FakePatterns
    finds: Callable[[], Settlement] = Settlement
    going_on: Progress | None = None
    fails: Exception | None = None
    keys: list[str] = field(default_factory=list)

    def scanned(self, *, key: str) -> Done:
        self.keys.append(key)
        if self.fails:
            raise self.fails
        scan = a_scan(at=self.clock.now(), areas=1, projects=(("Checkout", ("PAY",)),))
        found = self.finds()
        return Done(
            settlement=Settlement(
                changes=(*found.changes, self.patterns.scanned(scan.looked)), jobs=found.jobs
            ),
            scan=scan,
        )

    def progress(self) -> Progress | None:
        return self.going_on


@dataclass(slots=True)
class NoCards:
    """What is composed of a pattern in a review: nothing."""

    def card(self, pattern: Pattern, *_: Any, **__: Any) -> Message:
        return Message(summary=pattern.sentence)

    brief = fell = card


@dataclass(slots=True)
class FakeTests:
    """Tests of rates that are due on the action's date."""

    def due(self, pattern: Pattern, owned: Ownership) -> NewJob:
        return NewJob(kind="patterns verify", key=f"{pattern.number}:{owned.until}")


def a_source(
    patterns: FakePatterns,
    messenger: FakeMessenger,
    clock: FakeClock,
    *,
    bugs: FakeBugs | None = None,
    areas: tuple[Area, ...] | None = None,
) -> PatternsSource:
    seeing = Seeing(patterns=patterns, bugs=bugs or FakeBugs(), messenger=messenger)
    telling = Telling(patterns=patterns, composing=NoCards(), clock=clock)
    return PatternsSource(
        seeing=seeing,
        reckoning=Reckoning(
            seeing=seeing,
            areas=(CHECKOUT,) if areas is None else areas,
            policy=Policy(zone="Europe/Berlin"),
        ),
        reviewing=Reviewing(seeing=seeing, telling=telling, tests=FakeTests(), unnamed=str),
        clock=clock,
    )


@dataclass(slots=True)
class Room:
    patterns: FakePatterns = field(default_factory=FakePatterns)
    messenger: FakeMessenger = field(default_factory=lambda: FakeMessenger(people=people()))
    clock: FakeClock = field(default_factory=lambda: FakeClock(MORNING))
    bugs: FakeBugs = field(default_factory=FakeBugs)
    areas: tuple[Area, ...] = (CHECKOUT,)
    is_copied: bool = True
    feed: FakeFeed = field(default_factory=lambda: FakeFeed(read_at=MORNING))
    seeing: Seeing = field(init=False)
    scans: FakeScans = field(init=False)
    asked: AskedScan = field(init=False)
    showing: Showing = field(init=False)
    desk: Desk = field(init=False)
    _ids: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.seeing = Seeing(patterns=self.patterns, bugs=self.bugs, messenger=self.messenger)
        self.scans = FakeScans(clock=self.clock, patterns=self.patterns)
        self.asked = AskedScan(
            scans=self.scans, seeing=self.seeing, is_copied=self.is_copied, clock=self.clock
        )
        self.showing = Showing(
            seeing=self.seeing,
            cards=FakeCards(),
            ledgers=Ledgers(seeing=self.seeing, feed=self.feed),
            pressing=Pressing(
                seeing=self.seeing,
                whom=Whom(
                    areas=self.areas,
                    messenger=self.messenger,
                    seeing=self.seeing,
                    policy=Policy(zone="Europe/Berlin"),
                ),
            ),
            scans=self.asked,
            areas=self.areas,
            policy=Policy(zone="Europe/Berlin"),
            is_copied=self.is_copied,
            clock=self.clock,
        )
        self.desk = Desk((self.showing,))

    def scanned(self, **fields: object) -> None:
        """A scan of last night, of Checkout unless told otherwise."""
        plain = {"projects": (("Checkout", ("PAY",)),)}
        self.commit(Settlement(changes=(self.patterns.scanned(a_scan(**(plain | fields)).looked),)))

    def hidden(self, project: str, *users: str) -> None:
        """Only these people may see that project."""
        self.bugs.may_see = lambda audience, key: key != project or audience.user in users

    # --- what people do ------------------------------------------------------------------------------

    def types(self, user: str, words: str = "") -> Settlement:
        heard = Heard(
            id=f"command:{next(self._ids)}",
            surface=Surface.COMMAND,
            text=f"patterns {words}".strip(),
            user=user,
            channel="C0SUPPORT",
            at=self.clock.now(),
        )
        return self.desk.hear(heard)

    def presses(self, user: str, action: str, value: str = "") -> Settlement:
        pressed = Pressed(
            id=f"press:{next(self._ids)}",
            action=action,
            value=value,
            user=user,
            channel="C0SUPPORT",
            ts="1.1",
            at=self.clock.now(),
        )
        return self.desk.press(pressed)

    def reads(self, user: str, words: str = "") -> str:
        """What somebody who types this is told."""
        return said(self.types(user, words))

    # --- jobs ----------------------------------------------------------------------------------------

    def commit(self, settlement: Settlement) -> Settlement:
        for change in settlement.changes:
            change(None)
        return settlement

    def run(self, job: NewJob, *, at: int = 0) -> Settlement:
        """The job to its end, as a worker does it, with all its steps at this moment."""
        held, step, jobs = job, "", ()
        while True:
            settlement = self.commit(self.asked.handlers()[job.kind].run(claimed(held, step)))
            jobs += settlement.jobs
            if settlement.again is None or settlement.again.due_at > self.clock.now():
                return Settlement(jobs=jobs, again=settlement.again)
            args = settlement.again.args or held.args
            held = NewJob(kind=job.kind, key=job.key, args=args)
            step = settlement.again.step


def claimed(job: NewJob, step: str = "") -> Job:
    return Job(
        id=7,
        kind=job.kind,
        key=job.key,
        args=job.args,
        lane=job.lane,
        step=step,
        tries=0,
        enqueued_at=MORNING,
        claim="c",
    )


def messages(settlement: Settlement) -> list[Message]:
    return [
        MESSAGES.load(job.args["message"]) for job in settlement.jobs if job.kind in (POST, CHANGE)
    ]


def said(settlement: Settlement) -> str:
    return "\n\n".join(map(plain, messages(settlement)))


def in_a(channel: str, kind: Kind = Kind.PUBLIC) -> Audience:
    return Audience(user=None, channel=channel, kind=kind)
