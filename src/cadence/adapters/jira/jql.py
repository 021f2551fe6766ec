"""Typed filters → JQL, every value quoted. Nothing that a person or a model wrote ever stands outside quotes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.quoting import quoted, wording
from cadence.core.calendar import Span
from cadence.core.issue import Category
from cadence.core.query import (
    AllOf,
    Among,
    AnyOf,
    Condition,
    Empty,
    Field,
    InOpenSprint,
    IssueQuery,
    Moment,
    Moved,
    Order,
    OrderBy,
    Says,
    Unresolved,
    Was,
    Within,
)

_FIELDS = {
    Field.PROJECT: "project",
    Field.KEY: "key",
    Field.TYPE: "issuetype",
    Field.COMPONENT: "component",
    Field.LABEL: "labels",
    Field.PRIORITY: "priority",
    Field.STATUS: "status",
    Field.CATEGORY: "statusCategory",
    Field.RESOLUTION: "resolution",
    Field.FIX_VERSION: "fixVersion",
    Field.AFFECTED_VERSION: "affectedVersion",
    Field.SPRINT: "sprint",
    Field.ASSIGNEE: "assignee",
    Field.REPORTER: "reporter",
    Field.PARENT: "parent",
    Field.LEVEL: "level",
}

_MOMENTS = {
    Moment.CREATED: "created",
    Moment.UPDATED: "updated",
    Moment.RESOLVED: "resolved",
    Moment.DUE: "duedate",
}

_ORDERS = {
    OrderBy.PRIORITY: "priority",
    OrderBy.CREATED: "created",
    OrderBy.UPDATED: "updated",
    OrderBy.RESOLVED: "resolved",
    OrderBy.DUE: "duedate",
    OrderBy.KEY: "key",
}

_NEVER_EMPTY = frozenset({Field.PROJECT, Field.KEY, Field.TYPE, Field.STATUS, Field.CATEGORY})

_CATEGORIES = {
    Category.TO_DO.value: "To Do",
    Category.IN_PROGRESS.value: "In Progress",
    Category.DONE.value: "Done",
}
"""Jira's JQL knows the categories by these fixed names."""

EVERYTHING = "project IS NOT EMPTY"
"""True of every issue, and a restriction all the same: Cloud refuses a query without one."""
NOTHING = "project IS EMPTY"

_PLANNED = "sprint IN openSprints()"
_UNPLANNED = "(sprint NOT IN openSprints() OR sprint IS EMPTY)"

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes queries for one account of one site.

    Jira reads times to the minute and in the account's own zone. A bound with seconds is rounded outward, so a range is
    at most a minute wider on either side than it was asked for, and never narrower; what is counted is what the query
    says.
    """

    flavour: Flavour
    zone: Callable[[], ZoneInfo]
    """The account's time zone; asked for only where a query holds a time."""
    account: Callable[[str], str]
    """A person's name or e-mail address → what Jira finds them by. Raises QueryRefused where nobody is found."""

    def query(self, query: IssueQuery) -> str:
        where = " AND ".join(self._clause(each) for each in query.conditions) or EVERYTHING
        return f"{where} ORDER BY {_ordering(query.order)}"

    def _clause(self, condition: Condition) -> str:
        match condition:
            case Among():
                return self._among(condition)
            case Empty(field=field, negated=negated):
                return self._empty(field, negated=negated)
            case Within():
                return self._within(condition)
            case Unresolved(negated=negated):
                return f"resolution IS {_not(negated)}EMPTY"
            case Says():
                return _says(condition)
            case Moved():
                return self._moved(condition)
            case Was(statuses=statuses, negated=negated):
                return f"status WAS {_not(negated)}IN {_listed(statuses)}"
            case InOpenSprint(negated=negated):
                return _UNPLANNED if negated else _PLANNED
            case AnyOf(conditions=parts):
                return self._joined(" OR ", parts)
            case AllOf(conditions=parts):
                return self._joined(" AND ", parts)
            case _:
                assert_never(condition)

    def _joined(self, word: str, parts: Sequence[Condition]) -> str:
        return f"({word.join(self._clause(part) for part in parts)})"

    def _among(self, condition: Among) -> str:
        if not condition.values:
            return EVERYTHING if condition.negated else NOTHING
        name = _FIELDS[condition.field]
        clause = f"{name} {_not(condition.negated)}IN {_listed(self._values(condition))}"
        if not condition.negated or condition.field in _NEVER_EMPTY:
            return clause
        return f"({clause} OR {self._empty(condition.field, negated=False)})"

    def _values(self, condition: Among) -> list[str]:
        match condition.field:
            case Field.ASSIGNEE | Field.REPORTER:
                return [self.account(value) for value in condition.values]
            case Field.CATEGORY:
                return [_CATEGORIES.get(value, value) for value in condition.values]
            case _:
                return list(condition.values)

    def _empty(self, field: Field, *, negated: bool) -> str:
        if field in _NEVER_EMPTY:
            return EVERYTHING if negated else NOTHING
        if field is Field.PARENT and self.flavour is Flavour.DATACENTER:
            return f"issuetype {_not(not negated)}IN subTaskIssueTypes()"
        return f"{_FIELDS[field]} IS {_not(negated)}EMPTY"

    def _within(self, condition: Within) -> str:
        if condition.moment is Moment.DUE:
            return _due(condition)
        name = _MOMENTS[condition.moment]
        start, end = self._bounds(condition.span)
        return _ranged(name, start, end, negated=condition.negated)

    def _bounds(self, span: Span) -> tuple[str | None, str | None]:
        start = None if span.start is None else self._literal(_floor(span.start))
        end = None if span.end is None else self._literal(_ceiling(span.end))
        return start, end

    def _literal(self, moment: datetime) -> str:
        return quoted(_plain(moment.astimezone(self.zone())))

    def _moved(self, condition: Moved) -> str:
        clause = "status CHANGED"
        if condition.out_of:
            clause += f" FROM {_listed(condition.out_of)}"
        if condition.into:
            clause += f" TO {_listed(condition.into)}"
        match self._bounds(condition.span):
            case (None, None):
                return clause
            case (None, end):
                return f"{clause} BEFORE {end}"
            case (start, None):
                return f"{clause} AFTER {start}"
            case (start, end):
                return f"{clause} DURING ({start}, {end})"


def _ordering(order: Sequence[Order]) -> str:
    """By key in the end: pages of issues that tie would otherwise overlap."""
    parts = [f"{_ORDERS[each.by]} {'DESC' if each.descending else 'ASC'}" for each in order]
    if not any(each.by is OrderBy.KEY for each in order):
        parts.append("key ASC")
    return ", ".join(parts)


def _due(condition: Within) -> str:
    """Bounds as dates in the asker's zone; a day that the span touches in its last hours counts."""
    zone = ZoneInfo(condition.zone_name)
    start, end = condition.span.start, condition.span.end
    first = None if start is None else start.astimezone(zone).date()
    return _ranged(
        "duedate",
        None if first is None else quoted(first.isoformat()),
        None if end is None else quoted(_day_after(end.astimezone(zone)).isoformat()),
        negated=condition.negated,
    )


def _day_after(end: datetime) -> date:
    whole_day = end.time() == datetime.min.time()
    return end.date() if whole_day else end.date() + timedelta(days=1)


def _ranged(name: str, start: str | None, end: str | None, *, negated: bool) -> str:
    match start, end, negated:
        case None, None, False:
            return f"{name} IS NOT EMPTY"
        case None, None, True:
            return NOTHING
        case _, None, _:
            return f"{name} {'<' if negated else '>='} {start}"
        case None, _, _:
            return f"{name} {'>=' if negated else '<'} {end}"
        case _, _, False:
            return f"{name} >= {start} AND {name} < {end}"
        case _:
            return f"({name} < {start} OR {name} >= {end})"


def _says(condition: Says) -> str:
    phrases = [each for words in condition.words if (each := wording(words))]
    if not phrases:
        return NOTHING if condition.negated else EVERYTHING
    if condition.negated:
        return f"({' OR '.join(_says_not(each, condition.summary_only) for each in phrases)})"
    name = "summary" if condition.summary_only else "text"
    return " AND ".join(f"{name} ~ {each}" for each in phrases)


def _says_not(words: str, summary_only: bool) -> str:
    """`text` cannot be denied, nor stand behind NOT: title and description are denied instead, comments stay unread.

    `!~` leaves out issues whose description is empty.
    """
    if summary_only:
        return f"summary !~ {words}"
    return f"(summary !~ {words} AND (description !~ {words} OR description IS EMPTY))"


def _listed(values: Sequence[str]) -> str:
    return f"({', '.join(map(quoted, values))})"


def _not(negated: bool) -> str:
    return "NOT " if negated else ""


def _floor(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _ceiling(moment: datetime) -> datetime:
    floor = _floor(moment)
    return floor if floor == moment else floor + _MINUTE


def _plain(local: datetime) -> str:
    return f"{local.year:04d}-{local:%m-%d %H:%M}"
