"""Digests and their calls on a memory of their own, with everything around them faked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from builders import a_definition, a_given, a_ritual, an_occurrence
from cadence.adapters.db.calls import SqlCalls
from cadence.adapters.db.digests import SqlDigests
from cadence.adapters.db.engine import writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.core.agenda import Given, Subject
from cadence.core.calendar import WorkingTime
from cadence.core.errors import Overtaken
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Button, Form, Kind, Message
from cadence.core.people import Person
from cadence.delivery.between import together
from cadence.delivery.desk import OPENS, Desk
from cadence.delivery.job import GiveUp, Handler, Job, Settlement, Wait
from cadence.delivery.picturing import Picturing
from cadence.delivery.post import CHANGE, FORM, POST, ChangeHandler, FormHandler, PostHandler
from cadence.rituals.messages.checkin import Card
from cadence.rituals.model.checkin import Answering, CheckIn, Response
from cadence.rituals.model.occurrence import Occurrence, Stage
from cadence.rituals.model.ritual import Ritual, Standing, State
from cadence.rituals.service.calling import Calling
from cadence.rituals.service.ending import Ending
from cadence.rituals.service.gathering import Gathering
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.publishing import Publisher
from cadence.rituals.service.questions import Questions
from cadence.rituals.service.raising import Raising
from cadence.rituals.service.redrawing import Redrawing
from cadence.rituals.service.rehearsing import Rehearsing
from cadence.rituals.service.steps import late_answer
from cadence.rituals.service.summing import Summing
from fakes.between import FakeDecisionLog, FakeSource
from fakes.checkins import FakeCheckIns
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage
from fakes.painter import FakePainter
from fakes.ritual_calls import FakeCalls
from fakes.ritual_definitions import FakeDefinitions
from fakes.ritual_digests import FakeDigests
from fakes.ritual_occurrences import FakeOccurrences
from fakes.writer import FakeWriter

CLOSED = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""Tuesday at four in the afternoon, in Berlin."""
MONDAY = date(2026, 11, 23)
REVIEW = "CREVIEW"
BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = ("Dana", "Owen", "Rita", "Uma")


@dataclass
class NoCheckIn:
    """Nobody is asked in a preview."""

    def preview(
        self, ritual: Ritual, occurrence: Occurrence, user: str, *, at: datetime
    ) -> Card | None:
        return None


@dataclass
class DigestRoom:
    clock: FakeClock
    messenger: FakeMessenger
    painter: FakePainter
    writer: FakeWriter
    dropped: list[tuple[str, str]]
    source: FakeSource
    log: FakeDecisionLog
    definitions: FakeDefinitions
    occurrences: FakeOccurrences
    checkins: FakeCheckIns
    calls: Any
    digests: Any
    jobs: Any
    publisher: Publisher
    rehearsing: Rehearsing
    calling: Calling
    desk: Desk
    handlers: Mapping[str, Handler]
    engine: Engine | None
    _ids: Any = field(default_factory=lambda: count(1))

    # --- what is there -----------------------------------------------------------------------------

    def define(self, ritual: Ritual) -> Ritual:
        version = a_definition(ritual)
        self.definitions.held[ritual.key] = Standing(version=version, state=State.ON)
        self.definitions.history[ritual.key] = [version]
        return ritual

    def asked(self, *people: str, on: date = MONDAY, **fields: Any) -> None:
        """Check-ins, as they stand once they are closed."""
        for person in people:
            checkin = CheckIn(
                occurrence=f"weekly@{on}",
                person=person,
                **({"standing": Answering.MISSED} | fields),
            )
            self.checkins.held[checkin.occurrence, person] = checkin

    def answered(
        self, person: str, *given: Given, on: date = MONDAY, subjects: tuple[Subject, ...] = ()
    ) -> None:
        late = all(each.is_late for each in given)
        standing = Answering.LATE if late else Answering.ANSWERED
        self.asked(person, on=on, standing=standing, subjects=subjects)
        self.checkins.words.append(
            Response(occurrence=f"weekly@{on}", person=person, given=given, at=given[0].at)
        )

    def says(self, person: str, text: str, *, on: date = MONDAY, ask: str = "changed") -> None:
        self.answered(person, a_given(ask, text, person), on=on)

    # --- time --------------------------------------------------------------------------------------

    def publish(self, on: date = MONDAY, ritual: Ritual | None = None) -> Occurrence:
        """Closes the occurrence of that day and publishes it, as its life does."""
        at = datetime.combine(on + timedelta(days=1), CLOSED.timetz())
        self.until(at)
        ritual = ritual or self.definitions.held["weekly"].version.ritual
        closed = an_occurrence(
            on, stage=Stage.CLOSED, opened_at=at, closed_at=at, ritual=ritual.key
        )
        self.occurrences.held[ritual.key, on] = closed
        settlement = self.publisher.published(ritual, closed, at=self.clock.now())
        published = replace(closed, stage=Stage.PUBLISHED, published_at=self.clock.now())
        self.occurrences.held[ritual.key, on] = published
        self.settle(settlement)
        self.pass_a_minute()
        return published

    def answer_late(self, person: str, *given: Given, on: date = MONDAY, edits: int = 0) -> None:
        self.answered(person, *given, on=on)
        occurrence = self.occurrences.held["weekly", on]
        self.jobs.enqueue(late_answer(occurrence, person, edits))
        self.pass_a_minute()

    def until(self, moment: datetime) -> None:
        """The clock goes on, and what falls due on the way is done."""
        while self.clock.now() < moment:
            kinds = frozenset(self.handlers)
            due = self.jobs.next_due(kinds=kinds)
            now = self.clock.now()
            self.clock.set(min(moment, max(due or moment, now + timedelta(seconds=1))))
            self.messenger.now = self.clock.now()
            self.work()

    def pass_a_minute(self) -> None:
        self.work()
        self.until(self.clock.now() + timedelta(minutes=1))

    def work(self) -> None:
        kinds = frozenset(self.handlers)
        while job := self.jobs.claim(worker="w", lease=timedelta(minutes=1), kinds=kinds):
            self.do(job)

    def do(self, job: Job) -> None:
        handler = self.handlers[job.kind]
        try:
            self.jobs.settle(job, handler.run(job))
        except Wait as wait:
            self.jobs.put_back(job, delay=wait.delay, error=str(wait), counts=False)
        except GiveUp as error:
            follows = handler.give_up(job, str(error))
            self.jobs.set_aside(job, error=str(error), settlement=follows)
        except Overtaken as error:
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

    # --- people ------------------------------------------------------------------------------------

    def press(
        self, posted: PostedMessage, label: str, user: str, *, which: int = 0, opens: bool = True
    ) -> str | None:
        """Presses the button with this label; brings the modal's id, where one was opened."""
        found = [each for each in buttons(posted.message) if each.label == label]
        assert len(found) > which, f"there is no {label!r} in {posted.text!r}"
        button = found[which]
        view = None
        if opens and OPENS in button.action:
            view = self.messenger.open_form("trigger", Form(callback="w", title="w", blocks=()))
        pressed = Pressed(
            id=f"press:{next(self._ids)}",
            action=button.action,
            value=button.value,
            user=user,
            channel=posted.channel,
            ts=posted.ts,
            view=view,
            at=self.clock.now(),
        )
        self._deal(lambda: self.desk.press(pressed))
        return view

    def submit(self, view: str | None, user: str, **answers: Any) -> Form:
        """Brings the modal as it then is."""
        assert view is not None
        submitted = self.submission(view, user, **answers)
        assert self.desk.errors(submitted) == {}
        self._deal(lambda: self.desk.submit(submitted))
        return self.messenger.forms[view]

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

    def _deal(self, do: Any) -> None:
        try:
            self.settle(do())
        except Overtaken:
            self.settle(do())
        self.pass_a_minute()

    # --- what is said --------------------------------------------------------------------------------

    def to(self, who: str) -> list[PostedMessage]:
        """What stands in a channel, or in the direct messages with a person; ephemeral ones aside."""
        channel = f"D{who[1:]}" if who.startswith("U") else who
        said = self.messenger.posted_messages
        return [each for each in said if each.channel == channel and not each.place.only_for]

    def digest(self) -> str:
        """All that stands in the channel."""
        return "\n\n".join(each.text for each in self.to(REVIEW))

    def aside(self, user: str) -> list[str]:
        """What only this person was told in the channel."""
        return [each.text for each in self.only_for(user)]

    def only_for(self, user: str) -> list[PostedMessage]:
        said = self.messenger.posted_messages
        return [each for each in said if each.place.only_for == user]


def buttons(message: Message) -> Iterator[Button]:
    for block in message.blocks:
        elements = getattr(block, "elements", ())
        yield from (each for each in elements if isinstance(each, Button))


def labels(message: Message) -> list[str]:
    return [each.label for each in buttons(message)]


def a_digest_room(engine: Engine | None = None, *, claude: bool = False) -> DigestRoom:
    """With an engine on the real stores of calls, digests and jobs."""
    clock = FakeClock(CLOSED - timedelta(days=1))
    messenger = FakeMessenger(
        now=clock.now(),
        people={
            f"U{name.upper()}": Person(id=f"U{name.upper()}", name=name, zone=BERLIN)
            for name in PEOPLE
        },
        kinds={REVIEW: Kind.PUBLIC},
        memberships={f"U{name.upper()}": frozenset({REVIEW}) for name in PEOPLE},
    )
    painter, writer, source, log = FakePainter(), FakeWriter(), FakeSource(), FakeDecisionLog()
    dropped: list[tuple[str, str]] = []
    definitions, occurrences, checkins = FakeDefinitions(), FakeOccurrences(), FakeCheckIns()
    calls: Any = SqlCalls(engine) if engine else FakeCalls()
    digests: Any = SqlDigests(engine) if engine else FakeDigests()
    jobs: Any = SqlJobStore(engine=engine, clock=clock) if engine else FakeJobStore(clock)
    ledger = Ledger(occurrences=occurrences, clock=clock, process="test:1")
    sources = {source.name: source}
    gathering = Gathering(checkins=checkins, occurrences=occurrences, sources=sources)
    raising = Raising(store=calls)
    questions = Questions(calls=calls, definitions=definitions, messenger=messenger, clock=clock)
    rehearsing = Rehearsing(
        occurrences=occurrences,
        gathering=gathering,
        raising=raising,
        checkins=NoCheckIn(),
        messenger=messenger,
        sources=sources,
    )
    publisher = Publisher(
        definitions=definitions,
        gathering=gathering,
        raising=raising,
        picturing=Picturing(messenger=messenger, painter=painter),
        summing=Summing(
            writer=writer if claude else None,
            dropped=lambda purpose, lack: dropped.append((purpose, lack)),
        ),
        rehearsing=rehearsing,
        questions=questions,
        digests=digests,
        messenger=messenger,
    )
    redrawing = Redrawing(
        definitions=definitions,
        occurrences=occurrences,
        gathering=gathering,
        calls=calls,
        digests=digests,
        messenger=messenger,
        clock=clock,
    )
    ending = Ending(
        calls=calls,
        digests=digests,
        definitions=definitions,
        questions=questions,
        messenger=messenger,
        sources=sources,
        ledger=ledger,
        working=WorkingTime(),
        clock=clock,
    )
    calling = Calling(ending=ending, decisions=log, messenger=messenger, clock=clock)

    def posted(job: Job, stands: Any) -> Settlement:
        return together(ledger.posted(job, stands), publisher.posted(job, stands))

    def refused(job: Job, why: str) -> Settlement:
        return together(ledger.refused(job, why), publisher.refused(job, why))

    post = PostHandler(messenger=messenger, clock=clock, on_posted=posted, on_refused=refused)
    room = DigestRoom(
        clock=clock,
        messenger=messenger,
        painter=painter,
        writer=writer,
        dropped=dropped,
        source=source,
        log=log,
        definitions=definitions,
        occurrences=occurrences,
        checkins=checkins,
        calls=calls,
        digests=digests,
        jobs=jobs,
        publisher=publisher,
        rehearsing=rehearsing,
        calling=calling,
        desk=Desk((calling,)),
        handlers={
            POST: post.handler(),
            CHANGE: ChangeHandler(messenger=messenger).handler(),
            FORM: FormHandler(messenger=messenger).handler(),
            **redrawing.handlers(),
            **questions.handlers(),
            **ending.handlers(),
        },
        engine=engine,
    )
    room.define(a_ritual())
    return room
