"""Indicators, their readings and resting calls, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.revenue.model.indicator import LeadingIndicator, Reading
from cadence.revenue.model.resting import Rest


@dataclass
class FakeIndicators:
    """While it `is_down`, every read raises StoreUnavailable."""

    is_down: bool = False
    versions: dict[str, list[LeadingIndicator]] = field(default_factory=dict)
    taken: dict[str, Reading] = field(default_factory=dict)
    """By what brought it."""

    def defined(self) -> tuple[tuple[LeadingIndicator, int], ...]:
        self._reach()
        return tuple((held[-1], len(held)) for _, held in sorted(self.versions.items()))

    def define(self, indicator: LeadingIndicator, number: int, *, by: str, at: datetime) -> Change:
        def change(_: object) -> None:
            held = self.versions.setdefault(indicator.key, [])
            if number != len(held) + 1:
                raise Overtaken(f"“{indicator.name}” was changed by somebody else meanwhile.")
            held.append(indicator)

        return change

    def readings(self, *, since: date) -> tuple[Reading, ...]:
        self._reach()
        ordered = sorted(
            self.taken.items(),
            key=lambda each: (each[1].indicator, each[1].on, each[1].taken_at, each[0]),
        )
        return tuple(each for _, each in ordered if each.on >= since)

    def take(self, *readings: Reading, key: str) -> Change:
        def change(_: object) -> None:
            for each in readings:
                self.taken.setdefault(f"{key}:{each.indicator}:{each.on}", each)

        return change

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")


@dataclass
class FakeRests:
    held: dict[str, Rest] = field(default_factory=dict)

    def resting(self) -> Mapping[str, Rest]:
        return dict(self.held)

    def rest(self, rest: Rest) -> Change:
        def change(_: object) -> None:
            self.held[rest.call] = rest

        return change
