"""Where bugs come from: the copy of the tracker, without the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cadence.patterns.model.bug import Bug
from cadence.patterns.model.case import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of what is new or changed."""

    bugs: tuple[Bug, ...]
    gone: tuple[str, ...] = ()
    """Ids of what is no bug any more, is deleted, or may no longer be looked at."""
    mark: str
    """Where the next page begins."""
    is_last: bool


class Feed(Protocol):
    """Bugs alone, without those that have a security level, people's names in their texts masked.

    Whoever reads it page by page gets all of a project or, while its first reading isn't done, nothing of it.

    Raises ArchiveEmpty where nothing was ever copied, and StoreUnavailable.
    """

    def as_of(self) -> datetime:
        """Everything that was changed up to this instant is in the copy."""

    def covers(self) -> frozenset[str]:
        """Keys of the projects that are copied."""

    def changed(self, mark: str | None, *, limit: int) -> Page:
        """What changed since the mark, oldest change first; None begins at the beginning. A bug may come twice, but
        none is missed."""

    def waiting(self, mark: str | None) -> int:
        """How many bugs have changed since the mark."""

    def bug(self, key: str) -> Bug:
        """Raises IssueNotFound: no such bug in the copy, or none that may be looked at."""

    def bugs(self, keys: Sequence[str]) -> tuple[Bug, ...]:
        """Those that are there, in the given order."""

    def releases(self) -> tuple[Release, ...]:
        """Of all copied projects that have a date, oldest first."""
