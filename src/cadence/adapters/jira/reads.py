"""What differs between the two Jiras: how issues, counts and histories are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cadence.adapters.jira.http import Deadline
from cadence.adapters.jira.keys import Raw
from cadence.adapters.jira.pager import Page
from cadence.core.issue import StatusChange

HISTORY_FIELDS = frozenset({"status", "resolution"})

PAGE = 1000
"""Issues asked for at a time; Jira sends fewer where it sees fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    number: int
    exact: bool = True
    warnings: tuple[str, ...] = ()


class Reads(Protocol):
    def page(
        self, jql: str, *, fields: Sequence[str], size: int, after: str | None, deadline: Deadline
    ) -> Page:
        """One page of a search, from the beginning or after a mark of the page before."""

    def whole(
        self, jql: str, *, fields: Sequence[str], after: str | None, deadline: Deadline
    ) -> Page:
        """One page of a search that is read to its end, in which no issue is skipped when others come or go."""

    def total(self, jql: str, *, deadline: Deadline) -> Total: ...

    def by_key(
        self, keys: Sequence[str], *, fields: Sequence[str], deadline: Deadline
    ) -> dict[str, Raw]:
        """The issues that exist and may be seen, under the keys they were asked for by."""

    def histories(
        self, keys: Sequence[str], *, deadline: Deadline
    ) -> Mapping[str, tuple[StatusChange, ...]]: ...
