"""Accounts that are ready to expand, and the leads they give, each of which is raised once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from cadence.core.message import line
from cadence.revenue.model import risk
from cadence.revenue.model.account import ACTIVE_USERS, SEATS
from cadence.revenue.model.customer import Customer, Reason, Suggested
from cadence.revenue.model.indicator import FRESH
from cadence.revenue.model.inputs import FULL
from cadence.revenue.model.trend import Course, trend

REACHED = Decimal("0.9")
"""Of a limit: who is that near to it will ask for more, or stop growing."""

Rule = Callable[[Customer], tuple[Reason, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    customer: Customer
    reasons: tuple[Reason, ...]
    """At least one."""

    @property
    def account(self) -> str:
        return self.customer.account


def ready(customers: Iterable[Customer], on: date) -> tuple[Ready, ...]:
    """Those that pay, give a reason to offer more and none to fear for them; what pays more first.

    Who uses less or asks for help wants help, not an offer.
    """
    found = (
        Ready(customer=each, reasons=_reasons(each, on))
        for each in customers
        if each.pays > 0 and not risk.reasons(each, on)
    )
    return tuple(
        sorted(
            (each for each in found if each.reasons),
            key=lambda each: (-each.customer.pays, each.account),
        )
    )


def reaches_a_limit(customer: Customer) -> tuple[Reason, ...]:
    """It uses 90 % or more of a limit of its plan; a reason for each such limit."""
    usage = customer.usage
    if usage is None:
        return ()
    return tuple(
        Reason(
            key=f"limit:{each.name}:{each.limit.normalize():f}",
            words=line(
                f"uses {_whole(100 * each.share)} % of its {each.name.replace('_', ' ')} limit "
                f"({_count(each.used)} of {_count(each.limit)} on {usage.last.on.day} {usage.last.on:%B})"
            ),
        )
        for each in usage.limits()
        if each.share >= REACHED
    )


def grows_into_its_plan(customer: Customer) -> tuple[Reason, ...]:
    """Its active users rise significantly (Mann–Kendall at 10 %) and fill 80 to 90 % of its seats."""
    usage = customer.usage
    if usage is None or trend(usage.series(ACTIVE_USERS)).course is not Course.RISING:
        return ()
    return tuple(
        Reason(
            key=f"growth:{each.limit.normalize():f}",
            words=line(
                f"active users rise, {_count(each.used)} of {_count(each.limit)} seats are used "
                f"on {usage.last.on.day} {usage.last.on:%B}"
            ),
        )
        for each in usage.limits()
        if each.name == SEATS and FULL <= each.share < REACHED
    )


RULES: tuple[Rule, ...] = (reaches_a_limit, grows_into_its_plan)


def _reasons(customer: Customer, on: date) -> tuple[Reason, ...]:
    usage = customer.usage
    if usage is None or on - usage.last.on > FRESH:
        return ()
    return tuple(reason for rule in RULES for reason in rule(customer))


def _whole(value: Decimal) -> str:
    """Rounded down: what uses 99.6 % has not reached its limit."""
    return f"{value.quantize(Decimal(1), ROUND_DOWN):f}"


def _count(value: Decimal) -> str:
    return f"{value.normalize():,f}"


# --- leads -----------------------------------------------------------------------------------------


class LeadState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "not a lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """An occasion to offer an account more; unique by its key, and so raised once.

    A limit that was raised meanwhile and is reached again is another occasion, since the limit is part of the key.
    """

    key: str
    account: str
    words: str
    """The evidence, as of the day it was raised."""
    raised_at: datetime
    owner: str | None
    """The user id of whom it was suggested to, then of who took it; None where there is nobody to suggest."""
    why_owner: str
    told_to: str | None = None
    """Who was told of it: a message a person holds all that were raised at one moment."""
    state: LeadState = LeadState.OPEN
    answered_by: str | None = None
    answered_at: datetime | None = None


def lead_key(account: str, reason: Reason) -> str:
    return f"{account}:{reason.key}"


def leads(
    found: Iterable[Ready], *, whose: Callable[[Customer], Suggested], at: datetime
) -> tuple[Lead, ...]:
    """One for each reason; the owner is as it is suggested, an e-mail address perhaps."""
    return tuple(
        Lead(
            key=lead_key(each.account, reason),
            account=each.account,
            words="".join(getattr(span, "text", "") for span in reason.words),
            raised_at=at,
            owner=(suggestion := whose(each.customer)).owner or None,
            why_owner=suggestion.why,
        )
        for each in found
        for reason in each.reasons
    )
