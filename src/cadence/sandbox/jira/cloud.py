"""Endpoints of Jira Cloud alone."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from cadence.sandbox.jira.api import Answer, Call, Refused, Routes, joined, route
from cadence.sandbox.jira.endpoints import SHARED, browsable
from cadence.sandbox.jira.jql.errors import JqlError
from cadence.sandbox.jira.jql.fields import FIELDS
from cadence.sandbox.jira.jql.functions import FUNCTIONS
from cadence.sandbox.jira.jql.parser import RESERVED, parse
from cadence.sandbox.jira.model import History
from cadence.sandbox.jira.wire import field_set

UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
MOST_IDS = 5000
"""Issues on a page that asks for ids and keys alone. Source: the search resource's own description."""
MOST_WITH_FIELDS = 100
"""Issues on a page that asks for more; what Cloud is seen to give."""
MOST_RECONCILED = 50
MOST_FETCHED = 100
MOST_HISTORIES = 1000
"""Issues in one bulk fetch of changelogs."""

_GONE = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline "
    "is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)

ROUTES: Routes = dict(SHARED)

cloud = partial(route, ROUTES)


# --- search ---------------------------------------------------------------------------------------------


@cloud("GET", "/search/jql")
@cloud("POST", "/search/jql")
def search(call: Call) -> Answer:
    fields = field_set(call.many("fields"), default="id")
    most = MOST_IDS if not fields else MOST_WITH_FIELDS
    wanted = call.number("maxResults", 50)
    if not 1 <= wanted <= MOST_IDS:
        raise Refused(400, f"The maxResults parameter must be between 1 and {MOST_IDS}.")
    rows, at = _resumed(call) or (_found(call), 0)
    page = rows[at : at + min(wanted, most)]
    end = at + min(wanted, most)
    changelog = "changelog" in call.many("expand")
    parts = [
        call.wire.issue(row, fields, changelog=changelog)
        for row in page
        if call.site.issues[row] is not None
    ]
    rest: dict[str, Any] = {"isLast": end >= len(rows)}
    if end < len(rows):
        rest["nextPageToken"] = call.search.keep(rows, call.account, end)
    return joined(parts, rest)


def _resumed(call: Call) -> tuple[Sequence[int], int] | None:
    token = call.one("nextPageToken")
    if not token:
        return None
    found = call.search.resume(token, call.account)
    if found is None:
        raise Refused(400, "The nextPageToken is invalid or has expired.")
    return found


def _found(call: Call) -> Sequence[int]:
    jql = call.one("jql")
    reconciled = call.many("reconcileIssues")
    if len(reconciled) > MOST_RECONCILED:
        raise Refused(400, f"The reconcileIssues parameter accepts at most {MOST_RECONCILED} ids.")
    try:
        if parse(jql).where is None:
            raise Refused(400, UNBOUNDED)
        return call.search.rows(jql, call.account, reconciled=reconciled)
    except JqlError as error:
        raise Refused(400, *error.messages) from error


@cloud("POST", "/search/approximate-count")
def approximate_count(call: Call) -> Answer:
    return {"count": len(_found(call))}


@cloud("GET", "/search")
@cloud("POST", "/search")
def gone(_call: Call) -> Answer:
    raise Refused(410, _GONE)


# --- many at once ---------------------------------------------------------------------------------------


@cloud("POST", "/issue/bulkfetch")
def bulk_fetch(call: Call) -> Answer:
    wanted = call.many("issueIdsOrKeys")
    if not 1 <= len(wanted) <= MOST_FETCHED:
        raise Refused(400, f"Between 1 and {MOST_FETCHED} issue ids or keys must be given.")
    fields = field_set(call.many("fields"), default="*navigable") or ()
    changelog = "changelog" in call.many("expand")
    rows = dict.fromkeys(row for one in wanted if (row := _visible_row(call, one)) is not None)
    parts = [call.wire.issue(row, fields, changelog=changelog) for row in rows]
    return joined(parts, {"issueErrors": []})


def _visible_row(call: Call, id_or_key: str) -> int | None:
    try:
        return call.issue(id_or_key)[0]
    except Refused:
        return None


@cloud("POST", "/changelog/bulkfetch")
def bulk_changelogs(call: Call) -> Answer:
    """Oldest first within an issue; a page is cut by histories, so that an issue may go on on the next one."""
    wanted, fields = call.many("issueIdsOrKeys"), set(call.many("fieldIds"))
    if not 1 <= len(wanted) <= MOST_HISTORIES:
        raise Refused(400, f"Between 1 and {MOST_HISTORIES} issue ids or keys must be given.")
    if len(fields) > 10:
        raise Refused(400, "At most 10 field ids can be given.")
    histories = list(_histories(call, wanted, fields))
    start = _offset(call.one("nextPageToken"))
    size = min(max(call.number("maxResults", 1000), 1), 10_000)
    page = histories[start : start + size]
    answer: dict[str, Any] = {"issueChangeLogs": _grouped(call, page, fields)}
    if start + size < len(histories):
        answer["nextPageToken"] = f"changelog.{start + size}"
    return answer


def _offset(token: str) -> int:
    if not token:
        return 0
    word, _, number = token.partition(".")
    if word != "changelog" or not number.isdigit():
        raise Refused(400, "The nextPageToken is invalid or has expired.")
    return int(number)


def _histories(call: Call, wanted: list[str], fields: set[str]) -> list[tuple[str, History]]:
    rows = dict.fromkeys(row for one in wanted if (row := _visible_row(call, one)) is not None)
    issues = [found for row in rows if (found := call.site.issues[row]) is not None]
    return [
        (issue.id, history)
        for issue in issues
        for history in issue.history
        if not fields or any(item.field_id in fields for item in history.items)
    ]


def _grouped(call: Call, page: list[tuple[str, History]], fields: set[str]) -> list[Any]:
    grouped: dict[str, list[Any]] = {}
    for ident, history in page:
        told = call.wire.history(history)
        if fields:
            told["items"] = [item for item in told["items"] if item["fieldId"] in fields]
        grouped.setdefault(ident, []).append(told)
    return [{"issueId": ident, "changeHistories": told} for ident, told in grouped.items()]


@cloud("GET", "/issue/{issue}/changelog")
def changelog(call: Call) -> Answer:
    _, issue = call.issue(call.path["issue"])
    return call.page(issue.history, call.wire.history, most=100)


# --- the vocabulary, by pages ---------------------------------------------------------------------------


@cloud("GET", "/project/search")
def project_search(call: Call) -> Answer:
    keys, wanted = {key.upper() for key in call.many("keys")}, call.one("query").casefold()
    found = [
        one
        for one in browsable(call)
        if (not keys or one.key in keys)
        and (wanted in one.key.casefold() or wanted in one.name.casefold())
    ]
    expanded = call.many("expand")

    def tell(project: Any) -> Any:
        whole = call.wire.project_in_full(project)
        kept = call.wire.project(project)
        named = {"description", "lead", "issueTypes"} & set(expanded)
        return kept | {name: whole[name] for name in named if name in whole}

    return call.page(found, tell)


@cloud("GET", "/priority/search")
def priority_search(call: Call) -> Answer:
    every = list(call.site.words.priorities.values())
    return call.page(every, lambda one: call.wire.priority(one) | {"isDefault": False})


@cloud("GET", "/statuses/search")
def status_search(call: Call) -> Answer:
    wanted, category = call.one("searchString").casefold(), call.one("statusCategory")
    found = [
        one
        for one in call.site.words.statuses.values()
        if wanted in one.name.casefold() and category in {"", _CATEGORY.get(one.category.key)}
    ]
    return call.page(found, _plain_status, most=200)


_CATEGORY = {"new": "TODO", "indeterminate": "IN_PROGRESS", "done": "DONE"}


def _plain_status(status: Any) -> Any:
    return {
        "id": status.id,
        "name": status.name,
        "statusCategory": _CATEGORY[status.category.key],
        "scope": {"type": "GLOBAL"},
        "description": status.description,
    }


@cloud("GET", "/label")
def labels(call: Call) -> Answer:
    found = {
        label
        for issue in call.site.issues
        if issue is not None and issue.labels and call.site.may_see(call.account, issue)
        for label in issue.labels
    }
    return call.page(sorted(found), str, most=1000)


@cloud("GET", "/issuesecurityschemes")
def security_schemes(call: Call) -> Answer:
    levels = [call.wire.level(one) for one in call.site.words.levels.values()]
    if not levels:
        return {"issueSecuritySchemes": []}
    scheme = {
        "self": f"{call.wire.api}/issuesecurityschemes/10000",
        "id": 10000,
        "name": "Default",
        "description": "",
        "levels": levels,
    }
    return {"issueSecuritySchemes": [scheme]}


# --- JQL itself -----------------------------------------------------------------------------------------


@cloud("POST", "/jql/match")
def match(call: Call) -> Answer:
    wanted = {int(one) for one in call.body.get("issueIds", ())}
    return {"matches": [_matches(call, jql, wanted) for jql in call.body.get("jqls", ())]}


def _matches(call: Call, jql: str, wanted: set[int]) -> Any:
    try:
        rows = call.search.rows(jql, call.account)
    except JqlError as error:
        return {"matchedIssues": [], "errors": list(error.messages)}
    issues = [found for row in rows if (found := call.site.issues[row]) is not None]
    return {"matchedIssues": [int(i.id) for i in issues if int(i.id) in wanted], "errors": []}


@cloud("POST", "/jql/parse")
def parsed(call: Call) -> Answer:
    level = call.one("validation", "strict")
    return {"queries": [_parsed(call, jql, level) for jql in call.body.get("queries", ())]}


def _parsed(call: Call, jql: str, level: str) -> Any:
    """Without the `structure`, which none of our callers reads."""
    try:
        parse(jql)
        if level != "none":
            call.search.rows(jql, call.account)
    except JqlError as error:
        said = "warnings" if level == "warn" else "errors"
        return {"query": jql, said: list(error.messages)}
    return {"query": jql}


@cloud("GET", "/jql/autocompletedata")
def autocomplete(_call: Call) -> Answer:
    return {
        "visibleFieldNames": [
            {
                "value": one.names[0],
                "displayName": one.names[0],
                "orderable": str(one.sort is not None).lower(),
                "searchable": str(bool(one.operators)).lower(),
                "operators": sorted(
                    operator for operator in one.operators if operator != "not changed"
                ),
            }
            for one in FIELDS
        ],
        "visibleFunctionNames": [
            {
                "value": f"{one.name}()",
                "displayName": f"{one.name}()",
                "isList": str(one.many).lower(),
            }
            for one in FUNCTIONS.values()
        ],
        "jqlReservedWords": sorted(RESERVED),
    }
