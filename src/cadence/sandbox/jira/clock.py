"""The sandbox's time, which a test can hold still and move."""

from datetime import UTC, datetime, timedelta
from threading import Lock


class SandboxClock:
    """Runs with the real time until it is set; a clock that was set stands still until it is moved."""

    def __init__(self, at: datetime | None = None) -> None:
        self._lock = Lock()
        self._held = at.astimezone(UTC) if at else None
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        with self._lock:
            return self._held or datetime.now(UTC) + self._ahead

    def jump(self, to: datetime) -> None:
        """Run on from that moment."""
        with self._lock:
            self._held, self._ahead = None, to - datetime.now(UTC)

    def hold(self, at: datetime) -> None:
        with self._lock:
            self._held = at.astimezone(UTC)

    def move(self, by: timedelta) -> None:
        """Move a held clock; a running one is held at this moment first."""
        with self._lock:
            self._held = (self._held or datetime.now(UTC) + self._ahead) + by

    def run(self) -> None:
        """Back to the real time."""
        with self._lock:
            self._held, self._ahead = None, timedelta(0)
