"""The process' own web server: is it alive, is it ready, its metrics; and Slack's events where they come by HTTP."""

import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Event, Thread
from typing import Any

import orjson
from waitress.server import create_server
from waitress.wasyncore import close_all, dispatcher, loop

from cadence.core.errors import SettingsError
from cadence.core.ports import Check, Health

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

LARGEST = 4 << 20
"""Bytes of one request: far more than Slack sends, and little enough that strangers fill no disk."""

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def application(
    *,
    ready: Callable[[], Sequence[Check]],
    metrics: Callable[[], bytes],
    slack: Wsgi | None = None,
) -> Wsgi:
    """`/healthz` says that the process runs, `/readyz` whether it can do its work, `/metrics` how it does it."""
    pages: Mapping[str, Callable[[], tuple[str, str, bytes]]] = {
        "/healthz": lambda: ("200 OK", "text/plain; charset=utf-8", b"ok\n"),
        "/readyz": lambda: _readiness(ready()),
        "/metrics": lambda: ("200 OK", PROMETHEUS, metrics()),
    }

    def respond(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if slack is not None and path == "/slack/events":
            return slack(environ, start_response)
        page = pages.get(path)
        status, kind, body = (
            page() if page else ("404 Not Found", "text/plain; charset=utf-8", b"not found\n")
        )
        start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return (body,)

    return respond


def _readiness(checks: Sequence[Check]) -> tuple[str, str, bytes]:
    """Ready unless something fails; degraded is ready. Says no more than which connector it is: the page is open."""
    failing = any(check.health is Health.FAILING for check in checks)
    body = orjson.dumps({check.connector: check.health.value for check in checks})
    return ("503 Service Unavailable" if failing else "200 OK", "application/json", body)


class WebServer:
    """A WSGI server in threads of this process."""

    def __init__(self, app: Wsgi, *, host: str, port: int, threads: int = 16) -> None:
        try:
            self._socket = socket.create_server((host, port), backlog=1024)
        except OSError as error:
            raise SettingsError(
                f"PORT: cannot listen on {host}:{port}: {error.strerror}; set PORT, or [serve] host and port"
            ) from error
        self._server: Any = create_server(
            app,
            sockets=[self._socket],
            threads=threads,
            clear_untrusted_proxy_headers=True,
            ident=None,
            max_request_body_size=LARGEST,
        )
        self._ended = Event()
        self._thread = Thread(target=self._run, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port that is listened on, also where 0 let the system choose."""
        port: int = self._socket.getsockname()[1]
        return port

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take no request more, finish those that have begun, and close."""
        if not self._thread.is_alive():
            self._server.close()
            return
        # Closed by the thread that waits on the sockets: from here they would be pulled away from under its select().
        self._server.trigger.pull_trigger(lambda: dispatcher.close(self._server))
        self._server.task_dispatcher.shutdown(timeout=5)
        # The pipe that wakes that thread is closed only after it ended: it would else be gone under this very write.
        self._ended.set()
        self._server.trigger.pull_trigger()
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            close_all(self._server._map)

    def _run(self) -> None:
        adjusted = self._server.adj
        while not self._ended.is_set():
            loop(
                timeout=adjusted.asyncore_loop_timeout,
                use_poll=adjusted.asyncore_use_poll,
                map=self._server._map,
                count=1,
            )
