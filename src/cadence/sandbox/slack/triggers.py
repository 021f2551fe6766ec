"""`trigger_id`: what a person did just now entitles the app to open a modal, once, within 3 seconds."""

from datetime import datetime, timedelta

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.timeline import Timeline

LIFETIME = timedelta(seconds=3)


class Triggers:
    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._live: dict[str, tuple[str, datetime]] = {}
        self._used: set[str] = set()

    def new(self, user: str) -> str:
        with self._timeline.lock:
            trigger = f"{self._timeline.ts()}.{self._timeline.id('x').lower()}"
            self._live[trigger] = (user, self._timeline.now())
            return trigger

    def use(self, trigger: str) -> str:
        """Whose it was. Raises invalid_trigger_id, exchanged_trigger_id, expired_trigger_id."""
        with self._timeline.lock:
            if trigger in self._used:
                raise SlackError("exchanged_trigger_id")
            if trigger not in self._live:
                raise SlackError("invalid_trigger_id")
            user, since = self._live[trigger]
            if self._timeline.now() - since > LIFETIME:
                raise SlackError("expired_trigger_id")
            del self._live[trigger]
            self._used.add(trigger)
            return user
