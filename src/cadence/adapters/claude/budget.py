"""How much we ask of Claude in a day, in tokens."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from cadence.core.errors import BudgetSpent
from cadence.core.ports import Clock

BYTES_PER_TOKEN = 3
"""A cautious guess for what is about to be sent: English has about four, other scripts about three bytes a token."""


def tokens_in(text: str) -> int:
    return len(text.encode()) // BYTES_PER_TOKEN + 1


@dataclass(slots=True)
class Bill:
    """What a call costs: all that was reserved for it, unless it is known to be less."""

    spent: int


class Budget:
    """Kept in this process alone; it begins anew with the process and at midnight UTC."""

    def __init__(self, *, most: int, clock: Clock) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._day: date | None = None
        self._spent = 0

    @contextmanager
    def reserved(self, tokens: int) -> Iterator[Bill]:
        """For the time of a call, what it may cost at most. Raises BudgetSpent before anything is sent.

        A call over midnight counts for the day on which it began.
        """
        day = self._add(tokens)
        bill = Bill(tokens)
        try:
            yield bill
        finally:
            with self._lock:
                if self._turn() == day:
                    self._spent += bill.spent - tokens

    @property
    def left(self) -> int:
        with self._lock:
            self._turn()
            return max(0, self._most - self._spent)

    def _add(self, tokens: int) -> date:
        with self._lock:
            today = self._turn()
            if self._spent + tokens > self._most:
                raise BudgetSpent(
                    f"too little is left of the {self._most:,} tokens a day for Claude"
                )
            self._spent += tokens
            return today

    def _turn(self) -> date:
        today = self._clock.now().date()
        if today != self._day:
            self._day, self._spent = today, 0
        return today
