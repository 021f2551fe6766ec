"""What was confirmed and collides, and what waits for an arbiter."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.decisions.model.clash import Dispute, Outcome, Pending


class Conflicts(Protocol):
    # --- pending -------------------------------------------------------------------------------------

    def pending(self, key: str) -> Pending | None:
        """None once it was chosen about or dismissed."""

    def pending_before(self, moment: datetime, *, limit: int) -> tuple[Pending, ...]:
        """Kept earlier than that, oldest first."""

    def keep(self, pending: Pending) -> Change:
        """What is kept under its key already stays as it is."""

    def drop(self, key: str) -> Change:
        """Dropping what is not there changes nothing."""

    def take(self, key: str) -> Change:
        """As `drop`, for whoever deals with it: made, it raises Overtaken where it is gone."""

    # --- disputes ------------------------------------------------------------------------------------

    def dispute(self, key: str) -> Dispute | None: ...

    def disputes_of(self, new: int) -> tuple[Dispute, ...]:
        """About one new decision, settled ones too, by the earlier one's number."""

    def open_disputes(self, *, until: date, limit: int) -> tuple[Dispute, ...]:
        """Of which nobody was asked again, and whose last day is that one or earlier; oldest day first."""

    def open_about(self, numbers: Sequence[int]) -> tuple[Dispute, ...]:
        """Open ones in which one of these decisions stands on either side, by key."""

    def open(self, dispute: Dispute) -> Change:
        """What is open under its key already stays as it is. The decisions must be there."""

    def ask_again(self, key: str, at: datetime) -> Change:
        """Made, it raises Overtaken where it was settled or asked again meanwhile."""

    def settle(
        self, key: str, outcome: Outcome, *, at: datetime, beside: frozenset[str] | None = None
    ) -> Change:
        """Made, it raises Overtaken where it was settled meanwhile; also where other disputes about its new decision
        are open than `beside` names by their keys, so that of two that are settled at once one knows itself the last.
        """
