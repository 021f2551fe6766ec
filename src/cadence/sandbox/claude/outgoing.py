"""An answer on its way out, with what its fault makes of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

import orjson
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from cadence.sandbox.claude import wire
from cadence.sandbox.claude.errors import ApiError
from cadence.sandbox.claude.faults import Fault, Kind
from cadence.sandbox.claude.protocol import Asked
from cadence.sandbox.claude.replies import Answer

TRANSPORT = "sandbox.transport"
"""Where a request's scope holds its connection: ASGI has no way to break one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    fault: Fault | None
    ident: str
    asked: Asked
    answer: Answer

    def response(self, headers: Mapping[str, str]) -> Response:
        kind = self.fault.kind if self.fault else None
        if kind is Kind.DROP:
            return _Broken(b"", headers)
        if kind is Kind.HTML:
            return Response("<html>Just a moment…</html>", media_type="text/html")
        if self.asked.is_streamed and kind is not Kind.WHOLE:
            return self._streamed(headers, kind)
        body = self._body(kind)
        if kind is Kind.CUT:
            return _Broken(body[: len(body) // 2], headers)
        return Response(body, headers=dict(headers), media_type="application/json")

    def _body(self, kind: Kind | None) -> bytes:
        if kind is Kind.WRONG_SHAPE:
            return orjson.dumps({"completion": "Hello.", "stop": True})
        whole = orjson.dumps(wire.message(f"msg_{self.ident}", self.asked, self.answer))
        return whole[: len(whole) // 2] if kind is Kind.MALFORMED else whole

    def _streamed(self, headers: Mapping[str, str], kind: Kind | None) -> Response:
        if kind is Kind.CUT:
            sent = b"".join(self._events())
            return _Broken(sent[: len(sent) // 2], headers, media_type="text/event-stream")
        told = {**headers, "cache-control": "no-cache"}
        return StreamingResponse(
            self._paced(kind), headers=told, media_type="text/event-stream; charset=utf-8"
        )

    def _events(self) -> Iterator[bytes]:
        return wire.events(f"msg_{self.ident}", self.asked, self.answer)

    async def _paced(self, kind: Kind | None) -> AsyncIterator[bytes]:
        events = list(self._events())
        seconds = self.fault.seconds if self.fault else 0
        for place, event in enumerate(events):
            if place == len(events) // 2:
                if kind is Kind.STALL:
                    await asyncio.sleep(seconds)
                if kind is Kind.UNFINISHED:
                    return
                if kind is Kind.FAILS_MIDWAY and self.fault:
                    error = ApiError(self.fault.status, self.fault.message)
                    yield wire.event("error", error.told(f"req_{self.ident}"))
                    return
            if kind is Kind.DRIP:
                await asyncio.sleep(seconds)
            yield _spoilt(event, kind)


def _spoilt(event: bytes, kind: Kind | None) -> bytes:
    if kind is Kind.MALFORMED:
        return event[: len(event) - len(event) // 3] + b"\n\n"
    if kind is Kind.WRONG_SHAPE:
        return wire.event("message_start", {"message": ["Hello."]})
    return event


class _Broken(Response):
    """Its first bytes, and then the connection breaks."""

    def __init__(
        self, sent: bytes, headers: Mapping[str, str], media_type: str = "application/json"
    ) -> None:
        super().__init__(b"", headers=dict(headers), media_type=media_type)
        self._sent = sent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's
        if not self._sent:
            scope[TRANSPORT].abort()
            await asyncio.sleep(0)  # lets uvicorn see that the connection is gone
            return
        headers = [one for one in self.raw_headers if one[0] != b"content-length"]
        headers.append((b"content-length", str(2 * len(self._sent)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        # a body that is not finished makes the server break the connection
        await send({"type": "http.response.body", "body": self._sent, "more_body": True})
