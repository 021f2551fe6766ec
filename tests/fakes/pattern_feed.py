"""Bugs as a feed brings them, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cadence.core.errors import ArchiveEmpty, IssueNotFound
from cadence.patterns.model.bug import Bug
from cadence.patterns.model.case import Release
from cadence.patterns.store.feed import Page

READ_AT = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class FakeFeed:
    """`Feed`. Its mark is the number of changes that were read. `put` and `remove` are the tracker's changes."""

    read_at: datetime | None = READ_AT
    """None: nothing was ever copied."""
    dated: tuple[Release, ...] = ()
    changes: list[str] = field(default_factory=list)
    """Ids, oldest change first."""
    held: dict[str, Bug] = field(default_factory=dict)

    def put(self, *bugs: Bug) -> None:
        for bug in bugs:
            self.held[bug.id] = bug
            self.changes.append(bug.id)

    def remove(self, *keys: str) -> None:
        for bug in [each for each in self.held.values() if each.key in keys]:
            del self.held[bug.id]
            self.changes.append(bug.id)

    def as_of(self) -> datetime:
        if self.read_at is None:
            raise ArchiveEmpty("nothing has been copied yet; `cadence sync` does it")
        return self.read_at

    def covers(self) -> frozenset[str]:
        self.as_of()
        return frozenset(bug.project for bug in self.held.values())

    def changed(self, mark: str | None, *, limit: int) -> Page:
        self.as_of()
        begins = int(mark or 0)
        ends = min(begins + limit, len(self.changes))
        changed = dict.fromkeys(self.changes[begins:ends])
        return Page(
            bugs=tuple(self.held[each] for each in changed if each in self.held),
            gone=tuple(each for each in changed if each not in self.held),
            mark=str(ends),
            is_last=ends == len(self.changes),
        )

    def waiting(self, mark: str | None) -> int:
        return len(self.changes) - int(mark or 0)

    def bug(self, key: str) -> Bug:
        found = self.bugs((key,))
        if not found:
            raise IssueNotFound(key)
        return found[0]

    def bugs(self, keys: Sequence[str]) -> tuple[Bug, ...]:
        self.as_of()
        by_key = {bug.key: bug for bug in self.held.values()}
        return tuple(by_key[key] for key in dict.fromkeys(keys) if key in by_key)

    def releases(self) -> tuple[Release, ...]:
        self.as_of()
        return self.dated
