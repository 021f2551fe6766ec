"""The sandbox as a server of this process: real HTTP and WebSocket on the loopback interface."""

import asyncio
import socket
from threading import Thread
from types import TracebackType
from typing import Self

import orjson
import uvicorn
from starlette.types import Receive, Scope, Send

from cadence.sandbox.slack.actors import Actors
from cadence.sandbox.slack.answers import Answers
from cadence.sandbox.slack.control import Control
from cadence.sandbox.slack.deliveries import ACK_TIMEOUT, RETRY_DELAYS, Deliveries
from cadence.sandbox.slack.errors import SlackError
from cadence.sandbox.slack.events import Events
from cadence.sandbox.slack.faults import Faults
from cadence.sandbox.slack.gateway import Gateway
from cadence.sandbox.slack.http import Dropped, Reply, Request, read, transport_of, write
from cadence.sandbox.slack.limits import RateLimits
from cadence.sandbox.slack.responses import ResponseUrls
from cadence.sandbox.slack.sockets import Sockets
from cadence.sandbox.slack.triggers import Triggers
from cadence.sandbox.slack.webhooks import Webhooks
from cadence.sandbox.slack.workspace import Workspace

BACKLOG = 1024
LARGEST_MESSAGE = 16 * 1024 * 1024
"""Bytes of one WebSocket message."""


class SlackSandbox:
    """`with SlackSandbox(workspace) as slack: …`; a port of 0 lets the system choose. Started once.

    `limits` switches Slack's rate limits on. `ack_timeout` and `retry_delays` (seconds) say how long the app may take
    to acknowledge and when an event is sent again. `seed` is for faults that strike by chance.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: bool = True,
        ack_timeout: float = ACK_TIMEOUT,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
        seed: int = 0,
    ) -> None:
        self.workspace = workspace or Workspace()
        timeline = self.workspace.timeline
        self.faults = Faults(seed=seed)
        self.sockets = Sockets(self.workspace.app)
        self.webhooks = Webhooks(self.workspace.app)
        self.deliveries = Deliveries(
            timeline=timeline,
            transport=self.sockets if self.workspace.app.socket_mode else self.webhooks,
            faults=self.faults,
            ack_timeout=ack_timeout,
            retry_delays=retry_delays,
        )
        events = Events(self.workspace, self.deliveries)
        triggers, self._responses = Triggers(timeline), ResponseUrls(timeline)
        self.people = Actors(
            workspace=self.workspace,
            events=events,
            deliveries=self.deliveries,
            triggers=triggers,
            responses=self._responses,
        )
        self._answers = Answers(self.workspace, events)
        self._gateway = Gateway(
            workspace=self.workspace,
            events=events,
            triggers=triggers,
            responses=self._responses,
            sockets=self.sockets,
            faults=self.faults,
            limits=RateLimits(timeline.now) if limits else None,
        )
        self._control = Control(self.workspace, self.people, self.faults, self.sockets)
        self._address = (host, port)
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """Raises RuntimeError before `start`."""
        if self._socket is None:
            raise RuntimeError("the sandbox has not been started")
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}"

    @property
    def api_url(self) -> str:
        """What WebClient takes as `base_url`."""
        return f"{self.url}/api/"

    def start(self) -> Self:
        """Returns once connections are taken."""
        self._socket = _listening(self._address)
        self._responses.base = self.url
        config = uvicorn.Config(
            self._serve,
            log_level="error",
            access_log=False,
            interface="asgi3",
            http="h11",
            proxy_headers=False,
            server_header=False,
            lifespan="off",
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            ws_ping_interval=20,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(
            target=asyncio.run, args=(self._run(self._server),), name="sandbox-slack", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self.webhooks.close()
        if self._socket is not None:
            self._socket.close()
        self._socket = self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    async def _run(self, server: uvicorn.Server) -> None:
        loop = asyncio.get_running_loop()
        self.sockets.begin(loop)
        self.deliveries.begin(loop)
        assert self._socket is not None  # noqa: S101 - made by start
        try:
            await server.serve(sockets=[self._socket])
        finally:
            await self.deliveries.end()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.sockets.serve(scope, receive, send, transport_of(send))
            return
        reply = await self._answer(await read(scope, receive))
        if isinstance(reply, Dropped):
            transport_of(send).abort()
            await asyncio.sleep(0)  # lets uvicorn see that the connection is gone
            return
        await write(reply, send)

    async def _answer(self, request: Request) -> Reply | Dropped:
        kind, _, rest = request.path.lstrip("/").partition("/")
        match kind:
            case "api":
                return await self._gateway.answer(rest, request)
            case "response":
                return self._respond(rest, request)
            case "upload":
                return self._receive(rest, request)
            case "sandbox":
                return await self._control.answer(rest, request)
        return Reply(b"not found", status=404, content_type="text/plain")

    def _respond(self, key: str, request: Request) -> Reply:
        try:
            answer = orjson.loads(request.body)
            if not isinstance(answer, dict):
                return Reply(b"invalid_payload", status=400, content_type="text/plain")
            self._answers.respond(self._responses.use(key), answer)
        except SlackError as error:
            status = 404 if error.code in {"expired_url", "used_url"} else 400
            return Reply(
                orjson.dumps({"ok": False, "error": error.code} | error.details), status=status
            )
        except orjson.JSONDecodeError:
            return Reply(b"invalid_payload", status=400, content_type="text/plain")
        return Reply(b"ok", content_type="text/plain")

    def _receive(self, id_: str, request: Request) -> Reply:
        try:
            file = self.workspace.files.receive(id_, request.body)
        except SlackError as error:
            return Reply(error.code.encode(), status=404, content_type="text/plain")
        return Reply(f"OK - {len(file.content)}".encode(), content_type="text/plain")


def _listening(address: tuple[str, int]) -> socket.socket:
    # the protocol is named because asyncio switches Nagle's algorithm off only then; it costs 40 ms an answer
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    listener.listen(BACKLOG)
    return listener
