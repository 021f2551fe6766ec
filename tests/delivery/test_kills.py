"""Real processes, killed again and again: no question is lost, no answer is doubled."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from slack_double import SlackDouble, serving
from sqlalchemy import Engine, text

from cadence.adapters.db.engine import make_engine, reading, writing

REPLICA = Path(__file__).with_name("replica_process.py")


@dataclass
class Replicas:
    """Processes that are started anew whenever they die."""

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
                str(REPLICA),
                self.database_url,
                self.slack_url,
                str(self.events),
                seed,
            ]
        )


@contextmanager
def tended(replicas: Replicas) -> Iterator[Replicas]:
    try:
        yield replicas
    finally:
        replicas.end()


def storm(url: str, *, count: int, events: int, seed: int, kills: int, within: float) -> str:
    """Kill `kills` times at random, and more at the worst moments, until all is answered; what came of it."""
    slack = SlackDouble(seed, kill_before=3, kill_after=7, lose_answer=8, slow_down=8)
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE answers (question TEXT, process BIGINT)"))
    chance = Random(seed)  # noqa: S311 - seeded, so that a run can be repeated
    with (
        serving(slack) as slack_url,
        tended(Replicas(url, slack_url, events, count, chance)) as crew,
    ):
        end = time.monotonic() + within
        while len(set(slack.posted)) < events or _undone(engine):
            assert time.monotonic() < end, f"{len(set(slack.posted))} of {events} answers were said"
            crew.tend()
            time.sleep(chance.uniform(0.05, 0.5))
            if kills > 0 and slack.posted:
                crew.kill_one()
                kills -= 1
    with reading(engine) as connection:
        answered = Counter(connection.execute(text("SELECT question FROM answers")).scalars())
    engine.dispose()
    assert Counter(slack.posted) == Counter(f"answer-Ev{n}" for n in range(events))
    assert answered == Counter(f"Ev{n}" for n in range(events))
    return f"{crew.deaths} deaths; Slack: {dict(slack.met)}"


def report(came_of_it: str) -> None:
    """Shown by `pytest -rP` and in `make soak`."""
    sys.stdout.write(f"{came_of_it}\n")


def _undone(engine: Engine) -> int:
    with reading(engine) as connection:
        undone = text("SELECT count(*) FROM jobs WHERE done_at IS NULL OR set_aside")
        count: int = connection.execute(undone).scalar_one()
        return count


def test_one_process_killed_and_restarted_on_sqlite_answers_everything_once(
    sqlite_url: str,
) -> None:
    report(storm(sqlite_url, count=1, events=20, seed=1, kills=2, within=110))


def test_three_replicas_killed_on_postgresql_answer_everything_once(postgres_url: str) -> None:
    report(storm(postgres_url, count=3, events=24, seed=2, kills=2, within=110))


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10))
def test_a_long_storm_on_sqlite(sqlite_url: str, seed: int) -> None:
    report(storm(sqlite_url, count=1, events=200, seed=seed, kills=25, within=900))


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10))
def test_a_long_storm_of_three_replicas_on_postgresql(postgres_url: str, seed: int) -> None:
    report(storm(postgres_url, count=3, events=300, seed=seed, kills=40, within=900))
