"""Occurrences of rituals and their ledger in memory."""

from dataclasses import dataclass, field
from datetime import date, datetime

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.rituals.model.occurrence import Entry, Occurrence, Stage


@dataclass
class FakeOccurrences:
    """`Occurrences`. While it `is_down`, every read, and `write`, raises StoreUnavailable."""

    is_down: bool = False
    held: dict[tuple[str, date], Occurrence] = field(default_factory=dict)
    lines: list[Entry] = field(default_factory=list)

    def occurrence(self, ritual: str, on: date) -> Occurrence | None:
        self._reach()
        return self.held.get((ritual, on))

    def occurrences(
        self, ritual: str, *, limit: int = 20, before: date | None = None
    ) -> tuple[Occurrence, ...]:
        self._reach()
        found = [
            each
            for each in self.held.values()
            if each.ritual == ritual and (before is None or each.on < before)
        ]
        return tuple(sorted(found, key=lambda each: each.on, reverse=True)[:limit])

    def before(self, ritual: str, on: date) -> Occurrence | None:
        earlier = self.occurrences(ritual, before=on, limit=len(self.held))
        return next((each for each in earlier if each.stage is Stage.PUBLISHED), None)

    def unfinished(self, now: datetime) -> tuple[Occurrence, ...]:
        self._reach()
        found = [each for each in self.held.values() if _waits(each, now)]
        return tuple(sorted(found, key=lambda each: (each.due_at, each.key)))

    def ledger(
        self, *, ritual: str | None = None, on: date | None = None, limit: int = 200
    ) -> tuple[Entry, ...]:
        self._reach()
        found = [
            each
            for each in reversed(self.lines)
            if ritual in (None, each.ritual) and on in (None, each.on)
        ]
        return tuple(found[:limit])

    # --- changes -----------------------------------------------------------------------------------

    def create(self, occurrence: Occurrence) -> Change:
        def change(_: object) -> None:
            self.held.setdefault((occurrence.ritual, occurrence.on), occurrence)

        return change

    def move(self, occurrence: Occurrence, *, was: str) -> Change:
        place = (occurrence.ritual, occurrence.on)

        def change(_: object) -> None:
            known = self.held.get(place)
            if known is None or known.stage != was:
                raise Overtaken(f"{occurrence.key} is not {was} any more.")
            self.held[place] = occurrence

        return change

    def note(self, *entries: Entry) -> Change:
        return lambda _: self.lines.extend(entries)

    def write(self, *entries: Entry) -> None:
        self._reach()
        self.lines.extend(entries)

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")


def _waits(each: Occurrence, now: datetime) -> bool:
    if each.stage is Stage.OPEN:
        return each.closes_at <= now
    return each.stage in (Stage.DUE, Stage.CLOSED) and each.due_at <= now
