"""Calls of rituals in memory."""

from dataclasses import dataclass, field, replace

from cadence.core.agenda import Ended, Outcome
from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.rituals.model.called import Raised, can_end


@dataclass
class FakeCalls:
    """`Calls`. While it `is_down`, every read raises StoreUnavailable."""

    is_down: bool = False
    held: dict[tuple[str, int], Raised] = field(default_factory=dict)
    given: dict[tuple[str, str, str], int] = field(default_factory=dict)
    """Numbers, by ritual, key and occurrence."""

    def call(self, ritual: str, number: int) -> Raised | None:
        self._reach()
        return self.held.get((ritual, number))

    def calls(self, ritual: str, numbers: tuple[int, ...]) -> tuple[Raised, ...]:
        self._reach()
        return tuple(
            self.held[ritual, number] for number in numbers if (ritual, number) in self.held
        )

    def open(self, ritual: str) -> tuple[Raised, ...]:
        return tuple(each for each in reversed(self.all(ritual)) if can_end(each))

    def open_anywhere(self, *, limit: int = 500) -> tuple[Raised, ...]:
        self._reach()
        live = [each for each in self.held.values() if can_end(each)]
        return tuple(sorted(live, key=lambda each: (each.ritual, each.number))[:limit])

    def all(self, ritual: str, *, limit: int = 100) -> tuple[Raised, ...]:
        self._reach()
        mine = [each for each in self.held.values() if each.ritual == ritual]
        return tuple(sorted(mine, key=lambda each: -each.number)[:limit])

    def at(self, channel: str, ts: str) -> tuple[Raised, ...]:
        self._reach()
        found = [each for each in self.held.values() if (channel, ts) in each.shown]
        return tuple(sorted(found, key=lambda each: (each.ritual, each.number)))

    def number_for(self, ritual: str, key: str, occurrence: str) -> int:
        live = [each.number for each in self.open(ritual) if each.call.key == key]
        if live:
            return live[0]
        numbers = [number for (of, _, _), number in self.given.items() if of == ritual]
        return self.given.setdefault((ritual, key, occurrence), max(numbers, default=0) + 1)

    # --- changes -----------------------------------------------------------------------------------

    def raise_(self, *raised: Raised) -> Change:
        def change(_: object) -> None:
            for each in raised:
                keys = {other.call.key for other in self.open(each.ritual)}
                if each.call.key not in keys:
                    self.held.setdefault((each.ritual, each.number), each)

        return change

    def carry(self, *raised: Raised) -> Change:
        def change(_: object) -> None:
            for each in raised:
                known = self.held.get((each.ritual, each.number))
                if known and can_end(known):
                    ended = each.ended if known.outcome == each.outcome else known.ended
                    self.held[each.ritual, each.number] = replace(
                        known, call=each.call, carried=each.carried, ended=ended
                    )

        return change

    def end(self, ritual: str, number: int, outcome: Outcome, *, was: Ended) -> Change:
        def change(_: object) -> None:
            known = self.held.get((ritual, number))
            if known is None or known.ended is not was:
                raise Overtaken("This question was dealt with meanwhile.")
            self.held[ritual, number] = replace(known, ended=outcome.ended, outcome=outcome)

        return change

    def reopen(self, ritual: str, number: int, outcome: Outcome) -> Change:
        def change(_: object) -> None:
            known = self.held.get((ritual, number))
            ends = (Ended.GIVEN, Ended.NO_CHANGE)
            if known is None or known.ended not in ends or known.outcome != outcome:
                raise Overtaken("This question was dealt with meanwhile.")
            live = {each.call.key for each in self.open(ritual) if each.number != number}
            if known.call.key in live:
                raise Overtaken("This question is asked again already.")
            self.held[ritual, number] = replace(known, ended=Ended.OPEN)

        return change

    def shown(self, ritual: str, number: int, *, channel: str, ts: str) -> Change:
        def change(_: object) -> None:
            known = self.held[ritual, number]
            shown = {*known.shown, (channel, ts)}
            ordered = sorted(shown, key=lambda each: (each[1], each[0]))
            self.held[ritual, number] = replace(known, shown=tuple(ordered))

        return change

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")
