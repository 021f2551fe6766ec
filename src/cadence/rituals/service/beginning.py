"""A new ritual is set up: from a template or from nothing, as a version that is started by a press."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cadence.core.heard import Heard, Pressed, Submitted
from cadence.core.message import Form
from cadence.core.ports import Clock, Messenger
from cadence.core.readers import known
from cadence.delivery import replying
from cadence.delivery.desk import Check, Errors, Flow, Press, Submission
from cadence.delivery.job import Settlement
from cadence.rituals.messages import definitions as messages
from cadence.rituals.messages import editing as forms
from cadence.rituals.model import edits
from cadence.rituals.model.edits import BLANK, Filled, Values
from cadence.rituals.model.faults import LONGEST_KEY
from cadence.rituals.model.ritual import Origin, Ritual, Standing, State, Version
from cadence.rituals.service.edited import Edited, not_opened, show, shown_after
from cadence.rituals.service.templates import begun, shipped

NEEDED = {"title": "What is it called?", "when": "When?", "at": "At what time?"}
"""What no template says for a ritual without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning(Flow):
    edited: Edited
    messenger: Messenger
    clock: Clock

    @property
    def presses(self) -> Mapping[str, Press]:
        return {messages.NEW: self.opened}

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {forms.FORM_NEW: self.set_up}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {forms.FORM_NEW: check}

    def begin(self, heard: Heard, words: str) -> Settlement:
        """`/cadence rituals new [template]`."""
        if heard.view is None:
            return replying.answered(heard, not_opened(messages.NEW))
        template = words if words in shipped() else forms.NO_TEMPLATE
        form = self._form(heard.user, heard.channel, {"template": template})
        return show(heard.view, form, heard.id)

    def opened(self, pressed: Pressed) -> Settlement:
        if pressed.view is None:
            return replying.told(pressed, not_opened(messages.NEW))
        return show(pressed.view, self._form(pressed.user, pressed.channel, {}), pressed.id)

    def set_up(self, submitted: Submitted) -> Settlement:
        """Paused: it is started by a press, once it is as it should be."""
        ritual = self._drafted(submitted)
        if wrong := self.edited.wrong(ritual, submitted.user):
            values = dict(submitted.answers)
            form = self._form(submitted.user, ritual.channel, values, wrong)
            return shown_after(submitted, form, f"It was not set up. {wrong}")
        version = Version(
            number=1,
            ritual=ritual,
            origin=Origin.SLACK,
            by=submitted.user,
            at=self.clock.now(),
            note=f"from the template {ritual.template}" if ritual.template else "set up in Slack",
        )
        return self._stored(submitted, version)

    def _stored(self, submitted: Submitted, version: Version) -> Settlement:
        ritual, why = version.ritual, forms.NOT_STARTED
        standing = Standing(version=version, state=State.PAUSED, why=why)
        page = forms.page(
            self.edited.defined.shown(standing, submitted.user),
            note="It is set up, and nobody is asked before you start it.",
        )
        says = f"“{ritual.title}” is set up; `/cadence rituals resume {ritual.key}` starts it."
        definitions = self.edited.defined.definitions
        changes = (
            definitions.define(version, next_at=None, state=State.PAUSED),
            definitions.put(ritual.key, State.PAUSED, why=why, next_at=None),
        )
        return replace(shown_after(submitted, page, says), changes=changes)

    def _form(self, user: str, channel: str, values: Values, problem: str = "") -> Form:
        return forms.new_form(
            tuple(shipped().values()),
            values,
            channel=channel if channel.startswith(("C", "G")) else "",
            zone=self._zone(user),
            problem=problem,
        )

    def _drafted(self, submitted: Submitted) -> Ritual:
        template = submitted.text("template")
        was = begun(template) if template in shipped() else BLANK
        drafted = edits.new(Filled(dict(submitted.answers)), was)
        return replace(drafted, key=self._free_key(drafted.title))

    def _free_key(self, title: str) -> str:
        """Of its name: the first one that no ritual has or had."""
        plain = (each if each.isascii() and each.isalnum() else " " for each in title.casefold())
        bare = "-".join("".join(plain).split())[: LONGEST_KEY - 4].strip("-") or "ritual"
        taken = {each.version.ritual.key for each in self.edited.defined.definitions.all()}
        numbered = (bare if at == 1 else f"{bare}-{at}" for at in range(1, len(taken) + 2))
        return next(each for each in numbered if each not in taken)

    def _zone(self, user: str) -> str:
        person = known(self.messenger, user)
        return person.zone.key if person else "UTC"


def check(submitted: Submitted) -> Errors:
    errors = dict(edits.errors_of(edits.new, dict(submitted.answers)))
    if submitted.text("template") in ("", forms.NO_TEMPLATE):
        errors |= {name: why for name, why in NEEDED.items() if not submitted.text(name)}
    return errors
