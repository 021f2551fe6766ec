"""What is otherwise with the bets than it was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from cadence.core.message import Line, bold, line
from cadence.portfolio.messages.words import STAGES, capacity
from cadence.portfolio.model.bet import (
    CONFIDENCE,
    OUTCOME,
    Bet,
    Event,
    Happened,
    Reading,
    Stage,
    latest,
)
from cadence.portfolio.model.board import Board, Rule, Standing
from cadence.portfolio.model.figures import figure


class Weight(IntEnum):
    """The most telling first."""

    TURNED = 0
    NEW = 1
    WORSE = 2
    BETTER = 3
    OTHER = 4


@dataclass(frozen=True, slots=True)
class Part:
    weight: Weight
    says: str


SAID = {"horizon": "horizon", "capacity": "capacity", "target": "target", "name": "name"}
"""Fields whose change is told, in words; those of the metric by their readings."""


def changed(
    board: Board,
    bets: Mapping[int, Bet],
    before: Mapping[int, Sequence[Reading]],
    events: Iterable[Event],
    since: date,
) -> tuple[Line, ...]:
    """A line for each bet about which something is otherwise than it was on that day.

    `bets` are all that the events are about; `before` are readings as they were known then.
    """
    told: dict[int, list[Event]] = {number: [] for number in bets}
    for event in events:
        told.setdefault(event.bet, []).append(event)
    lines = []
    for number, bet in bets.items():
        standing = board.standing(number)
        parts = [*_events(bet, told[number])]
        if standing is not None and not _is_new(told[number]):
            parts += [*_met(standing, since), *_readings(standing, before.get(number, ()))]
        if parts:
            parts.sort(key=lambda part: part.weight)
            said = "; ".join(part.says for part in parts)
            lines.append((parts[0].weight, number, line(bold(bet.name), f": {said}")))
    return tuple(each for _, _, each in sorted(lines, key=lambda entry: entry[:2]))


def _events(bet: Bet, events: Sequence[Event]) -> Iterator[Part]:
    if _is_new(events):
        held = capacity(bet.capacity)
        yield Part(Weight.NEW, f"new, {bet.horizon}, {STAGES[bet.stage]}, {held}")
        return
    fields = _fields(events)
    if "stage" in fields:
        was, now = (STAGES[Stage(each)] for each in fields["stage"])
        yield Part(Weight.TURNED, f"was {was}, is {now}")
    for name, said in SAID.items():
        if name in fields:
            was, now = (each or "none" for each in fields[name])
            yield Part(Weight.OTHER, f"{said} {was} → {now}")
    if "owner" in fields:
        yield Part(Weight.OTHER, "has another owner" if fields["owner"][1] else "has no owner")


def _is_new(events: Sequence[Event]) -> bool:
    """Whether it came to be in this time, by whatever way."""
    return any(
        each.what in (Happened.MADE, Happened.IMPORTED)
        and any(change.field == "name" and not change.before for change in each.changes)
        for each in events
    )


def _fields(events: Sequence[Event]) -> dict[str, tuple[str, str]]:
    """By field, from the first before to the last after; what was changed back is none."""
    found: dict[str, tuple[str, str]] = {}
    for event in events:
        for change in event.changes:
            first = found.get(change.field, (change.before, ""))[0]
            found[change.field] = (first, change.after)
    return {name: (was, now) for name, (was, now) in found.items() if was != now}


def _met(standing: Standing, since: date) -> Iterator[Part]:
    """Criteria that came to be met after that day."""
    for finding in standing.findings:
        is_newly = finding.since is not None and finding.since > since
        if finding.rule in (Rule.EXIT, Rule.SUCCESS) and is_newly:
            yield Part(Weight.TURNED, finding.says)


def _readings(standing: Standing, before: Sequence[Reading]) -> Iterator[Part]:
    metric = standing.bet.metric
    was, now = latest(before, OUTCOME), standing.latest(OUTCOME)
    if metric is not None and now is not None and (was is None or was.value != now.value):
        shown = figure(now.value, metric.unit)
        if was is None:
            yield Part(Weight.BETTER, f"{metric.name} is read for the first time: {shown}")
        else:
            is_better = metric.gain(was.value, now.value) > 0
            weight = Weight.BETTER if is_better else Weight.WORSE
            how = "better" if is_better else "worse"
            yield Part(weight, f"{metric.name} {figure(was.value)} → {shown}, {how}")
    was, now = latest(before, CONFIDENCE), standing.latest(CONFIDENCE)
    if now is not None and was is not None and was.value != now.value:
        weight = Weight.BETTER if now.value > was.value else Weight.WORSE
        yield Part(weight, f"confidence {figure(was.value)} → {figure(now.value, '%')}")
