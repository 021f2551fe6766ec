"""How the Jira issues stand that a decision is linked to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueStates:
    """How linked issues stand, as far as an audience may see them."""

    statuses: Mapping[str, str] = field(default_factory=dict)
    """By key. What is not there and what may not be seen is missing alike."""
    read_at: datetime | None = None
    is_unknown: bool = False
    """Whether nobody could look."""


NOT_ASKED = IssueStates()
