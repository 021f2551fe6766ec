"""Patterns kept from scan to scan, with their groups and stores, for tests."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cadence.core.people import Area, Lead
from cadence.delivery.job import Settlement
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.scan import Scan
from cadence.patterns.service.changing import Changing
from cadence.patterns.service.keeping import Keeping, Kept
from cadence.patterns.service.naming import Naming
from cadence.patterns.store.cases import Cases, Taking
from cadence.patterns.store.patterns import Patterns
from fakes.pattern_cases import FakeCases
from fakes.pattern_feed import FakeFeed
from pattern_bugs import a_bug
from pattern_builders import NIGHT

OWNED = (Area(name="Checkout", projects=frozenset({"PAY"}), lead=Lead(name="Lena", user="ULENA")),)


@dataclass
class KeptRoom:
    patterns: Patterns
    make: Callable[..., None]
    feed: FakeFeed = field(default_factory=FakeFeed)
    cases: Cases = field(default_factory=lambda: FakeCases(owned=OWNED))
    keeping: Keeping = field(init=False)
    changing: Changing = field(init=False)

    def __post_init__(self) -> None:
        self.keeping = Keeping(
            patterns=self.patterns,
            naming=Naming(feed=self.feed, cases=self.cases),
            policy=Policy(),
        )
        self.changing = Changing(patterns=self.patterns, cases=self.cases)

    def bugs(
        self,
        keys: Sequence[str],
        *,
        group: int | None = None,
        title: str = "{key} fails",
        at: datetime = NIGHT,
        **fields: Any,
    ) -> None:
        """Taken in, of this group of similar ones."""
        new = tuple(
            a_bug(key, summary=title.format(key=key), created_at=at, **fields) for key in keys
        )
        self.feed.put(*new)
        mark = self.cases.mark()
        groups = {} if group is None else dict.fromkeys((each.id for each in new), group)
        self.cases.take_in(
            Taking(bugs=new, groups=groups, opened={}, after=mark, mark=str(int(mark or 0) + 1))
        )

    def gone(self, *keys: str) -> None:
        """Deleted, or hidden."""
        ids = tuple(a_bug(each).id for each in keys)
        mark = self.cases.mark()
        self.feed.remove(*keys)
        self.cases.take_in(
            Taking(
                bugs=(), groups={}, opened={}, gone=ids, after=mark, mark=f"{int(mark or 0) + 1}"
            )
        )

    def scan(self, scan: Scan) -> Kept:
        kept = self.keeping.kept(scan)
        self.make(*kept.changes)
        return kept

    def settle(self, settlement: Settlement) -> None:
        self.make(*settlement.changes)
