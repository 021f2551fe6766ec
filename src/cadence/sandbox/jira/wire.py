"""From the site's values to the JSON that Jira sends, pre-serialised where it is asked for again and again."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson

from cadence.sandbox.jira import markup
from cadence.sandbox.jira.model import (
    Category,
    ChangeItem,
    Comment,
    Component,
    History,
    Issue,
    IssueType,
    Link,
    Priority,
    Project,
    Resolution,
    SecurityLevel,
    Sprint,
    Status,
    User,
    Version,
)
from cadence.sandbox.jira.site import Site

Json = dict[str, Any]

EXPANDABLE = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"

CHANGES_IN_SEARCH = 40
"""How many histories `expand=changelog` brings at most. Source: the bulk-fetch resource's own description."""

_KEPT_SETS = 8
"""Combinations of fields whose issues stay serialised."""


class Flavour(StrEnum):
    CLOUD = "cloud"
    DATACENTER = "datacenter"

    @property
    def versions(self) -> tuple[str, ...]:
        """The versions of the API that it serves, its own one first."""
        return ("3", "2", "latest") if self is Flavour.CLOUD else ("2", "latest")


def instant(moment: datetime) -> str:
    """As Jira writes it: "2026-01-02T13:45:00.000+0000"."""
    text = moment.astimezone(UTC)
    return f"{text:%Y-%m-%dT%H:%M:%S}.{text.microsecond // 1000:03d}+0000"


def _maybe(moment: datetime | None) -> str | None:
    return None if moment is None else instant(moment)


class Wire:
    """`base` is the address that `self` links begin with. Hold the site's lock while using it.

    Text is a document in version 3 of the API and wiki markup in version 2, on Cloud too.
    """

    def __init__(self, site: Site, base: str, flavour: Flavour, version: str) -> None:
        self.site = site
        self.base = base
        self.flavour = flavour
        self.api = f"{base}/rest/api/{version}"
        self._cloud = flavour is Flavour.CLOUD
        self._documents = version == "3"
        self._words = site.words
        self._fragments: dict[tuple[str, Any], orjson.Fragment] = {}
        self._issues: OrderedDict[tuple[str, ...], dict[int, bytes]] = OrderedDict()
        self._generation = site.vocabulary_generation
        site.watch(self._forget)

    # --- issues ----------------------------------------------------------------------------------------

    def issue(self, row: int, fields: tuple[str, ...] | None, *, changelog: bool = False) -> bytes:
        """One issue's JSON. `fields`: ids of fields, None for the id alone."""
        issue = self.site.at(row)
        if fields is None and not changelog:
            return b'{"id":"%s"}' % issue.id.encode()
        if changelog:
            return orjson.dumps(self._issue(issue, fields or ()) | self._expanded(issue))
        kept = self._kept(fields or ())
        found = kept.get(row)
        if found is None:
            found = kept[row] = orjson.dumps(self._issue(issue, fields or ()))
        return found

    def _kept(self, fields: tuple[str, ...]) -> dict[int, bytes]:
        if self._generation != self.site.vocabulary_generation:
            self._generation = self.site.vocabulary_generation
            self._fragments.clear()
            self._issues.clear()
        if fields not in self._issues and len(self._issues) >= _KEPT_SETS:
            self._issues.popitem(last=False)
        return self._issues.setdefault(fields, {})

    def _forget(self, row: int, _: Issue | None) -> None:
        for kept in self._issues.values():
            kept.pop(row, None)

    def _issue(self, issue: Issue, fields: Iterable[str]) -> Json:
        return {
            "expand": EXPANDABLE,
            "id": issue.id,
            "self": f"{self.api}/issue/{issue.id}",
            "key": issue.key,
            "fields": {name: FIELDS[name](self, issue) for name in fields},
        }

    def _expanded(self, issue: Issue) -> Json:
        """Newest first and cut on Cloud; whole and oldest first on Data Center."""
        total = len(issue.history)
        told: Sequence[History] = issue.history
        if self._cloud:
            told = issue.history[::-1][:CHANGES_IN_SEARCH]
        histories = [self.history(one) for one in told]
        return {
            "changelog": {
                "startAt": 0,
                "maxResults": len(histories),
                "total": total,
                "histories": histories,
            }
        }

    def history(self, history: History) -> Json:
        told = {
            "id": history.id,
            "author": self.user_or_none(history.author_id),
            "created": instant(history.at),
            "items": [self.change(item) for item in history.items],
        }
        return {key: value for key, value in told.items() if value is not None}

    def change(self, item: ChangeItem) -> Json:
        told = {
            "field": item.field,
            "fieldtype": "custom" if item.custom else "jira",
            "fieldId": item.field_id,
            "from": item.old,
            "fromString": item.old_text,
            "to": item.new,
            "toString": item.new_text,
        }
        if not self._cloud:
            del told["fieldId"]
        return told

    def comment(self, issue: Issue, comment: Comment) -> Json:
        author = self.user_or_none(comment.author_id)
        told: Json = {
            "self": f"{self.api}/issue/{issue.id}/comment/{comment.id}",
            "id": comment.id,
            "author": author,
            "body": self.text(comment.body),
            "updateAuthor": author,
            "created": instant(comment.created),
            "updated": instant(comment.updated),
        }
        if self._cloud:
            told["jsdPublic"] = True
        return {key: value for key, value in told.items() if value is not None}

    def comments(self, issue: Issue) -> Json:
        told = [self.comment(issue, comment) for comment in issue.comments]
        page: Json = {"comments": told}
        if self._cloud:
            page["self"] = f"{self.api}/issue/{issue.id}/comment"
        return page | {"maxResults": len(told), "total": len(told), "startAt": 0}

    def text(self, wiki: str | None) -> str | Json | None:
        if wiki is None or not self._documents:
            return wiki
        return markup.document(wiki, self._mention)

    def _mention(self, account: str) -> str:
        user = self._words.users.get(account)
        return user.display_name if user else account

    def link(self, link: Link) -> Json:
        kind = self._words.link_types[link.type_id]
        other = self.site.row(link.other_id)
        issue = None if other is None else self.site.issues[other]
        return {
            "id": link.id,
            "self": f"{self.api}/issueLink/{link.id}",
            "type": {
                "id": kind.id,
                "name": kind.name,
                "inward": kind.inward,
                "outward": kind.outward,
                "self": f"{self.api}/issueLinkType/{kind.id}",
            },
            "inwardIssue" if link.inward else "outwardIssue": self._beside(issue, link),
        }

    def _beside(self, issue: Issue | None, link: Link) -> Json:
        if issue is None:
            return {
                "id": link.other_id,
                "key": link.other_key,
                "self": f"{self.api}/issue/{link.other_id}",
            }
        return self.brief(issue)

    def brief(self, issue: Issue) -> Json:
        """An issue as it stands inside another one."""
        return {
            "id": issue.id,
            "key": issue.key,
            "self": f"{self.api}/issue/{issue.id}",
            "fields": {
                "summary": issue.summary,
                "status": FIELDS["status"](self, issue),
                "priority": FIELDS["priority"](self, issue),
                "issuetype": FIELDS["issuetype"](self, issue),
            },
        }

    # --- the vocabulary --------------------------------------------------------------------------------

    def one(self, table: str, ident: Any) -> orjson.Fragment | None:
        """Anything of the vocabulary, as it stands inside an issue."""
        if ident is None:
            return None
        found = self._fragments.get((table, ident))
        if found is None:
            told = _TOLD[table](self, getattr(self._words, table)[ident])
            found = self._fragments[table, ident] = orjson.Fragment(orjson.dumps(told))
        return found

    def many(self, table: str, idents: Iterable[Any]) -> list[orjson.Fragment | None]:
        return [self.one(table, ident) for ident in idents]

    def user_or_none(self, account_id: str | None) -> Json | None:
        return None if account_id is None else self.user(self._words.users[account_id])

    def user(self, user: User) -> Json:
        who = f"accountId={user.account_id}" if self._cloud else f"username={user.name}"
        told: Json = {"self": f"{self.api}/user?{who}"}
        if self._cloud:
            told |= {"accountId": user.account_id, "accountType": user.account_type}
        else:
            told |= {"name": user.name, "key": user.key}
        if user.email:
            told["emailAddress"] = user.email
        return told | {
            "displayName": user.display_name,
            "active": user.active,
            "timeZone": user.time_zone,
            "avatarUrls": self._avatars("user"),
        }

    def _avatars(self, kind: str) -> Json:
        return {
            f"{size}x{size}": f"{self.base}/secure/{kind}avatar?size={size}"
            for size in (16, 24, 32, 48)
        }

    def category(self, category: Category) -> Json:
        return {
            "self": f"{self.api}/statuscategory/{category.id}",
            "id": category.id,
            "key": category.key,
            "colorName": category.color,
            "name": category.name,
        }

    def status(self, status: Status) -> Json:
        return {
            "self": f"{self.api}/status/{status.id}",
            "description": status.description,
            "iconUrl": f"{self.base}/images/icons/statuses/generic.png",
            "name": status.name,
            "id": status.id,
            "statusCategory": self.category(status.category),
        }

    def priority(self, priority: Priority) -> Json:
        return {
            "self": f"{self.api}/priority/{priority.id}",
            "iconUrl": f"{self.base}/images/icons/priorities/{priority.id}.svg",
            "name": priority.name,
            "id": priority.id,
        }

    def resolution(self, resolution: Resolution) -> Json:
        return {
            "self": f"{self.api}/resolution/{resolution.id}",
            "id": resolution.id,
            "description": resolution.description,
            "name": resolution.name,
        }

    def type(self, kind: IssueType) -> Json:
        told = {
            "self": f"{self.api}/issuetype/{kind.id}",
            "id": kind.id,
            "description": kind.description,
            "iconUrl": f"{self.base}/images/icons/issuetypes/{kind.id}.svg",
            "name": kind.name,
            "subtask": kind.subtask,
            "avatarId": 10300,
        }
        if self._cloud:
            level = 1 if kind.name == "Epic" else -1 if kind.subtask else 0
            told["hierarchyLevel"] = level
        return told

    def component(self, component: Component) -> Json:
        told = {
            "self": f"{self.api}/component/{component.id}",
            "id": component.id,
            "name": component.name,
        }
        return told | ({"description": component.description} if component.description else {})

    def component_in_full(self, component: Component) -> Json:
        project = self._words.projects[component.project_id]
        lead = self.user_or_none(component.lead_id)
        return (
            self.component(component)
            | ({"lead": lead} if lead else {})
            | {
                "assigneeType": "PROJECT_DEFAULT",
                "isAssigneeTypeValid": False,
                "project": project.key,
                "projectId": int(project.id),
            }
        )

    def version(self, version: Version) -> Json:
        told = {
            "self": f"{self.api}/version/{version.id}",
            "id": version.id,
            "description": version.description,
            "name": version.name,
            "archived": version.archived,
            "released": version.released,
            "releaseDate": version.release_date,
        }
        return {key: value for key, value in told.items() if value is not None}

    def version_in_full(self, version: Version) -> Json:
        told = self.version(version) | {"projectId": int(version.project_id)}
        if version.start_date:
            told["startDate"] = version.start_date
        if version.release_date and not version.released:
            today = self.site.clock.now().date().isoformat()
            told["overdue"] = version.release_date < today
        return told

    def project(self, project: Project) -> Json:
        told = {
            "self": f"{self.api}/project/{project.id}",
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "projectTypeKey": project.project_type,
            "avatarUrls": self._avatars("project"),
        }
        return told | ({"simplified": False} if self._cloud else {})

    def project_in_full(self, project: Project) -> Json:
        words = self._words
        lead = self.user_or_none(project.lead_id)
        told = self.project(project) | {
            "expand": "description,lead,issueTypes,url,projectKeys",
            "description": project.description,
            "components": [
                self.component(one)
                for one in words.components.values()
                if one.project_id == project.id
            ],
            "issueTypes": self.many("types", project.type_ids),
            "versions": [
                self.version_in_full(one)
                for one in words.versions.values()
                if one.project_id == project.id
            ],
            "assigneeType": "UNASSIGNED",
            "roles": {},
        }
        if self._cloud:
            told |= {"style": "classic", "isPrivate": False, "properties": {}}
        return told | ({"lead": lead} if lead else {})

    def level(self, level: SecurityLevel) -> Json:
        return {
            "self": f"{self.api}/securitylevel/{level.id}",
            "id": level.id,
            "description": level.description,
            "name": level.name,
        }

    def sprint(self, sprint: Sprint) -> Json:
        told = {
            "id": sprint.id,
            "name": sprint.name,
            "state": sprint.state,
            "boardId": sprint.board_id,
            "goal": sprint.goal or "",
            "startDate": sprint.start,
            "endDate": sprint.end,
            "completeDate": sprint.complete,
        }
        return {key: value for key, value in told.items() if value is not None}

    def sprint_text(self, sprint: Sprint) -> str:
        """Data Center writes a sprint as the text of a Java object."""
        facts = {
            "id": sprint.id,
            "rapidViewId": sprint.board_id,
            "state": sprint.state.upper(),
            "name": sprint.name,
            "startDate": sprint.start or "<null>",
            "endDate": sprint.end or "<null>",
            "completeDate": sprint.complete or "<null>",
            "sequence": sprint.id,
            "goal": sprint.goal or "",
        }
        inside = ",".join(f"{key}={value}" for key, value in facts.items())
        return f"com.atlassian.greenhopper.service.sprint.Sprint@{sprint.id:x}[{inside}]"


def _sprints(wire: Wire, issue: Issue) -> Any:
    if not issue.sprint_ids:
        return None
    sprints = wire.site.words.sprints
    if wire.flavour is Flavour.CLOUD:
        return wire.many("sprints", issue.sprint_ids)
    return [wire.sprint_text(sprints[one]) for one in issue.sprint_ids]


def _parent(wire: Wire, issue: Issue) -> Any:
    row = wire.site.row(issue.parent_id) if issue.parent_id else None
    parent = None if row is None else wire.site.issues[row]
    if parent is not None:
        return wire.brief(parent)
    if issue.parent_id is None:
        return None
    return {
        "id": issue.parent_id,
        "key": issue.parent_key,
        "self": f"{wire.api}/issue/{issue.parent_id}",
    }


_TOLD: dict[str, Callable[[Wire, Any], Json]] = {
    "users": Wire.user,
    "projects": Wire.project,
    "components": Wire.component,
    "versions": Wire.version,
    "types": Wire.type,
    "priorities": Wire.priority,
    "statuses": Wire.status,
    "resolutions": Wire.resolution,
    "levels": Wire.level,
    "sprints": Wire.sprint,
}

FIELDS: dict[str, Callable[[Wire, Issue], Any]] = {
    "summary": lambda _, i: i.summary,
    "issuetype": lambda w, i: w.one("types", i.type_id),
    "project": lambda w, i: w.one("projects", i.project_id),
    "status": lambda w, i: w.one("statuses", i.status_id),
    "priority": lambda w, i: w.one("priorities", i.priority_id),
    "resolution": lambda w, i: w.one("resolutions", i.resolution_id),
    "resolutiondate": lambda _, i: _maybe(i.resolved),
    "created": lambda _, i: instant(i.created),
    "updated": lambda _, i: instant(i.updated),
    "duedate": lambda _, i: i.due and i.due.isoformat(),
    "components": lambda w, i: w.many("components", i.component_ids),
    "versions": lambda w, i: w.many("versions", i.affected_ids),
    "fixVersions": lambda w, i: w.many("versions", i.fix_ids),
    "labels": lambda _, i: i.labels,
    "assignee": lambda w, i: w.one("users", i.assignee_id),
    "reporter": lambda w, i: w.one("users", i.reporter_id),
    "creator": lambda w, i: w.one("users", i.creator_id),
    "parent": _parent,
    "security": lambda w, i: w.one("levels", i.security_id),
    "issuelinks": lambda w, i: [w.link(one) for one in i.links],
    "description": lambda w, i: w.text(i.description),
    "environment": lambda w, i: w.text(i.environment),
    "customfield_10020": _sprints,
    "customfield_10014": lambda _, i: i.epic_key,
    "customfield_10011": lambda _, i: i.epic_name,
    "comment": lambda w, i: w.comments(i),
}

NOT_NAVIGABLE = frozenset({"comment"})


def field_set(asked: Iterable[str], *, default: str) -> tuple[str, ...] | None:
    """The fields that `fields=…` stands for; None where it is the id alone. What there is not is left out."""
    words = [word.strip() for part in asked for word in part.split(",") if word.strip()] or [
        default
    ]
    if not any(word.startswith("-") for word in words) and set(words) <= {"id"}:
        return None
    chosen: dict[str, None] = {}
    if all(word.startswith("-") for word in words):
        words = [default, *words]
    for word in words:
        if word == "*all":
            chosen |= dict.fromkeys(FIELDS)
        elif word == "*navigable":
            chosen |= dict.fromkeys(name for name in FIELDS if name not in NOT_NAVIGABLE)
        elif word.startswith("-"):
            chosen.pop(word[1:], None)
        elif word in FIELDS:
            chosen[word] = None
    return tuple(sorted(chosen))
