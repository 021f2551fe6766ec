"""What follows where a call ends, or somebody has it: its messages, its source, and the ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from cadence.core.agenda import Ended, Outcome
from cadence.core.calendar import WorkingTime, midnight
from cadence.core.errors import MessengerError, StoreUnavailable, TrackerError
from cadence.core.message import Line
from cadence.core.ports import Clock, Messenger
from cadence.core.readers import known
from cadence.delivery.between import Source, together
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import patiently
from cadence.rituals.messages import calls as messages
from cadence.rituals.messages.words import Names
from cadence.rituals.model.called import Raised, is_theirs
from cadence.rituals.model.occurrence import Step, occurrence_key, ritual_and_date
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.service import questions
from cadence.rituals.service.composing import users_of
from cadence.rituals.service.ledger import Ledger
from cadence.rituals.service.names import names_of
from cadence.rituals.service.questions import Questions
from cadence.rituals.service.redrawing import redraw
from cadence.rituals.store.calls import Calls
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.digests import Digests

log = structlog.get_logger(__name__)

AGAIN = "call again"
"""The kind of the job that opens a call again on the date until which somebody had it."""

REDRAWN = 3
"""Digests at most that follow a call; older ones say already that it was asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    calls: Calls
    digests: Digests
    definitions: Definitions
    questions: Questions
    messenger: Messenger
    sources: Mapping[str, Source]
    ledger: Ledger
    working: WorkingTime
    clock: Clock

    # --- reads -----------------------------------------------------------------------------------------

    def found(self, value: str) -> tuple[Raised, Ritual] | None:
        """The call that a button of ours names, with its ritual as it is now."""
        raised = self.calls.call(*messages.call_in(value))
        standing = self.definitions.standing(raised.ritual) if raised else None
        return (raised, standing.version.ritual) if raised and standing else None

    def waiting_for(self, user: str) -> Iterator[tuple[Raised, Ritual]]:
        """What this person by name is to answer, with its ritual."""
        for each in self.calls.open_anywhere():
            standing = self.definitions.standing(each.ritual)
            if standing and is_theirs(each, user, standing.version.ritual.calls_to):
                yield each, standing.version.ritual

    def names(self, *raised: Raised) -> Names:
        return names_of(users_of(raised), self.messenger)

    def thread(self, raised: Raised) -> str | None:
        """Of the newest digest that shows it."""
        newest = next(iter(self.digests.showing(raised.ritual, raised.number)), None)
        said = self.digests.digest(newest) if newest else None
        return said.pages[0].ts if said and said.pages else None

    def about(self, raised: Raised) -> tuple[str, ...]:
        """The name of its subject, where its source can tell it."""
        source = self.sources.get(raised.call.source)
        if source is None or raised.call.subject is None:
            return ()
        try:
            subjects = source.subjects(self.clock.now())
        except (TrackerError, StoreUnavailable, MessengerError) as error:
            log.warning("a source named no subjects", source=source.name, error=str(error))
            return ()
        return tuple(each.name for each in subjects if each.key == raised.call.subject)

    # --- endings ---------------------------------------------------------------------------------------

    def ended(self, raised: Raised, outcome: Outcome, *, key: str) -> Settlement:
        """It ends, or somebody has it; made, it is refused where somebody else was quicker. `key` is of what did it."""
        after = replace(raised, ended=outcome.ended, outcome=outcome)
        source = self.sources.get(raised.call.source)
        in_room = source.ended(raised.call, outcome, key=key) if source else DONE
        stored = self.calls.end(raised.ritual, raised.number, outcome, was=raised.ended)
        return together(
            Settlement(changes=(stored,)),
            in_room,
            self._followed(after, key),
        )

    def taken_back(self, raised: Raised, outcome: Outcome, *, key: str) -> Settlement:
        """Open again after "no change", here and in its source's room."""
        last = raised.outcome
        if last is None:
            return DONE
        after = replace(raised, ended=Ended.OPEN)
        source = self.sources.get(raised.call.source)
        line = self.ledger.line(
            self._shown_in(after),
            Step.CALL,
            done=True,
            whom=outcome.by,
            why=f"#{raised.number} open again: “no change” was taken back",
        )
        stored = self.calls.reopen(raised.ritual, raised.number, last)
        return together(
            Settlement(changes=(stored, line), jobs=tuple(self._redraws(after, key))),
            source.ended(raised.call, outcome, key=key) if source else DONE,
        )

    def handed(self, ritual: Ritual, raised: Raised, outcome: Outcome, *, key: str) -> Settlement:
        """Somebody has it until a date, on which it is open again."""
        after = replace(raised, ended=outcome.ended, outcome=outcome)
        names = self.names(after)
        head = messages.handed_by(ritual, outcome, names)
        told = self._to(ritual, after, names, head=head, key=key, words=outcome.words)
        return together(
            self.ended(raised, outcome, key=key),
            Settlement(jobs=(self._again(ritual, after, key),)),
            self.ledger.intended(Settlement(jobs=(told,))),
        )

    def _again(self, ritual: Ritual, raised: Raised, key: str) -> NewJob:
        outcome = raised.outcome
        if outcome is None or outcome.due_on is None or outcome.owner is None:
            raise ValueError("given to nobody, or until no date")
        return NewJob(
            kind=AGAIN,
            key=f"again:{raised.ritual}:{raised.number}:{key}",
            args={
                "ritual": raised.ritual,
                "number": raised.number,
                "at": outcome.at.isoformat(),
            },
            due_at=self._morning(outcome.owner, outcome.due_on, ritual),
        )

    def _morning(self, user: str, on: date, ritual: Ritual) -> datetime:
        """When this person begins to work on that day, or after it."""
        person = known(self.messenger, user)
        zone = person.zone if person else ritual.schedule.zone
        return self.working.first_moment(midnight(on, zone), zone)

    # --- the date has come -----------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        return {AGAIN: Handler(run=self.again)}

    def again(self, job: Job) -> Settlement:
        """Open again, and whoever had it is told; nothing where it ended or was given on meanwhile."""
        raised = self.calls.call(job.args["ritual"], job.args["number"])
        standing = self.definitions.standing(job.args["ritual"])
        outcome = raised.outcome if raised else None
        if raised is None or outcome is None or standing is None:
            return DONE
        if raised.ended is not Ended.GIVEN or outcome.at.isoformat() != job.args["at"]:
            return DONE
        ritual = standing.version.ritual
        after = replace(raised, ended=Ended.OPEN)
        with patiently():
            names = self.names(after)
        head = messages.due_today(ritual)
        told = self._to(ritual, after, names, head=head, key=job.key)
        return together(
            Settlement(changes=(self.calls.reopen(raised.ritual, raised.number, outcome),)),
            Settlement(jobs=tuple(self._redraws(after, job.key))),
            self.ledger.intended(Settlement(jobs=(told,))),
        )

    # --- what follows ----------------------------------------------------------------------------------

    def _followed(self, raised: Raised, key: str) -> Settlement:
        """The digests that show it, the direct messages, and a line in the ledger."""
        said = messages.standing(raised, self.names(raised))
        why = f"#{raised.number} {raised.ended if raised.call.is_private else said}"
        by = raised.outcome.by if raised.outcome else ""
        line = self.ledger.line(self._shown_in(raised), Step.CALL, done=True, whom=by, why=why)
        return Settlement(changes=(line,), jobs=tuple(self._redraws(raised, key)))

    def _redraws(self, raised: Raised, key: str) -> Iterator[NewJob]:
        for occurrence in self.digests.showing(raised.ritual, raised.number)[:REDRAWN]:
            ritual, on = ritual_and_date(occurrence)
            yield redraw(ritual, on, key=key)
        yield from questions.redraws(raised, key=key)

    def _shown_in(self, raised: Raised) -> str:
        newest = next(iter(self.digests.showing(raised.ritual, raised.number)), None)
        return newest or occurrence_key(raised.ritual, raised.raised_on)

    def _to(
        self,
        ritual: Ritual,
        raised: Raised,
        names: Names,
        *,
        head: Line,
        key: str,
        words: str = "",
    ) -> NewJob:
        """To whom it was given."""
        owner = raised.outcome.owner if raised.outcome else None
        return self.questions.to(
            owner or "",
            (raised,),
            names,
            on=self._today(ritual),
            head=head,
            occurrence=self._shown_in(raised),
            key=f"call:{key}:{owner}",
            words=words,
        )

    def _today(self, ritual: Ritual) -> date:
        return self.clock.now().astimezone(ritual.schedule.zone).date()
