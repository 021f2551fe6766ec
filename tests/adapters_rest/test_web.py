"""The process' own web server."""

import socket
from threading import Event, Thread

import pytest
import requests

from cadence.adapters.none import NoArchive
from cadence.adapters.web import Environ, StartResponse, WebServer, Wsgi, application
from cadence.core.errors import ArchiveEmpty, SettingsError
from cadence.core.ports import Check, Health
from cadence.core.query import IssueQuery


def checked(*health: Health) -> tuple[Check, ...]:
    return tuple(Check(connector=f"part {n}", health=h, why="w") for n, h in enumerate(health))


def served(app: Wsgi) -> WebServer:
    server = WebServer(app, host="127.0.0.1", port=0, threads=4)
    server.start()
    return server


def url(server: WebServer, path: str) -> str:
    return f"http://127.0.0.1:{server.port}{path}"


@pytest.mark.parametrize(
    ("health", "status"),
    [((Health.HEALTHY, Health.DEGRADED), 200), ((Health.HEALTHY, Health.FAILING), 503), ((), 200)],
)
def test_it_is_ready_unless_something_fails(health: tuple[Health, ...], status: int) -> None:
    server = served(application(ready=lambda: checked(*health), metrics=lambda: b"x 1\n"))
    try:
        answer = requests.get(url(server, "/readyz"), timeout=5)
        assert answer.status_code == status
        assert answer.json() == {f"part {n}": each.value for n, each in enumerate(health)}
        assert requests.get(url(server, "/healthz"), timeout=5).text == "ok\n"
        assert requests.get(url(server, "/metrics"), timeout=5).content == b"x 1\n"
        assert requests.get(url(server, "/slack/events"), timeout=5).status_code == 404
    finally:
        server.stop()


def test_slacks_requests_go_to_slacks_part() -> None:
    def slack(environ: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "2")])
        return [environ["wsgi.input"].read()[:2]]

    server = served(application(ready=tuple, metrics=bytes, slack=slack))
    try:
        assert requests.post(url(server, "/slack/events"), data=b"hello", timeout=5).text == "he"
    finally:
        server.stop()


def test_stopping_lets_a_request_that_has_begun_finish_and_takes_no_other() -> None:
    begun, go_on = Event(), Event()

    def slow() -> bytes:
        begun.set()
        assert go_on.wait(10)
        return b"done 1\n"

    server = served(application(ready=tuple, metrics=slow))
    address = url(server, "/metrics")
    answers: list[bytes] = []
    asking = Thread(target=lambda: answers.append(requests.get(address, timeout=10).content))
    asking.start()
    assert begun.wait(10)
    stopping = Thread(target=server.stop)
    stopping.start()
    go_on.set()
    stopping.join(15)
    asking.join(15)
    assert answers == [b"done 1\n"]
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=5)


def test_a_server_that_never_started_can_be_stopped() -> None:
    WebServer(application(ready=tuple, metrics=bytes), host="127.0.0.1", port=0).stop()


def test_stopping_is_quiet_also_with_a_connection_left_open() -> None:
    for _ in range(20):
        server = served(application(ready=tuple, metrics=bytes))
        with requests.Session() as session:
            session.get(url(server, "/healthz"), timeout=5)
            server.stop()


def test_a_port_that_is_taken_is_a_setting_to_change() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"PORT: cannot listen on 127.0.0.1:{port}"):
            WebServer(application(ready=tuple, metrics=bytes), host="127.0.0.1", port=port)


def test_an_archive_that_was_never_filled_says_so_whatever_it_is_asked() -> None:
    none = NoArchive()
    for ask in (
        none.as_of,
        none.covers,
        none.site,
        lambda: none.issue("PAY-1"),
        lambda: none.search(IssueQuery()),
        lambda: none.every(IssueQuery()),
        lambda: none.histories(["PAY-1"]),
        lambda: none.similar("x"),
    ):
        with pytest.raises(ArchiveEmpty, match="cadence sync"):
            ask()
