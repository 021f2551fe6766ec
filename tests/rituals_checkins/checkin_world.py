"""A ritual from due to published beside a Slack and rooms in memory: the clock moves, people press and submit."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from builders import a_ritual
from cadence.adapters.db.checkins import SqlCheckIns
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.core.agenda import Ask, Call, Edition, Given, Known, Outcome, Subject, Told, Value
from cadence.core.calendar import WorkingTime
from cadence.core.heard import Answer, Heard, Pressed, Submitted, Surface
from cadence.core.message import (
    Actions,
    Audience,
    Button,
    Form,
    Input,
    Message,
    Paragraph,
    Place,
    Posted,
)
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.core.ports import Change
from cadence.delivery import desk
from cadence.delivery.between import together
from cadence.delivery.clock import Heartbeat
from cadence.delivery.desk import Desk
from cadence.delivery.job import DONE, Handler, Job, JobStore, Settlement
from cadence.delivery.post import (
    CHANGE,
    FORM,
    POST,
    ChangeHandler,
    FormHandler,
    PostHandler,
    say,
)
from cadence.delivery.worker import Backoff, Workers
from cadence.rituals.model.checkin import CheckIn, Response
from cadence.rituals.model.due import next_due
from cadence.rituals.model.occurrence import Occurrence, Step, occurrence_key
from cadence.rituals.model.ritual import Origin, Participants, Ritual, Version
from cadence.rituals.service.answering import AnsweringCheckIns
from cadence.rituals.service.asking import CheckInAsking
from cadence.rituals.service.cards import Cards
from cadence.rituals.service.filling import Filling
from cadence.rituals.service.leaving import Leaving
from cadence.rituals.service.ledger import Ledger, about
from cadence.rituals.service.life import Life
from cadence.rituals.service.participants import Participants as Asked
from cadence.rituals.service.placing import Placing
from cadence.rituals.service.reminding import Reminding
from cadence.rituals.service.steps import LATE_ANSWER
from cadence.rituals.store.checkins import CheckIns
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences
from fakes.checkins import FakeCheckIns
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage
from fakes.ritual_definitions import FakeDefinitions
from fakes.ritual_occurrences import FakeOccurrences

EVE = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The Sunday before the Monday on which the ritual is due at nine in Berlin, 08:00 UTC."""
ON = date(2026, 11, 23)
HERE = occurrence_key("weekly", ON)
BERLIN = ZoneInfo("Europe/Berlin")
TALK = "Something is said."


def a_person(user: str, zone: ZoneInfo = BERLIN, **fields: Any) -> Person:
    return Person(id=user, name=user[1:].title(), zone=zone, **fields)


def a_bet(number: int = 1, owner: str | None = "UDANA", **fields: Any) -> Subject:
    plain: dict[str, Any] = {"source": "portfolio", "name": f"Bet {number}", "owner": owner}
    return Subject(key=f"bet:{number}", **(plain | fields))


def known(ask: str, value: Value, subject: str | None = None, **fields: Any) -> Known:
    plain: dict[str, Any] = {"source": "Jira", "read_at": EVE}
    return Known(subject=subject, ask=ask, value=value, **(plain | fields))


@dataclass
class FakeSource:
    """`Source` that tells what it was given."""

    name: str = "portfolio"
    asks: tuple[Ask, ...] = ()
    held: list[Subject] = field(default_factory=list)
    knows: list[Known] = field(default_factory=list)
    fails: Exception | None = None
    """Raised by every read but that of the subjects."""
    refuses: Mapping[str, str] = field(default_factory=dict)
    """By question, what is wrong with any answer to it."""
    was_given: list[tuple[str, tuple[Given, ...]]] = field(default_factory=list)
    """With the key."""
    audiences: list[Audience] = field(default_factory=list)
    not_for: frozenset[str] = frozenset()
    """People and channels that may be told nothing of it."""
    hidden: dict[str, set[str]] = field(default_factory=dict)
    """By the key of a subject: people and channels that may not be told of it."""

    def is_for(self, audience: Audience, subject: str | None = None) -> bool:
        readers = {audience.user, audience.channel}
        return not readers & self.not_for and not readers & self.hidden.get(subject or "", set())

    def subjects(self, at: datetime) -> tuple[Subject, ...]:
        return tuple(self.held)

    def known(
        self, subjects: Sequence[Subject], *, at: datetime, audience: Audience
    ) -> tuple[Known, ...]:
        if self.fails is not None:
            raise self.fails
        self.audiences.append(audience)
        keys = {each.key for each in subjects} | {None}
        return tuple(each for each in self.knows if each.subject in keys)

    def wrong(self, subject: str | None, ask: str, value: Value) -> str | None:
        return self.refuses.get(ask)

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        def change(_: object) -> None:
            if key not in dict(self.was_given):
                self.was_given.append((key, tuple(given)))

        return Settlement(changes=(change,))

    def told(self, edition: Edition) -> Told:
        return Told(read_at=edition.at)

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:
        return DONE


@dataclass
class Publishes:
    """`steps.Publishing` with one sentence as the digest."""

    def published(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        told = about(occurrence, Step.PUBLISHED, ritual.channel, digest=occurrence.key, page=1)
        digest = Message(summary=f"{ritual.title}: the digest")
        key = f"digest:{occurrence.key}:1"
        return Settlement(jobs=(say(Place(channel=ritual.channel), digest, key=key, about=told),))

    def preview(
        self, ritual: Ritual, on: date, *, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        raise NotImplementedError


@dataclass
class World:
    clock: FakeClock
    store: JobStore
    definitions: Definitions
    occurrences: Occurrences
    checkins: CheckIns
    make: Callable[..., None]
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    source: FakeSource = field(default_factory=FakeSource)
    late: list[str] = field(default_factory=list)
    """Keys of the jobs that add late answers to the digest."""

    def __post_init__(self) -> None:
        self.messenger.people |= {user: a_person(user) for user in ("UDANA", "UOWEN")}
        sources = {self.source.name: self.source}
        ledger = Ledger(occurrences=self.occurrences, clock=self.clock, process="web.1:1")
        cards = Cards(
            definitions=self.definitions,
            occurrences=self.occurrences,
            checkins=self.checkins,
            messenger=self.messenger,
        )
        participants = Asked(messenger=self.messenger, checkins=self.checkins)
        filling = Filling(sources=sources, checkins=self.checkins, messenger=self.messenger)
        working = WorkingTime()
        self.asking = CheckInAsking(
            participants=participants,
            filling=filling,
            cards=cards,
            checkins=self.checkins,
            working=working,
        )
        self.answering = AnsweringCheckIns(
            cards=cards,
            checkins=self.checkins,
            occurrences=self.occurrences,
            sources=sources,
            messenger=self.messenger,
            ledger=ledger,
        )
        self.leaving = Leaving(
            cards=cards, checkins=self.checkins, participants=participants, clock=self.clock
        )
        reminding = Reminding(
            cards=cards,
            checkins=self.checkins,
            participants=participants,
            messenger=self.messenger,
            ledger=ledger,
            clock=self.clock,
            working=working,
        )
        placing = Placing(cards=cards, checkins=self.checkins, clock=self.clock)
        life = Life(
            definitions=self.definitions,
            occurrences=self.occurrences,
            asking=self.asking,
            publishing=Publishes(),
            ledger=ledger,
            clock=self.clock,
        )

        def posted(job: Job, stands: Posted) -> Settlement:
            takers = (ledger.posted, life.posted, placing.posted)
            return together(*(take(job, stands) for take in takers))

        def refused(job: Job, why: str) -> Settlement:
            return together(ledger.refused(job, why), placing.refused(job, why))

        def added_late(job: Job) -> Settlement:
            self.late.append(job.key)
            return DONE

        self.desk = Desk((self.answering, self.leaving))
        posting = PostHandler(
            messenger=self.messenger, on_posted=posted, on_refused=refused, clock=self.clock
        )
        self.handlers: dict[str, Handler] = {
            **life.handlers(),
            **reminding.handlers(),
            **desk.handlers(self.desk),
            LATE_ANSWER: Handler(run=added_late),
            POST: posting.handler(),
            CHANGE: ChangeHandler(messenger=self.messenger).handler(),
            FORM: FormHandler(messenger=self.messenger).handler(),
        }
        self.workers = Workers(
            store=self.store,
            handlers=self.handlers,
            clock=self.clock,
            backoff=Backoff(chance=Random(1)),  # noqa: S311 - seeded, so that a run can be repeated
            name="web.1:1",
        )
        self.heart = Heartbeat(
            store=self.store, beats=(life.beat,), clock=self.clock, wake=lambda: None
        )
        self._numbers = count(1)

    # --- what happens ------------------------------------------------------------------------------

    def define(self, **fields: Any) -> Ritual:
        """The weekly ritual, from now on."""
        ritual = a_ritual(**fields)
        now = self.clock.now()
        due = next_due(ritual.schedule, now)
        version = Version(number=1, ritual=ritual, origin=Origin.SLACK, by=None, at=now)
        self.make(self.definitions.define(version, next_at=due.at if due else None))
        return ritual

    def opened(self, **fields: Any) -> Ritual:
        """The weekly ritual, just asked."""
        ritual = self.define(**fields)
        self.go_to("2026-11-23 08:00")
        return ritual

    def go_to(self, moment: str, *, by: timedelta = timedelta(minutes=30)) -> None:
        """Cadence runs until then (UTC), with a heartbeat every so long and at each moment that a job is due."""
        until = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        while (now := self.clock.now()) < until:
            due = self.store.next_due(kinds=frozenset(self.handlers)) or until
            self.clock.set(min(until, now + by, max(due, now + timedelta(seconds=1))))
            self.run()

    def run(self) -> None:
        self.messenger.now = self.clock.now()
        self.heart.tick()
        self.workers.drain()

    def press(self, user: str, label: str, *, message: PostedMessage | None = None) -> str | None:
        """A button of the person's latest message, or of this one; brings the modal it opened."""
        where = message or self.messages(user)[-1]
        button = button_in(where.message, label)
        view = self.messenger.open_form("trigger", _WAITS) if ".open." in button.action else None
        self._do(
            desk.press(
                Pressed(
                    id=f"press:{next(self._numbers)}",
                    action=button.action,
                    value=button.value,
                    user=user,
                    channel=where.channel,
                    ts=where.ts,
                    private=where.place.only_for is not None,
                    view=view,
                    at=self.clock.now(),
                )
            )
        )
        return view

    def choose(self, user: str, view: str, values: Mapping[str, Answer]) -> None:
        """Put these into fields, by their labels; the last one is watched."""
        form = self.form(view)
        self._do(
            desk.press(
                Pressed(
                    id=f"press:{next(self._numbers)}",
                    action=fields_of(form)[[*values][-1]].watched or "",
                    value="",
                    user=user,
                    channel=user,
                    view=view,
                    view_private=form.private,
                    answers=tuple(_filled(form, values).items()),
                    at=self.clock.now(),
                )
            )
        )

    def submit(
        self, user: str, view: str, values: Mapping[str, Answer] | None = None
    ) -> Mapping[str, str]:
        """The form with these put into it, by their labels; brings what is wrong, by label, and then nothing is
        done."""
        form = self.form(view)
        submitted = Submitted(
            id=f"submit:{next(self._numbers)}",
            callback=form.callback,
            view=view,
            private=form.private,
            answers=tuple(_filled(form, values or {}).items()),
            user=user,
            at=self.clock.now(),
        )
        if errors := self.desk.errors(submitted):
            names = {each.name: label for label, each in fields_of(form).items()}
            return {names[name]: why for name, why in errors.items()}
        self.messenger.change_form(view, _WAITS)
        self._do(desk.submit(submitted))
        return {}

    def type(self, user: str, text: str) -> str:
        """`/cadence …`; brings what is said in answer."""
        before = len(self.messenger.posted_messages)
        heard = Heard(
            id=f"command:{next(self._numbers)}",
            surface=Surface.COMMAND,
            text=text,
            user=user,
            channel="CTALK",
            at=self.clock.now(),
        )
        self._do(desk.hear(heard))
        said = self.messenger.posted_messages[before:]
        return next(each.text for each in said if each.place.only_for == user)

    def _do(self, job: Any) -> None:
        self.store.enqueue(job)
        self.workers.drain()
        # A channel keeps its pace: what is said second is said a second later.
        self.clock.advance(seconds=2)
        self.workers.drain()

    # --- what came of it ---------------------------------------------------------------------------

    def messages(self, user: str) -> list[PostedMessage]:
        """What was said to this person directly."""
        direct = {user, f"D{user[1:]}"}
        said = self.messenger.posted_messages
        return [each for each in said if {each.channel, each.place.channel} & direct]

    def said(self, user: str) -> list[str]:
        return [each.text for each in self.messages(user)]

    def form(self, view: str) -> Form:
        return self.messenger.forms[view]

    def fields(self, view: str) -> dict[str, Input]:
        return fields_of(self.form(view))

    def shown(self, view: str) -> str:
        """A form without fields, as a person reads it."""
        blocks = tuple(each for each in self.form(view).blocks if not isinstance(each, Input))
        return plain(Message(summary="", blocks=blocks))

    def check_in(self, user: str = "UDANA", occurrence: str = HERE) -> CheckIn:
        found = self.checkins.check_in(occurrence, user)
        assert found is not None
        return found

    def response(self, user: str = "UDANA", occurrence: str = HERE) -> Response:
        found = self.checkins.response(occurrence, user)
        assert found is not None
        return found

    def given(self, user: str = "UDANA") -> dict[tuple[str | None, str], Value]:
        return {(each.subject, each.ask): each.value for each in self.response(user).given}

    def steps(self, on: date = ON) -> list[tuple[Step, str, bool]]:
        """The ledger, oldest first."""
        found = self.occurrences.ledger(ritual="weekly", on=on, limit=1000)
        return [(each.step, each.whom, each.done) for each in reversed(found)]


_WAITS = Form(callback="waiting", title="Cadence", blocks=())


def button_in(message: Message, label: str) -> Button:
    for block in message.blocks:
        elements = block.elements if isinstance(block, Actions) else ()
        held = (block.button,) if isinstance(block, Paragraph) and block.button else ()
        for each in (*elements, *held):
            if isinstance(each, Button) and each.label == label:
                return each
    raise AssertionError(f"there is no {label!r} to press in: {plain(message)}")


def labels_in(message: Message) -> list[str]:
    found = []
    for block in message.blocks:
        for each in block.elements if isinstance(block, Actions) else ():
            assert isinstance(each, Button)
            found.append(each.label)
    return found


def fields_of(form: Form) -> dict[str, Input]:
    return {each.label: each for each in form.blocks if isinstance(each, Input)}


def _filled(form: Form, values: Mapping[str, Answer]) -> dict[str, Answer]:
    """Every field as Slack tells of it: what is put in, else what it began with."""
    found: dict[str, Answer] = {}
    for each in form.blocks:
        if isinstance(each, Input):
            begun = each.value.isoformat() if isinstance(each.value, date) else each.value
            found[each.name] = values.get(each.label, begun)
    assert not values.keys() - fields_of(form).keys(), fields_of(form).keys()
    return found


# --- worlds ----------------------------------------------------------------------------------------


def in_memory() -> World:
    def make(*changes: Change) -> None:
        for change in changes:
            change(None)

    clock = FakeClock(EVE)
    return World(
        clock, FakeJobStore(clock), FakeDefinitions(), FakeOccurrences(), FakeCheckIns(), make
    )


@contextmanager
def on_database(url: str) -> Iterator[World]:
    engine = make_engine(url)

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    clock = FakeClock(EVE)
    try:
        yield World(
            clock,
            SqlJobStore(engine=engine, clock=clock),
            SqlDefinitions(engine),
            SqlOccurrences(engine),
            SqlCheckIns(engine),
            make,
        )
    finally:
        engine.dispose()


def about_bets(**fields: Any) -> dict[str, Any]:
    """A ritual about bets, asked of those who own them."""
    plain: dict[str, Any] = {
        "participants": Participants(owners=True),
        "sources": ("portfolio",),
        "asks": (Ask(name="changed", label="What changed?", each="portfolio"),),
    }
    return plain | fields


def moved(world: World, user: str, **fields: Any) -> None:
    """A person is otherwise than before."""
    world.messenger.people[user] = replace(world.messenger.people[user], **fields)
