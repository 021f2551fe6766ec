"""Takes in what is new or changed, page by page: a scan that is killed goes on where it was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cadence.core.errors import Overtaken
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.kept import Known, said
from cadence.patterns.model.scan import Progress, Watcher, nobody
from cadence.patterns.store.cases import Cases, Taking
from cadence.patterns.store.feed import Feed

PAGE = 500
"""Bugs that are kept in one transaction."""
READING = "reading bugs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Which groups of similar bugs a page's bugs join: as in `Taking`."""

    groups: Mapping[str, int]
    opened: Mapping[str, int]


class Grouping(Protocol):
    def grouped(self, bugs: Sequence[Bug], known: Mapping[str, Known]) -> Grouped:
        """Bugs whose words are new; `known` is what was kept of some of them."""

    def gone(self, ids: Sequence[str]) -> None:
        """These are to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What one intake did."""

    changed: int
    """Bugs that were new, or otherwise than they were kept."""
    gone: int
    moved: int
    """To another area of the settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    feed: Feed
    cases: Cases
    grouping: Callable[[], Grouping]
    """Made anew for each intake: what it holds in memory is not kept longer."""
    page: int = PAGE

    def take_in(self, watcher: Watcher = nobody) -> Taken:
        """Everything up to now. Raises ArchiveEmpty and StoreUnavailable; what was kept until then stays."""
        moved, grouping = self.cases.rehome(), self.grouping()
        mark, changed, gone = self.cases.mark(), 0, 0
        total, done = self.feed.waiting(mark), 0
        while True:
            watcher(Progress(step=READING, done=min(done, total), total=total))
            page = self.feed.changed(mark, limit=self.page)
            known = self.cases.known([bug.id for bug in page.bugs])
            new = [bug for bug in page.bugs if bug.id not in known or _is_new(bug, known[bug.id])]
            grouped = grouping.grouped(new, known)
            grouping.gone(page.gone)
            try:
                changed += self.cases.take_in(
                    Taking(
                        bugs=page.bugs,
                        groups=grouped.groups,
                        opened=grouped.opened,
                        gone=page.gone,
                        after=mark,
                        mark=page.mark,
                    )
                )
            except Overtaken:
                mark = self.cases.mark()
                continue
            done += len(page.bugs)
            gone += len(page.gone)
            if page.is_last:
                return Taken(changed=changed, gone=gone, moved=moved)
            mark = page.mark


def _is_new(bug: Bug, known: Known) -> bool:
    return said(bug) != known.said
