"""Values of the core, of which a test states only what it is about."""

from datetime import UTC, datetime
from typing import Any

from cadence.core.issue import Category, Issue, Version
from cadence.core.site import IssueType, Project, Site, Status

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
