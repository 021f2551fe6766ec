"""The board as a picture, and in words what it shows."""

from collections.abc import Iterator
from datetime import date

from cadence.core.agenda import Drawn
from cadence.core.chart import Column, Tile, Tiles, Tone
from cadence.core.words import begun, counted
from cadence.portfolio.messages.words import capacity, confidence, course, moved, outcome, work
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME
from cadence.portfolio.model.board import SEEN, Board, Rule, Standing
from cadence.portfolio.model.columns import Pile, piles
from cadence.portfolio.model.figures import day, figure, percent
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.model.trend import Course

SPARK = 12
"""Readings, the latest."""

_ASKED = frozenset({Rule.EXIT, Rule.FLAT, Rule.CONFIDENCE, Rule.MISMATCH})


def drawn(board: Board, policy: Policy, on: date) -> Drawn:
    columns = piles(board, policy)
    title = f"Bets on {day(on)}"
    return Drawn(
        chart=Tiles(title=title, columns=tuple(_column(each, on) for each in columns)),
        title=title,
        alt=". ".join((title, *(part for each in columns for part in _told(each, on)))) + ".",
    )


def _column(pile: Pile, on: date) -> Column:
    tiles = tuple(_tile(each, on) for each in pile.standings)
    return Column(title=pile.title, note=pile.note, tiles=tiles)


def _tile(standing: Standing, on: date) -> Tile:
    readings = [each.value for each in standing.of(OUTCOME)]
    return Tile(
        title=standing.bet.name,
        lines=tuple(_lines(standing, on)),
        tone=_tone(standing),
        values=tuple(readings[-SPARK:]),
    )


def _lines(standing: Standing, on: date) -> Iterator[str]:
    metric, latest = standing.bet.metric, standing.latest(OUTCOME)
    if metric is None:
        yield "No outcome metric"
    elif latest is None:
        yield f"{metric.name}: not read yet"
    else:
        target = f", target {figure(metric.target)}" if metric.target is not None else ""
        yield f"{metric.name}: {figure(latest.value, metric.unit)}{target}"
        yield begun(course(standing, on))
    yield from (begun(each.says) for each in standing.findings if each.rule in SEEN)
    sure = standing.latest(CONFIDENCE)
    yield f"Confidence {percent(sure.value)}{moved(standing)}" if sure else "Confidence not given"
    yield begun(capacity(standing.bet.capacity))
    if load := standing.load:
        yield f"{load.delivered:,} resolved, {counted(load.bugs, 'open bug')}"


def _tone(standing: Standing) -> Tone:
    """What there is to ask stands out; it is no verdict."""
    if any(each.rule in _ASKED for each in standing.findings):
        return Tone.BAD
    latest, metric = standing.latest(OUTCOME), standing.bet.metric
    if not standing.bet.is_running or latest is None or metric is None:
        return Tone.QUIET
    is_well = standing.motion.course is Course.GROWING or metric.reaches(latest.value)
    return Tone.GOOD if is_well else Tone.PLAIN


def _told(pile: Pile, on: date) -> Iterator[str]:
    yield f"{pile.title}: {pile.note}" if pile.note else pile.title
    for standing in pile.standings:
        parts = (
            capacity(standing.bet.capacity),
            outcome(standing),
            course(standing, on),
            confidence(standing),
            work(standing.load) if standing.load else "",
            *(each.says for each in standing.findings if each.rule in SEEN),
        )
        yield f"{standing.bet.name}: {'; '.join(part for part in parts if part)}"
    if not pile.standings:
        yield "no bet"
