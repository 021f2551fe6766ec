"""What is known of a metric, in words."""

from cadence.portfolio.model.bet import CONFIDENCE, OUTCOME, Bet, Metric, Reading
from cadence.portfolio.model.figures import day, figure


def unit(bet: Bet, metric: str) -> str:
    if metric == CONFIDENCE:
        return "%"
    return bet.metric.unit if metric == OUTCOME and bet.metric else ""


def stands(metric: Metric, latest: Reading) -> str:
    """ "Paid baskets was 63 % on 20 Nov 2026 (check-in); baseline 61 %, target 75 %." """
    aims = [
        f"{what} {figure(value, metric.unit)}"
        for what, value in (("baseline", metric.baseline), ("target", metric.target))
        if value is not None
    ]
    beside = f"; {', '.join(aims)}" if aims else ""
    value = figure(latest.value, metric.unit)
    return f"{metric.name} was {value} on {day(latest.on)} ({latest.source}){beside}."
