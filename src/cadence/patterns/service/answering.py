"""How leads answer: they own it, snooze it, hand it on, say that it is none, take that back, or close it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cadence.core.calendar import WorkingTime
from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Form
from cadence.core.people import Lead
from cadence.core.ports import Change, Clock
from cadence.core.words import begun
from cadence.delivery import replying
from cadence.delivery.between import together
from cadence.delivery.desk import Check, Errors, Flow, Press, Submission, of_answers
from cadence.delivery.job import DONE, Settlement
from cadence.delivery.post import show_form
from cadence.patterns.messages import actions, forms
from cadence.patterns.messages import answered as messages
from cadence.patterns.messages.words import day
from cadence.patterns.model import filled, life
from cadence.patterns.model.filled import Dismissed
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Ownership, Pattern, State, Step
from cadence.patterns.model.verifying import USUALLY, earliest
from cadence.patterns.service.deciding import Deciding
from cadence.patterns.service.pressing import Pressing, refusing, shown
from cadence.patterns.service.telling import Handing, Telling
from cadence.patterns.service.verifying import Verifying
from cadence.patterns.service.whom import Chosen, Whom

OLD_FORM = "That form is from an older version of me. Nothing was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering(Flow):
    pressing: Pressing
    telling: Telling
    whom: Whom
    verifying: Verifying
    deciding: Deciding
    unnamed: Callable[[str], str]
    """Takes people's names out of what a lead writes: a pattern is about nobody."""
    clock: Clock

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            actions.OWN: lambda pressed: self._open(pressed, self._own_form),
            actions.HAND: lambda pressed: self._open(pressed, self._hand_form),
            actions.DISMISS: lambda pressed: self._open(pressed, self._dismiss_form),
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {
            actions.OWNED: self.own,
            actions.HANDED: self.hand,
            actions.DISMISSED: self.dismiss,
        }

    @property
    def checks(self) -> Mapping[str, Check]:
        return {
            actions.OWNED: self.check_own,
            actions.HANDED: of_answers(filled.handed_wrong),
            actions.DISMISSED: of_answers(filled.dismissed_wrong),
        }

    def check_own(self, submitted: Submitted) -> Errors:
        return filled.taken_wrong(dict(submitted.answers), self.clock.now())

    # --- forms -----------------------------------------------------------------------------------------

    def _open(self, pressed: Pressed, form: Callable[[Pattern, str], Form]) -> Settlement:
        found = self.pressing.answerable(pressed.value, pressed.user)
        return shown(pressed, found, lambda pattern: self._form(pattern, pressed.user, form))

    def _form(self, pattern: Pattern, user: str, form: Callable[[Pattern, str], Form]) -> Form:
        if not pattern.is_live:
            return replying.done(messages.unchanged(pattern, self.pressing.names(pattern)))
        return form(pattern, user)

    def _own_form(self, pattern: Pattern, user: str) -> Form:
        if _is_anothers(pattern, user):
            return replying.done(messages.unchanged(pattern, self.pressing.names(pattern)))
        first = self._earliest(pattern, user)
        proposed = self._worked(pattern, max(first, self._today(user) + USUALLY))
        return forms.own_form(pattern, earliest=first, until=proposed)

    def _hand_form(self, pattern: Pattern, user: str) -> Form:
        return forms.hand_form(pattern, self._others(pattern, user))

    def _dismiss_form(self, pattern: Pattern, user: str) -> Form:  # noqa: ARG002 - the shape of the others
        return forms.dismiss_form(pattern)

    def _others(self, pattern: Pattern, user: str) -> tuple[Lead, ...]:
        told = pattern.escalated.to if pattern.escalated else None
        return tuple(each for each in self.whom.leads() if each.user not in (user, told))

    # --- I own it --------------------------------------------------------------------------------------

    def own(self, submitted: Submitted) -> Settlement:
        found = self.pressing.answerable(submitted.private, submitted.user)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        if _is_anothers(found, submitted.user):
            return replying.ended(submitted, messages.unchanged(found, self.pressing.names(found)))
        taken = filled.taken(dict(submitted.answers))
        if taken is None:
            return replying.ended(submitted, OLD_FORM)
        if taken.until <= self._today(submitted.user):
            return self._own_again(found, submitted, messages.AHEAD)
        owned = Ownership(
            by=submitted.user,
            at=submitted.at,
            cause=taken.cause,
            action=self.unnamed(taken.action),
            until=taken.until,
        )
        return refusing(submitted, lambda: self._owned(found, owned, taken.log, submitted))

    def _own_again(self, pattern: Pattern, submitted: Submitted, wrong: str) -> Settlement:
        """With what was filled in, and with what is wrong about it."""
        first = self._earliest(pattern, submitted.user)
        form = forms.own_form(
            pattern, earliest=first, until=first, remark=wrong, given=dict(submitted.answers)
        )
        return _shown_again(submitted, wrong, form)

    def _owned(
        self, pattern: Pattern, owned: Ownership, log: bool, submitted: Submitted
    ) -> Settlement:
        after = life.owned(pattern, owned)
        says = f"Cause: {owned.cause.value}. “{owned.action}” The rate is tested on {day(owned.until)}."
        changes = [self._put(after, Step.OWNED, says, by=owned.by)]
        logged = self.deciding.logged(after, owned, submitted) if log else None
        if logged:
            after = life.decided(after, logged.number)
            says = f"D-{logged.number} in the decision log."
            changes.append(self._put(after, Step.DECIDED, says, by=owned.by))
        return together(
            logged.settlement if logged else DONE,
            Settlement(changes=tuple(changes), jobs=(self.verifying.due(after, owned),)),
            self._drawn(after, submitted.id),
            replying.ended(
                submitted, messages.taken_on(after, owned, logged.number if logged else None)
            ),
        )

    # --- hand on, not a pattern ------------------------------------------------------------------------

    def hand(self, submitted: Submitted) -> Settlement:
        found = self.pressing.answerable(submitted.private, submitted.user)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        answers = dict(submitted.answers)
        to = next((each for each in self.whom.leads() if each.user == filled.to(answers)), None)
        if to is None:
            return replying.ended(submitted, OLD_FORM)
        chosen = self.whom.handed(found, to, self.clock.now())
        if chosen.escalated is None:
            wrong = f"{begun('; '.join(chosen.passed))}. Choose another lead."
            others = self._others(found, submitted.user)
            return _shown_again(
                submitted, wrong, forms.hand_form(found, others, remark=wrong, given=answers)
            )
        return refusing(submitted, lambda: self._handed(found, chosen, submitted))

    def _handed(self, pattern: Pattern, chosen: Chosen, submitted: Submitted) -> Settlement:
        if chosen.escalated is None:
            raise ValueError("nobody was chosen")
        words = self.unnamed(filled.words(dict(submitted.answers)))
        name = chosen.escalated.name
        handing = Handing(by=submitted.user, words=words)
        after = life.handed(pattern, chosen.escalated, at=self.clock.now())
        says = f"To {name}{f': “{words}”' if words else '.'}"
        line = self.telling.line(after, Step.HANDED, says, by=submitted.user)
        return together(
            self.telling.on_its_way(pattern, after, chosen, Occasion.HANDED, line, handing=handing),
            replying.ended(submitted, messages.handed(after, name)),
        )

    def dismiss(self, submitted: Submitted) -> Settlement:
        found = self.pressing.answerable(submitted.private, submitted.user)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        said = filled.dismissed(dict(submitted.answers))
        if said is None:
            return replying.ended(submitted, OLD_FORM)
        return refusing(submitted, lambda: self._dismissed(found, said, submitted))

    def _dismissed(self, pattern: Pattern, said: Dismissed, submitted: Submitted) -> Settlement:
        after = life.dismissed(pattern, said.reason, at=submitted.at)
        words = self.unnamed(said.words)
        says = f"{begun(said.reason.value)}{f': “{words}”' if words else '.'}"
        return together(
            self._changed(after, Step.NO_PATTERN, says, by=submitted.user, key=submitted.id),
            replying.ended(submitted, messages.dismissed(after)),
        )

    # --- inside ----------------------------------------------------------------------------------------

    def _changed(self, after: Pattern, step: Step, says: str, *, by: str, key: str) -> Settlement:
        changes = (self._put(after, step, says, by=by),)
        return together(Settlement(changes=changes), self._drawn(after, key))

    def _put(self, after: Pattern, step: Step, says: str, *, by: str) -> Change:
        return self.telling.patterns.put(after, self.telling.line(after, step, says, by=by))

    def _drawn(self, after: Pattern, key: str) -> Settlement:
        return Settlement(jobs=tuple(self.telling.redraws(after, key=key)))

    def _earliest(self, pattern: Pattern, user: str) -> date:
        now = self.clock.now()
        first = earliest(replace(pattern, ownership=None), now)
        return first.astimezone(self.whom.zone(user)).date() + timedelta(days=1)

    def _worked(self, pattern: Pattern, day: date) -> date:
        """It, or the next day on which somebody works."""
        area = self.whom.area(pattern)
        return (area.working if area else WorkingTime()).first_day(day)

    def _today(self, user: str) -> date:
        return self.clock.now().astimezone(self.whom.zone(user)).date()


def _is_anothers(pattern: Pattern, user: str) -> bool:
    """Whether somebody else owns it, and was not asked what now: of two who take it on at once the first has it."""
    owned = pattern.ownership
    if owned is None or pattern.state is not State.OWNED:
        return False
    return owned.by != user and owned.tested == 0


def _shown_again(submitted: Submitted, wrong: str, form: Form) -> Settlement:
    instead = replying.tell_directly(submitted, replying.short(f"Nothing was changed. {wrong}"))
    job = show_form(submitted.view, form, key=f"form:{submitted.id}", instead=instead)
    return Settlement(jobs=(job,))
