"""What scans remember of bugs: when things happened to them, and which group of similar ones they are in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.case import History
from cadence.patterns.model.grouping import Member
from cadence.patterns.model.kept import Kept, Known, Machines
from cadence.patterns.model.scan import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A page of the feed, grouped, as it is to be kept."""

    bugs: tuple[Bug, ...]
    groups: Mapping[str, int]
    """By the bug's id, the group that it joins; below zero a new one, which all have that say the same figure. Whoever
    is in a group stays there."""
    opened: Mapping[str, int]
    """The same of bugs that were kept before and were in no group."""
    gone: tuple[str, ...] = ()
    """Ids."""
    after: str | None
    """The mark from which the page was read."""
    mark: str


class Cases(Protocol):
    """Raises StoreUnavailable throughout."""

    def mark(self) -> str | None:
        """How far the feed was taken in."""

    def known(self, ids: Sequence[str]) -> Mapping[str, Known]:
        """What is kept of these, by id."""

    def take_in(self, taking: Taking) -> int:
        """Keep a page, in one transaction with its mark; the same page twice changes nothing. How many were new or
        changed. Raises Overtaken where another scan took it in meanwhile: go on from its mark."""

    def rehome(self) -> int:
        """Put every bug into the area that the settings give it now; costs nothing while they are the same. How many
        moved."""

    def areas(self) -> tuple[str, ...]:
        """Names of all areas that have bugs, those that nobody owns too."""

    def projects(self, area: str) -> tuple[str, ...]:
        """Keys of the projects of its bugs."""

    def history(self, area: str, *, since: datetime, at: datetime) -> History:
        """As it was at that moment: nothing that happened later is in it. Without releases and what was learned, which
        others keep."""

    def histories(self, *, since: datetime, at: datetime) -> Iterator[History]:
        """Of every area, one at a time in memory."""

    def kept(self, area: str, *, since: datetime, at: datetime) -> tuple[Kept, ...]:
        """What a history of any moment between these is made from."""

    def machines(self, project: str, *, since: datetime, at: datetime) -> Machines:
        """When machines created or reopened a project's bugs between these."""

    def near(self, area: str, *, first: datetime, last: datetime) -> tuple[Member, ...]:
        """Those of an area that were created between these, both included, oldest first."""

    def still(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of these that are kept: what was deleted, moved, hidden or is no bug any more is not."""

    def members(self, group: int) -> tuple[str, ...]:
        """Keys of the group's bugs, latest first."""

    def merged(self, group: int, *, into: int) -> Change:
        """People say that these are the same: later scans keep to it."""

    def split(self, keys: Sequence[str], *, key: str) -> tuple[int, Change]:
        """People say that these are something else: the number of their new group (the same for the same `key`)."""

    def placed(self, keys: Sequence[str], *, group: int) -> Change:
        """Put these into a group that there is or was: what undoes a merge or a split."""

    def progress(self) -> tuple[Progress, datetime] | None:
        """How far a scan was, and when it said so; None: none goes on."""

    def stand(self, progress: Progress | None, *, at: datetime) -> None:
        """Say how far a scan is; None: it is over."""
