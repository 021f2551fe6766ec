"""The tracker's own vocabulary: what its projects, components, versions, priorities and statuses are called."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from cadence.core.issue import Category, Version

_BUG = re.compile(r"\b(bug|defect|fault)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    name: str
    category: Category


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueType:
    name: str
    subtask: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    key: str
    name: str
    components: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()
    """In the site's own order, which is oldest first."""
    types: tuple[IssueType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything a name can be resolved against, as read at `read_at`."""

    url: str
    """Where people browse, without a slash at the end."""
    flavour: str
    """"cloud" or "datacenter"."""
    projects: tuple[Project, ...] = ()
    priorities: tuple[str, ...] = ()
    """Most important first."""
    statuses: tuple[Status, ...] = ()
    resolutions: tuple[str, ...] = ()
    types: tuple[IssueType, ...] = ()
    labels: tuple[str, ...] = ()
    """Possibly not all of them: a site may hold tens of thousands."""
    sprint_field: bool = False
    """Whether the site knows sprints."""
    read_at: datetime
    gaps: tuple[str, ...] = field(default=())
    """What could not be read, in plain words; names of that kind can't be resolved."""

    def browse(self, key: str) -> str:
        return f"{self.url}/browse/{key}"


def bug_types(site: Site) -> tuple[str, ...]:
    """The site's names for bugs; sub-tasks of bugs are not bugs. Jira's own name where the site tells no types."""
    if not site.types:
        return ("Bug",)
    return tuple(kind.name for kind in site.types if _BUG.search(kind.name) and not kind.subtask)
