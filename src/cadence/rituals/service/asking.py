"""Opens check-ins and closes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cadence.core.calendar import WorkingTime
from cadence.core.ports import Change
from cadence.delivery.job import NewJob, Settlement
from cadence.rituals.messages.checkin import Card
from cadence.rituals.model.checkin import Answering, CheckIn
from cadence.rituals.model.occurrence import Occurrence, Stage, Step
from cadence.rituals.model.questions import groups
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service.cards import Cards, redrawing, saying
from cadence.rituals.service.filling import Filled, Filling
from cadence.rituals.service.participants import Participant, Participants, absence
from cadence.rituals.service.reminding import asking_later, reminding
from cadence.rituals.store.checkins import CheckIns

NO_RIGHTS = "they may not see what it is about"

OPEN = (Answering.ASKED, Answering.AWAY, Answering.UNREACHED)
"""Not answered yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInAsking:
    """`steps.Asking`."""

    participants: Participants
    filling: Filling
    cards: Cards
    checkins: CheckIns
    working: WorkingTime

    # --- opening -----------------------------------------------------------------------------------

    def opened(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        whom = self._whom(ritual, at)
        cards = [self._card(ritual, occurrence, each, at) for each in whom]
        jobs = [
            job
            for each, card in zip(whom, cards, strict=True)
            for job in self._jobs(each, card, at)
        ]
        return Settlement(
            changes=(self.checkins.ask(*(card.checkin for card in cards)),) if cards else (),
            jobs=tuple(jobs),
        )

    def preview(
        self, ritual: Ritual, occurrence: Occurrence, user: str, *, at: datetime
    ) -> Card | None:
        """The check-in as this person would have it; None for whoever would not be asked."""
        mine = next((each for each in self._whom(ritual, at) if each.user == user), None)
        if mine is None or mine.out_of_reach:
            return None
        return self._card(ritual, occurrence, replace(mine, away=""), at)

    def _whom(self, ritual: Ritual, at: datetime) -> tuple[Participant, ...]:
        """Who is left with nothing to be asked, for want of rights, can't be asked; the digest says so."""
        whom = self.participants.of(ritual, self.filling.subjects(ritual, at), at=at)
        seen = (self.filling.seen(each) for each in whom)
        return tuple(
            each
            if each.out_of_reach or groups(ritual.asks, each.subjects)
            else replace(each, out_of_reach=NO_RIGHTS)
            for each in seen
        )

    def _card(
        self, ritual: Ritual, occurrence: Occurrence, whom: Participant, at: datetime
    ) -> Card:
        """What is filled in for who is away too: they may answer all the same."""
        filled = (
            Filled() if whom.out_of_reach else self.filling.filled(ritual, occurrence, whom, at=at)
        )
        checkin = CheckIn(
            occurrence=occurrence.key,
            person=whom.user,
            standing=_standing(whom),
            subjects=whom.subjects,
            known=filled.known,
            gaps=filled.gaps,
            why=whom.out_of_reach or whom.away,
        )
        return self.cards.named(self.cards.made(ritual, occurrence, checkin))

    def _jobs(self, whom: Participant, card: Card, at: datetime) -> tuple[NewJob, ...]:
        if whom.out_of_reach:
            return ()
        if whom.away:
            return self._once_back(whom, card)
        first = saying(card, Step.ASKED, key=f"checkin:{card.occurrence.key}:{whom.user}")
        return (first, *reminding(card, at=at, zone=whom.zone, working=self.working))

    def _once_back(self, whom: Participant, card: Card) -> tuple[NewJob, ...]:
        """Who comes back before it closes is asked then."""
        if whom.back_at is None:
            return ()
        due = self.working.first_moment(whom.back_at, whom.zone)
        if due >= card.occurrence.closes_at:
            return ()
        return (asking_later(card.checkin, due_at=due),)

    # --- closing -----------------------------------------------------------------------------------

    def closed(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        checkins = self.checkins.of(occurrence.key)
        responses = {each.person: each for each in self.checkins.responses(occurrence.key)}
        after = replace(occurrence, stage=Stage.CLOSED)
        changes: list[Change] = [self.checkins.close(occurrence.key)]
        jobs: list[NewJob] = []
        away = self._away(checkins, at)
        for each in checkins:
            response = responses.get(each.person)
            now = each
            if each.standing is Answering.ASKED:
                standing, why = _closed(
                    away.get(each.person, ""), has_answered=response is not None
                )
                now = replace(each, standing=standing, why=why)
                changes.append(
                    self.checkins.put(
                        each.occurrence, each.person, standing, was=(Answering.ASKED,), why=why
                    )
                )
            card = replace(self.cards.made(ritual, after, now), response=response)
            jobs += redrawing(self.cards.named(card), key=f"closed:{occurrence.key}:{each.person}")
        return Settlement(changes=tuple(changes), jobs=tuple(jobs))

    def _away(self, checkins: Sequence[CheckIn], at: datetime) -> dict[str, str]:
        """Those who went away before they answered, with why."""
        waiting = [each.person for each in checkins if each.standing is Answering.ASKED]
        said = self.checkins.away(waiting, at)
        found = {}
        for user in waiting:
            person = self.participants.person(user)
            why = absence(person, said.get(user), at)[0] if person else ""
            if why:
                found[user] = why
        return found


def _standing(whom: Participant) -> Answering:
    if whom.out_of_reach:
        return Answering.UNREACHED
    return Answering.AWAY if whom.away else Answering.ASKED


def _closed(away: str, *, has_answered: bool) -> tuple[Answering, str]:
    """Of somebody who was asked and has not answered all of it. What they did answer counts."""
    if has_answered:
        return Answering.ANSWERED, "not every question was answered"
    return (Answering.AWAY, away) if away else (Answering.MISSED, "")
