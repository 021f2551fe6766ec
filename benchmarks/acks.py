"""How soon Slack is acknowledged while calls to a slow Jira are in flight, against an app that does nothing else."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from benchmarks.asking import questions
from benchmarks.bench import Bench
from benchmarks.calls import jira_environment
from benchmarks.children import Child, child
from benchmarks.measuring import Spread, say, show

A_SECOND = 20.0
"""Questions that come in: about half of what one process can do."""
SLOW = 3.0
"""Seconds that Jira takes for an answer: with so many questions a second, more than fifty calls are in flight."""
WORKERS = 64

CROWD = 55
"""People who ask. One's questions are answered in order, so that no more calls are in flight than there are people."""

FED_FOR = 5.0
"""Seconds of a round that are measured."""

LATE_MS = 100.0


@dataclass(slots=True)
class Taken:
    ack_ms: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    in_flight: list[int] = field(default_factory=list)
    """Calls to Jira, ten times a second."""


def run(bench: Bench) -> None:
    rows = []
    for mode in ("http", "socket"):
        ours, theirs = _measured(bench, mode)
        rows += [_row(f"{mode}: Cadence", ours), _row(f"{mode}: bare Bolt", theirs)]
        mine, other = Spread(tuple(ours.ack_ms)), Spread(tuple(theirs.ack_ms))
        ratios = (f"{mine.median / other.median:.1f}", f"{mine.p99 / other.p99:.1f}")
        rows.append((f"{mode}: ratio", *ratios, "", "", "", "", ""))
    show(
        f"Acknowledgements at {A_SECOND:.0f} questions a second; Jira takes {SLOW} s a call",
        ("", "p50", "p99", "max", f"> {LATE_MS:.0f} ms", "failed", "acks", "calls in flight"),
        rows,
        "as Slack sees them, from request to answer; goal: p99 ≤ 100 ms, none failed",
    )


def _row(name: str, taken: Taken) -> tuple[str, ...]:
    spread = Spread(tuple(taken.ack_ms))
    return (
        name,
        f"{spread.median:.1f} ms",
        f"{spread.p99:.1f} ms",
        f"{spread.most:.1f} ms",
        str(sum(each > LATE_MS for each in taken.ack_ms)),
        str(len(taken.failed)),
        str(len(taken.ack_ms)),
        f"{median(taken.in_flight):.0f}",
    )


def _measured(bench: Bench, mode: str) -> tuple[Taken, Taken]:
    ours, theirs = Taken(), Taken()
    with cadence_beside(bench, mode, f"acks-{mode}") as cadence, bare_beside(mode) as bare:
        for _ in range(bench.rounds(3)):
            _feed(bench, bare, theirs)
            with _slow_jira(bench, cadence):
                _feed(bench, cadence, ours)
    return ours, theirs


@contextmanager
def _slow_jira(bench: Bench, slack: Child) -> Iterator[None]:
    """Within, many calls are in flight; afterwards everything asked has been answered."""
    bench.jira.do("slow", seconds=SLOW, path="*/search/jql")
    number = round(A_SECOND * SLOW)
    slack.do("ask", texts=_texts(bench), number=number, per_second=A_SECOND)
    yield
    bench.jira.do("slow", seconds=0)
    slack.do("settled")


def _feed(bench: Bench, slack: Child, taken: Taken) -> None:
    number = round(A_SECOND * FED_FOR)
    with ThreadPoolExecutor(1) as beside:
        feeding = beside.submit(
            slack.do, "ask", texts=_texts(bench), number=number, per_second=A_SECOND
        )
        while not feeding.done():
            taken.in_flight.append(bench.jira.do("flight")["now"])
            time.sleep(0.1)
        feeding.result()
    told = slack.do("acked")
    taken.ack_ms += told["ack_ms"]
    taken.failed += told["failed"]


def _texts(bench: Bench) -> list[str]:
    return [questions(bench.jira)["count"]]


@contextmanager
def cadence_beside(
    bench: Bench,
    mode: str,
    name: str,
    *,
    people: int = CROWD,
    database: str = "SQLite",
    workers: int = WORKERS,
) -> Iterator[Child]:
    """A Slack that a Cadence is connected to."""
    file = bench.folder / f"{name}.toml"
    file.write_text(f"[serve]\nworkers = {workers}\n", encoding="utf-8")
    with child("slack", mode, str(people)) as slack:
        environment = {
            **slack.told,
            **jira_environment(bench.jira),
            "DATABASE_URL": bench.database(database, name),
            "CADENCE_CONFIG": str(file),
            "PORT": "0",
            "LOG_LEVEL": "ERROR",
        }
        log = bench.folder / f"{name}.log"
        with child("cadence", mode, environment=environment, errors=log) as cadence:
            _meet(slack, cadence, mode)
            slack.do("ask", texts=[questions(bench.jira)["count"]], number=people)
            slack.do("settled")
            yield slack
        if failures := log.read_text().splitlines():
            say(f"Cadence logged {len(failures)} errors, the first: {failures[0][:400]}")


@contextmanager
def bare_beside(
    mode: str, work: str = "acks", *, people: int = CROWD, **environment: str
) -> Iterator[Child]:
    """A Slack that a bare Bolt app is connected to."""
    with child("slack", mode, str(people)) as slack:
        known = {**slack.told, **environment}
        with child("bare", mode, work, environment=known) as bare:
            _meet(slack, bare, mode)
            slack.do("ask", texts=[environment.get("WARM_UP", "hello")], number=people)
            slack.do("acked")
            yield slack


def _meet(slack: Child, app: Child, mode: str) -> None:
    if mode == "http":
        slack.do("listens", url=app.told["url"])
    else:
        slack.do("connected")
