"""Reading every issue of a large Jira, against a bare loop over its pages and against the jira library's objects."""

import json
from collections.abc import Callable, Sequence
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
        told: dict[str, list[Json]] = {way: [] for way in NAMES}
        quick = {way: _seconds(readers[way], way, told) for way in ("cadence", "bare")}
        quick["bare"]()  # the local Jira makes each issue's JSON once
        taken = dict(by_turns(bench.rounds(5), quick))
        taken["library"] = (_seconds(readers["library"], "library", told)(),)
    show(
        f"Reading {jira.told['issues']:,} issues, a hundred a page as Jira sends them",
        ("", "seconds", "ratio (goal ≤ 1.15)", "on a processor", "memory: before, half-way, end"),
        [(NAMES[way], *_row(taken[way], taken["bare"], told[way])) for way in NAMES],
        "ratio to the bare loop; each in a process of its own, resident memory of its first read",
    )


def _row(each: Sequence[float], bare: Sequence[float], told: list[Json]) -> tuple[str, ...]:
    memory = told[0]["memory"]
    busy = Spread(tuple(one["busy"] for one in told[-len(each) :]))
    return (
        Spread(tuple(each)).shown("s"),
        ratio(each, bare[: len(each)]),
        f"{busy.median:.2f} s",
        f"{memory[0]:.0f}, {memory[len(memory) // 2]:.0f}, {memory[-1]:.0f} MB",
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


def _seconds(reader: Child, way: str, told: dict[str, list[Json]]) -> Callable[[], float]:
    def measure() -> float:
        told[way].append(reader.do("read"))
        return float(told[way][-1]["seconds"])

    return measure
