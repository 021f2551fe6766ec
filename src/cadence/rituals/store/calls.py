"""Calls: raised, carried, ended."""

from typing import Protocol

from cadence.core.agenda import Ended, Outcome
from cadence.core.ports import Change
from cadence.rituals.model.called import Raised


class Calls(Protocol):
    """Raises StoreUnavailable throughout."""

    def call(self, ritual: str, number: int) -> Raised | None: ...

    def calls(self, ritual: str, numbers: tuple[int, ...]) -> tuple[Raised, ...]:
        """Those that are there, in the given order."""

    def open(self, ritual: str) -> tuple[Raised, ...]:
        """Open ones and those that somebody has; the oldest first. `model.called.is_due` tells them apart."""

    def open_anywhere(self, *, limit: int = 500) -> tuple[Raised, ...]:
        """The same of every ritual, by ritual and number."""

    def all(self, ritual: str, *, limit: int = 100) -> tuple[Raised, ...]:
        """Newest first."""

    def at(self, channel: str, ts: str) -> tuple[Raised, ...]:
        """Those that a direct message shows, by their numbers."""

    def number_for(self, ritual: str, key: str, occurrence: str) -> int:
        """The number of the call with this key that is open or that somebody has, or a new one that belongs to this key
        and occurrence: the same whenever it is asked again. A write of its own."""

    def raise_(self, *raised: Raised) -> Change:
        """New ones; where ritual and number are taken, or the key is open under another number, nothing."""

    def carry(self, *raised: Raised) -> Change:
        """As they are now, with what is known now and open again; where one ended meanwhile, nothing, and what somebody
        was given meanwhile stays with them."""

    def end(self, ritual: str, number: int, outcome: Outcome, *, was: Ended) -> Change:
        """Raises Overtaken when the change is made, where it does not stand at `was` any more."""

    def reopen(self, ritual: str, number: int, outcome: Outcome) -> Change:
        """Open again after this outcome: the date of who had it has come, or "no change" was taken back.

        Raises Overtaken when the change is made, where the outcome is another by then, or the key is open under another
        number.
        """

    def shown(self, ritual: str, number: int, *, channel: str, ts: str) -> Change:
        """A direct message with its buttons stands there."""
