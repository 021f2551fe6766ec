"""A definition is changed, paused, taken up again, ended or rolled back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from cadence.core.message import Place
from cadence.core.ports import Change, Clock
from cadence.delivery import replying
from cadence.delivery.job import NewJob
from cadence.delivery.post import say
from cadence.rituals.messages.words import day
from cadence.rituals.model.differences import differences
from cadence.rituals.model.due import next_at_after_change, next_due, next_held
from cadence.rituals.model.faults import faults
from cadence.rituals.model.ritual import Origin, Ritual, Standing, State, Version
from cadence.rituals.model.schedule import Pause, Schedule
from cadence.rituals.service.rights import Hindering
from cadence.rituals.store.definitions import Definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """What becomes of it. Without changes nothing does, and it is said why."""

    changes: tuple[Change, ...] = ()
    says: str
    tells: str = ""
    """What its channel is told; "" for nothing."""

    def announced(self, standing: Standing, team: str, *, key: str) -> tuple[NewJob, ...]:
        """For its channel: nobody is to wait there for what will not come."""
        if not self.tells:
            return ()
        place = Place(channel=standing.version.ritual.channel, team=team)
        return (say(place, replying.short(self.tells), key=f"{key}:channel"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """`by` is a user id, or None for whoever holds the database."""

    definitions: Definitions
    rights: Hindering
    clock: Clock
    sources: Collection[str]
    """Names of those there are."""

    def changed(
        self, standing: Standing, ritual: Ritual, *, by: str | None, note: str = ""
    ) -> Turned:
        """Another version, if it is another. Raises nothing: what is wrong with it is to be found before."""
        if ritual == standing.version.ritual:
            return Turned(says="Nothing was changed.")
        now = self.clock.now()
        version = Version(
            number=standing.version.number + 1,
            ritual=ritual,
            origin=standing.version.origin,
            by=by,
            at=now,
            note=note or "; ".join(differences(standing.version.ritual, ritual)),
        )
        return Turned(
            changes=self._define(standing, version, now),
            says=f"Version {version.number}: {version.note}. It counts from the next occurrence on.",
        )

    def _define(self, standing: Standing, version: Version, now: datetime) -> tuple[Change, ...]:
        state = standing.state
        if state is State.ON:
            due = next_at_after_change(version.ritual.schedule, was=standing.next_at, now=now)
            return (self.definitions.define(version, next_at=due),)
        key = version.ritual.key
        return (
            self.definitions.define(version, next_at=None, state=state),
            self.definitions.put(key, state, why=standing.why, next_at=None),
        )

    def pause(
        self,
        standing: Standing,
        *,
        by: str | None,
        name: str,
        why: str = "",
        until: date | None = None,
    ) -> Turned:
        """Until it is taken up again, or until a date, which becomes part of the definition."""
        title = standing.version.ritual.title
        if hindrance := self.rights.outside(by, standing):
            return Turned(says=hindrance)
        if standing.state is not State.ON:
            return Turned(says=f"“{title}” is {standing.state} already.")
        if until is not None:
            return self._pause_until(standing, until, by=by, name=name, why=why)
        reason = _by(name, why)
        key = standing.version.ritual.key
        return Turned(
            changes=(self.definitions.put(key, State.PAUSED, why=reason, next_at=None),),
            says=f"“{title}” is paused until somebody resumes it.",
            tells=f"“{title}” is paused {reason}.",
        )

    def _pause_until(
        self, standing: Standing, until: date, *, by: str | None, name: str, why: str
    ) -> Turned:
        if hindrance := self.rights.hindrance(by, standing):
            return Turned(says=f"{hindrance} Without a date it can be paused from here.")
        ritual = standing.version.ritual
        today = self._today(ritual.schedule)
        if until <= today:
            return Turned(says=f"{day(until)} is not ahead of us.")
        pause = Pause(start=today, end=until, why=_by(name, why))
        schedule = replace(ritual.schedule, pauses=(*ritual.schedule.pauses, pause))
        turned = self.changed(
            standing, replace(ritual, schedule=schedule), by=by, note=f"paused until {day(until)}"
        )
        says = f"“{ritual.title}” is paused until {day(until)}."
        return replace(turned, says=says, tells=f"{says[:-1]} {pause.why}.")

    def resume(self, standing: Standing, *, by: str | None, name: str) -> Turned:
        ritual = standing.version.ritual
        if hindrance := self.rights.outside(by, standing):
            return Turned(says=hindrance)
        if standing.state is State.ENDED and standing.version.origin is Origin.FILE:
            return Turned(says=self.rights.hindrance(by, standing) or "")
        if standing.state is State.ON:
            return self._resume_dated(standing, by=by, name=name)
        now = self.clock.now()
        due = next_due(ritual.schedule, now)
        put = self.definitions.put(ritual.key, State.ON, why="", next_at=due.at if due else None)
        says = f"“{ritual.title}” is on{_next(ritual.schedule, now)}."
        tells = f"“{ritual.title}” is on, says {name}{_next(ritual.schedule, now)}."
        return Turned(changes=(put,), says=says, tells=tells)

    def _resume_dated(self, standing: Standing, *, by: str | None, name: str) -> Turned:
        """The pause that has begun ends today."""
        ritual = standing.version.ritual
        today = self._today(ritual.schedule)
        running = [
            p for p in ritual.schedule.pauses if p.start <= today and (not p.end or p.end > today)
        ]
        if not running:
            return Turned(says=f"“{ritual.title}” is not paused.")
        if hindrance := self.rights.hindrance(by, standing):
            return Turned(says=hindrance)
        kept = [each for each in ritual.schedule.pauses if each not in running]
        cut = [replace(each, end=today) for each in running if each.start < today]
        schedule = replace(ritual.schedule, pauses=(*kept, *cut))
        turned = self.changed(
            standing, replace(ritual, schedule=schedule), by=by, note="taken up again"
        )
        coming = _next(schedule, self.clock.now())
        tells = f"“{ritual.title}” is on, says {name}{coming}."
        return replace(turned, says=f"“{ritual.title}” is on{coming}.", tells=tells)

    def end(self, standing: Standing, *, by: str | None, name: str, why: str = "") -> Turned:
        ritual = standing.version.ritual
        if hindrance := self.rights.hindrance(by, standing):
            return Turned(says=hindrance)
        if standing.state is State.ENDED:
            return Turned(says=f"“{ritual.title}” is ended already.")
        reason = _by(name, why)
        put = self.definitions.put(ritual.key, State.ENDED, why=reason, next_at=None)
        says = f"“{ritual.title}” is ended. Its history stays, and it can be resumed."
        return Turned(changes=(put,), says=says, tells=f"“{ritual.title}” is ended {reason}.")

    def roll_back(self, standing: Standing, number: int, *, by: str | None) -> Turned:
        """The definition of an earlier version, as a new one: nothing of the history is lost."""
        if hindrance := self.rights.hindrance(by, standing):
            return Turned(says=hindrance)
        ritual = standing.version.ritual
        earlier = self.definitions.version(ritual.key, number)
        if earlier is None or number >= standing.version.number:
            return Turned(says=f"“{ritual.title}” has no earlier version {number}.")
        if wrong := faults(earlier.ritual, self.sources):
            return Turned(says=f"Version {number} can't be kept to any more: {wrong[0].says}.")
        note = f"rolled back to version {number}"
        return self.changed(standing, earlier.ritual, by=by, note=note)

    def _today(self, schedule: Schedule) -> date:
        return self.clock.now().astimezone(schedule.zone).date()


def _next(schedule: Schedule, now: datetime) -> str:
    """When it will really be held next, in its own zone."""
    due = next_held(schedule, now)
    if due is None:
        return ", but never due again"
    local = due.at.astimezone(schedule.zone)
    return f"; next {day(local.date())} at {local:%H:%M}, {schedule.zone.key}"


def _by(name: str, why: str) -> str:
    return f"by {name}: {why.rstrip('.')}" if why else f"by {name}"
