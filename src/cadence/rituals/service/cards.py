"""Check-ins with all that their messages tell, and those messages as jobs."""

from dataclasses import dataclass, replace

from cadence.core.agenda import Sort
from cadence.core.message import Place
from cadence.core.ports import Messenger
from cadence.delivery.job import Args, NewJob
from cadence.delivery.post import amend, say
from cadence.rituals.messages.checkin import Card, card
from cadence.rituals.model.checkin import CheckIn
from cadence.rituals.model.occurrence import Occurrence, Stage, Step, ritual_and_date
from cadence.rituals.model.questions import by_slot
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service.ledger import about
from cadence.rituals.service.names import names_of
from cadence.rituals.store.checkins import CheckIns
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences

CHECK_IN = "checkin"
"""What is told of a message by `about`: whose check-in it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    definitions: Definitions
    occurrences: Occurrences
    checkins: CheckIns
    messenger: Messenger

    def card(self, occurrence: str, person: str) -> Card | None:
        """None where this person has no such check-in."""
        checkin = self.checkins.check_in(occurrence, person)
        return self.of(checkin) if checkin else None

    def of(self, checkin: CheckIn) -> Card | None:
        found = self.occurrences.occurrence(*ritual_and_date(checkin.occurrence))
        version = self.definitions.version(found.ritual, found.version) if found else None
        if found is None or version is None:
            return None
        made = self.made(version.ritual, found, checkin)
        response = self.checkins.response(checkin.occurrence, checkin.person)
        return self.named(replace(made, response=response))

    def made(self, ritual: Ritual, occurrence: Occurrence, checkin: CheckIn) -> Card:
        """Of one that is not answered."""
        is_open = occurrence.stage in (Stage.DUE, Stage.OPEN)
        return Card(ritual=ritual, occurrence=occurrence, checkin=checkin, is_open=is_open)

    def named(self, shown: Card) -> Card:
        """With the names of the people that its answers name."""
        asks = {
            (group.key, ask.name)
            for group in shown.groups
            for ask in group.asks
            if ask.sort is Sort.PERSON
        }
        said = by_slot(shown.checkin.known) | by_slot(shown.given)
        names = names_of((str(said[slot]) for slot in asks if slot in said), self.messenger)
        return replace(shown, names=tuple(names.items()))


def saying(shown: Card, step: Step, *, key: str) -> NewJob:
    """The check-in as a message of its own."""
    return say(Place(channel=shown.checkin.person), card(shown), key=key, about=told(shown, step))


def told(shown: Card, step: Step) -> Args:
    """What a message says of itself."""
    person = shown.checkin.person
    return about(shown.occurrence, step, person, **{CHECK_IN: person})


def redrawing(shown: Card, *, key: str) -> tuple[NewJob, ...]:
    """The check-in as it stands now, in the place of its message, where that stands."""
    channel, ts = shown.checkin.channel, shown.checkin.ts
    if channel is None or ts is None:
        return ()
    return (amend(Place(channel=channel), ts, card(shown), key=key),)
