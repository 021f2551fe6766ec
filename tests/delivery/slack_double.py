"""A small Slack over HTTP for tests with real processes: it keeps what is posted, and makes seeded trouble."""

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread
from typing import Any


class SlackDouble:
    """What was posted, by key; and how often a poster is killed at the worst moment, in per cent.

    `kill_before`: the request came, nothing is kept. `kill_after`: it is kept, and the poster never hears so.
    `lose_answer`: it is kept, and the connection breaks. `slow_down`: 429.
    """

    def __init__(self, seed: int, **trouble: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - seeded, so that a run can be repeated
        self._lock = Lock()
        self.trouble = trouble
        self.posted: list[str] = []
        self.met: Counter[str] = Counter()

    def receive(self, key: str, poster: int) -> tuple[int, dict[str, Any]] | None:
        """The answer, or None where the connection is to break."""
        with self._lock:
            ill = self._draw()
            self.met[ill] += 1
            if ill == "slow_down":
                return 429, {"wait": 0.05}
            if ill == "kill_before":
                _kill(poster)
                return None
            self.posted.append(key)
            if ill == "kill_after":
                _kill(poster)
            if ill in {"kill_after", "lose_answer"}:
                return None
            return 200, {"ts": str(len(self.posted))}

    def find(self, key: str) -> dict[str, Any]:
        with self._lock:
            found = key in self.posted
            return {"ts": str(self.posted.index(key) + 1) if found else None}

    def _draw(self) -> str:
        drawn = self._chance.randrange(100)
        for ill, share in self.trouble.items():
            if drawn < share:
                return ill
            drawn -= share
        return "well"


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


@contextmanager
def serving(slack: SlackDouble) -> Iterator[str]:
    """Its address."""

    class Serve(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = slack.receive(asked["key"], asked["poster"])
            if answer is None:
                self.close_connection = True
                return
            self._say(*answer)

        def do_GET(self) -> None:
            self._say(200, slack.find(self.path.removeprefix("/")))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A poster that was killed hears no answer."""

    server = Server(("127.0.0.1", 0), Serve)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
