"""A status answer against the raw Jira calls under it, and how many those are."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from benchmarks.asking import answer, questions, status
from benchmarks.bench import Bench
from benchmarks.calls import heard, jira_environment, raw
from benchmarks.children import Child, Json, plain_environment
from benchmarks.measuring import Spread, by_turns, ratio, seconds, show
from cadence.status.service.status import Status

CADENCE = Path(sys.executable).with_name("cadence")

DISTANCES = {"Jira as it is here": (0.0, 40), "each call 100 ms away": (0.1, 10)}
"""Seconds that a call takes beyond what the local Jira needs for it (none, and about what a real one takes), and how
often it is measured."""


def run(bench: Bench) -> None:
    jira = bench.jira
    warm = status(jira)
    needed = {kind: needed_for(jira, text, warm) for kind, text in questions(jira).items()}
    show(
        "Calls to Jira for an answer",
        ("question", "warm", "cold", "cold, what they are"),
        [_calls_row(bench, kind, len(needed[kind])) for kind in needed],
        "warm: a process that has answered before; cold: a fresh `cadence ask`",
    )
    for distance, (delay, rounds) in DISTANCES.items():
        jira.do("slow", seconds=delay)
        _times(bench, warm, needed, distance, bench.rounds(rounds))
    jira.do("slow", seconds=0)


def needed_for(jira: Child, text: str, warm: Status | None = None) -> list[Json]:
    """What a process that has answered before asks Jira for."""
    warm = warm or status(jira)
    answer(warm, text)
    jira.do("fresh")
    answer(warm, text)
    return heard(jira)


def _calls_row(bench: Bench, kind: str, warm: int) -> tuple[str, ...]:
    bench.jira.do("fresh")
    subprocess.run(  # noqa: S603 - our own command
        [CADENCE, "ask", "--json", questions(bench.jira)[kind]],
        env=plain_environment() | jira_environment(bench.jira),
        cwd=bench.folder,
        capture_output=True,
        check=True,
    )
    cold = heard(bench.jira)
    ends = [each["path"].removeprefix("/rest/api/3/") for each in cold]
    return kind, str(warm), str(len(cold)), ", ".join(ends)


def _times(
    bench: Bench, warm: Status, needed: Mapping[str, list[Json]], distance: str, rounds: int
) -> None:
    session = raw(bench.jira)
    rows = []
    for kind, text in questions(bench.jira).items():
        taken = by_turns(
            rounds,
            {
                "cadence": _timed(partial(answer, warm, text)),
                "raw": _timed(partial(session.all, needed[kind])),
            },
        )
        ours, theirs = Spread(taken["cadence"]), Spread(taken["raw"])
        more = (ours.median - theirs.median) * 1000
        rows.append(
            (
                kind,
                ours.shown(),
                theirs.shown(),
                f"{more:+.2f} ms",
                ratio(ours.values, theirs.values),
            )
        )
    show(
        f"A status answer against the raw calls it needs: {distance}",
        ("question", "Cadence", "requests + orjson", "more", "ratio (goal ≤ 1.1)"),
        rows,
    )


def _timed(do: Callable[[], object]) -> Callable[[], float]:
    return lambda: seconds(do)
