"""What collides, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.decisions.model.clash import Dispute, Outcome, Pending


@dataclass
class FakeConflicts:
    """`Conflicts`. While it `is_down`, every read raises StoreUnavailable. A change is made when it is called."""

    is_down: bool = False
    waiting: dict[str, Pending] = field(default_factory=dict)
    held: dict[str, Dispute] = field(default_factory=dict)

    def pending(self, key: str) -> Pending | None:
        self._reach()
        return self.waiting.get(key)

    def pending_before(self, moment: datetime, *, limit: int) -> tuple[Pending, ...]:
        self._reach()
        found = [each for each in self.waiting.values() if each.at < moment]
        return tuple(sorted(found, key=lambda each: (each.at, each.key))[:limit])

    def keep(self, pending: Pending) -> Change:
        return lambda _: self.waiting.setdefault(pending.key, pending) and None

    def drop(self, key: str) -> Change:
        return lambda _: self.waiting.pop(key, None) and None

    def take(self, key: str) -> Change:
        def change(_: object) -> None:
            if self.waiting.pop(key, None) is None:
                raise Overtaken("This was dealt with meanwhile.")

        return change

    def dispute(self, key: str) -> Dispute | None:
        self._reach()
        return self.held.get(key)

    def disputes_of(self, new: int) -> tuple[Dispute, ...]:
        self._reach()
        found = [each for each in self.held.values() if each.new == new]
        return tuple(sorted(found, key=lambda each: each.old))

    def open_disputes(self, *, until: date, limit: int) -> tuple[Dispute, ...]:
        self._reach()
        found = [
            each
            for each in self.held.values()
            if each.is_open and each.asked_again_at is None and each.until <= until
        ]
        return tuple(sorted(found, key=lambda each: (each.until, each.key))[:limit])

    def open_about(self, numbers: Sequence[int]) -> tuple[Dispute, ...]:
        self._reach()
        found = [
            each
            for each in self.held.values()
            if each.is_open and {each.new, each.old} & {*numbers}
        ]
        return tuple(sorted(found, key=lambda each: each.key))

    def open(self, dispute: Dispute) -> Change:
        return lambda _: self.held.setdefault(dispute.key, dispute) and None

    def ask_again(self, key: str, at: datetime) -> Change:
        def change(_: object) -> None:
            if not self.held[key].is_open or self.held[key].asked_again_at:
                raise Overtaken("This dispute was settled meanwhile.")
            self.held[key] = replace(self.held[key], asked_again_at=at)

        return change

    def settle(
        self, key: str, outcome: Outcome, *, at: datetime, beside: frozenset[str] | None = None
    ) -> Change:
        def change(_: object) -> None:
            new = self.held[key].new
            others = {each.key for each in self.held.values() if each.new == new and each.is_open}
            if beside is not None and others - {key} != beside:
                raise Overtaken("Another dispute about this decision was settled meanwhile.")
            if not self.held[key].is_open:
                raise Overtaken("This dispute was settled meanwhile.")
            self.held[key] = replace(self.held[key], outcome=outcome, settled_at=at)

        return change

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database is away")
