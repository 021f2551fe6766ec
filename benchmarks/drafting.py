"""What it takes to draft the decisions of a long thread, against what reading its text takes in any case."""

import re
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from benchmarks.bench import Bench
from benchmarks.measuring import Spread, by_turns, ratio, seconds, show
from cadence.core.message import Said
from cadence.decisions.model.drafting import drafts

THREADS = Path(__file__).parents[1] / "evals" / "threads.jsonl"
MESSAGES = 500

_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_ZONE = ZoneInfo("Europe/Berlin")


def run(bench: Bench) -> None:
    thread = _thread()
    raw = orjson.dumps([{"ts": each.ts, "user": each.user, "text": each.text} for each in thread])
    found = len(drafts(thread, zone=_ZONE))
    measures: dict[str, Callable[[], object]] = {
        "drafts": partial(drafts, thread, zone=_ZONE),
        "words": lambda: [_WORD.findall(each.text.lower()) for each in thread],
        "json": lambda: orjson.loads(raw),
    }
    measures["drafts"]()
    taken = by_turns(
        bench.rounds(40), {name: partial(seconds, measure) for name, measure in measures.items()}
    )
    show(
        f"Drafting from a thread of {MESSAGES} messages, {len(raw) / 1024:,.0f} KiB, {found} decisions in it",
        ("", "median (middle half)", "p99", "drafting takes so many times as long"),
        [
            _row("its drafts", taken["drafts"], None),
            _row("its words, found by one pattern", taken["words"], taken["drafts"]),
            _row("its JSON, parsed", taken["json"], taken["drafts"]),
        ],
        "the labelled threads of evals/threads.jsonl, one after the other",
    )


def _row(
    name: str, values: tuple[float, ...], drafting: tuple[float, ...] | None
) -> tuple[str, ...]:
    spread = Spread(values)
    times = ratio(drafting, values, digits=0) if drafting else ""
    return name, spread.shown("ms"), f"{spread.p99 * 1e3:.2f} ms", times


def _thread() -> tuple[Said, ...]:
    lines = THREADS.read_bytes().splitlines()
    messages: list[dict[str, Any]] = [
        message for line in lines for message in orjson.loads(line)["messages"]
    ]
    return tuple(
        Said(ts=f"{1_760_000_000 + number}.000100", user=each["user"], text=each["text"])
        for number, each in enumerate(islice(cycle(messages), MESSAGES))
    )
