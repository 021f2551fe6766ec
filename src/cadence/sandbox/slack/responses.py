"""`response_url`: answering an interaction without a token, at most five times in half an hour."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.timeline import Timeline

LIFETIME = timedelta(minutes=30)
MOST_USES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the address answers to."""

    channel: str
    user: str
    message_ts: str | None = None
    """The message whose button was pressed."""
    thread_ts: str | None = None
    since: datetime
    uses: int = 0


class ResponseUrls:
    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._origins: dict[str, Origin] = {}
        self.base = ""
        """The server's address, known once it runs."""

    def new(
        self,
        *,
        channel: str,
        user: str,
        message_ts: str | None = None,
        thread_ts: str | None = None,
    ) -> str:
        with self._timeline.lock:
            key = token_hex(12)
            self._origins[key] = Origin(
                channel=channel,
                user=user,
                message_ts=message_ts,
                thread_ts=thread_ts,
                since=self._timeline.now(),
            )
            return f"{self.base}/response/{key}"

    def use(self, key: str) -> Origin:
        """Raises expired_url, used_url."""
        with self._timeline.lock:
            origin = self._origins.get(key)
            if origin is None or self._timeline.now() - origin.since > LIFETIME:
                raise SlackError("expired_url")
            if origin.uses >= MOST_USES:
                raise SlackError("used_url")
            self._origins[key] = replace(origin, uses=origin.uses + 1)
            return origin
