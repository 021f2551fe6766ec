"""Names of people, for messages in which nobody is to be pinged."""

from collections.abc import Iterable, Mapping

from cadence.core.ports import Messenger
from cadence.core.readers import known


def names_of(users: Iterable[str], messenger: Messenger) -> Mapping[str, str]:
    """By user id; without those whom Slack doesn't know."""
    found = {user: _name(user, messenger) for user in sorted(set(users)) if user}
    return {user: name for user, name in found.items() if name}


def _name(user: str, messenger: Messenger) -> str | None:
    if not user.startswith(("U", "W")):
        return None
    person = known(messenger, user)
    return person.name if person else None
