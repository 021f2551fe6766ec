"""What Cloud and Data Center share: the vocabulary, single issues, people."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import orjson

from cadence.sandbox.jira.api import Answer, Call, Refused, Routes, route
from cadence.sandbox.jira.model import CATEGORIES, Project, User
from cadence.sandbox.jira.wire import Flavour, field_set, instant

SHARED: Routes = {}

PERMISSIONS = ("BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "ADD_COMMENTS", "ADMINISTER")

shared = partial(route, SHARED)


# --- issues ---------------------------------------------------------------------------------------------


@shared("GET", "/issue/{issue}")
def issue(call: Call) -> Answer:
    row, _ = call.issue(call.path["issue"])
    fields = field_set(call.many("fields"), default="*all") or ()
    expanded = call.many("expand")
    told = call.wire.issue(row, fields, changelog="changelog" in expanded)
    return orjson.loads(told) | {"schema": _schema(call, fields)} if "schema" in expanded else told


@shared("GET", "/issue/{issue}/comment")
def comments(call: Call) -> Answer:
    _, found = call.issue(call.path["issue"])
    told = found.comments
    if call.one("orderBy").startswith("-"):
        told = told[::-1]
    page = call.page(told, lambda one: call.wire.comment(found, one), most=100)
    kept = {key: page[key] for key in ("startAt", "maxResults", "total")}
    return kept | {"comments": page["values"]}


# --- projects -------------------------------------------------------------------------------------------


def browsable(call: Call) -> list[Project]:
    every = call.site.words.projects.values()
    return sorted(
        (one for one in every if call.site.may_browse(call.account, one.id)), key=lambda p: p.name
    )


@shared("GET", "/project")
def projects(call: Call) -> Answer:
    return [call.wire.project(one) for one in browsable(call)]


@shared("GET", "/project/{project}")
def project(call: Call) -> Answer:
    return call.wire.project_in_full(call.project())


def _own(call: Call, table: str) -> list[Any]:
    project = call.project()
    every = getattr(call.site.words, table).values()
    return [one for one in every if one.project_id == project.id]


@shared("GET", "/project/{project}/components")
def components(call: Call) -> Answer:
    return [call.wire.component_in_full(one) for one in _own(call, "components")]


@shared("GET", "/project/{project}/versions")
def versions(call: Call) -> Answer:
    return [call.wire.version_in_full(one) for one in _own(call, "versions")]


@shared("GET", "/project/{project}/version")
def version_page(call: Call) -> Answer:
    found = _own(call, "versions")
    wanted = set(call.many("status"))
    if wanted:
        found = [one for one in found if _state(one) in wanted]
    if call.one("orderBy").startswith("-"):
        found.reverse()
    return call.page(found, call.wire.version_in_full)


def _state(version: Any) -> str:
    return "archived" if version.archived else "released" if version.released else "unreleased"


# --- the other words ------------------------------------------------------------------------------------


@shared("GET", "/priority")
def priorities(call: Call) -> Answer:
    return [call.wire.priority(one) for one in call.site.words.priorities.values()]


@shared("GET", "/status")
def statuses(call: Call) -> Answer:
    return [call.wire.status(one) for one in call.site.words.statuses.values()]


@shared("GET", "/statuscategory")
def categories(call: Call) -> Answer:
    return [call.wire.category(one) for one in CATEGORIES]


@shared("GET", "/resolution")
def resolutions(call: Call) -> Answer:
    return [call.wire.resolution(one) for one in call.site.words.resolutions.values()]


@shared("GET", "/issuetype")
def types(call: Call) -> Answer:
    return [call.wire.type(one) for one in call.site.words.types.values()]


@shared("GET", "/issueLinkType")
def link_types(call: Call) -> Answer:
    api = call.wire.api
    return {
        "issueLinkTypes": [
            {
                "id": one.id,
                "name": one.name,
                "inward": one.inward,
                "outward": one.outward,
                "self": f"{api}/issueLinkType/{one.id}",
            }
            for one in call.site.words.link_types.values()
        ]
    }


@shared("GET", "/securitylevel/{level}")
def security_level(call: Call) -> Answer:
    level = call.site.words.levels.get(call.path["level"])
    if level is None:
        raise Refused(404, "The security level was not found.")
    return call.wire.level(level)


_SYSTEM = (
    ("summary", "Summary", "string", None),
    ("issuetype", "Issue Type", "issuetype", None),
    ("project", "Project", "project", None),
    ("status", "Status", "status", None),
    ("priority", "Priority", "priority", None),
    ("resolution", "Resolution", "resolution", None),
    ("resolutiondate", "Resolved", "datetime", None),
    ("created", "Created", "datetime", None),
    ("updated", "Updated", "datetime", None),
    ("duedate", "Due date", "date", None),
    ("components", "Components", "array", "component"),
    ("versions", "Affects versions", "array", "version"),
    ("fixVersions", "Fix versions", "array", "version"),
    ("labels", "Labels", "array", "string"),
    ("assignee", "Assignee", "user", None),
    ("reporter", "Reporter", "user", None),
    ("creator", "Creator", "user", None),
    ("security", "Security Level", "securitylevel", None),
    ("issuelinks", "Linked Issues", "array", "issuelinks"),
    ("description", "Description", "string", None),
    ("environment", "Environment", "string", None),
    ("comment", "Comment", "comments-page", None),
)
_CUSTOM = (
    (10020, "Sprint", "array", "com.pyxis.greenhopper.jira:gh-sprint", "json"),
    (10014, "Epic Link", "any", "com.pyxis.greenhopper.jira:gh-epic-link", None),
    (10011, "Epic Name", "string", "com.pyxis.greenhopper.jira:gh-epic-label", None),
    (10019, "Rank", "any", "com.pyxis.greenhopper.jira:gh-lexo-rank", None),
)
_CLAUSE_NAMES = {
    "issuetype": ("issuetype", "type"),
    "components": ("component",),
    "versions": ("affectedVersion",),
    "fixVersions": ("fixVersion",),
    "resolutiondate": ("resolutiondate", "resolved"),
    "created": ("created", "createdDate"),
    "updated": ("updated", "updatedDate"),
    "duedate": ("due", "duedate"),
    "security": ("level",),
    "issuelinks": ("issueLinkType",),
}


@shared("GET", "/field")
def fields(call: Call) -> Answer:
    return [*_system_fields(call), *_custom_fields(call)]


def _schema(call: Call, wanted: Iterable[str]) -> dict[str, Any]:
    known = {each["id"]: each["schema"] for each in (*_system_fields(call), *_custom_fields(call))}
    return {ident: known[ident] for ident in wanted if ident in known}


def _field(
    call: Call, ident: str, name: str, schema: dict[str, Any], clauses: Iterable[str]
) -> Any:
    told = {
        "id": ident,
        "name": name,
        "custom": ident.startswith("customfield_"),
        "orderable": True,
        "navigable": ident != "comment",
        "searchable": True,
        "clauseNames": list(clauses),
        "schema": schema,
    }
    return told | ({"key": ident} if call.flavour is Flavour.CLOUD else {})


def _system_fields(call: Call) -> list[Any]:
    found = []
    for ident, name, kind, items in _SYSTEM:
        schema = {"type": kind, "system": ident} | ({"items": items} if items else {})
        found.append(_field(call, ident, name, schema, _CLAUSE_NAMES.get(ident, (ident,))))
    return found


def _custom_fields(call: Call) -> list[Any]:
    found = []
    for number, name, kind, custom, items in _CUSTOM:
        schema: dict[str, Any] = {"type": kind, "custom": custom, "customId": number}
        schema |= {"items": items} if items else {}
        found.append(_field(call, f"customfield_{number}", name, schema, (f"cf[{number}]", name)))
    return found


# --- people and the site itself -------------------------------------------------------------------------


@shared("GET", "/myself")
def myself(call: Call) -> Answer:
    user = call.site.words.users[call.account.user_id]
    return call.wire.user(user) | {"locale": "en_GB", "expand": "groups,applicationRoles"}


@shared("GET", "/user")
def user(call: Call) -> Answer:
    wanted = call.one("accountId") or call.one("username") or call.one("key")
    for one in call.site.words.users.values():
        if wanted in _handles(one, call.flavour):
            return call.wire.user(one)
    raise Refused(404, "Specified user does not exist or you do not have required permissions")


def _handles(user: User, flavour: Flavour) -> tuple[str, ...]:
    return (user.account_id,) if flavour is Flavour.CLOUD else (user.name, user.key)


@shared("GET", "/user/search")
def user_search(call: Call) -> Answer:
    wanted = (call.one("query") or call.one("username")).casefold()
    account = call.one("accountId")
    found = [
        one
        for one in call.site.words.users.values()
        if (account and one.account_id == account) or (wanted and _begins(one, wanted))
    ]
    return list(call.page(found, call.wire.user, most=1000)["values"])


def _begins(user: User, wanted: str) -> bool:
    words = [*user.display_name.casefold().split(), user.display_name.casefold()]
    return any(
        word.startswith(wanted) for word in (*words, (user.email or "").casefold(), user.name)
    )


@shared("GET", "/mypermissions")
def my_permissions(call: Call) -> Answer:
    asked = call.many("permissions") or list(PERMISSIONS)
    cloud = call.flavour is Flavour.CLOUD
    if cloud and not call.many("permissions"):
        raise Refused(400, "The 'permissions' query parameter is required for this operation.")
    return {
        "permissions": {
            key: {
                "id": str(place),
                "key": key,
                "name": key.replace("_", " ").capitalize(),
                "type": "GLOBAL" if key == "ADMINISTER" else "PROJECT",
                "description": "",
                "havePermission": _may(call, key),
            }
            for place, key in enumerate(asked)
        }
    }


def _may(call: Call, permission: str) -> bool:
    if permission != "BROWSE_PROJECTS":
        return False
    wanted = call.one("projectKey") or call.one("projectId")
    if wanted:
        return any(wanted in {one.key, one.id} for one in browsable(call))
    if issue := call.one("issueKey") or call.one("issueId"):
        try:
            call.issue(issue)
        except Refused:
            return False
        return True
    return bool(browsable(call))


@shared("GET", "/serverInfo")
def server_info(call: Call) -> Answer:
    cloud = call.flavour is Flavour.CLOUD
    return {
        "baseUrl": call.wire.base,
        "version": "1001.0.0-SNAPSHOT" if cloud else "10.3.0",
        "versionNumbers": [1001, 0, 0] if cloud else [10, 3, 0],
        "deploymentType": "Cloud" if cloud else "Server",
        "buildNumber": 100_284 if cloud else 10_030_000,
        "buildDate": "2026-01-15T00:00:00.000+0000",
        "serverTime": instant(call.site.clock.now()),
        "scmInfo": "cadence-sandbox",
        "serverTitle": call.site.title,
    }
