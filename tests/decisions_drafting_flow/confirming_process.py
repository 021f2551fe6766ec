"""One replica as a process of its own: it takes in every submitted form, and records and posts what was confirmed.

python confirming_process.py DATABASE_URL SLACK_URL FORMS SEED
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event
from time import sleep
from zoneinfo import ZoneInfo

import structlog

from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import SQLITE, make_engine
from cadence.adapters.db.jobs import job_store
from cadence.adapters.db.waker import Waker
from cadence.core.errors import NotSent
from cadence.core.heard import Submitted
from cadence.core.message import Form, Kind, Message, Said
from cadence.core.people import Person
from cadence.decisions.model.access import Seen
from cadence.decisions.model.carried import Carried, dumped
from cadence.decisions.model.decision import Part
from cadence.decisions.model.draft import Support
from cadence.decisions.model.form import Field, name
from cadence.decisions.service.boards import Boards
from cadence.decisions.service.changes import Changes
from cadence.decisions.service.confirming import Confirming
from cadence.decisions.service.people import People
from cadence.decisions.service.recording import Recording
from cadence.delivery import desk
from cadence.delivery.clock import SystemClock
from cadence.delivery.desk import Desk
from cadence.delivery.job import Settlement
from cadence.delivery.post import (
    CHANGE,
    FORM,
    POST,
    ChangeHandler,
    FormHandler,
    PostHandler,
)
from cadence.delivery.worker import Backoff, Bell, Workers
from decisions_drafting_flow.drafting_support import FakeConflicts
from delivery.replica_process import BEAT, FOREVER, LEASE, HttpSlack

BERLIN = ZoneInfo("Europe/Berlin")
LOG = "CLOG00001"
EARLIER = datetime(2026, 11, 20, tzinfo=UTC)


class SlackForConfirming(HttpSlack):
    """As much of the port as confirming needs; a thread is read slowly, so that workers die while they read."""

    def __init__(self, url: str, chance: Random) -> None:
        super().__init__(url)
        self._chance = chance

    def thread(self, channel: str, ts: str, *, most: int = 200) -> tuple[Said, ...]:
        sleep(self._chance.uniform(0, 0.02))
        return (Said(ts=ts, user="U0ANAANA", text="We go with Postgres."),)

    def permalink(self, channel: str, ts: str, *, thread: str | None = None) -> str | None:
        return None

    def person(self, user: str) -> Person:
        return Person(id=user, name="Ana Silva", zone=BERLIN)

    def kind_of(self, channel: str) -> Kind:
        return Kind.PUBLIC

    def change(self, channel: str, ts: str, message: Message) -> None:
        """Twice is as good as once."""

    def change_form(self, view: str, form: Form) -> None:
        raise NotSent(
            "not_found"
        )  # closed, so that its end is told in a message, which can be counted


class Everyone:
    """Everything is decided in public."""

    def alone(self, user: str) -> Seen:
        return Seen(public=True)

    def in_channel(self, channel: str) -> Seen:
        return Seen(public=True)


def a_form(n: int) -> Submitted:
    """The `n`th of the forms that people submit."""
    thread = f"17953200{n:02d}.000100"
    said = (Support(part=Part.DECIDED, said=(thread,)),)
    carried = Carried(channel=f"C{n % 5}", thread=thread, team="T1", support=said)
    filled = {Field.TITLE: f"Decision {n}", Field.DECIDED: f"We do number {n}."}
    return Submitted(
        id=f"submit:V{n}",
        callback="decisions.draft",
        view=f"V{n}",
        private=dumped(carried),
        answers=tuple((name(field, 0), value) for field, value in filled.items()),
        user="U0ANAANA",
        team="T1",
        at=EARLIER,
    )


def main(database_url: str, slack_url: str, forms: int, seed: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    chance = Random(seed)  # noqa: S311 - seeded, so that a run can be repeated
    clock, engine, bell = SystemClock(), make_engine(database_url), Bell()
    store = job_store(engine, clock, ring=bell.ring)
    if engine.dialect.name == SQLITE:
        store.release()
    else:
        Waker(engine=engine, ring=bell.ring).start()
    slack, records = SlackForConfirming(slack_url, chance), SqlRecords(engine)
    people = People(messenger=slack, zone=BERLIN)  # type: ignore[arg-type] # as much of it as is needed
    boards = Boards(records=records, seeing=Everyone(), log_channel=LOG)
    recording = Recording(
        records=records,
        people=people,
        confirming=Confirming(messenger=slack, people=people),  # type: ignore[arg-type] # as above
        changes=Changes(boards=boards),
        seeing=Everyone(),
        conflicts=FakeConflicts(),
        clock=clock,
    )
    posting = PostHandler(
        messenger=slack,  # type: ignore[arg-type] # as above
        on_posted=lambda job, posted: (
            boards.posted(job.args["about"], posted)
            if "board" in job.args["about"]
            else Settlement()
        ),
    )
    handlers = {
        **desk.handlers(Desk((recording,))),
        POST: posting.handler(),
        CHANGE: ChangeHandler(messenger=slack).handler(),  # type: ignore[arg-type] # as above
        FORM: FormHandler(messenger=slack).handler(),  # type: ignore[arg-type] # as above
    }
    workers = Workers(
        store=store,
        handlers={kind: replace(handler, tries=FOREVER) for kind, handler in handlers.items()},
        clock=clock,
        count=3,
        pools={POST: 2},
        lease=LEASE,
        beat=BEAT,
        backoff=Backoff(first=timedelta(seconds=0.05), most=timedelta(seconds=0.2), chance=chance),
    )
    bell.listen(workers.wake)
    workers.start()
    order = list(range(forms))
    chance.shuffle(order)
    for n in order:
        store.enqueue(desk.submit(a_form(n)))
    Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
