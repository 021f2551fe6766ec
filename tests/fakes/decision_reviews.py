"""What has to be looked at again, in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.decisions.model.decision import Party
from cadence.decisions.model.review import Armed, Asked, Due, Outcome, Review, Why
from fakes.decision_records import FakeRecords


@dataclass
class FakeReviews:
    """`Reviews` beside these records. While it `is_down`, every read raises StoreUnavailable."""

    records: FakeRecords
    is_down: bool = False
    held: dict[str, Review] = field(default_factory=dict)
    armings: dict[tuple[int, str], Armed] = field(default_factory=dict)
    """By decision and what is waited for."""

    def due(self, *, until: date, limit: int) -> tuple[Due, ...]:
        self._reach()
        asked = {(each.number, each.on) for each in self.held.values()}
        found = [each for each in self._dated(until) if each not in asked]
        return tuple(Due(number=number, on=on) for number, on in found[:limit])

    def to_hand_on(self, *, at: datetime, limit: int) -> tuple[Review, ...]:
        self._reach()
        found = [
            (each.hand_on_at, each.key, each)
            for each in self._open()
            if each.hand_on_at is not None and each.hand_on_at <= at
        ]
        return tuple(each for _, _, each in sorted(found, key=lambda it: it[:2])[:limit])

    def over(self, *, limit: int) -> tuple[Review, ...]:
        self._reach()
        found = [each for each in self._open() if not self._is_live(each.number)]
        return tuple(found[:limit])

    def overdue(self, *, before: date, limit: int) -> tuple[Due, ...]:
        self._reach()
        since = {number: on for number, on in self._dated(before) if on < before}
        for each in self._open():
            opened = each.opened_at.date()
            if each.why is not Why.SIGNAL and self._is_live(each.number) and opened < before:
                since[each.number] = min(since.get(each.number, opened), opened)
        found = sorted((on, number) for number, on in since.items())
        return tuple(Due(number=number, on=on) for on, number in found[:limit])

    def review(self, key: str) -> Review | None:
        self._reach()
        return self.held.get(key)

    def open_of(self, number: int) -> tuple[Review, ...]:
        self._reach()
        return tuple(each for each in self._open() if each.number == number)

    # --- changes -----------------------------------------------------------------------------------

    def open(self, review: Review) -> Change:
        def change(_: object) -> None:
            if review.key in self.held:
                raise Overtaken(f"D-{review.number} was asked about already.")
            self.held[review.key] = review

        return change

    def stands(self, key: str, to: str, *, channel: str, ts: str) -> Change:
        def placed(each: Asked) -> Asked:
            return replace(each, channel=channel, ts=ts) if each.to == to else each

        def change(_: object) -> None:
            if known := self.held.get(key):
                self.held[key] = replace(known, asked=tuple(map(placed, known.asked)))

        return change

    def hand_on(self, key: str, asked: Asked | None) -> Change:
        def change(_: object) -> None:
            known = self.held[key]
            if not known.is_open or known.hand_on_at is None:
                raise Overtaken(f"The review of D-{known.number} was dealt with meanwhile.")
            more = () if asked is None else (asked,)
            self.held[key] = replace(known, hand_on_at=None, asked=known.asked + more)

        return change

    def close(self, review: Review, outcome: Outcome, *, by: Party | None, at: datetime) -> Change:
        everything = self.close_all(review.number, outcome, by=by, at=at)

        def change(made: object) -> None:
            if not self.held[review.key].is_open:
                raise Overtaken(f"The review of D-{review.number} was answered meanwhile.")
            everything(made)

        return change

    def close_all(self, number: int, outcome: Outcome, *, by: Party | None, at: datetime) -> Change:
        def change(_: object) -> None:
            for each in self._open():
                if each.number == number:
                    self.held[each.key] = replace(
                        each, hand_on_at=None, closed_at=at, closed_by=by, outcome=outcome
                    )

        return change

    # --- what reopens ------------------------------------------------------------------------------

    def armed(self, *, limit: int) -> tuple[Armed, ...]:
        self._reach()
        live = [each for each in self.armings.values() if self._is_live(each.number)]
        live.sort(key=lambda each: (each.looked_at is not None, each.looked_at or each.at))
        return tuple(live[:limit])

    def armed_on(self, number: int) -> tuple[Armed, ...]:
        self._reach()
        return tuple(each for each in self.armings.values() if each.number == number)

    def arm(self, armed: Armed) -> Change:
        def change(_: object) -> None:
            self.armings.setdefault(_place(armed), armed)

        return change

    def disarm(self, armed: Armed) -> Change:
        def change(_: object) -> None:
            self.armings.pop(_place(armed), None)

        return change

    def looked(self, armed: Armed, *, state: str | None, at: datetime) -> Change:
        def change(_: object) -> None:
            if known := self.armings.get(_place(armed)):
                self.armings[_place(armed)] = replace(known, known=state, looked_at=at)

        return change

    def fire(self, armed: Armed, *, state: str, at: datetime) -> Change:
        def change(_: object) -> None:
            known = self.armings.get(_place(armed))
            if known is None or known.at != armed.at:
                raise Overtaken(f"“{armed.trigger.words}” has been dealt with meanwhile.")
            del self.armings[_place(armed)]

        return change

    # --- inside ------------------------------------------------------------------------------------

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")

    def _is_live(self, number: int) -> bool:
        return number in self.records.held and self.records.held[number].is_live

    def _dated(self, until: date) -> list[tuple[int, date]]:
        """Live decisions with their dates, the oldest date first."""
        found = [
            (each.body.review_on, each.number)
            for each in self.records.held.values()
            if each.is_live and each.body.review_on and each.body.review_on <= until
        ]
        return [(number, on) for on, number in sorted(found)]

    def _open(self) -> Iterator[Review]:
        held = sorted(self.held.values(), key=lambda each: (each.opened_at, each.key))
        yield from (each for each in held if each.is_open)


def _place(armed: Armed) -> tuple[int, str]:
    return armed.number, armed.trigger.words.casefold()
