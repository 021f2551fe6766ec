"""Accounts: what is known of how each uses the product."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

STARTED, ACTIVATED, RENEWS = "started_on", "activated_on", "renews_on"
ACTIVE_USERS, SEATS, TICKETS = "active_users", "seats", "open_tickets"
USED, LIMIT = "_used", "_limit"
"""Two measures that differ only in this ending are how much of a limit of the plan is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReading:
    """What was read of an account on a day. What was not read is not there, which is not zero."""

    account: str
    on: date
    measures: tuple[tuple[str, Decimal], ...] = ()
    days: tuple[tuple[str, date], ...] = ()
    """Dates of the account's own: when it started, was activated, renews."""
    owner: str = ""
    """A user id or an e-mail address; "" where none was given."""

    def measure(self, name: str) -> Decimal | None:
        return dict(self.measures).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How much of a limit of its plan an account uses."""

    name: str
    used: Decimal
    limit: Decimal
    """Above 0."""

    @property
    def share(self) -> Decimal:
        return self.used / self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account with its readings: at least one, one a day, oldest first."""

    name: str
    readings: tuple[AccountReading, ...]

    @property
    def last(self) -> AccountReading:
        return self.readings[-1]

    @property
    def owner(self) -> str:
        return next((each.owner for each in reversed(self.readings) if each.owner), "")

    def day(self, name: str) -> date | None:
        """As it was given last."""
        found = (dict(each.days).get(name) for each in reversed(self.readings))
        return next((each for each in found if each), None)

    def series(self, measure: str) -> tuple[tuple[date, Decimal], ...]:
        found = ((each.on, each.measure(measure)) for each in self.readings)
        return tuple((on, value) for on, value in found if value is not None)

    def limits(self) -> tuple[Limit, ...]:
        """Of the last reading: seats with active users among them, the fullest first."""
        measures = dict(self.last.measures)
        named = {
            name.removesuffix(USED): (value, measures.get(name.removesuffix(USED) + LIMIT))
            for name, value in measures.items()
            if name.endswith(USED)
        }
        if ACTIVE_USERS in measures:
            named.setdefault(SEATS, (measures[ACTIVE_USERS], measures.get(SEATS)))
        found = (
            Limit(name=name, used=used, limit=limit)
            for name, (used, limit) in named.items()
            if limit
        )
        return tuple(sorted(found, key=lambda each: (-each.share, each.name)))


def accounts(readings: Iterable[AccountReading]) -> tuple[Account, ...]:
    """By name, from readings in any order."""
    ordered = sorted(readings, key=lambda each: (each.account, each.on))
    return tuple(
        Account(name=name, readings=tuple({each.on: each for each in mine}.values()))
        for name, mine in groupby(ordered, key=lambda each: each.account)
    )


def as_of(known: Iterable[Account], on: date) -> tuple[Account, ...]:
    """As they stood on that day; those that were read only later are left out."""
    found = (
        Account(name=each.name, readings=tuple(it for it in each.readings if it.on <= on))
        for each in known
    )
    return tuple(each for each in found if each.readings)
