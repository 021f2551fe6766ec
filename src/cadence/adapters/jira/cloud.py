"""Jira Cloud (REST v3): page tokens, no totals, bulk reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from cadence.adapters.jira.api import Api, listed
from cadence.adapters.jira.http import Deadline
from cadence.adapters.jira.keys import Raw, chunks, paired
from cadence.adapters.jira.pager import Page, ReadPage, later, warnings_in
from cadence.adapters.jira.parse import changes_in
from cadence.adapters.jira.reads import HISTORY_FIELDS, PAGE, Total
from cadence.adapters.jira.together import all_of
from cadence.core.errors import IssueNotFound, PartialRead
from cadence.core.issue import StatusChange

IDS_A_PAGE = 5000
"""The most that `/search/jql` gives when ids alone are asked for."""
ISSUES_A_BULK = 100
CHANGELOGS_A_BULK = 1000
"""Both fixed by Jira."""
CHANGES_A_PAGE = 5000
AT_ONCE = 4

RESERVE = 1.5
"""Seconds kept back from a count for asking Jira's estimate instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudReads:
    api: Api

    def page(
        self, jql: str, *, fields: Sequence[str], size: int, after: str | None, deadline: Deadline
    ) -> Page:
        body: dict[str, object] = {"jql": jql, "fields": list(fields), "maxResults": size}
        if after is not None:
            body["nextPageToken"] = after
        answer = self.api.ask("search/jql", body, deadline=deadline)
        token = answer.get("nextPageToken")
        goes_on = isinstance(token, str) and token and answer.get("isLast") is not True
        return Page(
            issues=listed(answer, "issues"),
            following=token if goes_on else None,
            warnings=warnings_in(answer),
        )

    def whole(
        self, jql: str, *, fields: Sequence[str], after: str | None, deadline: Deadline
    ) -> Page:
        """Tokens keep the place by themselves."""
        return self.page(jql, fields=fields, size=PAGE, after=after, deadline=deadline)

    def total(self, jql: str, *, deadline: Deadline) -> Total:
        """Counted by paging ids; Jira's estimate, and said so, where counting would take too long."""
        read: ReadPage = lambda after: self.page(  # noqa: E731 - named for its type
            jql, fields=["id"], size=IDS_A_PAGE, after=after, deadline=deadline
        )
        before = deadline.left()
        page = read(None)
        seen = _ids(page)
        while page.following is not None:
            took = before - (before := deadline.left())
            if before < took + RESERVE:
                return self._estimate(jql, at_least=len(seen), deadline=deadline)
            page = later(read, page.following)
            seen |= _ids(page)
        return Total(number=len(seen), warnings=page.warnings)

    def _estimate(self, jql: str, *, at_least: int, deadline: Deadline) -> Total:
        where = jql.rpartition(" ORDER BY ")[0] or jql
        answer = self.api.ask("search/approximate-count", {"jql": where}, deadline=deadline)
        told = answer.get("count")
        if not isinstance(told, int):
            raise PartialRead("counting took too long, and Jira gave no estimate")
        return Total(number=max(told, at_least), exact=False)

    def by_key(
        self, keys: Sequence[str], *, fields: Sequence[str], deadline: Deadline
    ) -> dict[str, Raw]:
        reads = [
            partial(self._bulk, part, fields=fields, deadline=deadline)
            for part in chunks(keys, ISSUES_A_BULK)
        ]
        issues = list(chain.from_iterable(all_of(reads, most=AT_ONCE)))
        return paired(keys, issues, partial(self._alone, fields=fields, deadline=deadline))

    def _alone(self, key: str, *, fields: Sequence[str], deadline: Deadline) -> Raw:
        return self.api.of_issue(key, deadline=deadline, params={"fields": ",".join(fields)})

    def _bulk(self, keys: Sequence[str], *, fields: Sequence[str], deadline: Deadline) -> list[Raw]:
        """Jira names issues that it could not fetch this time; those are asked for once more, one by one."""
        body = {"issueIdsOrKeys": list(keys), "fields": list(fields)}
        answer = self.api.ask("issue/bulkfetch", body, deadline=deadline)
        issues: list[Raw] = [each for each in listed(answer, "issues") if isinstance(each, dict)]
        for failed in answer.get("issueErrors") or ():
            named = failed.get("id") if isinstance(failed, dict) else None
            if named is None:
                raise PartialRead("Jira could not bring all of the issues")
            try:
                issues.append(self._alone(str(named), fields=fields, deadline=deadline))
            except IssueNotFound:
                continue
        return issues

    def histories(
        self, keys: Sequence[str], *, deadline: Deadline
    ) -> Mapping[str, tuple[StatusChange, ...]]:
        if len(keys) == 1:
            return self._history_alone(keys[0], deadline=deadline)
        issues = self.by_key(keys, fields=["status"], deadline=deadline)
        ids = {key: str(issue.get("id")) for key, issue in issues.items()}
        reads = [
            partial(self._changes, part, deadline=deadline)
            for part in chunks(list(dict.fromkeys(ids.values())), CHANGELOGS_A_BULK)
        ]
        changes: dict[str, list[StatusChange]] = {}
        for part in all_of(reads, most=AT_ONCE):
            changes |= part
        return {key: _sorted(changes.get(number, [])) for key, number in ids.items()}

    def _changes(self, ids: Sequence[str], *, deadline: Deadline) -> dict[str, list[StatusChange]]:
        """An issue's changes may lie on several pages."""
        body: dict[str, object] = {
            "issueIdsOrKeys": list(ids),
            "fieldIds": sorted(HISTORY_FIELDS),
            "maxResults": CHANGES_A_PAGE,
        }

        def read(after: str | None) -> Page:
            mark = {} if after is None else {"nextPageToken": after}
            answer = self.api.ask("changelog/bulkfetch", body | mark, deadline=deadline)
            token = answer.get("nextPageToken")
            following = token if isinstance(token, str) and token else None
            return Page(issues=listed(answer, "issueChangeLogs"), following=following)

        changes: dict[str, list[StatusChange]] = {}
        page = read(None)
        while True:
            for log in page.issues:
                told = changes.setdefault(str(log.get("issueId")), [])
                for history in log.get("changeHistories") or ():
                    told += changes_in(history, HISTORY_FIELDS)
            if page.following is None:
                return changes
            page = later(read, page.following)

    def _history_alone(
        self, key: str, *, deadline: Deadline
    ) -> Mapping[str, tuple[StatusChange, ...]]:
        """For one issue there is a changelog by key, which saves asking for its id."""

        def read(after: str | None) -> Page:
            start = int(after or 0)
            params: dict[str, str | int] = {"startAt": start, "maxResults": 100}
            answer = self.api.of_issue(key, "/changelog", deadline=deadline, params=params)
            values = listed(answer, "values")
            done = start + len(values)
            total = answer.get("total")
            goes_on = bool(values) and isinstance(total, int) and done < total
            return Page(issues=values, following=str(done) if goes_on else None)

        try:
            page = read(None)
        except IssueNotFound:
            return {}
        changes: list[StatusChange] = []
        while True:
            for history in page.issues:
                changes += changes_in(history, HISTORY_FIELDS)
            if page.following is None:
                return {key: _sorted(changes)}
            page = later(read, page.following)


def _sorted(changes: list[StatusChange]) -> tuple[StatusChange, ...]:
    return tuple(sorted(changes, key=lambda change: change.at))


def _ids(page: Page) -> set[str]:
    return {str(issue.get("id")) for issue in page.issues if isinstance(issue, dict)}
