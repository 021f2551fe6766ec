"""Whether what would end a bet has come about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cadence.portfolio.model.bet import Bet, Reading
from cadence.portfolio.model.board import Finding, Rule
from cadence.portfolio.model.criterion import ExitCriterion
from cadence.portfolio.model.figures import day, figure
from cadence.portfolio.model.policy import Policy
from cadence.portfolio.model.rules.words import unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    criterion: ExitCriterion
    since: date
    """The first reading of those, without a break, for which it holds."""
    last: Reading


def met(
    criterion: ExitCriterion, readings: Sequence[Reading], on: date, policy: Policy
) -> Met | None:
    """A criterion is met when every reading from some day up to the latest holds it, and those span at least its days.

    Only readings count, never the time after the latest. Between two that lie further apart than a reading is fresh,
    nothing is known, so the span begins anew; for the same reason the latest must still be fresh.
    """
    known = [each for each in readings if each.metric == criterion.metric and each.on <= on]
    if not known or on - known[-1].on > policy.fresh or not criterion.holds(known[-1].value):
        return None
    since = known[-1]
    for earlier in reversed(known[:-1]):
        if not criterion.holds(earlier.value) or since.on - earlier.on > policy.fresh:
            break
        since = earlier
    if (known[-1].on - since.on).days < criterion.days:
        return None
    return Met(criterion=criterion, since=since.on, last=known[-1])


def exit_met(bet: Bet, readings: Sequence[Reading], on: date, policy: Policy) -> Finding | None:
    """A bet that has not ended and is not sunsetting is asked about when any one of its exit criteria is met."""
    found = _met(bet.exits, readings, on, policy) if bet.is_running else ()
    if not found:
        return None
    return Finding(
        rule=Rule.EXIT,
        bet=bet.number,
        says="an exit criterion is met" if len(found) == 1 else "exit criteria are met",
        why=tuple(_evidence(bet, each) for each in found),
        since=min(each.last.on - timedelta(days=_over(each)) for each in found),
    )


def success_met(bet: Bet, readings: Sequence[Reading], on: date, policy: Policy) -> Finding | None:
    """A bet that runs or is sunsetting is asked about when all of its success criteria are met: it may end."""
    found = _met(bet.successes, readings, on, policy)
    if not bet.successes or len(found) < len(bet.successes):
        return None
    return Finding(
        rule=Rule.SUCCESS,
        bet=bet.number,
        says="what it was to achieve is achieved",
        why=tuple(_evidence(bet, each) for each in found),
        since=max(each.last.on - timedelta(days=_over(each)) for each in found),
    )


def _met(
    criteria: Iterable[ExitCriterion], readings: Sequence[Reading], on: date, policy: Policy
) -> tuple[Met, ...]:
    found = (met(each, readings, on, policy) for each in criteria)
    return tuple(each for each in found if each is not None)


def _over(found: Met) -> int:
    """Days since when it has been met: it held for its days by then."""
    return (found.last.on - found.since).days - found.criterion.days


def _evidence(bet: Bet, found: Met) -> str:
    its = unit(bet, found.criterion.metric)
    value = f"{figure(found.last.value, its)} on {day(found.last.on)}"
    since = f", and it has held since {day(found.since)}" if found.since < found.last.on else ""
    return f"“{found.criterion}”: it was {value}{since}."
