"""An issue as rows and back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from cadence.core.issue import Issue, Version
from cadence.core.query import Field, names
from cadence.core.site import Site

_ISSUE = TypeAdapter(Issue)
_SITE = TypeAdapter(Site)
Versions = Mapping[str, Version]
"""By id."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONE = re.compile(r"[\ud800-\udfff]")
"""Halves of a character: no encoding takes them."""

MANY = (
    Field.COMPONENT,
    Field.LABEL,
    Field.FIX_VERSION,
    Field.AFFECTED_VERSION,
    Field.SPRINT,
    Field.ASSIGNEE,
)
"""Fields that may hold several names, which stand in `mirrored_names`."""


def folded(name: str) -> str:
    """As names are compared. PostgreSQL's text holds no U+0000."""
    return name.casefold().replace("\0", "")


def whole(issue: Issue) -> Issue:
    """The issue, without what can't be stored."""
    try:
        _ISSUE.dump_json(issue)
    except PydanticSerializationError:
        mended: Issue = _ISSUE.validate_python(_mended(_ISSUE.dump_python(issue)))
        return mended
    return issue


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {name: _mended(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_mended(part) for part in value)
    return value


def body(issue: Issue) -> str:
    return _ISSUE.dump_json(issue).decode()


def issue_in(body: str, versions: Versions) -> Issue:
    """The issue, its versions as the site now has them: a release changes no issue."""
    read = _ISSUE.validate_json(body)
    if not (read.fix_versions or read.affects):
        return read
    return replace(
        read,
        fix_versions=tuple(versions.get(each.id, each) for each in read.fix_versions),
        affects=tuple(versions.get(each.id, each) for each in read.affects),
    )


def site_body(site: Site) -> str:
    return _SITE.dump_json(site).decode()


@lru_cache(maxsize=4)
def site_in(body: str) -> tuple[Site, Versions]:
    site = _SITE.validate_json(body)
    versions = (version for project in site.projects for version in project.versions)
    return site, {version.id: version for version in versions}


def digest(issue: Issue) -> str:
    """Equal for two readings of an issue that hasn't changed, however much of it was read."""
    compared = replace(issue, description=None, comments=(), links=(), read_at=_EPOCH)
    return blake2b(_ISSUE.dump_json(compared), digest_size=12).hexdigest()


def row(issue: Issue) -> dict[str, Any]:
    """For `mirrored_issues`."""
    number = issue.key.rpartition("-")[2]
    return {
        "id": issue.id,
        "key": folded(issue.key),
        "key_number": int(number) if number.isdecimal() else 0,
        "project": folded(issue.project),
        "type": folded(issue.type),
        "status": folded(issue.status),
        "category": issue.category.value,
        "priority": _maybe(issue.priority),
        "resolution": _maybe(issue.resolution),
        "reporter": _maybe(issue.reporter),
        "parent": _maybe(issue.parent),
        "level": _maybe(issue.level),
        "created_at": issue.created_at,
        "updated_at": issue.updated_at,
        "resolved_at": issue.resolved_at,
        "due": issue.due,
        "read_at": issue.read_at,
        "digest": digest(issue),
    }


def name_rows(seq: int, issue: Issue) -> Iterator[dict[str, Any]]:
    """For `mirrored_names`."""
    for field in MANY:
        for name in {folded(each) for each in names(issue, field)}:
            yield {"issue": seq, "field": field.value, "name": name}


def _maybe(name: str | None) -> str | None:
    return None if name is None else folded(name)
