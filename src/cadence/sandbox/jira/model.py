"""What a Jira site is made of. Every value is frozen: a change to an issue is a new `Issue`."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person or an app. `account_id` is Cloud's name for them; `name` and `key` are Data Center's."""

    account_id: str
    display_name: str
    email: str | None = None
    name: str = ""
    key: str = ""
    active: bool = True
    account_type: str = "atlassian"
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A status category; the four of them are fixed in every Jira."""

    id: int
    key: str
    name: str
    color: str
    aliases: tuple[str, ...] = ()
    """Further names that JQL accepts."""


CATEGORIES = (
    Category(id=1, key="undefined", name="No Category", color="medium-gray"),
    Category(id=2, key="new", name="To Do", color="blue-gray", aliases=("New",)),
    Category(id=4, key="indeterminate", name="In Progress", color="yellow"),
    Category(id=3, key="done", name="Done", color="green", aliases=("Complete",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    id: str
    name: str
    category: Category
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueType:
    id: str
    name: str
    subtask: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    id: str
    name: str
    project_id: str
    description: str | None = None
    lead_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A release of one project. `sequence` is its place among that project's versions."""

    id: str
    name: str
    project_id: str
    sequence: int
    released: bool = False
    archived: bool = False
    start_date: str | None = None
    release_date: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    id: str
    key: str
    name: str
    description: str = ""
    lead_id: str | None = None
    type_ids: tuple[str, ...] = ()
    project_type: str = "software"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityLevel:
    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprint:
    id: int
    name: str
    state: str
    """"active", "closed" or "future"."""
    board_id: int = 1
    start: str | None = None
    end: str | None = None
    complete: str | None = None
    goal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkType:
    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One end of a link, as seen from the issue that holds it."""

    id: str
    type_id: str
    inward: bool
    """Whether the other issue is the source: this one reads "is blocked by"."""
    other_id: str
    other_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    id: str
    author_id: str | None
    body: str
    """Wiki markup."""
    created: datetime
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeItem:
    """One field's change. `old` and `new` are ids, the texts what people saw; None where there was nothing."""

    field: str
    """Jira's own name of it in histories: "status", "Fix Version", "Component", …"""
    field_id: str
    old: str | None = None
    old_text: str | None = None
    new: str | None = None
    new_text: str | None = None
    custom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What one person changed at one moment."""

    id: str
    author_id: str | None
    at: datetime
    items: tuple[ChangeItem, ...]
    synthesised: bool = False
    """Derived while loading, because the export has no history. Never sent to clients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue's present state. Everything that has an id is held by its id; the site has the rest."""

    id: str
    key: str
    project_id: str
    type_id: str
    status_id: str
    summary: str
    created: datetime
    updated: datetime
    description: str | None = None
    environment: str | None = None
    priority_id: str | None = None
    resolution_id: str | None = None
    resolved: datetime | None = None
    due: date | None = None
    component_ids: tuple[str, ...] = ()
    affected_ids: tuple[str, ...] = ()
    fix_ids: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    assignee_id: str | None = None
    reporter_id: str | None = None
    creator_id: str | None = None
    sprint_ids: tuple[int, ...] = ()
    epic_key: str | None = None
    epic_name: str | None = None
    parent_id: str | None = None
    parent_key: str | None = None
    security_id: str | None = None
    links: tuple[Link, ...] = ()
    comments: tuple[Comment, ...] = ()
    """Oldest first."""
    history: tuple[History, ...] = ()
    """Oldest first."""
    rank: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who calls, what proves it, and what they may see."""

    user_id: str
    email: str
    token: str = field(repr=False)
    projects: frozenset[str] | None = None
    """Keys of the projects it can browse; None is all."""
    levels: frozenset[str] = frozenset()
    """Names of the security levels it sees."""
    scoped: bool = False
    """A scoped token works under the gateway's address alone."""
