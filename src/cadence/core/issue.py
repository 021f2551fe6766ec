"""A Jira issue as we see it, with the moment it was read."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

FIXED = frozenset({"fixed", "done", "resolved", "complete", "completed", "implemented"})
"""Resolutions that mean the work was done, in lower case; the others mean that it never will be."""


def says_fixed(resolution: str) -> bool:
    return resolution.casefold() in FIXED


class Category(StrEnum):
    """Jira's three status categories, by their fixed keys. Report by these, never by a status' own name."""

    TO_DO = "new"
    IN_PROGRESS = "indeterminate"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A release of one project."""

    id: str
    name: str
    project: str = ""
    """The project's key; empty where the tracker did not say."""
    released: bool = False
    archived: bool = False
    release_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One issue's tie to another, worded from this issue's side: `wording` is "is blocked by", "duplicates", …"""

    wording: str
    kind: str
    """The link type's own name: "Blocks", "Duplicate", …"""
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    author: str
    at: datetime
    text: str
    """Plain text, whatever the tracker's markup was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One step of an issue's history."""

    at: datetime
    field: str = "status"
    """"status", "resolution", "priority", "assignee", "Fix Version", …: Jira's own field names."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as read at `read_at`. Every text is plain and untrusted; every instant is aware UTC."""

    id: str
    key: str
    project: str
    """The project's key."""
    type: str
    summary: str
    status: str
    category: Category
    priority: str | None = None
    resolution: str | None = None
    resolved_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    due: date | None = None
    components: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    affects: tuple[Version, ...] = ()
    fix_versions: tuple[Version, ...] = ()
    sprints: tuple[str, ...] = ()
    """Names of the sprints it is or was in, oldest first."""
    assignee: str | None = None
    """A display name."""
    assignee_email: str | None = None
    reporter: str | None = None
    level: str | None = None
    """The name of its security level; None means that it has none."""
    parent: str | None = None
    links: tuple[Link, ...] = ()
    description: str | None = None
    """None where it was not asked for or is empty."""
    comments: tuple[Comment, ...] = ()
    """The latest comments, oldest first, where they were asked for."""
    read_at: datetime

    @property
    def is_open(self) -> bool:
        """Unresolved. Jira's own measure: the resolution is empty, whatever the status is called."""
        return self.resolution is None
