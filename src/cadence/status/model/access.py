"""Who may see what. An answer never shows what its audience may not see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cadence.core.issue import Issue
from cadence.core.message import Audience, Kind
from cadence.core.query import AllOf, Among, AnyOf, Condition, Empty, Field
from cadence.core.site import Site

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """These channels, users and groups may see these projects, and these security levels within them."""

    channels: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    """Slack ids or e-mail addresses."""
    groups: frozenset[str] = frozenset()
    """Ids or handles."""
    projects: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one audience may see: pairs of a set of projects and the security levels seen in them.

    Issues without a level are seen wherever their project is; issues with one only where the level is named too.
    Kept as pairs, since a level granted in one project is not granted in another.
    """

    parts: tuple[tuple[frozenset[str], frozenset[str]], ...]
    restricted: bool = True
    """False where nothing was configured: every project, no levels."""

    def allows(self, issue: Issue) -> bool:
        return any(
            _holds(projects, issue.project) and (issue.level is None or _holds(levels, issue.level))
            for projects, levels in self.parts
        )

    def sees(self, project: str) -> bool:
        return any(_holds(projects, project) for projects, _ in self.parts)

    @property
    def is_empty(self) -> bool:
        return not any(projects for projects, _ in self.parts)

    def conditions(self, *, levels: bool = True) -> tuple[Condition, ...]:
        """What a query needs, in addition, to bring allowed issues only. Undefined for an empty grant.

        `levels`: whether the site knows security levels. One that doesn't refuses to be asked about them, and has no
        issue that a level could hide.
        """
        alternatives = tuple(
            _part(projects, held if levels else frozenset({ANY}))
            for projects, held in self.parts
            if projects
        )
        if len(alternatives) == 1:
            return alternatives[0]
        if any(not conditions for conditions in alternatives):
            return ()
        return (AnyOf(tuple(_all(conditions) for conditions in alternatives)),)

    def narrowed(self, site: Site) -> Site:
        """The vocabulary that this audience may know of. Labels belong to no project, so none are told."""
        if not self.restricted:
            return site
        return replace(
            site,
            projects=tuple(project for project in site.projects if self.sees(project.key)),
            labels=site.labels if self.sees_all else (),
        )

    @property
    def sees_all(self) -> bool:
        return any(ANY in projects for projects, _ in self.parts)


UNRESTRICTED = Grant(parts=((frozenset({ANY}), frozenset()),), restricted=False)
"""Without an `[access]` section: all that the service account can browse, but nothing with a security level."""


def grant(audience: Audience, rules: tuple[Rule, ...] | None) -> Grant:
    """What this audience may see.

    In a channel the channel's own rules count and nobody's personal ones, since everyone there reads the answer. One
    that is shared with another company must be named by its id: "*" is every channel of our own. What
    one person alone sees goes by the rules for that person and their groups. On a terminal without a name sits
    whoever holds Jira's token: every project, and no level.
    """
    if rules is None:
        return UNRESTRICTED
    if audience.kind is Kind.TERMINAL and audience.user is None and audience.email is None:
        return UNRESTRICTED
    alone = audience.kind in (Kind.DIRECT, Kind.TERMINAL)
    fitting = tuple(
        rule for rule in rules if (_is_for(rule, audience) if alone else _is_in(rule, audience))
    )
    return Grant(parts=tuple(dict.fromkeys((rule.projects, rule.levels) for rule in fitting)))


def _is_in(rule: Rule, audience: Audience) -> bool:
    named = rule.channels - {ANY} if audience.kind is Kind.SHARED else rule.channels
    return audience.channel is not None and _holds(named, audience.channel)


def _is_for(rule: Rule, audience: Audience) -> bool:
    person = [name for name in (audience.user, audience.email) if name]
    return any(_holds(rule.users, name) for name in person) or any(
        _holds(_bare(rule.groups), name) for name in _bare(audience.groups)
    )


def _bare(handles: Iterable[str]) -> frozenset[str]:
    return frozenset(handle.removeprefix("@") for handle in handles)


def _holds(names: Iterable[str], name: str) -> bool:
    folded = {each.casefold() for each in names}
    return ANY in folded or name.casefold() in folded


def _part(projects: frozenset[str], levels: frozenset[str]) -> tuple[Condition, ...]:
    conditions: tuple[Condition, ...] = ()
    if ANY not in projects:
        conditions += (Among(Field.PROJECT, tuple(sorted(projects))),)
    if ANY in levels:
        return conditions
    unlevelled = Empty(Field.LEVEL)
    if levels:
        return (*conditions, AnyOf((unlevelled, Among(Field.LEVEL, tuple(sorted(levels))))))
    return (*conditions, unlevelled)


def _all(conditions: tuple[Condition, ...]) -> Condition:
    return conditions[0] if len(conditions) == 1 else AllOf(conditions)
