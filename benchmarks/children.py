"""Processes beside this one: started, spoken to, and gone at the end of the block."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class Child:
    """A process of `benchmarks.servers` that answers each line of JSON with one."""

    def __init__(self, process: "subprocess.Popen[str]", name: str) -> None:
        self._process = process
        self._name = name
        self.told = self._hear()
        """What it said when it was ready: its address, for example."""

    def do(self, what: str, **given: Any) -> Json:
        """Raises RuntimeError when it has ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **given}) + "\n")
        self._process.stdin.flush()
        return self._hear()

    def _hear(self) -> Json:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended with {self._process.wait()}")
        answer: Json = json.loads(line)
        return answer


@contextmanager
def child(
    name: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    errors: Path | None = None,
) -> Iterator[Child]:
    """`benchmarks.servers.<name>` in a process of its own, until the block ends.

    Its log goes into the file `errors`; without one, here.
    """
    log = errors.open("wb") if errors else None
    process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
        [sys.executable, "-m", f"benchmarks.servers.{name}", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        env=plain_environment() | dict(environment or {}),
    )
    try:
        yield Child(process, name)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if log:
            log.close()


def plain_environment() -> dict[str, str]:
    """This process' own, without what would make Cadence talk to somebody's real Slack or Jira."""
    ours = ("SLACK_", "JIRA_", "DATABASE_URL", "ANTHROPIC_", "CADENCE_CONFIG", "PORT", "LOG_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def obey(ready: Json, verbs: Mapping[str, Any]) -> None:
    """The other end: say that it is ready, then do what is asked, line by line, until the input is closed.

    Each verb is a function of whatever `Child.do` is given, and brings an object.
    """
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        given = json.loads(line)
        answer = verbs[given.pop("do")](**given)
        print(json.dumps(answer), flush=True)
