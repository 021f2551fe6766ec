"""One kind of question, one way to its answer. Every fact comes from the reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from cadence.core.calendar import Span
from cadence.core.errors import ArchiveEmpty, CadenceError, IssueNotFound, StoreUnavailable
from cadence.core.issue import Issue
from cadence.core.people import Area
from cadence.core.ports import Found, IssueArchive, SeenBefore
from cadence.core.query import (
    Among,
    AnyOf,
    Condition,
    Field,
    IssueQuery,
    Moment,
    Order,
    OrderBy,
    Says,
    Unresolved,
    Within,
)
from cadence.core.site import Site
from cadence.core.words import listed
from cadence.status.messages.words import plural
from cadence.status.model.answer import Answer, Count, Expectation, Readiness
from cadence.status.model.breakdown import breakdown
from cadence.status.model.changes import changed_in, conditions_of, knowable
from cadence.status.model.estimate import expectation, lifetime
from cadence.status.model.likeness import closest
from cadence.status.model.question import Dimension, Event, Filter, Kind, Question
from cadence.status.service.reading import Allowed

log = structlog.get_logger(__name__)

HISTORY_OF_SIMILAR = timedelta(days=730)
"""How far back similar bugs are looked for: long enough for rare kinds, short enough to be today's team."""

MOST_SIMILAR = 1000
"""How many similar bugs an expectation rests on at most, the newest first."""

FEW = 5
"""How many issues stand under a count as its evidence, and how many candidates a description brings."""


MOST_COMPARED = 50
"""How many candidates' titles are compared with a description: one page of any tracker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question with everything that its answer is made from."""

    question: Question
    reader: Allowed
    archive: IssueArchive
    areas: tuple[Area, ...]
    now: datetime
    zone: ZoneInfo
    shown: int
    """How many issues are shown of a long list."""
    since: datetime | None
    """When this person last asked."""
    before: SeenBefore | None = None
    more: bool = False
    """Whether `shown` was asked for: then a count brings as many, and not a few as its evidence."""

    def answer(self, *, query: IssueQuery | None = None, warnings: tuple[str, ...] = ()) -> Answer:
        """An answer with its basis and nothing in it yet."""
        return Answer(question=self.question, basis=self.reader.basis(query, *warnings))

    def owners(self, *issues: Issue) -> tuple[Area, ...]:
        """The areas that these issues belong to, in the configuration's order."""
        mine = {area_of(issue, self.areas) for issue in issues} - {None}
        return tuple(area for area in self.areas if area in mine)


def area_of(issue: Issue, areas: tuple[Area, ...]) -> Area | None:
    """The first area of the configuration that owns the issue."""
    return next(
        (
            area
            for area in areas
            if area.owns(project=issue.project, components=issue.components, labels=issue.labels)
        ),
        None,
    )


def answer(ask: Ask) -> Answer:
    """Raises what the reader raises."""
    found = _BY_KIND[ask.question.kind](ask)
    is_one = len(found.issues) == 1 and not found.closest
    if is_one and ask.question.kind in (Kind.ISSUE, Kind.WHEN):
        return replace(found, seen_before=_seen_before(ask, found.issues[0]))
    return found


def _seen_before(ask: Ask, issue: Issue) -> tuple[Issue, ...]:
    """As this audience may see them. It is an offer: where it can't be read, the answer goes without."""
    if ask.before is None:
        return ()
    try:
        keys = ask.before.like(issue.key)
        return ask.reader.issues(keys) if keys else ()
    except CadenceError as error:
        log.warning("what was seen before could not be read", error=str(error))
        return ()


# --- single issues -------------------------------------------------------------------------------


def _issue(ask: Ask) -> Answer:
    if not ask.question.keys:
        return _described(ask)
    found, missing = _named(ask)
    histories = ask.reader.histories(found)
    return replace(
        ask.answer(),
        issues=found,
        total=len(found),
        missing=missing,
        histories=tuple(histories.items()),
        areas=ask.owners(*found),
    )


def _named(ask: Ask) -> tuple[tuple[Issue, ...], tuple[str, ...]]:
    """The issues of the question's keys, and the keys for which there is nothing to show."""
    keys = ask.question.keys
    read = ask.reader.issues(keys) if len(keys) > 1 else ()
    by_key = {issue.key.casefold(): issue for issue in read}
    # One that was moved comes under its new key: asked for alone it tells which it is.
    found = {key: by_key.get(key.casefold()) or _alone(ask, key) for key in keys}
    issues = {issue.key: issue for issue in found.values() if issue is not None}
    return tuple(issues.values()), tuple(key for key in keys if found[key] is None)


def _alone(ask: Ask, key: str) -> Issue | None:
    try:
        return ask.reader.issue(key)
    except IssueNotFound:
        return None


def _described(ask: Ask) -> Answer:
    """The issue that was named by what it is about: the one that stands out, or the closest few."""
    query = _about(ask.question)
    found = ask.reader.search(query, MOST_COMPARED)
    best = closest(ask.question.words, found.issues)
    if not found.issues:
        best = closest(ask.question.words, _similar(ask))
    base = ask.answer(query=query, warnings=found.warnings)
    # Among those that were not compared may be one that is just as near.
    if best.stands_out and found.complete:
        issue = best.issues[0]
        histories = ask.reader.histories((issue,))
        return replace(
            base,
            issues=(issue,),
            total=1,
            histories=tuple(histories.items()),
            areas=ask.owners(issue),
        )
    shown = best.issues[:FEW]
    total = max(found.total, len(shown))
    return replace(base, issues=shown, total=total, closest=True, areas=ask.owners(*shown))


def _about(question: Question) -> IssueQuery:
    said: tuple[Condition, ...] = (Says(question.words),) if question.words else ()
    return IssueQuery((*question.query.conditions, *said), (Order(OrderBy.UPDATED),))


def _similar(ask: Ask) -> tuple[Issue, ...]:
    """Candidates from the copy, re-read from where the answer comes from."""
    try:
        similar = ask.archive.similar(" ".join(ask.question.words), limit=ask.shown)
    except (ArchiveEmpty, StoreUnavailable):
        return ()
    return ask.reader.issues([issue.key for issue in similar])


# --- lists and counts ----------------------------------------------------------------------------


def _listed(ask: Ask) -> Answer:
    query = ask.question.query
    return _of(ask, query, ask.reader.search(query, ask.question.limit or ask.shown))


def _counted(ask: Ask) -> Answer:
    query = ask.question.query
    return _of(ask, query, ask.reader.search(query, ask.shown if ask.more else min(FEW, ask.shown)))


def _of(ask: Ask, query: IssueQuery, found: Found) -> Answer:
    return replace(
        ask.answer(query=query, warnings=found.warnings),
        issues=found.issues,
        total=found.total,
        exact=found.exact,
        areas=ask.owners(*found.issues),
    )


def _broken_down(ask: Ask) -> Answer:
    assert ask.question.by is not None, "a breakdown says by what"  # noqa: S101 - an invariant of the type
    query = ask.question.query
    issues = ask.reader.every(query)
    ranked = ask.reader.site().priorities if ask.question.by is Dimension.PRIORITY else ()
    table = breakdown(issues, by=ask.question.by, now=ask.now, zone=ask.zone, ranked=ranked)
    return replace(
        ask.answer(query=query),
        total=len(issues),
        counts=table.rows,
        overlapping=table.overlapping,
    )


# --- change over time ----------------------------------------------------------------------------


def _changes(ask: Ask) -> Answer:
    span = ask.question.span or Span(start=ask.now - timedelta(days=7))
    question = replace(ask.question, events=knowable(ask.question.events, span, ask.now))
    ask = replace(ask, question=question)
    query = IssueQuery(
        question.query.conditions + conditions_of(question.events, span, ask.reader.site()),
        (Order(OrderBy.UPDATED),),
    )
    found = ask.reader.search(query, question.limit or ask.shown)
    histories = ask.reader.histories(found.issues)
    counts = () if len(question.events) == 1 else _what_happened(ask, span)
    return replace(
        _of(ask, query, found),
        counts=counts,
        overlapping=True,
        histories=tuple((key, changed_in(changes, span)) for key, changes in histories.items()),
    )


def _what_happened(ask: Ask, span: Span) -> tuple[Count, ...]:
    """How many were reported and how many resolved: the two figures that everyone asks for next."""

    def within(moment: Moment) -> int:
        query = IssueQuery((*ask.question.query.conditions, Within(moment, span)))
        return ask.reader.search(query, 0).total

    return (
        Count(name=Event.CREATED.value, count=within(Moment.CREATED)),
        Count(name=Event.RESOLVED.value, count=within(Moment.RESOLVED)),
    )


def _news(ask: Ask) -> Answer:
    """What happened since this person last asked; the first time, since a week ago."""
    since = ask.since or ask.now - timedelta(days=7)
    fresh = replace(ask, question=replace(ask.question, span=Span(start=since)))
    return replace(_changes(fresh), since=ask.since)


# --- releases ------------------------------------------------------------------------------------


def _readiness(ask: Ask) -> Answer:
    """What is open for a release, most important first, and how much of it is done."""
    question = ask.question
    scope = tuple(
        each.condition for each in question.filters if not isinstance(each.condition, Unresolved)
    )
    open_query = IssueQuery((*scope, Unresolved()), question.order)
    found = ask.reader.search(open_query, question.limit or ask.shown)
    done = ask.reader.search(IssueQuery((*scope, Unresolved(negated=True))), 0)
    return replace(
        _of(ask, open_query, found),
        exact=found.exact and done.exact,
        readiness=Readiness(open=found.total, done=done.total, release=_release(question.filters)),
    )


def _release(filters: tuple[Filter, ...]) -> str:
    versions = [
        name
        for each in filters
        for condition in _alternatives(each.condition)
        if isinstance(condition, Among)
        and condition.field in (Field.FIX_VERSION, Field.AFFECTED_VERSION)
        for name in condition.values
    ]
    return ", ".join(dict.fromkeys(versions))


def _alternatives(condition: Condition) -> tuple[Condition, ...]:
    return condition.conditions if isinstance(condition, AnyOf) else (condition,)


# --- when and who --------------------------------------------------------------------------------


def _when(ask: Ask) -> Answer:
    """A date if Jira holds one; else what similar bugs took, as an expectation."""
    found = _issue(ask)
    if len(found.issues) != 1 or not found.issues[0].is_open:
        return found
    issue = found.issues[0]
    if issue.due or any(version.release_date for version in issue.fix_versions):
        return found
    return replace(found, expectation=_expected(ask, issue))


def _expected(ask: Ask, issue: Issue) -> Expectation:
    """From bugs of the same type, project and components that were created in the last two years."""
    conditions: list[Condition] = [
        Among(Field.PROJECT, (issue.project,)),
        Among(Field.TYPE, (issue.type,)),
        Within(Moment.CREATED, Span(start=ask.now - HISTORY_OF_SIMILAR, end=ask.now)),
    ]
    like = f"{plural(issue.type.lower())} in {issue.project}"
    if issue.components:
        conditions.append(Among(Field.COMPONENT, issue.components))
        like += f", component {listed(issue.components, 'or')}"
    query = IssueQuery(tuple(conditions), (Order(OrderBy.CREATED),))
    sample = ask.reader.search(query, MOST_SIMILAR).issues
    return expectation([lifetime(each, now=ask.now) for each in sample], like=like)


def _who(ask: Ask) -> Answer:
    question = ask.question
    if question.keys or question.words:
        return _issue(ask)
    homes = homes_of(question, ask.reader.site())
    return replace(ask.answer(), areas=areas_named(question, ask.areas, homes=homes))


def homes_of(question: Question, site: Site) -> frozenset[str]:
    """The projects that have the components which the question names."""
    named = {name.casefold() for name in _named_as(Field.COMPONENT, question)}
    return frozenset(
        project.key
        for project in site.projects
        if named & {component.casefold() for component in project.components}
    )


def areas_named(
    question: Question, areas: tuple[Area, ...], *, homes: frozenset[str] = frozenset()
) -> tuple[Area, ...]:
    """The areas that own what the question's filters name, in the configuration's order.

    `homes` are the projects that it can mean where it names none. A project alone is all of its areas.
    """
    projects = _named_as(Field.PROJECT, question) or tuple(homes)
    parts = (
        *(((name,), ()) for name in _named_as(Field.COMPONENT, question)),
        *(((), (name,)) for name in _named_as(Field.LABEL, question)),
    )
    if not parts:
        wanted = {project.casefold() for project in projects}
        return tuple(a for a in areas if wanted & {each.casefold() for each in a.projects})
    owners = {
        owner
        for components, labels in parts
        for owner in _first_owners(areas, projects, components, labels)
    }
    return tuple(area for area in areas if area in owners)


def _first_owners(
    areas: tuple[Area, ...],
    projects: tuple[str, ...],
    components: tuple[str, ...],
    labels: tuple[str, ...],
) -> tuple[Area, ...]:
    """In each project the first area that matches; with no project known, the first that has this by name."""
    if projects:
        chosen = [
            [a for a in areas if a.owns(project=project, components=components, labels=labels)]
            for project in projects
        ]
        return tuple(matching[0] for matching in chosen if matching)
    by_name = [
        area
        for area in areas
        if (area.components or area.labels)
        and area.owns(project=next(iter(area.projects), ""), components=components, labels=labels)
    ]
    return tuple(by_name[:1])


def _named_as(field: Field, question: Question) -> tuple[str, ...]:
    """The values that the question's filters ask for in a field."""
    return tuple(
        value
        for each in question.filters
        if isinstance(each.condition, Among)
        and each.condition.field is field
        and not each.condition.negated
        for value in each.condition.values
    )


def _help(ask: Ask) -> Answer:
    return ask.answer()


_BY_KIND: Mapping[Kind, Callable[[Ask], Answer]] = {
    Kind.ISSUE: _issue,
    Kind.LIST: _listed,
    Kind.COUNT: _counted,
    Kind.BREAKDOWN: _broken_down,
    Kind.CHANGES: _changes,
    Kind.READINESS: _readiness,
    Kind.AGEING: _listed,
    Kind.REOPENED: _listed,
    Kind.WHEN: _when,
    Kind.WHO: _who,
    Kind.NEWS: _news,
    Kind.HELP: _help,
}
