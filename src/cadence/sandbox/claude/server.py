"""The local Messages API as a server: `with ClaudeSandbox() as claude: … claude.url, claude.api_key`."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Self

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from cadence.sandbox.claude import protocol
from cadence.sandbox.claude.errors import ApiError, invalid
from cadence.sandbox.claude.faults import Fault, Faults, Kind, fault_from
from cadence.sandbox.claude.models import MODELS, Model
from cadence.sandbox.claude.outgoing import TRANSPORT, Outgoing
from cadence.sandbox.claude.replies import Replies, reply_from, when
from cadence.sandbox.serving import Serving

API_KEY = "sk-ant-api03-sandbox"

_KEPT_REQUESTS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A request as it came and how it was answered."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    """{} where it was no JSON object."""
    status: int
    """0 where the connection was broken instead."""
    fault: str = ""


class ClaudeSandbox:
    """Serves on this machine alone, in a thread of its own. Port 0 lets the system choose."""

    def __init__(self, *, api_key: str = API_KEY, host: str = "127.0.0.1", port: int = 0) -> None:
        self.api_key = api_key
        self.replies = Replies()
        self.faults = Faults()
        self.requests: deque[Logged] = deque(maxlen=_KEPT_REQUESTS)
        """Those to the API, oldest first."""
        self._numbers = count(1)
        self._serving = Serving("the local Messages API", host=host, port=port)
        self.url = self._serving.url

    @property
    def asked(self) -> tuple[Logged, ...]:
        """The requests for a message."""
        return tuple(each for each in self.requests if each.path == "/v1/messages")

    def start(self) -> Self:
        self._serving.start(self._application())
        return self

    def stop(self) -> None:
        self._serving.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _application(self) -> ASGIApp:
        inner = Starlette(
            routes=[
                Route("/v1/messages", self._messages, methods=["POST"]),
                Route("/v1/models/{model}", self._model, methods=["GET"]),
                Route("/sandbox/faults", self._list_faults, methods=["GET"]),
                Route("/sandbox/faults", self._add_fault, methods=["POST"]),
                Route("/sandbox/faults", self._clear_faults, methods=["DELETE"]),
                Route("/sandbox/replies", self._add_reply, methods=["POST"]),
                Route("/sandbox/replies", self._clear_replies, methods=["DELETE"]),
                Route("/sandbox/requests", self._list_requests, methods=["GET"]),
                Route("/{rest:path}", self._nothing_there, methods=["GET", "POST"]),
            ]
        )

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            scope[TRANSPORT] = send.__self__.transport  # type: ignore[attr-defined] # uvicorn's bound method
            await inner(scope, receive, send)

        return serve

    # --- the API ---------------------------------------------------------------------------------------

    async def _messages(self, request: Request) -> Response:
        ident = f"{next(self._numbers):06d}"
        raw = await request.body()
        fault = self.faults.take()
        try:
            self._let_in(request)
            asked = protocol.asked_in(_object(raw))
            _struck(fault)
        except ApiError as error:
            return self._refused(request, raw, error, ident, fault)
        if fault is not None and fault.kind is Kind.SLOW:
            await asyncio.sleep(fault.seconds)
        self._log(request, raw, 0 if fault and fault.kind is Kind.DROP else 200, fault)
        answer = self.replies.answer(asked)
        return Outgoing(fault=fault, ident=ident, asked=asked, answer=answer).response(
            _headers(ident)
        )

    async def _model(self, request: Request) -> Response:
        ident = f"{next(self._numbers):06d}"
        fault = self.faults.take()
        try:
            self._let_in(request)
            _struck(fault)
            model = _model_named(request.path_params["model"])
        except ApiError as error:
            return self._refused(request, b"", error, ident, fault)
        self._log(request, b"", 200, fault)
        return _json(model.told(), headers=_headers(ident))

    async def _nothing_there(self, request: Request) -> Response:
        ident = f"{next(self._numbers):06d}"
        return self._refused(request, b"", ApiError(404, "Not found"), ident, None)

    def _let_in(self, request: Request) -> None:
        given = _key(request)
        if given != self.api_key:
            raise ApiError(401, "invalid x-api-key" if given else "x-api-key header is required")
        version = request.headers.get("anthropic-version")
        if version is None:
            raise invalid("anthropic-version: header is required")
        if version not in protocol.VERSIONS:
            raise invalid(f'anthropic-version: "{version}" is not a valid version')

    def _refused(
        self, request: Request, raw: bytes, error: ApiError, ident: str, fault: Fault | None
    ) -> Response:
        self._log(request, raw, error.status, fault)
        headers = _headers(ident)
        if fault is not None and fault.retry_after is not None:
            headers["retry-after"] = fault.retry_after
        body = error.body(headers["request-id"])
        return Response(
            body, status_code=error.status, headers=headers, media_type="application/json"
        )

    def _log(self, request: Request, raw: bytes, status: int, fault: Fault | None) -> None:
        try:
            body = _object(raw) if raw else {}
        except ApiError:
            body = {}
        self.requests.append(
            Logged(
                method=request.method,
                path=request.url.path,
                headers=dict(request.headers),
                body=body,
                status=status,
                fault=fault.kind.value if fault else "",
            )
        )

    # --- control ---------------------------------------------------------------------------------------

    async def _list_faults(self, _: Request) -> Response:
        return _json([fault.told() for fault in self.faults.all()])

    async def _add_fault(self, request: Request) -> Response:
        try:
            fault = fault_from(orjson.loads(await request.body()))
        except (ValueError, TypeError) as error:
            return _json({"error": str(error)}, status=400)
        self.faults.add(fault)
        return _json(fault.told(), status=201)

    async def _clear_faults(self, _: Request) -> Response:
        self.faults.clear()
        return Response(status_code=204)

    async def _add_reply(self, request: Request) -> Response:
        """A reply for the next request; with `when`, for every one that has these words in it."""
        try:
            told = orjson.loads(await request.body())
            words = told.pop("when", None)
            reply = reply_from(told)
        except (ValueError, TypeError, AttributeError) as error:
            return _json({"error": str(error)}, status=400)
        if words is None:
            self.replies.script(reply)
        else:
            self.replies.rule(when(str(words), reply))
        return Response(status_code=201)

    async def _clear_replies(self, _: Request) -> Response:
        self.replies.clear()
        return Response(status_code=204)

    async def _list_requests(self, _: Request) -> Response:
        """Without headers: they hold the key."""
        return _json(
            [
                {
                    "method": each.method,
                    "path": each.path,
                    "body": each.body,
                    "status": each.status,
                    "fault": each.fault,
                }
                for each in tuple(self.requests)
            ]
        )


def _headers(ident: str) -> dict[str, str]:
    return {
        "request-id": f"req_{ident}",
        "anthropic-ratelimit-requests-limit": "50",
        "anthropic-ratelimit-requests-remaining": "49",
    }


def _key(request: Request) -> str:
    """As `x-api-key`, or as a bearer token: newer clients send it so."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return request.headers.get("x-api-key") or (token if kind.lower() == "bearer" else "")


def _struck(fault: Fault | None) -> None:
    """Raises ApiError."""
    if fault is not None and fault.kind is Kind.ERROR:
        raise ApiError(fault.status, fault.message, code=fault.code)


def _model_named(name: str) -> Model:
    """Raises ApiError."""
    if name not in MODELS:
        raise ApiError(404, f"model: {name}")
    return MODELS[name]


def _object(raw: bytes) -> Mapping[str, Any]:
    """Raises ApiError."""
    if len(raw) > protocol.LARGEST:
        raise ApiError(413)
    try:
        body = orjson.loads(raw)
    except ValueError:
        raise invalid("The request body is not valid JSON") from None
    if not isinstance(body, dict):
        raise invalid("Input should be an object")
    return body


def _json(told: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(told), status_code=status, headers=headers, media_type="application/json"
    )
