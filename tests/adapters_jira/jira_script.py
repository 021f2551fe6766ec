"""Answers of a Jira as they are written down, for what no real one would send on demand."""

import io

import requests


class Steady:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Script:
    """Answers each request with the next thing of the script; an error is raised. `takes` seconds pass each time."""

    def __init__(self, *script: bytes | Exception, steady: Steady, takes: float = 0) -> None:
        self._script = list(script)
        self._steady = steady
        self._takes = takes
        self.status = 200
        self.headers: dict[str, str] = {}
        self.timeouts: list[tuple[float, float]] = []
        self.sent: list[requests.Request] = []

    def url(self, path: str) -> str:
        return f"http://jira.test{path}"

    def send(self, request: requests.Request, *, timeout: tuple[float, float]) -> requests.Response:
        self.sent.append(request)
        self.timeouts.append(timeout)
        self._steady.seconds += self._takes
        told = self._script.pop(0)
        if isinstance(told, Exception):
            raise told
        response = requests.Response()
        response.status_code = self.status
        response.headers.update(self.headers)
        response.raw = io.BytesIO(told)
        return response
