"""The site's own vocabulary, read from the many places where Jira keeps it, all at the same time."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from cadence.adapters.jira.account import Account
from cadence.adapters.jira.api import Api, listed, segment
from cadence.adapters.jira.failure import NothingThere
from cadence.adapters.jira.fields import FieldIds
from cadence.adapters.jira.flavour import Flavour
from cadence.adapters.jira.http import Deadline
from cadence.adapters.jira.parse import category, version
from cadence.adapters.jira.reads import Reads
from cadence.adapters.jira.remembered import Remembered
from cadence.adapters.jira.together import outcomes
from cadence.core.errors import TrackerError, TrackerUnavailable
from cadence.core.ports import Clock
from cadence.core.site import IssueType, Project, Site, Status

AT_ONCE = 8
PROJECTS_A_PAGE = 50
LABELS_A_PAGE = 1000
MOST_LABELS = 5000
"""A site may hold tens of thousands; those beyond are not known by name."""
MOST_PROJECTS = 200
"""Where the settings name no projects, so many are read with their components and versions."""

KEPT_FOR = timedelta(minutes=10)
KEPT_WITH_GAPS_FOR = timedelta(minutes=1)

T = TypeVar("T")
D = TypeVar("D")


def kept_for(site: Site) -> timedelta:
    return KEPT_WITH_GAPS_FOR if site.gaps else KEPT_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReader:
    api: Api
    reads: Reads
    ids: Remembered[FieldIds]
    account: Remembered[Account]
    browse_url: Callable[[Deadline], str]
    projects: tuple[str, ...]
    """Keys of the projects whose vocabulary is read; empty is all that may be seen."""
    clock: Clock

    def read(self, deadline: Deadline) -> Site:
        """What fails alone is named in the site's gaps. Raises the first error when none of the words could be read."""
        read_at = self.clock.now()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="jira-site") as pool:
            parts = _Parts(pool)
            names = partial(self._names, deadline)
            projects = parts.begin("projects", lambda: self._projects(deadline))
            priorities = parts.begin("priorities", lambda: names("priority"))
            statuses = parts.begin("statuses", lambda: self._statuses(deadline))
            resolutions = parts.begin("resolutions", lambda: names("resolution"))
            types = parts.begin("issue types", lambda: self._types(deadline))
            labels = parts.begin("labels", lambda: self._labels(deadline))
            ids = parts.begin("custom fields", lambda: self.ids.value(deadline))
            account = parts.begin("time zone", lambda: self.account.value(deadline))
            url = parts.begin("browse address", lambda: self.browse_url(deadline))
            read_projects = projects(_Projects())
            site = Site(
                url=url(""),
                flavour=self.api.flavour.value,
                projects=read_projects.projects,
                priorities=priorities(()),
                statuses=statuses(()),
                resolutions=resolutions(()),
                types=types(()) or _types_of(read_projects.projects),
                labels=labels(()),
                sprint_field=ids(FieldIds()).sprint is not None,
                read_at=read_at,
                gaps=(*read_projects.gaps, *_zone_gap(account(None)), *parts.gaps()),
            )
        parts.check("projects", "priorities", "statuses", "resolutions", "issue types", "labels")
        return site

    def _list(self, path: str, deadline: Deadline) -> list[Any]:
        answer = self.api.get(path, deadline=deadline)
        if not isinstance(answer, list):
            raise TrackerUnavailable(f"Jira's answer to {path} is no list")
        return answer

    def _names(self, deadline: Deadline, path: str) -> tuple[str, ...]:
        """In Jira's own order, which for priorities is their rank."""
        try:
            values = self._list(path, deadline)
        except (
            NothingThere
        ):  # Cloud means to drop the plain lists of priorities and resolutions for these
            values = listed(self.api.one(f"{path}/search", deadline=deadline), "values")
        return tuple(dict.fromkeys(each["name"] for each in _named(values)))

    def _statuses(self, deadline: Deadline) -> tuple[Status, ...]:
        """Projects with workflows of their own repeat names; each name and category is listed once."""
        listed_ones = _named(self._list("status", deadline))
        told = (Status(name=each["name"], category=category(each)) for each in listed_ones)
        return tuple(dict.fromkeys(told))

    def _types(self, deadline: Deadline) -> tuple[IssueType, ...]:
        return _types(self._list("issuetype", deadline))

    def _labels(self, deadline: Deadline) -> tuple[str, ...]:
        if self.api.flavour is Flavour.DATACENTER:
            return self._labels_in_use(deadline)
        labels: list[str] = []
        while len(labels) < MOST_LABELS:
            params: dict[str, str | int] = {"startAt": len(labels), "maxResults": LABELS_A_PAGE}
            answer = self.api.one("label", deadline=deadline, params=params)
            page = [each for each in listed(answer, "values") if isinstance(each, str)]
            labels += page
            if not page or answer.get("isLast") is True:
                break
        return tuple(dict.fromkeys(labels))

    def _labels_in_use(self, deadline: Deadline) -> tuple[str, ...]:
        """Data Center has no list of labels: those of the thousand issues that were touched last stand in."""
        page = self.reads.page(
            "labels IS NOT EMPTY ORDER BY updated DESC",
            fields=["labels"],
            size=LABELS_A_PAGE,
            after=None,
            deadline=deadline,
        )
        seen: dict[str, None] = {}
        for issue in page.issues:
            fields = issue.get("fields") if isinstance(issue, dict) else None
            labels = fields.get("labels") if isinstance(fields, dict) else None
            seen |= {each: None for each in labels or () if isinstance(each, str)}
        return tuple(sorted(seen))

    def _projects(self, deadline: Deadline) -> "_Projects":
        keys = list(self.projects) or self._project_keys(deadline)
        reads = [partial(self._project, key, deadline) for key in keys[:MOST_PROJECTS]]
        told = outcomes(reads, most=AT_ONCE)
        failed = [each for each in told if isinstance(each, TrackerError)]
        if failed and len(failed) == len(told):
            raise failed[0]
        gaps = [
            f"project {key}: {each}"
            for key, each in zip(keys, told, strict=False)
            if isinstance(each, TrackerError)
        ]
        if len(keys) > MOST_PROJECTS:
            gaps.append(f"{len(keys) - MOST_PROJECTS} further projects: name those that matter")
        projects = tuple(each for each in told if not isinstance(each, TrackerError))
        return _Projects(projects=projects, gaps=tuple(gaps))

    def _project_keys(self, deadline: Deadline) -> list[str]:
        if self.api.flavour is Flavour.DATACENTER:
            return _keys(self._list("project", deadline))
        try:
            return self._searched_keys(deadline)
        except NothingThere:  # the older list, which some proxies let through alone
            return _keys(self._list("project", deadline))

    def _searched_keys(self, deadline: Deadline) -> list[str]:
        keys: list[str] = []
        start = 0
        while True:
            params: dict[str, str | int] = {"startAt": start, "maxResults": PROJECTS_A_PAGE}
            answer = self.api.one("project/search", deadline=deadline, params=params)
            values = listed(answer, "values")
            keys += _keys(values)
            start += len(values)
            if not values or answer.get("isLast") is True:
                return keys

    def _project(self, key: str, deadline: Deadline) -> Project:
        """One call brings a project with all of its components, versions and types; what it lacks is asked for."""
        at = f"project/{segment(key)}"
        raw = self.api.one(at, deadline=deadline)
        for part in ("components", "versions"):
            if part not in raw:
                raw[part] = self._list(f"{at}/{part}", deadline)
        told = str(raw.get("key") or key)
        return Project(
            key=told,
            name=str(raw.get("name") or told),
            components=tuple(each["name"] for each in _named(listed(raw, "components"))),
            versions=tuple(version(each, told) for each in _named(listed(raw, "versions"))),
            types=_types(listed(raw, "issueTypes")),
        )


def _types_of(projects: Sequence[Project]) -> tuple[IssueType, ...]:
    """What the projects have between them, where Jira doesn't list its issue types."""
    return tuple(dict.fromkeys(each for project in projects for each in project.types))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Projects:
    projects: tuple[Project, ...] = ()
    gaps: tuple[str, ...] = ()


class Brought(Generic[T]):
    """What a read will bring; called with what stands in for it where it fails."""

    def __init__(self, name: str, future: "Future[T]", failed: dict[str, TrackerError]) -> None:
        self._name = name
        self._future = future
        self._failed = failed

    def __call__(self, otherwise: D) -> T | D:
        try:
            return self._future.result()
        except TrackerError as error:
            self._failed[self._name] = error
            return otherwise


class _Parts:
    """Reads under way, of which some may fail."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._failed: dict[str, TrackerError] = {}

    def begin(self, name: str, read: Callable[[], T]) -> Brought[T]:
        return Brought(name, self._pool.submit(read), self._failed)

    def gaps(self) -> Iterator[str]:
        return (f"{name}: {error}" for name, error in self._failed.items())

    def check(self, *words: str) -> None:
        """Raises the error of the first of these, when all of them failed."""
        if all(name in self._failed for name in words):
            raise self._failed[words[0]]


def _zone_gap(account: Account | None) -> tuple[str, ...]:
    if account is None or account.zone_told:
        return ()
    return ("time zone: Jira does not tell the account's, so UTC is assumed",)


def _named(raw: Sequence[Any]) -> Iterator[dict[str, Any]]:
    return (each for each in raw if isinstance(each, dict) and isinstance(each.get("name"), str))


def _types(raw: Sequence[Any]) -> tuple[IssueType, ...]:
    told = (
        IssueType(name=each["name"], subtask=each.get("subtask") is True) for each in _named(raw)
    )
    return tuple(dict.fromkeys(told))


def _keys(raw: Sequence[Any]) -> list[str]:
    return [
        each["key"] for each in raw if isinstance(each, dict) and isinstance(each.get("key"), str)
    ]
