"""Bets and all that is kept of them, in memory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count

from cadence.core.errors import Overtaken, StoreUnavailable
from cadence.core.ports import Change
from cadence.portfolio.model.bet import Bet, Event, Reading, Stage
from cadence.portfolio.model.draft import Draft
from cadence.portfolio.model.questions import Quiet


@dataclass
class FakeBets:
    """`Bets`. While it `is_down`, every read raises StoreUnavailable. `put_in` makes a bet at once, for tests."""

    is_down: bool = False
    held: dict[int, Bet] = field(default_factory=dict)
    drafts: dict[str, tuple[int, Draft]] = field(default_factory=dict)
    given: list[Reading] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    hushed: dict[str, Quiet] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(count(1).__next__))
    done: set[str] = field(default_factory=set)

    def put_in(self, *bets: Bet) -> None:
        self.held.update({each.number: each for each in bets})

    def bet(self, number: int) -> Bet | None:
        self._reach()
        return self.held.get(number)

    def all(self, *, ended: bool = False) -> tuple[Bet, ...]:
        self._reach()
        known = (each for _, each in sorted(self.held.items()))
        return tuple(each for each in known if ended or each.stage is not Stage.ENDED)

    def owned_by(self, user: str) -> tuple[Bet, ...]:
        return tuple(each for each in self.all() if each.owner == user)

    def readings(
        self,
        bets: Sequence[int],
        *,
        metric: str | None = None,
        until: date | None = None,
        known_at: datetime | None = None,
    ) -> Mapping[int, tuple[Reading, ...]]:
        self._reach()
        last = {
            (each.bet, each.on, each.metric): each
            for each in sorted(self.given, key=lambda each: each.at)
            if metric in (None, each.metric)
            and (until is None or each.on <= until)
            and (known_at is None or each.at < known_at)
        }
        found = [each for _, each in sorted(last.items(), key=lambda item: item[0])]
        return {number: tuple(each for each in found if each.bet == number) for number in bets}

    def corrections(self, number: int, metric: str, on: date) -> tuple[Reading, ...]:
        self._reach()
        found = [
            each for each in self.given if (each.bet, each.metric, each.on) == (number, metric, on)
        ]
        return tuple(sorted(found, key=lambda each: each.at))

    def history(self, number: int, *, limit: int = 50) -> tuple[Event, ...]:
        self._reach()
        return tuple([each for each in reversed(self.told) if each.bet == number][:limit])

    def since(self, moment: datetime) -> tuple[Event, ...]:
        self._reach()
        later = [each for each in self.told if each.at >= moment]
        return tuple(sorted(later, key=lambda each: each.at))

    def quiet(self, at: datetime) -> Mapping[str, Quiet]:
        self._reach()
        return {key: each for key, each in self.hushed.items() if each.since <= at < each.until}

    def imported(self) -> Mapping[str, tuple[int, Draft]]:
        self._reach()
        return dict(sorted(self.drafts.items(), key=lambda item: item[1][0]))

    def number_for(self, key: str) -> int:
        self._reach()
        return self.numbers[key]

    # --- changes -----------------------------------------------------------------------------------

    def make(self, bet: Bet, event: Event, *, key: str, draft: Draft | None = None) -> Change:
        def change(_: object) -> None:
            if not self._first(f"make:{key}"):
                return
            keys = {each.key for each in self.held.values()} - {None}
            if bet.number in self.held or bet.key in keys:
                raise Overtaken(f"There is a bet {bet.key or bet.number} already.")
            self._keep(bet, draft)
            self.told.append(event)

        return change

    def put(
        self, bet: Bet, *events: Event, was: int, key: str, draft: Draft | None = None
    ) -> Change:
        def change(_: object) -> None:
            if not self._first(f"change:{bet.number}:{key}"):
                return
            known = self.held.get(bet.number)
            if known is None or known.version != was:
                raise Overtaken(f"“{bet.name}” was changed by somebody else meanwhile.")
            self._keep(replace(bet, version=was + 1), draft)
            self.told.extend(events)

        return change

    def read(self, *readings: Reading, key: str) -> Change:
        def change(_: object) -> None:
            if self._first(f"read:{key}"):
                self.given.extend(readings)

        return change

    def note(self, event: Event, *, key: str) -> Change:
        def change(_: object) -> None:
            if self._first(f"change:{event.bet}:{key}"):
                self.told.append(event)

        return change

    def hush(self, call: str, *, until: datetime, at: datetime) -> Change:
        def change(_: object) -> None:
            self.hushed[call] = Quiet(since=at, until=until)

        return change

    def commit(self, *changes: Change) -> None:
        """Undone where one of them raises."""
        self._reach()
        kept = (dict(self.held), dict(self.drafts), list(self.given), list(self.told))
        hushed, done = dict(self.hushed), set(self.done)
        try:
            for change in changes:
                change(None)
        except Overtaken:
            self.held, self.drafts, self.given, self.told = kept
            self.hushed, self.done = hushed, done
            raise

    # --- inside ------------------------------------------------------------------------------------

    def _keep(self, bet: Bet, draft: Draft | None) -> None:
        self.held[bet.number] = bet
        if draft is not None and bet.key is not None:
            self.drafts[bet.key] = (bet.number, draft)

    def _first(self, key: str) -> bool:
        if key in self.done:
            return False
        self.done.add(key)
        return True

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer")
