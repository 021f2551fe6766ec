"""A form that was opened is filled, whatever becomes of the delivery that opened it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier
from typing import Any

import pytest

from cadence.adapters.db.engine import make_engine
from cadence.adapters.db.jobs import SqlJobStore
from cadence.adapters.slack.inbound import SlackInbound
from cadence.adapters.slack.listening import DeskListeners
from cadence.adapters.slack.messenger import SlackMessenger
from cadence.core.errors import StoreUnavailable
from cadence.core.heard import Heard, Pressed
from cadence.core.message import Form
from cadence.decisions import jobs
from cadence.decisions.listeners import DecisionListeners
from cadence.decisions.model.commands import Command, Verb
from cadence.decisions.service.flow import Flow
from cadence.decisions.service.hearing import Hearing
from cadence.delivery import desk
from cadence.delivery.desk import Desk
from cadence.delivery.intake import Intake
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.delivery.worker import Workers
from cadence.sandbox.slack.model import InstalledApp
from cadence.sandbox.slack.server import SlackSandbox
from cadence.sandbox.slack.workspace import Workspace
from fakes.clock import NOON, FakeClock

OPEN = "decisions.open.draft"


@dataclass(eq=False)
class Filling(Flow):
    """A flow that fills the form, or notes that there is none."""

    messenger: SlackMessenger
    filled: list[str | None] = field(default_factory=list)

    @property
    def commands(self) -> Any:
        return {Verb.NEW: self.new}

    @property
    def presses(self) -> Any:
        return {OPEN: self.press}

    def new(self, heard: Heard, _command: Command) -> Settlement:
        return self._fill(heard.view)

    def press(self, pressed: Pressed) -> Settlement:
        return self._fill(pressed.view)

    def _fill(self, view: str | None) -> Settlement:
        self.filled.append(view)
        if view is not None:
            self.messenger.change_form(view, Form(callback="c", title="Filled", blocks=()))
        return DONE


@dataclass
class Home:
    slack: SlackSandbox
    maya: str
    flow: Filling
    listeners: DecisionListeners
    pressing: DeskListeners
    workers: Workers
    acks: list[dict[str, Any]] = field(default_factory=list)

    def ack(self, **said: Any) -> None:
        self.acks.append(said)

    def trigger(self) -> str:
        return self.slack.people.global_shortcut(self.maya, "any").id or ""

    def titles(self) -> list[str]:
        self.workers.drain()
        return [view.body["title"]["text"] for view in self.slack.workspace.views.stack(self.maya)]

    def deliver(self, what: str, trigger: str) -> None:
        """The same payload for the same trigger."""
        common = {"trigger_id": trigger, "team": {"id": "T1"}}
        if what == "a command":
            typed = {"command": "/decision", "text": "new", "user_id": "U1", "channel_id": "C1"}
            self.listeners.commanded(self.ack, common | typed)
        else:
            action = {"action_id": f"{OPEN}:3", "value": "42", "action_ts": trigger}
            pressed = {"type": "block_actions", "user": {"id": "U1"}, "actions": [action]}
            where = {"container": {"message_ts": "1.2", "channel_id": "C1"}}
            self.pressing.pressed(self.ack, common | pressed | where)


@pytest.fixture
def home(sqlite_url: str) -> Iterator[Home]:
    clock = FakeClock()
    workspace = Workspace(now=lambda: NOON, app=InstalledApp())
    maya = workspace.add_user("maya", real_name="Maya Okafor")
    engine = make_engine(sqlite_url, connections=4)
    store = SqlJobStore(engine=engine, clock=clock)
    with SlackSandbox(workspace, limits=False) as slack:
        messenger = SlackMessenger.connect(
            token=workspace.app.bot_token, base_url=slack.api_url, clock=clock
        )
        flow = Filling(messenger)
        hearing, front = Hearing((flow,)), Desk((flow,))
        listeners = DecisionListeners(
            hearing=hearing,
            messenger=messenger,
            intake=Intake(store),
            inbound=SlackInbound(clock=clock),
        )
        pressing = DeskListeners(
            desk=front,
            messenger=messenger,
            intake=listeners.intake,
            inbound=listeners.inbound,
        )
        workers = Workers(
            store=store, handlers={**jobs.handlers(hearing), **desk.handlers(front)}, clock=clock
        )
        yield Home(
            slack=slack,
            maya=maya.id,
            flow=flow,
            listeners=listeners,
            pressing=pressing,
            workers=workers,
        )
    engine.dispose()


class Dies(Intake):
    """The process ends before anything is kept."""

    def take(self, job: NewJob) -> None:
        raise StoreUnavailable("the process was killed")


either = pytest.mark.parametrize("what", ["a command", "a press"])


@either
@pytest.mark.parametrize("later", [False, True])
def test_a_form_whose_opener_died_is_filled_by_the_next_delivery(
    home: Home, what: str, later: bool
) -> None:
    trigger = home.trigger()
    whole, pressing = home.listeners, home.pressing
    home.listeners = replace(whole, intake=Dies(whole.intake.store))
    home.pressing = replace(pressing, intake=Dies(whole.intake.store))
    with pytest.raises(StoreUnavailable):
        home.deliver(what, trigger)
    assert home.acks == []
    assert home.titles() == ["Cadence"]
    home.listeners, home.pressing = whole, pressing
    home.deliver(what, trigger)
    assert home.titles() == ["Filled"]
    if later:
        home.deliver(what, trigger)
    assert home.titles() == ["Filled"]
    assert len(home.flow.filled) == 1


@either
def test_deliveries_at_the_same_moment_fill_one_form_once(home: Home, what: str) -> None:
    trigger = home.trigger()
    together = Barrier(3)

    def deliver(_number: int) -> None:
        together.wait(timeout=10)
        home.deliver(what, trigger)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(deliver, range(3)))
    assert home.titles() == ["Filled"]
    assert len(home.flow.filled) == 1
    assert len(home.acks) == 3


def test_two_commands_have_two_forms(home: Home) -> None:
    for _ in range(2):
        home.deliver("a command", home.trigger())
    assert home.titles() == ["Filled"]
    assert len(set(home.flow.filled)) == 2
