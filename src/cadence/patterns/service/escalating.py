"""Who is told what a scan found, once; what follows where a card stands, or Slack refuses it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cadence.core.message import Posted
from cadence.core.ports import Clock
from cadence.core.words import begun
from cadence.delivery.between import together
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.post import patiently
from cadence.patterns.model import life
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Entry, Pattern, State, Step
from cadence.patterns.service.spreading import UNTOLD
from cadence.patterns.service.telling import CARD, ROOM, Telling, redraw
from cadence.patterns.service.whom import LEAD, Chosen, Whom
from cadence.patterns.store.patterns import Patterns

REFUSED = "patterns refused"
"""The kind of the job that looks for somebody else, where Slack refused a card."""

TRY_AGAIN = timedelta(days=6)
"""Between two attempts at telling somebody who could not be told."""

OCCASIONS = {
    Step.FOUND.value: Occasion.FOUND,
    Step.WORSE.value: Occasion.WORSE,
    Step.AGAIN.value: Occasion.AGAIN,
    UNTOLD: Occasion.FOUND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalating:
    patterns: Patterns
    telling: Telling
    whom: Whom
    named: Callable[[Pattern], Pattern]
    """Gives it the name and the sentence that are told; its version stays."""
    clock: Clock

    # --- jobs --------------------------------------------------------------------------------------------

    def handlers(self) -> Mapping[str, Handler]:
        return {CARD: Handler(run=self.tell), REFUSED: Handler(run=self.refused_once)}

    def tell(self, job: Job) -> Settlement:
        number: int = job.args["pattern"]
        return self.telling.latest(number, lambda pattern: self._told(pattern, job))

    def _told(self, pattern: Pattern, job: Job) -> Settlement:
        step = job.args["step"]
        if not self._is_due(pattern, step, job.args["at"]):
            return DONE
        with patiently():
            chosen = self._chosen(pattern, step)
            if chosen.escalated is None:
                return DONE if step == UNTOLD else self.telling.nobody(pattern, chosen.passed)
            named = self.named(pattern)
            lines = self._lines(pattern, chosen)
            return self.telling.told(named, chosen, OCCASIONS[step], *lines)

    def _is_due(self, pattern: Pattern, step: str, scanned_at: str) -> bool:
        """Not where somebody dealt with it meanwhile, or was told what a later scan found."""
        if pattern.told_at and pattern.told_at >= datetime.fromisoformat(scanned_at):
            return False
        if step == Step.WORSE.value:
            return pattern.state in {State.OPEN, State.OWNED}
        if pattern.state is not State.OPEN:
            return False
        return step != UNTOLD or (pattern.escalated is None and not self._tried_lately(pattern))

    def _tried_lately(self, pattern: Pattern) -> bool:
        since = self.clock.now() - TRY_AGAIN
        lines = self.patterns.ledger(pattern.number)
        return any(
            each.step is Step.NOT_TOLD and each.at > since and each.facts.get("refused")
            for each in lines
        )

    def _chosen(self, pattern: Pattern, step: str) -> Chosen:
        now = self.clock.now()
        if step != Step.WORSE.value:
            return self.whom.chosen(pattern, now)
        if pattern.state is State.OWNED and pattern.ownership:
            return self.whom.owner(pattern, pattern.ownership.by, now)
        return self.whom.again(pattern, now)

    def _lines(self, pattern: Pattern, chosen: Chosen) -> tuple[Entry, ...]:
        """Why it is not told to whom it should have been."""
        if not chosen.passed or chosen.escalated is None:
            return ()
        who = chosen.escalated.name if chosen.escalated.to else "the area’s channel"
        step = Step.ESCALATED if chosen.escalated.level > LEAD else Step.NOT_TOLD
        says = f"{'; '.join(chosen.passed)}: so it goes to {who}."
        return (self.telling.line(pattern, step, begun(says)),)

    # --- where a card stands -----------------------------------------------------------------------------

    def posted(self, job: Job, posted: Posted) -> Settlement:
        """Its place is kept, and the ledger says so. What changed while it waited to be said is drawn again."""
        about = job.args["about"]
        if about.get("room") != ROOM or posted.ts is None:
            return DONE
        number = about["pattern"]
        pattern = self.patterns.pattern(number)
        if pattern is None:
            return DONE
        way = "by direct message" if posted.channel.startswith("D") else "in the area’s channel"
        says = f"{about['whom']}, {way}."
        stands = self.patterns.stands(number, posted.channel, posted.ts)
        noted = self.patterns.noted(self.telling.line(pattern, Step.TOLD, says))
        changed = pattern.version != about["version"]
        behind = [each for each in self.patterns.messages(number) if each[0] == posted.channel]
        places = (*behind, *(((posted.channel, posted.ts),) if changed else ()))
        key = f"stands:{posted.ts}"
        jobs = tuple(redraw(number, *place, key=key) for place in dict.fromkeys(places))
        return Settlement(changes=(stands, noted), jobs=jobs)

    def refused(self, job: Job, why: str) -> Settlement:
        about = job.args["about"]
        if about.get("room") != ROOM:
            return DONE
        args = {**about, "why": why}
        return Settlement(jobs=(NewJob(kind=REFUSED, key=job.key, args=args),))

    def refused_once(self, job: Job) -> Settlement:
        number: int = job.args["pattern"]
        return self.telling.latest(number, lambda pattern: self._next(pattern, job))

    def _next(self, pattern: Pattern, job: Job) -> Settlement:
        """To whoever comes next, at once."""
        told = pattern.escalated
        meant = (job.args["at"], job.args["level"])
        if told is None or (told.at.isoformat(), told.level) != meant:
            return DONE
        says = f"Slack did not take the message to {told.name}: {job.args['why']}"
        noted = replace(self.telling.line(pattern, Step.NOT_TOLD, says), facts={"refused": "yes"})
        if pattern.state is not State.OPEN:
            return Settlement(changes=(self.patterns.noted(noted),))
        with patiently():
            chosen = self.whom.chosen(
                pattern,
                self.clock.now(),
                first=told.level + 1,
                channel_too=told.to is not None,
            )
            if chosen.escalated is None:
                after = life.untold(pattern, at=self.clock.now())
                return together(
                    Settlement(changes=(self.patterns.put(after, noted),)),
                    self.telling.nobody(pattern, chosen.passed),
                )
            occasion = Occasion(job.args["occasion"])
            lines = (noted, *self._lines(pattern, chosen))
            return self.telling.told(pattern, chosen, occasion, *lines)
