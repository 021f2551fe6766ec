"""Socket Mode: the app connects to us, and each envelope goes to one of its connections."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from urllib.parse import parse_qs
from uuid import uuid4

import orjson
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from cadence.sandbox.slack.deliveries import Delivery, NotAcknowledged
from cadence.sandbox.slack.model import InstalledApp, Json

MOST_CONNECTIONS = 10
"""Of one app at a time. Source: Slack's Socket Mode documentation."""
GRACE = 10.0
"""Seconds between asking a connection to leave and closing it."""


class Link:
    """One connection of the app."""

    def __init__(self, socket: WebSocket, transport: asyncio.Transport) -> None:
        self.socket = socket
        self.transport = transport
        self.waiting: dict[str, asyncio.Future[Json]] = {}
        self.is_leaving = False
        """Asked to reconnect: gets nothing new, but what it acknowledges counts."""

    async def send(self, message: Json) -> None:
        await self.socket.send_text(orjson.dumps(message).decode())

    def hear(self, text: str) -> None:
        message = orjson.loads(text)
        waiting = self.waiting.get(message.get("envelope_id", ""))
        if waiting and not waiting.done():
            waiting.set_result(message.get("payload") or {})

    def broken(self) -> None:
        for waiting in self.waiting.values():
            if not waiting.done():
                waiting.set_exception(NotAcknowledged("connection_failed"))


class Sockets:
    def __init__(self, app: InstalledApp) -> None:
        self._app = app
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._turn = 0
        self._leaving: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    @property
    def connections(self) -> int:
        return len(self._links)

    def invite(self, base: str) -> str:
        """A ws:// address that is good for one connection."""
        ticket = token_hex(16)
        self._tickets.add(ticket)
        return f"{base}/link/?ticket={ticket}&app_id={self._app.id}"

    async def serve(
        self, scope: Scope, receive: Receive, send: Send, transport: asyncio.Transport
    ) -> None:
        socket = WebSocket(scope, receive, send)
        ticket = parse_qs(scope["query_string"].decode()).get("ticket", [""])[0]
        if ticket not in self._tickets or len(self._links) >= MOST_CONNECTIONS:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        link = Link(socket, transport)
        try:
            await link.send(self._hello())
            self._links.append(link)
            self._arrived.set()
            await self._listen(link)
        finally:
            self._forget(link)

    async def attempt(
        self, delivery: Delivery, *, number: int, reason: str, within: float, breaks: bool
    ) -> Json:
        deadline = asyncio.get_running_loop().time() + within
        try:
            async with asyncio.timeout_at(deadline):
                return await self._exchange(delivery, number, reason, breaks=breaks)
        except TimeoutError as error:
            raise NotAcknowledged("timeout") from error

    def drop_all(self) -> None:
        """Break every connection, as a network does. From any thread."""
        self._soon(self._drop_all)

    def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to reconnect, as Slack does every few hours. From any thread."""
        self._soon(lambda: self._refresh(reason))

    def _soon(self, act: Callable[[], object]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(act)

    def _drop_all(self) -> None:
        for link in list(self._links):
            self._forget(link)
            link.transport.abort()

    async def _ask_to_leave(self, link: Link, reason: str) -> None:
        """Close it once it has acknowledged what it was given, or after `GRACE`."""
        link.is_leaving = True
        goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        with suppress(WebSocketDisconnect, RuntimeError):
            await link.send(goodbye)
            await asyncio.wait(link.waiting.values(), timeout=GRACE) if link.waiting else None
            await link.socket.close()

    def _refresh(self, reason: str) -> None:
        for link in self._open():
            leaving = asyncio.ensure_future(self._ask_to_leave(link, reason))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    def _open(self) -> list[Link]:
        return [link for link in self._links if not link.is_leaving]

    async def _exchange(
        self, delivery: Delivery, number: int, reason: str, *, breaks: bool
    ) -> Json:
        link = await self._next_link()
        envelope = _envelope(delivery, number, reason)
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        link.waiting[envelope["envelope_id"]] = acknowledged
        try:
            await link.send(envelope)
            if breaks:
                self._forget(link)
                link.transport.close()
            return await acknowledged
        except (WebSocketDisconnect, RuntimeError, OSError) as error:
            raise NotAcknowledged("connection_failed") from error
        finally:
            link.waiting.pop(envelope["envelope_id"], None)

    async def _next_link(self) -> Link:
        while not (links := self._open()):
            self._arrived.clear()
            await self._arrived.wait()
        self._turn += 1
        return links[self._turn % len(links)]

    async def _listen(self, link: Link) -> None:
        with suppress(WebSocketDisconnect):
            async for text in link.socket.iter_text():
                link.hear(text)

    def _forget(self, link: Link) -> None:
        with suppress(ValueError):
            self._links.remove(link)
        link.broken()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._links) + 1,
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app.id},
        }


def _envelope(delivery: Delivery, number: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid4()),
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": not delivery.is_event,
    }
    return envelope | (
        {"retry_attempt": number, "retry_reason": reason} if delivery.is_event else {}
    )
