"""Which fields are asked for, and where a site keeps those that have no fixed name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cadence.core.ports import Detail

BRIEF = (
    "summary",
    "issuetype",
    "project",
    "status",
    "priority",
    "resolution",
    "resolutiondate",
    "created",
    "updated",
    "duedate",
    "components",
    "labels",
    "versions",
    "fixVersions",
    "assignee",
    "reporter",
    "security",
    "parent",
)
FULL = (*BRIEF, "description", "comment", "issuelinks")

_SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
_EPIC = "com.pyxis.greenhopper.jira:gh-epic-link"
"""Custom field types; their ids differ from site to site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldIds:
    """Ids of the custom fields that we read; None where the site has no such field."""

    sprint: str | None = None
    epic: str | None = None

    def asked_for(self, detail: Detail) -> list[str]:
        fixed = FULL if detail is Detail.FULL else BRIEF
        return [*fixed, *(each for each in (self.sprint, self.epic) if each)]


def ids_in(listed: object) -> FieldIds:
    """From the answer of `/field`: a list of fields, each with its schema."""
    fields = listed if isinstance(listed, list) else []
    return _by_type((_text(each, "id"), _schema(each)) for each in fields)


def ids_of_schema(schema: Mapping[str, Any]) -> FieldIds:
    """From an issue's own `schema` (`expand=schema`): field id → schema, for the fields that this issue has."""
    return _by_type(schema.items())


def _by_type(fields: Iterable[tuple[str | None, object]]) -> FieldIds:
    ids = {_text(schema, "custom"): field for field, schema in fields if field}
    return FieldIds(sprint=ids.get(_SPRINT), epic=ids.get(_EPIC))


def _schema(field: object) -> object:
    return field.get("schema") if isinstance(field, Mapping) else None


def _text(holder: object, name: str) -> str | None:
    value = holder.get(name) if isinstance(holder, Mapping) else None
    return value if isinstance(value, str) else None
