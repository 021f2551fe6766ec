"""Stops asking a Jira that keeps failing, and tries it now and then.

Own code, since the libraries either hold a lock during the call (fifty threads would queue) or take no clock.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

from cadence.core.errors import TrackerUnavailable

FAILURES = 5
"""In a row, over all threads, before nothing more is asked."""
REST = timedelta(seconds=20)
"""How long nothing is asked; then one request goes through, and its outcome decides."""


class Breaker:
    def __init__(
        self, *, monotonic: Callable[[], float], failures: int = FAILURES, rest: timedelta = REST
    ) -> None:
        self._monotonic = monotonic
        self._most = failures
        self._rest = rest.total_seconds()
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0
        self._probing = False

    def admit(self) -> None:
        """Raises TrackerUnavailable while Jira is left alone; otherwise `settle` must follow."""
        with self._lock:
            if self._failed < self._most:
                return
            wait = self._closed_until - self._monotonic()
            if wait > 0 or self._probing:
                raise TrackerUnavailable(
                    f"Jira failed {self._failed} times in a row and is left alone for a moment",
                    retry_after=timedelta(seconds=max(wait, 1)),
                )
            self._probing = True

    def settle(self, *, well: bool | None) -> None:
        """How the request went: None where it says nothing about Jira (our own time was up)."""
        with self._lock:
            probing, self._probing = self._probing, False
            if well:
                self._failed = 0
            elif well is False:
                self._failed += 1
                self._closed_until = self._monotonic() + self._rest
            elif probing:
                self._closed_until = self._monotonic()

    @property
    def is_open(self) -> bool:
        with self._lock:
            return self._failed >= self._most
