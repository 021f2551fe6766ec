"""What lies behind a card: all its bugs, merging it with another pattern, splitting some bugs off."""

from collections.abc import Mapping
from dataclasses import dataclass

from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Form
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.between import together
from cadence.delivery.desk import Check, Flow, Press, Submission, of_answers
from cadence.delivery.job import Settlement
from cadence.patterns.messages import actions, forms
from cadence.patterns.messages import answered as messages
from cadence.patterns.model import filled
from cadence.patterns.model.pattern import LIVE, Pattern
from cadence.patterns.service.changing import Changing
from cadence.patterns.service.pressing import Pressing, refusing, shown
from cadence.patterns.service.telling import Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping(Flow):
    pressing: Pressing
    telling: Telling
    changing: Changing
    clock: Clock

    @property
    def presses(self) -> Mapping[str, Press]:
        return {actions.MORE: self.open_more, actions.BUGS: self.open_bugs}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {actions.MERGED: self.merge, actions.SPLITTED: self.split}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {
            actions.MERGED: of_answers(filled.merged_wrong),
            actions.SPLITTED: of_answers(filled.split_wrong),
        }

    # --- forms -----------------------------------------------------------------------------------------

    def open_bugs(self, pressed: Pressed) -> Settlement:
        """For everybody who sees it."""
        found = self.pressing.seen(pressed.value, pressed.user)
        return shown(pressed, found, lambda pattern: self._bugs(pattern, pressed.user))

    def open_more(self, pressed: Pressed) -> Settlement:
        action, number = actions.more_in(pressed.value)
        found = self.pressing.answerable(actions.value_of(number or 0), pressed.user)
        return shown(pressed, found, lambda pattern: self._form(action, pattern, pressed.user))

    def _bugs(self, pattern: Pattern, user: str) -> Form:
        return self.telling.composing.all_bugs(pattern, user)

    def _form(self, action: str, pattern: Pattern, user: str) -> Form:
        if not pattern.is_live:
            return replying.done(messages.unchanged(pattern, self.pressing.names(pattern)))
        if action == actions.MERGE:
            return forms.merge_form(pattern, self._others(pattern, user))
        if action == actions.SPLIT:
            return self.telling.composing.split_form(pattern, user)
        return replying.done(replying.OLD_BUTTON)

    def _others(self, pattern: Pattern, user: str) -> tuple[Pattern, ...]:
        """Live ones of the same area, which this person sees."""
        audience = self.pressing.seeing.alone(user)
        if audience is None:
            return ()
        seen = self.pressing.seeing.all(audience, states=LIVE)
        return tuple(
            each for each in seen if each.area == pattern.area and each.number != pattern.number
        )

    # --- submissions -----------------------------------------------------------------------------------

    def merge(self, submitted: Submitted) -> Settlement:
        found = self.pressing.answerable(submitted.private, submitted.user)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        number = filled.into(dict(submitted.answers))
        into = self.pressing.seen(actions.value_of(number or 0), submitted.user)
        if isinstance(into, str):
            return replying.ended(submitted, into)
        if into.area != found.area:
            return replying.ended(submitted, messages.ELSEWHERE)
        return refusing(submitted, lambda: self._merged(found, into, submitted))

    def _merged(self, pattern: Pattern, into: Pattern, submitted: Submitted) -> Settlement:
        changed = self.changing.merged(pattern, into, by=submitted.user, at=self.clock.now())
        return together(
            changed,
            self._drawn(submitted.id, pattern, into),
            replying.ended(submitted, messages.merged(pattern, into)),
        )

    def split(self, submitted: Submitted) -> Settlement:
        found = self.pressing.answerable(submitted.private, submitted.user)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        keys = filled.keys(dict(submitted.answers))
        return refusing(submitted, lambda: self._split(found, keys, submitted))

    def _split(self, pattern: Pattern, keys: tuple[str, ...], submitted: Submitted) -> Settlement:
        changed = self.changing.split(
            pattern, keys, by=submitted.user, at=self.clock.now(), key=submitted.id
        )
        return together(
            changed,
            self._drawn(submitted.id, pattern),
            replying.ended(submitted, messages.split(pattern, keys)),
        )

    def _drawn(self, key: str, *patterns: Pattern) -> Settlement:
        jobs = (job for each in patterns for job in self.telling.redraws(each, key=key))
        return Settlement(jobs=tuple(jobs))
