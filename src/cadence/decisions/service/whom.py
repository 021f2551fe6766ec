"""Whom to ask about a decision, and what they may see."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from cadence.core.errors import NotSent
from cadence.core.message import Audience
from cadence.core.people import Person
from cadence.core.ports import Messenger
from cadence.core.readers import anyone_alone, known
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision
from cadence.decisions.model.review import Role
from cadence.decisions.service.boards import Seeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    to: str
    """A user id, or the log channel's."""
    role: Role
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Every method raises MessengerUnavailable and SlowDown: then nobody is chosen yet."""

    messenger: Messenger
    seeing: Seeing
    zone: ZoneInfo
    """The log channel's."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """By channel, the user who answers for it; elsewhere it is who made the channel."""
    log_channel: str | None = None

    def first(self, decision: Decision) -> Whom | None:
        """The decider; where the record names none in Slack, who recorded it; where they are gone or may no longer see
        it, the owner. None where nobody is left."""
        user, role = decision.recorded_by.user, Role.RECORDER
        if decision.body.decider and decision.body.decider.user:
            user, role = decision.body.decider.user, Role.DECIDER
        person = self._who_can_answer(user, decision)
        if person:
            return Whom(to=person.id, role=role, zone=person.zone)
        return self.owner(decision, besides=frozenset())

    def owner(self, decision: Decision, *, besides: frozenset[str]) -> Whom | None:
        """Of the channel, else the log channel where everyone there may see it."""
        for user in self._owners(decision):
            if user not in besides and (person := self._who_can_answer(user, decision)):
                return Whom(to=person.id, role=Role.OWNER, zone=person.zone)
        log = self.log_channel
        if log and log not in besides and self._is_shown_in(log, decision):
            return Whom(to=log, role=Role.LOG, zone=self.zone)
        return None

    def seen(self, to: str) -> Seen:
        """What may be shown to whom it is said: a person alone, or a channel."""
        return self.seeing.alone(to) if _is_user(to) else self.seeing.in_channel(to)

    def audience(self, to: str) -> Audience:
        """The same, for what the tracker holds."""
        if not _is_user(to):
            return Audience(user=None, channel=to, kind=self.messenger.kind_of(to))
        return anyone_alone(self.messenger, to)

    def audience_in(self, user: str, channel: str) -> Audience:
        """The same, of everyone who reads an answer to somebody there."""
        return Audience(user=user, channel=channel, kind=self.messenger.kind_of(channel))

    def _owners(self, decision: Decision) -> Iterator[str]:
        channel = decision.origin.channel
        if channel is None:
            return
        if channel in self.owners:
            yield self.owners[channel]
        try:
            creator = self.messenger.creator_of(channel)
        except NotSent:
            creator = None
        if creator:
            yield creator

    def _who_can_answer(self, user: str | None, decision: Decision) -> Person | None:
        if user is None:
            return None
        person = known(self.messenger, user)
        if person is None or person.is_bot or person.is_gone:
            return None
        seen = self.seeing.alone(user)
        return person if seen.allows(decision.origin, decision.recorded_by) else None

    def _is_shown_in(self, channel: str, decision: Decision) -> bool:
        try:
            seen = self.seeing.in_channel(channel)
        except NotSent:
            return False
        return seen.allows(decision.origin, decision.recorded_by)


def _is_user(to: str) -> bool:
    return to.startswith(("U", "W"))
