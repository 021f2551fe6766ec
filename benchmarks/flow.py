"""How many questions a second go the whole way, from Slack's event to the answer posted."""

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from benchmarks.acks import bare_beside, cadence_beside
from benchmarks.answers import needed_for
from benchmarks.asking import questions
from benchmarks.bench import Bench
from benchmarks.calls import jira_environment
from benchmarks.children import Child
from benchmarks.measuring import Spread, by_turns, ratio, show

CROWD = 45
"""People: fewer than the 50 conversations that Slack lets an app look at in a burst."""
AT_ONCE = 2 * CROWD
"""Questions that come in at once: two from each, which is within what Slack lets an app post in a burst."""

WORKERS = 16
"""Cadence's default."""

REST = 2.0
"""Seconds between two rounds, so that nobody's burst is used up."""

ACKS, ANSWERS = "bare Bolt, acks alone", "bare Bolt, Jira and post"


def run(bench: Bench) -> None:
    text = questions(bench.jira)["count"]
    slowest: dict[str, float] = {}
    with ExitStack() as stack:
        start = stack.enter_context
        environment = _for_bare(bench, text)
        slacks = {
            "Cadence, SQLite": start(_cadence(bench, "SQLite")),
            "Cadence, PostgreSQL": start(_cadence(bench, "PostgreSQL")),
            ANSWERS: start(bare_beside("socket", "answers", people=CROWD, **environment)),
            ACKS: start(bare_beside("socket", people=CROWD)),
        }
        measures = {name: _rate(name, slack, text, slowest) for name, slack in slacks.items()}
        taken = by_turns(bench.rounds(4), measures)
    show(
        f"{AT_ONCE} questions at once over Socket Mode, each one call to Jira and one post",
        ("", "a second", "ratio to Jira and post", "ratio to acks alone", "slowest ack"),
        [
            (
                name,
                Spread(each).shown("/s"),
                ratio(each, taken[ANSWERS]),
                ratio(each, taken[ACKS]),
                f"{slowest[name]:.0f} ms",
            )
            for name, each in taken.items()
        ],
        "both databases durable (fsync); Slack, Jira and the database share the machine's cores",
    )


def _cadence(bench: Bench, database: str) -> AbstractContextManager[Child]:
    return cadence_beside(
        bench, "socket", f"flow-{database}", database=database, workers=WORKERS, people=CROWD
    )


def _rate(name: str, slack: Child, text: str, slowest: dict[str, float]) -> Callable[[], float]:
    def measure() -> float:
        if name.startswith("Cadence"):
            time.sleep(REST)
        slack.do("ask", texts=[text], number=AT_ONCE)
        told = slack.do("acked")
        slowest[name] = max(slowest.get(name, 0.0), *told["ack_ms"])
        took = told if name == ACKS else slack.do("settled")
        return AT_ONCE / float(took["seconds"])

    return measure


def _for_bare(bench: Bench, text: str) -> dict[str, str]:
    file = bench.folder / "requests.json"
    file.write_text(json.dumps({text: needed_for(bench.jira, text)}), encoding="utf-8")
    return {**jira_environment(bench.jira), "REQUESTS": str(file), "WARM_UP": text}
