"""What one room does for another where something is stored or said: by settlement, so that it happens once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from cadence.core.agenda import Ask, Call, Edition, Given, Known, Outcome, Subject, Told, Value
from cadence.core.message import Audience, Block
from cadence.delivery.job import NewJob, Settlement


class Source(Protocol):
    """A room that rituals can be about. Reads raise TrackerError, StoreUnavailable and MessengerError where nothing
    can be said at all; what could be read in part comes with its gaps."""

    @property
    def name(self) -> str:
        """By which definitions name it: "portfolio", "revenue"."""

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What it can ask about each of its subjects, and knows what to do with the answers to."""

    def is_for(self, audience: Audience, subject: str | None = None) -> bool:
        """Whether they may be told anything of it at all, be it the names of its subjects; of this subject, where one
        is named by its key. Raises MessengerError."""

    def subjects(self, at: datetime) -> tuple[Subject, ...]:
        """All that would be asked about at this moment, with their owners."""

    def known(
        self, subjects: Sequence[Subject], *, at: datetime, audience: Audience
    ) -> tuple[Known, ...]:
        """What can be filled in, for a reader with these rights. What can't be read is left out."""

    def wrong(self, subject: str | None, ask: str, value: Value) -> str | None:
        """What is wrong with an answer, in a plain sentence; pure and quick, since a modal waits."""

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        """What answers change in the room; the same key twice changes nothing twice."""

    def told(self, edition: Edition) -> Told:
        """Its part of the digest. Called for previews too: it changes nothing and says nothing."""

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:
        """What the end of one of its calls changes in the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """A decision that was made outside of a thread, by somebody who confirmed these words."""

    title: str
    decided: str
    context: str = ""
    why: str = ""
    options: tuple[str, ...] = ()
    """All that were offered, the chosen one too."""
    chosen: str | None = None
    decided_by: str
    """A user id."""
    decided_at: datetime
    channel: str
    """Whose people may see it."""
    thread: str | None = None
    """The message that it answers, by its `ts`."""
    team: str = ""
    review_on: date | None = None
    about: tuple[str, ...] = ()
    """Names of what it is about, for search: a bet, an area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    number: int
    settlement: Settlement
    """The record and its posts: part of the settlement that logs it, or nothing is logged."""


class DecisionLog(Protocol):
    def log(self, new: NewDecision, *, key: str) -> Logged:
        """A record of its own; the same key brings the same number. Decisions that hold and say otherwise are named in
        its post, where they can be superseded or kept."""

    def titles(self, numbers: Sequence[int], *, user: str) -> Mapping[int, str]:
        """Of those that this person may see."""


AtHome = Callable[[str], tuple[Block, ...]]
"""What a room shows on the Home tab of somebody, by user id: a header and a few blocks, or nothing. Raises what its
reads raise; then the tab says that this part could not be read."""


def together(*settlements: Settlement) -> Settlement:
    """All of them as one; `again` is left to whoever settles."""
    return Settlement(
        changes=tuple(change for each in settlements for change in each.changes),
        jobs=tuple(job for each in settlements for job in each.jobs),
    )


def also(settlement: Settlement, *jobs: NewJob) -> Settlement:
    return together(settlement, Settlement(jobs=jobs))
