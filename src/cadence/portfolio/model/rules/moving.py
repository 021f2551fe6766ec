"""Whether a bet's outcome and its owner's confidence move."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile

from cadence.core.words import counted
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Metric, Reading, latest
from cadence.portfolio.model.board import Finding, Rule
from cadence.portfolio.model.figures import day, difference, percent, points
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.model.rules.words import stands
from cadence.portfolio.model.trend import STUCK, Motion, Slope


def flat(bet: Bet, motion: Motion, readings: Sequence[Reading], on: date) -> Finding | None:
    """A bet that runs is asked about when its outcome is stable, not growing, or getting worse, while it holds capacity
    and has not reached its target. What "stable" is, `trend.motion` says: by Mann-Kendall's test and Theil-Sen's slope.
    """
    known, metric = latest(readings, OUTCOME), bet.metric
    if not bet.is_running or bet.capacity <= 0 or metric is None or known is None:
        return None
    if motion.course not in STUCK or motion.slope is None or metric.reaches(known.value):
        return None
    days = motion.days(on)
    return Finding(
        rule=Rule.FLAT,
        bet=bet.number,
        says=f"{motion.course} for {counted(days, 'day')}" if days else motion.course.value,
        why=(stands(metric, known), _slope(metric, motion.slope)),
        since=motion.since,
    )


def confidence_falling(
    bet: Bet, readings: Sequence[Reading], on: date, policy: Policy
) -> Finding | None:
    """A bet that runs is asked about when its owner's latest confidence is at least the policy's drop, in points, below
    the highest of the window, and has not risen since the one before. One that is no longer fresh says nothing.
    """
    known = [
        each
        for each in readings
        if each.metric == CONFIDENCE and on - policy.window < each.on <= on
    ]
    if not bet.is_running or len(known) < 2 or on - known[-1].on > policy.fresh:
        return None
    best, before, last = max(known, key=lambda each: each.value), known[-2], known[-1]
    lost = best.value - last.value
    if lost < policy.drop or last.value > before.value:
        return None
    return Finding(
        rule=Rule.CONFIDENCE,
        bet=bet.number,
        says=f"confidence fell by {points(lost)}",
        why=(
            (
                f"Its owner's confidence was {percent(best.value)} on {day(best.on)} and "
                f"{percent(last.value)} on {day(last.on)}."
            ),
        ),
        since=_fell(known, least=best.value - policy.drop),
    )


def _fell(known: Sequence[Reading], *, least: Decimal) -> date:
    """The first reading of those, up to the latest, that are as low."""
    low = takewhile(lambda each: each.value <= least, reversed(known))
    return min(each.on for each in low)


def _slope(metric: Metric, slope: Slope) -> str:
    size = difference(Decimal(f"{abs(slope.gain):.3g}"), metric.unit)
    how = "no change" if slope.gain == 0 else f"{size} {'better' if slope.gain > 0 else 'worse'}"
    return (
        f"Its {slope.readings} readings from {day(slope.first)} to {day(slope.last)} make {how} by Theil-Sen's slope; "
        f"chance alone shows as much in {slope.chance * 100:.0f} % of cases (Mann-Kendall's test)."
    )
