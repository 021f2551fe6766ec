"""Stops asking a Jira that keeps failing, and tries it now and then."""

from collections.abc import Callable
from datetime import timedelta

from cadence.adapters import breaker
from cadence.core.errors import TrackerUnavailable

FAILURES = 5
"""In a row, over all threads, before nothing more is asked."""
REST = timedelta(seconds=20)
"""How long nothing is asked; then one request goes through, and its outcome decides."""


class Breaker(breaker.Breaker):
    def __init__(
        self, *, monotonic: Callable[[], float], failures: int = FAILURES, rest: timedelta = REST
    ) -> None:
        super().__init__(monotonic=monotonic, failures=failures, rest=rest)

    def left_alone(self, failed: int, wait: timedelta) -> TrackerUnavailable:
        """`admit` raises it."""
        return TrackerUnavailable(
            f"Jira failed {failed} times in a row and is left alone for a moment", retry_after=wait
        )
