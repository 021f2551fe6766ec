"""Stand-ins for what is not there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from cadence.core.errors import ArchiveEmpty
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Found
from cadence.core.query import IssueQuery
from cadence.core.site import Site


class NoArchive:
    """An archive that nothing was ever copied into."""

    def as_of(self) -> datetime:
        _empty()

    def covers(self) -> frozenset[str]:
        _empty()

    def site(self) -> Site:
        _empty()

    def issue(self, key: str) -> Issue:  # noqa: ARG002 - the port's signature
        _empty()

    def search(self, query: IssueQuery, *, limit: int = 20) -> Found:  # noqa: ARG002 - the port's signature
        _empty()

    def every(self, query: IssueQuery) -> Iterator[Issue]:  # noqa: ARG002 - the port's signature
        _empty()

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:  # noqa: ARG002 - as above
        _empty()

    def similar(self, text: str, *, limit: int = 20) -> tuple[Issue, ...]:  # noqa: ARG002 - as above
        _empty()


def _empty() -> NoReturn:
    raise ArchiveEmpty("there is no copy of Jira yet; `cadence sync` makes one")
