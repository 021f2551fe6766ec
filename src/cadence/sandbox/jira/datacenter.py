"""Endpoints of Jira Data Center alone."""

from functools import partial

from cadence.sandbox.jira.api import Answer, Call, Refused, Routes, joined, route
from cadence.sandbox.jira.endpoints import SHARED
from cadence.sandbox.jira.jql.errors import JqlError
from cadence.sandbox.jira.wire import field_set

MOST = 1000
"""Issues on a page: `jira.search.views.default.max` as it comes."""

ROUTES: Routes = dict(SHARED)

datacenter = partial(route, ROUTES)


@datacenter("GET", "/search")
@datacenter("POST", "/search")
def search(call: Call) -> Answer:
    start = call.number("startAt", 0)
    size = call.number("maxResults", 50)
    if start < 0:
        raise Refused(400, "The startAt parameter must not be negative.")
    size = MOST if size < 0 else min(size, MOST)
    fields = field_set(call.many("fields"), default="*navigable") or ()
    changelog = "changelog" in call.many("expand")
    try:
        rows = call.search.rows(call.one("jql"), call.account)
    except JqlError as error:
        raise Refused(400, *error.messages) from error
    page = [row for row in rows[start : start + size] if call.site.issues[row] is not None]
    parts = [call.wire.issue(row, fields, changelog=changelog) for row in page]
    rest = {"expand": "schema,names", "startAt": start, "maxResults": size, "total": len(rows)}
    return joined(parts, rest)
