"""A decision log with its conflicts, in memory: people confirm, choose and settle, the clock moves, jobs are done."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from builders import a_decision, an_origin
from cadence.core.calendar import WorkingTime
from cadence.core.errors import Overtaken
from cadence.core.heard import Answer, Closed, Pressed, Submitted
from cadence.core.message import Button, Form, Input, Kind
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.decisions.messages.forms import Drawn, draft_form
from cadence.decisions.model.carried import Carried
from cadence.decisions.model.decision import Body, Decision, Scope
from cadence.decisions.service.boards import Boards
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.choosing import Choosing
from cadence.decisions.service.conflicts import Conflicts
from cadence.decisions.service.correcting import Correcting
from cadence.decisions.service.disputes import Disputes
from cadence.decisions.service.elsewhere import Elsewhere
from cadence.decisions.service.judging import Judging
from cadence.decisions.service.people import People
from cadence.decisions.service.recording import Confirming, Recording
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.superseding import Superseding
from cadence.decisions.service.timeboxes import RECURRING, handlers
from cadence.decisions.service.whom import Asking
from cadence.decisions.service.withholding import Withholding
from cadence.delivery.clock import recurring
from cadence.delivery.job import GiveUp, Job, Settlement, Wait
from cadence.delivery.post import CHANGE, FORM, POST, ChangeHandler, FormHandler, PostHandler
from fakes.clock import FakeClock
from fakes.decision_conflicts import FakeConflicts
from fakes.decision_records import FakeRecords
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage
from fakes.writer import FakeWriter

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten in the morning in Berlin."""
LOG, PAY, SECRET = "CLOG00001", "CPAY00001", "GSECRET01"
DANA, RITA, OLGA, UMA, GUS = "U0DANA", "U0RITA", "U0OLGA", "U0UMAA", "U0GUSS"
NAMES = {DANA: "Dana", RITA: "Rita", OLGA: "Olga", UMA: "Uma", GUS: "Gus"}
"""Who confirms, who decided earlier, an arbiter, the channel's owner, and a guest."""
LEDGER = Scope(area="Ledger")
WAITING = Form(callback="decisions.waiting", title="…", blocks=())


@dataclass
class Room:
    clock: FakeClock
    messenger: FakeMessenger
    records: FakeRecords
    kept: FakeConflicts
    jobs: FakeJobStore
    recording: Recording
    choosing: Choosing
    disputes: Disputes
    correcting: Correcting
    superseding: Superseding
    elsewhere: Elsewhere
    handlers: Mapping[str, Any]
    _ids: Any = field(default_factory=lambda: count(1))

    # --- what is there -----------------------------------------------------------------------------

    def put(
        self, number: int = 17, decided: str = "The ledger stays on DynamoDB.", **fields: Any
    ) -> Decision:
        plain: dict[str, Any] = {
            "title": f"Earlier {number}",
            "scope": LEDGER,
            "origin": an_origin(PAY),
            "recorded_by": self.people.party(RITA),
        }
        decision = a_decision(number, decided=decided, **(plain | fields))
        self.records.record(decision, key=f"earlier:{number}")(None)
        self.records.held[number] = decision
        self.records.events.clear()
        return decision

    @property
    def people(self) -> People:
        return self.recording.people

    def one(self, number: int) -> Decision:
        return self.records.held[number]

    # --- people ------------------------------------------------------------------------------------

    def confirm(
        self,
        decided: str = "We use Postgres for the ledger.",
        *,
        user: str = DANA,
        channel: str = PAY,
        closes: bool = False,
        times: int = 1,
        supersedes: int | None = None,
        **fields: Any,
    ) -> str:
        """Fills the form and submits it; brings the modal. `times`: how often the submission is worked on."""
        body = Body(title="Ledger", decided=decided, scope=fields.pop("scope", LEDGER), **fields)
        carried = Carried(channel=channel, supersedes=supersedes)
        form = draft_form(Drawn(body=body, carried=carried, areas=()))
        view = self.messenger.open_form("trigger", WAITING)
        submitted = self._submitted(form, view, user, held(form))
        assert self.recording.check(dict(submitted.answers)) == {}
        if closes:
            del self.messenger.forms[view]
        for _ in range(times):
            self.settle(lambda: self.recording.confirm(submitted))
        return view

    def choose(
        self,
        view: str,
        user: str = DANA,
        *,
        times: int = 1,
        killed: int = 0,
        **answers: Answer,
    ) -> Mapping[str, str]:
        """`way_17="keep"` answers the field way.17; brings what is wrong with it. `killed`: how many workers come to
        their end before they store what they worked out."""
        form = self.messenger.forms[view]
        filled = held(form) | {name.replace("_", "."): value for name, value in answers.items()}
        if wrong := self.choosing.check(filled):
            return wrong
        submitted = self._submitted(form, view, user, filled)
        self.messenger.forms[view] = WAITING
        for _ in range(killed):
            self.choosing.submissions[form.callback](submitted)
        for _ in range(times):
            self.settle(lambda: self.choosing.submissions[form.callback](submitted))
        return {}

    def _submitted(
        self, form: Form, view: str, user: str, answers: Mapping[str, Answer]
    ) -> Submitted:
        return Submitted(
            id=f"form:{next(self._ids)}",
            callback=form.callback,
            view=view,
            private=form.private,
            answers=tuple(answers.items()),
            user=user,
            team="T1",
            at=self.clock.now(),
        )

    def close(self, view: str, user: str = DANA) -> None:
        form = self.messenger.forms.pop(view)
        assert form.tells_when_closed
        closed = Closed(
            id=f"closed:{next(self._ids)}",
            callback=form.callback,
            private=form.private,
            user=user,
            at=self.clock.now(),
        )
        for _ in range(3):
            self.settle(lambda: self.choosing.closings[form.callback](closed))

    def press(
        self,
        posted: PostedMessage,
        label: str,
        user: str = DANA,
        *,
        opens: bool = True,
        times: int = 1,
    ) -> str:
        """Presses a button of a message; brings the modal, where one was opened."""
        button = button_in(posted.message.blocks, label)
        opening = opens and button.action.startswith("decisions.open.")
        view = self.messenger.open_form("trigger", WAITING) if opening else None
        pressed = Pressed(
            id=f"press:{next(self._ids)}",
            action=button.action,
            value=button.value,
            user=user,
            team="T1",
            channel=posted.channel,
            ts=posted.ts,
            view=view,
            at=self.clock.now(),
        )
        for _ in range(times):
            self._press(pressed)
        return view or ""

    def press_in_form(self, view: str, label: str, user: str = DANA) -> None:
        form = self.messenger.forms[view]
        button = button_in(form.blocks, label)
        self._press(
            Pressed(
                id=f"press:{next(self._ids)}",
                action=button.action,
                value=button.value,
                user=user,
                channel=user,
                view=view,
                view_private=form.private,
                at=self.clock.now(),
            )
        )

    def _press(self, pressed: Pressed) -> None:
        flows = (self.choosing, self.disputes, self.correcting, self.superseding, self.elsewhere)
        presses = {name: do for flow in flows for name, do in flow.presses.items()}
        self.settle(lambda: presses[pressed.action](pressed))

    # --- what follows ------------------------------------------------------------------------------

    def settle(self, do: Any) -> None:
        """As a job would be: all of its changes or none, and again where somebody was quicker."""
        try:
            settlement: Settlement = do()
            self._make(settlement)
        except Overtaken:
            self._make(do())
        self.work()

    def _make(self, settlement: Settlement) -> None:
        before = self._memory()
        try:
            for change in settlement.changes:
                change(None)
        except Overtaken:
            self._restore(before)
            raise
        self.jobs.enqueue(*settlement.jobs)

    def _memory(self) -> list[tuple[Any, str, Any]]:
        parts = [(self.kept, "waiting"), (self.kept, "held"), (self.records, "held")]
        parts += [(self.records, "recorded_keys"), (self.records, "every_revision")]
        kept = [(of, name, dict(getattr(of, name))) for of, name in parts]
        return [*kept, (self.records, "events", list(self.records.events))]

    def _restore(self, memory: list[tuple[Any, str, Any]]) -> None:
        for of, name, value in memory:
            setattr(of, name, value)

    def work(self) -> None:
        kinds = frozenset(self.handlers)
        while job := self.jobs.claim(worker="w", lease=timedelta(minutes=1), kinds=kinds):
            self._do(job)

    def _do(self, job: Job) -> None:
        handler = self.handlers[job.kind]
        try:
            settlement = handler.run(job)
            self._make(replace(settlement, jobs=()))
            self.jobs.settle(job, replace(settlement, changes=()))
        except Wait as wait:
            self.jobs.put_back(job, delay=wait.delay, error=str(wait), counts=False)
        except GiveUp as error:
            self.jobs.set_aside(job, error=str(error), settlement=handler.give_up(job, str(error)))
            self.work()

    def until(self, moment: datetime, *, every: timedelta = timedelta(hours=1)) -> None:
        while self.clock.now() < moment:
            self.clock.set(min(moment, self.clock.now() + every))
            self.messenger.now = self.clock.now()
            self.work()

    # --- what is seen ------------------------------------------------------------------------------

    def shown(self, view: str) -> str:
        """The modal, as text."""
        form = self.messenger.forms[view]
        texts = [plain_block(each) for each in form.blocks]
        return "\n".join([form.title, *texts])

    def to(self, user: str) -> list[PostedMessage]:
        channel = f"D{user[1:]}"
        return [
            each
            for each in self.messenger.posted_messages
            if each.channel == channel and each.place.only_for is None
        ]

    def told(self, user: str) -> list[str]:
        return [each.text for each in self.to(user)]

    def history(self, number: int) -> list[tuple[str, str, int | None]]:
        return [(each.what.value, each.words, each.other) for each in self.records.history(number)]


def plain_block(block: Any) -> str:
    from cadence.core.message import Message  # noqa: PLC0415 - for this alone

    if isinstance(block, Input):
        return f"[{block.name}] {block.label}: {block.value or ''}"
    return plain(Message(summary="", blocks=(block,)))


def button_in(blocks: Any, label: str) -> Button:
    found = [each for block in blocks for each in _buttons(block) if each.label == label]
    assert found, f"there is no button “{label}”"
    return found[0]


def _buttons(block: Any) -> Iterator[Button]:
    yield from getattr(block, "elements", ())


def held(form: Form) -> dict[str, Answer]:
    """What an untouched form would be submitted with."""
    return {each.name: _answer(each) for each in form.blocks if isinstance(each, Input)}


def _answer(given: Input) -> Answer:
    if isinstance(given.value, date):
        return given.value.isoformat()
    return given.value or None


def a_room(*, writer: FakeWriter | None = None, owners: Mapping[str, str] | None = None) -> Room:
    clock = FakeClock(MONDAY)
    everyone = frozenset({PAY, LOG})
    messenger = FakeMessenger(
        now=MONDAY,
        people={
            user: Person(id=user, name=name, zone=BERLIN, is_guest=user == GUS)
            for user, name in NAMES.items()
        },
        kinds={PAY: Kind.PUBLIC, LOG: Kind.PUBLIC, SECRET: Kind.PRIVATE},
        memberships={user: everyone for user in NAMES if user != GUS},
        creators={PAY: UMA, SECRET: UMA},
    )
    records, kept, jobs = FakeRecords(), FakeConflicts(), FakeJobStore(clock)
    seeing, people = Seeing(messenger=messenger), People(messenger=messenger, zone=BERLIN)
    boards = Boards(records=records, seeing=seeing, log_channel=LOG)
    changes = Changes(boards=boards)
    conflicts = Conflicts(
        kept=kept,
        records=records,
        judging=Judging(records=records, clock=clock, writer=writer),
        seeing=seeing,
        clock=clock,
    )
    asking = Asking(
        messenger=messenger, seeing=seeing, zone=BERLIN, owners=owners or {}, log_channel=LOG
    )
    disputes = Disputes(
        kept=kept,
        records=records,
        asking=asking,
        people=people,
        changes=changes,
        clock=clock,
        office=WorkingTime(),
    )
    withholding = Withholding(kept=kept, disputes=disputes, clock=clock)
    recording = Recording(
        records=records,
        people=people,
        confirming=Confirming(messenger=messenger, people=people),
        changes=changes,
        seeing=seeing,
        conflicts=conflicts,
        clock=clock,
        withheld=withholding,
    )
    choosing = Choosing(
        conflicts=conflicts,
        kept=kept,
        records=records,
        record=recording.record,
        refuses=recording.refuses,
        disputes=disputes,
        withheld=withholding,
        seeing=seeing,
        messenger=messenger,
        people=people,
        changes=changes,
        clock=clock,
    )
    correcting = Correcting(
        records=records,
        seeing=seeing,
        messenger=messenger,
        people=people,
        asking=asking,
        changes=changes,
        disputes=disputes,
        clock=clock,
    )
    superseding = Superseding(
        records=records,
        seeing=seeing,
        messenger=messenger,
        people=people,
        changes=changes,
        withholding=withholding,
        clock=clock,
        draft=lambda old, **where: Settlement(),
    )
    elsewhere = Elsewhere(
        records=records,
        confirming=recording.confirming,
        people=people,
        seeing=seeing,
        clock=clock,
        record=recording.elsewhere,
        found=conflicts.found,
        in_the_way=superseding.withheld,
        replace=superseding.replaced,
        areas=("Ledger",),
    )
    post = PostHandler(
        messenger=messenger,
        clock=clock,
        on_posted=lambda job, posted: (
            boards.posted(job.args["about"], posted)
            if "board" in job.args["about"]
            else Settlement()
        ),
        on_refused=lambda job, why: (
            disputes.refused(job.args["about"]) if "dispute" in job.args["about"] else Settlement()
        ),
    )
    own = handlers(conflicts, disputes, clock=clock, look_every=timedelta(hours=1))
    jobs.enqueue(*(recurring(kind) for kind in RECURRING))
    room = Room(
        clock=clock,
        messenger=messenger,
        records=records,
        kept=kept,
        jobs=jobs,
        recording=recording,
        choosing=choosing,
        disputes=disputes,
        correcting=correcting,
        superseding=superseding,
        elsewhere=elsewhere,
        handlers={
            POST: post.handler(),
            CHANGE: ChangeHandler(messenger=messenger).handler(),
            FORM: FormHandler(messenger=messenger).handler(),
            **own,
        },
    )
    room.work()
    return room
