"""Jira Data Center (REST v2): offsets and totals, one issue's changelog at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cadence.adapters.jira.api import Api, listed
from cadence.adapters.jira.http import Deadline
from cadence.adapters.jira.keys import Raw, chunks, paired
from cadence.adapters.jira.pager import Page, later, warnings_in
from cadence.adapters.jira.parse import changes_in
from cadence.adapters.jira.quoting import quoted
from cadence.adapters.jira.reads import HISTORY_FIELDS, PAGE, Total
from cadence.adapters.jira.together import all_of
from cadence.core.errors import IssueNotFound, PartialRead, QueryRefused, TrackerUnavailable
from cadence.core.issue import StatusChange

KEYS_A_SEARCH = 500
AT_ONCE = 8

OVERLAP = 10
"""Issues read again at the start of each page: when the list moves meanwhile, they show by how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCenterReads:
    api: Api

    def page(
        self, jql: str, *, fields: Sequence[str], size: int, after: str | None, deadline: Deadline
    ) -> Page:
        return self._page(jql, fields, size=size, start=int(after or 0), deadline=deadline)

    def _page(
        self,
        jql: str,
        fields: Sequence[str],
        *,
        size: int,
        start: int,
        deadline: Deadline,
        strict: bool = True,
    ) -> Page:
        body: dict[str, object] = {
            "jql": jql,
            "fields": list(fields),
            "startAt": start,
            "maxResults": size,
            "validateQuery": strict,
        }
        answer = self.api.ask("search", body, deadline=deadline)
        issues, total = listed(answer, "issues"), answer.get("total")
        if not isinstance(total, int):
            raise TrackerUnavailable("Jira does not say how many issues there are")
        done = start + len(issues)
        return Page(
            issues=issues,
            following=str(done) if issues and done < total else None,
            total=total,
            warnings=warnings_in(answer),
        )

    def whole(
        self, jql: str, *, fields: Sequence[str], after: str | None, deadline: Deadline
    ) -> Page:
        """Marks hold the offset and the last issues' ids, so that a list that moves is noticed."""
        if after is None:
            page = self._page(jql, fields, size=PAGE, start=0, deadline=deadline)
            return _marked(page, start=0)
        offset, *last = after.split(",")
        start = max(int(offset) - OVERLAP, 0)
        page = self._page(jql, fields, size=PAGE, start=start, deadline=deadline)
        return _without(last, _marked(page, start=start))

    def total(self, jql: str, *, deadline: Deadline) -> Total:
        page = self._page(jql, ["id"], size=0, start=0, deadline=deadline)
        return Total(number=page.total or 0, warnings=page.warnings)

    def by_key(
        self, keys: Sequence[str], *, fields: Sequence[str], deadline: Deadline
    ) -> dict[str, Raw]:
        reads = [
            partial(self._some, part, fields=fields, deadline=deadline)
            for part in chunks(keys, KEYS_A_SEARCH)
        ]
        issues = [issue for part in all_of(reads, most=AT_ONCE) for issue in part]
        return paired(keys, issues, partial(self._alone, fields=fields, deadline=deadline))

    def _some(self, keys: Sequence[str], *, fields: Sequence[str], deadline: Deadline) -> list[Raw]:
        """A key that does not exist may make Jira refuse all of them, validated or not: then by halves."""
        try:
            return self._searched(keys, fields=fields, deadline=deadline)
        except QueryRefused:
            if len(keys) == 1:
                return []
        middle = len(keys) // 2
        return [
            issue
            for half in (keys[:middle], keys[middle:])
            for issue in self._some(half, fields=fields, deadline=deadline)
        ]

    def _searched(
        self, keys: Sequence[str], *, fields: Sequence[str], deadline: Deadline
    ) -> list[Raw]:
        jql = f"key IN ({', '.join(map(quoted, keys))}) ORDER BY key ASC"

        def read(after: str | None) -> Page:
            return self._page(
                jql, fields, size=PAGE, start=int(after or 0), deadline=deadline, strict=False
            )

        page = read(None)
        issues = page.issues
        while page.following is not None:
            page = later(read, page.following)
            issues += page.issues
        return [each for each in issues if isinstance(each, dict)]

    def _alone(self, key: str, *, fields: Sequence[str], deadline: Deadline) -> Raw:
        return self.api.of_issue(key, deadline=deadline, params={"fields": ",".join(fields)})

    def histories(
        self, keys: Sequence[str], *, deadline: Deadline
    ) -> Mapping[str, tuple[StatusChange, ...]]:
        reads = [partial(self._history, key, deadline=deadline) for key in keys]
        told = all_of(reads, most=AT_ONCE)
        return {
            key: changes for key, changes in zip(keys, told, strict=True) if changes is not None
        }

    def _history(self, key: str, *, deadline: Deadline) -> tuple[StatusChange, ...] | None:
        params = {"fields": "status", "expand": "changelog"}
        try:
            issue = self.api.of_issue(key, deadline=deadline, params=params)
        except IssueNotFound:
            return None
        log = issue.get("changelog")
        histories, total = listed(log, "histories"), log.get("total") if log else None
        if isinstance(total, int) and total > len(histories):
            raise PartialRead(f"Jira sent {len(histories)} of the {total} changes of {key}")
        changes = [change for each in histories for change in changes_in(each, HISTORY_FIELDS)]
        return tuple(sorted(changes, key=lambda change: change.at))


def _marked(page: Page, *, start: int) -> Page:
    if page.following is None:
        return page
    last = [_id(issue) for issue in page.issues[-OVERLAP:]]
    following = ",".join([str(start + len(page.issues)), *last])
    return Page(issues=page.issues, following=following, total=page.total, warnings=page.warnings)


def _without(last: Sequence[str], page: Page) -> Page:
    """The page behind the issues that were read before. Raises PartialRead where none of them is there any more."""
    known = set(last)
    places = [
        place for place, issue in enumerate(page.issues[: 2 * OVERLAP]) if _id(issue) in known
    ]
    if not places:
        raise PartialRead("the list changed too much while it was read")
    return Page(
        issues=page.issues[places[-1] + 1 :],
        following=page.following,
        total=page.total,
        warnings=page.warnings,
    )


def _id(issue: object) -> str:
    return str(issue.get("id")) if isinstance(issue, dict) else ""
