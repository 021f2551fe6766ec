"""Occurrences and the ledger of their steps."""

from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.rituals.model.occurrence import Entry, Occurrence


class Occurrences(Protocol):
    """Raises StoreUnavailable throughout."""

    def occurrence(self, ritual: str, on: date) -> Occurrence | None: ...

    def occurrences(
        self, ritual: str, *, limit: int = 20, before: date | None = None
    ) -> tuple[Occurrence, ...]:
        """Newest first."""

    def before(self, ritual: str, on: date) -> Occurrence | None:
        """The last one before that date that was published."""

    def unfinished(self, now: datetime) -> tuple[Occurrence, ...]:
        """Those that are due to be opened, to be closed or to be published; the oldest first."""

    def create(self, occurrence: Occurrence) -> Change:
        """Where ritual and date are taken, nothing."""

    def move(self, occurrence: Occurrence, *, was: str) -> Change:
        """Put this in its place. Raises Overtaken when the change is made, where its stage is not `was` any more."""

    def note(self, *entries: Entry) -> Change:
        """Lines of the ledger; never changed, never deleted."""

    def write(self, *entries: Entry) -> None:
        """The same at once, for a step that failed, whose settlement is not stored."""

    def ledger(
        self, *, ritual: str | None = None, on: date | None = None, limit: int = 200
    ) -> tuple[Entry, ...]:
        """Newest first."""
