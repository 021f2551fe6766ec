"""Rooms as other rooms see them, in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cadence.core.agenda import Ask, Call, Edition, Given, Known, Outcome, Subject, Told, Value
from cadence.core.message import Audience
from cadence.delivery.between import Logged, NewDecision
from cadence.delivery.job import Settlement


@dataclass
class FakeSource:
    """A `Source` that tells `tells`, as read at that moment. While it `fails`, every read raises that."""

    name: str = "portfolio"
    asks: tuple[Ask, ...] = ()
    held: tuple[Subject, ...] = ()
    knows: tuple[Known, ...] = ()
    tells: Callable[[Edition], Told] = field(default=lambda edition: Told(read_at=edition.at))
    not_for: frozenset[str] = frozenset()
    """People and channels that may be told nothing of it."""
    hidden: dict[str, set[str]] = field(default_factory=dict)
    """By the key of a subject: people and channels that may not be told of it."""
    fails: Exception | None = None
    editions: list[Edition] = field(default_factory=list)
    audiences: list[Audience] = field(default_factory=list)
    endings: dict[str, tuple[Call, Outcome]] = field(default_factory=dict)
    """By key."""

    def is_for(self, audience: Audience, subject: str | None = None) -> bool:
        self._reach()
        readers = {audience.user, audience.channel}
        return not readers & self.not_for and not readers & self.hidden.get(subject or "", set())

    def subjects(self, at: datetime) -> tuple[Subject, ...]:
        self._reach()
        return self.held

    def known(
        self, subjects: Sequence[Subject], *, at: datetime, audience: Audience
    ) -> tuple[Known, ...]:
        self._reach()
        self.audiences.append(audience)
        keys = {each.key for each in subjects}
        return tuple(each for each in self.knows if each.subject in keys)

    def wrong(self, subject: str | None, ask: str, value: Value) -> str | None:
        return None

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        return Settlement()

    def told(self, edition: Edition) -> Told:
        self._reach()
        self.editions.append(edition)
        return self.tells(edition)

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:
        return Settlement(changes=(lambda _: self.endings.update({key: (call, outcome)}),))

    def _reach(self) -> None:
        if self.fails is not None:
            raise self.fails


@dataclass
class FakeDecisionLog:
    """A `DecisionLog` in which nothing says otherwise."""

    logged: dict[str, NewDecision] = field(default_factory=dict)
    """What was recorded, by key."""
    numbers: dict[str, int] = field(default_factory=dict)

    def log(self, new: NewDecision, *, key: str) -> Logged:
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        change = self.logged.setdefault
        return Logged(
            number=number, settlement=Settlement(changes=(lambda _: change(key, new) and None,))
        )

    def titles(self, numbers: Sequence[int], *, user: str) -> Mapping[int, str]:
        known = {self.numbers[key]: new.title for key, new in self.logged.items()}
        return {number: known[number] for number in numbers if number in known}
