"""Bets, their readings, their history, and the questions that are not to be asked for a while."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.portfolio.model.bet import Bet, Event, Reading
from cadence.portfolio.model.draft import Draft
from cadence.portfolio.model.questions import Quiet


class Bets(Protocol):
    """Raises StoreUnavailable throughout.

    Changes take a key: one that was made under the same key before changes nothing.
    """

    def bet(self, number: int) -> Bet | None: ...

    def all(self, *, ended: bool = False) -> tuple[Bet, ...]:
        """By number; those that ended only where they are asked for."""

    def owned_by(self, user: str) -> tuple[Bet, ...]:
        """Those that have not ended, by number."""

    def readings(
        self,
        bets: Sequence[int],
        *,
        metric: str | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> Mapping[int, tuple[Reading, ...]]:
        """Of each bet, oldest day first, one a day and metric: the last that was given for it, before `known_at` where
        that is asked for. A bet without readings has an empty tuple. `until` is included."""

    def corrections(self, number: int, metric: str, on: date) -> tuple[Reading, ...]:
        """All that was ever given for that day, oldest first."""

    def history(self, number: int, *, limit: int = 50) -> tuple[Event, ...]:
        """Newest first."""

    def since(self, moment: datetime) -> tuple[Event, ...]:
        """Of all bets, from that moment on, oldest first."""

    def quiet(self, at: datetime) -> Mapping[str, Quiet]:
        """By their keys, the calls that were answered and are not to be raised again at this moment."""

    def imported(self) -> Mapping[str, tuple[int, Draft]]:
        """By its key in files: the bet's number, and what a file last said of it."""

    def number_for(self, key: str) -> int:
        """The number that belongs to this key for good: the same whenever it is asked again."""

    # --- changes ------------------------------------------------------------------------------------

    def make(self, bet: Bet, event: Event, *, key: str, draft: Draft | None = None) -> Change:
        """A new one; `draft` is what a file said of it. Raises Overtaken when the change is made, where its number is
        taken under another key."""

    def put(
        self, bet: Bet, *events: Event, was: int, key: str, draft: Draft | None = None
    ) -> Change:
        """Takes its place, as version `was` + 1. Raises Overtaken when the change is made, where `was` is not its
        version any more."""

    def read(self, *readings: Reading, key: str) -> Change: ...

    def note(self, event: Event, *, key: str) -> Change:
        """A line of history, where nothing else of the bet changes; under one key there is this or a `put`."""

    def hush(self, call: str, *, until: datetime, at: datetime) -> Change:
        """The call with this key was answered now and is not to be raised until then."""

    def commit(self, *changes: Change) -> None:
        """All of them now, in one transaction, or none: for the command line and at a start. Raises Overtaken."""
