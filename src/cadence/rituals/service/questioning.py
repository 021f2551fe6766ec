"""The questions of a ritual are added, changed, put in order and removed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Form
from cadence.delivery.desk import Check, Errors, Flow, Press, Submission
from cadence.delivery.job import Settlement
from cadence.rituals.messages import question_forms as forms
from cadence.rituals.model import edits
from cadence.rituals.model.edits import Filled
from cadence.rituals.model.ritual import Ritual, Standing, Version
from cadence.rituals.service.edited import (
    MEANWHILE,
    Edited,
    Saving,
    carried_by,
    following,
    held_in,
    show_pressed,
    told_in_view,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questioning(Flow):
    edited: Edited

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            forms.QUESTIONS: self.opened,
            forms.ADD: self.opened_new,
            forms.ARRANGE: self.arranged,
            forms.RESHAPE: self.reshaped,
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {forms.QUESTION: self.saved}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {forms.QUESTION: check}

    def opened(self, pressed: Pressed) -> Settlement:
        return self.edited.open(pressed, lambda standing: _page(standing.version))

    def opened_new(self, pressed: Pressed) -> Settlement:
        return self.edited.open(pressed, lambda standing: _form(standing, None))

    def arranged(self, pressed: Pressed) -> Settlement:
        """Change, move up, move down or remove: `key|name|what`. It is done to the questions as they are now."""
        key, name, what = (*pressed.value.split("|"), "", "")[:3]
        standing, hindrance = self.edited.changeable(key, pressed.user)
        if standing is None:
            return told_in_view(pressed, hindrance)
        if edits.found(standing.version.ritual, name) is None:
            return show_pressed(pressed, _page(standing.version, problem=MEANWHILE))
        if what == forms.CHANGE:
            return show_pressed(pressed, _form(standing, name))
        return self._arrange(pressed, standing, _arranged(standing.version.ritual, name, what))

    def _arrange(self, pressed: Pressed, standing: Standing, after: Ritual) -> Settlement:
        if wrong := self.edited.wrong(after, pressed.user):
            return show_pressed(pressed, _page(standing.version, problem=wrong))
        turned = self.edited.turning.changed(standing, after, by=pressed.user)
        now = following(standing, after) if turned.changes else standing
        shown = show_pressed(pressed, _page(now.version, note=turned.says))
        return replace(shown, changes=turned.changes)

    def reshaped(self, pressed: Pressed) -> Settlement:
        """Another kind of answer or of condition was chosen: the fields follow, with all that is filled in."""
        held = held_in(pressed.view_private)
        standing, hindrance = self.edited.changeable(held["key"], pressed.user)
        if standing is None:
            return told_in_view(pressed, hindrance)
        form = forms.question_form(
            standing.version.ritual, held["name"], dict(pressed.answers), pressed.view_private
        )
        return show_pressed(pressed, form)

    def saved(self, submitted: Submitted) -> Settlement:
        name = held_in(submitted.private)["name"]
        values = dict(submitted.answers)

        def read(ritual: Ritual, filled: Filled) -> Ritual:
            return edits.question(filled, ritual, name)

        def again(standing: Standing, problem: str) -> Form:
            private = carried_by(standing, name)
            return forms.question_form(standing.version.ritual, name, values, private, problem)

        def after(standing: Standing, note: str) -> Form:
            return _page(standing.version, note=note)

        return self.edited.save(submitted, Saving(read=read, again=again, after=after))


def check(submitted: Submitted) -> Errors:
    return edits.errors_of(partial(edits.question, name=None), dict(submitted.answers))


def _arranged(ritual: Ritual, name: str, what: str) -> Ritual:
    if what == forms.REMOVE:
        return edits.without(ritual, name)
    return edits.moved(ritual, name, {forms.UP: -1, forms.DOWN: 1}.get(what, 0))


def _page(version: Version, *, note: str = "", problem: str = "") -> Form:
    return forms.questions_page(version.ritual, version.number, note=note, problem=problem)


def _form(standing: Standing, name: str | None) -> Form:
    ritual = standing.version.ritual
    values = edits.question_values(ritual, edits.found(ritual, name))
    return forms.question_form(ritual, name, values, carried_by(standing, name))
