"""A decision log with its reviews, in memory: the clock moves, jobs are done, people press."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from builders import a_decision, a_party, an_origin
from cadence.core.calendar import WorkingTime
from cadence.core.errors import Overtaken
from cadence.core.heard import Heard, Pressed, Submitted, Surface
from cadence.core.message import Button, Form, Kind, Message, Place
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.decisions.model.decision import Board, Decision, Shown
from cadence.decisions.service.asker import Keeping
from cadence.decisions.service.boards import Boards
from cadence.decisions.service.chaining import Chaining, Signals
from cadence.decisions.service.grounds import Grounds
from cadence.decisions.service.hearing import Hearing
from cadence.decisions.service.linking import Linking
from cadence.decisions.service.people import People
from cadence.decisions.service.questions import Questions
from cadence.decisions.service.reopening import Reopening
from cadence.decisions.service.reviewing import Reviewing
from cadence.decisions.service.rounds import RECURRING, handlers
from cadence.decisions.service.seeing import Seeing
from cadence.decisions.service.sources import Sources
from cadence.decisions.service.ties import Ties
from cadence.decisions.service.whom import Asking
from cadence.delivery.clock import recurring
from cadence.delivery.desk import Desk
from cadence.delivery.job import GiveUp, Handler, Job, Settlement, Wait
from cadence.delivery.post import (
    CHANGE,
    FORM,
    POST,
    ChangeHandler,
    FormHandler,
    PostHandler,
)
from fakes.bugs import FakeBugs
from fakes.clock import FakeClock
from fakes.decision_chain import FakeChain
from fakes.decision_records import FakeRecords
from fakes.decision_reviews import FakeReviews
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage
from fakes.tracker import FakeTracker

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Seven in the morning in Berlin."""
LOG, PAY, SECRET = "CLOG", "CPAY", "GSECRET"
PEOPLE = ("Dana", "Rita", "Olga", "Uma", "Gus")
"""The decider, the recorder, the channel's owner, somebody else, and a guest."""


def a_person(name: str, **fields: Any) -> Person:
    plain_person: dict[str, Any] = {"id": f"U{name.upper()}", "name": name, "zone": BERLIN}
    return Person(**(plain_person | fields))


@dataclass
class Room:
    clock: FakeClock
    messenger: FakeMessenger
    records: FakeRecords
    reviews: FakeReviews
    tracker: FakeTracker
    bugs: FakeBugs
    jobs: FakeJobStore
    questions: Questions
    reviewing: Reviewing
    linking: Linking
    hearing: Hearing
    desk: Desk
    chain: FakeChain
    sources: Sources
    handlers: Mapping[str, Handler]
    _ids: Any = field(default_factory=lambda: count(1))

    # --- what is there -----------------------------------------------------------------------------

    def put(self, number: int = 42, **fields: Any) -> Decision:
        decision = a_decision(number, **fields)
        self.records.held[number] = decision
        self.records.keys[str(number)] = number
        return decision

    def alter(self, number: int = 42, **fields: Any) -> Decision:
        self.records.held[number] = replace(self.records.held[number], **fields)
        return self.records.held[number]

    def review_on(self, number: int = 42) -> date | None:
        return self.records.held[number].body.review_on

    # --- time --------------------------------------------------------------------------------------

    def run(self) -> None:
        """Beats, and does whatever is due, until nothing is."""
        self.jobs.enqueue(*self.questions.beat(self.clock.now()))
        self.work()

    def work(self) -> None:
        """What has to keep its pace in a channel waits for the clock to go on."""
        kinds = frozenset(self.handlers)
        while job := self.jobs.claim(worker="w", lease=timedelta(minutes=1), kinds=kinds):
            self.do(job)

    def pass_a_minute(self) -> None:
        self.until(self.clock.now() + timedelta(minutes=1), every=timedelta(seconds=20))

    def do(self, job: Job) -> None:
        handler = self.handlers[job.kind]
        try:
            settlement = handler.run(job)
            self.jobs.settle(job, settlement)
        except Wait as wait:
            self.jobs.put_back(job, delay=wait.delay, error=str(wait), counts=False)
        except GiveUp as error:
            follows = handler.give_up(job, str(error))
            self.jobs.set_aside(job, error=str(error), settlement=follows)
        except Overtaken as error:
            self.jobs.put_back(job, delay=timedelta(seconds=1), error=str(error), counts=True)

    def until(self, moment: datetime, *, every: timedelta = timedelta(hours=1)) -> None:
        """The clock goes on to then, and everything that falls due on the way is done."""
        while self.clock.now() < moment:
            self.clock.set(min(moment, self.clock.now() + every))
            self.messenger.now = self.clock.now()
            self.run()

    # --- people ------------------------------------------------------------------------------------

    def heard(self, text: str, user: str, channel: str = PAY) -> Heard:
        return Heard(
            id=f"command:{next(self._ids)}",
            surface=Surface.COMMAND,
            text=text,
            user=user,
            channel=channel,
            at=self.clock.now(),
        )

    def command(self, text: str, user: str = "UUMA", channel: str = PAY) -> str:
        """What the asker is told."""
        heard = self.heard(text, user, channel)
        before = len(self.messenger.posted_messages)
        self.settle(lambda: self.hearing.hear(heard))
        self.pass_a_minute()
        told = self.messenger.posted_messages[before:]
        return next(each.text for each in told if each.key == f"answer:{heard.id}")

    def link(self, words: str, user: str = "UUMA") -> str:
        """`/decision link` with words that begin with no decision."""
        return self.command(f"link {words}", user)

    def press(
        self, posted: PostedMessage, label: str, user: str, *, view: bool = True
    ) -> str | None:
        """Presses a button that stands in the message; brings the modal's id, where one was opened."""
        button = button_in(posted.message, label)
        return self.press_button(posted, button.action, button.value, user, view=view)

    def press_button(
        self, posted: PostedMessage, action: str, value: str, user: str, *, view: bool = True
    ) -> str | None:
        opened = None
        if view and action.startswith("decisions.open."):
            opened = self.messenger.open_form("trigger", Form(callback="w", title="w", blocks=()))
        pressed = Pressed(
            id=f"press:{next(self._ids)}",
            action=action,
            value=value,
            user=user,
            channel=posted.channel,
            thread=posted.place.thread,
            ts=posted.ts,
            private=posted.place.only_for is not None,
            view=opened,
            at=self.clock.now(),
        )
        self.settle(lambda: self.desk.press(pressed))
        return opened

    def submit(self, view: str, user: str, **answers: Any) -> None:
        form = self.messenger.forms[view]
        submitted = Submitted(
            id=f"form:{next(self._ids)}",
            callback=form.callback,
            view=view,
            private=form.private,
            answers=tuple(answers.items()),
            user=user,
            at=self.clock.now(),
        )
        assert self.desk.errors(submitted) == {}
        self.settle(lambda: self.desk.submit(submitted))

    def settle(self, do: Any) -> None:
        """As a job of the room's own would be, and what follows of it."""
        settlement: Settlement = do()
        for change in settlement.changes:
            change(None)
        self.jobs.enqueue(*settlement.jobs)
        self.work()

    def to(self, who: str) -> list[PostedMessage]:
        """What stands in the direct messages with a person, or in a channel; ephemeral ones aside."""
        channel = f"D{who[1:]}" if who.startswith("U") else who
        return [
            each
            for each in self.messenger.posted_messages
            if each.channel == channel and each.place.only_for is None
        ]

    def told(self, who: str) -> list[str]:
        return [each.text for each in self.to(who)]

    def history(self, number: int = 42) -> list[tuple[str, str | None, str]]:
        return [
            (each.what.value, each.by.name if each.by else None, each.words)
            for each in self.records.history(number)
        ]

    def twin(self) -> "Room":
        """Another replica on the same memory."""
        return replace(self)


def a_room(
    *,
    now: datetime = MONDAY,
    office: WorkingTime | None = None,
    owners: Mapping[str, str] | None = None,
    log_channel: str | None = LOG,
    records: Any = None,
    reviews: Any = None,
    chain: Any = None,
) -> Room:
    """On other stores where they are given."""
    clock = FakeClock(now)
    everyone = frozenset({PAY, LOG})
    messenger = FakeMessenger(
        now=now,
        people={f"U{name.upper()}": a_person(name, is_guest=name == "Gus") for name in PEOPLE},
        kinds={PAY: Kind.PUBLIC, LOG: Kind.PUBLIC, SECRET: Kind.PRIVATE},
        memberships={f"U{name.upper()}": everyone for name in PEOPLE if name != "Gus"},
        creators={PAY: "UOLGA", SECRET: "UOLGA"},
    )
    records = records or FakeRecords()
    reviews = reviews or FakeReviews(records)
    tracker, bugs = FakeTracker(clock=clock), FakeBugs()
    jobs = FakeJobStore(clock)
    seeing = Seeing(messenger=messenger)
    boards = Boards(records=records, seeing=seeing, log_channel=log_channel)
    asking = Asking(
        messenger=messenger,
        seeing=seeing,
        zone=BERLIN,
        owners=owners or {},
        log_channel=log_channel,
    )
    questions = Questions(
        records=records,
        reviews=reviews,
        asking=asking,
        bugs=bugs,
        clock=clock,
        office=office or WorkingTime(),
        browse="https://jira.test",
    )
    reviewing = Reviewing(
        records=records,
        reviews=reviews,
        questions=questions,
        seeing=seeing,
        people=People(messenger=messenger, zone=BERLIN),
        clock=clock,
        redraw=boards.redraw,
    )
    reopening = Reopening(reviews=reviews, tracker=tracker, clock=clock)
    chain = chain or FakeChain(records)
    chaining = Chaining(records=records, reviews=reviews, store=chain)
    signals = Signals(store=chain, bugs=bugs, asking=asking, clock=clock)
    sources = Sources(records=records, messenger=messenger, clock=clock)
    keeping = Keeping(records=records, store=chain, clock=clock)
    linking = Linking(
        keeping=keeping,
        ties=Ties(keeping=keeping, reviews=reviews, chaining=chaining, tracker=tracker, bugs=bugs),
        grounds=Grounds(
            keeping=keeping, signals=signals, messenger=messenger, people=reviewing.people
        ),
        chaining=chaining,
        messenger=messenger,
        seeing=seeing,
        asking=asking,
        people=reviewing.people,
    )
    own = handlers(
        questions, reopening, signals, sources, clock=clock, look_every=timedelta(hours=1)
    )
    post = PostHandler(
        messenger=messenger,
        clock=clock,
        on_posted=lambda job, posted: (
            questions.posted(job, posted) if "review" in job.args["about"] else Settlement()
        ),
        on_refused=lambda job, why: (
            questions.refused(job, why) if "review" in job.args["about"] else Settlement()
        ),
    )
    room = Room(
        clock=clock,
        messenger=messenger,
        records=records,
        reviews=reviews,
        tracker=tracker,
        bugs=bugs,
        jobs=jobs,
        questions=questions,
        reviewing=reviewing,
        hearing=Hearing((reviewing, linking)),
        desk=Desk((reviewing, linking)),
        linking=linking,
        chain=chain,
        sources=sources,
        handlers={
            POST: post.handler(),
            CHANGE: ChangeHandler(messenger=messenger).handler(),
            FORM: FormHandler(messenger=messenger).handler(),
            **own,
        },
    )
    jobs.enqueue(*(recurring(kind) for kind in RECURRING))
    return room


def due_decision(room: Room, number: int = 42, **fields: Any) -> Decision:
    """Decided by Dana, recorded by Rita, to be looked at on Monday."""
    log = room.messenger.post(
        Place(channel=LOG), Message(summary="the record"), key=f"log:{number}"
    )
    plain_fields: dict[str, Any] = {
        "decider": a_party("Dana", "UDANA"),
        "recorded_by": a_party("Rita", "URITA"),
        "review_on": MONDAY.date(),
        "origin": an_origin(PAY, permalink="https://x.slack.com/archives/CPAY/p1"),
        "shown": (Shown(board=Board.LOG, channel=LOG, ts=log.ts or ""),),
    }
    return room.put(number, **(plain_fields | fields))


def buttons(message: Message) -> Iterator[Button]:
    for block in message.blocks:
        elements = getattr(block, "elements", ())
        yield from (each for each in elements if isinstance(each, Button))


def button_in(message: Message, label: str) -> Button:
    found = [each for each in buttons(message) if each.label == label]
    assert found, f"there is no {label!r} in {plain(message)!r}"
    return found[0]


def labels(message: Message) -> list[str]:
    return [each.label for each in buttons(message)]
