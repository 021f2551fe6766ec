"""Who may see which decision: it follows the channel in which it was decided."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from cadence.core.message import Kind
from cadence.decisions.model.decision import Event, Happened, Origin, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one audience may see. Not found and not allowed read the same."""

    public: bool = False
    """What was decided in a public channel of our own, on a terminal, or was imported."""
    channels: frozenset[str] = frozenset()
    """Channels of any kind whose decisions may be seen besides."""
    user: str | None = None
    """Whose own direct messages to Cadence may be seen too."""
    everything: bool = False
    """For whoever holds the database itself, and says so."""

    def allows(self, origin: Origin, recorded_by: Party) -> bool:
        if self.everything or (origin.channel is not None and origin.channel in self.channels):
            return True
        if origin.channel is None or origin.kind is Kind.PUBLIC:
            return self.public
        return (
            origin.kind is Kind.DIRECT and self.user is not None and recorded_by.user == self.user
        )


def seen_in(channel: str, kind: Kind) -> Seen:
    """What may be shown to everyone who reads in a channel: its own decisions, and unless people of another company
    read along the public ones."""
    return Seen(
        public=kind in (Kind.PUBLIC, Kind.PRIVATE, Kind.GROUP), channels=frozenset({channel})
    )


def seen_by(user: str, *, member_of: frozenset[str], is_guest: bool) -> Seen:
    """What may be shown to one person alone. `member_of` are the channels that this person is in now, and that Cadence
    is in too; a guest sees those alone."""
    return Seen(public=not is_guest, channels=member_of, user=user)


NOTHING = Seen()


def told(events: Iterable[Event], known: Collection[int]) -> tuple[Event, ...]:
    """A history for somebody who may see these other decisions. A tie to one that they may not see is left out. Of
    anything else that happened between the two remains that it did: why is as much about the other one."""
    return tuple(_told(each, known) for each in events if _may_be_told(each, known))


def _may_be_told(event: Event, known: Collection[int]) -> bool:
    is_tie = event.what in (Happened.LINKED, Happened.UNLINKED)
    return not is_tie or event.other is None or event.other in known


def _told(event: Event, known: Collection[int]) -> Event:
    if event.other is None or event.other in known:
        return event
    return replace(event, other=None, words="")
