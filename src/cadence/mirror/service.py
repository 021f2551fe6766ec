"""Keeps the copy: reads a project for the first time, then follows its changes, and compares now and then.

What was read stays, whatever breaks off: the next sync goes on from there. `as_of` moves only when everything up to it
is in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cadence.core.calendar import Span
from cadence.core.issue import Issue
from cadence.core.ports import Clock, Detail, IssueTracker
from cadence.core.query import Among, Condition, Field, IssueQuery, Moment, Order, OrderBy, Within
from cadence.core.site import Site
from cadence.mirror.model import (
    Progress,
    Standing,
    Step,
    SyncReport,
    Watcher,
    batched,
    nobody,
)
from cadence.mirror.store import MirrorStore

OVERLAP = timedelta(minutes=5)
"""How far a poll reaches back behind what it has seen: a tracker's search index runs behind its data."""

PAGE = 100
"""Issues stored in one transaction, and whose texts and histories are asked for at once: a Data Center is asked for one
history at a time, and all of them are to come within the tracker's deadline."""

LISTED = 1000
"""Issues compared at once."""

BY_KEY = (Order(OrderBy.KEY, descending=False),)
"""An order in which an update moves nothing, so that no page skips an issue that changes meanwhile."""

BY_CREATION = (Order(OrderBy.CREATED, descending=False),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """Two syncs at once waste work but harm nothing; the job's lane keeps them apart."""

    tracker: IssueTracker
    store: MirrorStore
    clock: Clock
    projects: tuple[str, ...]
    reconcile_every: timedelta = timedelta(hours=6)
    overlap: timedelta = OVERLAP
    page: int = PAGE
    listed: int = LISTED

    def sync(self, progress: Watcher = nobody) -> SyncReport:
        """Bring the copy up to now.

        Raises whatever the tracker or the store raises; what was stored until then stays.
        """
        return _Run(mirror=self, progress=progress).sync()


@dataclass(slots=True, kw_only=True)
class _Run:
    """One sync, and what it has done so far."""

    mirror: Mirror
    progress: Watcher
    kept: int = 0
    removed: int = 0

    def sync(self) -> SyncReport:
        began = self.mirror.clock.now()
        site = self.mirror.tracker.site()
        seen, unseen = self._visible(site)
        self._forget(seen, unseen)
        self.mirror.store.stand([], site)
        filled = tuple(each for each in seen if self._fill(each))
        standings = self._catch_up(seen)
        reconciled = self._reconcile_if_due(standings)
        return SyncReport(
            projects=seen,
            as_of=min((each.as_of for each in standings if each.as_of), default=None),
            filled=filled,
            kept=self.kept,
            removed=self.removed,
            reconciled=reconciled,
            unseen=unseen,
            took=self.mirror.clock.now() - began,
        )

    # --- what is to be copied ------------------------------------------------------------------------

    def _visible(self, site: Site) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The configured projects as the site spells them, and those that it doesn't show us."""
        spelt = {project.key.casefold(): project.key for project in site.projects}
        wanted = {each.casefold(): each for each in self.mirror.projects}
        seen = tuple(spelt[folded] for folded in wanted if folded in spelt)
        return seen, tuple(each for folded, each in wanted.items() if folded not in spelt)

    def _forget(self, seen: Sequence[str], unseen: Sequence[str]) -> None:
        """Projects that are no longer configured go at once, those no longer shown after a while: it may be a slip."""
        patience = self.mirror.clock.now() - self.mirror.reconcile_every
        folded = {each.casefold() for each in unseen}
        gone = [
            project
            for project, standing in self.mirror.store.standings().items()
            if project not in seen
            and (project.casefold() not in folded or (standing.as_of or patience) <= patience)
        ]
        if gone:
            self.removed += self.mirror.store.forget(gone)

    # --- the first reading ---------------------------------------------------------------------------

    def _fill(self, project: str) -> bool:
        """Read a project for the first time, or go on where that broke off. False: it was done already."""
        standing = self.mirror.store.standings().get(project)
        if standing and standing.is_whole:
            return False
        newest = self.mirror.tracker.search(
            IssueQuery((_of(project),), (Order(OrderBy.UPDATED),)), limit=1
        )
        if standing is None:
            updated_to = next((issue.updated_at for issue in newest.issues), None)
            standing = Standing(
                project=project, begun_at=self.mirror.clock.now(), updated_to=updated_to
            )
            self.mirror.store.stand([standing])
        standing = self._read_all(standing, newest.total)
        whole = replace(standing, as_of=standing.begun_at, reconciled_at=standing.begun_at)
        self.mirror.store.stand([whole])
        return True

    def _read_all(self, standing: Standing, total: int) -> Standing:
        done = len(self.mirror.store.held([standing.project]))
        self._tell(Step.FIRST_READING, standing.project, done, total)
        since = Within(Moment.CREATED, Span(start=standing.filled_to))
        conditions: tuple[Condition, ...] = (_of(standing.project),)
        query = IssueQuery((*conditions, since) if standing.filled_to else conditions, BY_CREATION)
        every = self.mirror.tracker.every(query, detail=Detail.FULL)
        for page in batched(every, self.mirror.page):
            standing = replace(standing, filled_to=page[-1].created_at)
            self._keep(page, standing)
            done = min(done + len(page), total)
            self._tell(Step.FIRST_READING, standing.project, done, total)
        return standing

    # --- changes -------------------------------------------------------------------------------------

    def _catch_up(self, projects: Sequence[str]) -> tuple[Standing, ...]:
        """Read what was updated since the last time, in all projects at once."""
        began = self.mirror.clock.now()
        known = self.mirror.store.standings()
        standings = [known[project] for project in projects]
        if not standings:
            return ()
        newest = self._read_changes(projects, _earliest(standings))
        reached = tuple(
            replace(each, as_of=began, updated_to=_reached(each, newest, began))
            for each in standings
        )
        self.mirror.store.stand(reached)
        return reached

    def _read_changes(self, projects: Sequence[str], since: datetime | None) -> datetime | None:
        """The newest stamp among them."""
        conditions: list[Condition] = [_of(*projects)]
        if since:
            conditions.append(Within(Moment.UPDATED, Span(start=since - self.mirror.overlap)))
        newest, done = None, 0
        query = IssueQuery(tuple(conditions), BY_KEY)
        for listed in batched(self.mirror.tracker.every(query), self.mirror.listed):
            self._refresh(listed)
            newest = max([*(issue.updated_at for issue in listed), *filter(None, [newest])])
            done += len(listed)
            self._tell(Step.CHANGES, None, done)
        return newest

    def _refresh(self, listed: Sequence[Issue]) -> None:
        """Read those whole that the copy has not, or not like this."""
        differing = self.mirror.store.differing(listed)
        keys = [issue.key for issue in listed if issue.id in differing]
        for some in batched(keys, self.mirror.page):
            self._keep(self.mirror.tracker.issues(some, detail=Detail.FULL))

    def _keep(self, issues: Sequence[Issue], standing: Standing | None = None) -> None:
        """Store them with their histories; what was moved away in between is dropped."""
        ours = {project.casefold() for project in self.mirror.projects}
        mine = [issue for issue in issues if issue.project.casefold() in ours]
        others = [issue.id for issue in issues if issue.project.casefold() not in ours]
        histories = self.mirror.tracker.histories([issue.key for issue in mine])
        self.kept += self.mirror.store.keep(mine, histories, standing)
        if others:
            self.removed += self.mirror.store.remove(others)

    # --- what is gone --------------------------------------------------------------------------------

    def _reconcile_if_due(self, standings: Sequence[Standing]) -> bool:
        now = self.mirror.clock.now()
        last = min((each.reconciled_at or each.begun_at for each in standings), default=now)
        if now - last < self.mirror.reconcile_every:
            return False
        self._reconcile([each.project for each in standings])
        self.mirror.store.stand([replace(each, reconciled_at=now) for each in standings])
        return True

    def _reconcile(self, projects: Sequence[str]) -> None:
        """Compare the copy with a list of everything, taken to its end: what the list lacks is looked up and, if it is
        not found there either, removed."""
        held = self.mirror.store.held(projects)
        seen: set[str] = set()
        every = self.mirror.tracker.every(IssueQuery((_of(*projects),), BY_KEY))
        for listed in batched(every, self.mirror.listed):
            self._refresh(listed)
            seen.update(issue.id for issue in listed)
            self._tell(Step.COMPARING, None, len(seen), max(len(held), len(seen)))
        missing = {id_: key for id_, key in held.items() if id_ not in seen}
        for some in batched(missing.items(), self.mirror.page):
            self._look_up(dict(some))

    def _look_up(self, missing: dict[str, str]) -> None:
        found = self.mirror.tracker.issues(list(missing.values()), detail=Detail.FULL)
        self._keep(found)
        gone = missing.keys() - {issue.id for issue in found}
        self.removed += self.mirror.store.remove(gone)

    def _tell(self, step: Step, project: str | None, done: int, total: int | None = None) -> None:
        self.progress(Progress(step=step, project=project, done=done, total=total))


def _of(*projects: str) -> Among:
    return Among(Field.PROJECT, projects)


def _earliest(standings: Iterable[Standing]) -> datetime | None:
    """From where all of them are to be read; None where one of them has no stamp at all."""
    stamps = [each.updated_to for each in standings]
    return min((each for each in stamps if each), default=None) if all(stamps) else None


def _reached(standing: Standing, newest: datetime | None, now: datetime) -> datetime | None:
    """Never ahead of `now`: a stamp from the future would hide all changes until then."""
    stamps = [each for each in (standing.updated_to, newest) if each]
    return min(max(stamps), now) if stamps else None
