"""A desk to ask at: a small tracker with its copy, and short words for asking."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from builders import a_project, a_site, a_version, an_issue
from cadence.core.issue import Category, Issue, StatusChange
from cadence.core.message import Audience, Kind, Message, Place
from cadence.core.people import Area, Lead
from cadence.core.plain import plain
from cadence.status.messages.answering import answered
from cadence.status.messages.otherwise import asked_back, could_not_look
from cadence.status.model.access import Rule
from cadence.status.model.answer import Answer, AskedBack, CouldNotLook, Reply
from cadence.status.model.asked import Asked
from cadence.status.service.status import Status
from fakes.archive import FakeArchive
from fakes.clock import NOON, FakeClock
from fakes.tracker import FakeTracker

BROWSE = "https://jira.test"
UTC_ZONE = ZoneInfo("UTC")

V41 = a_version("4.1", project="PAY", released=True, release_date=date(2026, 10, 1))
V42 = a_version("4.2", project="PAY", release_date=date(2026, 12, 7))
V43 = a_version("4.3", project="PAY")

SITE = a_site(
    projects=(
        a_project(
            "PAY", name="Payments", components=("Checkout", "Refunds"), versions=(V41, V42, V43)
        ),
        a_project("MOB", name="Mobile", components=("iOS", "Android")),
        a_project("SEC", name="Security", components=("Vault",)),
    ),
    labels=("regression", "zebra"),
    sprint_field=True,
)

CHECKOUT = Area(
    name="Checkout",
    projects=frozenset({"PAY"}),
    components=frozenset({"Checkout"}),
    lead=Lead(name="Amara Okafor", user="U0AMARA"),
    channel="C0CHECKOUT",
)
REFUNDS = Area(
    name="Refunds",
    projects=frozenset({"PAY"}),
    components=frozenset({"Refunds"}),
    lead=Lead(name="Rahul Menon"),
)
MOBILE = Area(name="Mobile", projects=frozenset({"MOB"}), lead=Lead(name="Ida Berg", user="U0IDA"))
AREAS = (CHECKOUT, REFUNDS, MOBILE)


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def done(key: str, *, after: float = 3, ago: float = 2, **fields: Any) -> Issue:
    """A bug that was fixed so many days ago, so many days after it had been reported."""
    plain_fields = {
        "status": "Done",
        "category": Category.DONE,
        "resolution": "Fixed",
        "resolved_at": days_ago(ago),
        "created_at": days_ago(ago + after),
        "updated_at": days_ago(ago),
    }
    return an_issue(key, **(plain_fields | fields))


def moved(at: datetime, before: str, after: str) -> StatusChange:
    return StatusChange(at=at, before=before, after=after)


CRASH = an_issue(
    "PAY-1",
    summary="Checkout crashes on an expired card",
    components=("Checkout",),
    priority="High",
    status="In Progress",
    category=Category.IN_PROGRESS,
    created_at=days_ago(20),
    updated_at=days_ago(1),
)
LATE = an_issue(
    "PAY-2",
    summary="Refunds arrive twice",
    components=("Refunds",),
    fix_versions=(V42,),
    created_at=days_ago(40),
    updated_at=days_ago(35),
)
DUE = an_issue(
    "PAY-3", summary="Receipt lacks the tax", components=("Checkout",), due=date(2026, 11, 30)
)
FIXED = done(
    "PAY-4", summary="Cart forgets its items", components=("Checkout",), fix_versions=(V42,)
)
IOS = an_issue("MOB-1", id="20001", summary="Login loops on tablets", components=("iOS", "Android"))
VAULT = an_issue(
    "SEC-1", id="30001", summary="Vault zebra leaks keys", components=("Vault",), labels=("zebra",)
)
LEVELLED = an_issue(
    "PAY-9", summary="Card numbers in the log", level="Confidential", components=("Checkout",)
)
ISSUES = (CRASH, LATE, DUE, FIXED, IOS, VAULT, LEVELLED)

HISTORIES = {
    "PAY-1": (moved(days_ago(1), "To Do", "In Progress"),),
    "PAY-4": (
        moved(days_ago(6), "Done", "To Do"),
        moved(days_ago(2), "To Do", "Done"),
    ),
}


def alone(user: str | None = "U1", email: str | None = None, *groups: str) -> Audience:
    return Audience(
        user=user, channel="D1", kind=Kind.DIRECT, email=email, groups=frozenset(groups)
    )


def in_channel(channel: str = "C1", user: str = "U1", kind: Kind = Kind.PUBLIC) -> Audience:
    return Audience(user=user, channel=channel, kind=kind)


@dataclass
class Desk:
    """A Status over fakes."""

    tracker: FakeTracker
    archive: FakeArchive
    clock: FakeClock
    status: Status

    def reply(self, text: str, *, audience: Audience | None = None, **more: Any) -> Reply:
        return self.status.reply(self.asked(text, audience), **more)

    def asked(self, text: str, audience: Audience | None = None) -> Asked:
        audience = audience or alone()
        return Asked(
            id="Ev1",
            text=text,
            audience=audience,
            place=Place(channel=audience.channel or "terminal"),
            conversation="D1:1",
            zone=UTC_ZONE,
            at=self.clock.now(),
        )

    def answer(self, text: str, **more: Any) -> Answer:
        """The test fails where it is anything but an answer."""
        reply = self.reply(text, **more)
        assert isinstance(reply, Answer), reply
        return reply

    def back(self, text: str, **more: Any) -> AskedBack:
        reply = self.reply(text, **more)
        assert isinstance(reply, AskedBack), reply
        return reply

    def unread(self, text: str, **more: Any) -> CouldNotLook:
        """Where nothing could be looked up."""
        reply = self.reply(text, **more)
        assert isinstance(reply, CouldNotLook), reply
        return reply

    def says(self, text: str, **more: Any) -> str:
        """What people read, as text."""
        return plain(self.message(self.reply(text, **more)))

    def message(self, reply: Reply) -> Message:
        if isinstance(reply, Answer):
            return answered(reply, id="Ev1", browse=BROWSE, now=self.clock.now())
        if isinstance(reply, AskedBack):
            return asked_back(reply, id="Ev1")
        return could_not_look(reply, id="Ev1")

    def calls(self) -> list[str]:
        return [name for name, _ in self.tracker.calls]


def a_desk(
    issues: Iterable[Issue] = ISSUES,
    *,
    copied: Iterable[Issue] = (),
    rules: tuple[Rule, ...] | None = None,
    areas: tuple[Area, ...] = AREAS,
    tracker: type[FakeTracker] = FakeTracker,
) -> Desk:
    """Nothing is copied unless it is said."""
    clock = FakeClock()
    live = tracker(issues, SITE, histories=HISTORIES, clock=clock)
    archive = FakeArchive(copied, SITE, histories=HISTORIES, clock=clock)
    status = Status(tracker=live, archive=archive, clock=clock, areas=areas, rules=rules)
    return Desk(tracker=live, archive=archive, clock=clock, status=status)


def keys(reply: Answer) -> list[str]:
    return [issue.key for issue in reply.issues]


def later(issue: Issue, **fields: Any) -> Issue:
    """The issue after something happened to it."""
    return replace(issue, **({"updated_at": datetime(2026, 11, 18, 13, tzinfo=UTC)} | fields))
