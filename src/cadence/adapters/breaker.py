"""Stops asking somebody who keeps failing, and tries them now and then.

Own code, since the libraries either hold a lock during the call (fifty threads would queue) or take no clock.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import timedelta


class Breaker(ABC):
    """`failures` in a row, over all threads, and nothing more is asked for the time of `rest`; then one request goes
    through, and its outcome decides."""

    def __init__(self, *, monotonic: Callable[[], float], failures: int, rest: timedelta) -> None:
        self._monotonic = monotonic
        self._most = failures
        self._rest = rest.total_seconds()
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0
        self._probing = False

    @abstractmethod
    def left_alone(self, failed: int, wait: timedelta) -> Exception:
        """What is raised instead of asking, after so many failures and for so long."""

    def admit(self) -> None:
        """Raises what `left_alone` makes while nobody is asked; otherwise `settle` must follow."""
        with self._lock:
            if self._failed < self._most:
                return
            wait = self._closed_until - self._monotonic()
            if wait > 0 or self._probing:
                raise self.left_alone(self._failed, timedelta(seconds=max(wait, 1)))
            self._probing = True

    def settle(self, *, well: bool | None) -> None:
        """How the request went: None where it says nothing about the other side (our own time was up)."""
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
