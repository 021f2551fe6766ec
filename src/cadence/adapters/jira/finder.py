"""One issue, or the beginning of many with their number, in as few calls as Jira allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cadence.adapters.jira.api import listed
from cadence.adapters.jira.fields import FieldIds, ids_of_schema
from cadence.adapters.jira.http import Deadline
from cadence.adapters.jira.keys import Raw
from cadence.adapters.jira.means import Means
from cadence.adapters.jira.pager import Page, later
from cadence.adapters.jira.parse import LATEST_COMMENTS
from cadence.adapters.jira.reads import PAGE, Total
from cadence.core.ports import Detail

_ALL_BUT_HEAVY = "*all,-attachment,-worklog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    issues: Sequence[Any]
    total: Total
    ids: FieldIds
    warnings: tuple[str, ...] = ()


def beginning(
    jira: Means, jql: str, *, detail: Detail, limit: int, deadline: Deadline
) -> Beginning:
    """Where the first page is the last it tells the total by itself; otherwise Jira is asked to count."""
    if limit <= 0:
        total = jira.reads.total(jql, deadline=deadline)
        return Beginning(issues=(), total=total, ids=FieldIds())
    ids = jira.ids.value(deadline)

    def read(after: str | None) -> Page:
        size = min(limit - len(issues), PAGE)
        return jira.reads.page(
            jql, fields=ids.asked_for(detail), size=size, after=after, deadline=deadline
        )

    issues: list[Any] = []
    page = read(None)
    issues += page.issues
    while page.following is not None and len(issues) < limit:
        page = later(read, page.following)
        issues += page.issues
    return Beginning(
        issues=issues[:limit],
        total=_total(jira, jql, page, len(issues), deadline),
        ids=ids,
        warnings=page.warnings,
    )


def _total(jira: Means, jql: str, page: Page, read: int, deadline: Deadline) -> Total:
    if page.total is not None:
        return Total(number=page.total)
    if page.following is None:
        return Total(number=read)
    return jira.reads.total(jql, deadline=deadline)


def one_issue(jira: Means, key: str, detail: Detail, deadline: Deadline) -> tuple[FieldIds, Raw]:
    """Raises IssueNotFound.

    While the custom fields' ids are not known yet, the issue itself is asked for all of its fields and their types:
    one call instead of two.
    """
    ids = jira.ids.known()
    if ids is None:
        params = {"fields": _ALL_BUT_HEAVY, "expand": "schema"}
        raw = jira.api.of_issue(key, deadline=deadline, params=params)
        schema = raw.get("schema")
        ids = ids_of_schema(schema) if isinstance(schema, dict) else jira.ids.value(deadline)
    else:
        params = {"fields": ",".join(ids.asked_for(detail))}
        raw = jira.api.of_issue(key, deadline=deadline, params=params)
    if detail is Detail.FULL:
        _complete_comments(jira, raw, deadline)
    return ids, raw


def _complete_comments(jira: Means, raw: Raw, deadline: Deadline) -> None:
    """An issue with very many comments brings its first ones; the latest are what is wanted."""
    fields = raw.get("fields")
    holder = fields.get("comment") if isinstance(fields, dict) else None
    if not isinstance(fields, dict) or not isinstance(holder, dict):
        return
    told, total = holder.get("comments"), holder.get("total")
    if isinstance(told, list) and isinstance(total, int) and len(told) < total:
        params: dict[str, str | int] = {"orderBy": "-created", "maxResults": LATEST_COMMENTS}
        key = str(raw.get("key"))
        latest = jira.api.of_issue(key, "/comment", deadline=deadline, params=params)
        fields["comment"] = {"comments": listed(latest, "comments")}
