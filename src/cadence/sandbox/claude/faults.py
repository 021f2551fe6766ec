"""What goes wrong, on demand: the next so many requests."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import Any


class Kind(StrEnum):
    ERROR = "error"
    """An answer of `status`, in the API's own shape."""
    SLOW = "slow"
    """The right answer, begun `seconds` later."""
    DRIP = "drip"
    """The right answer, `seconds` between each two events of a stream."""
    STALL = "stall"
    """A stream that falls silent in its middle, for `seconds`."""
    DROP = "drop"
    """The connection breaks before anything is answered."""
    CUT = "cut"
    """The connection breaks in the middle of the answer."""
    UNFINISHED = "unfinished"
    """A stream that ends well but before its last events."""
    FAILS_MIDWAY = "fails midway"
    """A stream that is broken off by an error event of the type that belongs to `status`."""
    MALFORMED = "malformed"
    """A whole answer, or each event of a stream, whose JSON stops half-way."""
    WRONG_SHAPE = "wrong shape"
    """JSON that is no message."""
    HTML = "html"
    """200 and a page, as a proxy in between may answer."""
    WHOLE = "whole"
    """One message, though a stream was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    kind: Kind
    times: int | None = 1
    """How many requests it strikes; None is all, until it is cleared."""
    status: int = 529
    message: str = ""
    code: str = ""
    """`error.details.error_code`."""
    seconds: float = 1.0
    retry_after: str | None = None
    """The header, as it is to be sent."""

    def told(self) -> dict[str, Any]:
        return asdict(self)


class Faults:
    """Those in force; the first one added strikes first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._faults: list[Fault] = []

    def add(self, *faults: Fault) -> None:
        with self._lock:
            self._faults.extend(faults)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._faults)

    def take(self) -> Fault | None:
        """The fault that this request meets, counted down."""
        with self._lock:
            if not self._faults:
                return None
            fault = self._faults[0]
            if fault.times == 1:
                del self._faults[0]
            elif fault.times is not None:
                self._faults[0] = replace(fault, times=fault.times - 1)
            return fault


def fault_from(told: Mapping[str, Any]) -> Fault:
    """As the control address is given it. Raises ValueError that names what is wrong."""
    known = set(Fault.__dataclass_fields__)
    if unknown := sorted(set(told) - known):
        raise ValueError(f"there is no {unknown[0]!r}; known are {', '.join(sorted(known))}")
    if "kind" not in told:
        raise ValueError(f"'kind' is missing; it is one of {', '.join(Kind)}")
    return Fault(**dict(told) | {"kind": Kind(told["kind"])})
