"""Asks every labelled question and prints what was understood, asked back and misread; then judges labelled decisions,
and counts how often detectors of patterns alarm.

python -m evals [--check] [--set questions|heldout|unseen|threads|alarms|similar] [--only TEXT]
"""

import argparse
import json
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cadence.status.model.question import Question, Understood
from cadence.status.model.understanding import Vocabulary, understand
from evals import alarms, canonical, conflicts, gold, similar, sites, threads

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=ZONE)
"""A Wednesday."""
ASKER = "me@example.com"
RIGHT, ASKED_RIGHTLY, ASKED_NEEDLESSLY, WRONG = (
    "right", "asked back, rightly", "asked back, needlessly", "wrong",
)  # fmt: skip
QUESTIONS = ("questions", "heldout", "unseen")
VERDICTS = (RIGHT, ASKED_RIGHTLY, ASKED_NEEDLESSLY, WRONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    site: str
    text: str
    after: str | None
    expect: tuple[str, ...]
    """Every reading that is accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    question: Labelled
    understood: Understood
    verdict: str
    took_ms: float

    @property
    def kind(self) -> str:
        return self.question.expect[0].partition(";")[0].strip()


class Asker:
    def __init__(self) -> None:
        made = {"company": sites.company(), "titanium": sites.titanium()}
        self.vocabularies: Mapping[str, Vocabulary] = {
            name: Vocabulary.of(site) for name, site in made.items()
        }

    def ask(self, site: str, text: str, previous: Question | None = None) -> Understood:
        vocabulary = self.vocabularies[site]
        return understand(
            text,
            site=vocabulary.site,
            vocabulary=vocabulary,
            now=NOW,
            zone=ZONE,
            previous=previous,
            asker=ASKER,
        )

    def judge(self, each: Labelled) -> Judged:
        before = self.ask(each.site, each.after).question if each.after else None
        started = time.perf_counter()
        understood = self.ask(each.site, each.text, before)
        took = (time.perf_counter() - started) * 1000
        mine = canonical.reading(understood.question, ZONE)
        wanted = [canonical.labelled(line) for line in each.expect]
        verdict = _verdict(mine, wanted)
        return Judged(question=each, understood=understood, verdict=verdict, took_ms=took)


def _verdict(mine: canonical.Reading, wanted: list[canonical.Reading]) -> str:
    may_ask = any(each.kind == canonical.ASK for each in wanted)
    if mine.kind == canonical.ASK:
        return ASKED_RIGHTLY if may_ask else ASKED_NEEDLESSLY
    return RIGHT if any(mine.agrees(each) for each in wanted) else WRONG


def load(name: str) -> list[Labelled]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Labelled(
            site=raw["site"], text=raw["text"], after=raw.get("after"), expect=tuple(raw["expect"])
        )
        for raw in map(json.loads, lines)
    ]


def report(name: str, judged: list[Judged]) -> dict[str, int]:
    by_kind: dict[str, Counter[str]] = {}
    for each in judged:
        by_kind.setdefault(each.kind, Counter())[each.verdict] += 1
    print(f"\n{name}: {len(judged)} questions")
    print(f"  {'':12}{'right':>8}{'asked back':>14}{'':>12}{'wrong':>8}")
    print(f"  {'':12}{'':>8}{'rightly':>14}{'needlessly':>12}")
    total: Counter[str] = Counter()
    for kind, counts in sorted(by_kind.items()):
        total += counts
        print(_row(kind, counts))
    print(_row("all", total))
    times = sorted(each.took_ms for each in judged)
    print(f"  read in {times[len(times) // 2]:.1f} ms (median), {times[-1]:.1f} ms at most")
    for verdict in (WRONG, ASKED_NEEDLESSLY):
        for each in judged:
            if each.verdict == verdict:
                _show(each)
    return {verdict: total[verdict] for verdict in VERDICTS}


def _row(kind: str, counts: Counter[str]) -> str:
    return (
        f"  {kind:12}{counts[RIGHT]:>8}{counts[ASKED_RIGHTLY]:>14}"
        f"{counts[ASKED_NEEDLESSLY]:>12}{counts[WRONG]:>8}"
    )


def _show(each: Judged) -> None:
    after = f"  (after “{each.question.after}”)" if each.question.after else ""
    print(f"\n  {each.verdict.upper()}: {each.question.text}{after}")
    for line in each.question.expect:
        print(f"    expected  {line}")
    mine = canonical.reading(each.understood.question, ZONE)
    print(f"    read as   {'; '.join([mine.kind, *sorted(mine.parts)])}")
    if each.understood.question is None:
        print(f"    because   {each.understood.why}")


def failing(name: str, found: Mapping[str, int]) -> list[str]:
    """What lies below the recorded floors."""
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))[name]
    out = []
    if found[WRONG] > floors["wrong_at_most"]:
        out.append(f"{name}: {found[WRONG]} wrong, at most {floors['wrong_at_most']} allowed")
    understood = found[RIGHT] + found[ASKED_RIGHTLY]
    if understood < floors["right_at_least"]:
        out.append(f"{name}: {understood} as labelled, at least {floors['right_at_least']} wanted")
    return out


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 below the recorded floors")
    parser.add_argument(
        "--set", choices=(*QUESTIONS, "threads", "alarms", "similar"), help="one set alone"
    )
    parser.add_argument(
        "--only",
        default="",
        help="questions that contain this text; of alarms, parts whose names do",
    )
    options = parser.parse_args()
    problems: list[str] = []
    asker = Asker()
    for name in QUESTIONS if options.set is None else {options.set} & set(QUESTIONS):
        chosen = [each for each in load(name) if options.only in each.text]
        found = report(name, [asker.judge(each) for each in chosen])
        problems += [] if options.only else failing(name, found)
    if not options.set and not options.only:
        problems += gold.check(lambda text: asker.ask("titanium", text))
        problems += conflicts.check()
    if options.set in (None, "threads") and not options.only:
        problems += threads.run()
    if options.set in (None, "similar") and not options.only:
        problems += similar.run()
    if options.set == "alarms" or not (options.set or options.only):
        problems += alarms.run(small=options.check, only=options.only)
    for problem in problems:
        print(f"\nBELOW THE FLOOR: {problem}")
    return 1 if options.check and problems else 0


if __name__ == "__main__":
    sys.exit(main())
