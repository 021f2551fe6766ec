"""Values of the core, of which a test states only what it is about."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cadence.core.agenda import Ask, Call, Given
from cadence.core.issue import Category, Issue, Version
from cadence.core.message import Kind
from cadence.core.site import IssueType, Project, Site, Status
from cadence.decisions.model.decision import (
    Body,
    Decision,
    Event,
    Happened,
    Origin,
    Part,
    Party,
    Quote,
)
from cadence.rituals.model.called import Raised
from cadence.rituals.model.occurrence import Occurrence, Stage
from cadence.rituals.model.ritual import Origin as RitualOrigin
from cadence.rituals.model.ritual import Participants, Ritual
from cadence.rituals.model.ritual import Version as Definition
from cadence.rituals.model.schedule import Schedule, Weekly

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def an_issue(key: str = "PAY-1", **fields: Any) -> Issue:
    """An open bug of medium priority."""
    project, _, number = key.rpartition("-")
    plain: dict[str, Any] = {
        "id": str(10_000 + int(number)),
        "key": key,
        "project": project,
        "type": "Bug",
        "summary": f"{key} does not work",
        "status": "To Do",
        "category": Category.TO_DO,
        "priority": "Medium",
        "created_at": LONG_AGO,
        "updated_at": LONG_AGO,
        "read_at": LONG_AGO,
    }
    return Issue(**(plain | fields))


def a_version(name: str, **fields: Any) -> Version:
    return Version(**({"id": name, "name": name} | fields))


def a_project(key: str = "PAY", **fields: Any) -> Project:
    types = (IssueType(name="Bug"), IssueType(name="Task"))
    return Project(**({"key": key, "name": key.title(), "types": types} | fields))


def a_site(**fields: Any) -> Site:
    """A site with the project PAY and Jira's usual words."""
    plain: dict[str, Any] = {
        "url": "https://jira.test",
        "flavour": "cloud",
        "projects": (a_project(),),
        "priorities": ("Highest", "High", "Medium", "Low", "Lowest"),
        "statuses": (
            Status(name="To Do", category=Category.TO_DO),
            Status(name="In Progress", category=Category.IN_PROGRESS),
            Status(name="Done", category=Category.DONE),
        ),
        "resolutions": ("Fixed", "Won't Fix", "Duplicate"),
        "types": (IssueType(name="Bug"), IssueType(name="Task")),
        "read_at": LONG_AGO,
    }
    return Site(**(plain | fields))


def a_party(name: str = "Dana", user: str | None = "UDANA") -> Party:
    return Party(name=name, user=user)


def a_body(title: str = "Use PostgreSQL for the ledger", **fields: Any) -> Body:
    return Body(**({"title": title, "decided": "The ledger is kept in PostgreSQL."} | fields))


def an_origin(channel: str | None = "CPAY", **fields: Any) -> Origin:
    """A thread of a public channel."""
    plain: dict[str, Any] = {"channel": channel, "kind": Kind.PUBLIC, "thread": "1763380800.000100"}
    return Origin(**(plain | fields))


def a_quote(part: Part = Part.DECIDED, ts: str = "1763380800.000100", **fields: Any) -> Quote:
    plain: dict[str, Any] = {
        "part": part,
        "channel": "CPAY",
        "ts": ts,
        "user": "UDANA",
        "name": "Dana",
        "text": "ok, postgres it is",
        "at": LONG_AGO,
    }
    return Quote(**(plain | fields))


def a_decision(number: int = 1, **fields: Any) -> Decision:
    """Accepted, decided in a public channel. Fields of the body may be given beside those of the decision."""
    of_body = {name: fields.pop(name) for name in [*fields] if name in Body.__dataclass_fields__}
    plain: dict[str, Any] = {
        "number": number,
        "body": a_body(**of_body),
        "decided_at": LONG_AGO,
        "recorded_at": LONG_AGO,
        "recorded_by": a_party(),
        "origin": an_origin(),
    }
    return Decision(**(plain | fields))


def an_event(number: int, what: Happened, **fields: Any) -> Event:
    plain: dict[str, Any] = {"at": LONG_AGO, "by": a_party()}
    return Event(number=number, what=what, **plain | fields)


def a_schedule(**fields: Any) -> Schedule:
    """Mondays at nine in Berlin."""
    plain: dict[str, Any] = {
        "recurrence": Weekly(weekdays=frozenset({0})),
        "at": time(9),
        "zone": ZoneInfo("Europe/Berlin"),
    }
    return Schedule(**(plain | fields))


def a_ritual(key: str = "weekly", **fields: Any) -> Ritual:
    """One question to two people. Fields of the schedule may be given beside those of the ritual."""
    of_schedule = {
        name: fields.pop(name) for name in [*fields] if name in Schedule.__dataclass_fields__
    }
    plain: dict[str, Any] = {
        "key": key,
        "title": "Weekly review",
        "schedule": a_schedule(**of_schedule),
        "channel": "CREVIEW",
        "participants": Participants(people=("UDANA", "UOWEN")),
        "asks": (Ask(name="changed", label="What changed?"),),
    }
    return Ritual(**(plain | fields))


def a_definition(ritual: Ritual | None = None, number: int = 1, **fields: Any) -> Definition:
    plain: dict[str, Any] = {"origin": RitualOrigin.SLACK, "by": "UDANA", "at": LONG_AGO}
    return Definition(number=number, ritual=ritual or a_ritual(), **(plain | fields))


def an_occurrence(on: date = date(2026, 11, 23), **fields: Any) -> Occurrence:
    """Of the weekly ritual, due at nine in Berlin and closing the day after at four in the afternoon."""
    nine = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)
    plain: dict[str, Any] = {
        "ritual": "weekly",
        "version": 1,
        "due_at": nine,
        "stage": Stage.DUE,
        "closes_at": nine.replace(hour=15) + timedelta(days=1),
        "channel": "CREVIEW",
    }
    return Occurrence(on=on, **(plain | fields))


def a_call(key: str = "bet:7:flat", **fields: Any) -> Call:
    """Of the portfolio, to whoever reads the digest."""
    plain: dict[str, Any] = {
        "source": "portfolio",
        "title": "Search revamp is flat",
        "question": "Double down, shift, sunset or keep?",
    }
    return Call(key=key, **(plain | fields))


def a_raised(number: int = 1, *, key: str = "bet:7:flat", **fields: Any) -> Raised:
    plain: dict[str, Any] = {
        "ritual": "weekly",
        "call": a_call(key),
        "raised_on": date(2026, 11, 23),
        "raised_at": datetime(2026, 11, 23, 15, tzinfo=UTC),
    }
    return Raised(number=number, **(plain | fields))


def a_given(ask: str, value: Any, by: str = "UDANA", **fields: Any) -> Given:
    """An answer to what is asked once a person."""
    plain: dict[str, Any] = {"subject": None, "at": datetime(2026, 11, 23, 9, tzinfo=UTC)}
    return Given(ask=ask, value=value, by=by, **(plain | fields))
