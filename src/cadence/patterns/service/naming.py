"""What a pattern is called, from the titles of its bugs, and what its sentence says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cadence.patterns.model.case import Release
from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.naming import called
from cadence.patterns.model.sentence import plain_name, sentence
from cadence.patterns.store.cases import Cases
from cadence.patterns.store.feed import Feed

TITLES = 40
"""Of a pattern's bugs, the latest."""
OTHERS = 300
"""Titles of the area's other bugs that its words are held against, the latest."""
LATELY = timedelta(days=182)
"""How far back these are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Reads raise ArchiveEmpty and StoreUnavailable."""

    feed: Feed
    cases: Cases

    def name(self, finding: Finding, at: datetime, releases: Mapping[str, Release]) -> str:
        """Similar bugs are called by what sets them apart; all else by its kind and area."""
        tested = finding.tested
        own = self._own_words(finding, at) if tested.kind is Kind.RECURRENCE else None
        return own or plain_name(tested, release=_release(finding, releases))

    def releases(self) -> Mapping[str, Release]:
        return {each.id: each for each in self.feed.releases()}

    def _own_words(self, finding: Finding, at: datetime) -> str | None:
        tested = finding.tested
        own = frozenset(tested.keys)
        history = self.cases.history(tested.area, since=at - LATELY, at=at)
        others = [each.key for each in reversed(history.cases) if each.key not in own][:OTHERS]
        titles, beside = (
            [bug.summary for bug in self.feed.bugs(keys)] for keys in (tested.keys[:TITLES], others)
        )
        return called(titles, beside, area=tested.area)


def said(opening: str, finding: Finding, releases: Mapping[str, Release]) -> str:
    return sentence(opening, finding, release=_release(finding, releases))


def _release(finding: Finding, releases: Mapping[str, Release]) -> str:
    tested = finding.tested
    known = releases.get(tested.subject) if tested.kind is Kind.ESCAPES else None
    return known.name if known else ""
