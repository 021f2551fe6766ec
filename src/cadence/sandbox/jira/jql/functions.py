"""JQL's functions: what each takes, what kind of value it gives, and whether it gives many."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cadence.sandbox.jira.jql import dates
from cadence.sandbox.jira.jql.ast import Function
from cadence.sandbox.jira.jql.context import Context
from cadence.sandbox.jira.jql.errors import JqlError
from cadence.sandbox.jira.model import Project, Version

Given = frozenset[str] | datetime
"""Ids, or one instant."""


@dataclass(frozen=True, slots=True)
class Served:
    name: str
    kind: str
    """What its values are: "user", "version", "sprint", "issue", "type", "component", "project" or "moment"."""
    many: bool
    least: int
    most: int | None
    """Number of arguments; None is any."""
    give: Callable[[Context, tuple[str, ...]], Given]
    single_too: bool = False
    """A list that `=` accepts as well."""


def served(function: Function) -> Served:
    """Raises JqlError where Jira, or this sandbox, has no such function, or the arguments don't fit."""
    found = FUNCTIONS.get(function.name.casefold())
    if found is None:
        raise JqlError(_missing(function))
    given = len(function.arguments)
    if given < found.least or (found.most is not None and given > found.most):
        raise JqlError(_wrong_number(found, given))
    return found


def _missing(function: Function) -> str:
    known = next((name for name in NOT_SERVED if name.casefold() == function.name.casefold()), None)
    if known:
        return f"Function '{known}' is known to Jira, but this sandbox does not serve it."
    return f"Unable to find JQL function '{function.shown}'."


def _wrong_number(function: Served, given: int) -> str:
    if function.most is None:
        wanted = f"at least '{function.least}'"
    elif function.least == function.most:
        wanted = f"'{function.most}'"
    else:
        wanted = f"between '{function.least}' and '{function.most}'"
    return f"Function '{function.name}' expected {wanted} arguments but received '{given}'."


def _current_user(context: Context, _: tuple[str, ...]) -> Given:
    return frozenset({context.account.user_id})


def _members_of(context: Context, arguments: tuple[str, ...]) -> Given:
    wanted = arguments[0].casefold()
    for name, members in context.site.words.groups.items():
        if name.casefold() == wanted:
            return members
    raise JqlError(
        f"Function 'membersOf' can not generate a list of usernames for group '{arguments[0]}'; "
        "the group does not exist."
    )


def _now(context: Context, _: tuple[str, ...]) -> Given:
    return context.moment()


def _edge(name: str) -> Callable[[Context, tuple[str, ...]], Given]:
    def give(context: Context, arguments: tuple[str, ...]) -> Given:
        increment = arguments[0] if arguments else ""
        found = dates.edge(
            name.lower(),
            increment,
            now=context.moment(),
            zone=context.zone,
            first_weekday=context.first_weekday,
        )
        if found is None:
            raise JqlError(
                f"Date value '{increment}' for function '{name}' is invalid. Valid formats are: 'nn(y|M|w|d|h|m)'."
            )
        return found

    return give


def _sprints(state: str) -> Callable[[Context, tuple[str, ...]], Given]:
    def give(context: Context, _: tuple[str, ...]) -> Given:
        every = context.site.words.sprints.values()
        return frozenset(str(sprint.id) for sprint in every if sprint.state == state)

    return give


def _project(context: Context, name: str, function: str) -> Project:
    wanted = name.casefold()
    for project in context.projects.values():
        if wanted in {project.key.casefold(), project.name.casefold(), project.id}:
            return project
    raise JqlError(f"Could not resolve the project '{name}' provided to function '{function}'.")


def _versions_of(
    context: Context, names: Iterable[str], function: str, *, released: bool
) -> list[Version]:
    ids = {_project(context, name, function).id for name in names}
    every = context.versions.values()
    return [
        version
        for version in every
        if version.released is released
        and not version.archived
        and (not ids or version.project_id in ids)
    ]


def _versions(function: str, *, released: bool) -> Callable[[Context, tuple[str, ...]], Given]:
    def give(context: Context, arguments: tuple[str, ...]) -> Given:
        found = _versions_of(context, arguments, function, released=released)
        return frozenset(version.id for version in found)

    return give


def _latest_released(context: Context, arguments: tuple[str, ...]) -> Given:
    found = _versions_of(context, arguments, "latestReleasedVersion", released=True)
    latest = max(found, key=lambda version: version.sequence, default=None)
    return frozenset() if latest is None else frozenset({latest.id})


def _earliest_unreleased(context: Context, arguments: tuple[str, ...]) -> Given:
    found = _versions_of(context, arguments, "earliestUnreleasedVersion", released=False)
    earliest = min(found, key=lambda version: version.sequence, default=None)
    return frozenset() if earliest is None else frozenset({earliest.id})


def _linked_issues(context: Context, arguments: tuple[str, ...]) -> Given:
    row = context.row(arguments[0])
    issue = None if row is None else context.index.issues.get(row)
    if issue is None:
        raise JqlError(f"Issue '{arguments[0]}' could not be found in function 'linkedIssues'.")
    wanted = {name.casefold() for name in arguments[1:]}
    kinds = context.site.words.link_types
    known = {name.casefold() for kind in kinds.values() for name in (kind.inward, kind.outward)}
    for name in arguments[1:]:
        if name.casefold() not in known:
            raise JqlError(
                f"Issue link type '{name}' could not be found in function 'linkedIssues'."
            )
    return frozenset(
        link.other_id
        for link in issue.links
        if not wanted
        or (kinds[link.type_id].inward if link.inward else kinds[link.type_id].outward).casefold()
        in wanted
    )


def _types(*, subtask: bool) -> Callable[[Context, tuple[str, ...]], Given]:
    def give(context: Context, _: tuple[str, ...]) -> Given:
        every = context.site.words.types.values()
        return frozenset(one.id for one in every if one.subtask is subtask)

    return give


def _user(context: Context, arguments: tuple[str, ...], function: str) -> str:
    if not arguments:
        return context.account.user_id
    wanted = arguments[0].casefold()
    for user in context.site.words.users.values():
        if wanted in {
            user.account_id.casefold(),
            user.name.casefold(),
            (user.email or "").casefold(),
        }:
            return user.account_id
    raise JqlError(
        f"Function '{function}' can not generate a list for user '{arguments[0]}'; the user does not exist."
    )


def _components_led_by(context: Context, arguments: tuple[str, ...]) -> Given:
    lead = _user(context, arguments, "componentsLeadByUser")
    every = context.site.words.components.values()
    return frozenset(
        one.id for one in every if one.lead_id == lead and one.project_id in context.projects
    )


def _projects_led_by(context: Context, arguments: tuple[str, ...]) -> Given:
    lead = _user(context, arguments, "projectsLeadByUser")
    return frozenset(one.id for one in context.projects.values() if one.lead_id == lead)


_EDGES = tuple(
    f"{end}Of{unit}" for end in ("start", "end") for unit in ("Day", "Week", "Month", "Year")
)

FUNCTIONS: dict[str, Served] = {
    function.name.casefold(): function
    for function in (
        Served("currentUser", "user", False, 0, 0, _current_user),
        Served("membersOf", "user", True, 1, 1, _members_of),
        Served("now", "moment", False, 0, 0, _now),
        *(Served(name, "moment", False, 0, 1, _edge(name)) for name in _EDGES),
        Served("openSprints", "sprint", True, 0, 0, _sprints("active")),
        Served("closedSprints", "sprint", True, 0, 0, _sprints("closed")),
        Served("futureSprints", "sprint", True, 0, 0, _sprints("future")),
        Served(
            "releasedVersions",
            "version",
            True,
            0,
            None,
            _versions("releasedVersions", released=True),
        ),
        Served(
            "unreleasedVersions",
            "version",
            True,
            0,
            None,
            _versions("unreleasedVersions", released=False),
        ),
        Served("latestReleasedVersion", "version", True, 1, 1, _latest_released, True),
        Served("earliestUnreleasedVersion", "version", True, 1, 1, _earliest_unreleased, True),
        Served("linkedIssues", "issue", True, 1, None, _linked_issues),
        Served("standardIssueTypes", "type", True, 0, 0, _types(subtask=False)),
        Served("subtaskIssueTypes", "type", True, 0, 0, _types(subtask=True)),
        Served("componentsLeadByUser", "component", True, 0, 1, _components_led_by),
        Served("projectsLeadByUser", "project", True, 0, 1, _projects_led_by),
    )
}

NOT_SERVED = """
    approved approver breached cascadeOption completed currentLogin customerDetail elapsed entitlementDetail
    entitlementProduct everbreached issueHistory issuesWithRemoteLinksByGlobalId lastLogin lapsed myApproval
    myPending organizationMembers parentEpic paused pending pendingBy portfolioChildIssuesOf
    projectsWhereUserHasPermission projectsWhereUserHasRole remaining running spacesLeadByUser
    spacesWhereUserHasPermission spacesWhereUserHasRole updatedBy votedIssues watchedIssues
    withinCalendarHours workItemHistory choiceOption
""".split()  # noqa: SIM905 - a word a line would be a page of them
"""Functions that Jira has and this sandbox has not."""
