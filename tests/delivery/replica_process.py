"""One replica as a process of its own: it enqueues every event, answers each, and says the answers.

python replica_process.py DATABASE_URL SLACK_URL EVENTS SEED
"""

import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from threading import Event
from time import sleep

import requests
import structlog
from sqlalchemy import Connection, text

from cadence.adapters.db.engine import SQLITE, make_engine
from cadence.adapters.db.jobs import job_store
from cadence.adapters.db.waker import Waker
from cadence.core.errors import OutcomeUnknown, SlowDown
from cadence.core.message import Message, Place, Posted
from cadence.delivery.clock import SystemClock
from cadence.delivery.job import Handler, Job, NewJob, Settlement
from cadence.delivery.post import POST, PostHandler, say
from cadence.delivery.worker import Backoff, Bell, Workers

LEASE = timedelta(seconds=3)
BEAT = timedelta(seconds=0.5)
FOREVER = 10_000
"""Tries: being killed counts as one, and here that happens all the time."""


class HttpSlack:
    """As much of the port as posting needs."""

    def __init__(self, url: str) -> None:
        self._url = url

    def post(self, place: Place, message: Message, *, key: str) -> Posted:
        said = {"key": key, "poster": os.getpid(), "text": message.summary}
        try:
            answer = requests.post(self._url, json=said, timeout=2)
        except requests.RequestException as error:
            raise OutcomeUnknown(str(error)) from error
        if answer.status_code == 429:
            raise SlowDown(timedelta(seconds=answer.json()["wait"]))
        return Posted(channel=place.channel, ts=answer.json()["ts"])

    def posted(self, place: Place, *, key: str, since: datetime) -> Posted | None:
        ts = requests.get(f"{self._url}/{key}", timeout=2).json()["ts"]
        return Posted(channel=place.channel, ts=ts) if ts else None


def answer(job: Job, chance: Random) -> Settlement:
    sleep(chance.uniform(0, 0.02))  # Jira thinks

    def keep(connection: Connection) -> None:
        insert = text("INSERT INTO answers (question, process) VALUES (:question, :process)")
        connection.execute(insert, {"question": job.key, "process": os.getpid()})

    place = Place(channel=f"D{job.args['n'] % 12}", team="T1")
    follows = say(place, Message(summary=job.key), key=f"answer-{job.key}")
    return Settlement(changes=(keep,), jobs=(follows,))


def main(database_url: str, slack_url: str, events: int, seed: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    chance = Random(seed)  # noqa: S311 - seeded, so that a run can be repeated
    engine = make_engine(database_url)
    bell = Bell()
    store = job_store(engine, SystemClock(), ring=bell.ring)
    if engine.dialect.name == SQLITE:
        store.release()
    else:
        Waker(engine=engine, ring=bell.ring).start()
    posting = PostHandler(messenger=HttpSlack(slack_url)).handler()
    handlers = {
        "event": Handler(run=lambda job: answer(job, chance), tries=FOREVER),
        POST: replace(posting, tries=FOREVER),
    }
    workers = Workers(
        store=store,
        handlers=handlers,
        clock=SystemClock(),
        count=3,
        pools={POST: 2},
        lease=LEASE,
        beat=BEAT,
        backoff=Backoff(first=timedelta(seconds=0.05), most=timedelta(seconds=0.2), chance=chance),
    )
    bell.listen(workers.wake)
    workers.start()
    order = list(range(events))
    chance.shuffle(order)
    for n in order:  # as Slack does that got no answer: every event to every replica, and after each restart again
        store.enqueue(NewJob(kind="event", key=f"Ev{n}", args={"n": n}))
    Event().wait()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
