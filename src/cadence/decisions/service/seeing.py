"""Whose rights a read of the records has, asked of Slack anew each time."""

from dataclasses import dataclass

from cadence.core.heard import Heard, Surface
from cadence.core.message import Kind
from cadence.core.ports import Messenger
from cadence.core.readers import kind_or_least, known
from cadence.decisions.model.access import NOTHING, Seen, seen_by, seen_in
from cadence.decisions.model.decision import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeing:
    """Raises MessengerError where Slack could not be asked: then nobody is shown anything."""

    messenger: Messenger

    def alone(self, user: str) -> Seen:
        """What may be shown to this person alone."""
        person = known(self.messenger, user)
        if person is None:
            return NOTHING
        member_of = self.messenger.channels_of(user)
        return seen_by(user, member_of=member_of, is_guest=person.is_guest)

    def in_channel(self, channel: str) -> Seen:
        """What everyone who reads there may see."""
        return seen_in(channel, kind_or_least(self.messenger, channel))

    def answering(self, heard: Heard) -> Seen:
        """What may be said in answer, where `is_alone` says that only the asker reads it.

        In a channel it is no more than the asker may see: a guest there does not read other channels through us.
        """
        if is_alone(heard):
            return self.alone(heard.user)
        everyone = self.in_channel(heard.channel)
        public = everyone.public and self.alone(heard.user).public
        return Seen(public=public, channels=everyone.channels)

    def may_stand(self, decision: Decision, channel: str) -> bool:
        """Whether everyone who reads there may see it."""
        return self.in_channel(channel).allows(decision.origin, decision.recorded_by)

    def reads_in(self, user: str, channel: str) -> bool:
        """Whether this person can read what is said there."""
        seen = self.alone(user)
        return channel in seen.channels or (
            seen.public and kind_or_least(self.messenger, channel) is Kind.PUBLIC
        )


def is_alone(heard: Heard) -> bool:
    """Whether the answer is read by the asker alone."""
    return heard.surface is not Surface.MENTION
