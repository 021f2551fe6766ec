"""What is kept of a bug as a row and back."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from cadence.adapters.db.texts import storable
from cadence.patterns.model.kept import Kept

WRITTEN = (
    "key",
    "project",
    "area",
    "components",
    "labels",
    "affects",
    "fixed_in",
    "created_at",
    "resolved_at",
    "resolution",
    "resolutions",
    "reopenings",
    "reopened_at",
    "is_told",
    "group",
    "digest",
    "said",
)
"""All but the id."""


def row(kept: Kept) -> dict[str, Any]:
    """Its digest is of what the tracker says, and not of where we put it."""
    values: dict[str, Any] = {
        "id": kept.id,
        "key": storable(kept.key.upper()),
        "project": storable(kept.project),
        "components": [storable(each) for each in kept.components],
        "labels": [storable(each) for each in kept.labels],
        "affects": list(kept.affects),
        "fixed_in": list(kept.fixed_in),
        "created_at": kept.created_at,
        "resolved_at": kept.resolved_at,
        "resolution": None if kept.resolution is None else storable(kept.resolution),
        "resolutions": [each.isoformat() for each in kept.resolutions],
        "reopenings": [each.isoformat() for each in kept.reopenings],
        "reopened_at": max(kept.reopenings, default=None),
        "is_told": kept.is_told,
        "said": kept.said,
    }
    digest = blake2b(repr(values).encode(), digest_size=12).hexdigest()
    return values | {"digest": digest, "area": storable(kept.area), "group": kept.group}


def kept_in(row: Mapping[str, Any]) -> Kept:
    return Kept(
        id=row["id"],
        key=row["key"],
        project=row["project"],
        area=row["area"],
        components=tuple(row["components"]),
        labels=tuple(row["labels"]),
        affects=tuple(row["affects"]),
        fixed_in=tuple(row["fixed_in"]),
        created_at=row["created_at"],
        resolved_at=row["resolved_at"],
        resolution=row["resolution"],
        resolutions=_moments(row["resolutions"]),
        reopenings=_moments(row["reopenings"]),
        is_told=row["is_told"],
        said=row["said"],
        group=row["group"],
    )


def _moments(written: list[str]) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(each) for each in written)
