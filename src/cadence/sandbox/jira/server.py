"""The local Jira as a server: `with JiraSandbox(site) as jira: … jira.url`."""

import asyncio
import base64
import binascii
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import perf_counter
from typing import Any, Self

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from cadence.sandbox.jira import agile, cloud, datacenter, faults
from cadence.sandbox.jira.api import Call, Handler, Refused, Routes
from cadence.sandbox.jira.faults import Fault, Faults, Kind
from cadence.sandbox.jira.model import Account
from cadence.sandbox.jira.search import Search
from cadence.sandbox.jira.site import Site
from cadence.sandbox.jira.wire import Flavour, Wire
from cadence.sandbox.serving import Serving

_JSON = "application/json;charset=UTF-8"
_KEPT_REQUESTS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A request as it came and how it was answered."""

    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    body: bytes
    status: int
    at: datetime
    duration_ms: float
    """Until the answer began."""
    fault: str = ""
    """The kind of the fault it met."""


@dataclass(slots=True)
class RequestLog:
    requests: deque[Logged] = field(default_factory=lambda: deque(maxlen=_KEPT_REQUESTS))

    def to(self, path_end: str) -> list[Logged]:
        """Requests whose path ends so."""
        return [one for one in list(self.requests) if one.path.endswith(path_end)]

    def clear(self) -> None:
        self.requests.clear()

    def __len__(self) -> int:
        return len(self.requests)


class JiraSandbox:
    """Serves a site on this machine alone, in a thread of its own. Port 0 lets the system choose.

    `cloud_id`: serve under `/ex/jira/{cloud_id}` as well, as Atlassian's gateway does; scoped accounts get
    in there alone.
    `lag`: how long the search doesn't know of a change. `token_expires`: told in a header with every answer.
    """

    def __init__(
        self,
        site: Site,
        *,
        flavour: Flavour | str = Flavour.CLOUD,
        port: int = 0,
        host: str = "127.0.0.1",
        cloud_id: str | None = None,
        lag: timedelta = timedelta(),
        first_weekday: int = 0,
        token_expires: datetime | None = None,
    ) -> None:
        self.site = site
        self.flavour = Flavour(flavour)
        self.faults = Faults()
        self.log = RequestLog()
        self.search = Search(site, lag=lag, first_weekday=first_weekday)
        self._cloud_id = cloud_id
        self._token_expires = token_expires
        self._serving = Serving("the local Jira", host=host, port=port)
        self.url = self._serving.url
        self._wires = {
            version: Wire(site, self.url, self.flavour, version)
            for version in self.flavour.versions
        }

    @property
    def gateway_url(self) -> str:
        """The address for scoped tokens."""
        return f"{self.url}/ex/jira/{self._cloud_id}"

    def start(self) -> Self:
        self._serving.start(self._application())
        return self

    def stop(self) -> None:
        self._serving.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- what is served --------------------------------------------------------------------------------

    def _application(self) -> Any:
        routes = cloud.ROUTES if self.flavour is Flavour.CLOUD else datacenter.ROUTES
        prefixes = ["", f"/ex/jira/{self._cloud_id}"] if self._cloud_id else [""]
        served = [
            Route(prefix + base + path, self._endpoint(handler, wire), methods=[method])
            for prefix in prefixes
            for base, handlers, wire in self._apis(routes)
            for (method, path), handler in _by_precision(handlers)
        ]
        control = [
            Route("/sandbox/faults", self._list_faults, methods=["GET"]),
            Route("/sandbox/faults", self._add_fault, methods=["POST"]),
            Route("/sandbox/faults", self._clear_faults, methods=["DELETE"]),
            Route("/sandbox/faults/{fault}", self._remove_fault, methods=["DELETE"]),
            Route("/sandbox/requests", self._list_requests, methods=["GET"]),
        ]
        return _Outer(Starlette(routes=[*control, *served]), self)

    def _apis(self, routes: Routes) -> Iterator[tuple[str, Routes, Wire]]:
        for version, wire in self._wires.items():
            yield f"/rest/api/{version}", routes, wire
        yield "/rest/agile/1.0", agile.ROUTES, self._wires[self.flavour.versions[0]]

    def _endpoint(self, handler: Handler, wire: Wire) -> Any:
        async def answer(request: Request) -> Response:
            try:
                call = await self._call(request, wire)
                with self.site.lock:
                    told = handler(call)
            except Refused as refused:
                return self._refusal(refused.status, refused.messages)
            return self._response(told if isinstance(told, bytes) else orjson.dumps(told))

        return answer

    async def _call(self, request: Request, wire: Wire) -> Call:
        account = self._account(request)
        query: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            query.setdefault(name, []).append(value)
        return Call(
            site=self.site,
            search=self.search,
            wire=wire,
            account=account,
            path=request.path_params,
            query=query,
            body=_body(await request.body()),
        )

    def _account(self, request: Request) -> Account:
        """Raises Refused(401)."""
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        gateway = request.url.path.startswith("/ex/jira/")
        for account in self.site.accounts:
            if self._proves(account, kind.lower(), given) and (gateway or not account.scoped):
                return account
        raise Refused(401, "Client must be authenticated to access this resource.")

    def _proves(self, account: Account, kind: str, given: str) -> bool:
        if self.flavour is Flavour.DATACENTER or kind == "bearer":
            return kind == "bearer" and given == account.token
        try:
            said = base64.b64decode(given, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        return kind == "basic" and said == f"{account.email}:{account.token}"

    def _response(self, body: bytes, status: int = 200) -> Response:
        headers = {"X-AREQUESTID": "sandbox"}
        if self._token_expires:
            headers["X-Token-Expiry"] = self._token_expires.astimezone(UTC).isoformat()
        return Response(body, status_code=status, media_type=_JSON, headers=headers)

    def _refusal(self, status: int, messages: tuple[str, ...]) -> Response:
        response = self._response(
            orjson.dumps({"errorMessages": list(messages), "errors": {}}), status
        )
        if status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Jira"'
            response.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        return response

    # --- control ---------------------------------------------------------------------------------------

    async def _list_faults(self, _: Request) -> Response:
        return self._response(orjson.dumps([one.told() for one in self.faults.all()]))

    async def _add_fault(self, request: Request) -> Response:
        try:
            fault = faults.from_json(orjson.loads(await request.body()))
        except (ValueError, TypeError) as error:
            return self._refusal(400, (str(error),))
        return self._response(orjson.dumps(self.faults.add(fault).told()), 201)

    async def _clear_faults(self, _: Request) -> Response:
        self.faults.clear()
        return Response(status_code=204)

    async def _remove_fault(self, request: Request) -> Response:
        found = self.faults.remove(request.path_params["fault"])
        return (
            Response(status_code=204) if found else self._refusal(404, ("There is no such fault.",))
        )

    async def _list_requests(self, _: Request) -> Response:
        told = [
            {
                "method": one.method,
                "path": one.path,
                "query": one.query,
                "status": one.status,
                "at": one.at.isoformat(),
                "duration_ms": one.duration_ms,
                "fault": one.fault,
            }
            for one in list(self.log.requests)
        ]
        return self._response(orjson.dumps(told))


def _by_precision(routes: Routes) -> list[tuple[tuple[str, str], Handler]]:
    """Paths that name everything before those with a placeholder: /project/search is no project."""
    return sorted(routes.items(), key=lambda item: item[0][1].count("{"))


def _body(raw: bytes) -> Mapping[str, Any]:
    if not raw:
        return {}
    try:
        told = orjson.loads(raw)
    except ValueError:
        raise Refused(
            400, "There was an error parsing JSON. Check that your request body is valid."
        ) from None
    if not isinstance(told, dict):
        raise Refused(
            400, "Invalid request payload. Refer to the REST API documentation and try again."
        )
    return told


class _Outer:
    """Around everything: writes the log and makes faults happen."""

    def __init__(self, inner: Starlette, sandbox: JiraSandbox) -> None:
        self._inner = inner
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/sandbox/"):
            await self._inner(scope, receive, send)
            return
        fault = self._sandbox.faults.take(scope["method"], scope["path"])
        entry = _Entry(scope, fault, self._sandbox.site.clock.now())

        async def hear() -> Message:
            message = await receive()
            entry.body.extend(message.get("body", b""))
            return message

        async def tell(message: Message) -> None:
            # before a byte is sent: whoever has the answer finds the request in the log
            if message["type"] == "http.response.start":
                self._sandbox.log.requests.append(entry.answered(message["status"]))
            await send(message)

        await _Spoiler(fault, tell).run(lambda told: self._inner(scope, hear, told))


class _Entry:
    """A request that is under way."""

    def __init__(self, scope: Scope, fault: Fault | None, at: datetime) -> None:
        self._request = Request(scope)
        self._fault = fault
        self._at = at
        self._began = perf_counter()
        self.body = bytearray()

    def answered(self, status: int) -> Logged:
        params = self._request.query_params
        return Logged(
            method=self._request.method,
            path=self._request.url.path,
            query={name: tuple(params.getlist(name)) for name in params},
            body=bytes(self.body),
            status=status,
            at=self._at,
            duration_ms=(perf_counter() - self._began) * 1000,
            fault=self._fault.kind.value if self._fault else "",
        )


class _Spoiler:
    """Sends an answer on, spoilt as the fault says."""

    def __init__(self, fault: Fault | None, send: Send) -> None:
        self._fault = fault
        self._send = send
        self._start: Message = {}

    async def run(self, answer: Any) -> None:
        fault = self._fault
        if fault and fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault and fault.kind in {Kind.RATE_LIMIT, Kind.ERROR}:
            await _fail(fault, self._send)
            return
        await answer(self._pass)

    async def _pass(self, message: Message) -> None:
        if not self._fault or self._fault.kind is Kind.SLOW:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
        else:
            await self._spoil(self._fault, message["body"])

    async def _spoil(self, fault: Fault, body: bytes) -> None:
        whole, cut = body, False
        if fault.kind is Kind.WARN:
            whole = orjson.dumps(orjson.loads(body) | {"warnings": list(fault.messages)})
        elif fault.kind is Kind.TRUNCATE:
            whole = body[: len(body) // 2]
        else:
            cut = True
        headers = [one for one in self._start["headers"] if one[0] != b"content-length"]
        headers.append((b"content-length", str(len(whole)).encode()))
        await self._send({**self._start, "headers": headers})
        sent = whole[: len(whole) // 2] if cut else whole
        # a body that is not finished makes the server break the connection
        await self._send({"type": "http.response.body", "body": sent, "more_body": cut})


async def _fail(fault: Fault, send: Send) -> None:
    status = 429 if fault.kind is Kind.RATE_LIMIT else fault.status
    headers = dict(fault.headers)
    if isinstance(fault.retry_after, datetime):
        headers["Retry-After"] = format_datetime(fault.retry_after.astimezone(UTC), usegmt=True)
    elif fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    if fault.reason:
        headers["RateLimit-Reason"] = fault.reason
    if status == 429:
        headers.setdefault("X-RateLimit-Limit", "100")
        headers.setdefault("X-RateLimit-Remaining", "0")
    messages = fault.messages or (
        ("Rate limit exceeded.",) if status == 429 else ("Sandbox fault.",)
    )
    body = orjson.dumps({"errorMessages": list(messages), "errors": {}})

    lines = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    lines += [(b"content-type", _JSON.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})
