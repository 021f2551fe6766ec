"""Whether a bet's stage fits what is known of it."""

from collections.abc import Sequence
from datetime import date, timedelta

from cadence.portfolio.model.bet import OUTCOME, Bet, Metric, Reading, Stage, latest
from cadence.portfolio.model.board import Finding, Rule
from cadence.portfolio.model.figures import day, percent
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.model.rules.words import stands

WOUND_DOWN = timedelta(days=90)
"""How long a bet that is sunsetting may hold capacity before it is asked about: a quarter."""


def mismatch(bet: Bet, readings: Sequence[Reading], on: date, policy: Policy) -> Finding | None:
    """A bet's stage is asked about where it doesn't fit what is known:

    - it earns, without evidence: it has no metric, or no fresh reading of it, or the latest is no better than the
      baseline (where that is known);
    - it learns, while the latest fresh reading reaches its target;
    - it has been sunsetting for a quarter and still holds capacity.
    """
    says, why = _misfit(bet, readings, on, policy)
    if not says:
        return None
    return Finding(rule=Rule.MISMATCH, bet=bet.number, says=says, why=(why,), since=bet.stage_since)


def _misfit(bet: Bet, readings: Sequence[Reading], on: date, policy: Policy) -> tuple[str, str]:
    """What doesn't fit, and why; two empty ones where all does."""
    if bet.stage is Stage.SUNSETTING:
        return _lingers(bet, on)
    known = latest(readings, OUTCOME)
    is_fresh = known is not None and on - known.on <= policy.fresh
    if bet.stage is Stage.EARN:
        why = _lacking(bet.metric, known, is_fresh=is_fresh)
        return ("it earns without evidence", why) if why else ("", "")
    if bet.stage is Stage.LEARN and bet.metric and known and is_fresh:
        says = "it still learns and has reached its target"
        return (says, stands(bet.metric, known)) if bet.metric.reaches(known.value) else ("", "")
    return "", ""


def _lingers(bet: Bet, on: date) -> tuple[str, str]:
    if bet.capacity <= 0 or on - bet.stage_since < WOUND_DOWN:
        return "", ""
    says = f"it is sunsetting and still holds {percent(bet.capacity)} of capacity"
    return says, f"It has been sunsetting since {day(bet.stage_since)}."


def _lacking(metric: Metric | None, known: Reading | None, *, is_fresh: bool) -> str:
    if metric is None:
        return "It has no outcome metric."
    if known is None:
        return f"There is no reading of {metric.name}."
    if not is_fresh:
        return f"The latest reading of {metric.name} is of {day(known.on)}."
    if metric.baseline is not None and metric.gain(metric.baseline, known.value) <= 0:
        return f"It is no better than its baseline: {stands(metric, known)}"
    return ""
