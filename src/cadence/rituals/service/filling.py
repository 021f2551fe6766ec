"""What is filled in before anybody answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from cadence.core.agenda import Ask, Given, Known, Sort, Subject
from cadence.core.errors import MessengerError, NotSent, StoreUnavailable, TrackerError
from cadence.core.message import Audience
from cadence.core.ports import Messenger
from cadence.core.readers import alone
from cadence.delivery.between import Source
from cadence.rituals.messages.words import day
from cadence.rituals.model.answers import is_answer
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.questions import Slot, groups
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service.participants import Participant
from cadence.rituals.store.checkins import CheckIns

PATIENCE = timedelta(minutes=30)
"""How long an opening waits for a source that can't be read; then check-ins go out without what it would fill in."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    known: tuple[Known, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    sources: Mapping[str, Source]
    checkins: CheckIns
    messenger: Messenger

    def subjects(self, ritual: Ritual, at: datetime) -> tuple[Subject, ...]:
        """All that the ritual asks about, but for what its channel may not be told of: the answers would name it there.
        Raises what the sources raise: without them nobody knows whom to ask."""
        names = dict.fromkeys(each.each for each in ritual.asks if each.each)
        audience = self._everybody_in(ritual.channel)
        return tuple(
            subject
            for name in names
            if name in self.sources
            for subject in subjects_for(self.sources[name], audience, at)
        )

    def _everybody_in(self, channel: str) -> Audience | None:
        """Of a channel that we can't see nothing is known; it won't take the digest either."""
        try:
            kind = self.messenger.kind_of(channel)
        except NotSent:
            return None
        return Audience(user=None, channel=channel, kind=kind)

    def seen(self, whom: Participant) -> Participant:
        """Asked about what this person may be told of alone."""
        if whom.out_of_reach or not whom.subjects:
            return whom
        audience = alone(self.messenger, whom.user, email=whom.email)
        mine = tuple(
            each
            for each in whom.subjects
            if each.source in self.sources and self.sources[each.source].is_for(audience, each.key)
        )
        return replace(whom, subjects=mine)

    def filled(
        self, ritual: Ritual, occurrence: Occurrence, whom: Participant, *, at: datetime
    ) -> Filled:
        """By the sources, each within this person's rights; what they don't know, by the person's last answer."""
        audience = alone(self.messenger, whom.user, email=whom.email)
        known: dict[Slot, Known] = {}
        gaps: list[str] = []
        for name in dict.fromkeys((*ritual.sources, *(each.source for each in whom.subjects))):
            source = self.sources.get(name)
            if source is None:
                continue
            mine = tuple(each for each in whom.subjects if each.source == name)
            try:
                found = source.known(mine, at=at, audience=audience)
            except (TrackerError, StoreUnavailable, MessengerError) as error:
                if at < occurrence.due_at + PATIENCE:
                    raise
                log.warning("nothing was filled in", source=name, error=str(error))
                gaps.append(f"{name} could not be read")
                continue
            known |= {(each.subject, each.ask): each for each in found}
        asked = {
            (group.key, ask.name): ask
            for group in groups(ritual.asks, whom.subjects)
            for ask in group.asks
        }
        right = {
            slot: each
            for slot, each in known.items()
            if slot in asked and is_answer(asked[slot], each.value)
        }
        before = self._before(ritual, occurrence, whom, asked, at)
        return Filled(known=tuple((before | right).values()), gaps=tuple(gaps))

    def _before(
        self,
        ritual: Ritual,
        occurrence: Occurrence,
        whom: Participant,
        asked: Mapping[Slot, Ask],
        at: datetime,
    ) -> dict[Slot, Known]:
        last = self.checkins.answered_before(ritual.key, whom.user, before=occurrence.due_at)
        if last is None:
            return {}
        today = at.astimezone(ritual.schedule.zone).date()
        return {
            slot: _as_before(each, whom.zone)
            for each in last.given
            if (slot := (each.subject, each.ask)) in asked and is_carried(asked[slot], each, today)
        }


def subjects_for(source: Source, audience: Audience | None, at: datetime) -> tuple[Subject, ...]:
    """Of which this audience may be told; all of them where none is known."""
    if audience is None:
        return source.subjects(at)
    if not source.is_for(audience):
        return ()
    return tuple(each for each in source.subjects(at) if source.is_for(audience, each.key))


def is_carried(ask: Ask, given: Given, today: date) -> bool:
    """Whether an earlier answer is filled in: a figure, a choice or a person is mostly what it was, and a date while it
    is ahead. Last week's words are not this week's news, and what is to be decided is said anew each time."""
    if ask.sort is Sort.TEXT or ask.is_call or not is_answer(ask, given.value):
        return False
    return not isinstance(given.value, date) or given.value >= today


def _as_before(given: Given, zone: ZoneInfo) -> Known:
    on = day(given.at.astimezone(zone).date())
    return Known(
        subject=given.subject,
        ask=given.ask,
        value=given.value,
        source=f"your answer of {on}",
        read_at=given.at,
    )
