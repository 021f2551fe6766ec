"""The life of an occurrence: due → open → closed → published, or skipped, or paused, with the reason.

Two kinds of jobs. One sees to what is due of a ritual: it stores the occurrences, and when the ritual is due next. The
other takes an occurrence through its life. It goes by the stage that is stored, so that it does the right thing however
often it was cut short, and is never given up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from sys import maxsize

from cadence.core.errors import CadenceError, SlowDown
from cadence.core.message import Place, Posted
from cadence.core.ports import Clock
from cadence.delivery.between import together
from cadence.delivery.job import DONE, Again, Handler, Job, NewJob, Settlement
from cadence.delivery.post import patiently, say
from cadence.rituals.messages import life as messages
from cadence.rituals.model.beginning import begun, is_too_late, too_late
from cadence.rituals.model.due import (
    RULES_CHANGE,
    Due,
    closes_at,
    dues,
    next_due,
    next_held,
)
from cadence.rituals.model.occurrence import Occurrence, Stage, Step, ritual_and_date
from cadence.rituals.model.ritual import Ritual, Standing, State, Version
from cadence.rituals.model.schedule import Pause
from cadence.rituals.service.ledger import Ledger, about
from cadence.rituals.service.steps import Asking, Publishing
from cadence.rituals.store.definitions import Definitions
from cadence.rituals.store.occurrences import Occurrences

DUE, LIVE = "ritual due", "ritual"
"""Kinds of jobs. Their keys are `<ritual>@<instant>` and an occurrence's own."""

AT_ONCE = 100
"""Occurrences of one ritual that one job sees to; after a long downtime the next beat goes on from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    definitions: Definitions
    occurrences: Occurrences
    asking: Asking
    publishing: Publishing
    ledger: Ledger
    clock: Clock

    # --- the clock ------------------------------------------------------------------------------------

    def beat(self, now: datetime) -> tuple[NewJob, ...]:
        """What fell due, and whatever is not at its end and may have lost its job."""
        fell_due = (_due(key, at) for key, at in self.definitions.due(now))
        return (*fell_due, *(_live(each) for each in self.occurrences.unfinished(now)))

    def handlers(self) -> Mapping[str, Handler]:
        return {
            DUE: Handler(run=self.begin, tries=maxsize),
            LIVE: Handler(run=self.live, tries=maxsize),
        }

    # --- what is due ----------------------------------------------------------------------------------

    def begin(self, job: Job) -> Settlement:
        """Stores what is due of a ritual. Where somebody changed the ritual since, that change has seen to it."""
        at = datetime.fromisoformat(job.args["at"])
        standing = self.definitions.standing(job.args["ritual"])
        if standing is None or standing.state is not State.ON or standing.next_at != at:
            return DONE
        now = self.clock.now()
        fell_due = self._fell_due(standing, at, now)
        new = begun(standing.version, fell_due, now)
        schedule = standing.version.ritual.schedule
        following = next_due(schedule, fell_due[-1].at if fell_due else now)
        moved = self.definitions.schedule(
            standing.version.ritual.key, was=at, next_at=following.at if following else None
        )
        lines = (self._first_line(each) for each in new)
        stored = Settlement(
            changes=(moved, *map(self.occurrences.create, new), *lines),
            jobs=tuple(_live(each) for each in new if each.stage is Stage.DUE),
        )
        return together(stored, self._told(standing.version.ritual, fell_due, new, now))

    def _fell_due(self, standing: Standing, at: datetime, now: datetime) -> tuple[Due, ...]:
        """From a little before what was stored, since a zone's rules may have changed meanwhile; never what is stored
        already."""
        ritual = standing.version.ritual
        found = dues(ritual.schedule, after=at - RULES_CHANGE, until=now)
        known = self.occurrences.occurrence
        return tuple(islice((due for due in found if known(ritual.key, due.on) is None), AT_ONCE))

    def _first_line(self, occurrence: Occurrence) -> Callable[[object], None]:
        step = _FIRST[occurrence.stage]
        return self.ledger.line(occurrence.key, step, done=True, why=occurrence.why)

    def _told(
        self,
        ritual: Ritual,
        fell_due: tuple[Due, ...],
        new: tuple[Occurrence, ...],
        now: datetime,
    ) -> Settlement:
        """The channel hears of all that are left out at once, and of each pause when it begins to be felt."""
        left_out = tuple(each for each in new if each.stage is Stage.SKIPPED)
        skipped = (self._skipped(ritual, left_out, now),) if left_out else ()
        paused = (
            say(
                Place(channel=ritual.channel),
                messages.paused(ritual, pause),
                key=f"paused:{one.key}",
                about=about(one, Step.PAUSED, ritual.channel),
            )
            for pause, one in _first_in_each(fell_due, new).items()
            if not self._was_felt(pause, one)
        )
        return self.ledger.intended(Settlement(jobs=(*skipped, *paused)))

    def _was_felt(self, pause: Pause, occurrence: Occurrence) -> bool:
        """Whether an earlier one fell into this pause, so that it was said."""
        earlier = self.occurrences.occurrences(occurrence.ritual, before=occurrence.on, limit=1)
        return any(each.stage is Stage.PAUSED and each.on >= pause.start for each in earlier)

    def _skipped(self, ritual: Ritual, which: tuple[Occurrence, ...], now: datetime) -> NewJob:
        following = next_held(ritual.schedule, now)
        return say(
            Place(channel=ritual.channel),
            messages.skipped(ritual, which, following=following.at if following else None),
            key=f"skipped:{which[-1].key}",
            about=about(which[-1], Step.SKIPPED, ritual.channel),
        )

    # --- step by step ---------------------------------------------------------------------------------

    def live(self, job: Job) -> Settlement:
        ritual, on = ritual_and_date(job.key)
        occurrence = self.occurrences.occurrence(ritual, on)
        step = self._steps.get(occurrence.stage) if occurrence else None
        if occurrence is None or step is None:
            return DONE
        doing, do = step
        with patiently():
            try:
                return do(self._version(occurrence).ritual, occurrence, self.clock.now())
            except SlowDown:
                raise  # no failure, and over in a moment
            except Exception as error:
                self.ledger.failed(occurrence, doing, error)
                raise

    @property
    def _steps(
        self,
    ) -> Mapping[Stage, tuple[str, Callable[[Ritual, Occurrence, datetime], Settlement]]]:
        return {
            Stage.DUE: ("opening", self._open),
            Stage.OPEN: ("closing", self._close),
            Stage.CLOSED: ("publishing", self._publish),
        }

    def _version(self, occurrence: Occurrence) -> Version:
        found = self.definitions.version(occurrence.ritual, occurrence.version)
        if found is None:
            raise CadenceError(f"{occurrence.ritual} has no version {occurrence.version}")
        return found

    def _open(self, ritual: Ritual, occurrence: Occurrence, now: datetime) -> Settlement:
        if is_too_late(ritual, occurrence.due_at, now):
            return self._skip(ritual, occurrence, now)
        opened = replace(
            occurrence, stage=Stage.OPEN, opened_at=now, closes_at=closes_at(ritual, now)
        )
        asked = self.asking.opened(ritual, opened, at=now)
        return self._moved(occurrence, opened, Step.OPENED, asked, at=opened.closes_at)

    def _skip(self, ritual: Ritual, occurrence: Occurrence, now: datetime) -> Settlement:
        skipped = replace(occurrence, stage=Stage.SKIPPED, why=too_late(ritual))
        said = self.ledger.intended(Settlement(jobs=(self._skipped(ritual, (skipped,), now),)))
        return together(self._stored(occurrence, skipped, Step.SKIPPED), said)

    def _close(self, ritual: Ritual, occurrence: Occurrence, now: datetime) -> Settlement:
        if now < occurrence.closes_at:
            return Settlement(again=Again(due_at=occurrence.closes_at, step=Stage.OPEN))
        closed = replace(occurrence, stage=Stage.CLOSED, closed_at=now)
        told = self.asking.closed(ritual, closed, at=now)
        return self._moved(occurrence, closed, Step.CLOSED, told, at=now)

    def _publish(self, ritual: Ritual, occurrence: Occurrence, now: datetime) -> Settlement:
        said = self.publishing.published(ritual, occurrence, at=now)
        published = replace(occurrence, stage=Stage.PUBLISHED, published_at=now)
        moved = self.occurrences.move(published, was=occurrence.stage)
        return together(self.ledger.intended(said), Settlement(changes=(moved,)))

    def _moved(
        self,
        before: Occurrence,
        after: Occurrence,
        step: Step,
        said: Settlement,
        *,
        at: datetime,
    ) -> Settlement:
        stored = together(self._stored(before, after, step), self.ledger.intended(said))
        return replace(stored, again=Again(due_at=at, step=after.stage))

    def _stored(self, before: Occurrence, after: Occurrence, step: Step) -> Settlement:
        return Settlement(
            changes=(
                self.occurrences.move(after, was=before.stage),
                self.ledger.line(after.key, step, done=True, why=after.why),
            )
        )

    # --- what is said ---------------------------------------------------------------------------------

    def posted(self, job: Job, posted: Posted) -> Settlement:
        """The first page of a digest is where the occurrence stands."""
        told = job.args["about"]
        if "digest" not in told or told.get("page", 1) != 1 or posted.ts is None:
            return DONE
        found = self.occurrences.occurrence(*ritual_and_date(told["digest"]))
        if found is None or found.digest_ts is not None:
            return DONE
        stands = replace(found, channel=posted.channel, digest_ts=posted.ts)
        return Settlement(changes=(self.occurrences.move(stands, was=found.stage),))


def _first_in_each(
    fell_due: Sequence[Due], new: Sequence[Occurrence]
) -> Mapping[Pause, Occurrence]:
    firsts: dict[Pause, Occurrence] = {}
    for due, occurrence in zip(fell_due, new, strict=True):
        if due.pause is not None:
            firsts.setdefault(due.pause, occurrence)
    return firsts


_FIRST = {Stage.DUE: Step.DUE, Stage.SKIPPED: Step.SKIPPED, Stage.PAUSED: Step.PAUSED}


def _due(ritual: str, at: datetime) -> NewJob:
    args = {"ritual": ritual, "at": at.isoformat()}
    return NewJob(kind=DUE, key=f"{ritual}@{at.isoformat()}", args=args)


def _live(occurrence: Occurrence) -> NewJob:
    return NewJob(kind=LIVE, key=occurrence.key)
