"""Getting things to the app: each until it is acknowledged, or given up as Slack gives up."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock
from time import perf_counter
from typing import Protocol

from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.faults import Effect, Fault, Faults
from cadence.sandbox.slack.model import Json
from cadence.sandbox.slack.timeline import Timeline

ACK_TIMEOUT = 3.0
"""Seconds. Source: Slack's Events API and interactivity documentation."""
RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each retry of an event: nearly immediately, after 1 minute, after 5 minutes. Source: the same."""

log = logging.getLogger(__name__)


class NotAcknowledged(Exception):
    """This attempt failed; `reason` is Slack's retry reason."""

    def __init__(self, reason: str, *, retry: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    number: int
    """0 is the first delivery."""
    reason: str
    """Why this attempt was made; "" for the first."""
    failed: str | None
    """Why it failed; None: it was acknowledged."""
    took_ms: float


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One thing that the app is told, and how that went."""

    kind: str
    """Socket Mode's name for it: "events_api", "slash_commands" or "interactive"."""
    type: str
    """The event's type, or the kind."""
    id: str
    """The `event_id`, or the `trigger_id` of a command or an interaction."""
    payload: Json
    on_answer: Callable[[Json], None] | None = None
    """Takes what the app put into its acknowledgement: a reply to a command, a `response_action`."""
    attempts: list[Attempt] = field(default_factory=list)
    acked_at: datetime | None = None
    """By the workspace's clock."""
    ack_ms: float | None = None
    """From the delivery's first attempt, in real time."""
    answer: Json | None = None
    problem: str | None = None
    """What was wrong with the answer, as the person would see it."""
    settled: Event = field(default_factory=Event)
    """Set when it is acknowledged or given up."""

    @property
    def is_event(self) -> bool:
        return self.kind == "events_api"


class Transport(Protocol):
    async def attempt(
        self, delivery: Delivery, *, number: int, reason: str, within: float, breaks: bool
    ) -> Json:
        """What the app put into its acknowledgement, {} if nothing. Raises NotAcknowledged.

        `breaks`: once the app has been told, the connection breaks.
        """


class Deliveries:
    def __init__(
        self,
        *,
        timeline: Timeline,
        transport: Transport,
        faults: Faults,
        ack_timeout: float = ACK_TIMEOUT,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
    ) -> None:
        self._timeline = timeline
        self._transport = transport
        self._faults = faults
        self._ack_timeout = ack_timeout
        self._retry_delays = retry_delays
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = Lock()
        self.sent: list[Delivery] = []
        """Everything the app was told, in order."""

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            self._loop = loop
            for delivery in self.sent:
                if not delivery.settled.is_set():
                    loop.call_soon_threadsafe(self._start, delivery)

    async def end(self) -> None:
        with self._lock:
            self._loop = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, delivery: Delivery) -> Delivery:
        """From any thread. Before the server has started it waits for that."""
        with self._lock:
            self.sent.append(delivery)
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._start, delivery)
        return delivery

    def _start(self, delivery: Delivery) -> None:
        fault = self._faults.on_delivery(delivery.type)
        copies = fault.copies if fault and fault.effect is Effect.DUPLICATE else 1
        for _ in range(copies):
            task = asyncio.ensure_future(self._deliver(delivery, fault))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a delivery broke", exc_info=error)

    async def _deliver(self, delivery: Delivery, fault: Fault | None) -> None:
        if fault and fault.effect is Effect.LATE:
            await asyncio.sleep(fault.seconds)
        breaks = fault is not None and fault.effect is Effect.DROP_SOCKET
        delays = (0.0, *(self._retry_delays if delivery.is_event else ()))
        begun, reason = perf_counter(), ""
        for number, delay in enumerate(delays):
            await asyncio.sleep(delay)
            failure = await self._attempt(
                delivery, number, reason, begun, breaks=breaks and number == 0
            )
            if failure is None or not failure.retry:
                break
            reason = failure.reason
        delivery.settled.set()
        self._timeline.happened()

    async def _attempt(
        self, delivery: Delivery, number: int, reason: str, begun: float, *, breaks: bool
    ) -> NotAcknowledged | None:
        started, failure = perf_counter(), None
        try:
            answer = await self._transport.attempt(
                delivery, number=number, reason=reason, within=self._ack_timeout, breaks=breaks
            )
        except NotAcknowledged as error:
            failure = error
        ended = perf_counter()
        delivery.attempts.append(
            Attempt(
                number=number,
                reason=reason,
                failed=failure.reason if failure else None,
                took_ms=(ended - started) * 1000,
            )
        )
        if failure is None and delivery.acked_at is None:
            delivery.ack_ms = (ended - begun) * 1000
            self._acknowledged(delivery, answer)
        return failure

    def _acknowledged(self, delivery: Delivery, answer: Json) -> None:
        delivery.acked_at = self._timeline.now()
        delivery.answer = answer or None
        if delivery.on_answer is None:
            return
        try:
            delivery.on_answer(answer)
        except SlackError as error:
            delivery.problem = "; ".join(error.details.get("errors", ())) or error.code
