"""Indexes of the site's names, each made once."""

from dataclasses import dataclass, field, replace

from cadence.core.people import Area
from cadence.core.site import Site
from cadence.status.model.access import Grant
from cadence.status.model.understanding import Alias, Vocabulary

KEPT = 64
"""How many are kept: one for each set of rights that somebody asks with."""


@dataclass(slots=True)
class Vocabularies:
    """One for each reading of the site and each audience's part of it. A lost race makes one twice, harmlessly."""

    _made: dict[tuple[int, Grant], tuple[Site, Vocabulary]] = field(default_factory=dict)

    def of(
        self,
        site: Site,
        rights: Grant,
        *,
        areas: tuple[Area, ...],
        aliases: tuple[Alias, ...],
    ) -> Vocabulary:
        # A site is a value of thousands of names: its identity, not its hash, tells whether it was seen before.
        kept = self._made.get((id(site), rights))
        if kept is None or kept[0] is not site:
            if len(self._made) >= KEPT:
                self._made.clear()
            kept = (site, _vocabulary(site, rights, areas, aliases))
            self._made[id(site), rights] = kept
        return kept[1]


def _vocabulary(
    site: Site, rights: Grant, areas: tuple[Area, ...], aliases: tuple[Alias, ...]
) -> Vocabulary:
    """Without the areas, and the company's own words, for what this audience may not know of."""
    seen = rights.narrowed(site)
    if rights.restricted:
        areas = tuple(area for area in areas if _is_seen(area, rights))
        known = Vocabulary.of(seen, areas=areas)
        aliases = tuple(
            replace(each, names=names)
            for each in aliases
            if (names := tuple(name for name in each.names if name in known.all_of(each.sort)))
        )
    return Vocabulary.of(seen, areas=areas, aliases=aliases)


def _is_seen(area: Area, rights: Grant) -> bool:
    return not area.projects or any(rights.sees(project) for project in area.projects)
