"""A bug as this room may know it. Who reported it, works on it or wrote about it is nothing that it can hold."""

from dataclasses import dataclass
from datetime import datetime

from cadence.core.issue import Link, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """As copied from the tracker; every text is plain and untrusted, and people's names in it are masked by whoever
    makes one. Every instant is aware UTC. One with a security level never comes here."""

    id: str
    """The tracker's own id, which stays when an issue moves to another key."""
    key: str
    project: str
    """The project's key."""
    summary: str
    description: str = ""
    comments: tuple[str, ...] = ()
    """What was written, oldest first; not by whom."""
    components: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    affects: tuple[Version, ...] = ()
    fix_versions: tuple[Version, ...] = ()
    priority: str | None = None
    parent: str | None = None
    links: tuple[Link, ...] = ()
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    resolution: str | None = None
    """None: it is open."""
    reopened_at: tuple[datetime, ...] = ()
    """Oldest first: each time it went from resolved back to unresolved."""
    resolutions: tuple[datetime, ...] = ()
    """Oldest first: each time it went from unresolved to resolved."""
    is_told: bool = True
    """Whether the tracker told how its state changed; False: none of its reopenings can be known."""
