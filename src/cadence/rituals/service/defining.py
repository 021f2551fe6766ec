"""`/cadence rituals`: what there is, how each stands, what it would look like, and what became of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cadence.core.errors import MessengerUnavailable, StoreUnavailable, TrackerError
from cadence.core.heard import Heard, Pressed, Surface
from cadence.core.message import Message, Place
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.desk import Flow, Press, Said, Usage
from cadence.delivery.job import NewJob, Settlement
from cadence.delivery.post import say
from cadence.rituals.messages import definitions as messages
from cadence.rituals.messages.inert import inert
from cadence.rituals.model.due import next_held
from cadence.rituals.model.ritual import Standing
from cadence.rituals.model.until import day_named
from cadence.rituals.service.beginning import Beginning
from cadence.rituals.service.defined import Defined
from cadence.rituals.service.editing import Editing
from cadence.rituals.service.steps import Publishing
from cadence.rituals.service.templates import shipped
from cadence.rituals.service.turning import Turned, Turning
from cadence.rituals.store.occurrences import Occurrences

OPENING = ("new", "edit")
"""What is answered by a form."""
RECENT = 10
"""Occurrences in a history."""
LEDGER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    """Who asked, whether by a command or a press, and where they are answered alone."""

    user: str
    place: Place
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defining(Flow):
    defined: Defined
    occurrences: Occurrences
    publishing: Publishing
    turning: Turning
    beginning: Beginning
    editing: Editing
    clock: Clock

    @property
    def usage(self) -> tuple[Usage, ...]:
        return (
            Usage(typed="rituals", does="your rituals, and when each is next"),
            Usage(typed="rituals new", does="set one up; `rituals templates` lists what there is"),
            Usage(
                typed="rituals show NAME",
                does="one; also edit, pause, resume, end, history, ledger",
            ),
            Usage(
                typed="rituals preview NAME [DATE]",
                does="how it would read that day; nothing is sent",
            ),
            Usage(typed="rituals rollback NAME VERSION", does="an earlier version counts again"),
        )

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {"rituals": self.hear, "ritual": self.hear}

    def opens(self, verb: str, words: str) -> bool:  # noqa: ARG002 - the shape of Flow
        return words.partition(" ")[0].casefold() in OPENING

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            messages.DO: self.chosen,
            messages.END: self.ended,
            messages.BACK: self.rolled_back,
            **{f"rituals.{each}": self.looked for each in _LOOKS},
        }

    # --- what is typed -----------------------------------------------------------------------------------

    def hear(self, heard: Heard, words: str) -> Settlement:
        verb, _, rest = words.partition(" ")
        verb, rest = verb.casefold(), rest.strip()
        if verb in ("", "list"):
            return self._list(heard, rest)
        if verb == "templates":
            return replying.answered(heard, messages.templates(tuple(shipped().values())))
        if verb == "new":
            return self.beginning.begin(heard, rest)
        if verb not in _ABOUT_ONE:
            return self._named(heard, words)
        name, more = _apart(rest)
        standing = self.defined.one(name, heard.user)
        if standing is None:
            return replying.answered(heard, messages.listed((), words=name or verb))
        return self._about_one(heard, verb, standing, more)

    def _named(self, heard: Heard, words: str) -> Settlement:
        """A name without a verb shows it."""
        standing = self.defined.one(words.strip('"“” '), heard.user)
        if standing is None:
            return replying.answered(heard, replying.usage(self.usage, unknown=words))
        return self._look("show", standing, _asker(heard))

    def _about_one(
        self, heard: Heard, verb: str, standing: Standing, more: tuple[str, ...]
    ) -> Settlement:
        if verb == "edit":
            return self.editing.edit(heard, standing)
        asker = _asker(heard)
        if verb in _DATED and more and _date(more) is None:
            return replying.answered(heard, messages.no_date(more[0]))
        if verb in _LOOKS:
            return self._look(verb, standing, asker, on=_date(more))
        if verb == "rollback":
            number = int(more[0]) if more and _NUMBER.fullmatch(more[0]) else 0
            turned = self.turning.roll_back(standing, number, by=heard.user)
            return self._turned(turned, standing, asker)
        name, why = self.defined.name(heard.user), " ".join(more)
        if verb == "resume":
            turned = self.turning.resume(standing, by=heard.user, name=name)
        elif verb == "end":
            turned = self.turning.end(standing, by=heard.user, name=name, why=why)
        else:
            today = self.clock.now().astimezone(standing.version.ritual.schedule.zone).date()
            until, why = _until(more, today)
            if until is None and _says_until(more):
                return replying.answered(heard, messages.no_date(" ".join(more[1:])))
            turned = self.turning.pause(standing, by=heard.user, name=name, why=why, until=until)
        return self._turned(turned, standing, asker)

    def _list(self, heard: Heard, words: str) -> Settlement:
        wanted = words.casefold()
        found = [
            self.defined.listed(each)
            for each in self.defined.seen_by(heard.user)
            if wanted in f"{each.version.ritual.key} {each.version.ritual.title}".casefold()
        ]
        return replying.answered(heard, messages.listed(found, words=words))

    # --- what is pressed ---------------------------------------------------------------------------------

    def chosen(self, pressed: Pressed) -> Settlement:
        verb, _, key = pressed.value.partition(":")
        return self._look_pressed(pressed, verb, key)

    def looked(self, pressed: Pressed) -> Settlement:
        return self._look_pressed(pressed, pressed.action.removeprefix("rituals."), pressed.value)

    def _look_pressed(self, pressed: Pressed, verb: str, key: str) -> Settlement:
        standing = self.defined.one(key, pressed.user)
        if standing is None or verb not in _LOOKS:
            return replying.told(pressed, messages.listed((), words=key))
        return self._look(verb, standing, _presser(pressed))

    def ended(self, pressed: Pressed) -> Settlement:
        standing = self.defined.one(pressed.value, pressed.user)
        if standing is None:
            return replying.told(pressed, messages.listed((), words=pressed.value))
        name = self.defined.name(pressed.user)
        turned = self.turning.end(standing, by=pressed.user, name=name)
        return self._turned(turned, standing, _presser(pressed))

    def rolled_back(self, pressed: Pressed) -> Settlement:
        key, _, number = pressed.value.partition(":")
        standing = self.defined.one(key, pressed.user)
        if standing is None or not _NUMBER.fullmatch(number):
            return replying.told(pressed, messages.listed((), words=key))
        turned = self.turning.roll_back(standing, int(number), by=pressed.user)
        return self._turned(turned, standing, _presser(pressed))

    def _turned(self, turned: Turned, standing: Standing, asker: _Asker) -> Settlement:
        jobs = [say(asker.place, replying.short(turned.says), key=asker.key)]
        jobs += turned.announced(standing, asker.place.team, key=asker.key)
        return Settlement(changes=turned.changes, jobs=tuple(jobs))

    # --- looking -----------------------------------------------------------------------------------------

    def _look(
        self, verb: str, standing: Standing, asker: _Asker, *, on: date | None = None
    ) -> Settlement:
        if verb == "preview":
            return self._preview(standing, asker, on)
        message = self._seen(verb, standing, asker.user, on)
        return Settlement(jobs=(say(asker.place, message, key=asker.key),))

    def _seen(self, verb: str, standing: Standing, user: str, on: date | None) -> Message:
        ritual = standing.version.ritual
        if verb == "show":
            return messages.whole(self.defined.shown(standing, user))
        if verb == "ledger":
            entries = self.occurrences.ledger(ritual=ritual.key, on=on, limit=LEDGER)
            shown = self.defined.shown(standing, user, *(each.whom for each in entries))
            return messages.ledger(ritual, entries, shown.names)
        versions = self.defined.definitions.versions(ritual.key)
        shown = self.defined.shown(standing, user, *(each.by for each in versions))
        held = self.occurrences.occurrences(ritual.key, limit=RECENT)
        return messages.history(shown, versions, held)

    def _preview(self, standing: Standing, asker: _Asker, on: date | None) -> Settlement:
        ritual, now = standing.version.ritual, self.clock.now()
        due = next_held(ritual.schedule, now)
        on = on or (due.on if due else now.astimezone(ritual.schedule.zone).date())
        try:
            previewed = self.publishing.preview(ritual, on, user=asker.user, at=now)
        except (TrackerError, StoreUnavailable, MessengerUnavailable) as error:
            said = replying.short(f"I could not read what it needs: {error}. Nothing was sent.")
            return Settlement(jobs=(say(asker.place, said, key=asker.key),))
        shown = tuple(inert(each, self.defined.name) for each in previewed)
        return Settlement(jobs=_in_order(asker, shown))


_LOOKS = ("show", "preview", "history", "ledger")
_DATED = ("preview", "ledger")
_NUMBER = re.compile(r"[0-9]{1,9}")
"""Of a version."""
_ABOUT_ONE = (*_LOOKS, "edit", "pause", "resume", "end", "rollback")


def _in_order(asker: _Asker, messages: tuple[Message, ...]) -> tuple[NewJob, ...]:
    return tuple(
        say(asker.place, each, key=f"{asker.key}:{at}" if at else asker.key)
        for at, each in enumerate(messages)
    )


def _asker(heard: Heard) -> _Asker:
    private = heard.surface in (Surface.COMMAND, Surface.SHORTCUT)
    place = Place(
        channel=heard.channel,
        thread=heard.thread,
        only_for=heard.user if private else None,
        team=heard.team,
    )
    return _Asker(user=heard.user, place=place, key=f"answer:{heard.id}")


def _presser(pressed: Pressed) -> _Asker:
    direct = pressed.channel.startswith(("D", "U", "W"))
    place = Place(
        channel=pressed.channel,
        thread=pressed.thread,
        only_for=None if direct else pressed.user,
        team=pressed.team,
    )
    return _Asker(user=pressed.user, place=place, key=f"press:{pressed.id}")


def _apart(words: str) -> tuple[str, tuple[str, ...]]:
    """A name, in quotation marks where it has spaces, and what follows it."""
    for left, right in (('"', '"'), ("“", "”")):
        if words.startswith(left) and right in words[1:]:
            name, _, more = words[1:].partition(right)
            return name.strip(), tuple(more.split())
    name, *rest = words.split() or [""]
    return name, tuple(rest)


def _date(words: tuple[str, ...]) -> date | None:
    try:
        return date.fromisoformat(words[0]) if words else None
    except ValueError:
        return None


def _says_until(words: tuple[str, ...]) -> bool:
    return bool(words) and words[0].casefold() == "until"


def _until(words: tuple[str, ...], today: date) -> tuple[date | None, str]:
    """“until 2027-01-04 holidays” apart, or “until Friday”; what is paused for want of a date would stay so."""
    if not _says_until(words):
        return None, " ".join(words)
    if on := _date(words[1:]):
        return on, " ".join(words[2:])
    return day_named(" ".join(words[1:]), today=today), ""
