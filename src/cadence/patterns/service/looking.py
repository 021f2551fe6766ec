"""Looks at every area: what is tested, what is found, and what can't be tested yet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from cadence.patterns.model.case import History, Release
from cadence.patterns.model.detectors import lacking, tested, untestable
from cadence.patterns.model.discovery import found
from cadence.patterns.model.finding import Tested
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.scan import Progress, Scan, Unlooked, Watcher, nobody
from cadence.patterns.store.feed import Feed
from cadence.patterns.store.patterns import Patterns

LOOKING = "looking at areas"


class Histories(Protocol):
    """What of `Cases` is looked at."""

    def areas(self) -> tuple[str, ...]: ...

    def projects(self, area: str) -> tuple[str, ...]: ...

    def history(self, area: str, *, since: datetime, at: datetime) -> History: ...

    def histories(self, *, since: datetime, at: datetime) -> Iterator[History]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    feed: Feed
    cases: Histories
    patterns: Patterns
    policy: Policy

    def looked(self, at: datetime, watcher: Watcher = nobody) -> Scan:
        """All that there is to say as of a moment; stores nothing. One area at a time is in memory.

        Where the copy ends before that moment, windows end with it: days that were not copied are no quiet days.
        Raises ArchiveEmpty and StoreUnavailable.
        """
        as_of = self.feed.as_of()
        end = min(at, as_of)
        areas = self.cases.areas()
        asked: list[Tested] = []
        unlooked: list[Unlooked] = []
        for done, history in enumerate(self._histories(end)):
            watcher(Progress(step=LOOKING, done=done, total=len(areas)))
            why = untestable(history, end)
            if why is not None:
                unlooked.append(Unlooked(area=history.area, why=why))
                continue
            mine = tested(history, end)
            asked += mine
            unlooked += (
                Unlooked(area=history.area, why=lacks, kinds=frozenset({kind}))
                for kind, lacks in lacking(history, mine, end)
            )
        return Scan(
            at=at,
            as_of=as_of,
            areas=len(areas),
            tested=len(asked),
            findings=found(asked, self.policy),
            unlooked=tuple(unlooked),
            projects=tuple((area, self.cases.projects(area)) for area in areas),
        )

    def history(self, area: str, *, at: datetime) -> History:
        """What a look at that moment is made from."""
        since = at - self.policy.history
        history = self.cases.history(area, since=since, at=at)
        return self._whole(history, self.feed.releases(), at)

    def _histories(self, at: datetime) -> Iterator[History]:
        releases = self.feed.releases()
        for each in self.cases.histories(since=at - self.policy.history, at=at):
            yield self._whole(each, releases, at)

    def _whole(self, history: History, releases: tuple[Release, ...], at: datetime) -> History:
        projects = set(self.cases.projects(history.area))
        return replace(
            history,
            releases=tuple(each for each in releases if each.project in projects and each.at <= at),
            not_patterns=tuple(
                each
                for each in self.patterns.learned(history.area)
                if each.at is None or each.at <= at
            ),
        )
