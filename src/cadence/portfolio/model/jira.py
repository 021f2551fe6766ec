"""Where a bet's work is in Jira: a filter of names, which is never a query that somebody typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from cadence.core.query import Among, Condition, Field

_PROJECT = re.compile(r"[A-Z][A-Z0-9_]{1,254}")
_EPIC = re.compile(r"[A-Z][A-Z0-9_]{1,254}-[1-9]\d{0,17}")


class NoFilter(ValueError):
    """These words are no filter; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JiraFilter:
    """Issues of these projects that have one of each of what else is named.

    It names its projects, so that it is known without asking Jira whether an audience may see them all.
    """

    projects: tuple[str, ...]
    """Keys; never empty."""
    components: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    """Fix versions."""
    epics: tuple[str, ...] = ()
    """Keys of the issues that they are children of."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(
            Among(of, getattr(self, name)) for name, of in _FIELDS.items() if getattr(self, name)
        )

    def __str__(self) -> str:
        """As `jira_filter` reads it."""
        return "; ".join(
            f"{each.name.removesuffix('s')} = {', '.join(getattr(self, each.name))}"
            for each in fields(self)
            if getattr(self, each.name)
        )


_FIELDS: Mapping[str, Field] = {
    "projects": Field.PROJECT,
    "components": Field.COMPONENT,
    "labels": Field.LABEL,
    "versions": Field.FIX_VERSION,
    "epics": Field.PARENT,
}


def jira_filter(words: str) -> JiraFilter | None:
    """Reads "project = PAY; component = Checkout, Wallet", with component, label, version and epic as may be; nothing
    for no words. Raises NoFilter."""
    named: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (each.strip() for each in re.split(r"[;\n]", words))):
        name, sign, values = (each.strip() for each in part.partition("="))
        kind = f"{name.casefold().removesuffix('s')}s"
        if not sign or kind not in _FIELDS:
            raise NoFilter(
                f"“{part[:80]}” is no part of a filter; write “project = PAY; component = Checkout”, "
                "with component, label, version or epic"
            )
        named[kind] = named.get(kind, ()) + _names(values)
    return made(named) if named else None


def made(named: Mapping[str, tuple[str, ...]]) -> JiraFilter:
    """Of names by "projects", "components" … Projects may be left out where epics name them. Raises NoFilter."""
    epics = tuple(each.upper() for each in named.get("epics", ()))
    if wrong := [each for each in epics if not _EPIC.fullmatch(each)]:
        raise NoFilter(f"“{wrong[0][:40]}” is no key of an epic; one is like PAY-12")
    projects = tuple(each.upper() for each in named.get("projects", ()))
    projects = projects or tuple(dict.fromkeys(each.rpartition("-")[0] for each in epics))
    if not projects:
        raise NoFilter("a filter names at least one project, as in “project = PAY”")
    if wrong := [each for each in projects if not _PROJECT.fullmatch(each)]:
        raise NoFilter(f"“{wrong[0][:40]}” is no key of a project; one is like PAY")
    others = {name: named.get(name, ()) for name in ("components", "labels", "versions")}
    return JiraFilter(projects=projects, epics=epics, **others)


def _names(values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in values.split(",") if each.strip()))
