"""The site's own names, indexed once so that a question's words can be looked up in them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz, process

from cadence.core.issue import Version
from cadence.core.people import Area
from cadence.core.site import Site

from .tokens import squash


class Sort(StrEnum):
    """What a name is the name of, in the order in which a name of several sorts is read."""

    PROJECT = "project"
    COMPONENT = "component"
    VERSION = "version"
    PRIORITY = "priority"
    TYPE = "type"
    STATUS = "status"
    RESOLUTION = "resolution"
    AREA = "area"
    LABEL = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A company's own word for names of its tracker, such as "P1" for the priority "Critical"."""

    said: str
    sort: Sort
    names: tuple[str, ...]


Names = Mapping[Sort, tuple[str, ...]]
"""What one wording may stand for: by sort, the site's own spellings. Projects by their key."""

_NUMBER = re.compile(
    r"(?<![\w.])v?(\d+(?:\.\d+)*(?:[-.]?(?:alpha|beta|rc|ga|sr|m|b)?[.\-]?\d*)?)$", re.IGNORECASE
)
_PREFIX_WITHOUT_MEANING = {"", "release", "version", "v", "rel", "ver"}
NEAREST = 3
MOST_WORDS = 7
"""The longest name that is looked for, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything the site calls by a name. Build it once per reading of the site: it walks every name."""

    site: Site
    names: Mapping[str, Names]
    """By the squashed wording."""
    versions: Mapping[str, tuple[str, ...]]
    """Names of versions by the number they end in."""
    words: frozenset[str]
    """Single words of names of projects, components, priorities, statuses and types: what may be misspelt."""
    released: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    """Versions by their squashed name."""
    areas: tuple[Area, ...] = ()

    @classmethod
    def of(
        cls, site: Site, *, areas: tuple[Area, ...] = (), aliases: Iterable[Alias] = ()
    ) -> "Vocabulary":
        index = _Index()
        _add_projects(index, site)
        _add_lists(index, site)
        for area in areas:
            index.add(Sort.AREA, area.name, area.name)
        for alias in aliases:
            for name in alias.names:
                index.add_word(alias.sort, alias.said, name)
        return cls(
            site=site,
            names={said: dict(sorts) for said, sorts in index.names.items()},
            versions={number: tuple(names) for number, names in index.numbers.items()},
            words=frozenset(index.words),
            released=_by_name(site),
            areas=areas,
        )

    def called(self, said: str) -> Names:
        """What goes by this wording; empty where nothing does."""
        return self.names.get(squash(said), {})

    def spellings(self, sort: Sort, name: str) -> tuple[str, ...]:
        return self.called(name).get(sort, ())

    def with_number(self, number: str, prefix: str = "") -> tuple[str, ...]:
        """Versions of this number: those of the prefix, else those whose prefix says nothing ("Release 3.2.0").

        "3.2" is looked for as it stands, then as every 3.2.n; "3.2.x" is every 3.2.n. Several are returned for the
        asker to choose from.
        """
        number = number.casefold().removeprefix("v")
        family = re.sub(r"\.[x*]$", "", number)
        exact = self.versions.get(number, ()) if family == number else ()
        kin = tuple(
            name
            for other, names in self.versions.items()
            if other == family or other.startswith(family + ".")
            for name in names
        )
        for found in (exact, kin):
            chosen = self._of_prefix(found, prefix)
            if chosen:
                return chosen if found is exact else self._of_prefix(kin, prefix)
        return ()

    def is_family(self, number: str) -> bool:
        return bool(re.search(r"\.[x*]$", number.casefold()))

    def project_of(self, sort: Sort, name: str) -> frozenset[str]:
        """Keys of the projects that have a component or version of this name."""
        wanted = name.casefold()
        return frozenset(
            project.key
            for project in self.site.projects
            if wanted
            in {
                each.casefold()
                for each in (
                    project.components
                    if sort is Sort.COMPONENT
                    else tuple(version.name for version in project.versions)
                )
            }
        )

    def near(self, said: str, sorts: Iterable[Sort]) -> tuple[str, ...]:
        """Names that look like the wording, best first."""
        pool = {name: name.casefold() for sort in sorts for name in self.all_of(sort)}
        found = process.extract(
            said.casefold(), pool, scorer=fuzz.WRatio, limit=NEAREST, score_cutoff=70
        )
        return tuple(name for _, _, name in found)

    def all_of(self, sort: Sort) -> tuple[str, ...]:
        site = self.site
        match sort:
            case Sort.PROJECT:
                return tuple(name for each in site.projects for name in (each.key, each.name))
            case Sort.COMPONENT:
                return tuple(name for each in site.projects for name in each.components)
            case Sort.VERSION:
                return tuple(v.name for each in site.projects for v in each.versions)
            case Sort.PRIORITY:
                return site.priorities
            case Sort.TYPE:
                return tuple(each.name for each in site.types)
            case Sort.STATUS:
                return tuple(each.name for each in site.statuses)
            case Sort.RESOLUTION:
                return site.resolutions
            case Sort.LABEL:
                return site.labels
            case Sort.AREA:
                return tuple(each.name for each in self.areas)

    def _of_prefix(self, names: tuple[str, ...], prefix: str) -> tuple[str, ...]:
        wanted = {squash(prefix)} if prefix else _PREFIX_WITHOUT_MEANING
        return tuple(name for name in names if _prefix(name) in wanted)


class _Index:
    def __init__(self) -> None:
        self.names: dict[str, dict[Sort, tuple[str, ...]]] = defaultdict(dict)
        self.numbers: dict[str, list[str]] = defaultdict(list)
        self.words: set[str] = set()

    def add(self, sort: Sort, said: str, name: str) -> None:
        key = squash(said)
        held = self.names[key].get(sort, ()) if key else ()
        if key and name not in held:
            self.names[key][sort] = (*held, name)

    def add_word(self, sort: Sort, said: str, name: str) -> None:
        """As `add`, with its plural, and each of its words may be misspelt."""
        self.add(sort, said, name)
        for plural in (*_plurals(said), *_singulars(said)):
            if squash(plural) not in self.names:
                self.add(sort, plural, name)
        self.words.update(
            word for word in re.findall(r"[^\W\d_]+", said.casefold()) if len(word) > 3
        )
        if squash(said).isalpha():
            self.words.add(squash(said))


def _add_projects(index: _Index, site: Site) -> None:
    for project in site.projects:
        index.add(Sort.PROJECT, project.key, project.key)
        index.words.add(project.key.casefold())
        index.add_word(Sort.PROJECT, project.name, project.key)
        for component in project.components:
            index.add_word(Sort.COMPONENT, component, component)
        for version in project.versions:
            index.add(Sort.VERSION, version.name, version.name)
            number = _NUMBER.search(version.name.strip())
            if number and version.name not in index.numbers[number.group(1).casefold()]:
                index.numbers[number.group(1).casefold()].append(version.name)


def _add_lists(index: _Index, site: Site) -> None:
    for priority in site.priorities:
        for said in (priority, *_ranks(priority)):
            index.add_word(Sort.PRIORITY, said, priority)
    for kind in site.types:
        index.add_word(Sort.TYPE, kind.name, kind.name)
    for status in site.statuses:
        index.add_word(Sort.STATUS, status.name, status.name)
    for resolution in site.resolutions:
        index.add_word(Sort.RESOLUTION, resolution, resolution)
    for label in site.labels:
        index.add(Sort.LABEL, label, label)


def _ranks(priority: str) -> list[str]:
    """ "P1 - Critical" also goes by "P1" and by "Critical"."""
    found = re.match(r"(?i)^(p\d|sev[- ]?\d|s\d)\b[\s:(\-–—]*(.*?)\)?$", priority.strip())
    if found is None:
        found = re.match(r"(?i)^(.+?)[\s:(\-–—]+(p\d|sev[- ]?\d|s\d)\)?$", priority.strip())
    return [part for part in found.groups() if part] if found else []


def _plurals(name: str) -> list[str]:
    if len(name) < 2 or not name[-1].isalnum():
        return []
    if name.endswith(("y", "Y")) and name[-2].lower() not in "aeiou":
        return [name[:-1] + "ies"]
    if name.lower().endswith(("s", "x", "ch", "sh")):
        return [name + "es"]
    return [name + "s"]


def _singulars(name: str) -> list[str]:
    """Of a name of several words alone: "a push notification bug". A single word may be a word of its own: "window"."""
    is_plural = " " in name and name.endswith("s") and not name.endswith("ss")
    return [name[:-1]] if is_plural else []


def _prefix(name: str) -> str:
    found = _NUMBER.search(name.strip())
    return squash(name[: found.start()]) if found else squash(name)


def _by_name(site: Site) -> dict[str, tuple[Version, ...]]:
    out: dict[str, tuple[Version, ...]] = defaultdict(tuple)
    for project in site.projects:
        for version in project.versions:
            out[squash(version.name)] += (version,)
    return dict(out)
