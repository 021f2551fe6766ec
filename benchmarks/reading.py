"""Reading every issue of a large Jira, against a bare loop over its pages and against the jira library's objects."""

import json
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.asking import settings
from benchmarks.bench import Bench
from benchmarks.calls import heard, jira_environment
from benchmarks.children import Child, Json, child
from benchmarks.measuring import Spread, by_turns, ratio, show
from cadence.assembly import parts
from cadence.core.query import Among, Field, IssueQuery
from cadence.delivery.clock import SystemClock

NAMES = {"cadence": "Cadence", "bare": "requests + orjson", "library": "jira library's objects"}


def run(bench: Bench) -> None:
    jira = bench.large_jira
    request = _request(jira)
    with ExitStack() as stack:
        readers = {
            way: stack.enter_context(
                child("reader", way, json.dumps(request), environment=jira_environment(jira))
            )
            for way in NAMES
        }
        memory: dict[str, list[float]] = {}
        quick = {way: _seconds(readers[way], way, memory) for way in ("cadence", "bare")}
        quick["bare"]()  # the local Jira makes each issue's JSON once
        taken = dict(by_turns(bench.rounds(5), quick))
        taken["library"] = (_seconds(readers["library"], "library", memory)(),)
    issues = jira.told["issues"]
    show(
        f"Reading {issues:,} issues, a hundred a page as Jira sends them",
        ("", "seconds", "ratio to the bare loop (goal ≤ 1.15)", "memory: before, half-way, end"),
        [
            (
                NAMES[way],
                Spread(each).shown("s"),
                ratio(each, taken["bare"][: len(each)]),
                f"{memory[way][0]:.0f}, {memory[way][len(memory[way]) // 2]:.0f}, {memory[way][-1]:.0f} MB",
            )
            for way, each in taken.items()
        ],
        "each in a process of its own; resident memory of its first read; the library's objects are read once",
    )


def _request(jira: Child) -> Json:
    """What Cadence asks for, to be asked for by the others alike."""
    tracker = parts.tracker(settings(jira), SystemClock())
    projects = tuple(jira.told["projects"])
    jira.do("fresh")
    next(tracker.every(IssueQuery((Among(Field.PROJECT, projects),))))
    body = next(
        json.loads(each["body"]) for each in heard(jira) if each["path"].endswith("search/jql")
    )
    return {"jql": body["jql"], "fields": body["fields"], "projects": projects}


def _seconds(reader: Child, way: str, memory: dict[str, list[float]]) -> Callable[[], float]:
    def measure() -> float:
        told = reader.do("read")
        memory.setdefault(way, told["memory"])
        return float(told["seconds"])

    return measure
