"""What the editor's flows share: which ritual may be changed, what is wrong with a change, how a modal shows it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from cadence.core.heard import Pressed, Submitted
from cadence.core.message import Actions, Button, Form, Message
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import show_form
from cadence.rituals.messages import definitions as messages
from cadence.rituals.messages.editing import fault_said
from cadence.rituals.messages.fields import carried
from cadence.rituals.model.due import next_due
from cadence.rituals.model.edits import Filled
from cadence.rituals.model.faults import faults, unknown_holidays
from cadence.rituals.model.ritual import Ritual, Standing
from cadence.rituals.service.defined import Defined
from cadence.rituals.service.turning import Turning

MEANWHILE = (
    "Somebody else changed it meanwhile: this is how it is now. Please make your change again."
)
NOT_THERE = "You are not in that channel, or Cadence is not: invite it, and try again."
NEVER = "By that it would never be due."


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """How a form that was submitted becomes another version."""

    read: Callable[[Ritual, Filled], Ritual]
    again: Callable[[Standing, str], Form]
    """The form with what was filled in, and what is wrong with it."""
    after: Callable[[Standing, str], Form]
    """What is shown once it is saved, with a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    defined: Defined
    turning: Turning
    clock: Clock

    def open(self, pressed: Pressed, form: Callable[[Standing], Form]) -> Settlement:
        """A form about the ritual that the button names, for who may change it."""
        if pressed.view is None:
            return replying.told(pressed, not_opened(messages.EDIT, pressed.value))
        standing, hindrance = self.changeable(pressed.value, pressed.user)
        if standing is None:
            return told_in_view(pressed, hindrance)
        return show_pressed(pressed, form(standing))

    def save(self, submitted: Submitted, saving: Saving) -> Settlement:
        held = held_in(submitted.private)
        standing, hindrance = self.changeable(held["key"], submitted.user)
        if standing is None:
            return replying.ended(submitted, hindrance)
        if standing.version.number != held["version"]:
            return shown_after(submitted, saving.after(standing, MEANWHILE), MEANWHILE)
        filled = Filled(dict(submitted.answers))
        ritual = saving.read(standing.version.ritual, filled)
        problem = " ".join(filled.errors.values()) or self.wrong(ritual, submitted.user)
        if problem:
            form = saving.again(standing, problem)
            return shown_after(submitted, form, f"Not saved: {problem}")
        turned = self.turning.changed(standing, ritual, by=submitted.user)
        form = saving.after(
            following(standing, ritual) if turned.changes else standing, turned.says
        )
        return replace(shown_after(submitted, form, turned.says), changes=turned.changes)

    def changeable(self, key: str, user: str) -> tuple[Standing | None, str]:
        """The ritual, where this person may change it; else why not."""
        standing = self.defined.one(key, user) if key else None
        if standing is None:
            return None, gone(key)
        hindrance = self.defined.rights.hindrance(user, standing)
        return (None, hindrance) if hindrance else (standing, "")

    def wrong(self, ritual: Ritual, user: str) -> str:
        """In sentences; "" where nothing is."""
        quick = faults(ritual, self.turning.sources)
        found = [fault_said(each, ritual) for each in quick or unknown_holidays(ritual.schedule)]
        if found:
            return " ".join(found)
        if not self.defined.rights.is_in(user, ritual.channel):
            return NOT_THERE
        return "" if next_due(ritual.schedule, self.clock.now()) else NEVER


def following(standing: Standing, ritual: Ritual) -> Standing:
    """As it will stand once the change is made."""
    version = replace(standing.version, number=standing.version.number + 1, ritual=ritual)
    return replace(standing, version=version)


def carried_by(standing: Standing, name: str | None = None) -> str:
    version = standing.version
    return carried(version.ritual.key, version.number, name)


def held_in(private: str) -> dict[str, Any]:
    """What `carried` put into a form."""
    held: dict[str, Any] = json.loads(private)
    return held


# --- in the modal ----------------------------------------------------------------------------------------


def gone(key: str) -> str:
    return f"There is no ritual “{key[:60]}” that you may see."


def not_opened(action: str, value: str = "") -> Message:
    """With the button to try again."""
    button = Button(label="Try again…", action=action, value=value)
    said = replying.not_opened()
    return replace(said, blocks=(*said.blocks, Actions((button,))))


def show(view: str, form: Form, key: str) -> Settlement:
    return Settlement(jobs=(show_form(view, form, key=f"ritual form:{key}"),))


def show_pressed(pressed: Pressed, form: Form) -> Settlement:
    """In the modal that the button stands in or opened; nowhere, where that was not opened."""
    return show(pressed.view, form, pressed.id) if pressed.view else Settlement()


def told_in_view(pressed: Pressed, text: str) -> Settlement:
    return instead(pressed.view, text, replying.tell(pressed, replying.short(text)))


def instead(view: str | None, text: str, told: NewJob) -> Settlement:
    """In the modal, where there is one; else, or where it was closed, beside what was pressed or said."""
    if view is None:
        return Settlement(jobs=(told,))
    shown = show_form(view, replying.done(text), key=told.key, instead=told)
    return Settlement(jobs=(shown,))


def shown_after(submitted: Submitted, form: Form, says: str) -> Settlement:
    """What became of a form that was submitted; where the modal was closed meanwhile, it is said directly."""
    told = replying.tell_directly(submitted, replying.short(says))
    return Settlement(jobs=(show_form(submitted.view, form, key=told.key, instead=told),))
