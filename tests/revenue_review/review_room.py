"""The revenue room with its parts in memory or in a database, and people who use it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from cadence.adapters.db.accounts import SqlAccounts, SqlLeads
from cadence.adapters.db.engine import writing
from cadence.adapters.db.indicators import SqlIndicators, SqlRests
from cadence.adapters.db.revenue import SqlRevenue
from cadence.core.agenda import Drawn, Edition, Told
from cadence.core.errors import Overtaken
from cadence.core.heard import Heard, Pressed, Submitted, Surface
from cadence.core.message import Actions, Audience, Button, Form, Kind, Menu, Message, Paragraph
from cadence.core.people import Person
from cadence.core.plain import plain
from cadence.delivery.desk import OPENS, Desk
from cadence.delivery.job import GiveUp, Handler, Job, Settlement
from cadence.delivery.post import (
    CHANGE,
    FORM,
    POST,
    ChangeHandler,
    FormHandler,
    PostHandler,
)
from cadence.revenue.model.access import Access
from cadence.revenue.model.account import AccountReading
from cadence.revenue.model.customer import Owners
from cadence.revenue.model.indicator import LeadingIndicator, Reading
from cadence.revenue.model.level import Batch, Level, Segments
from cadence.revenue.model.level import Form as Shape
from cadence.revenue.model.month import Month
from cadence.revenue.service.asked import Asked
from cadence.revenue.service.indicating import Indicating
from cadence.revenue.service.leads import ROUND, Leading
from cadence.revenue.service.looking import Looking
from cadence.revenue.service.people import People
from cadence.revenue.service.reporting import Reporting
from cadence.revenue.service.source import RevenueSource
from fakes.accounts import FakeAccounts, FakeLeads
from fakes.clock import FakeClock
from fakes.indicators import FakeIndicators, FakeRests
from fakes.jobs import FakeJobStore
from fakes.messenger import FakeMessenger, PostedMessage
from fakes.revenue import FakeRevenue
from revenue_review.review_builders import NOON, TODAY

EMMA, OWEN, GUEST, PRIYA = "UEMMA", "UOWEN", "UGUEST", "UPRIYA"
PRIVATE, PUBLIC, SHARED = "GREVIEW", "CPUBLIC", "CSHARED"
OCTOBER = Month(2026, 10)


def a_person(user: str, name: str, **fields: Any) -> Person:
    email = f"{name.lower()}@fernhill.example"
    return Person(**({"id": user, "name": name, "zone": ZoneInfo("UTC"), "email": email} | fields))


def in_channel(channel: str | None, kind: Kind) -> Audience:
    return Audience(user=None, channel=channel, kind=kind)


EDITION = Edition(
    ritual="nrr-review",
    on=TODAY,
    at=NOON,
    since=NOON - timedelta(days=7),
    audience=in_channel(PRIVATE, Kind.PRIVATE),
)


@dataclass
class ReviewRoom:
    engine: Engine | None = None
    in_file: tuple[LeadingIndicator, ...] = ()
    access: Access = field(default_factory=Access)
    owners: Owners = field(default_factory=lambda: Owners(by_segment={}))
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))

    def __post_init__(self) -> None:
        engine = self.engine
        self.messenger = FakeMessenger(
            now=self.clock.now(),
            people={
                EMMA: a_person(EMMA, "Emma"),
                OWEN: a_person(OWEN, "Owen"),
                PRIYA: a_person(PRIYA, "Priya"),
                GUEST: a_person(GUEST, "Gus", is_guest=True),
            },
        )
        self.jobs = FakeJobStore(clock=self.clock)
        self.revenue = SqlRevenue(engine) if engine else FakeRevenue()
        self.indicators = SqlIndicators(engine) if engine else FakeIndicators()
        self.accounts = SqlAccounts(engine) if engine else FakeAccounts()
        self.leads = SqlLeads(engine) if engine else FakeLeads()
        self.rests = SqlRests(engine) if engine else FakeRests()
        self.people = People(
            messenger=self.messenger,
            zone=ZoneInfo("UTC"),
            access=self.access,
            owners=self.owners,
        )
        self.looking = Looking(
            reporting=Reporting(store=self.revenue, home="EUR"),
            indicators=self.indicators,
            accounts=self.accounts,
            leads=self.leads,
            in_file=self.in_file,
        )
        self.source = RevenueSource(
            looking=self.looking,
            rests=self.rests,
            people=self.people,
            clock=self.clock,
            minimum=5,
        )
        self.leading = Leading(
            looking=self.looking, leads=self.leads, people=self.people, clock=self.clock
        )
        self.desk = Desk(
            (
                Asked(looking=self.looking, people=self.people, clock=self.clock, minimum=5),
                Indicating(
                    looking=self.looking,
                    indicators=self.indicators,
                    people=self.people,
                    clock=self.clock,
                ),
                self.leading,
            )
        )
        self.handlers: Mapping[str, Handler] = {
            POST: PostHandler(
                messenger=self.messenger, on_refused=self.leading.refused, clock=self.clock
            ).handler(),
            CHANGE: ChangeHandler(messenger=self.messenger).handler(),
            FORM: FormHandler(messenger=self.messenger).handler(),
        }
        self._ids = count()

    # --- what there is -------------------------------------------------------------------------------

    def pays(
        self,
        rows: Mapping[str, Sequence[object]],
        *,
        until: Month = OCTOBER,
        segments: Mapping[str, Segments] | None = None,
        source: str = "revenue.csv",
        note: str = "",
    ) -> None:
        """What each account paid in the months up to that one; all rows are of one length."""
        longest = max(len(each) for each in rows.values())
        months = [until.plus(place - longest + 1) for place in range(longest)]
        levels = tuple(
            Level(
                account=account,
                month=month,
                mrr=Decimal(str(amount)).quantize(Decimal("0.01")),
                segments=(segments or {}).get(account, ()),
            )
            for account, amounts in rows.items()
            for month, amount in zip(months, amounts, strict=True)
        )
        batch = Batch(
            source=source, form=Shape.LEVELS, levels=levels, whole=tuple(months), note=note
        )
        self.revenue.take(batch, at=self.clock.now())

    def uses(self, *readings: AccountReading) -> None:
        self.accounts.put(readings, source="accounts.csv", at=self.clock.now())

    def reads(self, *readings: Reading) -> None:
        self.make(self.indicators.take(*readings, key=f"test:{next(self._ids)}"))

    def make(self, *changes: Callable[[Any], None]) -> None:
        if self.engine is None:
            for change in changes:
                change(None)
            return
        with writing(self.engine) as connection:
            for change in changes:
                change(connection)

    # --- the review ----------------------------------------------------------------------------------

    def told(self, edition: Edition = EDITION) -> Told:
        return self.source.told(edition)

    def read(self, edition: Edition = EDITION) -> str:
        """All of it as people read it, pictures in words."""
        return as_text(self.told(edition))

    # --- jobs ----------------------------------------------------------------------------------------

    def settle(self, settlement: Settlement) -> None:
        self.make(*settlement.changes)
        self.jobs.enqueue(*settlement.jobs)
        self.work()
        self.clock.advance(seconds=2)
        self.work()

    def work(self) -> None:
        kinds = frozenset(self.handlers)
        while job := self.jobs.claim(worker="w", lease=timedelta(minutes=1), kinds=kinds):
            self.do(job)

    def do(self, job: Job) -> None:
        handler = self.handlers[job.kind]
        try:
            self.jobs.settle(job, handler.run(job))
        except GiveUp as error:
            follows = handler.give_up(job, str(error))
            self.jobs.set_aside(job, error=str(error), settlement=Settlement())
            self.settle(follows)

    def look_for_leads(self) -> None:
        job = Job(
            id=1,
            kind=ROUND,
            key=ROUND,
            args={},
            lane=None,
            step="",
            tries=0,
            enqueued_at=self.clock.now(),
            claim="c",
        )
        self.settle(self.leading.look(job))

    # --- people --------------------------------------------------------------------------------------

    def command(self, text: str, user: str = EMMA) -> PostedMessage:
        heard = Heard(
            id=f"command:{next(self._ids)}",
            surface=Surface.COMMAND,
            text=text,
            user=user,
            channel=PUBLIC,
            at=self.clock.now(),
        )
        self.settle(self.desk.hear(heard))
        said = self.messenger.posted_messages[-1]
        assert said.place.only_for == user
        return said

    def press(
        self, posted: PostedMessage, label: str, user: str, *, which: int = 0, opens: bool = True
    ) -> str | None:
        """Brings the modal's id, where one was opened."""
        found = [each for each in buttons(posted.message) if each.label == label]
        return self._press(posted, found[which].action, found[which].value, user, opens=opens)

    def choose(self, posted: PostedMessage, action: str, value: str, user: str) -> str | None:
        return self._press(posted, action, value, user, opens=True)

    def _press(
        self, posted: PostedMessage, action: str, value: str, user: str, *, opens: bool
    ) -> str | None:
        view = None
        if opens and OPENS in action:
            view = self.messenger.open_form("trigger", Form(callback="w", title="w", blocks=()))
        pressed = Pressed(
            id=f"press:{next(self._ids)}",
            action=action,
            value=value,
            user=user,
            channel=posted.channel,
            ts=posted.ts,
            private=posted.place.only_for is not None,
            view=view,
            at=self.clock.now(),
        )
        try:
            self.settle(self.desk.press(pressed))
        except Overtaken:
            self.settle(self.desk.press(pressed))
        return view

    def submission(self, view: str | None, user: str, **answers: Any) -> Submitted:
        assert view is not None
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

    def submit(self, view: str | None, user: str, **answers: Any) -> str:
        """What the modal then says."""
        submitted = self.submission(view, user, **answers)
        assert self.desk.errors(submitted) == {}
        self.settle(self.desk.submit(submitted))
        return self.shown(view)

    def shown(self, view: str | None) -> str:
        form = self.messenger.forms[view or ""]
        blocks = tuple(each for each in form.blocks if not hasattr(each, "kind"))
        return plain(Message(summary="", blocks=blocks))

    def to(self, user: str) -> list[PostedMessage]:
        """What stands in the direct messages with a person."""
        said = self.messenger.posted_messages
        return [each for each in said if each.place.channel == user]


def as_text(told: Told) -> str:
    lines = ["".join(getattr(span, "text", "") for span in each) for each in told.changes]
    parts = [
        each.alt if isinstance(each, Drawn) else plain(Message(summary="", blocks=(each,)))
        for each in told.parts
    ]
    return "\n".join([*told.gaps, *lines, *parts])


def buttons(message: Message) -> list[Button]:
    found: list[Button | Menu | None] = []
    for each in message.blocks:
        if isinstance(each, Actions):
            found += each.elements
        if isinstance(each, Paragraph):
            found.append(each.button)
    return [each for each in found if isinstance(each, Button)]


def at(day: date) -> datetime:
    return datetime.combine(day, NOON.timetz()).astimezone(UTC)
