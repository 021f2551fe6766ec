"""Who is asked, about what, and who can't be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cadence.core.agenda import Subject
from cadence.core.people import Person
from cadence.core.ports import Messenger
from cadence.core.readers import known
from cadence.rituals.messages.words import day
from cadence.rituals.model.checkin import Away
from cadence.rituals.model.questions import groups
from cadence.rituals.model.ritual import Ritual
from cadence.rituals.store.checkins import CheckIns

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who is to be asked."""

    user: str
    """A user id; or, where that could not be read, a user group."""
    subjects: tuple[Subject, ...] = ()
    zone: ZoneInfo
    email: str | None = None
    out_of_reach: str = ""
    """Why they can't be asked; "" where they can."""
    away: str = ""
    """Why they are not asked; "" for who is there."""
    back_at: datetime | None = None
    """Of who is away, where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participants:
    messenger: Messenger
    checkins: CheckIns

    def of(
        self, ritual: Ritual, subjects: Sequence[Subject], *, at: datetime
    ) -> tuple[Participant, ...]:
        """Everybody once, in the order of the definition, without observers and whoever has nothing to be asked.

        Raises MessengerError where Slack can't be asked.
        """
        users, unread = self._named(ritual, subjects)
        mine = {user: _of(user, subjects) for user in users}
        wanted = tuple(user for user in users if groups(ritual.asks, mine[user]))
        away = self.checkins.away(wanted, at)
        people = (self._participant(user, mine[user], away, at) for user in wanted)
        return (*people, *(_unread(group) for group in unread))

    def person(self, user: str) -> Person | None:
        """None for somebody whom Slack does not know."""
        return known(self.messenger, user)

    def _named(
        self, ritual: Ritual, subjects: Sequence[Subject]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Users, and groups that can't be read."""
        who = ritual.participants
        members = {group: self.messenger.members_of(group) for group in who.groups}
        owners = [each.owner for each in subjects if each.owner] if who.owners else []
        named = (*who.people, *(user for each in members.values() for user in each or ()), *owners)
        users = tuple(user for user in dict.fromkeys(named) if user not in who.observers)
        return users, tuple(group for group, each in members.items() if each is None)

    def _participant(
        self,
        user: str,
        subjects: tuple[Subject, ...],
        away: Mapping[str, Away],
        at: datetime,
    ) -> Participant:
        person = self.person(user)
        if person is None:
            return _lost(user, subjects, "Slack does not know them")
        if person.is_gone:
            return _lost(user, subjects, "they have left Slack")
        if person.is_bot:
            return _lost(user, subjects, "it is a bot")
        gone, back_at = absence(person, away.get(user), at)
        return Participant(
            user=user,
            subjects=subjects,
            zone=person.zone,
            email=person.email,
            away=gone,
            back_at=back_at,
        )


def absence(person: Person, said: Away | None, at: datetime) -> tuple[str, datetime | None]:
    """Whether somebody is away at this moment, in words, and until when; ("", None) where they are not. What they told
    Cadence goes before their status."""
    if said is not None:
        if said.end is None:
            return "away until they say that they are back", None
        return _until(said.end, person.zone), said.end
    until = person.away_until
    if until is None or until <= at:
        return "", None
    if until >= FOREVER:
        return "away, by their status", None
    return _until(until, person.zone), until


def _until(end: datetime, zone: ZoneInfo) -> str:
    return f"away until {day(end.astimezone(zone).date())}"


def _of(user: str, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    return tuple(each for each in subjects if each.owner == user)


def _lost(user: str, subjects: tuple[Subject, ...], why: str) -> Participant:
    return Participant(user=user, subjects=subjects, zone=ZoneInfo("UTC"), out_of_reach=why)


def _unread(group: str) -> Participant:
    why = "there is no such user group, or I may not read who is in it"
    return Participant(user=group, zone=ZoneInfo("UTC"), out_of_reach=why)
