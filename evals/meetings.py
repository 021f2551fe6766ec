"""Fits the weights by which turns of spoken meetings are judged: `python -m evals.meetings`.

It reads the seen half of the meetings only, prints how well weights fitted to all teams but one do on that one, and
writes those fitted to all of them into the package. Logistic regression by accelerated gradient descent: without
chance, so the same data gives the same weights. It takes four minutes of one processor.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import mul
from pathlib import Path
from statistics import fmean, pstdev

from cadence.decisions.model.decision import Part
from cadence.decisions.model.drafting.meetings import Weights, is_telling, settled
from cadence.decisions.model.drafting.speech import heard, traits
from cadence.decisions.model.drafting.text import Turn, turns
from evals import threads

HERE = Path(__file__).parent
WRITTEN = HERE.parent / "src" / "cadence" / "decisions" / "model" / "drafting" / "meetings.toml"

STEPS = 150
"""After which the figures below no longer change in their second digit."""

PENALTY = 500.0
"""On half the squared weights of standardised traits, against the sum of losses over some 11,000 turns with 270 pieces
of evidence. Four times as much does no better on teams left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    team: str
    turns: Sequence[Turn]
    labels: Sequence[frozenset[str]]
    seen: Sequence[Mapping[str, float]]
    """Of the turns that say enough to be weighed."""
    says: Sequence[bool]
    """Whether each of these is evidence of a decision."""

    @property
    def evidence(self) -> frozenset[str]:
        return frozenset[str]().union(*self.labels)


def read() -> list[Meeting]:
    return [_meeting(each) for each in threads.meetings(seen=True)]


def _meeting(each: threads.Labelled) -> Meeting:
    read = turns(each.thread)
    spoken = [heard(turn) for turn in read]
    labels = [label.quotes[Part.DECIDED] for label in each.labels]
    named = frozenset[str]().union(*labels)
    weighed = [
        (seen, said.turn.ts in named)
        for said, seen in zip(spoken, traits(spoken), strict=True)
        if is_telling(said)
    ]
    return Meeting(
        team=each.id[:6],
        turns=read,
        labels=labels,
        seen=[seen for seen, _ in weighed],
        says=[says for _, says in weighed],
    )


# --- fitting -------------------------------------------------------------------------------------


def fit(meetings: Iterable[Meeting]) -> Weights:
    rows = [
        (seen, says) for each in meetings for seen, says in zip(each.seen, each.says, strict=True)
    ]
    says = [float(each) for _, each in rows]
    names, means, spreads, columns = [], [], [], []
    for name in rows[0][0]:
        column = [seen[name] for seen, _ in rows]
        if spread := pstdev(column):
            mean = fmean(column)
            names.append(name)
            means.append(mean)
            spreads.append(spread)
            columns.append([(each - mean) / spread for each in column])
    intercept, weights = _descended(columns, says)
    raw = [weight / spread for weight, spread in zip(weights, spreads, strict=True)]
    return Weights(
        intercept=round(intercept - sum(map(mul, raw, means)), 3),
        of={name: round(weight, 3) for name, weight in zip(names, raw, strict=True)},
    )


def _descended(
    columns: Sequence[Sequence[float]], says: Sequence[float]
) -> tuple[float, list[float]]:
    """Nesterov's method with a step that the curvature found by power iteration allows."""
    rows = list(zip(*columns, strict=True))
    share = fmean(says)
    intercept = before_i = log(share / (1 - share))
    weights = before = [0.0] * len(columns)
    curved = _curvature(rows, columns) / 4 + PENALTY
    momentum = (sqrt(curved) - sqrt(PENALTY)) / (sqrt(curved) + sqrt(PENALTY))
    for _ in range(STEPS):
        ahead = [now + momentum * (now - then) for now, then in zip(weights, before, strict=True)]
        ahead_i = intercept + momentum * (intercept - before_i)
        off = [
            1 / (1 + exp(-ahead_i - sum(map(mul, ahead, row)))) - said
            for row, said in zip(rows, says, strict=True)
        ]
        before, before_i = weights, intercept
        weights = [
            now - (sum(map(mul, column, off)) + PENALTY * now) / curved
            for now, column in zip(ahead, columns, strict=True)
        ]
        intercept = ahead_i - 4 * sum(off) / len(rows)
    return intercept, weights


def _curvature(rows: Sequence[Sequence[float]], columns: Sequence[Sequence[float]]) -> float:
    """The largest eigenvalue of the columns' products with each other."""
    along = [1.0] * len(columns)
    size = 1.0
    for _ in range(20):
        shadow = [sum(map(mul, along, row)) for row in rows]
        along = [sum(map(mul, column, shadow)) for column in columns]
        size = sqrt(sum(map(mul, along, along)))
        along = [each / size for each in along]
    return size


# --- trying --------------------------------------------------------------------------------------


def left_out(meetings: Sequence[Meeting]) -> str:
    """How each team's meetings are drafted from with weights fitted to the others."""
    right = wrong = overlooked = drafted = idle = found = 0
    for team in sorted({each.team for each in meetings}):
        weights = fit(each for each in meetings if each.team != team)
        for each in (each for each in meetings if each.team == team):
            made = [
                {turn.ts for turn in matter.evidence}
                for matter in settled(each.turns, weights=weights)
            ]
            said = set[str]().union(*made)
            right += len(said & each.evidence)
            wrong += len(said - each.evidence)
            overlooked += len(each.evidence - said)
            drafted += len(made)
            idle += sum(not one & each.evidence for one in made)
            found += sum(bool(label & said) for label in each.labels)
    f1 = 2 * right / (2 * right + wrong + overlooked)
    return (
        f"evidence: precision {right / (right + wrong):.2f}, recall {right / (right + overlooked):.2f}, F1 {f1:.3f}; "
        f"{drafted} drafts, of which {idle} touch no evidence; found {found} of "
        f"{sum(len(each.labels) for each in meetings)}"
    )


def written(weights: Weights) -> str:
    lines = [f'"{name}" = {weight}' for name, weight in weights.of.items()]
    return "\n".join(
        (
            "# Written by `python -m evals.meetings`: how much each trait of a turn speaks for its saying what was",
            "# decided, in log odds. What is seen by speech.py is between 0 and 1, but a length up to 3.5.",
            f"intercept = {weights.intercept}",
            "",
            "[weights]",
            *lines,
            "",
        )
    )


if __name__ == "__main__":
    seen = read()
    print("teams left out, one at a time:", left_out(seen))
    WRITTEN.write_text(written(fit(seen)), encoding="utf-8")
    print(f"written: {WRITTEN.name}")
