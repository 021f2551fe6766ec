"""A pattern's messages, from what is known of it at this moment."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cadence.core.message import Audience, Form, Message
from cadence.core.ports import Clock
from cadence.patterns.messages import bugs, forms
from cadence.patterns.messages.card import Setting, brief, card
from cadence.patterns.messages.verdict import verdict
from cadence.patterns.messages.words import Names
from cadence.patterns.model.evidence import Evidence
from cadence.patterns.model.occasion import Occasion
from cadence.patterns.model.pattern import Pattern
from cadence.patterns.model.policy import Policy
from cadence.patterns.service.charting import Charting
from cadence.patterns.service.evidence import Evidencing
from cadence.patterns.service.seeing import Seeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """Raises ArchiveEmpty, StoreUnavailable and MessengerError; a picture that can't be had becomes its words."""

    evidencing: Evidencing
    charting: Charting
    seeing: Seeing
    policy: Policy
    clock: Clock

    def card(
        self,
        pattern: Pattern,
        occasion: Occasion,
        *,
        reader: str | None,
        pressable: bool = True,
        by: str | None = None,
        words: str = "",
    ) -> Message:
        """`reader`: a user id, or None for a channel; `by` and `words`: whoever handed it on, and what they said."""
        evidence = self._evidence(pattern, reader)
        setting = Setting(
            occasion=occasion,
            zone=ZoneInfo(self.policy.zone),
            names=self._names(pattern, by),
            pressable=pressable,
            by=by,
            words=words,
        )
        at = min(self.clock.now(), evidence.as_of)
        picture = self.charting.picture(pattern, at=at)
        if occasion is Occasion.DUE and pattern.verified:
            return verdict(pattern, setting, picture=picture)
        return card(pattern, evidence, setting, picture=picture)

    def shown(self, pattern: Pattern, *, audience: Audience, pressable: bool) -> Message:
        return self.card(pattern, Occasion.SHOWN, reader=audience.user, pressable=pressable)

    def brief(self, pattern: Pattern) -> Message:
        """What stays of a card that is told anew in another message."""
        setting = Setting(
            zone=ZoneInfo(self.policy.zone), names=self._names(pattern), pressable=False
        )
        return brief(pattern, setting)

    def all_bugs(self, pattern: Pattern, reader: str) -> Form:
        return bugs.all_bugs(pattern, self._evidence(pattern, reader))

    def split_form(self, pattern: Pattern, reader: str) -> Form:
        return forms.split_form(pattern, self._evidence(pattern, reader))

    def _evidence(self, pattern: Pattern, reader: str | None) -> Evidence:
        return self.evidencing.evidence(pattern, user=reader, at=self.clock.now())

    def _names(self, pattern: Pattern, *more: str | None) -> Names:
        """Of leads alone: they own areas."""
        owner = pattern.ownership.by if pattern.ownership else None
        return {user: self.seeing.name(user) for user in (owner, *more) if user}
