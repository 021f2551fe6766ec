"""Patterns and their ledger, in memory."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.patterns.model.case import Learned
from cadence.patterns.model.finding import Kind
from cadence.patterns.model.identity import identity, of_pattern
from cadence.patterns.model.life import learned_from
from cadence.patterns.model.pattern import Entry, Pattern, State, Step
from cadence.patterns.model.scan import Looked


@dataclass
class FakePatterns:
    """`Patterns`. While it `is_down`, every read raises StoreUnavailable. `put_in` keeps one at once, for tests."""

    is_down: bool = False
    held: dict[int, Pattern] = field(default_factory=dict)
    written: list[Entry] = field(default_factory=list)
    scans: dict[datetime, Looked] = field(default_factory=dict)
    cards: dict[tuple[str, str], int] = field(default_factory=dict)
    given: dict[tuple[str, int], int] = field(default_factory=dict)
    next_number: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    def put_in(self, *patterns: Pattern) -> None:
        self.held.update({each.number: each for each in patterns})

    def pattern(self, number: int) -> Pattern | None:
        self._reach()
        return self.held.get(number)

    def all(
        self, *, states: frozenset[State] | None = None, area: str | None = None
    ) -> tuple[Pattern, ...]:
        self._reach()
        return tuple(
            each
            for _, each in sorted(self.held.items())
            if (states is None or each.state in states) and area in (None, each.area)
        )

    def ledger(self, number: int, *, limit: int = 200) -> tuple[Entry, ...]:
        self._reach()
        return tuple([each for each in self.written if each.pattern == number][-limit:])

    def since(self, moment: datetime) -> tuple[Entry, ...]:
        self._reach()
        later = [each for each in self.written if each.at >= moment]
        return tuple(sorted(later, key=lambda each: each.at))

    def steps(self) -> Mapping[Step, int]:
        self._reach()
        return Counter(each.step for each in self.written)

    def learned(self, area: str) -> tuple[Learned, ...]:
        said = self.all(states=frozenset({State.NO_PATTERN}), area=area)
        return tuple(map(learned_from, said))

    def looked(self) -> Looked | None:
        self._reach()
        return self.scans[max(self.scans)] if self.scans else None

    def scanned_at(self) -> datetime | None:
        self._reach()
        return max(self.scans, default=None)

    def number_for(self, area: str, kind: Kind, subject: str) -> int:
        self._reach()
        mine = identity(area, kind, subject)
        taken = sum(
            known == mine and number in self.held for (known, _), number in self.given.items()
        )
        if (mine, taken) not in self.given:
            self.given[mine, taken] = self.next_number()
        return self.given[mine, taken]

    def messages(self, number: int) -> tuple[tuple[str, str], ...]:
        self._reach()
        mine = [place for place, pattern in self.cards.items() if pattern == number]
        return tuple(sorted(mine, key=lambda place: (place[1], place[0])))

    # --- changes -----------------------------------------------------------------------------------

    def put(self, pattern: Pattern, *entries: Entry) -> Change:
        def change(_: object) -> None:
            if pattern.state is not State.MERGED and any(
                each.number != pattern.number
                and each.state is not State.MERGED
                and of_pattern(each) == of_pattern(pattern)
                for each in self.held.values()
            ):
                raise Overtaken(f"What {pattern.label} is about has a pattern already.")
            known = self.held.get(pattern.number)
            if pattern.version != (1 if known is None else known.version + 1):
                raise Overtaken(f"{pattern.label} was changed meanwhile.")
            self.held[pattern.number] = pattern
            self.written.extend(entries)

        return change

    def noted(self, *entries: Entry) -> Change:
        return lambda _: self.written.extend(entries)

    def scanned(self, looked: Looked) -> Change:
        def change(_: object) -> None:
            if self.scans and max(self.scans) > looked.at:
                raise Overtaken("A later scan is stored already.")
            self.scans[looked.at] = looked

        return change

    def stands(self, number: int, channel: str, ts: str) -> Change:
        def change(_: object) -> None:
            self.cards.setdefault((channel, ts), number)

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")
