"""Bets as people make and change them, in forms."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from cadence.core.calendar import day_written
from cadence.core.heard import Answer, Heard, Pressed, Submitted
from cadence.core.message import Form
from cadence.core.ports import Change, Clock
from cadence.delivery import replying
from cadence.delivery.desk import Check, Errors, Flow, Press, Submission, of_answers
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import show_form
from cadence.portfolio.messages import bets as messages
from cadence.portfolio.messages import forms
from cadence.portfolio.messages.words import STAGES
from cadence.portfolio.model.bet import OUTCOME, Bet, Stage
from cadence.portfolio.model.commands import Verb, named
from cadence.portfolio.model.draft import Draft, as_draft
from cadence.portfolio.model.figures import day as day_shown
from cadence.portfolio.model.figures import figure
from cadence.portfolio.model.filled import (
    criteria_filled,
    criteria_wrong,
    decision,
    filled,
    number,
    reading_wrong,
    stage_wrong,
)
from cadence.portfolio.service.looking import Looking
from cadence.portfolio.service.managing import Made, Managing
from cadence.portfolio.service.readers import Readers

NOT_YOURS = "Only its owner and the portfolio owners change this bet. Nothing was changed."
NOT_OURS = "The portfolio is shown to people of the company alone."
GONE = "This bet is no longer there. Nothing was changed."
MEANWHILE = (
    "Somebody changed this bet while the form was open. Nothing was changed; please open it again."
)
SAME = "All is as it was. Nothing was changed."

Open = Callable[[Bet], Form]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping(Flow):
    looking: Looking
    managing: Managing
    readers: Readers
    clock: Clock

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            messages.NEW: self.open_new,
            messages.EDIT: lambda pressed: self._open(pressed, Verb.EDIT),
            messages.READ: lambda pressed: self._open(pressed, Verb.READ),
            messages.CRITERIA: lambda pressed: self._open(pressed, Verb.CRITERIA),
            messages.STAGE: lambda pressed: self._open(pressed, Verb.STAGE),
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {
            forms.EDIT: self.save,
            forms.CRITERIA: self.save_criteria,
            forms.READING: self.save_reading,
            forms.STAGE: self.save_stage,
        }

    @property
    def checks(self) -> Mapping[str, Check]:
        return {
            forms.EDIT: of_answers(_draft_wrong),
            forms.CRITERIA: of_answers(criteria_wrong),
            forms.READING: self._reading_wrong,
            forms.STAGE: of_answers(stage_wrong),
        }

    # --- opening -----------------------------------------------------------------------------------

    def typed(self, heard: Heard, verb: Verb, words: str) -> Settlement:
        """A command that is answered by a form."""
        shown = self._asked_for(heard.user, verb, words)
        instead = replying.answer(heard, replying.not_opened())
        return _shown(shown, heard.view, instead)

    def open_new(self, pressed: Pressed) -> Settlement:
        shown = self._asked_for(pressed.user, Verb.NEW, "")
        return _shown(shown, pressed.view, replying.tell(pressed, replying.not_opened()))

    def _open(self, pressed: Pressed, verb: Verb) -> Settlement:
        shown = self._asked_for(pressed.user, verb, pressed.value)
        return _shown(shown, pressed.view, replying.tell(pressed, replying.not_opened()))

    def _asked_for(self, user: str, verb: Verb, words: str) -> Form:
        """The form, or one that says why there is none."""
        if self.readers.alone(user) is None:
            return replying.done(NOT_OURS)
        if verb is Verb.NEW:
            return forms.edit(None, user=user)
        found = named(words, self.looking.bets.all(ended=True))
        if len(found) != 1:
            return replying.done(messages.no_such(words) if not found else _WHICH)
        if not self.readers.may_change(found[0], user):
            return replying.done(NOT_YOURS)
        return self._form(found[0], verb, user)

    def _form(self, bet: Bet, verb: Verb, user: str) -> Form:
        match verb:
            case Verb.READ:
                return forms.reading(bet, on=self.looking.day(self.clock.now()))
            case Verb.CRITERIA:
                return forms.criteria(bet)
            case Verb.STAGE:
                return forms.stage(bet)
            case _:
                return forms.edit(bet, user=user)

    # --- saving ------------------------------------------------------------------------------------

    def save(self, submitted: Submitted) -> Settlement:
        if "bet" not in json.loads(submitted.private):
            return self._make(submitted)
        found = self._to_change(submitted)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        return self._put(submitted, found, filled(dict(submitted.answers), as_draft(found)))

    def _make(self, submitted: Submitted) -> Settlement:
        if self.readers.alone(submitted.user) is None:
            return replying.ended(submitted, NOT_OURS)
        draft = filled(dict(submitted.answers))
        if not isinstance(draft, Draft):
            return replying.ended(submitted, _says(draft))
        key = f"portfolio:{submitted.id}"
        made = self.managing.made(draft, by=submitted.user, at=submitted.at, key=key)
        words = f"“{made.bet.name}” is on the board, as #{made.bet.number}."
        return _saved(submitted, made.changes, words)

    def save_criteria(self, submitted: Submitted) -> Settlement:
        found = self._to_change(submitted)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        draft = criteria_filled(dict(submitted.answers), as_draft(found))
        return self._put(submitted, found, draft)

    def save_reading(self, submitted: Submitted) -> Settlement:
        found = self._to_change(submitted, whatever_changed=True)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        value, on = number(submitted.text("value")), day_written(submitted.text("on"))
        metric = submitted.text("metric") or OUTCOME
        if value is None or on is None:
            return replying.ended(submitted, _says(self._reading_wrong(submitted)))
        changes = self.managing.read(
            found,
            value,
            on=on,
            metric=metric,
            source="given in Slack",
            by=submitted.user,
            at=submitted.at,
            key=f"portfolio:{submitted.id}",
        )
        what = found.metric.name if metric == OUTCOME and found.metric else metric
        words = f"Kept: {what} of “{found.name}” was {figure(value)} on {day_shown(on)}."
        return _saved(submitted, changes, words)

    def save_stage(self, submitted: Submitted) -> Settlement:
        found = self._to_change(submitted)
        if isinstance(found, str):
            return replying.ended(submitted, found)
        stage = Stage(submitted.text("stage"))
        made = self.managing.staged(
            found,
            stage,
            by=submitted.user,
            at=submitted.at,
            key=f"portfolio:{submitted.id}",
            words=submitted.text("words"),
            decision=decision(submitted.text("decision")),
        )
        words = f"“{found.name}” is {STAGES[stage]} from today on."
        return _saved(submitted, made.changes, words if made.changes else SAME)

    # --- inside ------------------------------------------------------------------------------------

    def _reading_wrong(self, submitted: Submitted) -> Errors:
        behind = timedelta(hours=12)
        return reading_wrong(dict(submitted.answers), today=(self.clock.now() - behind).date())

    def _to_change(self, submitted: Submitted, *, whatever_changed: bool = False) -> Bet | str:
        """The bet that the form is about; or why it can't be changed."""
        private = json.loads(submitted.private)
        bet = self.looking.bets.bet(private["bet"])
        if bet is None:
            return GONE
        if self.readers.alone(submitted.user) is None:
            return NOT_OURS
        if not self.readers.may_change(bet, submitted.user):
            return NOT_YOURS
        if bet.version != private["version"] and not whatever_changed:
            return MEANWHILE
        return bet

    def _put(self, submitted: Submitted, bet: Bet, draft: Draft | Errors) -> Settlement:
        if not isinstance(draft, Draft):
            return replying.ended(submitted, _says(draft))
        made: Made = self.managing.changed(
            bet, draft, by=submitted.user, at=submitted.at, key=f"portfolio:{submitted.id}"
        )
        return _saved(submitted, made.changes, f"Saved: “{draft.name}”." if made.changes else SAME)


_WHICH = "Several bets have this in their name. “/cadence bets” lists them with their numbers."


def _draft_wrong(answers: Mapping[str, Answer]) -> Errors:
    found = filled(answers)
    return {} if isinstance(found, Draft) else found


def _shown(form: Form, view: str | None, instead: NewJob) -> Settlement:
    if view is None:
        return Settlement(jobs=(instead,))
    return Settlement(jobs=(show_form(view, form, key=f"form:{instead.key}", instead=instead),))


def _saved(submitted: Submitted, changes: tuple[Change, ...], words: str) -> Settlement:
    return replace(replying.ended(submitted, words), changes=changes)


def _says(errors: Errors) -> str:
    return " ".join(errors.values())
