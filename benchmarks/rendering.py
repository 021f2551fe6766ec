"""From an answer with fifty rows to Slack's blocks."""

from dataclasses import replace

import orjson

from benchmarks.asking import answer, questions, status
from benchmarks.bench import Bench
from benchmarks.measuring import Spread, by_turns, ratio, seconds, show
from cadence.adapters.slack.render import Detail, message_args
from cadence.assembly.whole import STATUS_WIRE
from cadence.core.query import Among, Field, IssueQuery
from cadence.delivery.clock import SystemClock
from cadence.status.messages.answering import answered

ROWS = 50


def run(bench: Bench) -> None:
    parts_of = status(bench.jira)
    query = IssueQuery((Among(Field.PROJECT, tuple(bench.jira.told["projects"])),))
    issues = parts_of.tracker.search(query, limit=ROWS).issues
    short = answer(parts_of, questions(bench.jira)["list"])
    long = replace(short, issues=issues, total=len(issues))
    now = SystemClock().now()
    message = answered(long, id="bench", browse="https://jira.example.com", now=now)
    blocks = message_args(message, Detail.FULL)
    taken = by_turns(
        bench.rounds(200),
        {
            "answer → message": lambda: seconds(
                lambda: answered(long, id="bench", browse="https://jira.example.com", now=now)
            ),
            "message → Block Kit": lambda: seconds(lambda: message_args(message, Detail.FULL)),
            "message → kept and back": lambda: seconds(
                lambda: STATUS_WIRE.load(STATUS_WIRE.dump(message))
            ),
            "Block Kit → JSON": lambda: seconds(lambda: orjson.dumps(blocks)),
        },
    )
    size = len(orjson.dumps(blocks))
    show(
        f"An answer of {len(issues)} rows, {size / 1000:.0f} kB as Block Kit",
        ("", "median (middle half)", "ratio to writing it as JSON"),
        [
            (name, Spread(each).shown("ms"), ratio(each, taken["Block Kit → JSON"], 0))
            for name, each in taken.items()
        ],
    )
