"""Who is away says so, and that they are back; and what waits for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from cadence.core.calendar import midnight
from cadence.core.heard import Heard
from cadence.core.message import Block
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.desk import Flow, Said, Usage
from cadence.delivery.job import Settlement
from cadence.rituals.messages import leaving as messages
from cadence.rituals.messages import waiting
from cadence.rituals.messages.checkin import Card
from cadence.rituals.model.checkin import Answering, Away, CheckIn
from cadence.rituals.model.until import day_named
from cadence.rituals.service.cards import Cards
from cadence.rituals.service.participants import Participants, absence
from cadence.rituals.service.reminding import asking_later
from cadence.rituals.store.checkins import CheckIns

LATE_FOR = timedelta(days=14)
"""How long a closed check-in is offered to whom had no message of it, or lost sight of it."""

FURTHEST = timedelta(days=366)
"""Further ahead is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving(Flow):
    cards: Cards
    checkins: CheckIns
    participants: Participants
    clock: Clock

    @property
    def usage(self) -> tuple[Usage, ...]:
        return (
            Usage(typed="checkin", does="the check-ins that wait for you"),
            Usage(
                typed="away [until DATE]", does="no ritual asks or reminds you until you are back"
            ),
            Usage(typed="back", does="you are back"),
        )

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {"checkin": self.show, "away": self.leave, "back": self.come_back}

    def show(self, heard: Heard, words: str) -> Settlement:  # noqa: ARG002 - the shape
        open_ones = self._cards(self.checkins.waiting_for(heard.user))
        since = (self.clock.now() - LATE_FOR).date()
        missed = self._cards(self.checkins.missed_by(heard.user, since=since))
        newest = {each.ritual.key: each for each in reversed((*open_ones, *missed))}
        late = tuple(each for each in missed if newest[each.ritual.key] is each)
        return replying.answered(heard, waiting.listed((*open_ones, *late)))

    def at_home(self, user: str) -> tuple[Block, ...]:
        return waiting.at_home(self._cards(self.checkins.waiting_for(user)))

    def leave(self, heard: Heard, words: str) -> Settlement:
        now = self.clock.now()
        zone = self._zone(heard.user)
        today = now.astimezone(zone).date()
        named = words.removeprefix("until").strip()
        on = day_named(named, today=today) if named else None
        if named and on is None:
            return replying.answered(heard, messages.no_day(named))
        if on is not None and not today < on <= today + FURTHEST:
            return replying.answered(heard, messages.not_ahead(on))
        end = midnight(on, zone) if on else None
        away = Away(person=heard.user, start=now, end=end, said_by=heard.user)
        open_ones = len(self.checkins.waiting_for(heard.user))
        said = replying.answered(heard, messages.is_away(on, open_ones))
        return Settlement(changes=(self.checkins.leave(away),), jobs=said.jobs)

    def come_back(self, heard: Heard, words: str) -> Settlement:  # noqa: ARG002 - the shape
        """Open check-ins that passed them by are asked now."""
        now = self.clock.now()
        missed = [
            each
            for each in self.checkins.waiting_for(heard.user)
            if each.standing is Answering.AWAY
        ]
        person = self.participants.person(heard.user)
        status = person is not None and bool(absence(person, None, now)[0])
        said = replying.answered(heard, messages.is_back(len(missed), status_says_away=status))
        asked = tuple(asking_later(each, due_at=None, key=heard.id) for each in missed)
        return Settlement(
            changes=(self.checkins.back(heard.user, at=now),), jobs=(*said.jobs, *asked)
        )

    def _cards(self, checkins: Iterable[CheckIn]) -> tuple[Card, ...]:
        found = (self.cards.of(each) for each in checkins)
        return tuple(each for each in found if each)

    def _zone(self, user: str) -> ZoneInfo:
        person = self.participants.person(user)
        return person.zone if person else ZoneInfo("UTC")
