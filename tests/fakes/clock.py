from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday."""


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta = timedelta(0), **units: float) -> datetime:
        """By a timedelta, or in its words: `advance(minutes=5)`."""
        self._now += by + timedelta(**units)
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now
