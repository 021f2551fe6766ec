"""A small tracker's content, served by the local Jira and told to the fake alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cadence.adapters.jira.fields import FieldIds
from cadence.adapters.jira.parse import Parser, changes_in
from cadence.adapters.jira.tracker import JiraTracker
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Detail
from cadence.sandbox.jira import Account, JiraSandbox, SandboxClock, Site, User, from_export
from fakes.clock import NOON, FakeClock

Json = dict[str, Any]

EMAIL = "cadence@shop.test"
TOKEN = "a-token"

_STATUSES = {
    "Open": ("1", "new"),
    "In Progress": ("3", "indeterminate"),
    "Done": ("5", "done"),
    "Reopened": ("4", "new"),
}
_PRIORITIES = ("Highest", "High", "Medium", "Low")
_RESOLUTIONS = ("Fixed", "Duplicate")
_TYPES = ("Bug", "Task")
_PROJECTS = {"PAY": "100", "WEB": "200", "SECRET": "300"}
_PEOPLE = {"Ada Byron": "a1", "Grace Hopper": "a2"}
_LINKS = {"id": "1", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"}


def person(name: str) -> Json:
    mail = f"{name.split(maxsplit=1)[0].lower()}@shop.test"
    return {"accountId": _PEOPLE[name] * 12, "displayName": name, "emailAddress": mail}


def component(name: str) -> Json:
    return {"id": f"7{len(name)}{ord(name[0])}", "name": name}


def version(name: str, **more: Any) -> Json:
    return {"id": name.replace(".", "0"), "name": name, "released": False} | more


V41 = version("4.1", released=True, releaseDate="2026-10-01")
V42 = version("4.2", releaseDate="2026-12-01")


def _named(names: tuple[str, ...], name: str | None) -> Json | None:
    return None if name is None else {"id": str(names.index(name) + 1), "name": name}


def an_export(key: str = "PAY-1", *, changelog: tuple[Json, ...] = (), **given: Any) -> Json:
    """An issue as an export of Jira has it; fields that hold one name are given by it."""
    project, _, number = key.rpartition("-")
    status, resolution = given.pop("status", "Open"), given.pop("resolution", None)
    number_of_status, category = _STATUSES[status]
    fields = {
        "summary": f"{key} is broken",
        "issuetype": _named(_TYPES, given.pop("type", "Bug")),
        "project": {"id": _PROJECTS[project], "key": project, "name": project.title()},
        "status": {
            "id": number_of_status,
            "name": status,
            "statusCategory": {"key": category},
        },
        "priority": _named(_PRIORITIES, given.pop("priority", "Medium")),
        "resolution": _named(_RESOLUTIONS, resolution),
        "created": "2026-11-02T09:00:00.000+0000",
        "updated": "2026-11-02T09:00:00.000+0000",
        "reporter": person("Grace Hopper"),
    }
    ident = str(int(_PROJECTS[project]) * 1000 + int(number))
    return {"id": ident, "key": key, "fields": fields | given, "changelog": list(changelog)}


def a_change(at: str, **fields: tuple[str | None, str | None]) -> Json:
    """A step of a history: `a_change("2026-11-09T10:00", status=("Open", "Done"))`."""
    items = [
        {"field": name, "fieldId": name, "fromString": before, "toString": after}
        | {"from": _id_of(before), "to": _id_of(after)}
        for name, (before, after) in fields.items()
    ]
    return {"id": at, "created": f"{at}:00.000+0000", "items": items}


def _id_of(name: str | None) -> str | None:
    if name in _STATUSES:
        return _STATUSES[name][0]
    return str(_RESOLUTIONS.index(name) + 1) if name in _RESOLUTIONS else None


SPRINTS = (
    {"id": 7, "name": "Sprint 7", "state": "closed", "startDate": "2026-10-26T09:00:00.000+0000"},
    {"id": 8, "name": "Sprint 8", "state": "active", "startDate": "2026-11-09T09:00:00.000+0000"},
)

ISSUES: tuple[Json, ...] = (
    an_export(
        "PAY-1",
        summary="Checkout crash on iOS",
        description="It *crashes* when paying.",
        priority="High",
        components=[component("iOS"), component("Checkout")],
        labels=["payments"],
        fixVersions=[V42],
        versions=[V41],
        assignee=person("Ada Byron"),
        customfield_10020=list(SPRINTS),
        duedate="2026-11-20",
        updated="2026-11-17T08:30:00.000+0000",
        issuelinks=[
            {"id": "1", "type": _LINKS, "outwardIssue": {"id": "100002", "key": "PAY-2"}},
        ],
        comment={
            "comments": [
                {
                    "id": "1",
                    "author": person("Ada Byron"),
                    "body": "Seen on {{iOS 19}}.",
                    "created": "2026-11-03T10:00:00.000+0000",
                }
            ]
        },
        changelog=(
            a_change("2026-11-05T10:00", status=("Open", "In Progress")),
            a_change(
                "2026-11-09T10:00", status=("In Progress", "Done"), resolution=(None, "Fixed")
            ),
            a_change("2026-11-12T10:00", status=("Done", "Open"), resolution=("Fixed", None)),
            a_change("2026-11-13T10:00", priority=("Medium", "High")),
        ),
    ),
    an_export(
        "PAY-2",
        summary='Title with "quotes" and a <!channel>',
        status="Done",
        resolution="Fixed",
        resolutiondate="2026-11-10T15:00:00.000+0000",
        created="2026-11-03T09:00:00.000+0000",
        updated="2026-11-10T15:00:00.000+0000",
        components=[component("Checkout")],
        labels=["payments", "needs-info"],
        fixVersions=[V41],
        priority="Low",
        changelog=(
            a_change("2026-11-10T15:00", status=("Open", "Done"), resolution=(None, "Fixed")),
        ),
    ),
    an_export(
        "PAY-3",
        summary="Refund mail is late",
        type="Task",
        priority=None,
        created="2026-11-16T00:00:00.000+0000",
        updated="2026-11-16T23:59:00.000+0000",
        customfield_10020=[SPRINTS[0]],
    ),
    an_export(
        "PAY-10",
        summary="Dark mode flickers",
        status="In Progress",
        priority="Highest",
        assignee=person("Grace Hopper"),
        created="2026-11-17T00:00:00.000+0000",
        updated="2026-11-17T09:00:00.000+0000",
        changelog=(a_change("2026-11-17T09:00", status=("Open", "In Progress")),),
    ),
    an_export(
        "WEB-1",
        summary="Login page crash",
        priority="High",
        security={"id": "10", "name": "Staff"},
        created="2026-11-15T23:59:00.000+0000",
        updated="2026-11-15T23:59:00.000+0000",
    ),
    an_export("SECRET-1", summary="Nobody of us may see this crash"),
)

SEEN = tuple(each for each in ISSUES if not each["key"].startswith("SECRET"))


def projects() -> list[Json]:
    types = [_named(_TYPES, name) for name in _TYPES]
    return [
        {
            "id": number,
            "key": key,
            "name": key.title(),
            "issueTypes": types,
            "components": [component("iOS"), component("Checkout")] if key == "PAY" else [],
            "versions": [V41, V42] if key == "PAY" else [],
        }
        for key, number in _PROJECTS.items()
    ]


def a_jira_site(issues: tuple[Json, ...] = ISSUES, *, zone: str = "UTC") -> Site:
    """Cadence's account sees all but the project SECRET, in its own time zone."""
    site = from_export(projects(), issues, clock=SandboxClock(NOON), priorities=_PRIORITIES)
    levels = frozenset({"Staff"})
    account = Account(
        user_id="c" * 24,
        email=EMAIL,
        token=TOKEN,
        projects=frozenset({"PAY", "WEB"}),
        levels=levels,
    )
    site.add_user(_cadence(zone))
    site.add_account(account)
    return site


def _cadence(zone: str) -> User:
    return User(account_id="c" * 24, display_name="Cadence", email=EMAIL, time_zone=zone)


@contextmanager
def tracker_at(url: str, flavour: str, **parts: Any) -> Iterator[JiraTracker]:
    """A tracker as it is really connected, on a clock that stands still."""
    secrets = {"email": EMAIL, "token": TOKEN} if flavour == "cloud" else {"pat": TOKEN}
    settings: dict[str, Any] = {"url": url, "clock": FakeClock()} | secrets | parts
    tracker = JiraTracker.connect(**settings)
    try:
        yield tracker
    finally:
        tracker.close()


@contextmanager
def a_jira(flavour: str, site: Site | None = None, **parts: Any) -> Iterator[JiraSandbox]:
    with JiraSandbox(site or a_jira_site(), flavour=flavour, **parts) as jira:
        yield jira


def as_read(exports: tuple[Json, ...] = SEEN) -> tuple[Issue, ...]:
    """The same content as values, for the fake."""
    ids = FieldIds(sprint="customfield_10020", epic="customfield_10014")
    parser = Parser(ids=ids, detail=Detail.FULL)
    return tuple(parser.issue(each, NOON) for each in exports)


def as_histories(exports: tuple[Json, ...] = SEEN) -> dict[str, tuple[StatusChange, ...]]:
    fields = frozenset({"status", "resolution", "priority"})
    return {
        each["key"]: tuple(
            change for step in each["changelog"] for change in changes_in(step, fields)
        )
        for each in exports
    }
