"""What has to be looked at again, and who was asked."""

from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.decisions.model.decision import Party
from cadence.decisions.model.review import Armed, Asked, Due, Outcome, Review


class Reviews(Protocol):
    """Knows of the records which are live, and the dates of their next reviews."""

    # --- what has to be done, oldest first ----------------------------------------------------------

    def due(self, *, until: date, limit: int) -> tuple[Due, ...]:
        """Live decisions whose date is `until` or earlier and that nobody was asked about for that date."""

    def to_hand_on(self, *, at: datetime, limit: int) -> tuple[Review, ...]:
        """Open ones whose patience has ended by then."""

    def over(self, *, limit: int) -> tuple[Review, ...]:
        """Open ones of decisions that are no longer live."""

    def overdue(self, *, before: date, limit: int) -> tuple[Due, ...]:
        """Live decisions whose date is earlier than that, or about which somebody should have been asked since and
        nobody has answered: with their date, or the day on which it was opened."""

    # --- one decision -------------------------------------------------------------------------------

    def review(self, key: str) -> Review | None: ...

    def open_of(self, number: int) -> tuple[Review, ...]:
        """Oldest first."""

    # --- changes ------------------------------------------------------------------------------------

    def open(self, review: Review) -> Change:
        """Made, it raises Overtaken where it was opened already."""

    def stands(self, key: str, to: str, *, channel: str, ts: str) -> Change:
        """Where the message to somebody stands."""

    def hand_on(self, key: str, asked: Asked | None) -> Change:
        """To the owner, or to nobody where nobody is left; once. Made, it raises Overtaken where it was closed or
        handed on meanwhile."""

    def close(self, review: Review, outcome: Outcome, *, by: Party | None, at: datetime) -> Change:
        """This one and every other open one of the same decision. Made, it raises Overtaken where this one was closed
        meanwhile."""

    def close_all(
        self, number: int, outcome: Outcome, *, by: Party | None, at: datetime
    ) -> Change: ...

    # --- what reopens -------------------------------------------------------------------------------

    def armed(self, *, limit: int) -> tuple[Armed, ...]:
        """Of live decisions; those first that were looked at longest ago, or never."""

    def armed_on(self, number: int) -> tuple[Armed, ...]: ...

    def arm(self, armed: Armed) -> Change:
        """One that is armed already stays as it is; one that has fired is armed anew."""

    def disarm(self, armed: Armed) -> Change: ...

    def looked(self, armed: Armed, *, state: str | None, at: datetime) -> Change:
        """What it was seen in; None where it was not to be seen."""

    def fire(self, armed: Armed, *, state: str, at: datetime) -> Change:
        """Made, it raises Overtaken where it has fired or was taken away meanwhile."""
