"""Patterns told to leads, and how they answer, with everything around it faked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from cadence.adapters.db.engine import writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.patterns import SqlPatterns
from cadence.core.errors import OutcomeUnknown, Overtaken
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Button, Form, Kind, Menu, Message
from cadence.core.people import Area, Lead, Person
from cadence.delivery import desk
from cadence.delivery.desk import OPENS, Desk
from cadence.delivery.job import GiveUp, Handler, Job, Settlement, Wait
from cadence.delivery.post import CHANGE, FORM, POST, ChangeHandler, FormHandler, PostHandler
from cadence.patterns.messages import forms
from cadence.patterns.messages.bugs import all_bugs
from cadence.patterns.messages.card import Setting, brief, card
from cadence.patterns.messages.verdict import verdict
from cadence.patterns.model.case import Case, History
from cadence.patterns.model.evidence import Evidence, Exhibit
from cadence.patterns.model.masking import Mask
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Pattern, Step
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.answering import Answering
from cadence.patterns.service.at_once import AtOnce
from cadence.patterns.service.changing import Changing
from cadence.patterns.service.deciding import Deciding
from cadence.patterns.service.escalating import Escalating
from cadence.patterns.service.overdue import Overdue
from cadence.patterns.service.pressing import Pressing
from cadence.patterns.service.redrawing import Redrawing
from cadence.patterns.service.regrouping import Regrouping
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.service.spreading import Spreading
from cadence.patterns.service.telling import Telling
from cadence.patterns.service.verifying import Verifying
from cadence.patterns.service.whom import Whom
from fakes.between import FakeDecisionLog
from fakes.bugs import FakeBugs
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage
from fakes.pattern_cases import FakeCases
from fakes.patterns import FakePatterns
from pattern_builders import NIGHT, a_pattern, a_scan

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
LENA, MARK, OTTO, ELSE, GUEST = "ULENA", "UMARK", "UOTTO", "UELSE", "UGUEST"
"""Lena leads Checkout, Mark is one level up, Otto leads Search, somebody else leads nothing."""
CHANNEL = "C0CHECKOUT"
NAMES = {
    LENA: "Lena Ito",
    MARK: "Mark Roy",
    OTTO: "Otto Sand",
    ELSE: "Els Else",
    GUEST: "Gus Guest",
}
CHECKOUT = Area(
    name="Checkout",
    projects=frozenset({"PAY"}),
    lead=Lead(name="Lena Ito", user=LENA),
    next_level=Lead(name="Mark Roy", user=MARK),
    channel=CHANNEL,
)
SEARCH = Area(name="Search", projects=frozenset({"FIND"}), lead=Lead(name="Otto Sand", user=OTTO))


@dataclass(slots=True)
class PlainCards:
    """Cards of what the pattern itself knows: no title of a bug, and no picture."""

    clock: FakeClock
    meanwhile: Callable[[], None] | None = None
    """Done once, while the next card is composed."""

    def card(
        self,
        pattern: Pattern,
        occasion: Occasion,
        *,
        reader: str | None,
        pressable: bool = True,
        by: str | None = None,
        words: str = "",
    ) -> Message:
        if self.meanwhile:
            do, self.meanwhile = self.meanwhile, None
            do()
        setting = Setting(
            occasion=occasion, zone=BERLIN, names=NAMES, pressable=pressable, by=by, words=words
        )
        if occasion is Occasion.DUE and pattern.verified:
            return verdict(pattern, setting, picture=None)
        return card(pattern, self.evidence(pattern), setting, picture=None)

    def brief(self, pattern: Pattern) -> Message:
        return brief(pattern, Setting(zone=BERLIN, names=NAMES, pressable=False))

    def all_bugs(self, pattern: Pattern, reader: str) -> Form:
        return all_bugs(pattern, self.evidence(pattern))

    def split_form(self, pattern: Pattern, reader: str) -> Form:
        return forms.split_form(pattern, self.evidence(pattern))

    def evidence(self, pattern: Pattern) -> Evidence:
        shown = (
            Exhibit(key=each, title=f"{each} fails", created_at=NIGHT) for each in pattern.keys
        )
        now = self.clock.now()
        return Evidence(counted=tuple(shown), as_of=now, read_at=now)


@dataclass(slots=True)
class FakeHistories:
    """Similar bugs of group 7, at these moments."""

    came: list[datetime] = field(default_factory=list)

    def history(self, area: str, *, at: datetime) -> History:
        cases = (
            Case(key=f"PAY-{place}", created_at=each, group=7)
            for place, each in enumerate(sorted(self.came), 101)
            if each < at
        )
        return History(area=area, since=at - timedelta(days=366), cases=tuple(cases))


@dataclass(slots=True)
class AnswersRoom:
    engine: Engine | None = None
    areas: tuple[Area, ...] = (CHECKOUT, SEARCH)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NIGHT))
    messenger: FakeMessenger = field(init=False)
    bugs: FakeBugs = field(default_factory=FakeBugs)
    log: FakeDecisionLog = field(default_factory=FakeDecisionLog)
    histories: FakeHistories = field(default_factory=FakeHistories)
    cases: FakeCases = field(default_factory=FakeCases)
    cards: PlainCards = field(init=False)
    overtaken: int = 0
    """How often a job had to be done again, since things had changed."""
    is_killed: bool = False
    """Whether each first attempt at a job dies before anything of it is stored."""
    patterns: Any = field(init=False)
    jobs: Any = field(init=False)
    whom: Whom = field(init=False)
    pressing: Pressing = field(init=False)
    telling: Telling = field(init=False)
    escalating: Escalating = field(init=False)
    desk: Desk = field(init=False)
    handlers: Mapping[str, Handler] = field(init=False)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.cards = PlainCards(clock=self.clock)
        self.messenger = FakeMessenger(
            now=self.clock.now(),
            people={
                user: Person(id=user, name=name, zone=BERLIN, is_guest=user == GUEST)
                for user, name in NAMES.items()
            },
            kinds={CHANNEL: Kind.PRIVATE},
            memberships={user: frozenset({CHANNEL}) for user in (LENA, ELSE, GUEST)},
        )
        if self.engine:
            self.patterns = SqlPatterns(self.engine)
            self.jobs = SqlJobStore(engine=self.engine, clock=self.clock)
        else:
            self.patterns, self.jobs = FakePatterns(), FakeJobStore(self.clock)
        self._wire()

    def _wire(self) -> None:
        patterns, clock = self.patterns, self.clock
        seeing = Seeing(patterns=patterns, bugs=self.bugs, messenger=self.messenger)
        policy = Policy(zone="Europe/Berlin")
        self.whom = Whom(areas=self.areas, messenger=self.messenger, seeing=seeing, policy=policy)
        self.pressing = Pressing(seeing=seeing, whom=self.whom)
        cards = self.cards
        telling = self.telling = Telling(patterns=patterns, composing=cards, clock=clock)
        self.escalating = Escalating(
            patterns=patterns,
            telling=telling,
            whom=self.whom,
            named=lambda pattern: pattern,
            clock=clock,
        )
        verifying = Verifying(
            patterns=patterns,
            looking=self.histories,
            telling=telling,
            whom=self.whom,
            clock=clock,
        )
        answering = Answering(
            pressing=self.pressing,
            telling=telling,
            whom=self.whom,
            verifying=verifying,
            deciding=Deciding(log=self.log, whom=self.whom),
            unnamed=Mask(["Pat Novak"]).masked_whole,
            clock=clock,
        )
        overdue = Overdue(telling=telling, whom=self.whom, clock=clock)
        redrawing = Redrawing(patterns=patterns, composing=cards, seeing=seeing)
        changing = Changing(patterns=patterns, cases=self.cases)
        at_once = AtOnce(
            pressing=self.pressing,
            telling=telling,
            whom=self.whom,
            changing=changing,
            clock=clock,
        )
        regrouping = Regrouping(
            pressing=self.pressing, telling=telling, changing=changing, clock=clock
        )
        self.desk = Desk((answering, at_once, regrouping))
        post = PostHandler(
            messenger=self.messenger,
            clock=clock,
            on_posted=self.escalating.posted,
            on_refused=self.escalating.refused,
        )
        self.handlers = {
            **desk.handlers(self.desk),
            POST: post.handler(),
            CHANGE: ChangeHandler(messenger=self.messenger).handler(),
            FORM: FormHandler(messenger=self.messenger).handler(),
            **self.escalating.handlers(),
            **verifying.handlers(),
            **overdue.handlers(),
            **redrawing.handlers(),
        }

    # --- what is there -------------------------------------------------------------------------------

    def keep(self, *patterns: Pattern) -> None:
        """As if an earlier scan had found them; each goes through every version it ever had."""
        for each in patterns:
            assert self.patterns.number_for(each.area, each.kind, each.subject) == each.number
            for version in range(1, each.version + 1):
                self.settle(
                    Settlement(changes=(self.patterns.put(replace(each, version=version)),))
                )

    def scan(self, *news: tuple[Pattern, Step]) -> None:
        """A scan that stored these, and has these news; those that are there already stay as they are."""
        at = self.clock.now()
        for pattern, _ in news:
            if self.patterns.pattern(pattern.number) is None:
                self.keep(pattern)
        known = self.patterns.all()
        jobs = self.spreading.escalated(news, known, at=at)
        looked = self.patterns.scanned(a_scan(at=at).looked)
        self.settle(Settlement(changes=(looked,), jobs=tuple(jobs)))

    @property
    def spreading(self) -> Spreading:
        return Spreading(patterns=self.patterns, areas=frozenset(each.name for each in self.areas))

    def find(self, pattern: Pattern | None = None, step: Step = Step.FOUND) -> Pattern:
        """Found in the night, and told."""
        pattern = pattern or a_pattern()
        self.scan((pattern, step))
        self.pass_a_minute()
        return self.pattern(pattern.number)

    def pattern(self, number: int = 1) -> Pattern:
        found = self.patterns.pattern(number)
        assert found is not None
        return found

    def move(self, user: str, **fields: Any) -> None:
        """Changes what Slack says of a person."""
        self.messenger.people[user] = replace(self.messenger.people[user], **fields)

    # --- time ----------------------------------------------------------------------------------------

    def until(self, moment: datetime) -> None:
        """The clock goes on, and what falls due on the way is done."""
        while self.clock.now() < moment:
            due = self.jobs.next_due(kinds=frozenset(self.handlers))
            now = self.clock.now()
            self.clock.set(min(moment, max(due or moment, now + timedelta(seconds=1))))
            self.work()

    def pass_a_minute(self) -> None:
        self.work()
        self.until(self.clock.now() + timedelta(minutes=1))

    def work(self) -> None:
        self.messenger.now = self.clock.now()
        kinds = frozenset(self.handlers)
        while job := self.jobs.claim(worker="w", lease=timedelta(minutes=1), kinds=kinds):
            self.do(job)

    def do(self, job: Job) -> None:
        handler = self.handlers[job.kind]
        try:
            settlement = handler.run(job)
            if self.is_killed and job.tries == 0:
                self.jobs.put_back(job, delay=timedelta(seconds=1), error=None, counts=True)
                return
            self.jobs.settle(job, settlement)
        except Wait as wait:
            self.jobs.put_back(job, delay=wait.delay, error=str(wait), counts=False)
        except GiveUp as error:
            follows = handler.give_up(job, str(error))
            self.jobs.set_aside(job, error=str(error), settlement=follows)
        except (Overtaken, OutcomeUnknown) as error:
            self.overtaken += 1
            self.jobs.put_back(job, delay=timedelta(seconds=1), error=str(error), counts=True)

    def settle(self, settlement: Settlement) -> None:
        if self.engine is None:
            for change in settlement.changes:
                change(None)
        else:
            with writing(self.engine) as connection:
                for change in settlement.changes:
                    change(connection)
        self.jobs.enqueue(*settlement.jobs)
        self.work()

    # --- people --------------------------------------------------------------------------------------

    def press(
        self, posted: PostedMessage, label: str, user: str, *, opens: bool = True
    ) -> str | None:
        """Presses what has this label; brings the modal's id, where one was opened."""
        pressed = self.pressed(posted, label, user, opens=opens)
        self.deal(lambda: self.desk.press(pressed))
        return pressed.view

    def pressed(
        self, posted: PostedMessage, label: str, user: str, *, opens: bool = True
    ) -> Pressed:
        action, value = next(
            (action, value) for shown, action, value in pressable(posted.message) if shown == label
        )
        view = None
        if opens and OPENS in action:
            view = self.messenger.open_form("trigger", Form(callback="w", title="w", blocks=()))
        return Pressed(
            id=f"press:{next(self._ids)}",
            action=action,
            value=value,
            user=user,
            channel=posted.channel,
            ts=posted.ts,
            view=view,
            at=self.clock.now(),
        )

    def submit(self, view: str | None, user: str, **answers: Any) -> str:
        """Brings what the modal then says."""
        assert view is not None
        submitted = self.submission(view, user, **answers)
        assert self.desk.errors(submitted) == {}
        self.deal(lambda: self.desk.submit(submitted))
        return str(self.messenger.forms[view].blocks)

    def submission(self, view: str, user: str, **answers: Any) -> Submitted:
        form = self.messenger.forms[view]
        return Submitted(
            id=f"form:{next(self._ids)}",
            callback=form.callback,
            view=view,
            private=form.private,
            answers=tuple(answers.items()),
            user=user,
            at=self.clock.now(),
        )

    def deal(self, do: Any) -> None:
        """As a worker does: what was overtaken is done again, by how things stand then."""
        try:
            self.settle(do())
        except Overtaken:
            self.settle(do())
        self.pass_a_minute()

    def enqueue_press(self, pressed: Pressed) -> None:
        """As listeners do."""
        self.jobs.enqueue(desk.press(pressed))

    def enqueue_form(self, submitted: Submitted) -> None:
        self.jobs.enqueue(desk.submit(submitted))

    def own(self, posted: PostedMessage, user: str = LENA, **answers: Any) -> str:
        """Takes it on, until four weeks later where nothing else is said."""
        until = self.clock.now().date() + timedelta(days=28)
        plain = {"cause": "CODE_HEALTH", "action": "One owner for retries", "until": str(until)}
        view = self.press(posted, "I own it…", user)
        return self.submit(view, user, **(plain | answers))

    # --- what is said ----------------------------------------------------------------------------------

    def to(self, who: str) -> list[PostedMessage]:
        """What stands in a channel, or in the direct messages with a person; ephemeral ones aside."""
        channel = f"D{who[1:]}" if who.startswith("U") else who
        said = self.messenger.posted_messages
        return [each for each in said if each.channel == channel and not each.place.only_for]

    def aside(self, user: str) -> list[str]:
        said = self.messenger.posted_messages
        return [each.text for each in said if each.place.only_for == user]

    def steps(self, number: int = 1) -> list[Step]:
        return [each.step for each in self.patterns.ledger(number)]

    def says(self, number: int = 1) -> list[str]:
        return [each.says for each in self.patterns.ledger(number)]


def pressable(message: Message) -> Iterator[tuple[str, str, str]]:
    """Label, action and value of all that can be pressed, the choices of menus too."""
    for block in message.blocks:
        elements = (*getattr(block, "elements", ()), getattr(block, "button", None))
        for each in elements:
            if isinstance(each, Button):
                yield each.label, each.action, each.value
            elif isinstance(each, Menu):
                yield from ((choice.label, each.action, choice.value) for choice in each.choices)


def labels(message: Message) -> list[str]:
    return [label for label, _, _ in pressable(message)]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
