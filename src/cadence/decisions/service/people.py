"""Names of people in Slack, and what they said, as it is shown and kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cadence.core.message import Said
from cadence.core.ports import Messenger
from cadence.core.readers import known
from cadence.decisions.messages.forms import Saying
from cadence.decisions.model.decision import Party
from cadence.decisions.model.naming import by_name, mentioned

SOMEBODY = "somebody"
"""Who wrote a message of which Slack names no author, such as another app's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    messenger: Messenger
    zone: ZoneInfo
    """For people whose own zone is not known."""

    def names(self, users: Iterable[str]) -> Mapping[str, str]:
        """By user id; without those whom Slack doesn't know."""
        found = {user: self._name(user) for user in sorted(set(users))}
        return {user: name for user, name in found.items() if name}

    def names_in(self, said: Iterable[Said]) -> Mapping[str, str]:
        """Of those who said it and those whom it mentions."""
        said = tuple(said)
        return self.names(
            mentioned(each.text for each in said) | {each.user for each in said if each.user}
        )

    def party(self, user: str) -> Party:
        return Party(name=self._name(user) or user, user=user)

    def zone_of(self, user: str) -> ZoneInfo:
        person = known(self.messenger, user)
        return person.zone if person else self.zone

    def sayings(
        self, said: Iterable[Said], names: Mapping[str, str], channel: str, thread: str | None
    ) -> Mapping[str, Saying]:
        """By `ts`, as they are shown."""
        return {
            each.ts: Saying(
                name=names.get(each.user or "", SOMEBODY),
                text=by_name(each.text, names),
                at=instant(each.ts),
                permalink=self.messenger.permalink(channel, each.ts, thread=thread),
            )
            for each in said
        }

    def _name(self, user: str) -> str | None:
        person = known(self.messenger, user)
        return person.name if person else None


def instant(ts: str) -> datetime:
    """A message's `ts` is its time: seconds since 1970, and a counter behind the point."""
    return datetime.fromtimestamp(float(ts), tz=UTC)
