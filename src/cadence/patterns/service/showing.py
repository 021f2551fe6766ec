"""Patterns as people look at them: `/cadence patterns`, and their part of the Home tab."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from cadence.core.errors import ArchiveEmpty
from cadence.core.heard import Heard, Pressed
from cadence.core.message import Audience, Block, Message
from cadence.core.people import Area
from cadence.core.ports import Clock
from cadence.delivery import replying
from cadence.delivery.desk import Flow, Press, Said, Usage
from cadence.delivery.job import Settlement
from cadence.patterns.messages import actions, home, ledger, listing
from cadence.patterns.messages.words import Names
from cadence.patterns.model.access import may_see_all
from cadence.patterns.model.commands import (
    Command,
    Verb,
    areas_named,
    command,
    named,
    number_said,
)
from cadence.patterns.model.pattern import LIVE, Entry, Pattern
from cadence.patterns.model.policy import Policy
from cadence.patterns.model.rights import answers_for
from cadence.patterns.service.asked_scan import AskedScan
from cadence.patterns.service.ledgers import Ledgers
from cadence.patterns.service.pressing import Pressing
from cadence.patterns.service.seeing import Seeing

USAGE = (
    Usage(typed="patterns", does="recurring quality patterns that are live; `mine`, or `all`"),
    Usage(typed="patterns P-3", does="one pattern with its evidence; `ledger P-3` what happened"),
    Usage(typed="patterns area NAME", does="those of an area"),
    Usage(typed="patterns scan", does="look at the bugs now, and not only at night"),
)
NOT_OURS = "Patterns are shown to people of the company alone."


class Cards(Protocol):
    def shown(self, pattern: Pattern, *, audience: Audience, pressable: bool) -> Message:
        """The whole card, with its picture where one can be made. Raises ArchiveEmpty, StoreUnavailable and
        MessengerError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing(Flow):
    seeing: Seeing
    cards: Cards
    ledgers: Ledgers
    pressing: Pressing
    scans: AskedScan
    areas: Sequence[Area]
    policy: Policy
    is_copied: bool
    """Whether any project is copied from the tracker."""
    clock: Clock

    # --- what this flow answers to --------------------------------------------------------------------

    @property
    def usage(self) -> tuple[Usage, ...]:
        return USAGE

    @property
    def verbs(self) -> Mapping[str, Said]:
        return {"patterns": self.typed, "pattern": self.typed}

    @property
    def presses(self) -> Mapping[str, Press]:
        return {
            actions.SHOW: lambda pressed: self._pressed(pressed, Command(Verb.SHOW, pressed.value)),
            actions.LEDGER: lambda pressed: self._pressed(
                pressed, Command(Verb.LEDGER, pressed.value)
            ),
            actions.LIST: lambda pressed: self._pressed(pressed, Command(Verb.LIST)),
            actions.SCAN: self.scan_pressed,
        }

    def typed(self, heard: Heard, words: str) -> Settlement:
        audience, asked = self.seeing.alone(heard.user), command(words)
        if audience is None:
            return replying.answered(heard, replying.short(NOT_OURS))
        if asked.verb is Verb.SCAN:
            said, more = self.scans.begun(heard.id, heard.user, heard.team)
            return Settlement(jobs=(replying.answer(heard, said), *more))
        return replying.answered(heard, self.answer(asked, audience))

    def scan_pressed(self, pressed: Pressed) -> Settlement:
        if self.seeing.alone(pressed.user) is None:
            return replying.told(pressed, replying.short(NOT_OURS))
        said, more = self.scans.begun(pressed.id, pressed.user, pressed.team)
        return Settlement(jobs=(replying.tell(pressed, said), *more))

    def _pressed(self, pressed: Pressed, asked: Command) -> Settlement:
        audience = self.seeing.alone(pressed.user)
        message = self.answer(asked, audience) if audience else replying.short(NOT_OURS)
        return replying.told(pressed, message)

    # --- answers -----------------------------------------------------------------------------------

    def answer(self, asked: Command, audience: Audience) -> Message:
        """For somebody alone."""
        match asked.verb:
            case Verb.LIST:
                return self._live(self.seeing.all(audience, states=LIVE), audience)
            case Verb.MINE:
                mine = self._mine(audience.user or "", self.seeing.all(audience, states=LIVE))
                return self._live(mine, audience, where=listing.OF_YOURS)
            case Verb.ALL:
                found = self.seeing.all(audience)
                return listing.everything(found, self._view(found, audience))
            case Verb.AREA:
                return self._area(asked.named, audience)
            case Verb.SHOW | Verb.LEDGER:
                return self._one(asked, audience)
            case _:
                return replying.usage(USAGE)

    def _live(self, found: Sequence[Pattern], audience: Audience, where: str = "") -> Message:
        return listing.live(found, self._view(found, audience), where=where)

    def _area(self, words: str, audience: Audience) -> Message:
        known = self._areas(audience)
        wanted = areas_named(words, known)
        if not wanted:
            return replying.short(listing.no_such_area(words, known))
        found = [each for each in self.seeing.all(audience, states=LIVE) if each.area in wanted]
        where = f" in {wanted[0]}" if len(wanted) == 1 else f" in {len(wanted)} areas"
        return self._live(found, audience, where=where)

    def _areas(self, audience: Audience) -> tuple[str, ...]:
        """Of which this audience may know, by name."""
        looked = self.seeing.looked(audience)
        scanned = (area for area, _ in looked.projects) if looked else ()
        found = (each.area for each in self.seeing.all(audience))
        sees = self.seeing.bugs.sees
        set_up = (
            each.name
            for each in self.areas
            if each.projects and may_see_all(tuple(each.projects), audience, sees)
        )
        return tuple(sorted({*scanned, *found, *set_up}))

    def _one(self, asked: Command, audience: Audience) -> Message:
        found = self._named(asked.named, audience)
        if not found:
            return replying.short(listing.no_such(asked.named))
        if len(found) > 1:
            return listing.several(found, asked.named, self._view(found, audience))
        (pattern,) = found
        if asked.verb is Verb.LEDGER:
            entries = self.ledgers.of(pattern, audience)
            return ledger.ledger(pattern, entries, self._names((pattern,), entries))
        pressable = self.pressing.may_press(pattern, audience.user or "")
        try:
            return self.cards.shown(pattern, audience=audience, pressable=pressable)
        except ArchiveEmpty:
            return listing.without_copy(pattern, self._names((pattern,)))

    def _named(self, words: str, audience: Audience) -> tuple[Pattern, ...]:
        number = number_said(words)
        if number is None:
            return named(words, self.seeing.all(audience))
        found = self.seeing.pattern(number, audience)
        return (found,) if found else ()

    # --- at home -----------------------------------------------------------------------------------

    def at_home(self, user: str) -> tuple[Block, ...]:
        """The live patterns of this person's areas and those they own. Nothing for who has no part in any."""
        audience = self.seeing.alone(user)
        if audience is None:
            return ()
        mine = self._mine(user, self.seeing.all(audience, states=LIVE))
        leads = tuple(each.name for each in self.areas if each.lead.user == user)
        return home.at_home(mine, leads, self._view(mine, audience)) if mine or leads else ()

    def _mine(self, user: str, patterns: Sequence[Pattern]) -> tuple[Pattern, ...]:
        """Those of areas that they lead, and whatever they were told of, or own."""
        return tuple(each for each in patterns if user in answers_for(each, self._area_of(each)))

    # --- inside ------------------------------------------------------------------------------------

    def _area_of(self, pattern: Pattern) -> Area | None:
        return next((each for each in self.areas if each.name == pattern.area), None)

    def _view(self, patterns: Sequence[Pattern], audience: Audience) -> listing.View:
        at = self.clock.now()
        return listing.View(
            at=at,
            on=self._today(),
            names=self._names(patterns),
            looked=self.seeing.looked(audience),
            has_areas=bool(self.areas),
            is_copied=self.is_copied,
        )

    def _today(self) -> date:
        return self.clock.now().astimezone(ZoneInfo(self.policy.zone)).date()

    def _names(self, patterns: Sequence[Pattern], entries: Sequence[Entry] = ()) -> Names:
        owners = (each.ownership.by for each in patterns if each.ownership)
        users = {*owners, *(each.by for each in entries if each.by)}
        return {user: self.seeing.name(user) for user in sorted(users)}
