"""What an occurrence would look like, without anything being kept, said or uploaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

import structlog

from cadence.core.agenda import Drawn, Given, Known
from cadence.core.errors import MessengerError, StoreUnavailable, TrackerError
from cadence.core.message import Audience, Kind, Message, Note, Paragraph, line
from cadence.core.ports import Messenger
from cadence.core.readers import anyone_alone
from cadence.delivery.between import Source
from cadence.rituals.messages import digest as messages
from cadence.rituals.messages.calls import calls_section
from cadence.rituals.messages.checkin import Card, card
from cadence.rituals.messages.pages import pages
from cadence.rituals.messages.words import day
from cadence.rituals.model.checkin import Answering, CheckIn, Response
from cadence.rituals.model.digest import Digest, Material, composed
from cadence.rituals.model.due import closes_at, moment
from cadence.rituals.model.occurrence import Occurrence, Stage
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service.composing import users_in, users_of
from cadence.rituals.service.filling import subjects_for
from cadence.rituals.service.gathering import Gathering
from cadence.rituals.service.names import names_of
from cadence.rituals.service.raising import Raising
from cadence.rituals.service.rights import Rights
from cadence.rituals.store.occurrences import Occurrences

log = structlog.get_logger(__name__)


class CheckInPreview(Protocol):
    def preview(
        self, ritual: Ritual, occurrence: Occurrence, user: str, *, at: datetime
    ) -> Card | None:
        """The check-in as this person would have it; None for whoever would not be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsing:
    occurrences: Occurrences
    gathering: Gathering
    raising: Raising
    checkins: CheckInPreview
    messenger: Messenger
    sources: Mapping[str, Source]

    def preview(
        self, ritual: Ritual, on: date, *, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        """The check-in of whoever reads it, and, for who reads its channel, the digest. Where nobody has answered yet,
        what would be filled in by the sources stands for the answers."""
        occurrence = self._occurrence(ritual, on)
        check_in = self._check_in(ritual, occurrence, user, at)
        if user is not None and not Rights(self.messenger).reads(user, ritual.channel):
            return check_in
        return (*check_in, *self._digest(ritual, occurrence, user, at))

    def drawn(
        self, ritual: Ritual, on: date, *, user: str | None, at: datetime
    ) -> tuple[Drawn, ...]:
        """The pictures of that digest, to be painted."""
        return self._composed(ritual, self._occurrence(ritual, on), user, at)[1].drawn

    # --- the digest ----------------------------------------------------------------------------------

    def _digest(
        self, ritual: Ritual, occurrence: Occurrence, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        material, digest = self._composed(ritual, occurrence, user, at)
        names = names_of(users_in(material), self.messenger)
        calls = self.raising.rehearsed(material, names)
        names = {**names, **names_of(users_of(calls), self.messenger)}
        filled = any(each.given for each in material.responses)
        note = messages.preview_note(day(occurrence.on), filled=filled)
        blocks = (
            *messages.digest_blocks(digest, names, above=(note,)),
            *calls_section(ritual, calls, names, on=occurrence.on, pressable=False),
        )
        return pages(messages.title_of(digest), messages.headline(digest, calls=len(calls)), blocks)

    def _composed(
        self, ritual: Ritual, occurrence: Occurrence, user: str | None, at: datetime
    ) -> tuple[Material, Digest]:
        audience = self._audience(ritual, user)
        assumed, checkins = self._assumed(ritual, occurrence, audience, at)
        material = self.gathering.material(
            ritual, occurrence, at=at, audience=audience, asked=checkins, assumed=assumed
        )
        return material, composed(material)

    def _audience(self, ritual: Ritual, user: str | None) -> Audience:
        """What the digest's channel may see, for whoever is in it; else what this person may see alone."""
        if user is None:
            return Audience(user=None, channel=None, kind=Kind.TERMINAL)
        if ritual.channel in self.messenger.channels_of(user):
            kind = self.messenger.kind_of(ritual.channel)
            return Audience(user=user, channel=ritual.channel, kind=kind)
        return anyone_alone(self.messenger, user)

    # --- what would be answered ------------------------------------------------------------------------

    def _assumed(
        self, ritual: Ritual, occurrence: Occurrence, audience: Audience, at: datetime
    ) -> tuple[tuple[Response, ...], tuple[CheckIn, ...]]:
        """By what the sources know of their subjects, as far as this audience may see it."""
        known = tuple(self._known(ritual, audience, at))
        by_owner: dict[str, list[Given]] = {}
        for owner, each in known:
            given = Given(
                subject=each.subject, ask=each.ask, value=each.value, by=owner, at=at, known=each
            )
            by_owner.setdefault(owner, []).append(given)
        responses = tuple(
            Response(occurrence=occurrence.key, person=owner, given=tuple(given), at=at)
            for owner, given in by_owner.items()
        )
        return responses, tuple(self._checkins(ritual, occurrence, at))

    def _known(
        self, ritual: Ritual, audience: Audience, at: datetime
    ) -> Iterator[tuple[str, Known]]:
        for name in dict.fromkeys(each.each for each in ritual.asks if each.each):
            source = self.sources.get(name)
            if source is None:
                continue
            try:
                found = subjects_for(source, audience, at)
                subjects = [each for each in found if each.owner]
                known = source.known(subjects, at=at, audience=audience)
            except (TrackerError, StoreUnavailable, MessengerError) as error:
                log.warning("nothing could be filled in", source=name, error=str(error))
                continue
            owners = {each.key: each.owner for each in subjects}
            yield from (
                (owner, each) for each in known if (owner := owners.get(each.subject or ""))
            )

    def _checkins(self, ritual: Ritual, occurrence: Occurrence, at: datetime) -> Iterator[CheckIn]:
        """Of the owners, so that subjects have their names."""
        for name in dict.fromkeys(each.each for each in ritual.asks if each.each):
            source = self.sources.get(name)
            try:
                subjects = source.subjects(at) if source else ()
            except (TrackerError, StoreUnavailable, MessengerError):
                continue
            for owner in dict.fromkeys(each.owner for each in subjects if each.owner):
                mine = tuple(each for each in subjects if each.owner == owner)
                yield CheckIn(
                    occurrence=occurrence.key,
                    person=owner,
                    standing=Answering.ANSWERED,
                    subjects=mine,
                )

    # --- the check-in ----------------------------------------------------------------------------------

    def _check_in(
        self, ritual: Ritual, occurrence: Occurrence, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        """On the terminal that of the first who would be asked."""
        owners = (each.person for each in self._checkins(ritual, occurrence, at))
        whom = (user,) if user else (*ritual.participants.people, *owners)
        shown = (self.checkins.preview(ritual, occurrence, each, at=at) for each in whom)
        first = next((each for each in shown if each is not None), None)
        if first is None:
            said = "You would not be asked." if user else "Nobody is named to be asked."
            return (Message(summary=said, blocks=(Paragraph(line(said)),)),)
        note = Note(line(f"Preview of the check-in for {day(occurrence.on)}. Nothing was sent."))
        made = card(first)
        return (replace(made, blocks=(note, *made.blocks)),)

    def _occurrence(self, ritual: Ritual, on: date) -> Occurrence:
        known = self.occurrences.occurrence(ritual.key, on)
        if known is not None:
            return known
        due_at = moment(on, ritual.schedule.at, ritual.schedule.zone)
        return Occurrence(
            ritual=ritual.key,
            on=on,
            version=0,
            due_at=due_at,
            stage=Stage.OPEN,
            closes_at=closes_at(ritual, due_at),
        )
