"""Who reads what is said, as far as Slack tells."""

from cadence.core.errors import NotSent
from cadence.core.message import Audience, Kind
from cadence.core.people import Person
from cadence.core.ports import Messenger

SOMEBODY = "somebody who is gone"


def kind_or_least(messenger: Messenger, channel: str) -> Kind:
    """Where Slack won't tell, what may be seen least in: people of another company may read along."""
    try:
        return messenger.kind_of(channel)
    except NotSent:
        return Kind.SHARED


def known(messenger: Messenger, user: str) -> Person | None:
    """None for somebody whom Slack doesn't know."""
    try:
        return messenger.person(user)
    except NotSent:
        return None


def name_or_somebody(messenger: Messenger, user: str) -> str:
    person = known(messenger, user)
    return person.name if person else SOMEBODY


def alone(messenger: Messenger, user: str, *, email: str | None) -> Audience:
    """What is said to this person, and read by nobody else."""
    groups = messenger.groups_of(user)
    return Audience(user=user, channel=None, kind=Kind.DIRECT, groups=groups, email=email)


def anyone_alone(messenger: Messenger, user: str) -> Audience:
    """The same, also of somebody whom Slack doesn't know."""
    person = known(messenger, user)
    return alone(messenger, user, email=person.email if person else None)


def ours_alone(messenger: Messenger, user: str) -> Audience | None:
    """The same; None where they are not of the company."""
    person = known(messenger, user)
    return alone(messenger, user, email=person.email) if person and person.is_ours else None
