"""How often a method may be called."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from threading import Lock

from cadence.sandbox.slack.timeline import Now


@dataclass(frozen=True, slots=True)
class Tier:
    """Calls a minute, on average; as many may come at once after a quiet time."""

    name: str
    a_minute: float
    burst: int


TIER_2 = Tier("Tier2", 20, 20)
TIER_3 = Tier("Tier3", 50, 50)
TIER_4 = Tier("Tier4", 100, 100)
"""Source: Slack's documentation of rate limits (20+, 50+, 100+ a minute)."""
POSTING = Tier("SpecialTier_chat_postMessage", 60, 5)
"""Per channel: "generally one message per second", short bursts allowed; the burst's size is ours."""
TESTING = Tier("SpecialTier_auth_test", 600, 600)
"""Slack says "hundreds per minute"."""
LINKING = Tier("SpecialTier_chat_getPermalink", 600, 600)
STATUS = Tier("SpecialTier_assistant_threads_setStatus", 600, 600)
"""Slack says "600 per minute"."""
CONNECTING = Tier("Tier1", 1, 10)
"""Slack lets an app open its ten connections at once."""


class RateLimits:
    """Token buckets by key; the workspace's clock fills them."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._lock = Lock()
        self._buckets: dict[tuple[str, str], tuple[float, datetime]] = {}

    def seconds_to_wait(self, method: str, place: str, tier: Tier) -> int:
        """0 where the call may go on, and is counted; else whole seconds, at least 1."""
        now = self._now()
        a_second = tier.a_minute / 60
        with self._lock:
            left, at = self._buckets.get((method, place), (float(tier.burst), now))
            left = min(float(tier.burst), left + max(0.0, (now - at).total_seconds()) * a_second)
            allowed = left >= 1
            self._buckets[method, place] = (left - 1 if allowed else left, now)
            return 0 if allowed else max(1, ceil((1 - left) / a_second))
