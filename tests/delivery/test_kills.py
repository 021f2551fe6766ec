"""Real processes, killed again and again: no question is lost, no answer is doubled."""

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from cadence.adapters.db.engine import make_engine, reading, writing
from delivery.replicas import Replicas, tended, undone
from delivery.slack_double import SlackDouble, serving

REPLICA = Path(__file__).with_name("replica_process.py")


def storm(url: str, *, count: int, events: int, seed: int, kills: int, within: float) -> str:
    """Kill `kills` times at random, and more at the worst moments, until all is answered; what came of it."""
    slack = SlackDouble(seed, kill_before=3, kill_after=7, lose_answer=8, slow_down=8)
    engine = make_engine(url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE answers (question TEXT, process BIGINT)"))
    chance = Random(seed)  # noqa: S311 - seeded, so that a run can be repeated
    with (
        serving(slack) as slack_url,
        tended(Replicas(REPLICA, url, slack_url, events, count, chance)) as crew,
    ):
        end = time.monotonic() + within
        while len(set(slack.posted)) < events or undone(engine):
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
