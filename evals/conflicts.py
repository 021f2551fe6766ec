"""Judges every labelled pair of decisions and prints how many contradictions were found, and how many flagged rightly.

python -m evals.conflicts [--check] [--set conflicts|conflicts_heldout|conflicts_unseen] [--all]
"""

import argparse
import json
import random
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cadence.decisions.model.conflict import Judgement, Verdict, judge
from cadence.decisions.model.decision import Body, Option, Scope

HERE = Path(__file__).parent
MIXED = 2_000
"""Pairs of decisions from different lines."""
SETS = ("conflicts", "conflicts_heldout", "conflicts_unseen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    label: Verdict
    new: Body
    old: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Of contradictions alone; `pairs` are all."""

    pairs: int
    right: int
    flagged: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.flagged if self.flagged else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def load(name: str) -> tuple[Pair, ...]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(
        Pair(label=Verdict(raw["label"]), new=_body(raw["new"]), old=_body(raw["old"]))
        for raw in map(json.loads, lines)
    )


def _body(raw: Mapping[str, Any]) -> Body:
    return Body(
        title=raw["title"],
        decided=raw["decided"],
        options=tuple(Option(**each) for each in raw.get("options", ())),
        reasons=tuple(raw.get("reasons", ())),
        scope=Scope(**raw.get("scope", {})),
    )


def report(name: str, *, everything: bool = False) -> Scores:
    pairs = load(name)
    started = time.perf_counter()
    judged = [(pair, judge(pair.new, pair.old)) for pair in pairs]
    took_ms = (time.perf_counter() - started) * 1000 / len(pairs)
    flagged = [each for each in judged if each[1].verdict is Verdict.CONTRADICT]
    scores = Scores(
        pairs=len(pairs),
        right=sum(pair.label is Verdict.CONTRADICT for pair, _ in flagged),
        flagged=len(flagged),
        wanted=sum(pair.label is Verdict.CONTRADICT for pair in pairs),
    )
    labels = ", ".join(
        f"{count} {label}" for label, count in Counter(pair.label.value for pair in pairs).items()
    )
    print(f"\n{name}: {len(pairs)} pairs ({labels})")
    print(
        f"  contradictions: {scores.right} of {scores.wanted} found, {scores.flagged - scores.right} flagged falsely"
        f" (precision {scores.precision:.3f}, recall {scores.recall:.3f}), {took_ms:.2f} ms a pair"
    )
    for pair, found in judged:
        if everything or (found.verdict is Verdict.CONTRADICT) != (
            pair.label is Verdict.CONTRADICT
        ):
            _show(pair, found)
    return scores


def _show(pair: Pair, found: Judgement) -> None:
    flagged = "FLAGGED" if found.verdict is Verdict.CONTRADICT else "not flagged"
    print(f"\n  {flagged} ({found.score:.2f}), labelled {pair.label}: {pair.new.decided}")
    print(f"    against  {pair.old.decided}")
    print(f"    because  {found.reason}")


def mixed() -> float:
    """The part that is flagged of random pairs from different lines, the new one without a scope. A few do contradict,
    since some lines are about the same things."""
    chance = random.Random(7)  # noqa: S311 - a sample, and the same one each time
    pairs = [pair for name in SETS for pair in load(name)]
    flagged: list[tuple[Body, Body]] = []
    for _ in range(MIXED):
        one, other = chance.sample(pairs, 2)
        new, old = replace(one.new, scope=Scope()), other.old
        if judge(new, old).verdict is Verdict.CONTRADICT:
            flagged.append((new, old))
    print(f"\nrandom pairs of all sets, without a scope: {len(flagged)} of {MIXED} flagged")
    for new, old in flagged:
        print(f"  {new.decided}\n    against  {old.decided}")
    return len(flagged) / MIXED


def failing(name: str, found: Scores) -> list[str]:
    """What lies below the recorded floors."""
    floors = _floors()[name]
    wanted = {"precision": found.precision, "recall": found.recall}
    return [
        f"{name}: {measure} {value:.3f}, at least {floors[f'{measure}_at_least']} wanted"
        for measure, value in wanted.items()
        if value < floors[f"{measure}_at_least"]
    ]


def check() -> list[str]:
    """Prints every set and says what lies below the floors."""
    problems = [problem for name in SETS for problem in failing(name, report(name))]
    return [*problems, *_too_many(mixed())]


def _too_many(flagged: float) -> list[str]:
    most = _floors()["conflicts_mixed"]["flagged_at_most"]
    return [f"random pairs: {flagged:.4f} flagged, at most {most} wanted"] if flagged > most else []


def _floors() -> dict[str, dict[str, float]]:
    return tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.conflicts", description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 below the recorded floors")
    parser.add_argument("--set", choices=SETS, action="append", help="one set alone")
    parser.add_argument("--all", action="store_true", help="show every pair")
    options = parser.parse_args()
    problems: list[str] = []
    for name in options.set or SETS:
        problems += failing(name, report(name, everything=options.all))
    if not options.set:
        problems += _too_many(mixed())
    for problem in problems:
        print(f"\nBELOW THE FLOOR: {problem}")
    return 1 if options.check and problems else 0


if __name__ == "__main__":
    sys.exit(main())
