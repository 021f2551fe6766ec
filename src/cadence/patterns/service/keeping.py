"""Holds what a scan found against the patterns that are known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cadence.core.ports import Change
from cadence.patterns.model import life
from cadence.patterns.model.case import Release
from cadence.patterns.model.finding import Finding, Kind
from cadence.patterns.model.identity import matched
from cadence.patterns.model.passing import Moved, News, Passed, passed
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.scan import Scan
from cadence.patterns.model.sentence import opening
from cadence.patterns.service.naming import Naming, said
from cadence.patterns.store.patterns import Patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a scan changes; nothing of it is stored before its settlement."""

    patterns: tuple[Pattern, ...]
    """All that are known then, by number."""
    news: tuple[News, ...]
    """FOUND, WORSE or AGAIN: nobody was told of it yet."""
    outdated: tuple[Pattern, ...]
    """Of these the cards that stand say what is no longer so, though there is no news: they show bugs which may not be
    looked at any more, or don't say whether it could be tested."""
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A finding as it is said, with its pattern."""

    finding: Finding
    pattern: Pattern | None
    """None: it would be new, and has no number."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Reads raise ArchiveEmpty and StoreUnavailable."""

    patterns: Patterns
    naming: Naming
    policy: Policy

    def kept(self, scan: Scan) -> Kept:
        """Asked again for the same scan, it brings the same: a number belongs to what is new before it is stored."""
        known = self.patterns.all()
        trimmed = {each.number: each for each in self._trimmed(known)}
        now = [trimmed.get(each.number, each) for each in known]
        done = self.passed(scan, now, number=self._number)
        return Kept(
            patterns=done.patterns,
            news=done.news,
            outdated=_outdated(known, done, trimmed),
            changes=(
                *map(self.patterns.put, trimmed.values()),
                *map(self._put, done.moved),
                self.patterns.scanned(scan.looked),
            ),
        )

    def passed(
        self, scan: Scan, known: Sequence[Pattern], *, number: Callable[[Finding], int]
    ) -> Passed:
        """The same without a store: for what would have been, had patterns been known so."""
        releases = self.naming.releases()
        return passed(
            scan,
            known,
            self.policy,
            new=lambda finding: self._begun(finding, scan.at, number(finding), releases),
            says=partial(said, releases=releases),
        )

    def seen(self, scan: Scan) -> tuple[Seen, ...]:
        """What a scan says, in its order, stored or not."""
        known = self.patterns.all()
        areas = frozenset(area for area, _ in scan.projects)
        releases = self.naming.releases()
        told = []
        for each in scan.findings:
            pattern = matched(each, known, areas)
            if pattern is not None and pattern.finding == each:
                words = pattern.sentence
            else:
                words = said(self._opening(each, pattern, scan.at, releases), each, releases)
            told.append(Seen(finding=each, pattern=pattern, sentence=words))
        return tuple(told)

    # --- inside ----------------------------------------------------------------------------------------

    def _opening(
        self,
        finding: Finding,
        pattern: Pattern | None,
        at: datetime,
        releases: Mapping[str, Release],
    ) -> str:
        tested = finding.tested
        if pattern is not None and pattern.kind is tested.kind:
            return opening(pattern)
        if tested.kind is not Kind.RECURRENCE:
            return tested.area
        return self.naming.name(finding, at, releases)

    def _begun(
        self, finding: Finding, at: datetime, number: int, releases: Mapping[str, Release]
    ) -> Pattern:
        tested = finding.tested
        name = self.naming.name(finding, at, releases)
        begins = name if tested.kind is Kind.RECURRENCE else tested.area
        return life.begun(
            number, finding, name=name, sentence=said(begins, finding, releases), at=at
        )

    def _trimmed(self, known: Sequence[Pattern]) -> Iterator[Pattern]:
        """Without the bugs that may not be looked at any more, whether they are live or over."""
        still = self.naming.cases.still(tuple({key for each in known for key in each.keys}))
        for each in known:
            gone = frozenset(each.keys) - still
            if gone:
                yield life.without(each, gone)

    def _number(self, finding: Finding) -> int:
        tested = finding.tested
        return self.patterns.number_for(tested.area, tested.kind, tested.subject)

    def _put(self, moved: Moved) -> Change:
        return self.patterns.put(moved.pattern, *moved.entries)


def _outdated(
    known: Sequence[Pattern], done: Passed, trimmed: Mapping[int, Pattern]
) -> tuple[Pattern, ...]:
    was = {each.number: each.untested for each in known}
    news = {pattern.number for pattern, _ in done.news}
    other = (
        each
        for each in done.patterns
        if each.number in was and each.untested != was[each.number] and each.number not in news
    )
    return tuple({each.number: each for each in (*trimmed.values(), *other)}.values())
