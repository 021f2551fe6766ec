"""What scans remember of bugs: when things happened to them, and which group of similar ones they are in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from cadence.core.ports import Change
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.case import History


class Cases(Protocol):
    """Raises StoreUnavailable throughout."""

    def mark(self) -> str | None:
        """How far the feed was taken in."""

    def take_in(self, bugs: Sequence[Bug], *, gone: Sequence[str], mark: str) -> int:
        """Keep a page, grouped, in one transaction with its mark; the same page twice changes nothing. How many were
        new or changed. Raises Overtaken where another scan took it in meanwhile: go on from its mark."""

    def areas(self) -> tuple[str, ...]:
        """Names of all areas that have bugs, those that nobody owns too."""

    def projects(self, area: str) -> tuple[str, ...]:
        """Keys of the projects of its bugs."""

    def history(self, area: str, *, since: datetime, at: datetime) -> History:
        """As it was at that moment: nothing that happened later is in it."""

    def histories(self, *, since: datetime, at: datetime) -> Iterator[History]:
        """Of every area, one at a time in memory."""

    def group_of(self, key: str) -> int | None: ...

    def merged(self, group: int, *, into: int) -> Change:
        """People say that these are the same: later scans keep to it."""

    def split(self, keys: Sequence[str], *, key: str) -> tuple[int, Change]:
        """People say that these are something else: the number of their new group (the same for the same `key`)."""
