"""The state of a local Jira: its vocabulary, its issues, who may see them, and what can be done to them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from threading import RLock
from typing import Any

from cadence.sandbox.jira import changes
from cadence.sandbox.jira.clock import SandboxClock
from cadence.sandbox.jira.model import (
    Account,
    ChangeItem,
    Comment,
    Component,
    History,
    Issue,
    IssueType,
    Link,
    LinkType,
    Priority,
    Project,
    Resolution,
    SecurityLevel,
    Sprint,
    Status,
    User,
    Version,
)

Watcher = Callable[[int, Issue | None], None]
"""Told of the row and what now stands there; None where the issue was deleted."""


class Unknown(LookupError):
    """The site has nothing of that name."""


@dataclass(slots=True, kw_only=True)
class Vocabulary:
    """Everything issues refer to by id, in the site's own order. Priorities: most important first."""

    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    """Account ids by group name."""
    projects: dict[str, Project] = field(default_factory=dict)
    components: dict[str, Component] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    types: dict[str, IssueType] = field(default_factory=dict)
    priorities: dict[str, Priority] = field(default_factory=dict)
    statuses: dict[str, Status] = field(default_factory=dict)
    resolutions: dict[str, Resolution] = field(default_factory=dict)
    levels: dict[str, SecurityLevel] = field(default_factory=dict)
    sprints: dict[int, Sprint] = field(default_factory=dict)
    link_types: dict[str, LinkType] = field(default_factory=dict)


class Site:
    """Thread-safe: everything that reads more than one thing or changes anything holds `lock`."""

    def __init__(
        self,
        *,
        clock: SandboxClock | None = None,
        title: str = "Jira",
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.clock = clock or SandboxClock()
        self.title = title
        self.words = vocabulary or Vocabulary()
        self.lock = RLock()
        self.accounts: list[Account] = []
        self.issues: list[Issue | None] = []
        """By row; None where an issue was deleted."""
        self.generation = 0
        """Grows with every change of an issue or of the vocabulary."""
        self.vocabulary_generation = 0
        self._row_of_id: dict[str, int] = {}
        self._row_of_key: dict[str, int] = {}
        self._watchers: list[Watcher] = []
        self._numbers: dict[str, int] = {}
        self._ids = count(1)

    # --- who and what there is -------------------------------------------------------------------------

    def add_account(self, account: Account) -> Account:
        """Let someone in. The user is made when the site doesn't know it."""
        with self.lock:
            self.accounts.append(account)
            if account.user_id not in self.words.users:
                name = account.email.partition("@")[0]
                self.add_user(
                    User(account_id=account.user_id, display_name=name, email=account.email)
                )
        return account

    def add_user(self, user: User) -> User:
        with self.lock:
            name = user.name or (user.email or user.account_id).partition("@")[0]
            user = replace(user, name=name, key=user.key or f"JIRAUSER{user.account_id[:8]}")
            self.words.users[user.account_id] = user
            self.vocabulary_changed()
        return user

    def set_version(self, version_id: str, **changed: Any) -> Version:
        """Release, archive or rename a version: any field of `Version` by name."""
        with self.lock:
            version = replace(self.words.versions[version_id], **changed)
            self.words.versions[version_id] = version
            self.vocabulary_changed()
        return version

    def vocabulary_changed(self) -> None:
        """Say so after changing `words` directly."""
        with self.lock:
            self.generation += 1
            self.vocabulary_generation += 1

    def watch(self, watcher: Watcher) -> None:
        with self.lock:
            self._watchers.append(watcher)

    # --- looking ---------------------------------------------------------------------------------------

    def row(self, id_or_key: str) -> int | None:
        """A moved issue is found by its old keys too; keys compare without regard to case."""
        row = self._row_of_key.get(id_or_key.upper())
        if row is None:
            row = self._row_of_id.get(id_or_key)
        return None if row is None or self.issues[row] is None else row

    def at(self, row: int) -> Issue:
        """Raises Unknown where it was deleted."""
        issue = self.issues[row]
        if issue is None:
            raise Unknown(f"row {row}")
        return issue

    def issue(self, id_or_key: str) -> Issue:
        """Raises Unknown."""
        row = self.row(id_or_key)
        if row is None:
            raise Unknown(id_or_key)
        return self.at(row)

    def project(self, id_or_key: str) -> Project:
        """Raises Unknown."""
        wanted = id_or_key.upper()
        for project in self.words.projects.values():
            if project.id == id_or_key or project.key.upper() == wanted:
                return project
        raise Unknown(id_or_key)

    def may_browse(self, account: Account, project_id: str) -> bool:
        return account.projects is None or self.words.projects[project_id].key in account.projects

    def may_see(self, account: Account, issue: Issue) -> bool:
        if not self.may_browse(account, issue.project_id):
            return False
        if issue.security_id is None:
            return True
        return self.words.levels[issue.security_id].name in account.levels

    # --- changing --------------------------------------------------------------------------------------

    def add_issues(self, issues: Iterable[Issue]) -> None:
        """Put in issues that are complete, with their history, as they come from an export."""
        with self.lock:
            for issue in issues:
                self._append(issue)

    def put(self, issue: Issue) -> None:
        """Put in an issue as it is, in the place of the one with its id where there is one."""
        with self.lock:
            if issue.id in self._row_of_id:
                self._replace(issue)
            else:
                self._append(issue)

    def create(self, project_key: str, issue_type: str, summary: str, **fields: Any) -> Issue:
        """A new issue. `fields` as for `edit`; the status is the site's first in category To Do."""
        with self.lock:
            project = self.project(project_key)
            now = self.clock.now()
            author = fields.pop("by", None)
            issue = Issue(
                id=self._new_id(),
                key=self._next_key(project.key),
                project_id=project.id,
                type_id=changes.named(self.words.types, issue_type, "issue type"),
                status_id=self._first_status(),
                summary=summary,
                created=now,
                updated=now,
                reporter_id=author,
                creator_id=author,
            )
            edited, _ = changes.edited(self.words, issue, fields)
            self._append(edited)
        return edited

    def edit(self, id_or_key: str, *, by: str | None = None, **fields: Any) -> Issue:
        """Change fields, by their REST names, giving names as people write them.

        `summary`, `description`, `environment`, `priority`, `issuetype`, `resolution`, `assignee` and `reporter`
        (account ids), `components`, `versions`, `fixVersions`, `labels`, `sprints` (lists), `duedate` (a date),
        `security` (a level's name), `epic` (a key). None or an empty list empties the field.
        """
        with self.lock:
            issue = self.issue(id_or_key)
            edited, items = changes.edited(self.words, issue, fields)
            return self._record(edited, items, by)

    def transition(
        self, id_or_key: str, status: str, *, resolution: str | None = None, by: str | None = None
    ) -> Issue:
        """Move to a status. Done sets a resolution (the site's first, unless named); any other empties it."""
        with self.lock:
            issue = self.issue(id_or_key)
            edited, items = changes.transitioned(
                self.words, issue, status, resolution, self.clock.now()
            )
            return self._record(edited, items, by)

    def comment(self, id_or_key: str, body: str, *, by: str | None = None) -> Comment:
        """`body` is wiki markup. A comment leaves no trace in the history, but bumps `updated`."""
        with self.lock:
            issue, now = self.issue(id_or_key), self.clock.now()
            comment = Comment(id=self._new_id(), author_id=by, body=body, created=now, updated=now)
            self._replace(replace(issue, comments=(*issue.comments, comment), updated=now))
        return comment

    def link(self, source: str, link_type: str, target: str) -> None:
        """`link("A-1", "Blocks", "A-2")`: A-1 blocks A-2. Both are updated."""
        with self.lock:
            first, second, now = self.issue(source), self.issue(target), self.clock.now()
            type_id = changes.named(self.words.link_types, link_type, "link type")
            for issue, other, inward in ((first, second, False), (second, first, True)):
                link = Link(
                    id=self._new_id(),
                    type_id=type_id,
                    inward=inward,
                    other_id=other.id,
                    other_key=other.key,
                )
                self._replace(replace(issue, links=(*issue.links, link), updated=now))

    def move(self, id_or_key: str, project_key: str, *, by: str | None = None) -> Issue:
        """To another project, under a new key; the old one goes on leading to it."""
        with self.lock:
            issue, project = self.issue(id_or_key), self.project(project_key)
            before = self.words.projects[issue.project_id]
            moved = replace(
                issue,
                key=self._next_key(project.key),
                project_id=project.id,
                component_ids=(),
                fix_ids=(),
                affected_ids=(),
            )
            items = (
                ChangeItem(
                    field="project",
                    field_id="project",
                    old=before.id,
                    old_text=before.name,
                    new=project.id,
                    new_text=project.name,
                ),
                ChangeItem(
                    field="Key", field_id="issuekey", old_text=issue.key, new_text=moved.key
                ),
                *changes.emptied(self.words, issue),
            )
            self._row_of_key[moved.key.upper()] = self._row_of_id[issue.id]
            return self._record(moved, items, by)

    def delete(self, id_or_key: str) -> None:
        with self.lock:
            issue = self.issue(id_or_key)
            row = self._row_of_id.pop(issue.id)
            self.issues[row] = None
            self._tell(row, None)

    # --- how a change is kept --------------------------------------------------------------------------

    def _record(self, issue: Issue, items: Sequence[ChangeItem], by: str | None) -> Issue:
        if not items:
            return issue
        now = self.clock.now()
        history = History(id=self._new_id(), author_id=by, at=now, items=tuple(items))
        changed = replace(issue, history=(*issue.history, history), updated=now)
        self._replace(changed)
        return changed

    def _append(self, issue: Issue) -> None:
        if issue.id in self._row_of_id or issue.key.upper() in self._row_of_key:
            raise ValueError(f"{issue.key} (id {issue.id}) is there already")
        row = len(self.issues)
        self.issues.append(issue)
        self._row_of_id[issue.id] = row
        self._row_of_key[issue.key.upper()] = row
        project, _, number = issue.key.rpartition("-")
        self._numbers[project] = max(self._numbers.get(project, 0), int(number))
        self._tell(row, issue)

    def _replace(self, issue: Issue) -> None:
        row = self._row_of_id[issue.id]
        self.issues[row] = issue
        self._tell(row, issue)

    def _tell(self, row: int, issue: Issue | None) -> None:
        self.generation += 1
        for watcher in self._watchers:
            watcher(row, issue)

    def _next_key(self, project_key: str) -> str:
        number = self._numbers.get(project_key, 0) + 1
        self._numbers[project_key] = number
        return f"{project_key}-{number}"

    def _new_id(self) -> str:
        return str(90_000_000 + next(self._ids))

    def _first_status(self) -> str:
        return next(s.id for s in self.words.statuses.values() if s.category.key == "new")
