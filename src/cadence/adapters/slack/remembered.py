"""What was read a moment ago and need not be read again."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

from cadence.core.ports import Clock

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by name for some time, the most recently read at most. What could not be read isn't remembered."""

    def __init__(self, clock: Clock, *, keep: timedelta, most: int = 5_000) -> None:
        self._clock = clock
        self._keep = keep
        self._most = most
        self._lock = Lock()
        self._values: OrderedDict[str, tuple[datetime, Value]] = OrderedDict()

    def get(self, name: str, read: Callable[[], Value]) -> Value:
        """The remembered value, or what `read` brings. Two threads may read the same at the same time."""
        now = self._clock.now()
        with self._lock:
            found = self._values.get(name)
        if found is not None and now < found[0]:
            return found[1]
        value = read()
        self.put(name, value)
        return value

    def put(self, name: str, value: Value) -> None:
        with self._lock:
            self._values[name] = (self._clock.now() + self._keep, value)
            self._values.move_to_end(name)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
