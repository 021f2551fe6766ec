"""On the action's date it is tested whether the rate fell; then the pattern is closed, or its owner asked what now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cadence.core.calendar import WorkingTime, midnight
from cadence.core.message import Place
from cadence.core.ports import Clock
from cadence.delivery.between import also, together
from cadence.delivery.job import DONE, Again, Handler, Job, NewJob, Settlement, Wait
from cadence.delivery.post import patiently, say
from cadence.patterns.messages.standing import verdict_said
from cadence.patterns.messages.verdict import untested
from cadence.patterns.model import life
from cadence.patterns.model.case import History
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Ownership, Pattern, State, Step, Verdict, Verified
from cadence.patterns.model.verifying import uncountable, verified
from cadence.patterns.service.telling import UNTIL_DONE, Telling
from cadence.patterns.service.whom import Whom
from cadence.patterns.store.patterns import Patterns

VERIFY = "patterns verify"

LOOK_AGAIN = timedelta(hours=1)
"""How long to wait for a scan that knows of everything up to the action's date."""

PATIENCE = timedelta(hours=36)
"""From the beginning of that day: a night's scan has been and gone. Then the owner hears why there is no test."""


class NotYet(Exception):
    """The rate can't be tested; the message says why, as a clause."""


class Histories(Protocol):
    def history(self, area: str, *, at: datetime) -> History:
        """As a scan would have it at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verifying:
    patterns: Patterns
    looking: Histories
    telling: Telling
    whom: Whom
    clock: Clock

    def due(self, pattern: Pattern, owned: Ownership) -> NewJob:
        """When its owner begins to work on that day, or after it."""
        zone = self.whom.zone(owned.by)
        area = self.whom.area(pattern)
        working = area.working if area else WorkingTime()
        return NewJob(
            kind=VERIFY,
            key=f"{pattern.number}:{owned.at.isoformat()}:{owned.until}",
            args={
                "pattern": pattern.number,
                "at": owned.at.isoformat(),
                "until": owned.until.isoformat(),
            },
            due_at=working.first_moment(midnight(owned.until, zone), zone),
        )

    def handlers(self) -> Mapping[str, Handler]:
        return {VERIFY: Handler(run=self.verify, tries=UNTIL_DONE)}

    def verify(self, job: Job) -> Settlement:
        number: int = job.args["pattern"]
        with patiently():
            return self.telling.latest(number, lambda pattern: self._verified(pattern, job))

    def _verified(self, pattern: Pattern, job: Job) -> Settlement:
        """Nothing where it is no longer owned as it was then."""
        if pattern.ownership is None or pattern.state is not State.OWNED:
            return DONE
        owned = pattern.ownership
        if (owned.at.isoformat(), owned.until.isoformat()) != (job.args["at"], job.args["until"]):
            return DONE
        begins = midnight(owned.until, self.whom.zone(owned.by))
        try:
            at, history, projects = self._known(pattern, begins)
        except NotYet as why:
            if self.clock.now() < begins + PATIENCE:
                raise Wait(LOOK_AGAIN, str(why)) from why
            return self._untested(pattern, owned, str(why))
        found = verified(pattern, history, at)
        return self._told(life.verified(pattern, found, counted_in=projects), owned, found)

    def _known(
        self, pattern: Pattern, begins: datetime
    ) -> tuple[datetime, History, tuple[str, ...]]:
        """Not known yet is not "fell": it waits for a scan that read everything up to that day, of all its projects.
        What left the copy, or its area in the settings, left no bugs behind that could be counted. With the projects
        whose bugs are."""
        looked = self.patterns.looked()
        if looked is None or looked.as_of < begins:
            raise NotYet("no scan has read what happened up to that day")
        projects = dict(looked.projects).get(pattern.area, ())
        if not pattern.is_within(projects):
            raise NotYet("its area, or one of its projects, is not looked at any more")
        at = min(looked.at, looked.as_of)
        history = self.looking.history(pattern.area, at=at)
        if not _is_comparable(pattern, history):
            raise NotYet("most bugs that it was owned with are not in its area any more")
        if why := uncountable(pattern, history, at):
            raise NotYet(why)
        return at, history, projects

    def _untested(self, pattern: Pattern, owned: Ownership, why: str) -> Settlement:
        """Said once; it is looked again all the same."""
        again = Again(due_at=self.clock.now() + LOOK_AGAIN)
        place = self.whom.owner(pattern, owned.by, self.clock.now()).place
        key = f"pattern:{pattern.number}:untested:{owned.at.isoformat()}:{owned.until}"
        said = (say(Place(channel=place), untested(pattern, owned, why), key=key),) if place else ()
        return Settlement(jobs=said, again=again)

    def _told(self, after: Pattern, owned: Ownership, found: Verified) -> Settlement:
        lines = [self.telling.line(after, Step.VERIFIED, verdict_said(found))]
        if found.verdict is Verdict.FELL:
            lines.append(self.telling.line(after, Step.CLOSED, "Its rate fell."))
        tested = Settlement(changes=(self.patterns.put(after, *lines),))
        if found.verdict is Verdict.FELL:
            return together(tested, self._closed(after, owned))
        chosen = self.whom.owner(after, owned.by, self.clock.now(), is_awaited=True)
        if chosen.escalated is None:
            return together(tested, self.telling.nobody(after, chosen.passed))
        return together(tested, self.telling.told(after, chosen, Occasion.DUE))

    def _closed(self, pattern: Pattern, owned: Ownership) -> Settlement:
        now = self.clock.now()
        chosen = self.whom.owner(pattern, owned.by, now)
        key = f"pattern:{pattern.number}:fell:{owned.at.isoformat()}:{owned.until}"
        closed = Settlement(jobs=tuple(self.telling.redraws(pattern, key=key)))
        if chosen.place is None:
            return together(closed, self.telling.nobody(pattern, chosen.passed))
        reader = chosen.escalated.to if chosen.escalated else None
        message = self.telling.composing.card(pattern, Occasion.DUE, reader=reader)
        return also(closed, say(Place(channel=chosen.place), message, key=key))


def _is_comparable(pattern: Pattern, history: History) -> bool:
    """Whether at least half of the bugs that were counted then are still among those that are counted now: where most
    were moved, hidden or given to another area, fewer now says nothing."""
    counted = pattern.owned_with.tested.keys
    there = {each.key for each in history.cases}
    return 2 * sum(key in there for key in counted) >= len(counted)
