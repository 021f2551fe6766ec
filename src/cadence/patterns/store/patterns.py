"""Patterns and their ledger. Changes are prepared here and made in the settlement."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.patterns.model.case import Learned
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.pattern import Entry, Pattern, State, Step
from cadence.patterns.model.scan import Looked


class Patterns(Protocol):
    """Raises StoreUnavailable throughout."""

    def pattern(self, number: int) -> Pattern | None: ...

    def all(
        self, *, states: frozenset[State] | None = None, area: str | None = None
    ) -> tuple[Pattern, ...]:
        """By number. None: whatever state."""

    def ledger(self, number: int, *, limit: int = 200) -> tuple[Entry, ...]:
        """The last `limit` lines, oldest of them first."""

    def since(self, moment: datetime) -> tuple[Entry, ...]:
        """Of all patterns, oldest first."""

    def steps(self) -> Mapping[Step, int]:
        """How many lines of each kind the whole ledger has; a kind without any is left out."""

    def learned(self, area: str) -> tuple[Learned, ...]:
        """What leads of this area said is no pattern, and still say."""

    def looked(self) -> Looked | None:
        """The last scan that was stored; None: none ever was."""

    def scanned_at(self) -> datetime | None:
        """The moment of the last scan that was stored."""

    def number_for(self, area: str, kind: Kind, subject: str) -> int:
        """The number of what is new; the same for the same three while nobody else took it. It never comes back."""

    def messages(self, number: int) -> tuple[tuple[str, str], ...]:
        """Channel and ts of the cards that stand."""

    # --- changes: each raises Overtaken when it is made and does not fit any more -----------------------

    def put(self, pattern: Pattern, *entries: Entry) -> Change:
        """A new one (version 1), or the next version of one that is known, with its lines in the ledger. Of one pattern
        several may be made in one transaction, each the next version of the one before."""

    def noted(self, *entries: Entry) -> Change:
        """Lines alone."""

    def scanned(self, looked: Looked) -> Change:
        """Overtaken where a later one is stored."""

    def stands(self, number: int, channel: str, ts: str) -> Change:
        """A card was posted. The same twice changes nothing."""
