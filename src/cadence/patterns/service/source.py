"""Patterns as a source of rituals: what their owners are asked, and their part of the quality review's digest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cadence.core.agenda import Ask, Call, Edition, Given, Known, Outcome, Subject, Told, Value
from cadence.core.message import Audience
from cadence.core.ports import Clock
from cadence.delivery.job import Settlement
from cadence.patterns.messages import review as messages
from cadence.patterns.messages.words import day
from cadence.patterns.model.asks import ASKS, SOURCE, UNTIL, key_of, number_of, wrong
from cadence.patterns.model.pattern import Pattern, State
from cadence.patterns.model.review import Review
from cadence.patterns.model.rights import answers_for
from cadence.patterns.model.standing import Standing
from cadence.patterns.service.reckoning import Reckoning
from cadence.patterns.service.reviewing import Reviewing
from cadence.patterns.service.seeing import Seeing

OWNED = frozenset({State.OWNED})

AT_ONCE = 5
"""Calls of one review: who is asked about everything decides nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsSource:
    """A `Source`."""

    seeing: Seeing
    reckoning: Reckoning
    reviewing: Reviewing
    clock: Clock

    @property
    def name(self) -> str:
        return SOURCE

    @property
    def asks(self) -> tuple[Ask, ...]:
        return ASKS

    def is_for(self, audience: Audience, subject: str | None = None) -> bool:
        """Alone, a guest is told nothing; in a channel they read what stands there."""
        if not self.seeing.is_for(audience):
            return False
        number = number_of(subject)
        return number is None or self.seeing.pattern(number, audience) is not None

    # --- asking --------------------------------------------------------------------------------------

    def subjects(self, at: datetime) -> tuple[Subject, ...]:  # noqa: ARG002 - as they stand now
        """What somebody owns. What nobody owns yet is a call, and no question to anybody's progress."""
        owned = self.seeing.patterns.all(states=OWNED)
        names = self.reckoning.names(owned)
        return tuple(
            Subject(
                key=key_of(each.number),
                source=SOURCE,
                name=f"{each.label} {each.name}",
                owner=each.ownership.by if each.ownership else None,
                facts=messages.facts(each, names),
            )
            for each in owned
        )

    def known(
        self, subjects: Sequence[Subject], *, at: datetime, audience: Audience
    ) -> tuple[Known, ...]:
        """The day that its owner named, while it is ahead."""
        return tuple(self._known(subjects, at, audience))

    def wrong(self, subject: str | None, ask: str, value: Value) -> str | None:  # noqa: ARG002 - the same for every pattern
        return wrong(ask, value, self.clock.now())

    def taken(self, given: Sequence[Given], *, key: str) -> Settlement:
        return self.reviewing.taken(given, key=key)

    # --- telling -------------------------------------------------------------------------------------

    def told(self, edition: Edition) -> Told:
        audience, at = edition.audience, edition.at
        if not self.is_for(audience):
            is_guest = audience.channel is None
            gap = messages.NOT_OURS if is_guest else messages.NOT_HERE
            return Told(gaps=(gap,), read_at=at)
        review = self.reckoning.review(audience, at=at, since=edition.since)
        shown = (*review.patterns, *(each.pattern for each in review.changed))
        names = self.reckoning.names(shown)
        return Told(
            changes=tuple(messages.changed(each, names) for each in review.changed),
            parts=tuple(messages.parts(review, names)),
            calls=tuple(self._calls(review)),
            waiting=self._waiting(audience, review),
            gaps=messages.gaps(review.looked, at),
            read_at=at,
        )

    def ended(self, call: Call, outcome: Outcome, *, key: str) -> Settlement:
        return self.reviewing.ended(call, outcome, key=key)

    # --- inside ------------------------------------------------------------------------------------

    def _known(
        self, subjects: Sequence[Subject], at: datetime, audience: Audience
    ) -> Iterator[Known]:
        today = self.reckoning.day(at)
        for subject in subjects:
            number = number_of(subject.key)
            pattern = self.seeing.pattern(number, audience) if number else None
            owned = pattern.ownership if pattern else None
            if owned is None or owned.until <= today:
                continue
            yield Known(
                subject=subject.key,
                ask=UNTIL,
                value=owned.until,
                source=f"taken on {day(self.reckoning.day(owned.at))}",
                read_at=at,
            )

    def _calls(self, review: Review) -> Iterator[Call]:
        """To those whose it is, or in the channel where it is nobody's."""
        for standing, each in _due(review)[:AT_ONCE]:
            yield messages.call(each, standing, to=self._whose(each), review=review)

    def _whose(self, pattern: Pattern) -> tuple[str, ...]:
        area = next((each for each in self.reckoning.areas if each.name == pattern.area), None)
        return tuple(
            user
            for user in sorted(answers_for(pattern, area))
            if (audience := self.seeing.alone(user)) and self.seeing.may_see(pattern, audience)
        )

    def _waiting(self, audience: Audience, review: Review) -> frozenset[str]:
        """What may still be answered in time, what comes after the most pressing, and what can't be looked at for these
        readers."""
        still = {each.number for each in review.live.get(Standing.ASKED, ())}
        still |= {each.number for _, each in _due(review)[AT_ONCE:]}
        unseen = {
            each.number
            for each in self.seeing.patterns.all(states=frozenset({State.OPEN}))
            if not self.seeing.may_see(each, audience)
        }
        return frozenset(key_of(number) for number in still | unseen)


def _due(review: Review) -> tuple[tuple[Standing, Pattern], ...]:
    """What nobody answered in time, then what nobody owns; in each what was found first."""
    return tuple(
        (standing, each)
        for standing in (Standing.OVERDUE, Standing.NOBODYS)
        for each in review.live.get(standing, ())
    )
