"""What may be asked of a tracker: typed filters that an adapter turns into its own language, quoted.

The same filters are judged here by `matches`, so that a copy answers as the tracker would.
"""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from itertools import chain
from zoneinfo import ZoneInfo

from cadence.core.calendar import Span
from cadence.core.issue import Issue, StatusChange


class Field(StrEnum):
    """A field that holds names."""

    PROJECT = "project"
    """Compared by the project's key."""
    KEY = "key"
    TYPE = "type"
    COMPONENT = "component"
    LABEL = "label"
    PRIORITY = "priority"
    STATUS = "status"
    CATEGORY = "category"
    """Compared by `Category` values."""
    RESOLUTION = "resolution"
    FIX_VERSION = "fix version"
    AFFECTED_VERSION = "affected version"
    SPRINT = "sprint"
    ASSIGNEE = "assignee"
    """Display names, or e-mail addresses; an adapter finds the account."""
    REPORTER = "reporter"
    PARENT = "parent"
    LEVEL = "security level"


class Moment(StrEnum):
    """A field that holds a time."""

    CREATED = "created"
    UPDATED = "updated"
    RESOLVED = "resolved"
    DUE = "due"
    """A date without a zone: compared by the dates of the span's bounds in `Within.zone_name`."""


@dataclass(frozen=True, slots=True)
class Among:
    """The field holds one of these names.

    Negated: it holds none of them, and an empty field does hold none of them (Jira's own `not in` leaves empty
    fields out; people who say "not in iOS" don't).
    """

    field: Field
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """The field holds nothing (or something, when negated)."""

    field: Field
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """The moment lies in the span. An absent moment lies in no span, negated or not."""

    moment: Moment
    span: Span
    negated: bool = False
    zone_name: str = "UTC"
    """The asker's zone: decides the calendar day for `Moment.DUE`."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """No resolution is set: the issue is open. Negated: it is resolved."""

    negated: bool = False


@dataclass(frozen=True, slots=True)
class Says:
    """The text of the issue holds these words, all of them.

    An adapter may use the tracker's own text search, which stems and ignores very short words; `matches` compares
    beginnings of words. In `summary_only` the title alone counts.
    """

    words: tuple[str, ...]
    summary_only: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The status changed during the span, into one of `into` (any, when empty) from one of `out_of` (any, when empty).

    Status names, not categories. Judged from the history; without a history nothing matches.
    """

    span: Span
    into: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Was:
    """The status was one of these at some time before now."""

    statuses: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InOpenSprint:
    """It is in a sprint that runs now."""

    negated: bool = False


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds. Never empty."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of these holds. Never empty. Used inside `AnyOf`."""

    conditions: "tuple[Condition, ...]"


Condition = Among | Empty | Within | Unresolved | Says | Moved | Was | InOpenSprint | AnyOf | AllOf


class OrderBy(StrEnum):
    PRIORITY = "priority"
    """By the site's own rank, most important first when descending."""
    CREATED = "created"
    UPDATED = "updated"
    RESOLVED = "resolved"
    DUE = "due"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Order:
    by: OrderBy
    descending: bool = True


@dataclass(frozen=True, slots=True)
class IssueQuery:
    """Every condition holds. In the given order; ties by key."""

    conditions: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = field(default=(Order(OrderBy.UPDATED),))

    def and_also(self, *more: Condition) -> "IssueQuery":
        return IssueQuery(self.conditions + more, self.order)


def matches(
    condition: Condition,
    issue: Issue,
    *,
    history: tuple[StatusChange, ...] = (),
    open_sprints: frozenset[str] = frozenset(),
) -> bool:
    """Whether the issue meets the condition. Names are compared without regard to case, as Jira does."""
    match condition:
        case Among(field=name, values=values, negated=negated):
            wanted = {value.casefold() for value in values}
            held = {value.casefold() for value in names(issue, name)}
            return bool(held & wanted) is not negated
        case Empty(field=name, negated=negated):
            return bool(names(issue, name)) is negated
        case Within():
            return _within(condition, issue)
        case Unresolved(negated=negated):
            return issue.is_open is not negated
        case Says():
            return _says(condition, issue)
        case Moved():
            return any(_moved(condition, change) for change in history)
        case Was(statuses=statuses, negated=negated):
            wanted = {status.casefold() for status in statuses}
            seen = {issue.status.casefold()} | {
                (change.before or "").casefold() for change in history if change.field == "status"
            }
            return bool(seen & wanted) is not negated
        case InOpenSprint(negated=negated):
            return bool(open_sprints & set(issue.sprints)) is not negated
        case AnyOf(conditions=parts):
            return any(
                matches(part, issue, history=history, open_sprints=open_sprints) for part in parts
            )
        case AllOf(conditions=parts):
            return all(
                matches(part, issue, history=history, open_sprints=open_sprints) for part in parts
            )


def names(issue: Issue, name: Field) -> tuple[str, ...]:
    """What the issue holds in a field of names; empty when it holds nothing."""
    match name:
        case Field.COMPONENT:
            return issue.components
        case Field.LABEL:
            return issue.labels
        case Field.FIX_VERSION:
            return tuple(version.name for version in issue.fix_versions)
        case Field.AFFECTED_VERSION:
            return tuple(version.name for version in issue.affects)
        case Field.SPRINT:
            return issue.sprints
        case Field.ASSIGNEE:
            return tuple(x for x in (issue.assignee, issue.assignee_email) if x)
        case _:
            one: str | None = {
                Field.PROJECT: issue.project,
                Field.KEY: issue.key,
                Field.TYPE: issue.type,
                Field.PRIORITY: issue.priority,
                Field.STATUS: issue.status,
                Field.CATEGORY: issue.category.value,
                Field.RESOLUTION: issue.resolution,
                Field.REPORTER: issue.reporter,
                Field.PARENT: issue.parent,
                Field.LEVEL: issue.level,
            }[name]
            return () if one is None else (one,)


def _within(condition: Within, issue: Issue) -> bool:
    if condition.moment is Moment.DUE:
        return issue.due is not None and (
            _on_days(issue.due, condition.span, condition.zone_name) is not condition.negated
        )
    moment = {
        Moment.CREATED: issue.created_at,
        Moment.UPDATED: issue.updated_at,
        Moment.RESOLVED: issue.resolved_at,
    }[condition.moment]
    return moment is not None and (moment in condition.span) is not condition.negated


def _on_days(day: date, span: Span, zone_name: str) -> bool:
    zone = ZoneInfo(zone_name)
    first = span.start.astimezone(zone).date() if span.start else date.min
    end = span.end.astimezone(zone) if span.end else None
    if day < first or end is None:
        return first <= day
    # A span that ends within a day still holds that day's date.
    return day < end.date() or (end.time() != time.min and day == end.date())


def _says(condition: Says, issue: Issue) -> bool:
    texts = [issue.summary]
    if not condition.summary_only:
        texts += [issue.description or "", *(comment.text for comment in issue.comments)]
    said = set(chain.from_iterable(_words(text) for text in texts))
    found = all(
        any(word.startswith(wanted) for word in said)
        for phrase in condition.words
        for wanted in _words(phrase)
    )
    return found is not condition.negated


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _moved(condition: Moved, change: StatusChange) -> bool:
    if change.field != "status" or change.at not in condition.span:
        return False
    into = {status.casefold() for status in condition.into}
    out_of = {status.casefold() for status in condition.out_of}
    return (not into or (change.after or "").casefold() in into) and (
        not out_of or (change.before or "").casefold() in out_of
    )
