"""How quickly jobs are kept, claimed and settled: `python -m benchmarks.jobs [--jobs N] [DATABASE_URL …]`.

Without addresses: a SQLite file in a temporary folder, and a PostgreSQL server as the tests start it, both durable.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter

from sqlalchemy import text

from cadence.adapters.db.engine import POSTGRESQL, make_engine, writing
from cadence.adapters.db.jobs import SqlJobStore, job_store
from cadence.adapters.db.schema import upgrade
from cadence.adapters.db.waker import Waker
from cadence.delivery.clock import SystemClock
from cadence.delivery.job import DONE, Handler, Job, NewJob, Settlement
from cadence.delivery.worker import Bell, Workers

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from real_postgres import postgres_server

LEASE = timedelta(seconds=60)
KINDS = frozenset({"bench"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="*")
    parser.add_argument("--jobs", type=int, default=1000)
    asked = parser.parse_args()
    with ExitStack() as stack:
        urls = asked.urls or list(_own(stack))
        for url in urls:
            _report(url, asked.jobs)


def _own(stack: ExitStack) -> Iterator[str]:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    yield f"sqlite:///{folder}/bench.sqlite3"
    server = stack.enter_context(postgres_server(durable=True))
    yield server.url(server.create())


def _report(url: str, jobs: int) -> None:
    engine = make_engine(url)
    upgrade(engine)
    bell = Bell()
    store = job_store(engine, SystemClock(), ring=bell.ring)
    print(f"{engine.dialect.name}, {jobs} jobs")
    _line(
        "enqueue, one by one",
        _timed(jobs, lambda n: store.enqueue(NewJob(kind="bench", key=f"a{n}"))),
    )
    _line("claim and settle, one thread", _timed(jobs, lambda _: _finish(store)))
    _line("the same, 8 threads", _threads(store, bell, jobs))
    many = [NewJob(kind="bench", key=f"b{n}", lane=f"l{n % 50}") for n in range(jobs)]
    store.enqueue(*many)
    _line("claim and settle in 50 lanes", _timed(jobs, lambda _: _finish(store)))
    store.enqueue(*(NewJob(kind="bench", key=f"c{n}", lane="one") for n in range(jobs)))
    _line("claim and settle in one lane", _timed(min(jobs, 200), lambda _: _finish(store)))
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM jobs WHERE kind = 'bench' AND done_at IS NULL"))
    _line("enqueued to begun, in this process", _latency(store, store, bell))
    if engine.dialect.name == POSTGRESQL:
        other = SqlJobStore(engine=make_engine(url), clock=None)
        waker = Waker(engine=engine, ring=bell.ring)
        waker.start()
        waker.listening.wait(5)
        _line("enqueued to begun, by NOTIFY", _latency(store, other, bell))
        waker.stop()
        _line("enqueued to begun, by polling", _latency(store, other, bell))
    engine.dispose()


def _finish(store: SqlJobStore) -> None:
    job = store.claim(worker="bench", lease=LEASE, kinds=KINDS)
    assert job is not None
    store.settle(job, DONE)


def _timed(times: int, do: Callable[[int], object]) -> list[float]:
    took = []
    for n in range(times):
        began = perf_counter()
        do(n)
        took.append(perf_counter() - began)
    return took


def _threads(store: SqlJobStore, bell: Bell, jobs: int) -> list[float]:
    """What one job takes on the average while eight threads work."""
    store.enqueue(*(NewJob(kind="bench", key=f"t{n}") for n in range(jobs)))
    with ExitStack() as stack:
        left = iter(range(jobs - 1))
        ended = Event()

        def run(_job: Job) -> Settlement:
            if next(left, None) is None:
                ended.set()
            return DONE

        began = perf_counter()
        _started(stack, store, bell, run)
        ended.wait()
    return [(perf_counter() - began) / jobs]


def _latency(store: SqlJobStore, sender: SqlJobStore, bell: Bell) -> list[float]:
    took: list[float] = []
    begun = Event()

    def run(job: Job) -> Settlement:
        took.append(perf_counter() - job.args["at"])
        begun.set()
        return DONE

    with ExitStack() as stack:
        _started(stack, store, bell, run)
        for _ in range(50):
            begun.clear()
            at = perf_counter()
            sender.enqueue(NewJob(kind="bench", key=f"l{at}", args={"at": at}))
            begun.wait(5)
    return took


def _started(
    stack: ExitStack, store: SqlJobStore, bell: Bell, run: Callable[[Job], Settlement]
) -> None:
    workers = Workers(store=store, handlers={"bench": Handler(run=run)}, clock=SystemClock())
    bell.listen(workers.wake)
    workers.start()
    stack.callback(workers.stop)


def _line(what: str, took: list[float]) -> None:
    ordered = sorted(took)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    rate = len(took) / sum(took)
    spread = (
        f"   p50 {median(took) * 1000:6.2f} ms   p99 {p99 * 1000:6.2f} ms" if len(took) > 1 else ""
    )
    print(f"  {what:<36} {rate:7.0f}/s{spread}")


if __name__ == "__main__":
    main()
