"""Conditions on issues as SQL over the copy. What SQL can't decide it narrows down, and says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    UnaryExpression,
    and_,
    case,
    not_,
    null,
    or_,
    select,
    true,
)

from cadence.adapters.db.full_text import FullText, is_whole, spelt, words
from cadence.adapters.db.issue_rows import MANY, folded
from cadence.adapters.db.tables import mirrored_changes as changes
from cadence.adapters.db.tables import mirrored_issues as issues
from cadence.adapters.db.tables import mirrored_names as names
from cadence.core.calendar import Span
from cadence.core.errors import QueryRefused
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
    OrderBy,
    Says,
    Unresolved,
    Was,
    Within,
)
from cadence.core.site import Site

Sql = ColumnElement[bool]

_COLUMNS: Mapping[Field, Column[str]] = {
    Field.PROJECT: issues.c.project,
    Field.KEY: issues.c.key,
    Field.TYPE: issues.c.type,
    Field.STATUS: issues.c.status,
    Field.CATEGORY: issues.c.category,
    Field.PRIORITY: issues.c.priority,
    Field.RESOLUTION: issues.c.resolution,
    Field.REPORTER: issues.c.reporter,
    Field.PARENT: issues.c.parent,
    Field.LEVEL: issues.c.level,
}
_MOMENTS: Mapping[Moment, Column[datetime]] = {
    Moment.CREATED: issues.c.created_at,
    Moment.UPDATED: issues.c.updated_at,
    Moment.RESOLVED: issues.c.resolved_at,
}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Every issue that meets the condition meets `sql`; when `exact`, no other does."""

    sql: Sql
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Filters:
    index: FullText

    def of(self, query: IssueQuery) -> Narrowed:
        """Raises QueryRefused for what the copy can't know."""
        return self._joined(query.conditions, partial(and_, true()))

    def _of(self, condition: Condition) -> Narrowed:
        match condition:
            case Among():
                return Narrowed(_among(condition))
            case Empty(field=field, negated=negated):
                return Narrowed(not_(_empty(field)) if negated else _empty(field))
            case Within(moment=Moment.DUE):
                return Narrowed(_due(condition))
            case Within():
                return Narrowed(_within(condition))
            case Unresolved(negated=negated):
                unresolved = issues.c.resolution.is_(None)
                return Narrowed(not_(unresolved) if negated else unresolved)
            case Says():
                return self._says(condition)
            case Moved():
                return Narrowed(_moved(condition))
            case Was():
                return Narrowed(_was(condition))
            case InOpenSprint():
                raise QueryRefused("the copy does not know which sprints are running now")
            case AnyOf(conditions=parts):
                return self._joined(parts, or_)
            case AllOf(conditions=parts):
                return self._joined(parts, and_)

    def _joined(self, parts: Sequence[Condition], join: Callable[..., Sql]) -> Narrowed:
        narrowed = [self._of(part) for part in parts]
        return Narrowed(
            join(*(each.sql for each in narrowed)), all(each.exact for each in narrowed)
        )

    def _says(self, condition: Says) -> Narrowed:
        wanted = [word for phrase in condition.words for word in words(phrase)]
        held = and_(
            true(),
            *(
                issues.c.seq.in_(self.index.holding(spelt(word), title_only=condition.summary_only))
                for word in wanted
            ),
        )
        if all(is_whole(word) for word in wanted):
            return Narrowed(not_(held) if condition.negated else held)
        return Narrowed(true() if condition.negated else held, exact=False)


def _among(condition: Among) -> Sql:
    wanted = {folded(value) for value in condition.values}
    if condition.field in MANY:
        held = issues.c.seq.in_(_named(condition.field).where(names.c.name.in_(wanted)))
        return not_(held) if condition.negated else held
    column = _COLUMNS[condition.field]
    if condition.negated:
        return or_(column.is_(None), column.not_in(wanted))
    return and_(column.is_not(None), column.in_(wanted))


def _empty(field: Field) -> Sql:
    if field in MANY:
        return issues.c.seq.not_in(_named(field))
    return _COLUMNS[field].is_(None)


def _named(field: Field) -> Select[Any]:
    return select(names.c.issue).where(names.c.field == field.value)


def _in(span: Span, column: Column[datetime] = changes.c.at) -> Sql:
    bounds: list[Sql] = [true()]
    if span.start is not None:
        bounds.append(column >= span.start)
    if span.end is not None:
        bounds.append(column < span.end)
    return and_(*bounds)


def _within(condition: Within) -> Sql:
    column = _MOMENTS[condition.moment]
    inside = _in(condition.span, column)
    return and_(column.is_not(None), not_(inside) if condition.negated else inside)


def _due(condition: Within) -> Sql:
    zone = ZoneInfo(condition.zone_name)
    due = issues.c.due
    bounds: list[Sql] = [true()]
    if condition.span.start:
        bounds.append(due >= condition.span.start.astimezone(zone).date())
    if condition.span.end:
        bounds.append(due <= _last_day(condition.span.end.astimezone(zone)))
    inside = and_(*bounds)
    return and_(due.is_not(None), not_(inside) if condition.negated else inside)


def _last_day(end: datetime) -> date:
    """The day before a midnight; else the day of the moment itself."""
    if end.time() == datetime.min.time():
        return date.fromordinal(end.date().toordinal() - 1)
    return end.date()


def _moved(condition: Moved) -> Sql:
    where = [changes.c.field == "status", _in(condition.span)]
    if condition.into:
        where.append(changes.c.became.in_({folded(name) for name in condition.into}))
    if condition.out_of:
        where.append(changes.c.was.in_({folded(name) for name in condition.out_of}))
    return issues.c.seq.in_(select(changes.c.issue).where(*where))


def _was(condition: Was) -> Sql:
    wanted = {folded(name) for name in condition.statuses}
    left = select(changes.c.issue).where(changes.c.field == "status", changes.c.was.in_(wanted))
    held = or_(issues.c.status.in_(wanted), issues.c.seq.in_(left))
    return not_(held) if condition.negated else held


# --- order -----------------------------------------------------------------------------------------


def ordering(query: IssueQuery, site: Site) -> tuple[UnaryExpression[Any], ...]:
    """As Jira has it: whatever is absent comes last, or first when descending. Ties by key."""
    parts: list[UnaryExpression[Any]] = []
    for each in query.order:
        parts += _directed(_ordered_by(each.by, site), descending=each.descending)
    return (*parts, *_directed((issues.c.project, issues.c.key_number), descending=False))


def _ordered_by(by: OrderBy, site: Site) -> tuple[ColumnElement[Any], ...]:
    match by:
        case OrderBy.PRIORITY:
            return (_importance(site),)
        case OrderBy.CREATED:
            return (issues.c.created_at,)
        case OrderBy.UPDATED:
            return (issues.c.updated_at,)
        case OrderBy.RESOLVED:
            return (issues.c.resolved_at,)
        case OrderBy.DUE:
            return (issues.c.due,)
        case OrderBy.KEY:
            return (issues.c.project, issues.c.key_number)


def _importance(site: Site) -> ColumnElement[Any]:
    """Higher for what matters more, by the site's own rank; null for none."""
    ranks = {folded(name): -place for place, name in enumerate(site.priorities)}
    return case(ranks, value=issues.c.priority, else_=None) if ranks else null()


def _directed(
    columns: Sequence[ColumnElement[Any]], *, descending: bool
) -> list[UnaryExpression[Any]]:
    return [
        column.desc().nulls_first() if descending else column.asc().nulls_last()
        for column in columns
    ]
