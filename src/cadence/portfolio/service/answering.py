"""What answers change: those to check-ins become readings, those to questions become stages, links and history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from cadence.core.agenda import Call, Ended, Given, Outcome
from cadence.core.calendar import midnight
from cadence.core.ports import Change
from cadence.delivery.job import DONE, Settlement
from cadence.portfolio.model.asks import ASSURANCE, READING, number_of, wrong
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Event, Happened, Reading, Stage
from cadence.portfolio.model.draft import changes
from cadence.portfolio.model.figures import day
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.model.questions import STAGES, keys_about
from cadence.portfolio.service.looking import FROM_JIRA
from cadence.portfolio.service.managing import linked
from cadence.portfolio.store.bets import Bets

METRICS = {READING: OUTCOME, ASSURANCE: CONFIDENCE}
"""Which metric an answer to an ask is a reading of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Reads raise StoreUnavailable. The settlements raise Overtaken, where a bet was changed meanwhile."""

    bets: Bets
    policy: Policy
    zone: ZoneInfo
    """Whose days readings are of."""

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        """Readings; an answer that was confirmed as it was filled in is one of today too. What is no answer to a
        question of ours, or about no bet, is left alone."""
        found = [each for each in map(self._reading, given) if each is not None]
        return Settlement(
            changes=tuple(
                self.bets.read(each, key=f"{key}:{each.bet}:{each.metric}:{each.at.isoformat()}")
                for each in found
            )
        )

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:
        """A decision may change the stage, and is linked. Whatever it was, it stands in the bet's history. What was
        decided, or left as it is, is not asked again until the date that was named, or for the policy's time. What
        somebody was given stays open; what is open again, since "no change" was taken back, may be asked at once."""
        if outcome.ended is Ended.SETTLED:
            return DONE
        number = number_of(call.subject)
        bet = None if number is None else self.bets.bet(number)
        about = () if bet is None else (self._answered(bet, call, outcome, key),)
        return Settlement(changes=(*about, *self._hushed(call, outcome)))

    # --- inside ------------------------------------------------------------------------------------

    def _reading(self, given: Given) -> Reading | None:
        number, metric = number_of(given.subject), METRICS.get(given.ask)
        if number is None or metric is None or wrong(given.ask, given.value):
            return None
        if not isinstance(given.value, Decimal) or self.bets.bet(number) is None:
            return None
        return Reading(
            bet=number,
            metric=metric,
            on=given.at.astimezone(self.zone).date(),
            value=given.value,
            source=_source(given),
            by=given.by,
            at=given.at,
        )

    def _answered(self, bet: Bet, call: Call, outcome: Outcome, key: str) -> Change:
        after = linked(self._staged(bet, outcome), outcome.decision)
        event = Event(
            bet=bet.number,
            what=Happened.ANSWERED,
            at=outcome.at,
            by=outcome.by,
            words=_words(call, outcome),
            changes=changes(bet, after),
            decision=outcome.decision,
        )
        if after == bet:
            return self.bets.note(event, key=key)
        return self.bets.put(after, event, was=bet.version, key=key)

    def _staged(self, bet: Bet, outcome: Outcome) -> Bet:
        stage = STAGES.get(outcome.option or "")
        if outcome.ended is not Ended.DECIDED or stage is None or stage is bet.stage:
            return bet
        since = outcome.at.astimezone(self.zone).date()
        capacity = Decimal(0) if stage is Stage.ENDED else bet.capacity
        return replace(bet, stage=stage, stage_since=since, capacity=capacity)

    def _hushed(self, call: Call, outcome: Outcome) -> tuple[Change, ...]:
        if outcome.ended is Ended.GIVEN:
            return ()
        until = self._until(outcome)
        return tuple(
            self.bets.hush(key, until=until, at=outcome.at)
            for key in keys_about(call.key, number_of(call.subject))
        )

    def _until(self, outcome: Outcome) -> datetime:
        """On the date that was named it is asked again."""
        if outcome.ended is Ended.OPEN:
            return outcome.at
        if outcome.due_on is None:
            return outcome.at + self.policy.ask_again
        return midnight(outcome.due_on, self.zone)


def _source(given: Given) -> str:
    """Of what Jira counted and its owner confirmed, Jira's own."""
    known = given.known
    if known is None or known.value != given.value or not known.source.startswith(FROM_JIRA):
        return "check-in"
    return f"{known.source}, confirmed"


def _words(call: Call, outcome: Outcome) -> str:
    labels = {each.value: each.label for each in call.options}
    chosen = labels.get(outcome.option or "", outcome.option or "")
    match outcome.ended:
        case Ended.GIVEN:
            how = f"given to somebody until {day(outcome.due_on)}" if outcome.due_on else "given"
        case Ended.NO_CHANGE:
            how = "no change"
        case Ended.OPEN:
            how = "“no change” was taken back"
        case _:
            until = f", until {day(outcome.due_on)}" if outcome.due_on else ""
            how = f"{chosen or 'decided'}{until}"
    said = f" “{outcome.words}”" if outcome.words else ""
    return f"{call.title}: {how}.{said}"
