"""A portfolio room with fakes, and what people do in it."""

from dataclasses import dataclass, field, replace
from itertools import count
from zoneinfo import ZoneInfo

from cadence.core.heard import Answer, Heard, Pressed, Submitted, Surface
from cadence.core.message import Form, Input, Message
from cadence.core.people import Person
from cadence.delivery.desk import Desk
from cadence.delivery.job import Settlement
from cadence.delivery.post import CHANGE, FORM, POST
from cadence.delivery.wire import MESSAGES
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.service.answering import Answering
from cadence.portfolio.service.keeping import Keeping
from cadence.portfolio.service.looking import Looking
from cadence.portfolio.service.managing import Managing
from cadence.portfolio.service.readers import Readers
from cadence.portfolio.service.showing import Showing
from cadence.portfolio.service.source import PortfolioSource
from fakes.bets import FakeBets
from fakes.bugs import FakeBugs
from fakes.clock import FakeClock
from fakes.messenger import FakeMessenger
from fakes.painter import FakePainter
from portfolio_values import NOON

BERLIN = ZoneInfo("Europe/Berlin")
OLA, PAM, GUEST, ELSE = "UOLA", "UPAM", "UGUEST", "UELSE"
"""Ola owns bets, Pam owns the portfolio, a guest is of another company, and somebody else owns nothing."""


def people() -> dict[str, Person]:
    names = {OLA: "Ola Berg", PAM: "Pam Ortiz", GUEST: "Gus Guest", ELSE: "Els Else"}
    return {
        user: Person(id=user, name=name, zone=BERLIN, is_guest=user == GUEST)
        for user, name in names.items()
    }


@dataclass(slots=True)
class Room:
    bets: FakeBets = field(default_factory=FakeBets)
    messenger: FakeMessenger = field(default_factory=lambda: FakeMessenger(people=people()))
    painter: FakePainter = field(default_factory=FakePainter)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    policy: Policy = field(default_factory=lambda: Policy(owners=(PAM,)))
    bugs: FakeBugs = field(default_factory=FakeBugs)
    looking: Looking = field(init=False)
    showing: Showing = field(init=False)
    source: PortfolioSource = field(init=False)
    desk: Desk = field(init=False)
    _ids: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        self.looking = Looking(bets=self.bets, policy=self.policy, zone=BERLIN, bugs=self.bugs)
        readers = Readers(messenger=self.messenger, policy=self.policy)
        managing = Managing(bets=self.bets, zone=BERLIN)
        keeping = Keeping(
            looking=self.looking, managing=managing, readers=readers, clock=self.clock
        )
        self.showing = Showing(
            looking=self.looking,
            keeping=keeping,
            readers=readers,
            messenger=self.messenger,
            painter=self.painter,
            clock=self.clock,
        )
        answering = Answering(bets=self.bets, policy=self.policy, zone=BERLIN)
        self.source = PortfolioSource(looking=self.looking, answering=answering, readers=readers)
        self.desk = Desk((self.showing, keeping))

    # --- what people do -----------------------------------------------------------------------------

    def type(self, user: str, text: str) -> Settlement:
        heard = Heard(
            id=f"command:{next(self._ids)}",
            surface=Surface.COMMAND,
            text=text,
            user=user,
            channel="C0SUPPORT",
            at=self.clock.now(),
        )
        view = "V1" if self.desk.opens_form(heard) else None
        return self.desk.hear(replace(heard, view=view))

    def press(
        self, user: str, action: str, value: str = "", *, view: str | None = "V1"
    ) -> Settlement:
        pressed = Pressed(
            id=f"press:{next(self._ids)}",
            action=action,
            value=value,
            user=user,
            channel="C0SUPPORT",
            ts="1.1",
            view=view if ".open." in action else None,
            at=self.clock.now(),
        )
        return self.desk.press(pressed)

    def submitted(self, user: str, form: Form, **answers: Answer) -> Submitted:
        """The form as this person submits it, with what stands in it but for these answers."""
        held = {
            block.name: str(block.value) if block.value is not None else None
            for block in form.blocks
            if isinstance(block, Input)
        }
        return Submitted(
            id=f"submit:{next(self._ids)}",
            callback=form.callback,
            view="V1",
            private=form.private,
            answers=tuple((held | answers).items()),
            user=user,
            at=self.clock.now(),
        )

    def submit(self, user: str, form: Form, **answers: Answer) -> Settlement:
        """What has passed its check, settled and stored."""
        submitted = self.submitted(user, form, **answers)
        assert self.desk.errors(submitted) == {}
        settlement = self.desk.submit(submitted)
        self.bets.commit(*settlement.changes)
        return settlement


def said(settlement: Settlement) -> Message:
    """The only message of it."""
    (job,) = [each for each in settlement.jobs if each.kind in (POST, CHANGE)]
    message: Message = MESSAGES.load(job.args["message"])
    return message


def shown(settlement: Settlement) -> Form:
    """The only form of it."""
    (job,) = [each for each in settlement.jobs if each.kind == FORM]
    form: Form = MESSAGES.load(job.args["form"])
    return form
