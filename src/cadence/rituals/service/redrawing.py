"""A published digest follows what comes after it: late answers, and calls that end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadence.core.message import Message, Place
from cadence.core.ports import Clock, Messenger
from cadence.delivery.job import DONE, Again, Handler, Job, NewJob, Settlement
from cadence.delivery.post import amend, patiently, say
from cadence.rituals.messages.digest import stands_above
from cadence.rituals.model.occurrence import Occurrence, Stage, Step, occurrence_key
from cadence.rituals.service.composing import users_in, users_of, whole
from cadence.rituals.service.gathering import Gathering
from cadence.rituals.service.ledger import ROOM
from cadence.rituals.service.names import names_of
from cadence.rituals.service.steps import LATE_ANSWER
from cadence.rituals.store.calls import Calls
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.digests import Digests, Page, Said
from cadence.rituals.store.occurrences import Occurrences

REDRAW = "redraw digest"
"""The kind of job; its arguments name `ritual` and `on`, as a late answer's do."""

SOON = timedelta(seconds=15)
"""When to look again where the digest does not stand yet."""


def redraw(ritual: str, on: date, *, key: str) -> NewJob:
    """`key` is what changed. Redrawings of one digest are done in order, so that the last one tells all."""
    return NewJob(
        kind=REDRAW,
        key=f"redraw:{occurrence_key(ritual, on)}:{key}",
        lane=f"late:{occurrence_key(ritual, on)}",
        args={"ritual": ritual, "on": on.isoformat()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawing:
    definitions: Definitions
    occurrences: Occurrences
    gathering: Gathering
    calls: Calls
    digests: Digests
    messenger: Messenger
    clock: Clock

    def handlers(self) -> Mapping[str, Handler]:
        handler = Handler(run=self.run)
        return {LATE_ANSWER: handler, REDRAW: handler}

    def run(self, job: Job) -> Settlement:
        """The digest as it stands now, where it is published; where it is about to be, later. While a page of it waits
        to be said, or was refused, nothing: it is looked at again when it stands."""
        on = date.fromisoformat(job.args["on"])
        occurrence = self.occurrences.occurrence(job.args["ritual"], on)
        if occurrence is None:
            return DONE
        said = self.digests.digest(occurrence.key)
        if said is None:
            is_to_come = occurrence.stage in (Stage.OPEN, Stage.CLOSED)
            return Settlement(again=self._soon()) if is_to_come else DONE
        if any(page.ts is None for page in said.pages):
            return DONE
        with patiently():
            return self._redrawn(said, occurrence, job.key)

    def _soon(self) -> Again:
        return Again(due_at=self.clock.now() + SOON)

    def _redrawn(self, said: Said, occurrence: Occurrence, key: str) -> Settlement:
        version = self.definitions.version(said.ritual, said.version)
        if version is None:
            return DONE
        now = self.clock.now()
        material = self.gathering.again(version.ritual, occurrence, at=now)
        calls = self.calls.calls(said.ritual, said.calls)
        names = names_of(users_in(material) | users_of(calls), self.messenger)
        again = self._asked_again(said)
        made = whole(said, material, calls, names, asked_again=again)
        kept = (*made, *(stands_above(said.title) for _ in said.pages[len(made) :]))
        changed = [
            (number, message)
            for number, message in enumerate(kept, 1)
            if number > len(said.pages) or said.pages[number - 1].message != message
        ]
        return Settlement(
            changes=tuple(self.digests.put(said.occurrence, *each) for each in changed),
            jobs=tuple(self._as_job(said, *each, key=key) for each in changed),
        )

    def _asked_again(self, said: Said) -> frozenset[int]:
        newest = ((each, self.digests.showing(said.ritual, each)) for each in said.calls)
        return frozenset(each for each, shown in newest if shown[:1] != (said.occurrence,))

    def _as_job(self, said: Said, number: int, message: Message, *, key: str) -> NewJob:
        key = f"digest:{said.occurrence}:{number}:{key}"
        if number > len(said.pages):
            return page_job(said, number, message, key=key)
        ts = said.pages[number - 1].ts or ""
        return amend(Place(channel=said.channel), ts, message, key=key)


def page_job(said: Said, number: int, message: Message, *, key: str) -> NewJob:
    """A message of the digest, with what brings back where it stands."""
    return say(
        Place(channel=said.channel),
        message,
        key=key,
        about={
            "room": ROOM,
            "occurrence": said.occurrence,
            "step": Step.PUBLISHED.value,
            "whom": said.channel,
            "digest": said.occurrence,
            "page": number,
        },
    )


def page_jobs(said: Said) -> Iterator[NewJob]:
    for number, page in enumerate(said.pages, 1):
        yield page_job(said, number, page.message, key=f"digest:{said.occurrence}:{number}")


def with_pages(said: Said, made: Sequence[Message]) -> Said:
    return replace(said, pages=tuple(Page(message=each) for each in made))
