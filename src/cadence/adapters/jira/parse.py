"""Jira's JSON → our values. Whatever is odd, missing or null is tolerated; only an issue without a key is none."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from cadence.adapters.jira.fields import FieldIds
from cadence.adapters.jira.text import plain
from cadence.core.errors import TrackerUnavailable
from cadence.core.issue import Category, Comment, Issue, Link, StatusChange, Version
from cadence.core.ports import Detail

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for an instant that Jira did not tell though it always should."""

LATEST_COMMENTS = 20

_CATEGORY_IDS = {2: Category.TO_DO, 4: Category.IN_PROGRESS, 3: Category.DONE}
"""Fixed by Jira; the keys are fixed too, but a site's own script may leave them out."""

_CATEGORIES: dict[object, Category] = {each.value: each for each in Category}

_MILLISECONDS = 100_000_000_000
"""A number above this counts milliseconds since 1970, one below it seconds: the specification shows both."""


class Parser:
    """Reads the issues of one search. It remembers versions by their id, since thousands of issues share a few."""

    def __init__(self, *, ids: FieldIds, detail: Detail) -> None:
        self._sprint = ids.sprint
        self._epic = ids.epic
        self._full = detail is Detail.FULL
        self._versions: dict[str, Version] = {}

    def issue(self, raw: object, read_at: datetime) -> Issue:
        """Raises TrackerUnavailable for what is no issue at all."""
        key = raw.get("key") if isinstance(raw, dict) else None
        if not isinstance(raw, dict) or not isinstance(key, str):
            raise TrackerUnavailable("Jira sent something that is not an issue")
        fields = raw.get("fields")
        if not isinstance(fields, dict):
            fields = {}
        get = fields.get
        project = _named(get("project"), "key") or key.rpartition("-")[0]
        resolution = _named(get("resolution"))
        created = moment(get("created"))
        updated = moment(get("updated"))
        assignee = get("assignee")
        status = get("status")
        return Issue(
            id=str(raw.get("id") or ""),
            key=key,
            project=project,
            type=_named(get("issuetype")) or "",
            summary=_text(get("summary")) or "",
            status=_named(status) or "",
            category=category(status, resolved=resolution is not None),
            priority=_named(get("priority")),
            resolution=resolution,
            resolved_at=moment(get("resolutiondate")),
            created_at=created or updated or LONG_AGO,
            updated_at=updated or created or LONG_AGO,
            due=day(get("duedate")),
            components=_names(get("components")),
            labels=_labels(get("labels")),
            affects=self._versions_in(get("versions"), project),
            fix_versions=self._versions_in(get("fixVersions"), project),
            sprints=_sprints(get(self._sprint)) if self._sprint else (),
            assignee=_person(assignee),
            assignee_email=_named(assignee, "emailAddress"),
            reporter=_person(get("reporter")),
            level=_named(get("security")),
            parent=self._parent(fields),
            links=_links(get("issuelinks")) if self._full else (),
            description=(plain(get("description")) or None) if self._full else None,
            comments=comments_in(get("comment")) if self._full else (),
            read_at=read_at,
        )

    def _parent(self, fields: Mapping[str, Any]) -> str | None:
        parent = _named(fields.get("parent"), "key")
        if parent is None and self._epic:
            return _text(fields.get(self._epic))
        return parent

    def _versions_in(self, raw: object, project: str) -> tuple[Version, ...]:
        if not raw or not isinstance(raw, list):
            return ()
        return tuple([self._version(each, project) for each in raw if _named(each) is not None])

    def _version(self, raw: Mapping[str, Any], project: str) -> Version:
        number = raw.get("id")
        if not isinstance(number, str):
            return version(raw, project)
        known = self._versions.get(number)
        if known is None:
            known = self._versions[number] = version(raw, project)
        return known


def version(raw: Mapping[str, Any], project: str) -> Version:
    return Version(
        id=str(raw.get("id") or ""),
        name=_text(raw.get("name")) or "",
        project=project,
        released=raw.get("released") is True,
        archived=raw.get("archived") is True,
        release_date=day(raw.get("releaseDate")),
    )


def category(status: object, *, resolved: bool = False) -> Category:
    """A status without a known category is done when the issue is resolved, and to do otherwise."""
    told = status.get("statusCategory") if isinstance(status, dict) else None
    if isinstance(told, dict):
        key = told.get("key")
        known = _CATEGORIES.get(key) if isinstance(key, str) else None
        number = told.get("id")
        if known is None and isinstance(number, int):
            known = _CATEGORY_IDS.get(number)
        if known is not None:
            return known
    return Category.DONE if resolved else Category.TO_DO


def moment(value: object) -> datetime | None:
    """An ISO date-time with any offset, or a number of (milli)seconds since 1970."""
    if value is None:
        return None
    try:
        if isinstance(value, str):
            told = datetime.fromisoformat(value)
            if told.tzinfo is UTC:
                return told
            return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) > _MILLISECONDS else value
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def comments_in(holder: object) -> tuple[Comment, ...]:
    """The latest of an issue's comments, oldest first."""
    listed = holder.get("comments") if isinstance(holder, dict) else None
    if not isinstance(listed, list):
        return ()
    told = [_comment(each) for each in listed if isinstance(each, dict)]
    return tuple(sorted(told, key=lambda each: each.at)[-LATEST_COMMENTS:])


def _comment(raw: Mapping[str, Any]) -> Comment:
    at = moment(raw.get("created")) or moment(raw.get("updated")) or LONG_AGO
    return Comment(author=_person(raw.get("author")) or "", at=at, text=plain(raw.get("body")))


def changes_in(history: object, fields: frozenset[str]) -> Iterator[StatusChange]:
    """The steps of one entry of a changelog that concern these fields."""
    if not isinstance(history, dict):
        return
    at = moment(history.get("created"))
    items = history.get("items")
    if at is None or not isinstance(items, list):
        return
    for item in items:
        if not isinstance(item, dict):
            continue
        name = _text(item.get("fieldId")) or _text(item.get("field")) or ""
        if name.casefold() in fields:
            yield StatusChange(
                at=at,
                field=name.casefold(),
                before=_text(item.get("fromString")) or None,
                after=_text(item.get("toString")) or None,
            )


def _links(raw: object) -> tuple[Link, ...]:
    links = (_link(each) for each in raw) if isinstance(raw, list) else ()
    return tuple(link for link in links if link is not None)


def _link(raw: object) -> Link | None:
    if not isinstance(raw, dict):
        return None
    kind = raw.get("type")
    for side, wording in (("inwardIssue", "inward"), ("outwardIssue", "outward")):
        key = _named(raw.get(side), "key")
        if key:
            name = _named(kind) or ""
            return Link(wording=_named(kind, wording) or name, kind=name, key=key)
    return None


_OLD_SPRINT = re.compile(r"name=(.*?)(?:,\w+=|\]$)")
"""Data Center's sprint is a Java object's `toString`: `…Sprint@1f[id=7,state=CLOSED,name=Sprint 7,startDate=…]`."""

_OLD_START = re.compile(r"startDate=(\d{4}-[^,\]]+)")


def _sprints(raw: object) -> tuple[str, ...]:
    if not raw or not isinstance(raw, list):
        return ()
    told = [pair for pair in map(_sprint, raw) if pair is not None]
    return tuple(name for _, name in sorted(told, key=lambda pair: pair[0]))


_NOT_STARTED = "9999"


def _sprint(raw: object) -> tuple[str, str] | None:
    """When it started, as text that sorts, and its name."""
    if isinstance(raw, dict) and isinstance(raw.get("name"), str):
        return (_text(raw.get("startDate")) or _NOT_STARTED, raw["name"])
    if isinstance(raw, str):
        name, start = _OLD_SPRINT.search(raw), _OLD_START.search(raw)
        return (start.group(1) if start else _NOT_STARTED, name.group(1)) if name else None
    return None


def _person(raw: object) -> str | None:
    return _named(raw, "displayName") or _named(raw)


def _named(raw: object, name: str = "name") -> str | None:
    if raw is None or not isinstance(raw, dict):
        return None
    value = raw.get(name)
    return value if isinstance(value, str) else None


def _names(raw: object) -> tuple[str, ...]:
    if not raw or not isinstance(raw, list):
        return ()
    return tuple([name for each in raw if (name := _named(each)) is not None])


def _labels(raw: object) -> tuple[str, ...]:
    if not raw or not isinstance(raw, list):
        return ()
    return tuple([each for each in raw if isinstance(each, str)])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
