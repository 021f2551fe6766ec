"""Accounts, readings and indicators, so that a test states only what it is about."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cadence.revenue.model.account import Account, AccountReading
from cadence.revenue.model.customer import Customer
from cadence.revenue.model.expansion import Lead
from cadence.revenue.model.indicator import LeadingIndicator, Reading
from cadence.revenue.model.month import Month

TODAY = date(2026, 11, 23)
"""A Monday."""
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def an_indicator(key: str = "adoption-depth", **fields: Any) -> LeadingIndicator:
    plain: dict[str, Any] = {
        "key": key,
        "name": key.replace("-", " ").capitalize(),
        "definition": "share of seats that had an active user",
        "unit": "%",
        "target": Decimal(60),
        "owner": "UEMMA",
    }
    return LeadingIndicator(**(plain | fields))


def a_reading(value: object = 50, on: date = TODAY, **fields: Any) -> Reading:
    plain: dict[str, Any] = {
        "indicator": "adoption-depth",
        "on": on,
        "value": Decimal(str(value)),
        "taken_at": NOON,
        "source": "an answer",
    }
    return Reading(**(plain | fields))


def weekly(
    *values: object, until: date = TODAY, indicator: str = "adoption-depth"
) -> list[Reading]:
    """The last one on that day, the others a week apart before it."""
    days = [until - WEEK * place for place in range(len(values))]
    return [
        a_reading(value, on, indicator=indicator)
        for value, on in zip(values, reversed(days), strict=True)
    ]


def an_account_reading(account: str = "Acme", on: date = TODAY, **values: Any) -> AccountReading:
    """Dates and an owner are taken for what they are, anything else is a measure."""
    return AccountReading(
        account=account,
        on=on,
        owner=values.pop("owner", ""),
        days=tuple((name, each) for name, each in values.items() if isinstance(each, date)),
        measures=tuple(
            (name, Decimal(str(each)))
            for name, each in values.items()
            if not isinstance(each, date)
        ),
    )


def an_account(name: str = "Acme", on: date = TODAY, **values: Any) -> Account:
    return Account(name=name, readings=(an_account_reading(name, on, **values),))


def weekly_account(
    measure: str, values: Iterable[object], name: str = "Acme", until: date = TODAY, **rest: Any
) -> Account:
    """With one measure that changes from week to week."""
    given = list(values)
    days = [until - WEEK * place for place in range(len(given))]
    return Account(
        name=name,
        readings=tuple(
            an_account_reading(name, on, **{measure: value}, **rest)
            for value, on in zip(given, reversed(days), strict=True)
        ),
    )


def a_customer(
    account: str = "Acme", pays: object = 1000, before: object | None = 1000, **fields: Any
) -> Customer:
    """Of October 2026."""
    plain: dict[str, Any] = {
        "account": account,
        "month": Month(2026, 10),
        "pays": Decimal(str(pays)),
        "before": None if before is None else Decimal(str(before)),
        "since": None if before is None else Decimal(str(pays)),
    }
    return Customer(**(plain | fields))


def a_lead(key: str = "Acme:limit:seats:50", **fields: Any) -> Lead:
    plain: dict[str, Any] = {
        "key": key,
        "account": "Acme",
        "words": "uses 96 % of its seats limit (48 of 50 on 20 November)",
        "raised_at": NOON,
        "owner": "UEMMA",
        "why_owner": "owns the account",
    }
    return Lead(**(plain | fields))
