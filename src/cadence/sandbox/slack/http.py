"""Requests and replies, as thin as the sandbox needs them."""

from asyncio import Transport
from dataclasses import dataclass, field
from typing import Final

from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    query: str
    host: str
    content_type: str
    authorization: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    body: bytes
    status: int = field(default=200, kw_only=True)
    content_type: str = field(default="application/json; charset=utf-8", kw_only=True)
    headers: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)


class Dropped:
    """Instead of a reply the connection breaks."""


DROPPED: Final = Dropped()


async def read(scope: Scope, receive: Receive) -> Request:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        host=headers.get(b"host", b"").decode("latin-1"),
        content_type=headers.get(b"content-type", b"").decode("latin-1"),
        authorization=headers.get(b"authorization", b"").decode("latin-1"),
        body=await _body(receive),
    )


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def write(reply: Reply, send: Send) -> None:
    headers = [
        (b"content-type", reply.content_type.encode()),
        (b"content-length", str(len(reply.body)).encode()),
        *((name.encode(), value.encode()) for name, value in reply.headers),
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def transport_of(send: Send) -> Transport:
    """The connection under an ASGI `send`. ASGI has no way to break one, and breaking is what the sandbox must do."""
    transport = send.__self__.transport  # type: ignore[attr-defined] # uvicorn's bound method
    assert isinstance(transport, Transport)  # noqa: S101 - says so where uvicorn changes
    return transport
