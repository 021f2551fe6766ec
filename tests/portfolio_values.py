"""Bets and readings, of which a test states only what it is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cadence.portfolio.model.bet import (
    OUTCOME,
    Bet,
    Direction,
    Event,
    Happened,
    Horizon,
    Metric,
    Reading,
    Stage,
)
from cadence.portfolio.model.draft import Draft

TODAY = date(2026, 11, 18)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def a_metric(**fields: Any) -> Metric:
    """From 20 to 40 %, upwards."""
    plain: dict[str, Any] = {
        "name": "Weekly active teams",
        "unit": "%",
        "baseline": Decimal(20),
        "target": Decimal(40),
        "direction": Direction.UP,
    }
    return Metric(**(plain | fields))


def a_bet(number: int = 1, **fields: Any) -> Bet:
    """One that learns, with a metric and 15 % of capacity."""
    plain: dict[str, Any] = {
        "number": number,
        "name": f"Bet {number}",
        "owner": "UOLA",
        "horizon": Horizon.H1,
        "stage": Stage.LEARN,
        "stage_since": date(2026, 1, 5),
        "metric": a_metric(),
        "capacity": Decimal(15),
    }
    return Bet(**(plain | fields))


def a_draft(name: str = "Faster checkout", **fields: Any) -> Draft:
    return Draft(**({"name": name, "horizon": Horizon.H1} | fields))


def a_reading(value: float | str = 30, on: date = TODAY, bet: int = 1, **fields: Any) -> Reading:
    plain: dict[str, Any] = {
        "bet": bet,
        "metric": OUTCOME,
        "on": on,
        "value": Decimal(str(value)),
        "source": "check-in",
        "by": "UOLA",
        "at": datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
    }
    return Reading(**(plain | fields))


def weekly(
    values: Iterable[float | str], *, last: date = TODAY, step: timedelta = WEEK, **fields: Any
) -> tuple[Reading, ...]:
    """One reading a week, the last of them on that day."""
    known = list(values)
    first = last - step * (len(known) - 1)
    return tuple(
        a_reading(each, first + step * place, **fields) for place, each in enumerate(known)
    )


def an_event(bet: int = 1, **fields: Any) -> Event:
    return Event(**({"bet": bet, "what": Happened.CHANGED, "at": NOON} | fields))
