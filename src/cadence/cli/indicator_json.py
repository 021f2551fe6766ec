"""Indicators and accounts as JSON objects; figures are strings, so that none is rounded on the way."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cadence.core.message import Text
from cadence.revenue.model.customer import Customer, Owners, Reason, suggested
from cadence.revenue.model.indicator import Standing

Json = dict[str, Any]


def standing_json(standing: Standing, on: date) -> Json:
    indicator, last, trend = standing.indicator, standing.last, standing.trend
    return {
        "key": indicator.key,
        "name": indicator.name,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "better": indicator.better.value,
        "target": None if indicator.target is None else str(indicator.target),
        "owner": indicator.owner,
        "origin": indicator.origin.value,
        "state": standing.state.value,
        "reading": None
        if last is None
        else {
            "on": last.on.isoformat(),
            "value": str(last.value),
            "source": last.source,
            "taken_at": last.taken_at.isoformat(),
            "stale": standing.is_stale(on),
        },
        "trend": {
            "course": trend.course.value,
            "readings": trend.readings,
            "a_month": None if trend.a_month is None else str(trend.a_month),
        },
    }


def account_json(customer: Customer, reasons: Sequence[Reason], owners: Owners) -> Json:
    found = suggested(customer, owners)
    return {
        "account": customer.account,
        "mrr": str(customer.pays),
        "segments": dict(customer.segments),
        "reasons": [{"rule": each.key, "words": _words(each)} for each in reasons],
        "suggested_owner": found.owner or None,
        "why": found.why,
    }


def _words(reason: Reason) -> str:
    return "".join(each.text for each in reason.words if isinstance(each, Text))
