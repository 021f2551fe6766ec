"""The decisions themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import (
    ANYTHING,
    Body,
    Decision,
    Event,
    Party,
    Revision,
    Scope,
    Shown,
    Standing,
    Status,
)

RECENT = 50
"""Live decisions of a channel among which the same one is looked for, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which decisions to list, newest first. What is None or empty excludes nothing."""

    statuses: frozenset[Status] = frozenset()
    scope: Scope = ANYTHING
    """Each part that is set must be the same, letter case ignored."""
    channel: str | None = None
    decider: str | None = None
    """A Slack user id."""
    before: int | None = None
    """Numbers below this one: how a list goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    decisions: tuple[Decision, ...]
    total: int
    """Of all that are wanted and may be seen, `before` aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One decision that a search found."""

    decision: Decision
    score: float
    """Higher is better; comparable within one search only."""
    matched: tuple[str, ...] = ()
    """The words by which it was found, as they stand in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The best hits, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int
    instead: tuple[tuple[str, str], ...] = ()
    """Words of the query that no record holds, each with the nearest one that was searched for in its place."""


class Records(Protocol):
    def decision(self, number: int, seen: Seen) -> Decision | None:
        """None where there is none or it may not be seen."""

    def decisions(self, numbers: Sequence[int], seen: Seen) -> tuple[Decision, ...]:
        """Those that are there and may be seen, in the given order."""

    def listed(self, wanted: Wanted, seen: Seen, *, limit: int = 20) -> Listed: ...

    def every(self, seen: Seen) -> Iterator[Decision]:
        """All of them, oldest number first, in flat memory."""

    def search(self, words: str, seen: Seen, *, live: bool = False, limit: int = 10) -> Searched:
        """By title, what was decided, reasons, context, options, consequences, scope and quotes.

        A word is found by its beginning and despite a typo. A record that holds more of the rare words comes first; of
        a chain of supersessions, each member is found for itself. `live`: those alone that hold or may come to hold.
        Empty or meaningless words find nothing.
        """

    def near(self, body: Body, seen: Seen, *, limit: int = 50) -> tuple[Hit, ...]:
        """Live decisions that may be about the same thing: of an overlapping scope, or by their words; best first."""

    def revisions(self, number: int) -> tuple[Revision, ...]:
        """Oldest first. What is asked for must have been seen before."""

    def history(self, number: int) -> tuple[Event, ...]:
        """Oldest first."""

    def number_for(self, key: str) -> int:
        """The number that the record with this key has, or will have: the next free one the first time, the same one
        ever after. A write of its own; a number whose record never comes is missing for good."""

    def recorded(self, key: str) -> int | None:
        """The number of the record that was made under this key, if it was made."""

    def live_with_sources(self, *, recorded_after: datetime) -> tuple[int, ...]:
        """Numbers of live decisions that quote messages and were recorded since then."""

    def public_channels(self) -> tuple[str, ...]:
        """Channels of which a decision is held to be public, by id."""

    # --- changes -----------------------------------------------------------------------------------

    def narrow(self, channel: str) -> Change:
        """What was decided in this public channel is visible to its members alone from now on. Nothing is widened."""

    def record(self, decision: Decision, *, key: str, once: bool = False) -> Change:
        """A new record, its first revision, its quotes, its history's first line and its place in the search. Under a
        key that was recorded already it changes nothing. `once`: made, it raises Overtaken where one of the channel's
        `RECENT` live ones is of the same thread and reads the same, whoever records it in the same instant."""

    def correct(
        self, number: int, body: Body, *, revision: int, by: Party, at: datetime, why: str
    ) -> Change:
        """Revision `revision`, which must be the latest plus one. Made, it raises Overtaken when somebody else
        corrected the decision first. A field that was emptied loses its quotes, for the new revision alone."""

    def supersede(self, old: int, new: int, *, by: Party | None, at: datetime) -> Change:
        """`new` takes the place of `old`: both sides, both histories. Made, it raises Overtaken when `old` has a
        successor already, is not live, or would come to follow itself. The database itself forbids forks and loops."""

    def turn(
        self,
        number: int,
        status: Status,
        *,
        was: Status,
        by: Party | None,
        at: datetime,
        words: str = "",
    ) -> Change:
        """Accept, reject or deprecate what `was` of another status, with a line in the history. Made, it raises
        Overtaken where it is not of that status any more: of two who turn it at once the second is told so."""

    def extend(self, number: int, review_on: date | None, *, revision: int) -> Change:
        """The date of its next review, which may change without a new revision: it is state, not what was decided.
        Made, it raises Overtaken when `revision` is no longer the latest."""

    def happened(self, event: Event) -> Change:
        """A line of history and nothing else."""

    def show(self, number: int, shown: Shown) -> Change:
        """A message of ours shows it there. One a board: a later one takes the place of an earlier one."""

    def mark(self, number: int, ts: str, standing: Standing) -> Change:
        """What became of a quoted message. Its quote stays as it is."""

    def count(self, outcome: str, *, on: date) -> Change:
        """One more draft that was "offered", "confirmed", "dismissed" or had "nothing": all that is kept of drafts."""

    def counted(self, *, since: date) -> tuple[tuple[str, int], ...]:
        """Drafts by their outcome."""
