"""Where a bet stands, in words."""

from datetime import date
from decimal import Decimal

from cadence.core.words import counted
from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Direction, Metric, Stage
from cadence.portfolio.model.board import Load, Standing
from cadence.portfolio.model.figures import day, figure, percent, points
from cadence.portfolio.model.trend import STUCK, Course

STAGES = {
    Stage.LEARN: "learning",
    Stage.EARN: "earning",
    Stage.SUNSETTING: "sunsetting",
    Stage.ENDED: "ended",
}

_COURSES = {Course.UNKNOWN: "too few readings for a trend"}


def outcome(standing: Standing) -> str:
    """ "Checkout conversion 61.5 %, target 65, from 50"."""
    metric = standing.bet.metric
    if metric is None:
        return "no outcome metric"
    latest = standing.latest(OUTCOME)
    value = figure(latest.value, metric.unit) if latest else "not read yet"
    return f"{metric.name} {value}{aims(metric)}"


def aims(metric: Metric) -> str:
    target = f", target {figure(metric.target)}" if metric.target is not None else ""
    start = f", from {figure(metric.baseline)}" if metric.baseline is not None else ""
    return f"{target}{start}"


def course(standing: Standing, on: date) -> str:
    """How the outcome moves; "" where there is nothing that could."""
    if standing.bet.metric is None or standing.latest(OUTCOME) is None:
        return ""
    motion = standing.motion
    days = motion.days(on)
    if motion.course in STUCK and days:
        return f"{motion.course} for {counted(days, 'day')}"
    if motion.course is Course.GROWING and standing.bet.metric.direction is Direction.DOWN:
        return "getting better"
    return _COURSES.get(motion.course, motion.course.value)


def confidence(standing: Standing) -> str:
    """ "confidence 70 %, up 10 points"."""
    latest = standing.latest(CONFIDENCE)
    if latest is None:
        return "confidence not given yet"
    return f"confidence {percent(latest.value)}{moved(standing)}"


def moved(standing: Standing) -> str:
    """How the owner's confidence moved since the one before; "" where there is none."""
    latest, before = standing.latest(CONFIDENCE), standing.before(CONFIDENCE)
    if latest is None or before is None:
        return ""
    gain = latest.value - before.value
    if gain == 0:
        return ", unchanged"
    return f", {'up' if gain > 0 else 'down'} {points(abs(gain))}"


def work(load: Load) -> str:
    """ "14 resolved in 28 days, 5 in progress, 3 open bugs, 1 new"."""
    new = f", {load.new_bugs:,} new" if load.new_bugs else ""
    return (
        f"{load.delivered:,} resolved in {load.days} days, {load.in_progress:,} in progress, "
        f"{counted(load.bugs, 'open bug')}{new}"
    )


def capacity(share: Decimal) -> str:
    return f"{percent(share)} of capacity" if share else "waits for capacity"


def read_on(standing: Standing) -> str:
    """ "read on 16 Nov 2026 by check-in"; "" where it was not."""
    latest = standing.latest(OUTCOME)
    return f"read on {day(latest.on)}, {latest.source}" if latest else ""
