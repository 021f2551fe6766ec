"""What is confirmed and collides with what holds: it is found, kept, and whoever confirmed it is asked what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from cadence.core.message import Message, Place
from cadence.core.ports import Clock
from cadence.decisions.messages import conflicts as messages
from cadence.decisions.model.clash import Clash, Faced, Pending
from cadence.decisions.model.confirmed import Confirmed
from cadence.decisions.service.boards import Seeing
from cadence.decisions.service.judging import Judging
from cadence.decisions.store.conflicts import Conflicts as Kept
from cadence.decisions.store.records import Records
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say, show_form
from cadence.delivery.replying import short

PATIENCE = timedelta(days=7)
"""How long what was confirmed waits for a choice."""

AT_ONCE = 100
"""What has waited too long and is forgotten in one round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    kept: Kept
    records: Records
    judging: Judging
    seeing: Seeing
    clock: Clock

    def found(self, confirmed: Confirmed, *, user: str) -> tuple[Clash, ...]:
        """Decisions that hold and say otherwise, as far as this person may see them, the surest first."""
        replaced = confirmed.carried.supersedes
        besides = [] if replaced is None else [replaced]
        if (own := self.records.recorded(confirmed.key)) is not None:
            besides.append(own)
        return self.judging.clashes(confirmed.body, self.seeing.alone(user), besides=besides)

    def hold(
        self, confirmed: Confirmed, clashes: Sequence[Clash], *, view: str | None
    ) -> Settlement:
        """Keeps what was confirmed, and asks what is to be done about these."""
        faced = tuple(
            Faced(number=each.decision.number, judgement=each.judgement) for each in clashes
        )
        pending = Pending(confirmed=confirmed, faced=faced, at=self.clock.now())
        asked = self.ask(pending, clashes, view, key=f"conflict:{pending.key}")
        return Settlement(changes=(self.kept.keep(pending),), jobs=(asked,))

    def ask(
        self, pending: Pending, clashes: Sequence[Clash], view: str | None, *, key: str
    ) -> NewJob:
        """In the modal; where it was closed meanwhile, by a message that opens it again."""
        message = self.aside(pending, messages.waits(pending, clashes), key=f"{key}:waits")
        if view is None:
            return message
        form = messages.conflict_form(pending, clashes)
        return show_form(view, form, key=key, instead=message)

    def aside(self, pending: Pending, message: Message, *, key: str) -> NewJob:
        """To whoever confirmed it, alone."""
        place = Place(channel=pending.confirmed.by.user or "", team=pending.confirmed.team)
        return say(place, message, key=key)

    def forget(self) -> Settlement:
        """What nobody chose about in time is dropped, and whoever confirmed it is told."""
        old = self.kept.pending_before(self.clock.now() - PATIENCE, limit=AT_ONCE)
        return Settlement(
            changes=tuple(self.kept.drop(each.key) for each in old),
            jobs=tuple(self._forgotten(each) for each in old),
        )

    def _forgotten(self, pending: Pending) -> NewJob:
        said = messages.waited_too_long(pending.confirmed.body.title, PATIENCE.days)
        return self.aside(pending, short(said), key=f"conflict:{pending.key}:forgotten")

    def now(self, pending: Pending) -> tuple[Clash, ...]:
        """What it was held to collide with, as that now is; some of it may hold no longer."""
        judged = {each.number: each.judgement for each in pending.faced}
        seen = self.seeing.alone(pending.confirmed.by.user or "")
        return tuple(
            Clash(decision=each, judgement=judged[each.number])
            for each in self.records.decisions(list(judged), seen)
        )
