"""One read over HTTP: in time, repeated where that may help, and never left half done."""

import itertools
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import orjson
import requests
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from cadence.adapters.jira.breaker import Breaker
from cadence.adapters.jira.failure import Passing, failure, login_failed
from cadence.core.errors import TrackerError, TrackerRefused, TrackerUnavailable
from cadence.core.ports import Clock

CONNECT_WITHIN = 3.0
READ_WITHIN = 5.0
"""Seconds. A single wait is never longer than these, nor than what is left of the operation's deadline."""

TRIES = 4

_BACKOFF = wait_random_exponential(multiplier=0.3, max=3)
_CHUNK = 1 << 16

Monotonic = Callable[[], float]
Sleep = Callable[[float], None]
Params = Mapping[str, str | int]


class Line(Protocol):
    """The `jira` library's part: credentials, headers, pooled connections and addresses. Opened on first use."""

    def url(self, path: str) -> str: ...

    def send(self, request: requests.Request, *, timeout: tuple[float, float]) -> requests.Response:
        """Exactly one request, its body still unread."""


class Deadline:
    """When an operation must have ended."""

    def __init__(self, limit: timedelta, monotonic: Monotonic = time.monotonic) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._ends = monotonic() + limit.total_seconds()

    def left(self) -> float:
        """Seconds; below zero when it has passed."""
        return self._ends - self._monotonic()

    def check(self) -> None:
        if self.left() <= 0:
            raise TrackerUnavailable(f"Jira took longer than {self._limit.total_seconds():g} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    data: Any
    headers: Mapping[str, str]
    seconds: float


class Http:
    """Reads of one Jira, by any number of threads at once. Nothing here ever writes."""

    def __init__(
        self,
        *,
        line: Line,
        clock: Clock,
        breaker: Breaker,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._line = line
        self._clock = clock
        self._breaker = breaker
        self._monotonic = monotonic
        self._sleep = sleep
        self._counter = itertools.count(1)
        self._lock = threading.Lock()
        self.calls = 0
        """How many requests were sent, repeated ones included."""

    def get(self, path: str, *, deadline: Deadline, params: Params | None = None) -> Any:
        return self.read("GET", path, deadline=deadline, params=params).data

    def ask(self, path: str, body: Mapping[str, object], *, deadline: Deadline) -> Any:
        """A read whose question is too long for an address, and so is posted."""
        return self.read("POST", path, deadline=deadline, body=body).data

    def read(
        self,
        method: str,
        path: str,
        *,
        deadline: Deadline,
        params: Params | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Reply:
        request = requests.Request(
            method,
            self._line.url(path),
            params=params,
            data=None if body is None else orjson.dumps(body),
        )

        def pointless(state: RetryCallState) -> bool:
            return state.attempt_number >= TRIES or state.upcoming_sleep >= deadline.left()

        retrying = Retrying(
            sleep=self._sleep,
            wait=_pause,
            stop=pointless,
            retry=retry_if_exception_type(Passing),
            reraise=True,
        )
        return retrying(self._once, request, deadline)

    def _once(self, request: requests.Request, deadline: Deadline) -> Reply:
        deadline.check()
        self._breaker.admit()
        verdict: bool | None = None
        try:
            reply = self._exchange(request, deadline)
            verdict = True
        except TrackerError as error:
            verdict = _is_well(error)
            raise
        finally:
            self._breaker.settle(well=verdict)
        return reply

    def _exchange(self, request: requests.Request, deadline: Deadline) -> Reply:
        with self._lock:
            self.calls = next(self._counter)
        left = deadline.left()
        timeout = (min(CONNECT_WITHIN, left), min(READ_WITHIN, left))
        began = self._monotonic()
        try:
            with self._line.send(request, timeout=timeout) as response:
                body = _body(response, deadline)
        except requests.Timeout as error:
            blames = True if left >= READ_WITHIN else None
            raise Passing("Jira did not answer in time", blames=blames) from error
        except requests.ConnectionError as error:
            raise Passing("Jira cannot be reached") from error
        except requests.RequestException as error:
            raise Passing("the connection to Jira broke") from error
        return self._reply(response, body, seconds=self._monotonic() - began)

    def _reply(self, response: requests.Response, body: bytes, *, seconds: float) -> Reply:
        status, headers = response.status_code, response.headers
        if status >= 300:
            raise failure(status=status, headers=headers, body=body, now=self._clock.now())
        if login_failed(headers):
            raise TrackerRefused(
                "Jira does not accept the credentials and answers as to a stranger"
            )
        try:
            return Reply(data=orjson.loads(body), headers=headers, seconds=seconds)
        except orjson.JSONDecodeError as error:
            raise Passing("Jira's answer is cut short or is no JSON") from error


def _is_well(error: TrackerError) -> bool | None:
    """What an error says about Jira's health: a refusal comes from a Jira that works."""
    if isinstance(error, Passing):
        return None if error.blames is None else not error.blames
    return None if type(error) is TrackerUnavailable else True


def _body(response: requests.Response, deadline: Deadline) -> bytes:
    """All of it. A server that drips is cut off at the deadline, which a read timeout alone would not do."""
    chunks = []
    for chunk in response.iter_content(_CHUNK):
        chunks.append(chunk)
        deadline.check()
    return b"".join(chunks)


def _pause(state: RetryCallState) -> float:
    """What Jira asked for, a little more so that many askers do not return together; or ever longer."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, Passing) else None
    jitter = _BACKOFF(state)
    return jitter if asked is None else asked.total_seconds() + min(jitter, 0.5)
