"""Revenue as what a ritual can be about: its subjects are the leading indicators."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from cadence.core.agenda import (
    Ask,
    Call,
    Edition,
    Ended,
    Given,
    Known,
    Outcome,
    Subject,
    Told,
    Value,
)
from cadence.core.message import Audience
from cadence.core.ports import Clock
from cadence.core.words import counted
from cadence.delivery.job import DONE, Settlement
from cadence.revenue.messages import inputs
from cadence.revenue.messages import review as messages
from cadence.revenue.model import calling
from cadence.revenue.model.access import Sight
from cadence.revenue.model.asks import ASKS, READING, WHY, key_in, wrong
from cadence.revenue.model.indicator import SOURCE, Reading, defined
from cadence.revenue.model.resting import Rest
from cadence.revenue.model.review import Review
from cadence.revenue.model.risk import AtRisk
from cadence.revenue.service.looking import Looking
from cadence.revenue.service.people import People
from cadence.revenue.store.rests import Rests

ANSWERED = "an answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueSource:
    """`delivery.between.Source`. Reads raise StoreUnavailable and MessengerError."""

    looking: Looking
    rests: Rests
    people: People
    clock: Clock
    minimum: int
    """Accounts in a segment below which it is withheld where others read along."""

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def asks(self) -> tuple[Ask, ...]:
        return ASKS

    def is_for(self, audience: Audience, subject: str | None = None) -> bool:  # noqa: ARG002 - the same for every indicator
        return self.people.sight(audience).figures

    # --- asking --------------------------------------------------------------------------------------

    def subjects(self, at: datetime) -> tuple[Subject, ...]:
        return tuple(
            Subject(
                key=each.indicator.subject,
                source=SOURCE,
                name=each.indicator.name,
                owner=each.indicator.owner,
                facts=inputs.facts(each),
                unit=each.indicator.unit,
            )
            for each in self.looking.standings(self._day(at))
        )

    def known(
        self, subjects: Sequence[Subject], *, at: datetime, audience: Audience
    ) -> tuple[Known, ...]:
        """The last reading, where it is not out of date. What its owner answered last week is not known any more."""
        if not self.people.sight(audience).figures:
            return ()
        wanted = {each.key for each in subjects}
        on = self._day(at)
        return tuple(
            Known(
                subject=each.indicator.subject,
                ask=READING,
                value=each.last.value,
                source=each.last.source,
                read_at=each.last.taken_at,
            )
            for each in self.looking.standings(on)
            if each.indicator.subject in wanted and each.last and not each.is_stale(on)
        )

    def wrong(self, subject: str | None, ask: str, value: Value) -> str | None:
        """Of what was defined in Slack the unit is not known here, since a modal waits: its share may be over 100 %."""
        if ask != READING:
            return None
        known = {each.key: each for each in defined(self.looking.in_file, ())}
        return wrong(known.get(key_in(subject) or ""), value)

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        """A reading that says otherwise than the last one is a reading of that day; to confirm is none."""
        readings = tuple(self._readings(given))
        return (
            Settlement(changes=(self.looking.indicators.take(*readings, key=key),))
            if readings
            else DONE
        )

    def _readings(self, given: Sequence[Given]) -> Iterator[Reading]:
        why = {each.subject: str(each.value) for each in given if each.ask == WHY}
        last = self._last(given)
        for each in given:
            key = key_in(each.subject)
            if each.ask != READING or key not in last or not isinstance(each.value, Decimal):
                continue
            if key and last[key] != each.value:
                yield Reading(
                    indicator=key,
                    on=self._day(each.at),
                    value=each.value,
                    taken_at=each.at,
                    source=ANSWERED,
                    by=each.by,
                    note=why.get(each.subject, ""),
                )

    def _last(self, given: Sequence[Given]) -> Mapping[str, Value | None]:
        """Of every indicator, its last reading, as of now."""
        if not given:
            return {}
        standings = self.looking.standings(self._day(self.clock.now()))
        return {each.indicator.key: each.last.value if each.last else None for each in standings}

    # --- telling -------------------------------------------------------------------------------------

    def told(self, edition: Edition) -> Told:
        sight = self.people.sight(edition.audience)
        if not sight.figures:
            return Told(gaps=(messages.NO_SIGHT,), read_at=self.clock.now())
        review = self.looking.review(edition.on, since=edition.since)
        since = self._day(edition.since) if edition.since else None
        due = self._due(review)
        seen = tuple(each for each in due if self._may_be_asked(each))
        now = calling.at_once(seen)
        calls, unasked = self._calls(now, review, sight)
        blind = _blind(len(due) - len(seen))
        return Told(
            changes=tuple(messages.changes(review, sight, since)),
            parts=tuple(messages.parts(review, sight, self.people.suggested, minimum=self.minimum)),
            calls=calls,
            waiting=frozenset(each.key for each in seen if each not in now),
            gaps=(*review.gaps_told(names=sight.accounts), *unasked, *blind),
            read_at=self.clock.now(),
        )

    def _due(self, review: Review) -> tuple[Call, ...]:
        return calling.due(
            review.standings,
            review.watchlist.at_risk,
            whose=self.people.suggested,
            resting=self.rests.resting(),
            on=review.on,
        )

    def _may_be_asked(self, call: Call) -> bool:
        """A question holds its evidence, which whoever owns an indicator may not see for that alone."""
        return all(self.people.alone(user).figures for user in call.to)

    def _calls(
        self, due: tuple[Call, ...], review: Review, sight: Sight
    ) -> tuple[tuple[Call, ...], tuple[str, ...]]:
        """Where accounts may not be named, a question about one goes to who should take it, alone."""
        if sight.accounts:
            return due, ()
        by_account = {each.account: each for each in review.watchlist.at_risk}
        asked = tuple(self._privately(each, by_account) for each in due)
        unasked = asked.count(None)
        gap = f"{counted(unasked, 'question')} about accounts can't be asked here, and nobody is known to ask instead."
        return tuple(each for each in asked if each), (gap,) * bool(unasked)

    def _privately(self, call: Call, by_account: Mapping[str, AtRisk]) -> Call | None:
        account = calling.account_in(call.key)
        if account is None:
            return call
        person, _ = self.people.taker(by_account[account].customer)
        return replace(call, to=(person.id,), is_private=True) if person else None

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:  # noqa: ARG002 - the same answer rests once, however often it comes
        day = self._day(outcome.at)
        until = day if outcome.ended is Ended.OPEN else calling.rest_until(outcome, day)
        rest = Rest(call=call.key, mark=call.title, until=until, at=outcome.at)
        return Settlement(changes=(self.rests.rest(rest),))

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.people.zone).date()


def _blind(unasked: int) -> tuple[str, ...]:
    if not unasked:
        return ()
    return (
        f"{counted(unasked, 'question')} can't be asked: who owns the indicator may not see revenue.",
    )
