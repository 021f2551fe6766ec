"""What the rooms of one process share."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from cadence.config import Settings
from cadence.core.ports import Clock, IssueTracker, Messenger, Writer
from cadence.status.service.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What rooms are given."""

    settings: Settings
    engine: Engine
    messenger: Messenger
    tracker: IssueTracker
    status: Status
    writer: Writer | None
    """Claude, where there is one."""
    dropped: Callable[[str, str], None]
    """Told, with its purpose, of what Claude wrote and its material doesn't say."""
    clock: Clock
