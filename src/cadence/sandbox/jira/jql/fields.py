"""The fields that JQL can ask about: their names, operators, values and order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cadence.sandbox.jira.jql.context import Context, by_name
from cadence.sandbox.jira.jql.errors import JqlError
from cadence.sandbox.jira.model import CATEGORIES, Issue

Find = Callable[[Context, str, bool], frozenset[str]]
"""The ids a value stands for. Told the text, and whether it was written as bare digits."""

EQUAL = frozenset(("=", "!=", "in", "not in", "is", "is not"))
ORDERED = frozenset(("<", "<=", ">", ">="))
LIKE = frozenset(("~", "!~"))
WAS = frozenset(("was", "was not", "was in", "was not in", "changed", "not changed"))


Key = Callable[[Context, Issue], Any]
"""What an issue is ordered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What all fields have. `names` are those of JQL, the first one Jira's own."""

    id: str
    """As in REST: "fixVersions", "customfield_10020"."""
    names: tuple[str, ...]
    operators: frozenset[str]
    accepts: frozenset[str] = frozenset()
    """Kinds of functions whose values it takes."""
    sort: Key | None = None
    """The key to order by; None is an empty field, which comes last going up."""
    falls: bool = False
    """Whether ORDER BY without a direction goes down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueField(Field):
    column: str
    find: Find
    missing: str = "The value '{value}' does not exist for the field '{field}'."
    rank: Callable[[Context, str], tuple[str, int] | None] = lambda _context, _id: None
    """Group and place of an id, for `<` and `>`: only those of one group compare."""
    names_of: Callable[[Context], Mapping[str, str]] = lambda _: {}
    """Names by id, for `~` on names and for the history."""
    lenient: bool = False
    """Whether a value that nobody has is simply nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentField(Field):
    column: str
    whole_days: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field):
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyField(Field):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacant(Field):
    """A field that is read but holds nothing here, such as an entity property."""


# --- how values are found -------------------------------------------------------------------------------


def _named(things: Callable[[Context], Mapping[Any, Any]]) -> Find:
    def find(context: Context, text: str, number: bool) -> frozenset[str]:
        every = things(context).values()
        return by_name(every, text, number=number, also=lambda thing: (thing.name,))

    return find


def _projects(context: Context, text: str, number: bool) -> frozenset[str]:
    every = context.projects.values()
    return by_name(every, text, number=number, also=lambda one: (one.key, one.name))


def _users(context: Context, text: str, _number: bool) -> frozenset[str]:
    wanted = text.casefold()
    return frozenset(
        user.account_id
        for user in context.site.words.users.values()
        if user.account_id == text
        or wanted in {user.display_name.casefold(), user.name.casefold(), user.key.casefold()}
        or (user.email is not None and user.email.casefold() == wanted)
    )


def _components(context: Context) -> Mapping[str, Any]:
    every = context.site.words.components.items()
    return {key: one for key, one in every if one.project_id in context.projects}


def _levels(context: Context) -> Mapping[str, Any]:
    every = context.site.words.levels.items()
    return {key: one for key, one in every if one.name in context.account.levels}


def _labels(_context: Context, text: str, _number: bool) -> frozenset[str]:
    return frozenset({text.casefold()})


def _resolutions(context: Context, text: str, number: bool) -> frozenset[str]:
    if text.casefold() == "unresolved":
        return frozenset({""})
    return _named(lambda c: c.site.words.resolutions)(context, text, number)


def _categories(context: Context, text: str, number: bool) -> frozenset[str]:
    found = by_name(
        CATEGORIES, text, number=number, also=lambda one: (one.name, one.key, *one.aliases)
    )
    if not found:
        return frozenset()
    every = context.site.words.statuses.values()
    return frozenset(s.id for s in every if str(s.category.id) in found) or frozenset({"-"})


def _issue_ids(context: Context, text: str, _number: bool) -> frozenset[str]:
    row = context.row(text)
    return frozenset() if row is None else frozenset({context.index.issues[row].id})


def _epics(context: Context, text: str, _number: bool) -> frozenset[str]:
    row = context.row(text)
    if row is not None:
        return frozenset({context.index.issues[row].key})
    wanted = text.casefold()
    issues = context.index.issues
    return frozenset(
        issues[r].key for r in context.visible if (issues[r].epic_name or "").casefold() == wanted
    )


def _links(context: Context, text: str, _number: bool) -> frozenset[str]:
    wanted = text.casefold()
    found = set()
    for kind in context.site.words.link_types.values():
        named = kind.name.casefold() == wanted or kind.id == text
        found |= {f"in:{kind.id}"} if named or kind.inward.casefold() == wanted else set()
        found |= {f"out:{kind.id}"} if named or kind.outward.casefold() == wanted else set()
    return frozenset(found)


# --- how they rank --------------------------------------------------------------------------------------


def _priority_rank(context: Context, value: str) -> tuple[str, int] | None:
    every = list(context.site.words.priorities)
    return ("", len(every) - every.index(value)) if value in every else None


def _version_rank(context: Context, value: str) -> tuple[str, int] | None:
    version = context.versions.get(value)
    return (version.project_id, version.sequence) if version else None


def key_order(_context: Context, issue: Issue) -> tuple[str, int]:
    project, _, number = issue.key.rpartition("-")
    return project, int(number)


def _name_in(
    things: Callable[[Context], Mapping[Any, Any]], of: Callable[[Issue], str | None]
) -> Callable[[Context, Issue], str | None]:
    def key(context: Context, issue: Issue) -> str | None:
        thing = things(context).get(of(issue))
        return None if thing is None else thing.name.casefold()

    return key


def _place_in(
    things: Callable[[Context], Mapping[Any, Any]], of: Callable[[Issue], str | None]
) -> Callable[[Context, Issue], int | None]:
    def key(context: Context, issue: Issue) -> int | None:
        value = of(issue)
        return None if value is None else list(things(context)).index(value)

    return key


def _importance(context: Context, issue: Issue) -> int | None:
    rank = _priority_rank(context, issue.priority_id) if issue.priority_id else None
    return None if rank is None else rank[1]


def _person(of: Callable[[Issue], str | None]) -> Callable[[Context, Issue], str | None]:
    def key(context: Context, issue: Issue) -> str | None:
        user = context.site.words.users.get(of(issue) or "")
        return None if user is None else user.display_name.casefold()

    return key


def _first_version(
    of: Callable[[Issue], tuple[str, ...]],
) -> Callable[[Context, Issue], int | None]:
    def key(context: Context, issue: Issue) -> int | None:
        versions = context.site.words.versions
        return min((versions[one].sequence for one in of(issue)), default=None)

    return key


def _first_component(context: Context, issue: Issue) -> str | None:
    every = context.site.words.components
    return min((every[one].name.casefold() for one in issue.component_ids), default=None)


def _names(
    things: Callable[[Context], Mapping[Any, Any]],
) -> Callable[[Context], Mapping[str, str]]:
    return lambda context: {str(key): thing.name for key, thing in things(context).items()}


def _user_names(context: Context) -> Mapping[str, str]:
    return {key: user.display_name for key, user in context.site.words.users.items()}


# --- the fields -----------------------------------------------------------------------------------------


def _statuses(context: Context) -> Mapping[Any, Any]:
    return context.site.words.statuses


def _types(context: Context) -> Mapping[Any, Any]:
    return context.site.words.types


def _priorities(context: Context) -> Mapping[Any, Any]:
    return context.site.words.priorities


def _resolution_table(context: Context) -> Mapping[Any, Any]:
    return context.site.words.resolutions


def _versions(context: Context) -> Mapping[Any, Any]:
    return context.versions


def _sprints(context: Context) -> Mapping[Any, Any]:
    return context.site.words.sprints


_DATES = EQUAL | ORDERED
_VERSIONS = EQUAL | ORDERED | LIKE
_USER = frozenset({"user"})
_VERSION = frozenset({"version"})
_MOMENT = frozenset({"moment"})

ASSIGNEE = ValueField(
    id="assignee",
    names=("assignee",),
    operators=EQUAL | WAS,
    accepts=_USER,
    column="assignee",
    find=_users,
    names_of=_user_names,
    sort=_person(lambda i: i.assignee_id),
)

CREATED = MomentField(
    id="created",
    names=("created", "createdDate"),
    operators=_DATES,
    accepts=_MOMENT,
    column="created",
    sort=lambda _, i: i.created,
    falls=True,
)

KEY = KeyField(
    id="issuekey",
    names=("issuekey", "key", "issue", "id", "workitem", "workitemkey"),
    operators=EQUAL | ORDERED,
    accepts=frozenset({"issue"}),
    sort=key_order,
)

FIELDS: tuple[Field, ...] = (
    ValueField(
        id="project",
        names=("project", "space"),
        operators=EQUAL,
        accepts=frozenset({"project"}),
        column="project",
        find=_projects,
        sort=lambda c, i: c.site.words.projects[i.project_id].name.casefold(),
    ),
    KEY,
    ValueField(
        id="issuetype",
        names=("issuetype", "type", "worktype"),
        operators=EQUAL,
        accepts=frozenset({"type"}),
        column="type",
        find=_named(_types),
        sort=_name_in(_types, lambda i: i.type_id),
    ),
    ValueField(
        id="status",
        names=("status",),
        operators=EQUAL | WAS,
        column="status",
        find=_named(_statuses),
        names_of=_names(_statuses),
        sort=_place_in(_statuses, lambda i: i.status_id),
    ),
    ValueField(
        id="statusCategory",
        names=("statusCategory",),
        operators=EQUAL,
        column="status",
        find=_categories,
        sort=lambda c, i: CATEGORIES.index(c.site.words.statuses[i.status_id].category),
    ),
    ValueField(
        id="priority",
        names=("priority",),
        operators=EQUAL | ORDERED | WAS,
        column="priority",
        find=_named(_priorities),
        rank=_priority_rank,
        names_of=_names(_priorities),
        sort=_importance,
        falls=True,
    ),
    ValueField(
        id="resolution",
        names=("resolution",),
        operators=EQUAL | WAS,
        column="resolution",
        find=_resolutions,
        names_of=_names(_resolution_table),
        sort=_place_in(_resolution_table, lambda i: i.resolution_id),
    ),
    ValueField(
        id="components",
        names=("component",),
        operators=EQUAL,
        accepts=frozenset({"component"}),
        column="component",
        find=_named(_components),
        sort=_first_component,
    ),
    ValueField(
        id="fixVersions",
        names=("fixVersion",),
        operators=_VERSIONS | WAS,
        accepts=_VERSION,
        column="fix",
        find=_named(_versions),
        rank=_version_rank,
        names_of=_names(_versions),
        sort=_first_version(lambda i: i.fix_ids),
    ),
    ValueField(
        id="versions",
        names=("affectedVersion",),
        operators=_VERSIONS,
        accepts=_VERSION,
        column="affected",
        find=_named(_versions),
        rank=_version_rank,
        names_of=_names(_versions),
        sort=_first_version(lambda i: i.affected_ids),
    ),
    ValueField(
        id="labels",
        names=("labels", "label"),
        operators=EQUAL,
        column="label",
        find=_labels,
        lenient=True,
        sort=lambda _, i: min((label.casefold() for label in i.labels), default=None),
    ),
    ASSIGNEE,
    ValueField(
        id="reporter",
        names=("reporter",),
        operators=EQUAL | WAS,
        accepts=_USER,
        column="reporter",
        find=_users,
        names_of=_user_names,
        sort=_person(lambda i: i.reporter_id),
    ),
    ValueField(
        id="creator",
        names=("creator",),
        operators=EQUAL,
        accepts=_USER,
        column="creator",
        find=_users,
        sort=_person(lambda i: i.creator_id),
    ),
    ValueField(
        id="customfield_10020",
        names=("Sprint",),
        operators=EQUAL,
        accepts=frozenset({"sprint"}),
        column="sprint",
        find=_named(_sprints),
        missing="Sprint with name '{value}' does not exist or you do not have permission to view it.",
        sort=lambda _, i: max(i.sprint_ids, default=None),
    ),
    ValueField(
        id="customfield_10014",
        names=("Epic Link",),
        operators=EQUAL,
        accepts=frozenset({"issue"}),
        column="epic",
        find=_epics,
        missing="An issue with key '{value}' does not exist for field '{field}'.",
        sort=lambda _, i: i.epic_key,
    ),
    ValueField(
        id="parent",
        names=("parent",),
        operators=EQUAL,
        accepts=frozenset({"issue"}),
        column="parent",
        find=_issue_ids,
        missing="An issue with key '{value}' does not exist for field '{field}'.",
        sort=lambda _, i: i.parent_key,
    ),
    ValueField(
        id="security",
        names=("level",),
        operators=EQUAL,
        column="level",
        find=_named(_levels),
        sort=_place_in(lambda c: c.site.words.levels, lambda i: i.security_id),
    ),
    ValueField(
        id="issuelinks",
        names=("issueLinkType",),
        operators=EQUAL,
        column="link",
        find=_links,
    ),
    CREATED,
    MomentField(
        id="updated",
        names=("updated", "updatedDate"),
        operators=_DATES,
        accepts=_MOMENT,
        column="updated",
        sort=lambda _, i: i.updated,
        falls=True,
    ),
    MomentField(
        id="resolutiondate",
        names=("resolved", "resolutionDate"),
        operators=_DATES,
        accepts=_MOMENT,
        column="resolved",
        sort=lambda _, i: i.resolved,
        falls=True,
    ),
    MomentField(
        id="duedate",
        names=("due", "dueDate"),
        operators=_DATES,
        accepts=_MOMENT,
        column="due",
        whole_days=True,
        sort=lambda _, i: i.due,
        falls=True,
    ),
    TextField(
        id="summary",
        names=("summary",),
        operators=LIKE | {"is", "is not"},
        columns=("summary",),
        sort=lambda _, i: i.summary.casefold(),
    ),
    TextField(
        id="description",
        names=("description",),
        operators=LIKE | {"is", "is not"},
        columns=("description",),
        sort=lambda _, i: i.description and i.description.casefold(),
    ),
    TextField(
        id="environment",
        names=("environment",),
        operators=LIKE | {"is", "is not"},
        columns=("environment",),
        sort=lambda _, i: i.environment and i.environment.casefold(),
    ),
    TextField(id="comment", names=("comment",), operators=LIKE, columns=("comment",)),
    TextField(
        id="text",
        names=("text", "textfields"),
        operators=frozenset("~"),
        columns=("summary", "description", "environment", "comment", "epic name"),
    ),
    TextField(
        id="customfield_10011",
        names=("Epic Name",),
        operators=LIKE | {"is", "is not"},
        columns=("epic name",),
        sort=lambda _, i: i.epic_name and i.epic_name.casefold(),
    ),
    Vacant(
        id="customfield_10019",
        names=("Rank",),
        operators=frozenset(),
        sort=lambda _, i: i.rank or f"{int(i.id):020}",
    ),
)

NOT_SERVED = frozenset(
    name.casefold()
    for name in """
    approvals attachments category comments filter request savedFilter searchRequest hierarchyLevel lastViewed
    organizations originalEstimate timeOriginalEstimate remainingEstimate remainingTime timeEstimate timeSpent
    voter votes watcher watchers worklogAuthor worklogComment worklogDate workRatio issueProperty parentEpic
    parentProject projectType statusCategoryChangedDate team development
""".split()  # noqa: SIM905 - a word a line would be a page of them
)
"""Fields that Jira has and this sandbox has not."""

_BY_NAME = {name.casefold(): one for one in FIELDS for name in one.names}
_BY_ID = {one.id.casefold(): one for one in FIELDS if one.id.startswith("customfield_")}


def lookup(name: str, custom_id: int | None) -> Field:
    """Raises JqlError where Jira, or this sandbox, has no such field."""
    wanted = name.casefold() if custom_id is None else f"customfield_{custom_id}"
    found = _BY_NAME.get(wanted) if custom_id is None else None
    found = found or _BY_ID.get(wanted)
    if found is not None:
        return found
    if wanted in NOT_SERVED:
        raise JqlError(f"Field '{name}' is known to Jira, but this sandbox does not serve it.")
    raise JqlError(f"Field '{name}' does not exist or you do not have permission to view it.")
