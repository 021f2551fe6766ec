"""Two replicas on a real database, of which one or the other dies all the time: everybody is asked once."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from builders import a_decision, a_party, an_origin
from cadence.adapters.db.decision_chain import SqlChain
from cadence.adapters.db.decision_reviews import SqlReviews
from cadence.adapters.db.decisions import SqlRecords
from cadence.adapters.db.engine import writing
from cadence.adapters.db.jobs import SqlJobStore
from cadence.core.errors import Overtaken
from cadence.decisions.service.rounds import ASK, HAND_ON
from cadence.delivery.job import Wait
from cadence.delivery.post import CHANGE, POST
from decisions_support import MONDAY, PAY, Room, a_room

DECISIONS = 12
KINDS = frozenset({ASK, HAND_ON, POST, CHANGE})
LEASE = timedelta(minutes=2)


@pytest.fixture
def room(database: Engine) -> Room:
    """As many decisions, all to be looked at on Monday; Dana decided one half and Uma the other."""
    room = a_room(
        records=SqlRecords(database),
        reviews=SqlReviews(database),
        chain=SqlChain(database),
    )
    with writing(database) as connection:
        for number in range(1, DECISIONS + 1):
            name = "Dana" if number % 2 else "Uma"
            decision = a_decision(
                number,
                decider=a_party(name, f"U{name.upper()}"),
                review_on=MONDAY.date(),
                origin=an_origin(PAY),
            )
            room.reviewing.records.record(decision, key=str(number))(connection)
    return replace(room, jobs=SqlJobStore(engine=database, clock=room.clock))


def work_and_die(room: Room, chance: Random, *, deaths: float) -> None:
    """What is due is begun; often the process dies before anything of it is stored, and its lease runs out."""
    room.jobs.enqueue(*room.questions.beat(room.clock.now()))
    while job := room.jobs.claim(worker="w", lease=LEASE, kinds=KINDS):
        handler = room.handlers[job.kind]
        try:
            settlement = handler.run(job)
            if chance.random() < deaths:
                continue
            room.jobs.settle(job, settlement)
        except Wait as wait:
            room.jobs.put_back(job, delay=wait.delay, error=str(wait), counts=False)
        except Overtaken as error:
            room.jobs.put_back(job, delay=timedelta(seconds=1), error=str(error), counts=True)


def asked(room: Room, user: str) -> Counter[str]:
    """How often each decision was asked about."""
    return Counter(text.split(" ")[1] for text in room.told(user) if text.startswith("Is D-"))


@pytest.mark.parametrize("seed", range(2))
def test_everybody_is_asked_once_whoever_dies(room: Room, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - which replica dies is no secret
    replicas = [room, replace(room)]
    for _ in range(40):
        room.clock.advance(minutes=chance.choice([5, 30]))
        room.messenger.now = room.clock.now()
        work_and_die(chance.choice(replicas), chance, deaths=0.4)
    room.clock.advance(hours=1)
    room.messenger.now = room.clock.now()
    work_and_die(room, chance, deaths=0)
    every = {f"D-{number}" for number in range(1, DECISIONS + 1)}
    both = asked(room, "UDANA") + asked(room, "UUMA")
    assert set(both) == every
    assert set(both.values()) == {1}
    assert asked(room, "UOLGA") == Counter()

    room.clock.set(MONDAY + timedelta(days=4, hours=4))
    for _ in range(20):
        room.clock.advance(minutes=5)
        room.messenger.now = room.clock.now()
        work_and_die(chance.choice(replicas), chance, deaths=0.4)
    room.clock.advance(hours=1)
    room.messenger.now = room.clock.now()
    work_and_die(room, chance, deaths=0)
    assert asked(room, "UOLGA") == Counter(dict.fromkeys(every, 1))
