"""The digest, put together and said, with its calls."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from cadence.core.message import Audience, Message, Place, Posted
from cadence.core.ports import Messenger
from cadence.core.readers import kind_or_least
from cadence.delivery.job import DONE, Job, NewJob, Settlement
from cadence.delivery.picturing import Picturing
from cadence.delivery.post import say
from cadence.rituals.messages import digest as messages
from cadence.rituals.messages.calls import calls_section
from cadence.rituals.messages.words import Names
from cadence.rituals.model.called import is_due
from cadence.rituals.model.digest import Material, composed
from cadence.rituals.model.occurrence import Occurrence, ritual_and_date
from cadence.rituals.model.ritual import Ritual, Version
from cadence.rituals.service import questions
from cadence.rituals.service.composing import users_in, users_of, whole
from cadence.rituals.service.gathering import Gathering
from cadence.rituals.service.ledger import ROOM
from cadence.rituals.service.names import names_of
from cadence.rituals.service.questions import Questions
from cadence.rituals.service.raising import Agenda, Raising
from cadence.rituals.service.redrawing import page_jobs, redraw, with_pages
from cadence.rituals.service.rehearsing import Rehearsing
from cadence.rituals.service.summing import Summing
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.digests import Digests, Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    definitions: Definitions
    gathering: Gathering
    raising: Raising
    picturing: Picturing
    summing: Summing
    rehearsing: Rehearsing
    questions: Questions
    digests: Digests
    messenger: Messenger

    def published(self, ritual: Ritual, occurrence: Occurrence, *, at: datetime) -> Settlement:
        audience = Audience(
            user=None, channel=ritual.channel, kind=kind_or_least(self.messenger, ritual.channel)
        )
        material = self.gathering.material(ritual, occurrence, at=at, audience=audience)
        names = names_of(users_in(material), self.messenger)
        agenda = self.raising.agenda(material, occurrence.key, names)
        names = {**names, **names_of(users_of(agenda.calls), self.messenger)}
        said = self._said(material, occurrence, agenda, names)
        return Settlement(
            changes=(*agenda.changes, self.digests.keep(said)),
            jobs=(
                *page_jobs(said),
                *self.questions.asked(ritual, occurrence, agenda.calls, names),
                *self._in_earlier_ones(occurrence, agenda),
            ),
        )

    def _said(
        self, material: Material, occurrence: Occurrence, agenda: Agenda, names: Names
    ) -> Said:
        digest = composed(material)
        calls = tuple(calls_section(material.ritual, agenda.calls, names, on=material.on))
        above = self.summing.summed_up((*messages.digest_blocks(digest, names), *calls))
        pictures = self.picturing.uploaded(digest.drawn)
        blocks = messages.digest_blocks(digest, names, above=above, pictures=pictures)
        due = sum(is_due(each, material.on) for each in agenda.calls)
        said = Said(
            occurrence=occurrence.key,
            ritual=material.ritual.key,
            on=material.on,
            version=occurrence.version,
            channel=material.ritual.channel,
            title=messages.title_of(digest),
            headline=messages.headline(digest, calls=due),
            blocks=blocks,
            calls=tuple(each.number for each in agenda.calls),
            at=material.at,
        )
        return with_pages(said, whole(said, material, agenda.calls, names))

    def preview(
        self, ritual: Ritual, on: date, *, user: str | None, at: datetime
    ) -> tuple[Message, ...]:
        return self.rehearsing.preview(ritual, on, user=user, at=at)

    def _in_earlier_ones(self, occurrence: Occurrence, agenda: Agenda) -> Iterator[NewJob]:
        """Buttons stand in the newest digest alone."""
        shown = {
            key
            for each in (*agenda.before, *agenda.settled)
            for key in self.digests.showing(each.ritual, each.number)[:1]
        }
        for key in sorted(shown - {occurrence.key}):
            ritual, on = ritual_and_date(key)
            yield redraw(ritual, on, key=f"carried:{occurrence.key}")
        for each in agenda.settled:
            yield from questions.redraws(each, key=f"settled:{occurrence.key}")

    # --- what becomes of the messages --------------------------------------------------------------------

    def posted(self, job: Job, posted: Posted) -> Settlement:
        """Where a page of a digest, or a message with questions, stands."""
        about = job.args["about"]
        if about.get("room") != ROOM or posted.ts is None:
            return DONE
        if "digest" in about:
            return self._page_stands(about["digest"], about["page"], posted)
        return self.questions.stands(about, posted) if "calls" in about else DONE

    def _page_stands(self, occurrence: str, page: int, posted: Posted) -> Settlement:
        """A call may have ended while its page waited to be said, so what stands is looked at once more. Observers are
        told of the first page."""
        stands = self.digests.stands(occurrence, page, ts=posted.ts or "")
        ritual, on = ritual_and_date(occurrence)
        again = redraw(ritual, on, key=f"posted:{page}")
        observers = tuple(self._observers(occurrence, posted)) if page == 1 else ()
        return Settlement(changes=(stands,), jobs=(again, *observers))

    def _observers(self, occurrence: str, posted: Posted) -> Iterator[NewJob]:
        said = self.digests.digest(occurrence)
        version = self.definitions.version(said.ritual, said.version) if said else None
        if said is None or version is None:
            return
        message = messages.is_out(said.title, posted.permalink)
        for user in version.ritual.participants.observers:
            yield say(Place(channel=user), message, key=f"digest:{occurrence}:observer:{user}")

    def refused(self, job: Job, why: str) -> Settlement:
        """Slack will never take a digest: those whose it is are told, once, with the reason."""
        about = job.args["about"]
        if about.get("room") != ROOM or about.get("page") != 1:
            return DONE
        said = self.digests.digest(about["digest"])
        version = self.definitions.version(said.ritual, said.version) if said else None
        if said is None or version is None:
            return DONE
        message = messages.not_taken(said.title, said.channel, why)
        return Settlement(
            jobs=tuple(
                say(Place(channel=user), message, key=f"digest:{said.occurrence}:refused:{user}")
                for user in _whose(version)
            )
        )


def _whose(version: Version) -> tuple[str, ...]:
    """Who defined it in Slack; of a file, those who answer its calls, or else everybody who is named in it."""
    people = version.ritual.participants
    if version.by is not None:
        return (version.by,)
    named = version.ritual.calls_to or (*people.people, *people.observers)
    return tuple(dict.fromkeys(named))
