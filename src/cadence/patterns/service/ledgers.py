"""Ledgers, as somebody may read them now."""

from dataclasses import dataclass

from cadence.core.errors import ArchiveEmpty
from cadence.core.message import Audience
from cadence.patterns.model import said
from cadence.patterns.model.pattern import Entry, Pattern
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.store.feed import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledgers:
    seeing: Seeing
    feed: Feed

    def of(self, pattern: Pattern, audience: Audience) -> tuple[Entry, ...]:
        """For who may see the pattern. A bug that was deleted, moved or hidden since a line was written is named no
        more, nor is one of a project that they may not see. Raises StoreUnavailable."""
        entries = self.seeing.patterns.ledger(pattern.number)
        projects = {*pattern.tells_of, *self._copied()}
        keys = said.keys_in(entries, projects)
        return said.shown(entries, seen=self._seen(keys, audience), projects=projects)

    def _seen(self, keys: tuple[str, ...], audience: Audience) -> frozenset[str]:
        try:
            bugs = self.feed.bugs(keys) if keys else ()
        except ArchiveEmpty:
            return frozenset()
        seen = {
            project: self._sees(project, audience) for project in {each.project for each in bugs}
        }
        return frozenset(each.key.upper() for each in bugs if seen[each.project])

    def _sees(self, project: str, audience: Audience) -> bool:
        return self.seeing.bugs.sees(project, audience)

    def _copied(self) -> frozenset[str]:
        try:
            return self.feed.covers()
        except ArchiveEmpty:
            return frozenset()
