"""A ritual is changed in a modal, part by part. Every part that is saved is a version of its own, so that nothing is
kept meanwhile and everything can be taken back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from cadence.core.heard import Heard, Pressed, Submitted
from cadence.core.message import Form
from cadence.delivery import replying
from cadence.delivery.desk import Check, Errors, Flow, Press, Submission
from cadence.delivery.job import Settlement
from cadence.rituals.messages import definitions as messages
from cadence.rituals.messages import editing as forms
from cadence.rituals.messages.fields import PAGE
from cadence.rituals.model import edits
from cadence.rituals.model.edits import Read, Values
from cadence.rituals.model.ritual import Ritual, Standing, State
from cadence.rituals.service.edited import (
    Edited,
    Saving,
    carried_by,
    gone,
    held_in,
    instead,
    not_opened,
    show,
    show_pressed,
    told_in_view,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A form that changes one part of a ritual."""

    read: Read
    values: Callable[[Ritual], Values]
    form: Callable[[Ritual, Values, str, str, Collection[str]], Form]
    """Of the ritual, the values, what it carries, what is wrong, and the names of the sources there are."""


PARTS: Mapping[str, Part] = {
    forms.BASICS: Part(
        read=edits.basics,
        values=edits.basics_values,
        form=lambda _ritual, *rest: forms.basics_form(*rest),
    ),
    forms.SCHEDULE: Part(
        read=edits.schedule,
        values=edits.schedule_values,
        form=lambda _ritual, values, private, problem, _sources: forms.schedule_form(
            values, private, problem
        ),
    ),
    forms.PEOPLE: Part(
        read=edits.people,
        values=edits.people_values,
        form=lambda *known: forms.people_form(*known[:4]),
    ),
    forms.CLOSING: Part(
        read=edits.closing,
        values=edits.closing_values,
        form=lambda _ritual, values, private, problem, _sources: forms.closing_form(
            values, private, problem
        ),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing(Flow):
    edited: Edited

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            messages.EDIT: self.opened,
            PAGE: self.opened,
            messages.PAUSE: self.opened_pause,
            messages.RESUME: self.resumed,
            **{name: partial(self._open_part, name) for name in PARTS},
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {
            forms.FORM_PAUSE: self.pause,
            **{name: partial(self._save_part, name) for name in PARTS},
        }

    @property
    def checks(self) -> Mapping[str, Check]:
        return {name: partial(_check, part.read) for name, part in PARTS.items()}

    # --- the page and its parts ----------------------------------------------------------------------------

    def edit(self, heard: Heard, standing: Standing) -> Settlement:
        """`/cadence rituals edit NAME`."""
        if hindrance := self.edited.defined.rights.hindrance(heard.user, standing):
            told = replying.answer(heard, replying.short(hindrance))
            return instead(heard.view, hindrance, told)
        if heard.view is None:
            key = standing.version.ritual.key
            return replying.answered(heard, not_opened(messages.EDIT, key))
        return show(heard.view, self._page(heard.user, standing), heard.id)

    def opened(self, pressed: Pressed) -> Settlement:
        return self.edited.open(pressed, partial(self._page, pressed.user))

    def _page(self, user: str, standing: Standing, note: str = "") -> Form:
        return forms.page(self.edited.defined.shown(standing, user), note=note)

    def _open_part(self, name: str, pressed: Pressed) -> Settlement:
        part = PARTS[name]

        def form(standing: Standing) -> Form:
            ritual = standing.version.ritual
            values, sources = part.values(ritual), self.edited.turning.sources
            return part.form(ritual, values, carried_by(standing), "", sources)

        return self.edited.open(pressed, form)

    def _save_part(self, name: str, submitted: Submitted) -> Settlement:
        part, values = PARTS[name], dict(submitted.answers)

        def again(standing: Standing, problem: str) -> Form:
            ritual, sources = standing.version.ritual, self.edited.turning.sources
            return part.form(ritual, values, carried_by(standing), problem, sources)

        saving = Saving(
            read=lambda ritual, filled: part.read(filled, ritual),
            again=again,
            after=partial(self._page, submitted.user),
        )
        return self.edited.save(submitted, saving)

    # --- pausing and starting ----------------------------------------------------------------------------------

    def opened_pause(self, pressed: Pressed) -> Settlement:
        if pressed.view is None:
            return replying.told(pressed, not_opened(messages.PAUSE, pressed.value))
        defined = self.edited.defined
        standing = defined.one(pressed.value, pressed.user)
        if standing is None:
            return told_in_view(pressed, gone(pressed.value))
        if outside := defined.rights.outside(pressed.user, standing):
            return told_in_view(pressed, outside)
        form = forms.pause_form(defined.shown(standing, pressed.user))
        return show_pressed(pressed, form)

    def pause(self, submitted: Submitted) -> Settlement:
        defined, key = self.edited.defined, held_in(submitted.private)["key"]
        standing = defined.one(key, submitted.user)
        if standing is None:
            return replying.ended(submitted, gone(key))
        until = submitted.text("until")
        turned = self.edited.turning.pause(
            standing,
            by=submitted.user,
            name=defined.name(submitted.user),
            why=submitted.text("why"),
            until=date.fromisoformat(until) if until else None,
        )
        shown = replying.ended(submitted, turned.says)
        told = turned.announced(standing, submitted.team, key=f"paused:{submitted.id}")
        return Settlement(changes=turned.changes, jobs=(*shown.jobs, *told))

    def resumed(self, pressed: Pressed) -> Settlement:
        """Pressed on the page of a ritual, the page follows; in a message, who pressed is told."""
        defined = self.edited.defined
        standing = defined.one(pressed.value, pressed.user)
        if standing is None:
            return told_in_view(pressed, gone(pressed.value))
        name = defined.name(pressed.user)
        turned = self.edited.turning.resume(standing, by=pressed.user, name=name)
        shown = replying.told(pressed, replying.short(turned.says))
        if pressed.view is not None:
            now = replace(standing, state=State.ON, why="") if turned.changes else standing
            shown = show_pressed(pressed, self._page(pressed.user, now, turned.says))
        told = turned.announced(standing, pressed.team, key=f"resumed:{pressed.id}")
        return Settlement(changes=turned.changes, jobs=(*shown.jobs, *told))


def _check(read: Read, submitted: Submitted) -> Errors:
    return edits.errors_of(read, dict(submitted.answers))
