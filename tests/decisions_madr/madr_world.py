"""A log, and folders to write it to and read it from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cadence.adapters.files import DiskFolder
from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision
from cadence.decisions.model.madr.record import Record
from cadence.decisions.model.madr.taking import Imported
from cadence.decisions.service.exporting import Exported, Exporting
from cadence.decisions.service.importing import Importing
from cadence.decisions.store.chain import Chain
from cadence.decisions.store.conflicts import Conflicts
from cadence.decisions.store.records import Records
from cadence.decisions.store.reviews import Reviews
from fakes.clock import FakeClock
from fakes.decision_chain import FakeChain
from fakes.decision_conflicts import FakeConflicts
from fakes.decision_records import FakeRecords
from fakes.decision_reviews import FakeReviews

EVERYTHING = Seen(everything=True)
PUBLIC = Seen(public=True)


def at_once(changes: Sequence[Change]) -> None:
    for change in changes:
        change(None)


@dataclass
class World:
    folder: Path
    records: Records = field(default_factory=FakeRecords)
    clock: FakeClock = field(default_factory=FakeClock)
    chain: Chain | None = None
    commit: Callable[[Sequence[Change]], None] = at_once

    reviews: Reviews = field(init=False)
    conflicts: Conflicts = field(default_factory=FakeConflicts)

    def __post_init__(self) -> None:
        self.reviews = FakeReviews(self.records)  # type: ignore[arg-type] # the fake beside the fake
        self.chain = self.chain or FakeChain(self.records)  # type: ignore[arg-type] # the fake beside the fake

    def keep(self, *decisions: Decision) -> None:
        for each in decisions:
            at_once([self.records.record(each, key=f"kept:{each.number}")])

    def supersede(self, old: int, new: int) -> None:
        at_once([self.records.supersede(old, new, by=None, at=self.clock.now())])

    def export(self, seen: Seen = PUBLIC, folder: Path | None = None) -> Exported:
        disk = DiskFolder(folder or self.folder)
        return Exporting(
            records=self.records,
            chain=self.chain,
            reviews=self.reviews,
            conflicts=self.conflicts,
            folder=disk,
        ).export(seen)

    def take_in(
        self, *, folder: Path | None = None, dry: bool = False, name: str = "adr"
    ) -> Imported:
        disk = DiskFolder(folder or self.folder)
        parts = Importing(
            records=self.records,
            chain=self.chain,
            folder=disk,
            clock=self.clock,
            commit=self.commit,
        )
        return parts.take_in(name, is_rehearsal=dry)

    def write(self, files: dict[str, str]) -> None:
        self.folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return {each.name: each.read_bytes() for each in sorted(self.folder.iterdir())}

    def all(self) -> tuple[Record, ...]:
        return tuple(
            Record(
                decision=each,
                revisions=self.records.revisions(each.number),
                history=tuple(
                    sorted(self.records.history(each.number), key=lambda e: (e.at, e.what, e.words))
                ),
            )
            for each in self.records.every(EVERYTHING)
        )
