"""What a quality review changes: an owner's new date, and the answers to its calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from cadence.core.agenda import Call, Ended, Given, Outcome
from cadence.core.words import cut
from cadence.delivery.between import together
from cadence.delivery.job import DONE, NewJob, Settlement
from cadence.patterns.messages.review import NO_PATTERN
from cadence.patterns.messages.words import MOST_ACTION, day
from cadence.patterns.model import life
from cadence.patterns.model.asks import UNTIL, number_of, wrong
from cadence.patterns.model.pattern import (
    Cause,
    Entry,
    NoPattern,
    Ownership,
    Pattern,
    State,
    Step,
)
from cadence.patterns.model.verifying import USUALLY
from cadence.patterns.service.seeing import Seeing
from cadence.patterns.service.telling import Telling, waiting_for

CAUSES = {each.name.casefold(): each for each in Cause}


class Tests(Protocol):
    def due(self, pattern: Pattern, owned: Ownership) -> NewJob:
        """The test of its rate on the action's date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """Reads raise StoreUnavailable and MessengerError; the settlements raise Overtaken where it was changed
    meanwhile. What does not fit any more, since somebody answered before, changes nothing."""

    seeing: Seeing
    telling: Telling
    tests: Tests
    unnamed: Callable[[str], str]
    """As `Answering`'s."""

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        """A day that is another than the one that was named is the day of the test. The rest of what was answered
        stands in the digest alone."""
        return together(*(self._dated(each, key) for each in given if each.ask == UNTIL))

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:
        """With a cause it is owned; "no pattern" is what it says; no change is quiet until worse. What somebody was
        given stays open, and what was decided in other words is linked."""
        if outcome.ended is Ended.OPEN:
            return self._taken_back(call, outcome, key)
        pattern = self._open(call)
        if pattern is None:
            return DONE
        match outcome.ended:
            case Ended.DECIDED if (option := outcome.option or "") in CAUSES:
                return self._owned(pattern, CAUSES[option], outcome, key)
            case Ended.DECIDED if outcome.option == NO_PATTERN:
                after = life.dismissed(pattern, NoPattern.OTHER, at=outcome.at)
                return self._put(after, Step.NO_PATTERN, self._words(outcome), outcome, key)
            case Ended.DECIDED:
                return self._linked(pattern, outcome, key)
            case Ended.NO_CHANGE:
                after = life.snoozed(pattern, at=outcome.at)
                return self._put(after, Step.SNOOZED, "No change, by the review.", outcome, key)
            case Ended.GIVEN:
                return self._given(pattern, outcome)
            case _:
                return DONE

    # --- inside ------------------------------------------------------------------------------------

    def _dated(self, given: Given, key: str) -> Settlement:
        number = number_of(given.subject)
        pattern = self.seeing.patterns.pattern(number) if number else None
        owned = pattern.ownership if pattern else None
        until = given.value
        if pattern is None or owned is None or pattern.state is not State.OWNED:
            return DONE
        if not isinstance(until, date) or until == owned.until or wrong(UNTIL, until, given.at):
            return DONE
        dated = replace(owned, until=until)
        after = replace(life.owned(pattern, dated), changed_at=given.at)
        says = f"New date {day(until)}, it was {day(owned.until)}."
        line = _line(pattern, Step.OWNED, says, by=given.by, at=given.at)
        return together(
            Settlement(
                changes=(self.seeing.patterns.put(after, line),),
                jobs=(self.tests.due(after, dated), *self.telling.redraws(after, key=key)),
            )
        )

    def _taken_back(self, call: Call, outcome: Outcome, key: str) -> Settlement:
        """Of "no change", where it is still quiet for that. Whoever was told has the agreed time anew."""
        number = number_of(call.key)
        pattern = self.seeing.patterns.pattern(number) if number else None
        if pattern is None or pattern.state is not State.SNOOZED:
            return DONE
        after = life.taken_up(pattern, at=outcome.at)
        put = self._put(after, Step.REOPENED, "“No change” was taken back.", outcome, key)
        return together(put, Settlement(jobs=tuple(waiting_for(after))))

    def _open(self, call: Call) -> Pattern | None:
        number = number_of(call.key)
        pattern = self.seeing.patterns.pattern(number) if number else None
        return pattern if pattern and pattern.state is State.OPEN else None

    def _owned(self, pattern: Pattern, cause: Cause, outcome: Outcome, key: str) -> Settlement:
        owned = Ownership(
            by=outcome.by,
            at=outcome.at,
            cause=cause,
            action=self._words(outcome) or "As it was decided in the review",
            until=outcome.due_on or (outcome.at + USUALLY).date(),
        )
        after = life.owned(pattern, owned)
        action = cut(owned.action, MOST_ACTION)
        says = f"Cause: {cause}. “{action}” The rate is tested on {day(owned.until)}."
        put = self._put(after, Step.OWNED, says, outcome, key)
        return together(put, Settlement(jobs=(self.tests.due(after, owned),)))

    def _linked(self, pattern: Pattern, outcome: Outcome, key: str) -> Settlement:
        return (
            self._put(pattern, Step.DECIDED, self._words(outcome), outcome, key)
            if outcome.decision
            else DONE
        )

    def _given(self, pattern: Pattern, outcome: Outcome) -> Settlement:
        """It stays open: the review asks again on the day."""
        until = f" until {day(outcome.due_on)}" if outcome.due_on else ""
        who = self.seeing.name(outcome.owner) if outcome.owner else "somebody"
        says = f"The review gave it to {who}{until}."
        line = _line(pattern, Step.HANDED, says, by=outcome.by, at=outcome.at)
        return Settlement(changes=(self.seeing.patterns.noted(line),))

    def _words(self, outcome: Outcome) -> str:
        return self.unnamed(outcome.words.strip())

    def _put(self, after: Pattern, step: Step, says: str, outcome: Outcome, key: str) -> Settlement:
        """With the record of the decision, where there is one, and every card of it drawn anew."""
        line = _line(after, step, says, by=outcome.by, at=outcome.at)
        linked = life.decided(after, outcome.decision) if outcome.decision else after
        # Each version is stored, so that what was prepared for another one is refused.
        steps = [] if step is Step.DECIDED else [self.seeing.patterns.put(after, line)]
        if linked is not after:
            says = f"D-{outcome.decision} in the decision log."
            entry = _line(after, Step.DECIDED, says, by=outcome.by, at=outcome.at)
            steps.append(self.seeing.patterns.put(linked, entry))
        return Settlement(changes=tuple(steps), jobs=tuple(self.telling.redraws(linked, key=key)))


def _line(pattern: Pattern, step: Step, says: str, *, by: str, at: datetime) -> Entry:
    return Entry(pattern=pattern.number, at=at, step=step, by=by, says=says)
