"""How far the copy is, and what a sync did."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the copy of one project is.

    Two clocks are at work: `begun_at`, `as_of` and `reconciled_at` are ours, the others are the tracker's own stamps.
    They are never compared with one another.
    """

    project: str
    begun_at: datetime
    """When the first reading began."""
    filled_to: datetime | None = None
    """How far the first reading is, which goes by the time of creation."""
    updated_to: datetime | None = None
    """Whatever was updated before this is in the copy, once the first reading is done. None: nothing is known."""
    as_of: datetime | None = None
    """Everything that was changed up to this instant is in the copy. None: the first reading isn't done."""
    reconciled_at: datetime | None = None
    """When moves and deletions were last looked for."""

    @property
    def is_whole(self) -> bool:
        return self.as_of is not None


class Step(StrEnum):
    FIRST_READING = "first reading"
    CHANGES = "changes"
    COMPARING = "comparing"
    """Looking for what was moved or deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    step: Step
    project: str | None = None
    """None: all of them at once."""
    done: int
    total: int | None = None


Watcher = Callable[[Progress], None]


def nobody(progress: Progress) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What one sync did. There is one only when all of it was done."""

    projects: tuple[str, ...]
    as_of: datetime | None
    """None: no project could be seen."""
    filled: tuple[str, ...] = ()
    """Projects whose first reading was completed."""
    kept: int = 0
    """Issues that were read whole and stored."""
    removed: int = 0
    """Issues that are gone: deleted, moved away, or no longer to be seen."""
    reconciled: bool = False
    unseen: tuple[str, ...] = ()
    """Projects that are configured and that the tracker doesn't show us."""
    took: timedelta


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Runs of `size`, the last one shorter. (itertools has this from Python 3.12 on.)"""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch
