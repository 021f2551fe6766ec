"""Indexes of the site's names, each made once."""

from dataclasses import dataclass, field

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
            vocabulary = Vocabulary.of(rights.narrowed(site), areas=areas, aliases=aliases)
            kept = (site, vocabulary)
            self._made[id(site), rights] = kept
        return kept[1]
