"""What becomes of the messages of check-ins: where they stand, and who could not be reached."""

from dataclasses import dataclass, replace

from cadence.core.message import Posted
from cadence.core.ports import Clock
from cadence.delivery.job import DONE, Job, Settlement
from cadence.rituals.model.checkin import Answering
from cadence.rituals.model.occurrence import Step
from cadence.rituals.service.cards import CHECK_IN, Cards, redrawing
from cadence.rituals.store.checkins import CheckIns


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    cards: Cards
    checkins: CheckIns
    clock: Clock

    def posted(self, job: Job, stands: Posted) -> Settlement:
        """Where it was answered or closed while its message waited to be posted, the message is changed at once: nobody
        could change it before it was there."""
        told = _told(job)
        if told is None or stands.ts is None:
            return DONE
        occurrence, person = told
        kept = self.checkins.stands(
            occurrence, person, channel=stands.channel, ts=stands.ts, at=self.clock.now()
        )
        card = self.cards.card(occurrence, person)
        if card is None or (card.is_open and card.response is None):
            return Settlement(changes=(kept,))
        now = replace(card, checkin=replace(card.checkin, channel=stands.channel, ts=stands.ts))
        return Settlement(changes=(kept,), jobs=redrawing(now, key=f"stood:{job.key}"))

    def refused(self, job: Job, why: str) -> Settlement:
        """One person out of reach stops nobody else. They can still answer: “/cadence checkin” shows it to them."""
        told = _told(job)
        if told is None:
            return DONE
        unreached = self.checkins.put(
            *told, Answering.UNREACHED, was=(Answering.ASKED,), why=f"Slack did not take it: {why}"
        )
        return Settlement(changes=(unreached,))


def _told(job: Job) -> tuple[str, str] | None:
    """Occurrence and person; None of what is no check-in itself."""
    about = job.args["about"]
    if CHECK_IN not in about or about.get("step") != Step.ASKED.value:
        return None
    return about["occurrence"], about[CHECK_IN]
