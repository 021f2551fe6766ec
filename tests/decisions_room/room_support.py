"""The room in memory: what people do is heard, worked on and said, as in a process."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from builders import a_decision
from cadence.core.calendar import WorkingTime
from cadence.core.heard import Answer, Heard, Pressed, Submitted, Surface
from cadence.core.message import Button, Form, Input, Kind, Menu, Message
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.decisions import jobs
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision
from cadence.decisions.service.answering import Answering
from cadence.decisions.service.boards import Boards
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.correcting import Correcting
from cadence.decisions.service.disputes import Disputes
from cadence.decisions.service.hearing import Hearing
from cadence.decisions.service.people import People
from cadence.decisions.service.reading import Reading
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.superseding import Superseding
from cadence.decisions.service.whom import Asking
from cadence.decisions.service.withholding import Withholding
from cadence.delivery import desk
from cadence.delivery.desk import Desk
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.post import (
    CHANGE,
    FORM,
    POST,
    ChangeHandler,
    FormHandler,
    PostHandler,
)
from cadence.delivery.replying import waiting
from cadence.delivery.worker import Workers
from fakes.clock import FakeClock
from fakes.decision_conflicts import FakeConflicts
from fakes.decision_records import FakeRecords
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage

BERLIN = ZoneInfo("Europe/Berlin")
MAYA, DANA, GUS = "U0MAYA", "UDANA", "U0GUS"
"""Maya is in every channel, Dana in the public ones alone, and Gus is a guest in #pay."""
PAY, OPS, LEADS = "CPAY", "COPS", "GLEADS"
ALL = Seen(everything=True)


@dataclass(slots=True)
class Drafts:
    """Forms of new decisions that were asked for: the number of the old one, and the view."""

    asked: list[tuple[int, str]] = field(default_factory=list)

    def __call__(self, old: Decision, *, view: str, channel: str, team: str) -> Settlement:
        self.asked.append((old.number, view))
        return DONE


@dataclass(slots=True)
class Room:
    clock: FakeClock
    messenger: FakeMessenger
    records: FakeRecords
    store: FakeJobStore
    hearing: Hearing
    desk: Desk
    workers: Workers
    drafts: Drafts
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    # --- what people do ----------------------------------------------------------------------------

    def command(self, user: str, text: str, *, channel: str = PAY, opens: bool = True) -> str:
        """Brings what is answered, or else the form."""
        heard = self._heard(Surface.COMMAND, user, text, channel)
        view = self._opened() if opens and self.hearing.opens_form(heard) else None
        return self.do(jobs.hear(replace(heard, view=view)), view)

    def mention(
        self, user: str, text: str, *, channel: str = PAY, thread: str | None = None
    ) -> str:
        ts = self.messenger.hear(channel, user, text, thread=thread)
        heard = self._heard(Surface.MENTION, user, text, channel, ts=ts, thread=thread)
        return self.do(jobs.hear(heard), None)

    def direct(self, user: str, text: str) -> str:
        channel = f"D{user[1:]}"
        ts = self.messenger.hear(channel, user, text)
        heard = self._heard(Surface.DIRECT, user, text, channel, ts=ts)
        return self.do(jobs.hear(heard), None)

    def press(
        self, user: str, label: str, *, on: PostedMessage | None = None, opens: bool = True
    ) -> str:
        """On the last message that has such a button, unless told."""
        candidates = [on] if on else list(reversed(self.messenger.posted_messages))
        message, button = next(
            (each, button)
            for each in candidates
            for button in _buttons(each.message)
            if button.label == label
        )
        opening = opens and button.action.startswith("decisions.open.")
        view = self._opened() if opening else None
        pressed = Pressed(
            id=f"press{next(self.numbers)}",
            action=button.action,
            value=button.value,
            user=user,
            team="T1",
            channel=message.channel,
            thread=message.place.thread,
            ts=message.ts,
            private=message.place.only_for is not None,
            view=view,
            at=self.clock.now(),
        )
        return self.do(desk.press(pressed), view)

    def press_in_form(self, user: str, view: str, label: str) -> str:
        form = self.messenger.forms[view]
        button = next(each for each in _buttons(form) if each.label == label)
        pressed = Pressed(
            id=f"press{next(self.numbers)}",
            action=button.action,
            value=button.value,
            user=user,
            team="T1",
            channel=user,
            view=view,
            view_private=form.private,
            at=self.clock.now(),
        )
        return self.do(desk.press(pressed), view)

    def submit(self, user: str, view: str, **changed: Answer) -> str:
        """The form as it stands, but for these fields, named without their turn. Brings the form, or its errors."""
        form = self.messenger.forms[view]
        answers = tuple(_answers(form, changed))
        submitted = Submitted(
            id=f"submit{next(self.numbers)}",
            callback=form.callback,
            view=view,
            private=form.private,
            answers=answers,
            user=user,
            team="T1",
            at=self.clock.now(),
        )
        if errors := self.desk.errors(submitted):
            return "\n".join(errors.values())
        self.messenger.forms[view] = waiting()
        return self.do(desk.submit(submitted), view)

    @property
    def view(self) -> str:
        """The last form that was opened."""
        return list(self.messenger.forms)[-1]

    @property
    def last(self) -> PostedMessage:
        return self.messenger.posted_messages[-1]

    def decision(self, number: int) -> Decision:
        found = self.records.decision(number, ALL)
        assert found is not None
        return found

    # --- inside --------------------------------------------------------------------------------------

    def _heard(self, surface: Surface, user: str, text: str, channel: str, **more: Any) -> Heard:
        return Heard(
            id=f"heard{next(self.numbers)}",
            surface=surface,
            text=text,
            user=user,
            team="T1",
            channel=channel,
            at=self.clock.now(),
            **more,
        )

    def _work(self) -> None:
        """Also what a channel's pace puts off."""
        kinds = frozenset({POST, CHANGE, FORM})
        self.workers.drain()
        while due := self.store.next_due(kinds=kinds):
            self.clock.set(max(due, self.clock.now()))
            self.workers.drain()

    def _opened(self) -> str:
        return self.messenger.open_form("trigger", waiting())

    def do(self, job: NewJob, view: str | None = None) -> str:
        """Delivered twice."""
        said = len(self.messenger.posted_messages)
        self.store.enqueue(job, job)
        self._work()
        assert self.store.backlog() == {}, "everything is done"
        new = self.messenger.posted_messages[said:]
        if new and view is None:
            return new[-1].text
        return "" if view is None else shown(self.messenger.forms[view])


def shown(form: Form) -> str:
    texts = []
    for block in form.blocks:
        if isinstance(block, Input):
            texts.append(f"{block.label}: {block.value or ''}")
        else:
            texts.append(plain(Message(summary="", blocks=(block,))))
    return "\n".join([form.title, *texts])


def _buttons(held: Message | Form) -> Iterator[Button]:
    for block in held.blocks:
        elements = getattr(block, "elements", ()) or (getattr(block, "button", None),)
        yield from (
            each for each in elements if isinstance(each, Button) and not isinstance(each, Menu)
        )


def _answers(form: Form, changed: dict[str, Answer]) -> Iterator[tuple[str, Answer]]:
    left = dict(changed)
    for block in form.blocks:
        if isinstance(block, Input):
            name = block.name.partition(".")[0]
            held = block.value.isoformat() if isinstance(block.value, date) else block.value
            yield block.name, left.pop(name, held or None)
    assert not left, f"the form has no {', '.join(left)}"


def a_room(*decisions: Decision, supersessions: tuple[tuple[int, int], ...] = ()) -> Room:
    clock = FakeClock()
    messenger = FakeMessenger(now=clock.now(), kinds={LEADS: Kind.PRIVATE})
    for user, name in ((MAYA, "Maya Okafor"), (DANA, "Dana Fox"), (GUS, "Gus Guest")):
        messenger.people[user] = Person(id=user, name=name, zone=BERLIN, is_guest=user == GUS)
    messenger.memberships |= {
        MAYA: frozenset({PAY, OPS, LEADS}),
        DANA: frozenset({PAY, OPS}),
        GUS: frozenset({PAY}),
    }
    records = FakeRecords()
    for each in decisions or (a_decision(),):
        records.record(each, key=f"k{each.number}")(None)
        for shown_at in each.shown:
            records.show(each.number, shown_at)(None)
    for old, new in supersessions:
        records.supersede(old, new, by=None, at=clock.now())(None)
    store = FakeJobStore(clock)
    seeing = Seeing(messenger=messenger)
    people = People(messenger=messenger, zone=BERLIN)
    boards = Boards(records=records, seeing=seeing)
    changes = Changes(boards=boards)
    asking = Asking(messenger=messenger, seeing=seeing, zone=BERLIN)
    drafts = Drafts()
    kept = FakeConflicts()
    disputes = Disputes(
        kept=kept,
        records=records,
        asking=asking,
        people=people,
        changes=changes,
        clock=clock,
        office=WorkingTime(),
    )
    flows = (
        Reading(records=records, seeing=seeing, clock=clock, browse="https://jira.test"),
        Answering(records=records, seeing=seeing),
        Superseding(
            records=records,
            seeing=seeing,
            messenger=messenger,
            people=people,
            changes=changes,
            withholding=Withholding(kept=kept, disputes=disputes, clock=clock),
            clock=clock,
            draft=drafts,
        ),
        Correcting(
            records=records,
            seeing=seeing,
            messenger=messenger,
            people=people,
            asking=asking,
            changes=changes,
            disputes=disputes,
            clock=clock,
            areas=("Payments", "Mobile"),
        ),
    )
    hearing, front = Hearing(flows), Desk(flows)
    handlers = {
        POST: PostHandler(messenger=messenger, clock=clock).handler(),
        CHANGE: ChangeHandler(messenger=messenger).handler(),
        FORM: FormHandler(messenger=messenger).handler(),
        **jobs.handlers(hearing),
        **desk.handlers(front),
    }
    workers = Workers(store=store, handlers=handlers, clock=clock)
    return Room(
        clock=clock,
        messenger=messenger,
        records=records,
        store=store,
        hearing=hearing,
        desk=front,
        workers=workers,
        drafts=drafts,
    )
