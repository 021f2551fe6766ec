"""Reminders, and check-ins for those who are back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cadence.core.calendar import WorkingTime
from cadence.core.message import Place
from cadence.core.ports import Clock, Messenger
from cadence.delivery.job import DONE, Again, Handler, Job, NewJob, Settlement
from cadence.delivery.post import patiently, say
from cadence.rituals.messages.checkin import Card, reminder
from cadence.rituals.model.checkin import Answering, CheckIn
from cadence.rituals.model.occurrence import Step
from cadence.rituals.model.reminding import reminders
from cadence.rituals.model.ritual import MOST_REMINDERS
from cadence.rituals.service.cards import Cards, saying, told
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.participants import Participants, absence
from cadence.rituals.store.checkins import CheckIns

REMIND = "remind"
ASK = "ask"
"""Asks who was away when the others were asked."""


def remind(checkin: CheckIn, n: int, *, due_at: datetime) -> NewJob:
    key = f"remind:{checkin.occurrence}:{checkin.person}:{n}"
    return NewJob(kind=REMIND, key=key, args=_args(checkin), due_at=due_at)


def asking_later(checkin: CheckIn, *, due_at: datetime | None, key: str = "back") -> NewJob:
    """`key`: what brings it about."""
    key = f"ask:{checkin.occurrence}:{checkin.person}:{key}"
    return NewJob(kind=ASK, key=key, args=_args(checkin), due_at=due_at)


def reminding(
    card: Card, *, at: datetime, zone: ZoneInfo, working: WorkingTime
) -> tuple[NewJob, ...]:
    """The reminders of somebody who is asked at this moment."""
    moments = reminders(
        card.ritual.reminders,
        opened_at=at,
        closes_at=card.occurrence.closes_at,
        zone=zone,
        working=working,
    )
    return tuple(remind(card.checkin, n, due_at=due) for n, due in enumerate(moments, 1))


def _args(checkin: CheckIn) -> Mapping[str, str]:
    return {"occurrence": checkin.occurrence, "person": checkin.person}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """Looks again, at the moment itself, whether anything is still to be said."""

    cards: Cards
    checkins: CheckIns
    participants: Participants
    messenger: Messenger
    ledger: Ledger
    clock: Clock
    working: WorkingTime

    def handlers(self) -> Mapping[str, Handler]:
        return {
            REMIND: Handler(run=patiently()(self.remind)),
            ASK: Handler(run=patiently()(self.ask)),
        }

    def remind(self, job: Job) -> Settlement:
        """Never who has answered, is away, or was reminded twice."""
        now = self.clock.now()
        card = self._waiting(job, Answering.ASKED)
        if card is None or card.checkin.reminded >= MOST_REMINDERS:
            return DONE
        if self._absence(card, now)[0]:
            return DONE
        if later := self._later(card, now):
            return later
        link = self._link(card)
        person = card.checkin.person
        said = say(
            Place(channel=person),
            reminder(card, link=link),
            key=job.key,
            about=told(card, Step.REMINDED),
        )
        settled = Settlement(
            changes=(self.checkins.reminded(card.occurrence.key, person),), jobs=(said,)
        )
        return self.ledger.intended(settled)

    def ask(self, job: Job) -> Settlement:
        now = self.clock.now()
        card = self._waiting(job, Answering.AWAY)
        if card is None:
            return DONE
        away, back_at = self._absence(card, now)
        if away:
            return self._once_back(card, back_at)
        asked = replace(card, checkin=replace(card.checkin, standing=Answering.ASKED, why=""))
        put = self.checkins.put(
            card.occurrence.key, card.checkin.person, Answering.ASKED, was=(Answering.AWAY,)
        )
        first = saying(asked, Step.ASKED, key=f"checkin:{job.key}")
        person = self.participants.person(card.checkin.person)
        zone = person.zone if person else card.ritual.schedule.zone
        more = reminding(asked, at=now, zone=zone, working=self.working)
        return self.ledger.intended(Settlement(changes=(put,), jobs=(first, *more)))

    def _waiting(self, job: Job, standing: Answering) -> Card | None:
        """None where there is nothing to be said any more."""
        card = self.cards.card(job.args["occurrence"], job.args["person"])
        if card is None or not card.is_open or card.is_answered:
            return None
        return card if card.checkin.standing is standing else None

    def _absence(self, card: Card, now: datetime) -> tuple[str, datetime | None]:
        user = card.checkin.person
        person = self.participants.person(user)
        if person is None:
            return "Slack does not know them", None
        return absence(person, self.checkins.away((user,), now).get(user), now)

    def _once_back(self, card: Card, back_at: datetime | None) -> Settlement:
        """They stay away for longer than was thought: then, where that is before the closing."""
        person = self.participants.person(card.checkin.person)
        if person is None or back_at is None:
            return DONE
        due = self.working.first_moment(back_at, person.zone)
        is_in_time = due < card.occurrence.closes_at
        return Settlement(again=Again(due_at=due)) if is_in_time else DONE

    def _later(self, card: Card, now: datetime) -> Settlement | None:
        """Where this comes late, after downtime, or the person is in another zone by now: when they next work, or never
        where that is after the closing; None where it is now."""
        person = self.participants.person(card.checkin.person)
        due = self.working.first_moment(now, person.zone) if person else now
        if now >= card.occurrence.closes_at or due >= card.occurrence.closes_at:
            return DONE
        return Settlement(again=Again(due_at=due)) if due > now else None

    def _link(self, card: Card) -> str | None:
        channel, ts = card.checkin.channel, card.checkin.ts
        return self.messenger.permalink(channel, ts) if channel and ts else None
