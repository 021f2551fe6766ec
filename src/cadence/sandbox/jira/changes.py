"""What becomes of an issue when its fields are changed, and how its history tells it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from cadence.sandbox.jira.model import ChangeItem, Issue

if TYPE_CHECKING:
    from cadence.sandbox.jira.site import Vocabulary


class _Named(Protocol):
    @property
    def id(self) -> Any: ...
    @property
    def name(self) -> str: ...


def named(things: Mapping[Any, _Named], name: str, kind: str) -> Any:
    """The id of what is called so, without regard to case. Raises ValueError that names the kind."""
    wanted = name.casefold()
    for thing in things.values():
        if thing.name.casefold() == wanted:
            return thing.id
    raise ValueError(f"there is no {kind} called {name!r}")


def edited(
    words: "Vocabulary", issue: Issue, fields: Mapping[str, Any]
) -> tuple[Issue, list[ChangeItem]]:
    """Raises ValueError for a field or a value that there is not."""
    items: list[ChangeItem] = []
    for name, value in fields.items():
        if name not in _EDITS:
            raise ValueError(f"there is no field {name!r} to edit")
        issue, more = _EDITS[name](words, issue, value)
        items += more
    return issue, items


def transitioned(
    words: "Vocabulary", issue: Issue, status: str, resolution: str | None, now: datetime
) -> tuple[Issue, list[ChangeItem]]:
    status_id = named(words.statuses, status, "status")
    before, after = words.statuses[issue.status_id], words.statuses[status_id]
    items = []
    if before.id != after.id:
        items.append(_item("status", "status", (before.id, before.name), (after.id, after.name)))
    done = after.category.key == "done"
    wanted = _resolution(words, issue, resolution) if done else None
    resolved, more = _one("resolution_id", "resolution", "resolution", "resolutions")(
        words, issue, wanted
    )
    resolved_at = (issue.resolved or now) if done and not more else now if done else None
    return replace(resolved, status_id=after.id, resolved=resolved_at), items + more


def emptied(words: "Vocabulary", issue: Issue) -> list[ChangeItem]:
    """What a move to another project takes away: components and versions belong to their project."""
    return edited(words, issue, {"components": [], "versions": [], "fixVersions": []})[1]


def _resolution(words: "Vocabulary", issue: Issue, resolution: str | None) -> str:
    if resolution is not None:
        return resolution
    kept = words.resolutions.get(issue.resolution_id or "")
    return (kept or next(iter(words.resolutions.values()))).name


_Told = tuple[str | None, str | None]
"""An id and what people saw."""

_Edit = Callable[["Vocabulary", Issue, Any], tuple[Issue, list[ChangeItem]]]


def _item(name: str, field_id: str, old: _Told, new: _Told, *, custom: bool = False) -> ChangeItem:
    return ChangeItem(
        field=name,
        field_id=field_id,
        old=old[0],
        old_text=old[1],
        new=new[0],
        new_text=new[1],
        custom=custom,
    )


def _with(issue: Issue, attribute: str, value: Any) -> Issue:
    return replace(issue, **{attribute: value})


def _text(attribute: str, name: str, field_id: str | None = None, *, custom: bool = False) -> _Edit:
    def edit(
        _words: "Vocabulary", issue: Issue, value: str | date | None
    ) -> tuple[Issue, list[ChangeItem]]:
        old = getattr(issue, attribute)
        if old == value:
            return issue, []
        told = [None if v is None else str(v) for v in (old, value)]
        item = _item(name, field_id or name, (None, told[0]), (None, told[1]), custom=custom)
        return _with(issue, attribute, value), [item]

    return edit


def _one(attribute: str, name: str, kind: str, table: str, field_id: str | None = None) -> _Edit:
    def edit(
        words: "Vocabulary", issue: Issue, value: str | None
    ) -> tuple[Issue, list[ChangeItem]]:
        things: Mapping[Any, _Named] = getattr(words, table)
        old = getattr(issue, attribute)
        new = None if value is None else named(things, value, kind)
        if old == new:
            return issue, []
        told = [(None, None) if v is None else (v, things[v].name) for v in (old, new)]
        return _with(issue, attribute, new), [_item(name, field_id or name, *told)]

    return edit


def _person(attribute: str, name: str) -> _Edit:
    def edit(
        words: "Vocabulary", issue: Issue, value: str | None
    ) -> tuple[Issue, list[ChangeItem]]:
        if value is not None and value not in words.users:
            raise ValueError(f"there is no account {value!r}")
        old = getattr(issue, attribute)
        if old == value:
            return issue, []
        told = [
            (None, None) if v is None else (v, words.users[v].display_name) for v in (old, value)
        ]
        return _with(issue, attribute, value), [_item(name, name, *told)]

    return edit


@dataclass(frozen=True, slots=True)
class _Several:
    """A field of several things of the issue's own project; each one added or removed is an item of its own."""

    attribute: str
    name: str
    field_id: str
    table: str

    def __call__(
        self, words: "Vocabulary", issue: Issue, value: Iterable[str]
    ) -> tuple[Issue, list[ChangeItem]]:
        table = getattr(words, self.table)
        own = {k: v for k, v in table.items() if v.project_id == issue.project_id}
        old = getattr(issue, self.attribute)
        new = tuple(named(own, name, self.name) for name in value)
        gone = [self._told((one, table[one].name), (None, None)) for one in old if one not in new]
        come = [self._told((None, None), (one, table[one].name)) for one in new if one not in old]
        return _with(issue, self.attribute, new), gone + come

    def _told(self, old: _Told, new: _Told) -> ChangeItem:
        return _item(self.name, self.field_id, old, new)


def _labels(
    _words: "Vocabulary", issue: Issue, value: Iterable[str]
) -> tuple[Issue, list[ChangeItem]]:
    new = tuple(dict.fromkeys(value))
    if new == issue.labels:
        return issue, []
    item = _item("labels", "labels", (None, " ".join(issue.labels)), (None, " ".join(new)))
    return replace(issue, labels=new), [item]


def _sprints(
    words: "Vocabulary", issue: Issue, value: Iterable[str]
) -> tuple[Issue, list[ChangeItem]]:
    new = tuple(named(words.sprints, name, "sprint") for name in value)
    if new == issue.sprint_ids:
        return issue, []
    told = [
        (", ".join(map(str, ids)), ", ".join(words.sprints[one].name for one in ids))
        for ids in (issue.sprint_ids, new)
    ]
    item = _item("Sprint", "customfield_10020", *told, custom=True)
    return replace(issue, sprint_ids=new), [item]


_EDITS: dict[str, _Edit] = {
    "summary": _text("summary", "summary"),
    "description": _text("description", "description"),
    "environment": _text("environment", "environment"),
    "duedate": _text("due", "duedate"),
    "epic": _text("epic_key", "Epic Link", "customfield_10014", custom=True),
    "priority": _one("priority_id", "priority", "priority", "priorities"),
    "issuetype": _one("type_id", "issuetype", "issue type", "types"),
    "resolution": _one("resolution_id", "resolution", "resolution", "resolutions"),
    "security": _one("security_id", "security", "security level", "levels"),
    "assignee": _person("assignee_id", "assignee"),
    "reporter": _person("reporter_id", "reporter"),
    "components": _Several("component_ids", "Component", "components", "components"),
    "versions": _Several("affected_ids", "Version", "versions", "versions"),
    "fixVersions": _Several("fix_ids", "Fix Version", "fixVersions", "versions"),
    "labels": _labels,
    "sprints": _sprints,
}
