"""A value that is read once in a while and by one thread at a time."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

from cadence.adapters.jira.http import Deadline, Monotonic
from cadence.core.errors import TrackerUnavailable

T = TypeVar("T")

TRY_AGAIN = 30.0
"""Seconds for which a value that could not be renewed is used on."""


class Remembered(Generic[T]):
    """While Jira is away, the value that was read last stands in: it says itself when that was."""

    def __init__(
        self,
        read: Callable[[Deadline], T],
        *,
        keep: Callable[[T], timedelta],
        monotonic: Monotonic,
    ) -> None:
        self._read = read
        self._keep = keep
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._held: tuple[T, float] | None = None

    def known(self) -> T | None:
        """The value if it was ever read; makes no call."""
        held = self._held
        return None if held is None else held[0]

    def value(self, deadline: Deadline) -> T:
        fresh = self._fresh()
        if fresh is not None:
            return fresh[0]
        if not self._lock.acquire(timeout=max(deadline.left(), 0)):
            raise TrackerUnavailable("Jira has not told in time what it holds")
        try:
            fresh = self._fresh()
            return self._renewed(deadline) if fresh is None else fresh[0]
        finally:
            self._lock.release()

    def tell(self, value: T) -> None:
        """It was learnt by the way."""
        self._held = (value, self._monotonic() + self._keep(value).total_seconds())

    def _fresh(self) -> tuple[T, float] | None:
        held = self._held
        return held if held is not None and self._monotonic() < held[1] else None

    def _renewed(self, deadline: Deadline) -> T:
        try:
            value = self._read(deadline)
        except TrackerUnavailable:
            if self._held is None:
                raise
            value = self._held[0]
            self._held = (value, self._monotonic() + TRY_AGAIN)
            return value
        self.tell(value)
        return value
