"""On the action's date it is tested whether the rate fell; then the pattern is closed, or its owner asked what now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from cadence.core.calendar import WorkingTime, midnight
from cadence.core.message import Place
from cadence.core.ports import Clock
from cadence.delivery.between import also, together
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement, Wait
from cadence.delivery.post import patiently, say
from cadence.patterns.messages.standing import verdict_said
from cadence.patterns.model import life
from cadence.patterns.model.access import projects_of
from cadence.patterns.model.case import History
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Ownership, Pattern, State, Step, Verdict, Verified
from cadence.patterns.model.verifying import verified
from cadence.patterns.service.telling import UNTIL_DONE, Telling
from cadence.patterns.service.whom import Whom
from cadence.patterns.store.patterns import Patterns

VERIFY = "patterns verify"

LOOK_AGAIN = timedelta(hours=1)
"""How long to wait for a scan that knows of everything up to the action's date."""


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
        at = self._known_until(pattern, owned, self.whom.zone(owned.by))
        history = self.looking.history(pattern.area, at=at)
        if not _is_comparable(pattern, history):
            raise Wait(LOOK_AGAIN, "most bugs that it was owned with are not in its area any more")
        return self._told(pattern, owned, verified(pattern, history, at))

    def _known_until(self, pattern: Pattern, owned: Ownership, zone: ZoneInfo) -> datetime:
        """Not known yet is not "fell": it waits for a scan that read everything up to that day, of all its projects.
        What left the copy, or its area in the settings, left no bugs behind that could be counted."""
        looked = self.patterns.looked()
        if looked is None or looked.as_of < midnight(owned.until, zone):
            raise Wait(LOOK_AGAIN, "no scan has read what happened up to the action's date")
        if not set(projects_of(pattern)) <= set(dict(looked.projects).get(pattern.area, ())):
            raise Wait(LOOK_AGAIN, "its area or one of its projects is not looked at any more")
        return min(looked.at, looked.as_of)

    def _told(self, pattern: Pattern, owned: Ownership, found: Verified) -> Settlement:
        after = life.verified(pattern, found)
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
