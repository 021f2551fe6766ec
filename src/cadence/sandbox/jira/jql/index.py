"""Which rows hold which value: what the search looks at, and all it looks at.

A row is an issue's place in the site's list. The index keeps the issue it was last told of, so that a search that lags
behind is one whose index was not told yet.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from cadence.sandbox.jira.model import Issue

Values = tuple[str, ...]


def _one(value: str | None) -> Values:
    return () if value is None else (value,)


VALUE_COLUMNS: dict[str, Callable[[Issue], Values]] = {
    "project": lambda i: (i.project_id,),
    "type": lambda i: (i.type_id,),
    "status": lambda i: (i.status_id,),
    "priority": lambda i: _one(i.priority_id),
    "resolution": lambda i: _one(i.resolution_id),
    "component": lambda i: i.component_ids,
    "fix": lambda i: i.fix_ids,
    "affected": lambda i: i.affected_ids,
    "label": lambda i: tuple(label.casefold() for label in i.labels),
    "assignee": lambda i: _one(i.assignee_id),
    "reporter": lambda i: _one(i.reporter_id),
    "creator": lambda i: _one(i.creator_id),
    "sprint": lambda i: tuple(map(str, i.sprint_ids)),
    "epic": lambda i: _one(i.epic_key),
    "parent": lambda i: _one(i.parent_id),
    "level": lambda i: _one(i.security_id),
    "link": lambda i: tuple(f"{'in' if link.inward else 'out'}:{link.type_id}" for link in i.links),
}


def _instant(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def _day(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


MOMENT_COLUMNS: dict[str, Callable[[Issue], int | None]] = {
    "created": lambda i: _instant(i.created),
    "updated": lambda i: _instant(i.updated),
    "resolved": lambda i: _instant(i.resolved),
    "due": lambda i: _day(i.due),
}
"""Milliseconds since 1970, but for `due`, which is a day's ordinal."""

TEXT_COLUMNS: dict[str, Callable[[Issue], Iterable[str | None]]] = {
    "summary": lambda i: (i.summary,),
    "description": lambda i: (i.description,),
    "environment": lambda i: (i.environment,),
    "comment": lambda i: (comment.body for comment in i.comments),
    "epic name": lambda i: (i.epic_name,),
}


class Column:
    """One field's values by row, and rows by value."""

    __slots__ = ("filled", "of", "rows")

    def __init__(self) -> None:
        self.of: dict[int, Values] = {}
        self.rows: dict[str, set[int]] = {}
        self.filled: set[int] = set()

    def put(self, row: int, values: Values) -> None:
        if self.of.get(row, ()) == values:
            return
        self.drop(row)
        if values:
            self.of[row] = values
            self.filled.add(row)
            for value in values:
                self.rows.setdefault(value, set()).add(row)

    def drop(self, row: int) -> None:
        for value in self.of.pop(row, ()):
            self.rows[value].discard(row)
        self.filled.discard(row)

    def having(self, values: Iterable[str]) -> set[int]:
        return set().union(*(self.rows.get(value, ()) for value in values))


class Index:
    def __init__(self) -> None:
        self.issues: dict[int, Issue] = {}
        self.rows: set[int] = set()
        self.columns = {name: Column() for name in VALUE_COLUMNS}
        self.moments: dict[str, dict[int, int]] = {name: {} for name in MOMENT_COLUMNS}
        self._texts: dict[tuple[str, ...], dict[int, str]] = {}
        self.generation = 0

    def put(self, row: int, issue: Issue | None) -> None:
        self.generation += 1
        if issue is None:
            self._drop(row)
            return
        self.issues[row] = issue
        self.rows.add(row)
        for name, values in VALUE_COLUMNS.items():
            self.columns[name].put(row, values(issue))
        for name, moment in MOMENT_COLUMNS.items():
            self._put_moment(name, row, moment(issue))
        for texts in self._texts.values():
            texts.pop(row, None)

    def _put_moment(self, name: str, row: int, at: int | None) -> None:
        if at is None:
            self.moments[name].pop(row, None)
        else:
            self.moments[name][row] = at

    def _drop(self, row: int) -> None:
        self.issues.pop(row, None)
        self.rows.discard(row)
        for column in self.columns.values():
            column.drop(row)
        for moments in self.moments.values():
            moments.pop(row, None)
        for texts in self._texts.values():
            texts.pop(row, None)

    def texts(self, names: tuple[str, ...]) -> dict[int, str]:
        """These fields' texts as one, by row, in small letters; made when first asked for, which takes a moment."""
        texts = self._texts.setdefault(names, {})
        if len(texts) < len(self.rows):
            for row in self.rows - texts.keys():
                issue = self.issues[row]
                parts = (part for name in names for part in TEXT_COLUMNS[name](issue) if part)
                texts[row] = "\n".join(parts).lower()
        return texts

    @contextmanager
    def with_rows(self, fresh: dict[int, Issue | None]) -> Iterator[None]:
        """Look at these rows as they are given, for one search, and forget it."""
        before = {row: self.issues.get(row) for row in fresh}
        for row, issue in fresh.items():
            self.put(row, issue)
        try:
            yield
        finally:
            for row, issue in before.items():
                self.put(row, issue)
