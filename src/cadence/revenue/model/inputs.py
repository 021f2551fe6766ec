"""The built-in leading indicators, computed from the accounts: each a function whose docstring is its definition."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from cadence.revenue.model import indicator
from cadence.revenue.model.account import ACTIVATED, ACTIVE_USERS, SEATS, STARTED, Account

WITHIN = timedelta(days=30)
"""How long an account may take to be activated."""

LOOKED_BACK = timedelta(days=90)
FULL = Decimal("0.8")
"""Of a limit: from here on an account is ready to expand."""

LEAST = 5
"""Accounts. A share of four accounts moves by 25 points with one of them."""

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure, or why there is none."""

    value: Decimal | None
    accounts: int
    """How many it was measured on."""
    why: str = ""
    """Of None."""


Measure = Callable[[Sequence[Account], date], Measured]
"""On accounts as they stood that day."""


def activation(accounts: Sequence[Account], on: date) -> Measured:
    """Of the accounts that started 30 to 120 days before `on`, the share, in per cent, that was activated at most 30
    days after it started."""
    first, last = on - WITHIN - LOOKED_BACK, on - WITHIN
    begun = [(each, start) for each in accounts if (start := each.day(STARTED))]
    cohort = [(each, start) for each, start in begun if first < start <= last]
    activated = [
        each for each, start in cohort if (day := each.day(ACTIVATED)) and day - start <= WITHIN
    ]
    return _share(len(activated), len(cohort), "started in that time")


def time_to_value(accounts: Sequence[Account], on: date) -> Measured:
    """The median number of days from the start to the activation of the accounts that were activated in the 90 days
    up to `on`."""
    took = [
        Decimal((day - start).days)
        for each in accounts
        if (start := each.day(STARTED)) and (day := each.day(ACTIVATED))
        if on - LOOKED_BACK < day <= on and day >= start
    ]
    return _median(took, "were activated in that time")


def adoption_depth(accounts: Sequence[Account], on: date) -> Measured:
    """The median over the accounts of active users by seats, in per cent; of readings of the last 35 days."""
    shares = [
        100 * users / seats
        for each in _fresh(accounts, on)
        if (users := each.last.measure(ACTIVE_USERS)) is not None
        and (seats := each.last.measure(SEATS))
    ]
    return _median(shares, "have a reading of active users and seats")


def expansion_readiness(accounts: Sequence[Account], on: date) -> Measured:
    """Of the accounts with a reading of the last 35 days of how much of a limit they use, the share, in per cent, that
    uses 80 % or more of one."""
    limited = [limits for each in _fresh(accounts, on) if (limits := each.limits())]
    full = [limits for limits in limited if limits[0].share >= FULL]
    return _share(len(full), len(limited), "have a reading of a limit")


MEASURES: Mapping[str, Measure] = {
    indicator.ACTIVATION: activation,
    indicator.TIME_TO_VALUE: time_to_value,
    indicator.ADOPTION_DEPTH: adoption_depth,
    indicator.EXPANSION_READINESS: expansion_readiness,
}


def _fresh(accounts: Sequence[Account], on: date) -> list[Account]:
    return [each for each in accounts if on - each.last.on <= indicator.FRESH]


def _share(some: int, of: int, which: str) -> Measured:
    if of < LEAST:
        return _too_few(of, which)
    return Measured(value=_rounded(Decimal(100 * some) / of), accounts=of)


def _median(values: list[Decimal], which: str) -> Measured:
    if len(values) < LEAST:
        return _too_few(len(values), which)
    return Measured(value=_rounded(median(values)), accounts=len(values))


def _too_few(count: int, which: str) -> Measured:
    counted = f"only {count} of the accounts" if count else "none of the accounts"
    return Measured(value=None, accounts=count, why=f"{counted} {which}; it takes {LEAST}")


def _rounded(value: Decimal) -> Decimal:
    """To a tenth, without a nought behind the point: people are shown it as it is."""
    rounded = value.quantize(TENTH, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded
