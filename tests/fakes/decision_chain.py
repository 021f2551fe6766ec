"""What decisions rest on and found, in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.decisions.model.access import Seen
from cadence.decisions.model.chain import (
    IssueTie,
    Node,
    Reading,
    Ref,
    SignalKind,
    Sort,
    Tie,
    is_later,
)
from fakes.decision_records import FakeRecords


@dataclass
class FakeChain:
    """`Chain` beside these records. While it `is_down`, every read raises StoreUnavailable."""

    records: FakeRecords
    is_down: bool = False
    held: dict[Ref, Node] = field(default_factory=dict)
    every_tie: dict[tuple[Ref, Ref], Tie] = field(default_factory=dict)
    issues: dict[tuple[int, str], IssueTie] = field(default_factory=dict)
    history: dict[int, list[Reading]] = field(default_factory=dict)
    numbers: dict[tuple[Sort, str], int] = field(default_factory=dict)
    tried_at: dict[Ref, datetime] = field(default_factory=dict)

    def node(self, ref: Ref, seen: Seen) -> Node | None:
        return next(iter(self.nodes([ref], seen)), None)

    def nodes(self, refs: Sequence[Ref], seen: Seen) -> tuple[Node, ...]:
        self._reach()
        known = (self.held[ref] for ref in refs if ref in self.held)
        return tuple(each for each in known if each.is_shown_to(seen))

    def ties(self, refs: Iterable[Ref]) -> tuple[Tie, ...]:
        self._reach()
        ends = set(refs)
        found = [each for each in self.every_tie.values() if ends & {each.upper, each.lower}]
        return tuple(sorted(found, key=lambda each: (each.at, each.upper, each.lower)))

    def readings(self, signal: int, *, most: int = 10) -> tuple[Reading, ...]:
        self._reach()
        return tuple(reversed(self.history.get(signal, [])))[:most]

    def issues_of(self, number: int) -> tuple[IssueTie, ...]:
        self._reach()
        mine = [each for each in self.issues.values() if each.number == number]
        return tuple(sorted(mine, key=lambda each: (each.at, each.key)))

    def watched(self, *, limit: int) -> tuple[Node, ...]:
        self._reach()
        found = [
            each
            for each in self.held.values()
            if each.threshold
            and each.signal
            and each.signal.kind is SignalKind.FILTER
            and self.resting_on(each.ref.number)
        ]
        tried = self.tried_at
        found.sort(key=lambda it: (it.ref in tried, tried.get(it.ref, it.at), it.ref))
        return tuple(found[:limit])

    def resting_on(self, signal: int) -> tuple[int, ...]:
        self._reach()
        above = self._above(Ref(Sort.SIGNAL, signal))
        learnt = [each for ref in above if ref.sort is Sort.LEARNING for each in self._above(ref)]
        numbers = {ref.number for ref in (*above, *learnt) if ref.sort is Sort.DECISION}
        live = {each.number for each in self.records.held.values() if each.is_live}
        return tuple(sorted(numbers & live))

    def number_for(self, sort: Sort, key: str) -> int:
        self._reach()
        last = max((held for (each, _), held in self.numbers.items() if each is sort), default=0)
        return self.numbers.setdefault((sort, key), last + 1)

    # --- changes -----------------------------------------------------------------------------------

    def put(self, node: Node, *, key: str) -> Change:
        def change(_: object) -> None:
            if node.ref in self.held:
                return
            self.held[node.ref] = node
            if node.latest:
                self.history[node.ref.number] = [node.latest]
                self.tried_at[node.ref] = node.latest.at

        return change

    def tie(self, tie: Tie) -> Change:
        def change(_: object) -> None:
            both = tie.upper.sort is tie.lower.sort
            if both and (tie.upper == tie.lower or self._reaches(tie.lower, tie.upper)):
                raise Overtaken(
                    f"{tie.lower} rests on {tie.upper} already, so {tie.upper} can't rest on it."
                )
            self.every_tie.setdefault((tie.upper, tie.lower), tie)

        return change

    def untie(self, upper: Ref, lower: Ref) -> Change:
        def change(_: object) -> None:
            self.every_tie.pop((upper, lower), None)

        return change

    def tie_issue(self, tie: IssueTie) -> Change:
        def change(_: object) -> None:
            self.issues.setdefault((tie.number, tie.key), tie)

        return change

    def untie_issue(self, number: int, key: str) -> Change:
        def change(_: object) -> None:
            self.issues.pop((number, key), None)

        return change

    def read(self, node: Node, reading: Reading, *, is_passed: bool, is_told: bool) -> Change:
        def change(_: object) -> None:
            known = self.held[node.ref]
            if (known.is_passed, known.passes) != (node.is_passed, node.passes):
                raise Overtaken(f"{node.ref} was read by somebody else meanwhile.")
            is_latest = is_later(reading, node.latest)
            if is_latest:
                self.held[node.ref] = replace(
                    known, latest=reading, is_passed=is_passed, passes=known.passes + is_told
                )
            self.tried_at[node.ref] = reading.at
            if not is_latest or node.latest is None or reading.value != node.latest.value:
                self.history.setdefault(node.ref.number, []).append(reading)

        return change

    def tried(self, node: Node, *, at: datetime) -> Change:
        def change(_: object) -> None:
            self.tried_at[node.ref] = at

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")

    def _above(self, ref: Ref) -> list[Ref]:
        return [upper for upper, lower in self.every_tie if lower == ref]

    def _reaches(self, start: Ref, end: Ref) -> bool:
        seen, ahead = set[Ref](), [start]
        while ahead:
            here = ahead.pop()
            below = [lower for upper, lower in self.every_tie if upper == here]
            ahead += [each for each in below if each not in seen]
            seen |= set(below)
        return end in seen
