"""Time, ids and the lock that the parts of one workspace share."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Condition, RLock

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits or "0"


class Timeline:
    """Gives out what must be unique and in order. `changed` is notified whenever anything has happened."""

    def __init__(self, now: Now = utc_now) -> None:
        self.now = now
        self.lock = RLock()
        self.changed = Condition(self.lock)
        self._last_ts = 0
        self._counts: Counter[str] = Counter()

    def ts(self) -> str:
        """A message's id: the moment to the microsecond, later than every one before."""
        with self.lock:
            moment = self.now().timestamp()
            self._last_ts = max(round(moment * 1_000_000), self._last_ts + 1)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def id(self, prefix: str) -> str:
        """Unique, of Slack's look: a letter or two and nine digits of base 36."""
        with self.lock:
            self._counts[prefix] += 1
            return prefix + base36(36**8 + self._counts[prefix])

    def happened(self) -> None:
        with self.lock:
            self.changed.notify_all()
