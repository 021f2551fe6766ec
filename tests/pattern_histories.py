"""Histories of an area that state only what a test is about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cadence.patterns.model.case import Case, History, Learned, Release

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
"""A Wednesday night."""
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def a_case(key: str, days_ago: float, **said: object) -> Case:
    return Case(key=key, created_at=NOW - days_ago * DAY, **said)  # type: ignore[arg-type]


def steady(
    a_week: int, *, weeks: int = 104, until: float = 0.0, prefix: str = "PAY", **said: object
) -> list[Case]:
    """So many each week, on different days, up to so many days ago."""
    return [
        a_case(f"{prefix}-{week}-{n}", until + 7 * week + 6.5 * (n + 0.5) / a_week, **said)
        for week in range(weeks)
        for n in range(a_week)
    ]


def resolved(cases: Iterable[Case], after: float) -> list[Case]:
    """Each so many days after it came; what that leaves for the future is open."""
    out = []
    for each in cases:
        at = each.created_at + after * DAY
        out.append(replace(each, resolved_at=at) if at < NOW else each)
    return out


def a_history(
    cases: Iterable[Case],
    *,
    days: float = 730,
    releases: Iterable[Release] = (),
    not_patterns: Iterable[Learned] = (),
    **said: object,
) -> History:
    return History(
        area="Payments",
        since=NOW - days * DAY,
        cases=tuple(sorted(cases, key=lambda each: each.created_at)),
        releases=tuple(releases),
        not_patterns=tuple(not_patterns),
        **said,  # type: ignore[arg-type]
    )


def a_release(name: str, days_ago: float) -> Release:
    return Release(id=name, name=name, project="PAY", at=NOW - days_ago * DAY)
