"""Where facts are read from: Jira live, or the copy; and never more of them than the audience may see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol, TypeVar
from urllib.parse import quote

from cadence.core.calendar import Span
from cadence.core.errors import IssueNotFound, NobodyCalled, QueryRefused
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Clock, Detail, Found, IssueArchive, IssueTracker
from cadence.core.query import Empty, Field, IssueQuery, Moment, Within
from cadence.core.site import Site
from cadence.status.model.access import Grant
from cadence.status.model.answer import Basis, Source

T = TypeVar("T")


class Reader(Protocol):
    """One source of facts. Errors rise as the port's own."""

    @property
    def source(self) -> Source: ...

    def site(self) -> Site: ...
    def issue(self, key: str) -> Issue: ...
    def issues(self, keys: Sequence[str]) -> tuple[Issue, ...]: ...
    def search(self, query: IssueQuery, limit: int) -> Found: ...
    def every(self, query: IssueQuery) -> Iterator[Issue]: ...
    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]: ...
    def jql(self, query: IssueQuery) -> str: ...
    def as_of(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Live:
    """Jira itself."""

    tracker: IssueTracker
    clock: Clock

    @property
    def source(self) -> Source:
        return Source.JIRA

    def site(self) -> Site:
        return self.tracker.site()

    def issue(self, key: str) -> Issue:
        return self.tracker.issue(key, detail=Detail.BRIEF)

    def issues(self, keys: Sequence[str]) -> tuple[Issue, ...]:
        return self.tracker.issues(keys)

    def search(self, query: IssueQuery, limit: int) -> Found:
        return self.tracker.search(query, limit=limit)

    def every(self, query: IssueQuery) -> Iterator[Issue]:
        return self.tracker.every(query)

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:
        return self.tracker.histories(keys)

    def jql(self, query: IssueQuery) -> str:
        return self.tracker.jql(query)

    def as_of(self) -> datetime:
        return self.clock.now()


@dataclass(frozen=True, slots=True)
class Copy:
    """The mirror, which stands in when Jira is away."""

    archive: IssueArchive

    @property
    def source(self) -> Source:
        return Source.MIRROR

    def site(self) -> Site:
        return self.archive.site()

    def issue(self, key: str) -> Issue:
        return self.archive.issue(key)

    def issues(self, keys: Sequence[str]) -> tuple[Issue, ...]:
        found = []
        for key in keys:
            try:
                found.append(self.archive.issue(key))
            except IssueNotFound:
                continue
        return tuple(found)

    def search(self, query: IssueQuery, limit: int) -> Found:
        return self.archive.search(query, limit=limit)

    def every(self, query: IssueQuery) -> Iterator[Issue]:
        return self.archive.every(query)

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:
        return self.archive.histories(keys)

    def jql(self, query: IssueQuery) -> str:  # noqa: ARG002 - the copy has no query language
        return ""

    def as_of(self) -> datetime:
        return self.archive.as_of()


ASKED_AGAIN = timedelta(hours=1)
"""How long a site that knew no security levels is believed to have none still."""


@dataclass(slots=True)
class SecurityLevels:
    """Whether the site knows security levels at all: one without the field refuses to be asked about it."""

    missed_at: float | None = None

    @property
    def known(self) -> bool:
        return self.missed_at is None or monotonic() - self.missed_at > ASKED_AGAIN.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A reader that brings what its audience may see, and nothing else."""

    reader: Reader
    grant: Grant
    levels: SecurityLevels = field(default_factory=SecurityLevels)

    def site(self) -> Site:
        return self.grant.narrowed(self.reader.site())

    def issue(self, key: str) -> Issue:
        """Raises IssueNotFound for what is not there and for what may not be seen, alike."""
        issue = self.reader.issue(key)
        if not self.grant.allows(issue):
            raise IssueNotFound(key)
        return issue

    def issues(self, keys: Sequence[str]) -> tuple[Issue, ...]:
        return tuple(issue for issue in self.reader.issues(keys) if self.grant.allows(issue))

    def search(self, query: IssueQuery, limit: int) -> Found:
        found = self._asked(lambda: self.reader.search(self.narrowed(query), limit))
        seen = tuple(issue for issue in found.issues if self.grant.allows(issue))
        # The query lets none of the others through; should a tracker send one all the same, it stays unseen here.
        return replace(found, issues=seen, total=found.total - len(found.issues) + len(seen))

    def every(self, query: IssueQuery) -> tuple[Issue, ...]:
        """All of them at once: a read that breaks off brings nothing."""
        return self._asked(
            lambda: tuple(
                issue
                for issue in self.reader.every(self.narrowed(query))
                if self.grant.allows(issue)
            )
        )

    def histories(self, issues: Sequence[Issue]) -> Mapping[str, tuple[StatusChange, ...]]:
        """Histories of issues that this reader brought."""
        return self.reader.histories([issue.key for issue in issues]) if issues else {}

    def narrowed(self, query: IssueQuery) -> IssueQuery:
        """The query with what this audience's rights add to it."""
        return query.and_also(*self.grant.conditions(levels=self.levels.known))

    def basis(self, query: IssueQuery | None = None, *warnings: str) -> Basis:
        """What an answer from here rests on."""
        jql = self.reader.jql(self.narrowed(query)) if query else ""
        site_url = self.reader.site().url if jql else ""
        return Basis(
            source=self.reader.source,
            as_of=self.reader.as_of(),
            jql=jql,
            url=f"{site_url}/issues/?jql={quote(jql)}" if site_url else None,
            warnings=warnings,
        )

    def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except NobodyCalled:
            raise
        except QueryRefused:
            if not self.levels.known or self._knows_levels():
                raise
            self.levels.missed_at = monotonic()
            return ask()

    def _knows_levels(self) -> bool:
        """Asked for by itself, of no issue: a query may be refused for anything, in any language, and to take a refusal
        for a site without levels would count what a level hides."""
        none = Within(Moment.CREATED, Span(start=self.reader.as_of()))
        try:
            self.reader.search(IssueQuery((Empty(Field.LEVEL), none)), 0)
        except QueryRefused:
            return False
        return True
