"""How fast each Web API method may be called."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from cadence.core.errors import SlowDown
from cadence.core.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`burst` calls at once, and then one `every`."""

    burst: int
    every: timedelta


# https://docs.slack.dev/apis/web-api/rate-limits: calls a minute, "with occasional bursts".
TIER_2 = Rate(burst=20, every=timedelta(seconds=3))
TIER_3 = Rate(burst=50, every=timedelta(milliseconds=1_200))
TIER_4 = Rate(burst=100, every=timedelta(milliseconds=600))

POSTING = Rate(burst=3, every=timedelta(seconds=1))
"""One message a second and channel; "short bursts of more than one are allowed"."""

RATES = {
    "chat.postMessage": POSTING,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "files.info": TIER_4,
    "usergroups.list": TIER_2,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.lookupByEmail": TIER_3,
}
"""Methods that are paced. Not the views: what a person pressed a moment ago can't be put off."""

BY_CHANNEL = frozenset({"chat.postMessage"})
"""Methods whose rate holds for each channel of its own."""

FORGET_ABOVE = 5_000
"""Channels. Those that are at rest are then forgotten."""


class Pace:
    """Remembers the calls that were made and what Slack asked us to wait for. Never sleeps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._next: dict[tuple[str, str], datetime] = {}
        """When the bucket will be full again: the generic cell rate algorithm, one instant for each bucket."""
        self._held: dict[tuple[str, str], datetime] = {}

    def take(self, method: str, channel: str = "") -> None:
        """Counts a call. Raises SlowDown where it must wait; it is not counted then."""
        bucket = _bucket(method, channel)
        now = self._clock.now()
        with self._lock:
            wait = self._held.get(bucket, now) - now
            if wait > timedelta(0):
                raise SlowDown(wait)
            self._held.pop(bucket, None)
            if rate := RATES.get(method):
                self._count(bucket, rate, now)

    def hold(self, method: str, channel: str, wait: timedelta) -> None:
        """Slack asked for this: no call before it is over."""
        with self._lock:
            self._held[_bucket(method, channel)] = self._clock.now() + wait

    def holds(self) -> tuple[tuple[str, datetime], ...]:
        """Methods that wait because Slack asked us to, and until when."""
        now = self._clock.now()
        with self._lock:
            held = dict(self._held)
        return tuple(sorted((method, until) for (method, _), until in held.items() if until > now))

    def _count(self, bucket: tuple[str, str], rate: Rate, now: datetime) -> None:
        full_at = max(self._next.get(bucket, now), now)
        wait = full_at - now - rate.every * (rate.burst - 1)
        if wait > timedelta(0):
            raise SlowDown(wait)
        self._next[bucket] = full_at + rate.every
        if len(self._next) > FORGET_ABOVE:
            self._next = {each: at for each, at in self._next.items() if at > now}


def _bucket(method: str, channel: str) -> tuple[str, str]:
    return method, channel if method in BY_CHANNEL else ""
