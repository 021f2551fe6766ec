"""Bugs of which a test states only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cadence.patterns.model.bug import Bug

MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)


def a_bug(key: str = "PAY-1", **fields: Any) -> Bug:
    """An open one of no component."""
    project, _, number = key.rpartition("-")
    created = fields.get("created_at", MONDAY)
    plain: dict[str, Any] = {
        "id": f"{sum(map(ord, project))}{number}",
        "key": key,
        "project": project,
        "summary": f"{key} does not work",
        "created_at": created,
        "updated_at": created,
    }
    return Bug(**(plain | fields))


def resolved(bug: Bug, after: timedelta = timedelta(days=2), **fields: Any) -> dict[str, Any]:
    """What a bug that was fixed after so long says besides."""
    at = bug.created_at + after
    return {"resolved_at": at, "resolution": "Fixed", "resolutions": (at,), **fields}
