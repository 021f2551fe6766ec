"""Puts lives into Jira's own shape."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from cadence.sandbox.company.life import (
    CLOSED,
    DONE,
    OPEN,
    PROGRESS,
    REOPENED,
    REVIEW,
    TESTING,
    Life,
    Remark,
    Shift,
    Step,
)
from cadence.sandbox.company.model import Cast, Component, Person, Project, Sprint, Version

Json = Mapping[str, Any]

TO_DO = {"id": 2, "key": "new", "colorName": "blue-gray", "name": "To Do"}
UNDER_WAY = {"id": 4, "key": "indeterminate", "colorName": "yellow", "name": "In Progress"}
FINISHED = {"id": 3, "key": "done", "colorName": "green", "name": "Done"}
STATUSES: Mapping[str, Json] = {
    name: {"id": number, "name": name, "statusCategory": category}
    for name, number, category in (
        (OPEN, "1", TO_DO),
        (REOPENED, "4", TO_DO),
        (PROGRESS, "3", UNDER_WAY),
        (REVIEW, "10001", UNDER_WAY),
        (TESTING, "10002", UNDER_WAY),
        (DONE, "10003", FINISHED),
        (CLOSED, "6", FINISHED),
    )
}
PRIORITIES: Mapping[str, Json] = {
    name: {"id": str(number), "name": name}
    for number, name in enumerate(("P1", "P2", "P3", "P4"), start=1)
}
"""Most important first."""
RESOLUTIONS: Mapping[str, Json] = {
    name: {"id": str(10000 + number), "name": name}
    for number, name in enumerate(
        ("Fixed", "Done", "Duplicate", "Cannot Reproduce", "Won't Do", "By Design")
    )
}
TYPES: Mapping[str, Json] = {
    name: {"id": number, "name": name, "subtask": False}
    for name, number in (("Bug", "10004"), ("Task", "10002"), ("Story", "10001"))
}
LINKS: Mapping[str, Json] = {
    "Blocks": {"id": "10000", "name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
    "Duplicate": {
        "id": "10002",
        "name": "Duplicate",
        "inward": "is duplicated by",
        "outward": "duplicates",
    },
    "Relates": {
        "id": "10003",
        "name": "Relates",
        "inward": "relates to",
        "outward": "relates to",
    },
}
LEVEL_ID = "10010"
SPRINTS = "customfield_10020"


def project(each: Project, today: datetime) -> Json:
    return {
        "id": each.id,
        "key": each.key,
        "name": each.name,
        "description": each.description,
        "projectTypeKey": "software",
        "simplified": False,
        "lead": person(each.lead),
        "issueTypes": list(TYPES.values()),
        "components": [component(part) for part in each.components],
        "versions": [version(one, today) for one in each.versions],
    }


def person(each: Person) -> Json:
    return {
        "accountId": each.account_id,
        "accountType": "atlassian",
        "displayName": each.name,
        "emailAddress": each.email,
        "timeZone": each.zone,
        "active": True,
    }


def component(each: Component) -> Json:
    return {"id": each.id, "name": each.name}


def version(each: Version, today: datetime) -> Json:
    return {
        "id": each.id,
        "name": each.name,
        "archived": False,
        "released": each.day <= today.date(),
        "releaseDate": each.day.isoformat(),
    }


def sprint(each: Sprint, now: datetime) -> Json:
    state = "closed" if each.end <= now else "active" if each.start <= now else "future"
    closed = {"completeDate": moment(each.end)} if state == "closed" else {}
    return {
        "id": each.id,
        "name": each.name,
        "state": state,
        "boardId": 1 + each.id // 100,
        "startDate": moment(each.start),
        "endDate": moment(each.end),
        **closed,
    }


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


class Shaper:
    """Numbers what Jira numbers, in the order it is asked."""

    def __init__(self, cast: Cast, now: datetime, *, first: int = 0) -> None:
        """`first` is added to the numbers with which it begins."""
        self._now = now
        self._people = {each.name: each for each in cast.people}
        begin = {"history": 200000, "comment": 300000, "link": 400000}
        self._ids: dict[str, int] = {name: number + first for name, number in begin.items()}

    def issue(self, number: int, key: str, life: Life, links: Iterable[Json]) -> dict[str, Any]:
        draft = life.draft
        level = draft.level
        fields: dict[str, Any] = {
            "summary": draft.story.title,
            "description": draft.story.description or None,
            "issuetype": TYPES[draft.type],
            "project": {
                "id": draft.project.id,
                "key": draft.project.key,
                "name": draft.project.name,
            },
            "status": STATUSES[life.status],
            "priority": PRIORITIES[life.priority],
            "resolution": RESOLUTIONS[life.resolution] if life.resolution else None,
            "resolutiondate": moment(life.resolved_at) if life.resolved_at else None,
            "created": moment(draft.created),
            "updated": moment(life.last),
            "duedate": draft.due.isoformat() if draft.due else None,
            "components": [component(draft.component)],
            "versions": [version(draft.affects, self._now)] if draft.affects else [],
            "fixVersions": [version(life.fix_version, self._now)] if life.fix_version else [],
            "labels": list(draft.labels),
            "assignee": person(life.assignee) if life.assignee else None,
            "reporter": person(draft.reporter),
            "issuelinks": list(links),
            "comment": self._comments(life.remarks),
            "security": {"id": LEVEL_ID, "name": level, "description": level} if level else None,
            SPRINTS: [sprint(each, self._now) for each in life.sprints] or None,
        }
        changelog = [self._history(step, draft.project) for step in life.steps]
        return {"id": str(number), "key": key, "fields": fields, "changelog": changelog}

    def link(self, kind: str, side: str, number: int, key: str) -> Json:
        """`side` is "outwardIssue" on the issue that blocks or duplicates, "inwardIssue" on the other."""
        return {
            "id": self._next("link"),
            "type": LINKS[kind],
            side: {"id": str(number), "key": key},
        }

    def _next(self, kind: str) -> str:
        self._ids[kind] += 1
        return str(self._ids[kind])

    def _comments(self, remarks: list[Remark]) -> Json:
        told = [
            {
                "id": self._next("comment"),
                "author": person(remark.by),
                "body": remark.text,
                "created": moment(remark.at),
                "updated": moment(remark.at),
            }
            for remark in remarks
        ]
        return {"comments": told, "maxResults": len(told), "total": len(told), "startAt": 0}

    def _history(self, step: Step, within: Project) -> Json:
        return {
            "id": self._next("history"),
            "author": person(step.by),
            "created": moment(step.at),
            "items": [self._item(shift, within) for shift in step.shifts],
        }

    def _item(self, shift: Shift, within: Project) -> Json:
        custom = shift.field == "Sprint"
        return {
            "field": shift.field,
            "fieldtype": "custom" if custom else "jira",
            "fieldId": {"Sprint": SPRINTS, "Fix Version": "fixVersions"}.get(
                shift.field, shift.field
            ),
            "from": self._id(shift.field, shift.before, within),
            "fromString": shift.before,
            "to": self._id(shift.field, shift.after, within),
            "toString": shift.after,
        }

    def _id(self, field: str, name: str | None, within: Project) -> str | None:
        if name is None:
            return None
        match field:
            case "status":
                return str(STATUSES[name]["id"])
            case "resolution":
                return str(RESOLUTIONS[name]["id"])
            case "priority":
                return str(PRIORITIES[name]["id"])
            case "assignee":
                return self._people[name].account_id
            case "Fix Version":
                return next(each.id for each in within.versions if each.name == name)
            case _:
                numbers = {each.name: str(each.id) for each in within.sprints}
                return ", ".join(numbers[each] for each in name.split(", "))
