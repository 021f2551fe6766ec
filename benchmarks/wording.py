"""What it takes to understand a question, with the vocabulary of a whole site."""

from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import orjson

from benchmarks.asking import status
from benchmarks.bench import Bench
from benchmarks.measuring import Spread, by_turns, seconds, show
from cadence.core.site import Site
from cadence.delivery.clock import SystemClock
from cadence.status.model.understanding import Vocabulary, understand

QUESTIONS = Path(__file__).parents[1] / "evals" / "questions.jsonl"


def run(bench: Bench) -> None:
    site = status(bench.jira).tracker.site()
    vocabulary = Vocabulary.of(site)
    texts = [orjson.loads(line)["text"] for line in QUESTIONS.read_bytes().splitlines()]
    _each(texts, site, vocabulary)
    taken = [took for _ in range(bench.rounds(8)) for took in _each(texts, site, vocabulary)]
    build = by_turns(bench.rounds(12), {"build": lambda: seconds(lambda: Vocabulary.of(site))})
    each = Spread(tuple(taken))
    versions = sum(len(project.versions) for project in site.projects)
    show(
        f"Understanding {len(texts)} questions; the site has {versions} versions, {len(site.labels)} labels",
        ("", "median (middle half)", "p99", "slowest"),
        [
            (
                "a question",
                each.shown("µs"),
                f"{each.p99 * 1e3:.2f} ms",
                f"{each.most * 1e3:.2f} ms",
            ),
            ("the vocabulary, built", Spread(build["build"]).shown("ms"), "", ""),
        ],
        "the vocabulary is built once for each reading of the site, which is kept for ten minutes",
    )


def _each(texts: list[str], site: Site, vocabulary: Vocabulary) -> list[float]:
    now, zone = SystemClock().now(), ZoneInfo("Europe/Berlin")
    taken = []
    for text in texts:
        began = perf_counter()
        understand(text, site=site, vocabulary=vocabulary, now=now, zone=zone)
        taken.append(perf_counter() - began)
    return taken
