"""Claude as a `Writer`: in time, within a budget, repeated once where that may help, and never believed."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from enum import StrEnum
from random import uniform
from typing import Any, Protocol

import orjson

from cadence.adapters.claude.answer import Answer
from cadence.adapters.claude.breaker import Breaker
from cadence.adapters.claude.budget import Budget, tokens_in
from cadence.adapters.claude.called import Called
from cadence.adapters.claude.failure import Passing
from cadence.adapters.claude.health import checked
from cadence.adapters.claude.line import ClaudeLine, Left, too_late
from cadence.core.errors import (
    BudgetSpent,
    Unreadable,
    WriterError,
    WriterRefused,
)
from cadence.core.ports import Check, Clock, Request

TRIES = 2
AT_ONCE = 16
"""Calls under way; further ones wait within their own time."""
TOOL = "answer"

Monotonic = Callable[[], float]
Sleep = Callable[[float], None]


class Shaping(StrEnum):
    """How the shape of an answer is asked for."""

    OUTPUT = "output"
    """By `output_config`: every current model."""
    TOOL = "tool"
    """By a tool that must be called: older models, and gateways that know no `output_config`."""


Observe = Callable[[Called], None]


class Line(Protocol):
    def send(self, params: Mapping[str, Any], *, left: Left) -> Answer: ...

    def model(self, name: str, *, left: Left) -> Mapping[str, Any]: ...

    def close(self) -> None: ...


class ClaudeWriter:
    """A `Writer` and a `Connector`, for any number of threads at once."""

    def __init__(
        self,
        *,
        line: Line,
        model: str,
        budget: Budget,
        breaker: Breaker,
        deadline: timedelta,
        shaping: Shaping = Shaping.OUTPUT,
        observe: Observe | None = None,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> None:
        self._line = line
        self._model = model
        self._budget = budget
        self._breaker = breaker
        self._limit = deadline
        self._shaping = shaping
        self._observe = observe or (lambda _: None)
        self._monotonic = monotonic
        self._sleep = sleep
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="claude")

    @classmethod
    def connect(
        cls,
        *,
        api_key: str,
        base_url: str | None = None,
        model: str,
        clock: Clock,
        deadline: timedelta,
        budget: int,
        shaping: str = Shaping.OUTPUT,
        observe: Observe | None = None,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = time.sleep,
    ) -> "ClaudeWriter":
        """Makes no call. `budget` is in tokens a day."""
        return cls(
            line=ClaudeLine(api_key=api_key, base_url=base_url),
            model=model,
            budget=Budget(most=budget, clock=clock),
            breaker=Breaker(monotonic=monotonic),
            deadline=deadline,
            shaping=Shaping(shaping),
            observe=observe,
            monotonic=monotonic,
            sleep=sleep,
        )

    def write(self, request: Request) -> Mapping[str, Any]:
        began = self._monotonic()
        outcome, answer = "failed", None
        try:
            answer = self._in_time(request)
            value = _value(answer, request)
            outcome = "well"
        except WriterError as error:
            outcome = _named(error)
            raise
        finally:
            self._observe(
                Called(
                    purpose=request.purpose,
                    outcome=outcome,
                    seconds=self._monotonic() - began,
                    input_tokens=answer.input_tokens if answer else 0,
                    output_tokens=answer.output_tokens if answer else 0,
                )
            )
        return value

    def checks(self) -> tuple[Check, ...]:
        """Costs no tokens."""
        ends = self._monotonic() + self._limit.total_seconds()
        return (
            checked(
                lambda: self._line.model(self._model, left=lambda: ends - self._monotonic()),
                model=self._model,
                left_today=self._budget.left,
            ),
        )

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._line.close()

    def _in_time(self, request: Request) -> Answer:
        """What takes longer is left behind in its thread, where its own time-outs end it: no wait of the network's can
        hold up whoever asked."""
        limit = min(request.within, self._limit).total_seconds()
        ends = self._monotonic() + limit
        call = self._threads.submit(self._tried, request, lambda: ends - self._monotonic())
        try:
            return call.result(timeout=limit)
        except TimeoutError as error:
            call.cancel()
            raise too_late(limit) from error

    def _tried(self, request: Request, left: Left) -> Answer:
        self._breaker.admit()
        well: bool | None = None
        try:
            answer = self._repeated(request, left)
            well = True
        except WriterError as error:
            well = _is_well(error)
            raise
        finally:
            self._breaker.settle(well=well)
        return answer

    def _repeated(self, request: Request, left: Left) -> Answer:
        for _ in range(TRIES - 1):
            try:
                return self._once(request, left)
            except Passing as error:
                wait = _pause(error)
                if wait >= left():
                    raise
            self._sleep(wait)
        return self._once(request, left)

    def _once(self, request: Request, left: Left) -> Answer:
        if left() <= 0:
            raise too_late(0)
        with self._budget.reserved(_most(request)) as bill:
            try:
                answer = self._line.send(self._params(request), left=left)
            except WriterError as error:
                if _is_free(error):
                    bill.spent = 0
                raise
            bill.spent = answer.input_tokens + answer.output_tokens
        return answer

    def _params(self, request: Request) -> dict[str, Any]:
        params = {
            "model": self._model,
            "max_tokens": request.most_tokens,
            "system": request.instructions,
            "messages": [{"role": "user", "content": request.material}],
        }
        if self._shaping is Shaping.TOOL:
            tool = {
                "name": TOOL,
                "description": "Give the answer.",
                "input_schema": request.shape,
            }
            return params | {"tools": [tool], "tool_choice": {"type": "tool", "name": TOOL}}
        form = {"type": "json_schema", "schema": request.shape}
        return params | {"output_config": {"effort": "low", "format": form}}


def _most(request: Request) -> int:
    """Tokens that a request may cost."""
    shape = orjson.dumps(request.shape).decode()
    sent = request.instructions + request.material + shape
    return tokens_in(sent) + request.most_tokens


def _pause(error: Passing) -> float:
    """Seconds: what was asked for, a little more so that many do not return together."""
    asked = error.retry_after.total_seconds() if error.retry_after is not None else 0.5
    return asked + uniform(0, 0.5)  # noqa: S311 - no secret


def _is_well(error: WriterError) -> bool | None:
    """What an error says about Claude's health: a refusal comes from one that works."""
    if isinstance(error, BudgetSpent):
        return None
    if isinstance(error, Passing):
        return None if error.blames is None else not error.blames
    return True


def _is_free(error: WriterError) -> bool:
    return isinstance(error, WriterRefused) or (isinstance(error, Passing) and error.is_free)


def _named(error: WriterError) -> str:
    match error:
        case BudgetSpent():
            return "over budget"
        case WriterRefused():
            return "refused"
        case Unreadable():
            return "unreadable"
    return "unavailable"


# --- what was said -----------------------------------------------------------------------------------------


def _value(answer: Answer, request: Request) -> Mapping[str, Any]:
    """Raises WriterRefused and Unreadable."""
    match answer.stop:
        case "refusal":
            about = f" ({answer.category})" if answer.category else ""
            raise WriterRefused(f"Claude declines to answer{about}")
        case "model_context_window_exceeded":
            raise WriterRefused("this is longer than Claude can read")
        case "max_tokens":
            raise Unreadable(f"Claude's answer was cut off at {request.most_tokens} tokens")
    said = answer.text if answer.tool_input is None else answer.tool_input
    return shaped(said, request.shape)


def shaped(said: str, shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """The JSON object that `said` is. Raises Unreadable where it is none, or not of this shape."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import, and seldom used

    try:
        value = orjson.loads(said)
    except orjson.JSONDecodeError as error:
        raise Unreadable("what Claude wrote is no JSON") from error
    wrong = next(Draft202012Validator(shape).iter_errors(value), None)
    if wrong is not None:
        # its message would hold what was written
        raise Unreadable(f"what Claude wrote has another shape at {wrong.json_path}")
    if not isinstance(value, dict):
        raise Unreadable("what Claude wrote is no object")
    return value
