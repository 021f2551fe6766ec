"""Real processes, killed while decisions are confirmed: each is recorded and posted once, under a number of its own."""

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import make_engine
from cadence.decisions.model.access import Seen
from cadence.decisions.model.decision import Decision
from delivery.replicas import Replicas, tended, undone
from delivery.slack_double import SlackDouble, serving

REPLICA = Path(__file__).with_name("confirming_process.py")


def storm(url: str, *, count: int, forms: int, seed: int, kills: int, within: float) -> None:
    """Kill at random and at the worst moments until all is done; what came of it must be as if nobody had died."""
    slack = SlackDouble(seed, kill_before=2, kill_after=4, lose_answer=6, slow_down=6)
    chance, engine = Random(seed), make_engine(url)  # noqa: S311 - seeded, so that a run can be repeated
    records = SqlRecords(engine)
    with (
        serving(slack) as slack_url,
        tended(Replicas(REPLICA, url, slack_url, forms, count, chance)) as crew,
    ):
        end = time.monotonic() + within
        while len(set(slack.posted)) < 3 * forms or undone(engine):
            assert time.monotonic() < end, f"{len(set(slack.posted))} of {3 * forms} were said"
            crew.tend()
            time.sleep(chance.uniform(0.05, 0.5))
            if kills > 0 and slack.posted:
                crew.kill_one()
                kills -= 1
    found = list(records.every(Seen(everything=True)))
    counted = dict(records.counted(since=found[0].recorded_at.date()))
    engine.dispose()
    sys.stdout.write(f"{crew.deaths} deaths; Slack: {dict(slack.met)}\n")
    is_once(found, slack.posted, forms)
    assert counted == {"confirmed": forms}


def is_once(found: list[Decision], posted: list[str], forms: int) -> None:
    assert sorted(each.body.title for each in found) == sorted(
        f"Decision {n}" for n in range(forms)
    )
    assert len({each.number for each in found}) == forms
    assert all(len(each.quotes) == 1 and len(each.shown) == 2 for each in found)
    boards = [f"decision:{each.number}:{board}" for each in found for board in ("log", "thread")]
    told = [f"told:submit:V{n}" for n in range(forms)]
    assert Counter(posted) == Counter([*boards, *told])


def test_one_process_killed_and_restarted_on_sqlite_records_everything_once(
    sqlite_url: str,
) -> None:
    storm(sqlite_url, count=1, forms=8, seed=1, kills=2, within=110)


def test_three_replicas_killed_on_postgresql_record_everything_once(postgres_url: str) -> None:
    storm(postgres_url, count=3, forms=8, seed=2, kills=2, within=110)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(5))
def test_a_long_storm_of_confirmations(database_url: str, seed: int) -> None:
    replicas = 1 if database_url.startswith("sqlite") else 3
    storm(database_url, count=replicas, forms=60, seed=seed, kills=20, within=900)
