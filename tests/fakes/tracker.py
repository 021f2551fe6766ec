"""A tracker in memory, held to the same contract as the real one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from builders import a_site
from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.jql import Writer
from cadence.core.errors import IssueNotFound, PartialRead, TrackerRefused, TrackerUnavailable
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Check, Clock, Detail, Found, Health
from cadence.core.query import IssueQuery, Order, OrderBy, matches
from cadence.core.site import Site
from fakes.clock import FakeClock


class FakeTracker:
    """Remembers every call as (name, what was asked).

    `is_down` makes every call raise TrackerUnavailable, `refuses` TrackerRefused, `breaks_after` an `every` stop with
    PartialRead after so many issues. `counts` False makes totals estimates.
    """

    def __init__(
        self,
        issues: Iterable[Issue] = (),
        site: Site | None = None,
        *,
        histories: Mapping[str, tuple[StatusChange, ...]] | None = None,
        open_sprints: Iterable[str] = (),
        clock: Clock | None = None,
    ) -> None:
        self.all = {issue.key: issue for issue in issues}
        self.vocabulary = site or a_site()
        self.past = dict(histories or {})
        self.open_sprints = frozenset(open_sprints)
        self.moved: dict[str, str] = {}
        """Old keys and the new ones they lead to."""
        self.is_down = False
        self.refuses = False
        self.counts = True
        self.breaks_after: int | None = None
        self.warnings: tuple[str, ...] = ()
        self.calls: list[tuple[str, object]] = []
        self._clock = clock or FakeClock()

    def put(self, *issues: Issue) -> None:
        self.all |= {issue.key: issue for issue in issues}

    def site(self) -> Site:
        self._asked("site", None)
        return self.vocabulary

    def issue(self, key: str, *, detail: Detail = Detail.FULL) -> Issue:
        self._asked("issue", key)
        found = self._seen(key)
        if found is None:
            raise IssueNotFound(key)
        return self._told(found, detail)

    def issues(self, keys: Sequence[str], *, detail: Detail = Detail.BRIEF) -> tuple[Issue, ...]:
        self._asked("issues", tuple(keys))
        found = [issue for key in dict.fromkeys(keys) if (issue := self._seen(key)) is not None]
        return tuple(self._told(issue, detail) for issue in found)

    def search(self, query: IssueQuery, *, limit: int = 20, detail: Detail = Detail.BRIEF) -> Found:
        self._asked("search", query)
        found = self._found(query)
        return Found(
            issues=tuple(self._told(issue, detail) for issue in found[: max(limit, 0)]),
            total=len(found),
            exact=self.counts or len(found) <= limit,
            warnings=self.warnings,
            jql=self._written(query),
            read_at=self._clock.now(),
        )

    def every(self, query: IssueQuery, *, detail: Detail = Detail.BRIEF) -> Iterator[Issue]:
        self._asked("every", query)
        for number, issue in enumerate(self._found(query)):
            if number == self.breaks_after:
                raise PartialRead("the read broke off in the middle")
            yield self._told(issue, detail)

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:
        self._asked("histories", tuple(keys))
        seen = {key: issue for key in keys if (issue := self._seen(key)) is not None}
        return {key: self._past(issue) for key, issue in seen.items()}

    def jql(self, query: IssueQuery) -> str:
        self._asked("jql", query)
        return self._written(query)

    def checks(self) -> tuple[Check, ...]:
        if self.is_down or self.refuses:
            return (Check(connector="Jira", health=Health.FAILING, why="Jira is away"),)
        return (Check(connector="Jira", health=Health.HEALTHY, why="Jira answers"),)

    def _asked(self, name: str, what: object) -> None:
        self.calls.append((name, what))
        if self.is_down:
            raise TrackerUnavailable("Jira cannot be reached")
        if self.refuses:
            raise TrackerRefused("Jira does not accept the credentials (401)")

    def _seen(self, key: str) -> Issue | None:
        key = key.upper()
        return self.all.get(self.moved.get(key, key))

    def _told(self, issue: Issue, detail: Detail) -> Issue:
        issue = replace(issue, read_at=self._clock.now())
        if detail is Detail.FULL:
            return issue
        return replace(issue, description=None, comments=(), links=())

    def _past(self, issue: Issue) -> tuple[StatusChange, ...]:
        changes = (c for c in self.past.get(issue.key, ()) if c.field in {"status", "resolution"})
        return tuple(sorted(changes, key=lambda change: change.at))

    def _found(self, query: IssueQuery) -> list[Issue]:
        found = [issue for issue in self.all.values() if self._matches(query, issue)]
        found.sort(key=_by_key)
        for order in reversed(query.order):
            found = self._ordered(found, order)
        return found

    def _matches(self, query: IssueQuery, issue: Issue) -> bool:
        history = self.past.get(issue.key, ())
        return all(
            matches(each, issue, history=history, open_sprints=self.open_sprints)
            for each in query.conditions
        )

    def _ordered(self, issues: list[Issue], order: Order) -> list[Issue]:
        """Jira puts issues without a value last, or first when descending."""
        held = [issue for issue in issues if self._place(issue, order) is not None]
        empty = [issue for issue in issues if self._place(issue, order) is None]
        held.sort(key=lambda issue: self._place(issue, order), reverse=order.descending)
        return [*empty, *held] if order.descending else [*held, *empty]

    def _place(self, issue: Issue, order: Order) -> object:
        match order.by:
            case OrderBy.PRIORITY:
                ranks = self.vocabulary.priorities
                known = issue.priority in ranks
                return -ranks.index(issue.priority) if known else None
            case OrderBy.CREATED:
                return issue.created_at
            case OrderBy.UPDATED:
                return issue.updated_at
            case OrderBy.RESOLVED:
                return issue.resolved_at
            case OrderBy.DUE:
                return issue.due
            case OrderBy.KEY:
                return _by_key(issue)

    def _written(self, query: IssueQuery) -> str:
        writer = Writer(
            flavour=Flavour.CLOUD, zone=lambda: ZoneInfo("UTC"), account=lambda said: said
        )
        return writer.query(query)


def _by_key(issue: Issue) -> tuple[str, int]:
    project, _, number = issue.key.rpartition("-")
    return project, int(number)
