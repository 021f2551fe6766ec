"""Makes and changes bets: each by a draft that was checked, with a line of history."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from cadence.core.ports import Change
from cadence.portfolio.model.bet import OUTCOME, Bet, Event, Happened, Reading, Stage
from cadence.portfolio.model.draft import Draft, applied, changes
from cadence.portfolio.store.bets import Bets


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    bet: Bet
    changes: tuple[Change, ...]
    """Made together, or not at all; none where all is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Managing:
    """Brings what is to be stored; the same key twice changes nothing twice. The changes raise Overtaken when they are
    made, where somebody else changed the bet first. Reads raise StoreUnavailable."""

    bets: Bets
    zone: ZoneInfo
    """Whose days readings are of."""

    def made(self, draft: Draft, *, by: str | None, at: datetime, key: str) -> Made:
        bet = applied(draft, number=self.bets.number_for(key), on=self._day(at))
        event = Event(bet=bet.number, what=Happened.MADE, at=at, by=by, changes=changes(None, bet))
        return Made(bet=bet, changes=(self.bets.make(bet, event, key=key),))

    def changed(self, bet: Bet, draft: Draft, *, by: str | None, at: datetime, key: str) -> Made:
        """`bet` as it was when the draft was made of it: what changed since is not lost."""
        after = applied(draft, number=bet.number, on=self._day(at), was=bet)
        return self._put(bet, after, Happened.CHANGED, by=by, at=at, key=key)

    def staged(
        self,
        bet: Bet,
        stage: Stage,
        *,
        by: str | None,
        at: datetime,
        key: str,
        words: str = "",
        decision: int | None = None,
    ) -> Made:
        """One that ended holds no capacity any more."""
        capacity = Decimal(0) if stage is Stage.ENDED else bet.capacity
        after = replace(bet, stage=stage, stage_since=self._day(at), capacity=capacity)
        if stage is bet.stage:
            after = bet
        after = linked(after, decision)
        return self._put(
            bet, after, Happened.STAGE, by=by, at=at, key=key, words=words, decision=decision
        )

    def linked(self, bet: Bet, decision: int, *, by: str | None, at: datetime, key: str) -> Made:
        after = linked(bet, decision)
        return self._put(bet, after, Happened.LINKED, by=by, at=at, key=key, decision=decision)

    def read(
        self,
        bet: Bet,
        value: Decimal,
        *,
        on: date | None = None,
        metric: str = OUTCOME,
        source: str,
        by: str | None,
        at: datetime,
        key: str,
    ) -> tuple[Change, ...]:
        """`on` is today where it is None."""
        reading = Reading(
            bet=bet.number,
            metric=metric,
            on=on or self._day(at),
            value=value,
            source=source,
            by=by,
            at=at,
        )
        return (self.bets.read(reading, key=key),)

    # --- inside ------------------------------------------------------------------------------------

    def _put(
        self,
        before: Bet,
        after: Bet,
        what: Happened,
        *,
        by: str | None,
        at: datetime,
        key: str,
        words: str = "",
        decision: int | None = None,
    ) -> Made:
        told = changes(before, after)
        if not told:
            return Made(bet=before, changes=())
        event = Event(
            bet=before.number,
            what=what,
            at=at,
            by=by,
            words=words,
            changes=told,
            decision=decision,
        )
        put = self.bets.put(after, event, was=before.version, key=key)
        return Made(bet=replace(after, version=before.version + 1), changes=(put,))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def linked(bet: Bet, decision: int | None) -> Bet:
    if decision is None or decision in bet.decisions:
        return bet
    return replace(bet, decisions=(*bet.decisions, decision))
