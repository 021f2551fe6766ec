"""How long the command line takes from Enter to the answer, and what it spends its time importing."""

import re
import subprocess
import sys
from collections.abc import Callable

from benchmarks.answers import CADENCE
from benchmarks.asking import questions
from benchmarks.bench import Bench
from benchmarks.calls import jira_environment
from benchmarks.children import plain_environment
from benchmarks.measuring import Spread, by_turns, ratio, seconds, show

HEAVIEST = 8


def run(bench: Bench) -> None:
    asked = questions(bench.jira)
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "cadence --help": [str(CADENCE), "--help"],
        "cadence ask KEY": [str(CADENCE), "ask", asked["key"]],
        "cadence ask COUNT": [str(CADENCE), "ask", asked["count"]],
    }
    measures = {name: _wall(bench, command) for name, command in commands.items()}
    taken = by_turns(bench.rounds(8), measures)
    show(
        "Starting the command line",
        ("", "seconds", "ratio to an empty Python"),
        [
            (name, Spread(each).shown("s"), ratio(each, taken["python -c pass"], 1))
            for name, each in taken.items()
        ],
    )
    show(
        "The heaviest imports of `cadence ask KEY`",
        ("module", "with what it imports", "by itself"),
        _imports(bench, commands["cadence ask KEY"]),
    )


def _wall(bench: Bench, command: list[str]) -> Callable[[], float]:
    return lambda: seconds(lambda: _run(bench, command))


def _run(bench: Bench, command: list[str]) -> str:
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        env=plain_environment() | jira_environment(bench.jira),
        cwd=bench.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|( +)(\S+)")


def _imports(bench: Bench, command: list[str]) -> list[tuple[str, ...]]:
    told = _run(bench, [sys.executable, "-X", "importtime", *command])
    lines = [found.groups() for found in map(_LINE.match, told.splitlines()) if found]
    whole = {name: (int(total), int(alone)) for alone, total, _, name in lines}
    packages = {name: took for name, took in whole.items() if "." not in name}
    heaviest = sorted(packages.items(), key=lambda item: -item[1][0])[:HEAVIEST]
    return [
        (name, f"{total / 1000:.0f} ms", f"{alone / 1000:.0f} ms")
        for name, (total, alone) in heaviest
    ]
