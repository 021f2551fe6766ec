"""What can be made to go wrong, on demand."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from itertools import count
from threading import Lock
from typing import Any


class Kind(StrEnum):
    RATE_LIMIT = "rate limit"
    """429, with `retry_after` and `reason` where they are given."""
    ERROR = "error"
    """An answer of `status`, with `messages`."""
    SLOW = "slow"
    """The right answer, after `delay_s`."""
    DROP = "drop"
    """The connection breaks in the middle of the body."""
    TRUNCATE = "truncate"
    """A whole answer whose JSON stops half-way."""
    WARN = "warn"
    """The right answer, with `messages` as its `warnings`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    kind: Kind
    path: str = "*"
    """A glob over the path: "*/search/jql", "*/issue/PAY-*"."""
    method: str = "*"
    skip: int = 0
    """How many requests that fit are let through first: 2 lets two pages be read and spoils the third."""
    times: int | None = 1
    """How many are spoilt; None is all, until the fault is removed."""
    status: int = 503
    messages: tuple[str, ...] = ()
    delay_s: float = 0
    retry_after: int | datetime | None = None
    """Seconds, or a moment, which is sent as an HTTP date."""
    reason: str = ""
    """What RateLimit-Reason says: "jira-burst-based", "jira-per-issue-on-write", …"""
    headers: Mapping[str, str] = field(default_factory=dict)
    id: str = ""

    def fits(self, method: str, path: str) -> bool:
        return self.method in {"*", method} and fnmatchcase(path, self.path)

    def told(self) -> dict[str, Any]:
        told = asdict(self)
        told["retry_after"] = (
            self.retry_after.isoformat()
            if isinstance(self.retry_after, datetime)
            else self.retry_after
        )
        return told


class Faults:
    """Those in force. Of several that fit a request, the first one added has it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers = count(1)
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        with self._lock:
            named = replace(fault, id=f"fault-{next(self._numbers)}")
            self._faults.append(named)
        return named

    def remove(self, fault_id: str) -> bool:
        with self._lock:
            before = len(self._faults)
            self._faults = [one for one in self._faults if one.id != fault_id]
            return len(self._faults) < before

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._faults)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, counted down."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if not fault.fits(method, path):
                    continue
                if fault.skip:
                    self._faults[place] = replace(fault, skip=fault.skip - 1)
                    continue
                self._count_down(place, fault)
                return fault
        return None

    def _count_down(self, place: int, fault: Fault) -> None:
        if fault.times == 1:
            del self._faults[place]
        elif fault.times is not None:
            self._faults[place] = replace(fault, times=fault.times - 1)


def from_json(told: Mapping[str, Any]) -> Fault:
    """A fault as the control address is given it. Raises ValueError that names what is wrong."""
    known = set(Fault.__dataclass_fields__) - {"id"}
    unknown = set(told) - known
    if unknown:
        raise ValueError(f"there is no {_listed(unknown)}; known are {_listed(known)}")
    if "kind" not in told:
        raise ValueError(f"'kind' is missing; it is one of {_listed(Kind)}")
    values = dict(told)
    values["kind"] = Kind(values["kind"])
    values["messages"] = tuple(values.get("messages", ()))
    if isinstance(values.get("retry_after"), str):
        values["retry_after"] = datetime.fromisoformat(values["retry_after"])
    return Fault(**values)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))
