"""Everything a query is judged against."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from cadence.sandbox.jira.jql.index import Index
from cadence.sandbox.jira.model import Account, Project, User, Version
from cadence.sandbox.jira.site import Site


@dataclass(kw_only=True)
class Context:
    """One caller's view of the site at one moment. Not shared between requests; the site is locked while it is used."""

    site: Site
    index: Index
    account: Account
    now: datetime
    first_weekday: int = 0
    """What startOfWeek() begins with: 0 is Monday."""
    reads_clock: bool = False
    """Whether the query asked what time it is, so that its answer is not good for long."""

    @cached_property
    def user(self) -> User:
        return self.site.words.users[self.account.user_id]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.user.time_zone)

    @cached_property
    def projects(self) -> Mapping[str, Project]:
        """Those that the caller can browse, by id."""
        every = self.site.words.projects.items()
        return {key: one for key, one in every if self.site.may_browse(self.account, key)}

    @cached_property
    def versions(self) -> Mapping[str, Version]:
        every = self.site.words.versions.items()
        return {key: one for key, one in every if one.project_id in self.projects}

    @cached_property
    def visible(self) -> set[int]:
        """Rows of the issues the caller may see."""
        columns = self.index.columns
        rows = columns["project"].having(self.projects)
        levels = self.site.words.levels.values()
        hidden = [level.id for level in levels if level.name not in self.account.levels]
        return rows - columns["level"].having(hidden)

    def row(self, id_or_key: str) -> int | None:
        """The row of an issue the caller may see."""
        row = self.site.row(id_or_key)
        return row if row in self.visible else None

    def moment(self) -> datetime:
        self.reads_clock = True
        return self.now


def by_name(
    things: Iterable[Any], text: str, *, number: bool = False, also: Callable[[Any], Iterable[str]]
) -> frozenset[str]:
    """Ids of the things called so, without regard to case. Bare digits are an id first, other text a name first."""
    wanted = text.casefold()
    names: set[str] = set()
    ids: set[str] = set()
    for thing in things:
        if str(thing.id) == text:
            ids.add(str(thing.id))
        if any(name.casefold() == wanted for name in also(thing)):
            names.add(str(thing.id))
    return frozenset((ids or names) if number else (names or ids))
