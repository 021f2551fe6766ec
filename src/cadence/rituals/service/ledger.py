"""The ledger: each step of an occurrence as it is intended, and as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cadence.core.errors import CadenceError, StoreUnavailable
from cadence.core.message import Posted
from cadence.core.ports import Change, Clock
from cadence.delivery.between import together
from cadence.delivery.job import Args, Job, NewJob, Settlement
from cadence.delivery.post import POST
from cadence.rituals.model.occurrence import Entry, Occurrence, Step, ritual_and_date
from cadence.rituals.store.occurrences import Occurrences

ROOM = "rituals"
"""What a message of this room says of itself in `about["room"]`. Beside it, `occurrence` and `step` say of which
occurrence and which step it is, and `whom` to whom it goes: such a message stands in the ledger."""

_LOOKED_BACK = 50
"""Lines in which a failure is looked for that was told of already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    occurrences: Occurrences
    clock: Clock
    process: str
    """Who writes: host and number."""

    def line(
        self, occurrence: str, step: Step, *, done: bool, whom: str = "", why: str = ""
    ) -> Change:
        """`occurrence` is its key."""
        return self.occurrences.note(self._entry(occurrence, step, done=done, whom=whom, why=why))

    def intended(self, settlement: Settlement) -> Settlement:
        """With a line for each of its messages that stands in the ledger."""
        lines = tuple(
            self._entry(about["occurrence"], Step(about["step"]), whom=about["whom"], done=False)
            for about in _told_of(settlement.jobs)
        )
        if not lines:
            return settlement
        return together(settlement, Settlement(changes=(self.occurrences.note(*lines),)))

    def posted(self, job: Job, posted: Posted) -> Settlement:
        """A message stands."""
        about = _kept(job.args["about"])
        if about is None:
            return Settlement()
        whom = about["whom"] or posted.channel
        return self._settled(about["occurrence"], Step(about["step"]), whom=whom, done=True)

    def refused(self, job: Job, why: str) -> Settlement:
        """A message will never stand."""
        about = _kept(job.args["about"])
        if about is None:
            return Settlement()
        key, whom = about["occurrence"], about["whom"]
        return self._settled(key, Step.UNREACHED, whom=whom, why=f"{about['step']}: {why}")

    def failed(self, occurrence: Occurrence, doing: str, error: Exception) -> None:
        """Written at once, since what the step would have stored is not. The same failure of the same step is told of
        once, however often it is tried."""
        why = f"{doing}: {in_plain_words(error)}"
        try:
            if not self._was_told(occurrence, why):
                self.occurrences.write(
                    self._entry(occurrence.key, Step.FAILED, done=False, why=why)
                )
        except StoreUnavailable:
            return  # what failed is the database itself; the log has it

    def _was_told(self, occurrence: Occurrence, why: str) -> bool:
        lines = self.occurrences.ledger(
            ritual=occurrence.ritual, on=occurrence.on, limit=_LOOKED_BACK
        )
        return any(each.step is Step.FAILED and each.why == why for each in lines)

    def _settled(
        self, key: str, step: Step, *, whom: str, done: bool = False, why: str = ""
    ) -> Settlement:
        return Settlement(changes=(self.line(key, step, done=done, whom=whom, why=why),))

    def _entry(self, key: str, step: Step, *, done: bool, whom: str = "", why: str = "") -> Entry:
        ritual, on = ritual_and_date(key)
        return Entry(
            ritual=ritual,
            on=on,
            step=step,
            whom=whom,
            at=self.clock.now(),
            process=self.process,
            done=done,
            why=why,
        )


def about(occurrence: Occurrence, step: Step, whom: str, **more: Any) -> Args:
    """What a message of a step says of itself."""
    told = {"occurrence": occurrence.key, "step": step.value, "whom": whom}
    return {"room": ROOM} | told | more


def in_plain_words(error: Exception) -> str:
    """For people: our own errors speak plainly, of anything else only the name is told."""
    if isinstance(error, CadenceError):
        return str(error) or type(error).__name__
    return f"something went wrong inside ({type(error).__name__})"


def _told_of(jobs: tuple[NewJob, ...]) -> Iterator[Args]:
    for job in jobs:
        found = _kept(job.args["about"]) if job.kind == POST else None
        if found is not None:
            yield found


def _kept(about: Args) -> Args | None:
    """Of a message that stands in the ledger; None of every other."""
    if about.get("room") != ROOM or "occurrence" not in about or "step" not in about:
        return None
    return {"whom": "", **about}
