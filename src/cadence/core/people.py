"""Whom to ask, in whose zone."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cadence.core.calendar import WorkingTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in Slack."""

    id: str
    """Slack's user id."""
    name: str
    email: str | None = None
    zone: ZoneInfo
    is_bot: bool = False
    is_guest: bool = False
    """A guest, or somebody of another company: sees the channels they are in and no other."""
    is_gone: bool = False
    """Whether the account was deactivated: nothing that is said to it is ever read."""
    away_until: datetime | None = None
    """Where their status says that they are on holiday or ill: until when, or the end of time where it has no end."""

    @property
    def is_ours(self) -> bool:
        """Whether it is a person of the company, whose account is in use."""
        return not (self.is_guest or self.is_gone or self.is_bot)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who answers for an area: a Slack user id, or a name where no id is configured."""

    name: str
    user: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What a lead owns. An issue belongs to the first area of the configuration that matches it."""

    name: str
    projects: frozenset[str] = frozenset()
    """Keys. Empty means any."""
    components: frozenset[str] = frozenset()
    """Names. Empty (with no labels) means every issue of its projects."""
    labels: frozenset[str] = frozenset()
    lead: Lead
    next_level: Lead | None = None
    channel: str | None = None
    working: WorkingTime = field(default_factory=WorkingTime)
    """When its leads are waited for, in each one's own zone."""

    def owns(self, *, project: str, components: tuple[str, ...], labels: tuple[str, ...]) -> bool:
        """Whether work of this project, with these components and labels, is this area's. Case is ignored."""
        if self.projects and project.casefold() not in _folded(self.projects):
            return False
        if not self.components and not self.labels:
            return bool(self.projects)
        return bool(
            _folded(self.components) & _folded(components) or _folded(self.labels) & _folded(labels)
        )


def _folded(names: frozenset[str] | tuple[str, ...]) -> set[str]:
    return {name.casefold() for name in names}
