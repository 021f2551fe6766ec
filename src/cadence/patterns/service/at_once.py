"""What leads answer by one press: quiet until worse, taken back, closed as it is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from cadence.core.heard import Pressed
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.between import together
from cadence.delivery.desk import Flow, Press
from cadence.delivery.job import NewJob, Settlement
from cadence.patterns.messages import actions
from cadence.patterns.messages import answered as messages
from cadence.patterns.model import life
from cadence.patterns.model.pattern import Pattern, State, Step
from cadence.patterns.model.version import Refusal
from cadence.patterns.service.changing import Changing
from cadence.patterns.service.pressing import Pressing
from cadence.patterns.service.telling import Telling, waiting_for
from cadence.patterns.service.whom import Whom

Do = Callable[[Pattern, Pressed], tuple[Settlement, str]]
"""What changes, and what is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnce(Flow):
    pressing: Pressing
    telling: Telling
    whom: Whom
    changing: Changing
    clock: Clock

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            actions.SNOOZE: lambda pressed: self._done(pressed, self._snoozed),
            actions.UNDO: lambda pressed: self._done(pressed, self._undone),
            actions.CLOSE: lambda pressed: self._done(pressed, self._closed),
        }

    def _done(self, pressed: Pressed, do: Do) -> Settlement:
        """In a direct message the card itself says it then."""
        found = self.pressing.answerable(pressed.value, pressed.user)
        if isinstance(found, str):
            return replying.told(pressed, replying.short(found))
        try:
            changed, says = do(found, pressed)
        except Refusal as refusal:
            return replying.told(pressed, replying.short(messages.refused(refusal)))
        if self._is_card(found, pressed):
            return changed
        return together(changed, replying.told(pressed, replying.short(says)))

    def _is_card(self, pattern: Pattern, pressed: Pressed) -> bool:
        """Whether it was pressed on a card that only this person reads."""
        place = (pressed.channel, pressed.ts)
        return pressed.channel.startswith("D") and place in self.telling.patterns.messages(
            pattern.number
        )

    def _snoozed(self, pattern: Pattern, pressed: Pressed) -> tuple[Settlement, str]:
        after = life.snoozed(pattern, at=pressed.at)
        says = f"Until it is worse than {after.told_rate}."
        return self._changed(after, Step.SNOOZED, says, pressed), messages.snoozed(after)

    def _undone(self, pattern: Pattern, pressed: Pressed) -> tuple[Settlement, str]:
        if pattern.state is State.MERGED:
            return self._taken_out(pattern, pressed)
        return self._taken_up(pattern, pressed)

    def _taken_up(self, pattern: Pattern, pressed: Pressed) -> tuple[Settlement, str]:
        """Whoever was told has the agreed time anew."""
        now = self.clock.now()
        after = life.taken_up(pattern, at=now)
        chosen = self.whom.again(pattern, now)
        after = replace(after, escalated=chosen.escalated or pattern.escalated)
        changed = self._changed(after, Step.REOPENED, f"It was {pattern.state.value}.", pressed)
        waiting = Settlement(jobs=tuple(waiting_for(after)))
        return together(changed, waiting), messages.taken_up(after)

    def _taken_out(self, pattern: Pattern, pressed: Pressed) -> tuple[Settlement, str]:
        changed = self.changing.unmerged(pattern, by=pressed.user, at=self.clock.now())
        whole = self.telling.patterns.pattern(pattern.merged_into or 0)
        drawn = (job for each in (pattern, whole) if each for job in self._redraws(each, pressed))
        jobs = (*drawn, *self._awaited_anew(pattern, pressed))
        return together(changed, Settlement(jobs=jobs)), messages.taken_out(pattern)

    def _awaited_anew(self, pattern: Pattern, pressed: Pressed) -> Iterator[NewJob]:
        """Whoever was told of it before has the agreed time from now on."""
        told, anew = pattern.escalated, self.whom.again(pattern, self.clock.now()).escalated
        if told is not None and anew is not None:
            waiting = waiting_for(replace(pattern, escalated=replace(anew, at=told.at)))
            yield from (replace(each, key=f"{each.key}:{pressed.id}") for each in waiting)

    def _closed(self, pattern: Pattern, pressed: Pressed) -> tuple[Settlement, str]:
        after = life.closed(pattern, at=pressed.at)
        says = "By its owner, though its rate did not fall."
        return self._changed(after, Step.CLOSED, says, pressed), messages.closed(after)

    def _changed(self, after: Pattern, step: Step, says: str, pressed: Pressed) -> Settlement:
        line = self.telling.line(after, step, says, by=pressed.user)
        put = self.telling.patterns.put(after, line)
        return Settlement(changes=(put,), jobs=tuple(self._redraws(after, pressed)))

    def _redraws(self, pattern: Pattern, pressed: Pressed) -> Iterator[NewJob]:
        return self.telling.redraws(pattern, key=pressed.id)
