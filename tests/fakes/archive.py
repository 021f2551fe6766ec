"""The copy of the tracker in memory: both what the mirror writes and what is asked of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NoReturn

from builders import a_site
from cadence.adapters.db.full_text import spelt, telling, words
from cadence.core.errors import ArchiveEmpty, IssueNotFound, QueryRefused, StoreUnavailable
from cadence.core.issue import Issue, StatusChange
from cadence.core.ports import Clock, Found
from cadence.core.query import AllOf, AnyOf, Condition, InOpenSprint, IssueQuery
from cadence.core.site import Site
from cadence.mirror.model import Standing
from fakes.clock import FakeClock
from fakes.tracker import FakeTracker

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FakeArchive:
    """`IssueArchive` and `MirrorStore` on one memory. While it `is_down`, every call raises StoreUnavailable.

    Given issues, it is the whole copy of their projects as of the clock's time; given none, it is empty.
    """

    def __init__(
        self,
        issues: Iterable[Issue] = (),
        site: Site | None = None,
        *,
        histories: Mapping[str, tuple[StatusChange, ...]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or FakeClock()
        self.is_down = False
        self.kept: dict[str, Issue] = {}
        """By id."""
        self.past: dict[str, tuple[StatusChange, ...]] = {}
        self.projects: dict[str, Standing] = {}
        self.vocabulary: Site | None = None
        given = list(issues)
        if given:
            now = self.clock.now()
            whole = {each.project for each in given}
            self.keep(given, {each.key: (histories or {}).get(each.key, ()) for each in given})
            self.stand((a_standing(each, now) for each in sorted(whole)), site or a_site())

    # --- as the mirror writes it ---------------------------------------------------------------------

    def standings(self) -> Mapping[str, Standing]:
        self._reach()
        return dict(self.projects)

    def keep(
        self,
        issues: Sequence[Issue],
        histories: Mapping[str, tuple[StatusChange, ...]],
        standing: Standing | None = None,
    ) -> int:
        self._reach()
        newer = {each.id: each for each in issues if self._is_newer(each)}
        for issue in newer.values():
            others = [each for each in self.kept.values() if each.id != issue.id]
            self._drop([each.id for each in others if each.key == issue.key])
            self.kept[issue.id] = issue
            self.past[issue.id] = histories.get(issue.key, self.past.get(issue.id, ()))
        if standing:
            self.projects[standing.project] = standing
        return len(newer)

    def stand(self, standings: Iterable[Standing], site: Site | None = None) -> None:
        self._reach()
        self.projects |= {each.project: each for each in standings}
        self.vocabulary = site or self.vocabulary

    def differing(self, issues: Sequence[Issue]) -> frozenset[str]:
        self._reach()
        return frozenset(
            each.id
            for each in issues
            if each.id not in self.kept or _outline(self.kept[each.id]) != _outline(each)
        )

    def held(self, projects: Iterable[str]) -> Mapping[str, str]:
        self._reach()
        wanted = set(projects)
        return {each.id: each.key for each in self.kept.values() if each.project in wanted}

    def remove(self, ids: Iterable[str]) -> int:
        self._reach()
        return self._drop(ids)

    def forget(self, projects: Iterable[str]) -> int:
        gone = set(projects)
        self.projects = {name: each for name, each in self.projects.items() if name not in gone}
        return self.remove(self.held(gone))

    # --- as it is asked ------------------------------------------------------------------------------

    def as_of(self) -> datetime:
        return min(each.as_of for each in self._whole().values() if each.as_of)

    def covers(self) -> frozenset[str]:
        return frozenset(self._whole())

    def site(self) -> Site:
        self._whole()
        return self.vocabulary or _empty()

    def issue(self, key: str) -> Issue:
        for each in self._asked():
            if each.key.casefold() == key.casefold():
                return each
        raise IssueNotFound(key)

    def search(self, query: IssueQuery, *, limit: int = 20) -> Found:
        found = self._found(query)
        return Found(
            issues=tuple(found[:limit]), total=len(found), jql="", read_at=self.clock.now()
        )

    def every(self, query: IssueQuery) -> Iterator[Issue]:
        return iter(self._found(query))

    def histories(self, keys: Sequence[str]) -> Mapping[str, tuple[StatusChange, ...]]:
        known = {each.key.casefold(): each.id for each in self._asked()}
        return {
            key: self.past[known[key.casefold()]]
            for key in dict.fromkeys(keys)
            if key.casefold() in known
        }

    def similar(self, text: str, *, limit: int = 20) -> tuple[Issue, ...]:
        asked = self._asked()
        wanted = telling(text)
        shared = {each.key: _shared(wanted, each) for each in asked}
        alike = [each for each in asked if shared[each.key]]
        return tuple(sorted(alike, key=lambda each: -shared[each.key])[:limit])

    # --- inside --------------------------------------------------------------------------------------

    def _reach(self) -> None:
        if self.is_down:
            raise StoreUnavailable("the database did not answer: it is switched off")

    def _is_newer(self, issue: Issue) -> bool:
        known = self.kept.get(issue.id)
        return known is None or known.read_at <= issue.read_at

    def _drop(self, ids: Iterable[str]) -> int:
        gone = [each for each in ids if self.kept.pop(each, None)]
        for each in gone:
            self.past.pop(each, None)
        return len(gone)

    def _whole(self) -> Mapping[str, Standing]:
        self._reach()
        whole = {name: each for name, each in self.projects.items() if each.is_whole}
        return whole if whole and self.vocabulary else _empty()

    def _asked(self) -> list[Issue]:
        covered = self._whole()
        versions = {each.id: each for project in self.site().projects for each in project.versions}
        return [
            replace(
                each,
                fix_versions=tuple(versions.get(one.id, one) for one in each.fix_versions),
                affects=tuple(versions.get(one.id, one) for one in each.affects),
            )
            for each in self.kept.values()
            if each.project in covered
        ]

    def _found(self, query: IssueQuery) -> list[Issue]:
        if any(_asks_for_sprints(each) for each in query.conditions):
            raise QueryRefused("the copy does not know which sprints are running now")
        asked = self._asked()
        past = {each.key: self.past[each.id] for each in asked}
        return FakeTracker(asked, self.site(), histories=past)._found(query)


def a_standing(project: str, at: datetime) -> Standing:
    """Wholly copied at that moment."""
    return Standing(project=project, begun_at=at, updated_to=at, as_of=at, reconciled_at=at)


def _empty() -> NoReturn:
    raise ArchiveEmpty("nothing has been copied yet")


def _outline(issue: Issue) -> Issue:
    return replace(issue, description=None, comments=(), links=(), read_at=EPOCH)


def _asks_for_sprints(condition: Condition) -> bool:
    if isinstance(condition, AnyOf | AllOf):
        return any(_asks_for_sprints(each) for each in condition.conditions)
    return isinstance(condition, InOpenSprint)


def _shared(wanted: Sequence[str], issue: Issue) -> int:
    """How many of these beginnings are in its text."""
    said = [spelt(word) for word in words(f"{issue.summary} {issue.description or ''}")]
    return sum(any(word.startswith(each) for word in said) for each in wanted)
