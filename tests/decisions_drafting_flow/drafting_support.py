"""A room for drafting, in memory: what is settled is stored and said at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.heard import Answer, Closed, Heard, Pressed, Submitted, Surface
from cadence.core.message import Form, Input, Said
from cadence.core.people import Person
from cadence.decisions.model import drafting as rules
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.model.draft import Draft, Thread
from cadence.decisions.service.boards import Boards
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.confirming import Confirming
from cadence.decisions.service.drafting import Drafting
from cadence.decisions.service.people import People
from cadence.decisions.service.recording import Recording
from cadence.decisions.service.seeing import Seeing
from cadence.delivery.job import GiveUp, Job, NewJob, Settlement
from cadence.delivery.post import CHANGE, FORM, POST, ChangeHandler, FormHandler, PostHandler
from fakes.clock import FakeClock
from fakes.decision_records import FakeRecords
from fakes.messenger import FakeMessenger

BERLIN = ZoneInfo("Europe/Berlin")
ANA, BEN, MARIA = "U0ANAANA", "U0BENBEN", "U0MARIAM"
LOG = "CLOG00001"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    drafts: tuple[Draft, ...]
    note: str | None = None


@dataclass(slots=True)
class GivenDrafts:
    """Drafts that are given, or by the rules where none are."""

    given: tuple[Draft, ...] | None = None
    note: str | None = None
    read: list[Thread] = field(default_factory=list)

    def drafts(self, thread: Thread, **known: Any) -> Drafted:
        self.read.append(thread)
        made = rules.drafts(thread, **known) if self.given is None else self.given
        return Drafted(drafts=made, note=self.note)


@dataclass(slots=True)
class FakeConflicts:
    """Finds what it is given, and holds what was confirmed."""

    clashes: tuple[Any, ...] = ()
    held: list[Confirmed] = field(default_factory=list)

    def found(self, confirmed: Confirmed, *, user: str) -> tuple[Any, ...]:
        return self.clashes

    def hold(self, confirmed: Confirmed, clashes: Sequence[Any], *, view: str | None) -> Settlement:
        self.held.append(confirmed)
        return Settlement()


@dataclass(slots=True, kw_only=True)
class Desk:
    """What a person does at it is worked on at once, as the workers would."""

    log_channel: str | None = LOG
    areas: tuple[str, ...] = ("Payments", "Mobile")
    drafter: GivenDrafts = field(default_factory=GivenDrafts)
    conflicts: FakeConflicts = field(default_factory=FakeConflicts)
    messenger: FakeMessenger = field(default_factory=lambda: FakeMessenger(now=NOW))
    records: FakeRecords = field(default_factory=FakeRecords)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    done: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for user, name in ((ANA, "Ana Silva"), (BEN, "Ben Okoro"), (MARIA, "Maria Lopez")):
            self.messenger.people[user] = Person(id=user, name=name, zone=BERLIN)

    @property
    def people(self) -> People:
        return People(messenger=self.messenger, zone=BERLIN)

    @property
    def boards(self) -> Boards:
        return Boards(
            records=self.records,
            seeing=Seeing(messenger=self.messenger),
            log_channel=self.log_channel,
        )

    @property
    def drafting(self) -> Drafting:
        return Drafting(
            messenger=self.messenger,
            records=self.records,
            drafter=self.drafter,
            people=self.people,
            seeing=Seeing(messenger=self.messenger),
            clock=self.clock,
            areas=self.areas,
        )

    @property
    def recording(self) -> Recording:
        return Recording(
            records=self.records,
            people=self.people,
            confirming=Confirming(messenger=self.messenger, people=self.people),
            changes=Changes(boards=self.boards),
            seeing=Seeing(messenger=self.messenger),
            conflicts=self.conflicts,
            clock=self.clock,
            areas=self.areas,
        )

    # --- what people do ----------------------------------------------------------------------------

    def thread(self, channel: str, *said: tuple[str, str]) -> tuple[str, ...]:
        """The first one begins the thread; brings each `ts`."""
        (first, text), *rest = said
        root = self.messenger.hear(channel, first, text)
        return (
            root,
            *(self.messenger.hear(channel, user, words, thread=root) for user, words in rest),
        )

    def shortcut(self, user: str, channel: str, ts: str, *, opens: bool = True, **more: Any) -> str:
        """Brings the view, filled; "" where it could not be opened."""
        view = self.messenger.open_form("trigger", _WAITING) if opens else None
        heard = self._heard(Surface.SHORTCUT, user, channel, ts=ts, view=view, **more)
        self.settle(self.drafting.log(heard, Command(verb=Verb.LOG)))
        return view or ""

    def mention(
        self, user: str, channel: str, words: str = "", *, thread: str | None = None
    ) -> str:
        """Brings the `ts` of the mention."""
        text = f"@U0CADENCE log decision: {words}" if words else "@U0CADENCE log this"
        ts = self.messenger.hear(channel, user, text, thread=thread)
        heard = self._heard(Surface.MENTION, user, channel, ts=ts, thread=thread)
        self.settle(self.drafting.log(heard, Command(verb=Verb.LOG, words=words)))
        return ts

    def new(self, user: str, channel: str, *, words: str = "", opens: bool = True) -> str:
        view = self.messenger.open_form("trigger", _WAITING) if opens else None
        heard = self._heard(Surface.COMMAND, user, channel, view=view)
        self.settle(self.drafting.new(heard, Command(verb=Verb.NEW, words=words)))
        return view or ""

    def press(self, user: str, label: str, *, opens: bool = True, last: int = -1) -> str:
        """Press a button of the last message; brings the view that it opens."""
        said = self.messenger.posted_messages[last]
        (button,) = (
            each for block in said.message.blocks for each in _buttons(block) if each.label == label
        )
        opening = opens and button.action.startswith("decisions.open.")
        view = self.messenger.open_form("trigger", _WAITING) if opening else None
        alone = said.place.only_for is not None
        pressed = Pressed(
            id=f"press-{next(self.numbers)}",
            action=button.action,
            value=button.value,
            user=user,
            team="T1",
            channel=said.channel,
            thread=said.place.thread,
            ts=said.ts,
            private=alone,
            view=view,
            at=self.clock.now(),
        )
        self.settle(self.drafting.presses[button.action](pressed))
        return view or ""

    def pick(self, user: str, view: str, value: str) -> None:
        pressed = Pressed(
            id=f"press-{next(self.numbers)}",
            action="decisions.pick",
            value=value,
            user=user,
            channel=user,
            view=view,
            view_private=self.form(view).private,
            at=self.clock.now(),
        )
        self.settle(self.drafting.pick(pressed))

    def submit(
        self, user: str, view: str, *, closes: bool = False, **changed: Answer
    ) -> dict[str, str]:
        """Submit the form with these fields changed, and perhaps close it at once; brings what is wrong with it."""
        form = self.form(view)
        answers = held(form)
        turn = next(iter(answers)).partition(".")[2]
        answers |= {f"{name}.{turn}": value for name, value in changed.items()}
        submitted = Submitted(
            id=f"submit:{view}:{next(self.numbers)}",
            callback=form.callback,
            view=view,
            private=form.private,
            answers=tuple(answers.items()),
            user=user,
            team="T1",
            at=self.clock.now(),
        )
        if wrong := self.recording.checks[form.callback](submitted):
            return {field.partition(".")[0]: why for field, why in wrong.items()}
        if closes:
            del self.messenger.forms[view]
        self.settle(self.recording.submissions[form.callback](submitted))
        return {}

    def close(self, user: str, view: str) -> None:
        form = self.messenger.forms.pop(view)
        if form.tells_when_closed:
            closed = Closed(
                id=f"close:{view}", callback=form.callback, private=form.private, user=user, at=NOW
            )
            self.settle(self.drafting.closings[form.callback](closed))

    def form(self, view: str) -> Form:
        return self.messenger.forms[view]

    # --- working -----------------------------------------------------------------------------------

    def settle(self, settlement: Settlement) -> None:
        for change in settlement.changes:
            change(None)
        for job in settlement.jobs:
            self._do(job)

    def _do(self, new: NewJob) -> None:
        if (new.kind, new.key) in self.done:
            return
        self.done.add((new.kind, new.key))
        posting = PostHandler(
            messenger=self.messenger,
            on_posted=lambda job, posted: (
                self.boards.posted(job.args["about"], posted)
                if "board" in job.args["about"]
                else Settlement()
            ),
            on_refused=lambda job, why: self.boards.refused(job.args["about"], why),
            clock=self.clock,
        )
        handlers = {
            POST: posting.handler(),
            CHANGE: ChangeHandler(messenger=self.messenger).handler(),
            FORM: FormHandler(messenger=self.messenger).handler(),
        }
        job = Job(
            id=1, kind=new.kind, key=new.key, args=new.args, lane=new.lane, step="", tries=0,
            enqueued_at=self.clock.now(), claim="",
        )  # fmt: skip
        try:
            self.settle(handlers[new.kind].run(job))
        except GiveUp as error:
            self.settle(handlers[new.kind].give_up(job, str(error)))

    def _heard(self, surface: Surface, user: str, channel: str, **more: Any) -> Heard:
        return Heard(
            id=f"heard-{next(self.numbers)}",
            surface=surface,
            text="",
            user=user,
            team="T1",
            channel=channel,
            at=self.clock.now(),
            **more,
        )


_WAITING = Form(callback="decisions.waiting", title="…", blocks=())


def held(form: Form) -> dict[str, Answer]:
    """What an untouched form would be submitted with."""
    return {
        each.name: str(each.value) if each.kind == "date" and each.value else _answer(each)
        for each in form.blocks
        if isinstance(each, Input)
    }


def _answer(field: Input) -> Answer:
    value = field.value
    return None if value in ("", (), None) else value  # type: ignore[return-value] # dates are dealt with above


def _buttons(block: Any) -> Any:
    return getattr(block, "elements", ())


def said_alone(ts: str, user: str, text: str) -> Said:
    return replace(Said(ts=ts, user=user, text=text))
