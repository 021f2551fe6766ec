"""Everything that a digest is made of, read once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from cadence.core.agenda import Edition, Given, Subject
from cadence.core.errors import MessengerError, StoreUnavailable, TrackerError
from cadence.core.message import Audience
from cadence.delivery.between import Source
from cadence.rituals.model.checkin import CheckIn, Response
from cadence.rituals.model.digest import Material, Part
from cadence.rituals.model.occurrence import Occurrence
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service.filling import subjects_for
from cadence.rituals.store.checkins import CheckIns
from cadence.rituals.store.occurrences import Occurrences

PATIENCE = timedelta(minutes=30)
"""How long a digest waits, from its closing on, for a source that can't be read; then it says so and goes out."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    checkins: CheckIns
    occurrences: Occurrences
    sources: Mapping[str, Source]

    def material(
        self,
        ritual: Ritual,
        occurrence: Occurrence,
        *,
        at: datetime,
        audience: Audience,
        asked: Sequence[CheckIn] = (),
        assumed: Sequence[Response] = (),
    ) -> Material:
        """`asked` and `assumed` stand in for check-ins and responses where there are none yet, as in a preview.

        Raises what the sources raise, while it is worth while to wait for them.
        """
        before = self.occurrences.before(ritual.key, occurrence.on)
        responses = self.checkins.responses(occurrence.key) or tuple(assumed)
        edition = Edition(
            ritual=ritual.key,
            on=occurrence.on,
            at=at,
            since=before.closed_at if before else None,
            given=tuple(each for response in responses for each in response.given),
            audience=audience,
        )
        checkins = self.checkins.of(occurrence.key) or tuple(asked)
        waits = occurrence.closed_at is not None and at - occurrence.closed_at < PATIENCE
        return Material(
            ritual=ritual,
            on=occurrence.on,
            at=at,
            is_first=before is None,
            checkins=checkins,
            responses=responses,
            before=self.checkins.responses(before.key) if before else (),
            parts=tuple(self._part(name, edition, waits=waits) for name in ritual.sources),
            unasked=tuple(self._unasked(ritual, checkins, edition)),
            told_by_source=self._told_by_source(ritual),
        )

    def again(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Material:
        """What people answered and nothing of the sources, for what came late."""
        before = self.occurrences.before(ritual.key, occurrence.on)
        return Material(
            ritual=ritual,
            on=occurrence.on,
            at=at,
            checkins=self.checkins.of(occurrence.key),
            responses=self.checkins.responses(occurrence.key),
            before=self.checkins.responses(before.key) if before else (),
        )

    def _part(self, name: str, edition: Edition, *, waits: bool) -> Part:
        source = self.sources.get(name)
        if source is None:
            return Part(source=name, told=None, why="there is no such source here.")
        try:
            return Part(source=name, told=source.told(_for(source, edition)))
        except (TrackerError, StoreUnavailable, MessengerError) as error:
            if waits:
                raise
            log.warning("a source told nothing", source=name, error=str(error))
            return Part(source=name, told=None, why=f"it could not be read: {error}")

    def _unasked(
        self, ritual: Ritual, checkins: Sequence[CheckIn], edition: Edition
    ) -> Iterator[Subject]:
        """Where a source can't be read, or may not be told of, its part of the digest says so already."""
        asked = {subject.key for each in checkins for subject in each.subjects}
        for name in dict.fromkeys(each.each for each in ritual.asks if each.each):
            source = self.sources.get(name)
            try:
                subjects = subjects_for(source, edition.audience, edition.at) if source else ()
            except (TrackerError, StoreUnavailable, MessengerError) as error:
                log.warning("a source named no subjects", source=name, error=str(error))
                continue
            yield from (each for each in subjects if each.key not in asked)

    def _told_by_source(self, ritual: Ritual) -> frozenset[tuple[str, str]]:
        return frozenset(
            (name, ask.name)
            for name in ritual.sources
            if name in self.sources
            for ask in self.sources[name].asks
        )


def _for(source: Source, edition: Edition) -> Edition:
    """Each source is told of the answers about its own subjects."""
    mine = tuple(each for each in edition.given if _is_about(each, source.asks))
    return Edition(
        ritual=edition.ritual,
        on=edition.on,
        at=edition.at,
        since=edition.since,
        given=mine,
        audience=edition.audience,
    )


def _is_about(given: Given, asks: Sequence[object]) -> bool:
    names = {getattr(each, "name", None) for each in asks}
    return given.subject is not None and given.ask in names
