"""An application served on this machine alone, in a thread of its own."""

import asyncio
import logging
import socket
from threading import Event, Thread

import uvicorn
from starlette.types import ASGIApp

START_S, STOP_S = 10, 10


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


class Serving:
    """Has its address from the beginning, and answers there while it is entered. Port 0 lets the system choose."""

    def __init__(self, what: str, *, host: str, port: int) -> None:
        """`what` is its name in words: "the local Jira"."""
        self._what = what
        self._socket = _listening(host, port)
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        self._server: _Server | None = None
        self._thread: Thread | None = None

    def start(self, application: ASGIApp) -> None:
        """Returns once connections are taken. Raises TimeoutError."""
        ready = Event()
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config, ready)
        self._thread = Thread(target=self._run, args=(self._server,), name=self._what, daemon=True)
        self._thread.start()
        if not ready.wait(timeout=START_S):
            raise TimeoutError(f"{self._what} did not start within {START_S} seconds")

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=STOP_S)
        self._socket.close()

    def _run(self, server: _Server) -> None:
        # uvicorn tells a connection that was broken on purpose as an error
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        asyncio.run(server.serve(sockets=[self._socket]))


def _listening(host: str, port: int) -> socket.socket:
    # asyncio turns Nagle's delay off only where the protocol is named, which create_server does not do
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(128)
    return listener
