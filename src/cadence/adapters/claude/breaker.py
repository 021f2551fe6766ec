"""Stops asking a Claude that is away, so that nobody waits for it again and again."""

from collections.abc import Callable
from datetime import timedelta

from cadence.adapters import breaker
from cadence.core.errors import WriterUnavailable

FAILURES = 2
"""In a row before nothing more is asked. Few, since each may take the whole of a deadline."""
REST = timedelta(minutes=1)


class Breaker(breaker.Breaker):
    def __init__(
        self, *, monotonic: Callable[[], float], failures: int = FAILURES, rest: timedelta = REST
    ) -> None:
        super().__init__(monotonic=monotonic, failures=failures, rest=rest)

    def left_alone(self, failed: int, wait: timedelta) -> WriterUnavailable:  # noqa: ARG002 - asked again by presses, not by us
        return WriterUnavailable(
            f"Claude failed {failed} times in a row and is left alone for a moment"
        )
