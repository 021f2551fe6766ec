"""Questions that fit whatever data there is."""

from collections.abc import Mapping
from uuid import uuid4
from zoneinfo import ZoneInfo

from benchmarks.calls import jira_environment
from benchmarks.children import Child
from cadence import config
from cadence.adapters.none import NoArchive
from cadence.assembly import parts
from cadence.config import Settings
from cadence.core.message import Audience, Kind, Place
from cadence.delivery.clock import SystemClock
from cadence.status.model.answer import Answer
from cadence.status.model.asked import Asked
from cadence.status.service.status import Status


def questions(jira: Child) -> Mapping[str, str]:
    """By kind."""
    component = jira.told["component"]
    return {
        "key": f"{jira.told['key']}?",
        "count": f"how many open bugs are there in {component}?",
        "list": f"list the open bugs in {component}",
        "breakdown": f"open bugs in {component} by priority",
    }


def settings(jira: Child, **more: str) -> Settings:
    return config.read(jira_environment(jira) | more)


def status(jira: Child) -> Status:
    """As on the terminal: no copy, everything that the account can browse."""
    known = settings(jira)
    clock = SystemClock()
    tracker = parts.tracker(known, clock)
    return parts.status(known, clock=clock, tracker=tracker, archive=NoArchive())


def asked(text: str) -> Asked:
    return Asked(
        id=f"bench:{uuid4()}",
        text=text,
        audience=Audience(user=None, channel=None, kind=Kind.TERMINAL),
        place=Place(channel="terminal"),
        conversation="terminal",
        zone=ZoneInfo("UTC"),
        at=SystemClock().now(),
    )


def answer(status_: Status, text: str) -> Answer:
    """Raises AssertionError where it is not answered: what is measured must be the work."""
    reply = status_.reply(asked(text))
    assert isinstance(reply, Answer), f"{text!r} was not answered: {reply}"
    return reply
