"""`python -m benchmarks [name …] [--quick]`."""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib import import_module

from benchmarks.bench import Bench
from benchmarks.measuring import say, seconds

SECTIONS: Mapping[str, str] = {
    "acks": "acknowledgements under load",
    "flow": "questions a second, the whole way",
    "answers": "status answers against raw Jira calls",
    "reading": "reading every issue",
    "wording": "understanding a question",
    "drafting": "drafting decisions from a long thread",
    "startup": "starting the command line",
    "rendering": "from an answer to Block Kit",
    "archive": "the copy of Jira on both databases",
    "decisions": "search over 100,000 decisions",
    "heartbeat": "a beat over 10,000 rituals, against APScheduler holding 10,000 jobs",
    "patterns": "scanning 100,000 bugs for patterns",
    "revenue": "reports over 100,000 accounts × 36 months",
    "similar": "the nearest of 20,000 bugs, against scikit-learn's TF-IDF",
    "jobs": "keeping, claiming and settling jobs",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog="; ".join(f"{name}: {what}" for name, what in SECTIONS.items()),
    )
    parser.add_argument("names", nargs="*", metavar="name", choices=[*SECTIONS, []])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller Jira")
    given = parser.parse_args()
    say(_machine())
    began = time.monotonic()
    with Bench(quick=given.quick) as bench:
        for name in given.names or SECTIONS:
            took = seconds(partial(_section(name), bench))
            say(f"{name}: {took:.0f} s\n")
    say(f"took {time.monotonic() - began:.0f} s")


def _section(name: str) -> Callable[[Bench], None]:
    if name == "jobs":
        return _jobs
    run: Callable[[Bench], None] = import_module(f"benchmarks.{name}").run
    return run


def _jobs(bench: Bench) -> None:
    number = "100" if bench.quick else "300"
    subprocess.run([sys.executable, "-m", "benchmarks.jobs", "--jobs", number], check=True)  # noqa: S603 - our own


def _machine() -> str:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, load {load}"
    )


if __name__ == "__main__":
    main()
