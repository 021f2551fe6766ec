"""Real processes that are killed and started anew, until all the work is done."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text

from cadence.adapters.db.engine import reading

TESTS = Path(__file__).parents[1]


@dataclass
class Replicas:
    """Processes that are started anew whenever they die."""

    script: Path
    """Called with the database's URL, Slack's URL, how many events there are, and a seed."""
    database_url: str
    slack_url: str
    events: int
    count: int
    chance: Random
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    deaths: int = 0

    def tend(self) -> None:
        ends = {each.poll() for each in self.running} - {None}
        assert ends <= {-signal.SIGKILL}, "a replica ended of itself"
        alive = [each for each in self.running if each.poll() is None]
        self.deaths += len(self.running) - len(alive)
        self.running = alive
        while len(self.running) < self.count:
            self.running.append(self._start())

    def kill_one(self) -> None:
        self.chance.choice(self.running).kill()

    def end(self) -> None:
        for each in self.running:
            each.kill()
        for each in self.running:
            each.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        seed = str(self.chance.randrange(10**6))
        return subprocess.Popen(
            [
                sys.executable,
                str(self.script),
                self.database_url,
                self.slack_url,
                str(self.events),
                seed,
            ],
            env=os.environ | {"PYTHONPATH": str(TESTS)},
        )


@contextmanager
def tended(replicas: Replicas) -> Iterator[Replicas]:
    try:
        yield replicas
    finally:
        replicas.end()


def undone(engine: Engine) -> int:
    """How many jobs are not done, or set aside."""
    with reading(engine) as connection:
        left = text("SELECT count(*) FROM jobs WHERE done_at IS NULL OR set_aside")
        count: int = connection.execute(left).scalar_one()
        return count
