"""A site from an export: issues as JSON, one a line, in the shape Jira itself gives them.

Text is wiki markup. Besides `fields`, an issue may carry `changelog` (`[{"id", "created", "author", "items"}]`) and
`security` (a level's name); `fields.security` (`{"id", "name"}`) does as well.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from cadence.sandbox.jira.bulk import no_collection
from cadence.sandbox.jira.clock import SandboxClock
from cadence.sandbox.jira.model import (
    CATEGORIES,
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
from cadence.sandbox.jira.site import Site, Vocabulary

Json = Mapping[str, Any]

PRIORITY_ORDER = """
    Highest Blocker Critical High Major Medium Normal Low Minor Lowest Trivial None
""".split()  # noqa: SIM905 - a word a line would be a page of them
"""How priorities rank where the export does not say: Jira's own names, old and new."""

_CATEGORY = {category.key: category for category in CATEGORIES}


def load(
    paths: Sequence[Path],
    projects: Path | None = None,
    *,
    shift_to: datetime | None = None,
    clock: SandboxClock | None = None,
) -> Site:
    """A site from files (`.jsonl` or `.jsonl.gz`). `shift_to` moves every date by whole days so that the last change
    was on the day before it, or on its day if that is not later than it.
    """
    with no_collection():
        listed = orjson.loads(projects.read_bytes()) if projects else []
        issues = [issue for path in paths for issue in _lines(path)]
        return from_export(listed, issues, shift_to=shift_to, clock=clock)


def from_export(
    projects: Sequence[Json],
    issues: Iterable[Json],
    *,
    shift_to: datetime | None = None,
    clock: SandboxClock | None = None,
    priorities: Sequence[str] = (),
    statuses: Iterable[Json] = (),
) -> Site:
    """`projects` as in an export (`components`, `versions`, `issueTypes` inside); what issues name besides is added.

    `priorities`: names, most important first; those not named follow in Jira's usual order. `statuses`: those of the
    workflow, also where no issue stands in them now.
    """
    with no_collection():
        return _built(
            projects, list(issues), shift_to, clock=clock, priorities=priorities, statuses=statuses
        )


def read_more(site: Site, issues: Iterable[Json]) -> tuple[Issue, ...]:
    """Issues in an export's shape as this site would hold them; what they name and it has not is added to its words."""
    reader = _Reader(timedelta(), words=site.words)
    return tuple(reader.issue(each) for each in issues)


def _built(
    projects: Sequence[Json],
    issues: Sequence[Json],
    shift_to: datetime | None,
    *,
    clock: SandboxClock | None,
    priorities: Sequence[str],
    statuses: Iterable[Json],
) -> Site:
    shift = _shift(issues, shift_to) if shift_to else timedelta()
    reader = _Reader(shift)
    for project in projects:
        reader.project(project)
    for status in (*statuses, *(issue["fields"]["status"] for issue in issues)):
        reader.status(status)
    read = [reader.issue(issue) for issue in issues]
    words = reader.words
    words.priorities = _ranked(words.priorities, priorities)
    words.users = {user.account_id: user for user in _with_names(words.users.values())}
    site = Site(clock=clock, vocabulary=words)
    site.add_issues(read)
    return site


def _lines(path: Path) -> Iterator[Json]:
    raw = path.read_bytes()
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return (orjson.loads(line) for line in text.splitlines() if line)


def _shift(issues: Sequence[Json], to: datetime) -> timedelta:
    last = max((issue["fields"]["updated"] for issue in issues), default=None, key=moment)
    if last is None:
        return timedelta()
    return timedelta(days=(to - moment(last)) // timedelta(days=1))


def moment(text: str) -> datetime:
    """An instant as Jira writes it: "2021-11-21T18:08:46.000+0000", or with "Z" or a colon in the offset."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _ranked(found: Mapping[str, Priority], given: Sequence[str]) -> dict[str, Priority]:
    order = [*given, *(name for name in PRIORITY_ORDER if name not in given)]
    rank = {name: place for place, name in enumerate(order)}
    return dict(sorted(found.items(), key=lambda item: rank.get(item[1].name, len(rank))))


def _with_names(users: Iterable[User]) -> Iterator[User]:
    """Data Center's user names, from what people are called; a second one of the name gets a number."""
    taken: dict[str, int] = {}
    for user in users:
        base = "".join(c for c in user.display_name.lower() if c.isalnum()) or user.account_id
        taken[base] = taken.get(base, 0) + 1
        name = base if taken[base] == 1 else f"{base}.{taken[base]}"
        yield replace(user, name=user.name or name, key=user.key or f"JIRAUSER{user.account_id}")


def _set(name: str, old: Json | None, new: Json) -> ChangeItem:
    return ChangeItem(
        field=name,
        field_id=name,
        old=None if old is None else old["id"],
        old_text=None if old is None else old["name"],
        new=new["id"],
        new_text=new["name"],
    )


class _Reader:
    def __init__(self, shift: timedelta, words: Vocabulary | None = None) -> None:
        self.words = words or Vocabulary()
        self._shift = shift
        self._moments: dict[str, datetime] = {}

    # --- vocabulary ------------------------------------------------------------------------------------

    def project(self, given: Json) -> None:
        words = self.words
        lead = self._user(given.get("lead"))
        words.projects[given["id"]] = Project(
            id=given["id"],
            key=given["key"],
            name=given["name"],
            description=given.get("description") or "",
            lead_id=lead,
            type_ids=tuple(self._type(one) for one in given.get("issueTypes", ())),
            project_type=given.get("projectTypeKey", "software"),
        )
        for one in given.get("components", ()):
            self._component(one, given["id"])
        for one in given.get("versions", ()):
            self._version(one, given["id"])

    def _project(self, given: Json) -> str:
        if given["id"] not in self.words.projects:
            self.project(given)
        return str(given["id"])

    def _type(self, given: Json) -> str:
        if given["id"] not in self.words.types:
            self.words.types[given["id"]] = IssueType(
                id=given["id"],
                name=given["name"],
                subtask=bool(given.get("subtask")),
                description=given.get("description") or "",
            )
        return str(given["id"])

    def _component(self, given: Json, project_id: str) -> str:
        if given["id"] not in self.words.components:
            self.words.components[given["id"]] = Component(
                id=given["id"],
                name=given["name"],
                project_id=project_id,
                description=given.get("description"),
                lead_id=self._user(given.get("lead")),
            )
        return str(given["id"])

    def _version(self, given: Json, project_id: str) -> str:
        if given["id"] not in self.words.versions:
            self.words.versions[given["id"]] = Version(
                id=given["id"],
                name=given["name"],
                project_id=project_id,
                sequence=len(self.words.versions) + 1,
                released=bool(given.get("released")),
                archived=bool(given.get("archived")),
                start_date=self._day_text(given.get("startDate")),
                release_date=self._day_text(given.get("releaseDate")),
                description=given.get("description"),
            )
        return str(given["id"])

    def status(self, given: Json) -> str:
        if given["id"] not in self.words.statuses:
            self.words.statuses[given["id"]] = Status(
                id=given["id"],
                name=given["name"],
                category=_CATEGORY[given["statusCategory"]["key"]],
                description=given.get("description") or "",
            )
        return str(given["id"])

    def _priority(self, given: Json | None) -> str | None:
        if given is None:
            return None
        if given["id"] not in self.words.priorities:
            self.words.priorities[given["id"]] = Priority(id=given["id"], name=given["name"])
        return str(given["id"])

    def _resolution(self, given: Json | None) -> str | None:
        if given is None:
            return None
        if given["id"] not in self.words.resolutions:
            self.words.resolutions[given["id"]] = Resolution(id=given["id"], name=given["name"])
        return str(given["id"])

    def _user(self, given: Json | None) -> str | None:
        if given is None:
            return None
        account_id = str(given["accountId"])
        if account_id not in self.words.users:
            self.words.users[account_id] = User(
                account_id=account_id,
                display_name=given["displayName"],
                email=given.get("emailAddress"),
                name=given.get("name", ""),
                key=given.get("key", ""),
                active=given.get("active", True),
                account_type=given.get("accountType", "atlassian"),
                time_zone=given.get("timeZone", "UTC"),
            )
        return account_id

    def _sprint(self, given: Json) -> int:
        if given["id"] not in self.words.sprints:
            self.words.sprints[given["id"]] = Sprint(
                id=given["id"],
                name=given["name"],
                state=given["state"].lower(),
                board_id=given.get("boardId") or 1,
                start=self._instant_text(given.get("startDate")),
                end=self._instant_text(given.get("endDate")),
                complete=self._instant_text(given.get("completeDate")),
                goal=given.get("goal"),
            )
        return int(given["id"])

    def _level(self, given: Json | str | None) -> str | None:
        if not given:
            return None
        name = given if isinstance(given, str) else given["name"]
        for level in self.words.levels.values():
            if level.name == name:
                return level.id
        number = str(10_000 + len(self.words.levels)) if isinstance(given, str) else given["id"]
        self.words.levels[number] = SecurityLevel(id=number, name=name)
        return str(number)

    def _link(self, given: Json) -> Link:
        kind, inward = given["type"], "inwardIssue" in given
        other = given["inwardIssue"] if inward else given["outwardIssue"]
        if kind["id"] not in self.words.link_types:
            self.words.link_types[kind["id"]] = LinkType(
                id=kind["id"], name=kind["name"], inward=kind["inward"], outward=kind["outward"]
            )
        return Link(
            id=given["id"],
            type_id=kind["id"],
            inward=inward,
            other_id=str(other.get("id", "")),
            other_key=other["key"],
        )

    # --- issues ----------------------------------------------------------------------------------------

    def issue(self, given: Json) -> Issue:
        fields = given["fields"]
        project_id = self._project(fields["project"])
        reporter = self._user(fields.get("reporter"))
        parent = fields.get("parent") or {}
        creator = self._user(fields.get("creator")) if "creator" in fields else reporter
        return Issue(
            id=given["id"],
            key=given["key"],
            project_id=project_id,
            type_id=self._type(fields["issuetype"]),
            status_id=self.status(fields["status"]),
            summary=fields["summary"],
            created=self._moment(fields["created"]),
            updated=self._moment(fields["updated"]),
            description=fields.get("description"),
            environment=fields.get("environment"),
            priority_id=self._priority(fields.get("priority")),
            resolution_id=self._resolution(fields.get("resolution")),
            resolved=self._maybe(fields.get("resolutiondate")),
            due=self._day(fields.get("duedate")),
            component_ids=tuple(
                self._component(one, project_id) for one in fields.get("components", ())
            ),
            affected_ids=tuple(
                self._version(one, project_id) for one in fields.get("versions", ())
            ),
            fix_ids=tuple(self._version(one, project_id) for one in fields.get("fixVersions", ())),
            labels=tuple(fields.get("labels", ())),
            assignee_id=self._user(fields.get("assignee")),
            reporter_id=reporter,
            creator_id=creator,
            sprint_ids=tuple(self._sprint(one) for one in fields.get("customfield_10020") or ()),
            epic_key=fields.get("customfield_10014"),
            epic_name=fields.get("customfield_10011"),
            parent_id=parent.get("id"),
            parent_key=parent.get("key"),
            security_id=self._level(given.get("security") or fields.get("security")),
            links=tuple(self._link(one) for one in fields.get("issuelinks", ())),
            comments=tuple(
                self._comment(one) for one in (fields.get("comment") or {}).get("comments", ())
            ),
            history=self._history(given),
        )

    def _comment(self, given: Json) -> Comment:
        return Comment(
            id=given["id"],
            author_id=self._user(given.get("author")),
            body=given["body"],
            created=self._moment(given["created"]),
            updated=self._moment(given.get("updated") or given["created"]),
        )

    def _history(self, given: Json) -> tuple[History, ...]:
        if "changelog" not in given:
            return self._derived(given)
        told = given["changelog"]
        histories = told["histories"] if isinstance(told, dict) else told
        read = [
            History(
                id=str(one["id"]),
                author_id=self._user(one.get("author")),
                at=self._moment(one["created"]),
                items=tuple(self._item(item) for item in one["items"]),
            )
            for one in histories
        ]
        return tuple(sorted(read, key=lambda history: history.at))

    @staticmethod
    def _item(given: Json) -> ChangeItem:
        return ChangeItem(
            field=given["field"],
            field_id=given.get("fieldId") or given["field"],
            old=given.get("from"),
            old_text=given.get("fromString"),
            new=given.get("to"),
            new_text=given.get("toString"),
            custom=given.get("fieldtype") == "custom",
        )

    @cached_property
    def _first(self) -> Json | None:
        """What issues are created in, as far as the names tell; every status is known when it is asked for."""
        every = self.words.statuses.values()
        waiting = {one.name: one for one in every if one.category.key == "new"}
        first = waiting.get("Open") or waiting.get("To Do") or next(iter(waiting.values()), None)
        return None if first is None else {"id": first.id, "name": first.name}

    def _derived(self, given: Json) -> tuple[History, ...]:
        """All that an export without history proves: the resolution was set at `resolutiondate`, by we don't know whom.

        The status is told to have come from the site's first one, since where it really came from is not known.
        """
        fields = given["fields"]
        resolution, at = fields.get("resolution"), fields.get("resolutiondate")
        if resolution is None or at is None:
            return ()
        items = [_set("resolution", None, resolution)]
        if fields["status"]["statusCategory"]["key"] == "done" and self._first is not None:
            items.append(_set("status", self._first, fields["status"]))
        ident = str(50_000_000 + int(given["id"]))
        moment = self._moment(at)
        return (History(id=ident, author_id=None, at=moment, items=tuple(items), synthesised=True),)

    # --- time ------------------------------------------------------------------------------------------

    def _moment(self, text: str) -> datetime:
        return moment(text) + self._shift

    def _maybe(self, text: str | None) -> datetime | None:
        return None if text is None else self._moment(text)

    def _day(self, text: str | None) -> date | None:
        return None if text is None else date.fromisoformat(text) + self._shift

    def _day_text(self, text: str | None) -> str | None:
        day = self._day(text)
        return None if day is None else day.isoformat()

    def _instant_text(self, text: str | None) -> str | None:
        if text is None:
            return None
        return self._moment(text).isoformat(timespec="milliseconds").replace("+00:00", "Z")
