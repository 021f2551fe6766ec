"""Who people are, whose rights a read has, and what is suggested to whom."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from cadence.core.errors import NotSent
from cadence.core.message import Audience, Kind
from cadence.core.people import Person
from cadence.core.ports import Messenger
from cadence.core.readers import alone
from cadence.revenue.model.access import Access, Sight, sight
from cadence.revenue.model.customer import Customer, Owners, Suggested, suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Raises MessengerError where Slack could not be asked."""

    messenger: Messenger
    zone: ZoneInfo
    """Of those whom Slack doesn't know, and of the terminal."""
    access: Access
    owners: Owners

    def known(self, owner: str) -> Person | None:
        """By user id or e-mail address; None for nobody that Slack knows, and for whom nothing can be said to."""
        try:
            person = (
                self.messenger.person_by_email(owner)
                if "@" in owner
                else self.messenger.person(owner)
            )
        except NotSent:
            return None
        return None if person is None or person.is_gone or person.is_bot else person

    def today(self, user: str | None, at: datetime) -> date:
        person = self.known(user) if user else None
        return at.astimezone(person.zone if person else self.zone).date()

    def sight(self, audience: Audience) -> Sight:
        is_alone = audience.channel is None or audience.kind is Kind.DIRECT
        person = self.known(audience.user) if audience.user and is_alone else None
        return sight(self.access, audience, is_guest=person is None or person.is_guest)

    def alone(self, user: str) -> Sight:
        """What may be shown to this person alone."""
        person = self.known(user)
        if person is None:
            return sight(
                self.access, Audience(user=user, channel=None, kind=Kind.DIRECT), is_guest=True
            )
        audience = alone(self.messenger, user, email=person.email)
        return sight(self.access, audience, is_guest=person.is_guest)

    def suggested(self, customer: Customer) -> Suggested:
        """With the owner's name instead of an id."""
        found = suggested(customer, self.owners)
        person = self.known(found.owner) if found.owner else None
        return replace(found, owner=person.name if person else found.owner)

    def taker(self, customer: Customer) -> tuple[Person | None, str]:
        """Who can be asked to take it, and why this person; or None, and why nobody."""
        found = suggested(customer, self.owners)
        person = self.known(found.owner) if found.owner else None
        if person is None:
            return None, f"{found.owner} is not in Slack" if found.owner else found.why
        if not self.alone(person.id).accounts:
            return None, f"{person.name} may not see revenue"
        return person, found.why
