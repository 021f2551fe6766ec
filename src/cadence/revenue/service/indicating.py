"""`/cadence indicators`: where they stand, a reading by hand, and what is defined in Slack."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from cadence.core.calendar import day_written
from cadence.core.heard import Heard, Pressed, Submitted
from cadence.core.message import Form
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.desk import Check, Errors, Flow, Press, Said, Submission, Usage
from cadence.delivery.job import Settlement
from cadence.delivery.post import show_form
from cadence.revenue.messages import indicators as messages
from cadence.revenue.model.asks import wrong
from cadence.revenue.model.indicator import (
    BUILT_IN,
    Better,
    LeadingIndicator,
    Origin,
    Reading,
    Standing,
    standing,
)
from cadence.revenue.service.looking import Looking
from cadence.revenue.service.people import People
from cadence.revenue.store.indicators import Indicators

BY_HAND = "recorded by hand"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicating(Flow):
    looking: Looking
    indicators: Indicators
    people: People
    clock: Clock

    @property
    def usage(self) -> tuple[Usage, ...]:
        return (
            Usage(
                typed="indicators", does="leading indicators: where they stand, and a new reading"
            ),
        )

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {"indicators": self.show}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            messages.READ: self.read,
            messages.CHANGE: self.change,
            messages.NEW: self.new,
        }

    @property
    def submissions(self) -> Mapping[str, Submission]:
        return {messages.READ_FORM: self.take, messages.FORM: self.define}

    @property
    def checks(self) -> Mapping[str, Check]:
        return {messages.READ_FORM: self.check_reading, messages.FORM: self.check_indicator}

    # --- looking -------------------------------------------------------------------------------------

    def show(self, heard: Heard, _words: str) -> Settlement:
        if not self.people.alone(heard.user).figures:
            return replying.answered(heard, replying.short(messages.NO_SIGHT))
        on = self.people.today(heard.user, self.clock.now())
        standings = self.looking.standings(on)
        return replying.answered(heard, messages.listed(standings, self._names(standings), on))

    def _names(self, standings: tuple[Standing, ...]) -> Mapping[str, str]:
        owners = {each.indicator.owner for each in standings if each.indicator.owner}
        known = {owner: self.people.known(owner) for owner in owners}
        return {owner: person.name for owner, person in known.items() if person}

    def _standing(self, key: str, user: str) -> Standing | None:
        """None: there is none, or this person may not see it, which read the same."""
        if not self.people.alone(user).figures:
            return None
        on = self.people.today(user, self.clock.now())
        found = (each for each in self.looking.standings(on) if each.indicator.key == key)
        return next(found, None)

    # --- readings ------------------------------------------------------------------------------------

    def read(self, pressed: Pressed) -> Settlement:
        found = self._standing(pressed.value, pressed.user)
        if found is None:
            return _shown(pressed, replying.done(messages.NO_INDICATOR), messages.NO_INDICATOR)
        today = self.people.today(pressed.user, self.clock.now())
        return _shown(pressed, messages.reading_form(found, today), messages.NOT_OPENED)

    def check_reading(self, submitted: Submitted) -> Errors:
        """In no zone of anybody's, since a modal waits: a day that has begun nowhere yet is ahead."""
        errors = {}
        value, on = _number(submitted.text("value")), day_written(submitted.text("on"))
        known = next((e for e in self._pure() if e.key == submitted.private), None)
        if value is None:
            errors["value"] = "Write a number, such as 62.5."
        elif why := wrong(known, value):
            errors["value"] = why
        if on is None or on > (self.clock.now() + DAY / 2).date():
            errors["on"] = "Choose a day that is not ahead."
        return errors

    def _pure(self) -> tuple[LeadingIndicator, ...]:
        """What is known without a look into the database."""
        return (*self.looking.in_file, *BUILT_IN)

    def take(self, submitted: Submitted) -> Settlement:
        found = self._standing(submitted.private, submitted.user)
        value, on = _number(submitted.text("value")), day_written(submitted.text("on"))
        if found is None or value is None or on is None:
            return replying.ended(submitted, messages.NO_INDICATOR)
        if why := wrong(found.indicator, value):
            return replying.ended(submitted, why)
        reading = Reading(
            indicator=found.indicator.key,
            on=on,
            value=value,
            taken_at=self.clock.now(),
            source=BY_HAND,
            by=submitted.user,
            note=submitted.text("note"),
        )
        taken = self.indicators.take(reading, key=f"form:{submitted.id}")
        now = standing(found.indicator, (*found.readings, reading))
        said = replying.ended(submitted, messages.recorded(now))
        return replace(said, changes=(taken,))

    # --- definitions ---------------------------------------------------------------------------------

    def new(self, pressed: Pressed) -> Settlement:
        if not self.people.alone(pressed.user).figures:
            return _shown(pressed, replying.done(messages.NO_SIGHT), messages.NO_SIGHT)
        form = messages.indicator_form(None, json.dumps({"key": None, "number": 1}))
        return _shown(pressed, form, messages.NOT_OPENED)

    def change(self, pressed: Pressed) -> Settlement:
        found = self._standing(pressed.value, pressed.user)
        if found is None:
            return _shown(pressed, replying.done(messages.NO_INDICATOR), messages.NO_INDICATOR)
        indicator = found.indicator
        if indicator.origin is Origin.FILE:
            said = messages.in_file(indicator.name)
            return _shown(pressed, replying.done(said), said)
        private = json.dumps({"key": indicator.key, "number": self._number(indicator.key) + 1})
        return _shown(pressed, messages.indicator_form(indicator, private), messages.NOT_OPENED)

    def _number(self, key: str) -> int:
        """Of its last version in Slack; 0 where there is none."""
        found = (number for each, number in self.indicators.defined() if each.key == key)
        return next(found, 0)

    def check_indicator(self, submitted: Submitted) -> Errors:
        errors = {}
        if not messages.key_of(submitted.text("name")):
            errors["name"] = "Write a name with some letters of the Latin alphabet, or digits."
        if not submitted.text("definition"):
            errors["definition"] = "Say what is measured."
        target = submitted.text("target")
        aim = _number(target)
        if target and aim is None:
            errors["target"] = "Write a number, such as 60."
        elif aim is not None and (why := wrong(None, aim)):
            errors["target"] = why
        return errors

    def define(self, submitted: Submitted) -> Settlement:
        if not self.people.alone(submitted.user).figures:
            return replying.ended(submitted, messages.NO_SIGHT)
        held = json.loads(submitted.private)
        name = submitted.text("name")
        key = held["key"] or messages.key_of(name)
        known = {each.key: each for each in self.looking.defined()}.get(key)
        if known and held["key"] is None:
            return replying.ended(submitted, messages.is_there(known.name))
        if known and known.origin is Origin.FILE:
            return replying.ended(submitted, messages.in_file(known.name))
        indicator = _indicator(key, submitted)
        if self._number(key) + 1 != held["number"]:
            return replying.ended(submitted, messages.overtaken(name))
        change = self.indicators.define(
            indicator, held["number"], by=submitted.user, at=self.clock.now()
        )
        said = replying.ended(submitted, messages.saved(indicator))
        return replace(said, changes=(change,))


def _indicator(key: str, submitted: Submitted) -> LeadingIndicator:
    target = submitted.text("target")
    return LeadingIndicator(
        key=key,
        name=submitted.text("name"),
        definition=submitted.text("definition"),
        unit=submitted.text("unit"),
        better=Better(submitted.text("better") or Better.HIGHER),
        target=_number(target) if target else None,
        owner=submitted.text("owner") or None,
        origin=Origin.SLACK,
    )


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(
            text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
        )
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _shown(pressed: Pressed, form: Form, instead: str) -> Settlement:
    """In the modal that waits; without one, that it could not be opened."""
    told = replying.tell(pressed, replying.short(instead))
    if pressed.view is None:
        return Settlement(jobs=(told,))
    return Settlement(
        jobs=(show_form(pressed.view, form, key=f"indicator form:{pressed.id}", instead=told),)
    )
