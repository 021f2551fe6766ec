"""What goes wrong, on demand: the next so many times, or by seeded chance."""

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from threading import Lock


class Effect(StrEnum):
    RATE_LIMIT = "rate_limit"
    """HTTP 429 with Retry-After `seconds`; the request isn't handled."""
    SERVER_ERROR = "server_error"
    """HTTP `status`; the request isn't handled."""
    REFUSE = "refuse"
    """The connection is dropped and the request not handled."""
    DROP_RESPONSE = "drop_response"
    """The request is handled, then the connection dropped: the caller can't know."""
    SLOW = "slow"
    """Handled, and answered `seconds` later."""

    DUPLICATE = "duplicate"
    """An event, command or interaction is delivered `copies` times, the event under the same `event_id`."""
    LATE = "late"
    """Delivered `seconds` later."""
    DROP_SOCKET = "drop_socket"
    """The app hears it, but the connection breaks before its acknowledgement: an event is then sent again."""


ON_CALLS = frozenset(
    {Effect.RATE_LIMIT, Effect.SERVER_ERROR, Effect.REFUSE, Effect.DROP_RESPONSE, Effect.SLOW}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    effect: Effect
    on: str = "*"
    """A Web API method, or a delivery's type: an event's ("app_mention"), "slash_commands", "interactive"."""
    times: int | None = 1
    """How often it strikes; None is for ever."""
    chance: float = 1.0
    """Of striking, where it could."""
    seconds: float = 1.0
    status: int = 500
    copies: int = 2


class Faults:
    def __init__(self, *, seed: int = 0) -> None:
        self._chance = Random(seed)
        self._lock = Lock()
        self._faults: list[Fault] = []
        self.struck: list[tuple[Effect, str]] = []
        """What struck, and where, in order."""

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    @property
    def pending(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._faults)

    def on_call(self, method: str) -> Fault | None:
        """The fault that strikes this call, used up by it."""
        return self._take(method, on_calls=True) if self._faults else None

    def on_delivery(self, type_: str) -> Fault | None:
        return self._take(type_, on_calls=False) if self._faults else None

    def _take(self, name: str, *, on_calls: bool) -> Fault | None:
        with self._lock:
            for index, fault in enumerate(self._faults):
                fits = fault.on in {"*", name} and (fault.effect in ON_CALLS) is on_calls
                if not fits or self._chance.random() >= fault.chance:
                    continue
                self._use(index, fault)
                self.struck.append((fault.effect, name))
                return fault
            return None

    def _use(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._faults[index] = replace(fault, times=fault.times - 1)
        else:
            del self._faults[index]
