"""Patterns and findings for tests: each states only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cadence.core.calendar import Span
from cadence.patterns.model.finding import Finding, Kind, Tested
from cadence.patterns.model.pattern import Entry, Pattern, Step
from cadence.patterns.model.scan import Scan

NIGHT = datetime(2026, 11, 23, 2, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKS = timedelta(weeks=1)


def a_tested(**fields: Any) -> Tested:
    """Nine similar bugs in six weeks, usually 1.4, of group 7 of Checkout."""
    rate = fields.get("rate", 9)
    at = fields.pop("at", NIGHT)
    plain: dict[str, Any] = {
        "kind": Kind.RECURRENCE,
        "area": "Checkout",
        "subject": "7" if fields.get("kind", Kind.RECURRENCE) is Kind.RECURRENCE else "",
        "keys": tuple(f"PAY-{number}" for number in range(100 + rate, 100, -1)),
        "rate": rate,
        "baseline": 1.4,
        "window": Span(start=at - 6 * WEEKS, end=at),
        "p_value": 0.00002,
        "method": "exact Poisson",
        "since": at - 5 * WEEKS,
    }
    return Tested(**(plain | fields))


def a_finding(**fields: Any) -> Finding:
    return Finding(tested=a_tested(**fields), q_value=0.001, budget=0.2)


def a_pattern(number: int = 1, **fields: Any) -> Pattern:
    finding = fields.pop("finding", None) or a_finding()
    tested = finding.tested
    plain: dict[str, Any] = {
        "area": tested.area,
        "kind": tested.kind,
        "subject": tested.subject,
        "projects": ("PAY",),
        "name": "Payment retries",
        "sentence": "Payment retries: 9 similar bugs in 6 weeks, usually 1.4",
        "finding": finding,
        "keys": tested.keys,
        "opened_at": NIGHT,
        "found_at": NIGHT,
        "changed_at": NIGHT,
    }
    return Pattern(number=number, **(plain | fields))


def an_entry(pattern: int = 1, **fields: Any) -> Entry:
    plain: dict[str, Any] = {"at": NIGHT, "step": Step.FOUND, "says": "9 in 6 weeks, usually 1.4"}
    return Entry(pattern=pattern, **(plain | fields))


def a_scan(*findings: Finding, at: datetime = NIGHT, **fields: Any) -> Scan:
    plain: dict[str, Any] = {
        "as_of": at,
        "areas": 1,
        "tested": 12,
        "projects": (("Checkout", ("PAY",)),),
    }
    return Scan(at=at, findings=findings, **(plain | fields))
