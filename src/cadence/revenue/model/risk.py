"""Accounts at risk: each rule is a function whose docstring is the rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from cadence.core.message import Line, line
from cadence.revenue.model.account import (
    ACTIVATED,
    ACTIVE_USERS,
    RENEWS,
    SEATS,
    STARTED,
    TICKETS,
    Account,
)
from cadence.revenue.model.customer import Customer, Reason
from cadence.revenue.model.indicator import FRESH
from cadence.revenue.model.inputs import WITHIN

PAYS_LESS = Decimal("0.9")
USES_LESS = Decimal("0.7")
LEAST_BEFORE = 3
"""Readings before the last: what is usual for an account can't be told from fewer."""
EMPTY = Decimal("0.4")
MANY_TICKETS, TICKETS_TIMES = 5, 2
NEAR = timedelta(days=90)
"""A renewal within a quarter leaves little time to turn around."""

Rule = Callable[[Customer, date], Reason | None]
"""Of a customer as it stood that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    customer: Customer
    reasons: tuple[Reason, ...]
    """At least one, in the order of the rules."""
    renews_on: date | None
    """Where that is within 90 days."""

    @property
    def account(self) -> str:
        return self.customer.account


def at_risk(customers: Iterable[Customer], on: date) -> tuple[AtRisk, ...]:
    """Those that pay and give a reason: with a renewal within 90 days first, then with more reasons, then what pays
    more."""
    found = (_looked_at(each, on) for each in customers if each.pays > 0)
    return tuple(sorted((each for each in found if each.reasons), key=_gravest))


def pays_less(customer: Customer, on: date) -> Reason | None:  # noqa: ARG001 - the shape of a rule
    """Its MRR is at least 10 % under what it was three months before, at the exchange rates of then."""
    before, now = customer.before, customer.since
    if not before or now is None or now > before * PAYS_LESS:
        return None
    month = f"{date(customer.month.year, customer.month.number, 1):%B %Y}"
    fell = f"paid {_percent(1 - now / before)} less in {month} than three months before"
    return Reason(key="pays less", words=line(fell))


def uses_less(customer: Customer, on: date) -> Reason | None:
    """Its active users are at least 30 % under their median of the readings before, of which there are three at
    least."""
    usage = _fresh(customer, on)
    series = usage.series(ACTIVE_USERS) if usage else ()
    if len(series) <= LEAST_BEFORE:
        return None
    day, now = series[-1]
    usual = median(value for _, value in series[:-1])
    if not usual or now > usual * USES_LESS:
        return None
    fell = f"{_count(now)} active users on {_day(day)}, usually {_count(usual)}"
    return Reason(key="uses less", words=line(fell))


def seats_are_empty(customer: Customer, on: date) -> Reason | None:
    """Fewer than 40 % of its seats had an active user."""
    usage = _fresh(customer, on)
    users, seats = (
        (usage.last.measure(ACTIVE_USERS), usage.last.measure(SEATS)) if usage else (None, None)
    )
    if usage is None or users is None or not seats or users >= seats * EMPTY:
        return None
    counted = f"{_count(users)} of {_count(seats)} seats used on {_day(usage.last.on)}"
    return Reason(key="seats are empty", words=line(counted))


def was_never_activated(customer: Customer, on: date) -> Reason | None:
    """It started more than 30 days ago and was never activated."""
    start = customer.usage.day(STARTED) if customer.usage else None
    if customer.usage is None or start is None or customer.usage.day(ACTIVATED):
        return None
    if on - start <= WITHIN:
        return None
    return Reason(
        key="was never activated",
        words=line(f"not activated, {(on - start).days} days after its start"),
    )


def asks_for_help(customer: Customer, on: date) -> Reason | None:
    """It has at least 5 open tickets, and twice their median of the readings before, of which there are three at
    least."""
    usage = _fresh(customer, on)
    series = usage.series(TICKETS) if usage else ()
    if len(series) <= LEAST_BEFORE:
        return None
    day, now = series[-1]
    usual = median(value for _, value in series[:-1])
    if now < MANY_TICKETS or now < usual * TICKETS_TIMES:
        return None
    counted = f"{_count(now)} open tickets on {_day(day)}, usually {_count(usual)}"
    return Reason(key="asks for help", words=line(counted))


RULES: tuple[Rule, ...] = (
    pays_less,
    uses_less,
    seats_are_empty,
    was_never_activated,
    asks_for_help,
)


def reasons(customer: Customer, on: date) -> tuple[Reason, ...]:
    found = (rule(customer, on) for rule in RULES)
    return tuple(each for each in found if each)


def _looked_at(customer: Customer, on: date) -> AtRisk:
    renews = customer.usage.day(RENEWS) if customer.usage else None
    is_near = renews is not None and on <= renews <= on + NEAR
    return AtRisk(
        customer=customer,
        reasons=reasons(customer, on),
        renews_on=renews if is_near else None,
    )


def _gravest(found: AtRisk) -> tuple[bool, int, Decimal, str]:
    return (found.renews_on is None, -len(found.reasons), -found.customer.pays, found.account)


def is_fresh(customer: Customer, on: date) -> bool:
    """Whether its use was read lately: what is old says nothing about today."""
    return customer.usage is not None and on - customer.usage.last.on <= FRESH


def _fresh(customer: Customer, on: date) -> Account | None:
    return customer.usage if is_fresh(customer, on) else None


def _percent(share: Decimal) -> str:
    return f"{(100 * share).quantize(Decimal(1), ROUND_HALF_UP)} %"


def _count(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B}"


def renewal(found: AtRisk) -> Line:
    """ "renews on 3 December" , or nothing."""
    on = found.renews_on
    return line(f"renews on {_day(on)}") if on else ()
