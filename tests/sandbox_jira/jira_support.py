"""A small Jira to ask about: two open projects, one that few may see, a dozen issues."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import requests
from jira import JIRA

from cadence.sandbox.jira import Account, JiraSandbox, SandboxClock, Site, from_export
from cadence.sandbox.jira.model import User
from cadence.sandbox.jira.search import Search

NOON = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
"""A Wednesday."""
EMAIL, TOKEN = "bot@shop.test", "a-token"

ADA = {"accountId": "aaaa1111", "displayName": "Ada Byron", "emailAddress": "ada@shop.test"}
GRACE = {"accountId": "bbbb2222", "displayName": "Grace Hopper"}

_STATUS = {
    "Open": ("1", "new"),
    "In Progress": ("3", "indeterminate"),
    "Reopened": ("4", "new"),
    "Done": ("5", "done"),
}
_PRIORITY = {"Critical": "1", "High": "2", "Low": "4"}
_RESOLUTION = {"Fixed": "1", "Won't Fix": "2"}
_TYPE = {"Bug": ("1", False), "Story": ("7", False), "Sub-task": ("5", True)}
_COMPONENT = {"iOS": "11", "Android": "12", "Web shop": "21"}
_VERSION = {"1.0": "101", "1.1": "102", "2.0": "103", "W1": "201"}
_SPRINT = {"Sprint 1": (1, "closed"), "Sprint 2": (2, "active"), "Sprint 3": (3, "future")}
_LINK = {"id": "100", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"}

PAY = {
    "id": "10",
    "key": "PAY",
    "name": "Payments",
    "lead": ADA,
    "issueTypes": [{"id": i, "name": n, "subtask": s} for n, (i, s) in _TYPE.items()],
    "components": [
        {"id": "11", "name": "iOS", "description": "The app", "lead": ADA},
        {"id": "12", "name": "Android"},
    ],
    "versions": [
        {"id": "101", "name": "1.0", "released": True, "releaseDate": "2026-01-10"},
        {"id": "102", "name": "1.1", "released": True, "releaseDate": "2026-02-10"},
        {"id": "103", "name": "2.0", "released": False, "releaseDate": "2026-04-01"},
    ],
}
WEB = {
    "id": "20",
    "key": "WEB",
    "name": "Web",
    "components": [{"id": "21", "name": "Web shop"}],
    "versions": [{"id": "201", "name": "W1", "released": False}],
}
SEC = {"id": "30", "key": "SEC", "name": "Secrets"}
PROJECTS = {"PAY": PAY, "WEB": WEB, "SEC": SEC}


def an_export(key: str, **given: Any) -> dict[str, Any]:
    """An issue as an export has it: names for whatever has a name."""
    project, _, number = key.partition("-")
    status_id, category = _STATUS[given.pop("status", "Open")]
    type_name = given.pop("type", "Bug")
    changelog = given.pop("changelog", None)
    status = next(name for name, (ident, _) in _STATUS.items() if ident == status_id)
    fields = {
        "summary": f"{key} is broken",
        "project": PROJECTS[project],
        "issuetype": {
            "id": _TYPE[type_name][0],
            "name": type_name,
            "subtask": _TYPE[type_name][1],
        },
        "status": {"id": status_id, "name": status, "statusCategory": {"key": category}},
        "priority": _one(_PRIORITY, given.pop("priority", "High")),
        "resolution": _one(_RESOLUTION, given.pop("resolution", None)),
        "components": [_one(_COMPONENT, name) for name in given.pop("components", ())],
        "fixVersions": [_one(_VERSION, name) for name in given.pop("fixes", ())],
        "versions": [_one(_VERSION, name) for name in given.pop("affects", ())],
        "customfield_10020": [
            {"id": _SPRINT[name][0], "name": name, "state": _SPRINT[name][1]}
            for name in given.pop("sprints", ())
        ],
        "created": "2026-03-02T09:00:00.000+0000",
        "updated": "2026-03-02T09:00:00.000+0000",
        "reporter": GRACE,
    }
    ident = str(int(PROJECTS[project]["id"]) * 1000 + int(number))
    issue = {"id": ident, "key": key, "fields": fields | given}
    return issue | ({} if changelog is None else {"changelog": changelog})


def _one(table: dict[str, str], name: str | None) -> dict[str, str] | None:
    return None if name is None else {"id": table[name], "name": name}


def a_step(at: str, author: dict[str, Any] = ADA, **fields: tuple[str | None, str | None]) -> Any:
    """`a_step("2026-03-03T10:00", status=("Open", "Done"))`."""
    ids = {name: ident for name, (ident, _) in _STATUS.items()} | _PRIORITY | _RESOLUTION | _VERSION
    items = [
        {
            "field": name,
            "fieldId": name,
            "from": ids.get(old or ""),
            "fromString": old,
            "to": ids.get(new or ""),
            "toString": new,
        }
        for name, (old, new) in fields.items()
    ]
    return {"id": f"9{at}", "created": f"{at}:00.000+0000", "author": author, "items": items}


ISSUES = (
    an_export(
        "PAY-1",
        summary="Checkout crashes on iOS",
        description="It *crashes* when the cart is empty.\n\n{code:java}\npay();\n{code}",
        priority="Critical",
        components=["iOS"],
        fixes=["2.0"],
        affects=["1.1"],
        labels=["payments", "Hot"],
        assignee=ADA,
        sprints=["Sprint 1", "Sprint 2"],
        duedate="2026-03-13",
        updated="2026-03-11T08:00:00.000+0000",
        issuelinks=[{"id": "1", "type": _LINK, "outwardIssue": {"id": "10002", "key": "PAY-2"}}],
        comment={
            "comments": [
                {
                    "id": "77",
                    "author": ADA,
                    "body": "Seen by [~accountid:bbbb2222] on an *iPad*.",
                    "created": "2026-03-03T10:00:00.000+0000",
                }
            ]
        },
        changelog=[
            a_step("2026-03-03T10:00", status=("Open", "In Progress")),
            a_step("2026-03-05T10:00", status=("In Progress", "Done"), resolution=(None, "Fixed")),
            a_step("2026-03-09T10:00", GRACE, status=("Done", "Open"), resolution=("Fixed", None)),
        ],
    ),
    an_export(
        "PAY-2",
        summary="Receipt shows a wrong total",
        status="Done",
        resolution="Fixed",
        resolutiondate="2026-03-10T15:00:00.000+0000",
        updated="2026-03-10T15:00:00.000+0000",
        components=["iOS", "Android"],
        fixes=["1.1", "2.0"],
        labels=["payments"],
        assignee=GRACE,
        issuelinks=[{"id": "2", "type": _LINK, "inwardIssue": {"id": "10001", "key": "PAY-1"}}],
    ),
    an_export("PAY-3", priority="Low", components=["Android"], fixes=["1.0"], sprints=["Sprint 3"]),
    an_export("PAY-4", priority=None, created="2026-01-15T23:30:00.000+0000", status="Reopened"),
    an_export("PAY-5", type="Story", status="In Progress", customfield_10011="Faster checkout"),
    an_export("PAY-6", type="Sub-task", parent={"id": "10005", "key": "PAY-5"}, assignee=ADA),
    an_export("PAY-7", security="Internal", summary="A secret crash"),
    an_export("PAY-10", customfield_10014="PAY-5", created="2026-03-11T11:59:00.000+0000"),
    an_export("WEB-1", components=["Web shop"], fixes=["W1"], summary="Cart page is slow"),
    an_export("WEB-2", status="Done", resolution="Won't Fix", summary="Crash report page"),
    an_export("SEC-1", summary="The vault is open"),
)


def a_site(*, issues: tuple[Any, ...] = ISSUES, now: datetime = NOON) -> Site:
    """The bot browses PAY and WEB and sees no security level."""
    site = from_export([PAY, WEB, SEC], issues, clock=SandboxClock(now))
    site.add_account(
        Account(user_id="cccc3333", email=EMAIL, token=TOKEN, projects=frozenset({"PAY", "WEB"}))
    )
    site.words.groups["shop-devs"] = frozenset({ADA["accountId"]})
    return site


def with_account(site: Site, *, zone: str = "UTC", **given: Any) -> Account:
    """Another one, who sees everything unless told otherwise."""
    user = User(account_id=f"user-{len(site.accounts)}", display_name="Else", time_zone=zone)
    site.add_user(user)
    plain = {"email": f"{user.account_id}@shop.test", "token": user.account_id}
    return site.add_account(Account(user_id=user.account_id, **(plain | given)))


def found(site: Site, jql: str, account: Account | None = None) -> list[str]:
    """Keys, in the query's order."""
    search = Search(site)
    return [site.at(row).key for row in search.rows(jql, account or site.accounts[0])]


@contextmanager
def served(site: Site | None = None, **options: Any) -> Iterator[JiraSandbox]:
    with JiraSandbox(site or a_site(), **options) as sandbox:
        yield sandbox


def cloud_client(sandbox: JiraSandbox, url: str = "", **more: Any) -> JIRA:
    return JIRA(
        url or sandbox.url,
        basic_auth=(EMAIL, TOKEN),
        options={"rest_api_version": "3"},
        max_retries=0,
        timeout=10,
        **more,
    )


def datacenter_client(sandbox: JiraSandbox) -> JIRA:
    return JIRA(sandbox.url, token_auth=TOKEN, max_retries=0, timeout=10)


@contextmanager
def plain_session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.auth = (EMAIL, TOKEN)
        yield session
