"""Whose turn it is to write to a database that takes one writer at a time."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from cadence.core.errors import StoreUnavailable


class Turns:
    """One thread after the other, in the order of their coming; those that must not wait go before all others.

    SQLite itself makes its waiting writers sleep and look again, ever longer: among fifty threads some wait for seconds
    while others, who came later, go ahead.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken = False
        self._first: deque[Lock] = deque()
        self._then: deque[Lock] = deque()

    @contextmanager
    def mine(self, *, first: bool, within: float) -> Iterator[None]:
        """Raises StoreUnavailable when it did not come within so many seconds."""
        self._wait(self._first if first else self._then, within)
        try:
            yield
        finally:
            self._pass_on()

    def _wait(self, queue: deque[Lock], within: float) -> None:
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            my_turn = Lock()
            my_turn.acquire()
            queue.append(my_turn)
        if my_turn.acquire(timeout=within):
            return
        with self._lock:
            if my_turn in queue:
                queue.remove(my_turn)
                raise StoreUnavailable(f"others have been writing for {within:g} s")
        # it came at the last moment, and is ours

    def _pass_on(self) -> None:
        with self._lock:
            queue = self._first or self._then
            if queue:
                queue.popleft().release()
            else:
                self._taken = False
