"""Who sees a ritual, and who may change it."""

from dataclasses import dataclass
from typing import Protocol

from cadence.core.message import Kind
from cadence.core.ports import Messenger
from cadence.core.readers import kind_or_least, known
from cadence.rituals.model.described import where_defined
from cadence.rituals.model.ritual import Origin, Ritual, Standing


class Hindering(Protocol):
    """Says in a plain sentence why something may not be done, or None. `user` is None for nobody in Slack."""

    def hindrance(self, user: str | None, standing: Standing) -> str | None:
        """To change what it is."""

    def outside(self, user: str | None, standing: Standing) -> str | None:
        """To pause it or take it up again."""


class Operator:
    """Whoever holds the database, on a terminal: may do all but what the file decides."""

    def hindrance(self, user: str | None, standing: Standing) -> str | None:  # noqa: ARG002 - the shape of Hindering
        return defined_in_file(standing)

    def outside(self, user: str | None, standing: Standing) -> str | None:  # noqa: ARG002 - the shape of Hindering
        return None


@dataclass(frozen=True, slots=True)
class Rights:
    messenger: Messenger

    def sees(self, user: str, ritual: Ritual) -> bool:
        """Who reads its channel, or has a part in it."""
        who = ritual.participants
        if user in (*who.people, *who.observers, *ritual.calls_to):
            return True
        return self.reads(user, ritual.channel)

    def reads(self, user: str, channel: str) -> bool:
        """Who is in it; and everybody but guests, where it is open to all of the company."""
        return self.is_in(user, channel) or (self._is_public(channel) and not self._is_guest(user))

    def is_in(self, user: str, channel: str) -> bool:
        return channel in self.messenger.channels_of(user)

    def _is_public(self, channel: str) -> bool:
        return kind_or_least(self.messenger, channel) is Kind.PUBLIC

    def _is_guest(self, user: str) -> bool:
        person = known(self.messenger, user)
        return person is None or person.is_guest

    def hindrance(self, user: str | None, standing: Standing) -> str | None:
        return defined_in_file(standing) or self.outside(user, standing)

    def outside(self, user: str | None, standing: Standing) -> str | None:
        ritual = standing.version.ritual
        if user and (user == standing.version.by or self.is_in(user, ritual.channel)):
            return None
        return f"Only people in the channel of “{ritual.title}” may do that."


def defined_in_file(standing: Standing) -> str | None:
    """Where it is changed instead; None for what was set up in Slack."""
    ritual = standing.version.ritual
    if standing.version.origin is not Origin.FILE:
        return None
    return f"“{ritual.title}” is defined in a file: change it under {where_defined(ritual)}."
