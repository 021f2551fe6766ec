"""Definitions beside a Slack in memory: people type, press, choose and submit."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from builders import a_ritual
from cadence.adapters.db.engine import make_engine, writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.db.ritual_definitions import SqlDefinitions
from cadence.adapters.db.ritual_occurrences import SqlOccurrences
from cadence.core.errors import TrackerUnavailable
from cadence.core.heard import Answer, Heard, Pressed, Submitted, Surface
from cadence.core.message import (
    Actions,
    Button,
    Choice,
    Form,
    Input,
    Menu,
    Message,
    Paragraph,
    Who,
    line,
)
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.core.ports import Change
from cadence.delivery import desk
from cadence.delivery.desk import Desk
from cadence.delivery.job import JobStore, NewJob, Settlement
from cadence.delivery.post import FORM, POST, FormHandler, PostHandler
from cadence.delivery.worker import Backoff, Workers
from cadence.rituals.model.due import next_due
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.ritual import Origin, Participants, Ritual, Standing, Version
from cadence.rituals.service.beginning import Beginning
from cadence.rituals.service.defined import Defined
from cadence.rituals.service.defining import Defining
from cadence.rituals.service.edited import Edited
from cadence.rituals.service.editing import Editing
from cadence.rituals.service.questioning import Questioning
from cadence.rituals.service.rights import Rights
from cadence.rituals.service.turning import Turning
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences
from fakes.clock import FakeClock
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger
from fakes.ritual_definitions import FakeDefinitions
from fakes.ritual_occurrences import FakeOccurrences

EVE = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""A Sunday."""
DANA, OWEN, EVA = "UDANA", "UOWEN", "UEVA"
REVIEW, TALK, SECRET = "CREVIEW", "CTALK", "GSECRET"
SOURCES = ("portfolio", "revenue", "patterns")
_WAITS = Form(callback="waiting", title="Cadence", blocks=())


@dataclass
class Publishes:
    """`steps.Publishing` that can only be previewed."""

    is_down: bool = False
    asked: list[tuple[str, date, str | None]] = field(default_factory=list)

    def published(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        raise NotImplementedError

    def preview(
        self, ritual: Ritual, on: date, *, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        if self.is_down:
            raise TrackerUnavailable("Jira did not answer")
        self.asked.append((ritual.key, on, user))
        confirm = Actions((Button(label="Confirm", action="rituals.confirm"),))
        ask = Paragraph(line("For ", Who(OWEN), ": what changed?"))
        return (
            Message(summary="check-in", blocks=(ask, confirm)),
            Message(summary="digest", blocks=(Paragraph(line("The digest.")),)),
        )


@dataclass
class World:
    """Dana and Owen are in the review's channel, Eva is not. The secret channel is Owen's."""

    clock: FakeClock
    store: JobStore
    definitions: Definitions
    occurrences: Occurrences
    make: Callable[..., None]
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    publishing: Publishes = field(default_factory=Publishes)

    def __post_init__(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        people = (Person(id=each, name=each[1:].title(), zone=berlin) for each in (DANA, OWEN, EVA))
        self.messenger.people |= {each.id: each for each in people}
        self.messenger.memberships = {
            DANA: frozenset({REVIEW, TALK}),
            OWEN: frozenset({REVIEW, TALK, SECRET}),
            EVA: frozenset({TALK}),
        }
        self.messenger.now = self.clock.now()
        self.desk = Desk(self._flows())
        self.workers = Workers(
            store=self.store,
            handlers={
                **desk.handlers(self.desk),
                POST: PostHandler(messenger=self.messenger, clock=self.clock).handler(),
                FORM: FormHandler(messenger=self.messenger).handler(),
            },
            clock=self.clock,
            backoff=Backoff(chance=Random(1)),  # noqa: S311 - seeded, so that a run can be repeated
            name="web.1:1",
        )
        self._numbers = count(1)

    def _flows(self) -> tuple[desk.Flow, ...]:
        rights = Rights(self.messenger)
        defined = Defined(
            definitions=self.definitions,
            rights=rights,
            messenger=self.messenger,
            clock=self.clock,
        )
        turning = Turning(
            definitions=self.definitions, rights=rights, clock=self.clock, sources=SOURCES
        )
        edited = Edited(defined=defined, turning=turning, clock=self.clock)
        beginning = Beginning(edited=edited, messenger=self.messenger, clock=self.clock)
        editing = Editing(edited=edited)
        defining = Defining(
            defined=defined,
            occurrences=self.occurrences,
            publishing=self.publishing,
            turning=turning,
            beginning=beginning,
            editing=editing,
            clock=self.clock,
        )
        return (defining, beginning, editing, Questioning(edited=edited))

    # --- what there is -----------------------------------------------------------------------------

    def define(
        self, key: str = "weekly", *, origin: Origin = Origin.SLACK, **fields: Any
    ) -> Ritual:
        """Set up by Dana."""
        ritual = a_ritual(key, **fields)
        now = self.clock.now()
        by = DANA if origin is Origin.SLACK else None
        version = Version(number=1, ritual=ritual, origin=origin, by=by, at=now)
        due = next_due(ritual.schedule, now)
        self.make(self.definitions.define(version, next_at=due.at if due else None))
        return ritual

    def standing(self, key: str = "weekly") -> Standing:
        found = self.definitions.standing(key)
        assert found is not None
        return found

    def ritual(self, key: str = "weekly") -> Ritual:
        return self.standing(key).version.ritual

    # --- what people do ----------------------------------------------------------------------------

    def type(self, user: str, text: str, *, channel: str = TALK) -> str:
        """`/cadence …`; brings all that is said in answer to this person alone."""
        before = len(self.messenger.posted_messages)
        heard = Heard(
            id=f"command:{next(self._numbers)}",
            surface=Surface.COMMAND,
            text=text,
            user=user,
            channel=channel,
            at=self.clock.now(),
        )
        if self.desk.opens_form(heard):
            heard = replace(heard, view=self.messenger.open_form("trigger", _WAITS))
        self._do(desk.hear(heard))
        said = self.messenger.posted_messages[before:]
        return "\n\n".join(each.text for each in said if each.place.only_for == user)

    def press(self, user: str, label: str, *, value: str | None = None) -> None:
        """A button of the latest message."""
        where = next(
            each
            for each in reversed(self.messenger.posted_messages)
            if any(pressable(each.message.blocks, label))
        )
        found = next(pressable(where.message.blocks, label))
        view = self.messenger.open_form("trigger", _WAITS) if ".open." in found.action else None
        channel = where.channel
        self._press(user, found, value, view=view, channel=channel, ts=where.ts)

    def press_in(self, user: str, label: str) -> None:
        """A button, or a choice of a menu, in the modal."""
        view, form = self.modal()
        found = next(pressable(form.blocks, label))
        self._press(user, found, None, view=view, view_private=form.private, channel=user)

    def _press(self, user: str, found: "Pressable", value: str | None, **fields: Any) -> None:
        pressed = Pressed(
            id=f"press:{next(self._numbers)}",
            action=found.action,
            value=found.value if value is None else value,
            user=user,
            at=self.clock.now(),
            **fields,
        )
        self._do(desk.press(pressed))

    def choose(self, user: str, values: Mapping[str, Answer]) -> None:
        """Put these into fields of the modal, by their labels; the last one is watched."""
        view, form = self.modal()
        watched = fields_of(form)[[*values][-1]].watched
        assert watched is not None
        pressed = Pressed(
            id=f"press:{next(self._numbers)}",
            action=watched,
            value="",
            user=user,
            channel=user,
            view=view,
            view_private=form.private,
            answers=tuple(_filled(form, values).items()),
            at=self.clock.now(),
        )
        self._do(desk.press(pressed))

    def submit(self, user: str, values: Mapping[str, Answer] | None = None) -> Mapping[str, str]:
        """The modal with these put into it, by their labels; brings what is wrong, by label, and then nothing is
        done."""
        view, form = self.modal()
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

    def _do(self, job: NewJob) -> None:
        self.store.enqueue(job)
        # A channel keeps its pace: what is said second is said a second later.
        for _ in range(4):
            self.workers.drain()
            self.clock.advance(seconds=2)

    # --- what came of it ---------------------------------------------------------------------------

    def modal(self) -> tuple[str, Form]:
        """The latest one, with its view id."""
        return [*self.messenger.forms.items()][-1]

    def shown(self) -> str:
        """The modal without its fields, as a person reads it."""
        _, form = self.modal()
        blocks = tuple(each for each in form.blocks if not isinstance(each, Input))
        return plain(Message(summary="", blocks=blocks))

    def fields(self) -> dict[str, Input]:
        return fields_of(self.modal()[1])

    def told(self, channel: str = REVIEW) -> list[str]:
        """What a channel was told."""
        said = self.messenger.in_channel(channel)
        return [each.text for each in said if each.place.only_for is None]


@dataclass(frozen=True)
class Pressable:
    action: str
    value: str


def pressable(blocks: Any, label: str) -> Iterator[Pressable]:
    """Buttons with this label, and choices of menus."""
    for block in blocks:
        held = (*getattr(block, "elements", ()), getattr(block, "button", None))
        for each in held:
            if isinstance(each, Button) and each.label == label:
                yield Pressable(each.action, each.value)
            for choice in each.choices if isinstance(each, Menu) else ():
                if choice.label == label:
                    yield Pressable(each.action, choice.value)


def labels(blocks: Any) -> list[str]:
    found: list[Button | Menu | Choice] = []
    for block in blocks:
        for each in (*getattr(block, "elements", ()), getattr(block, "button", None)):
            found += [each] if isinstance(each, Button) else []
            found += each.choices if isinstance(each, Menu) else ()
    return [each.label for each in found if not isinstance(each, Menu)]


def fields_of(form: Form) -> dict[str, Input]:
    return {each.label: each for each in form.blocks if isinstance(each, Input)}


def _filled(form: Form, values: Mapping[str, Answer]) -> dict[str, Answer]:
    """Every field as Slack tells of it: what is put in, else what it began with."""
    assert not values.keys() - fields_of(form).keys(), fields_of(form).keys()
    found: dict[str, Answer] = {}
    for each in fields_of(form).values():
        begun = each.value.isoformat() if isinstance(each.value, date) else each.value
        found[each.name] = values.get(each.label, begun or None)
    return found


# --- worlds ----------------------------------------------------------------------------------------


def in_memory() -> World:
    def make(*changes: Change) -> None:
        for change in changes:
            change(None)

    clock = FakeClock(EVE)
    return World(clock, FakeJobStore(clock), FakeDefinitions(), FakeOccurrences(), make)


@contextmanager
def in_database(url: str) -> Iterator[World]:
    engine = make_engine(url)

    def make(*changes: Change) -> None:
        with writing(engine) as connection:
            for change in changes:
                change(connection)

    clock = FakeClock(EVE)
    store = SqlJobStore(engine=engine, clock=clock, ring=lambda: None)
    yield World(clock, store, SqlDefinitions(engine), SqlOccurrences(engine), make)
    engine.dispose()


PORTFOLIO = {"sources": ("portfolio",), "participants": Participants(owners=True)}
"""Fields of a ritual about bets."""
