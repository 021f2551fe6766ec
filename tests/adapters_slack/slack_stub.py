"""A Slack that answers what it was told to, in order, and remembers what it was asked."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    body: Json | str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


OK = Scripted(body={"ok": True})
US = Scripted(
    body={
        "ok": True,
        "url": "https://acme.slack.com/",
        "user_id": "U0US",
        "bot_id": "B0US",
        "team_id": "T1",
        "team": "Acme",
        "user": "cadence",
    }
)
POSTED = Scripted(body={"ok": True, "channel": "C1", "ts": "1.000001"})


def refused(code: str) -> Scripted:
    return Scripted(body={"ok": False, "error": code})


class StubSlack:
    """What isn't scripted for a method is answered by `OK`; `auth.test` by `US`. No `Date` header unless scripted."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Json]] = []
        self._answers: dict[str, deque[Scripted]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    def answers(self, method: str, *answers: Scripted) -> None:
        self._answers.setdefault(method, deque()).extend(answers)

    def calls(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.asked if name == method]

    def answer(self, method: str, arguments: Json) -> Scripted:
        self.asked.append((method, arguments))
        waiting = self._answers.get(method)
        if waiting:
            return waiting.popleft()
        return US if method == "auth.test" else OK

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(stub: StubSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            scripted = stub.answer(url.path.removeprefix("/api/"), _arguments(url.query, body))
            text = scripted.body if isinstance(scripted.body, str) else json.dumps(scripted.body)
            self.send_response_only(scripted.status)
            for name, value in scripted.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Says nothing."""

    return Handler


def _arguments(query: str, body: bytes) -> Json:
    given: Json = dict(parse_qsl(query))
    if body.startswith(b"{"):
        return given | json.loads(body)
    return given | dict(parse_qsl(body.decode()))
